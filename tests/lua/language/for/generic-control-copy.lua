-- assigning to the loop variable does not change the control value
local t = {}
for i in function(_, c) c = (c or 0) + 1; if c <= 3 then return c end end do
  t[#t + 1] = i
  i = 100
end
print(table.concat(t, " ")) --> 1 2 3
local function it(s, c) return s(c) end
local seen = {}
for v in it, function(c) seen[#seen + 1] = tostring(c); if c ~= "c" then return ({["nil"] = "a", a = "b", b = "c"})[tostring(c)] end end do
  local w = v
  v = nil
end
print(table.concat(seen, " ")) --> nil a b c
