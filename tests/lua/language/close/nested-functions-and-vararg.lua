-- closing works with varargs and multiple results through pcall
local function guard(f) return setmetatable({}, {__close = f}) end
local function with(...)
  local n = select("#", ...)
  local g <close> = guard(function() n = n + 1 end)
  local t = {...}
  return n, table.unpack(t, 1, select("#", ...))
end
print(with(nil, 2, nil)) --> 3	nil	2	nil
print(pcall(with, 1, 2)) --> true	2	1	2
local function deep(n)
  local g <close> = guard(function(_, e) if e then error(e + 1, 0) end end)
  if n == 0 then error(0, 0) end
  deep(n - 1)
end
print(pcall(deep, 9)) --> false	10
local cnt = 0
local ok, err = pcall(function()
  for i = 1, 100 do
    local g <close> = guard(function() cnt = cnt + 1 end)
    if i == 50 then error("mid", 0) end
  end
end)
print(cnt, ok, err) --> 50	false	mid
