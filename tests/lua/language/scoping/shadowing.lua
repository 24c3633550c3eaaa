-- scope starts after the declaration and ends with the block
local x = 10
do
  local x = x
  print(x) --> 10
  x = x + 1
  do
    local x = x + 1
    print(x) --> 12
  end
  print(x) --> 11
end
print(x) --> 10
local x, y = 20, x
print(x, y) --> 20	10
local function x(n) if n then return n end return x(1) end
print(x()) --> 1
local print = print
local type <const> = type
print(type(x)) --> function
for x = 1, 1 do local x = x + 1; print(x) end --> 2
if true then local x = "if" print(x) else print(x) end --> if
local a, a = 1, 2
print(a) --> 2
