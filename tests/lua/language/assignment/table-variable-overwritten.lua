-- assigning a table variable in the same statement that indexes it
local a = {}
local b = a
a.x, a = 1, nil
print(b.x, a) --> 1	nil
do
  local a = {}
  local c = a
  a, a.y, a.z = 10, 20, 30
  print(a, c.y, c.z) --> 10	20	30
end
local function up()
  b, b.w = {w = 0}, 7
end
local old = b
up()
print(b.w, old.w) --> 0	7
local i = 1
local t = {}
i, t[i], i, t[i] = 2, "x", 3, "y"
print(t[1] ~= nil, t[2], t[3]) --> true	nil	nil
