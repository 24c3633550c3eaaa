-- up to 255 upvalues in a closure
local function src(n)
  local p = {}
  local per = 150
  local depth = 0
  for i = 1, n do
    if i % per == 1 then p[#p + 1] = "return (function() "; depth = depth + 1 end
    p[#p + 1] = "local a" .. i .. " = " .. i
  end
  p[#p + 1] = "return function() return 0"
  for i = 1, n do p[#p + 1] = "+ a" .. i end
  p[#p + 1] = " end"
  for i = 1, depth do p[#p + 1] = " end)()" end
  return table.concat(p, " ")
end
print(load(src(100), "=c")()()) --> 5050
print(load(src(255), "=c")()()) --> 32640
local f, m = load(src(256), "=c")
print(f, (m:gsub(" near .*", ""))) --> nil	c:1: too many upvalues (limit is 255) in function at line 1
