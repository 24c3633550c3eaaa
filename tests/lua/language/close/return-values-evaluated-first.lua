-- return values are computed before closing and survive it
local x = 1
local function f()
  local c <close> = setmetatable({}, {__close = function() x = 100 end})
  return x, x + 1
end
print(f()) --> 1	2
print(x) --> 100
local function g()
  local t = {1, 2, 3}
  local c <close> = setmetatable({}, {__close = function() t[1] = "changed"; local a, b, c, d = 9, 9, 9, 9 end})
  return table.unpack(t)
end
print(g()) --> 1	2	3
local function h(...)
  local c <close> = setmetatable({}, {__close = function(...) return "ignored", "results" end})
  return ...
end
print(h(1, nil, 3, nil)) --> 1	nil	3	nil
print(select("#", h())) --> 0
