-- a function that makes closures goes on with its own upvalues, however many there are
local a, b = 1, {2}
local function make(n)
  local made = {}
  for i = 1, n do
    made[i] = function() return a + b[1] + i end
    a, b[1] = a + 1, b[1] + 1
  end
  return made
end
local made = make(5000)
print(a, b[1], #made) --> 5001	5002	5000
print(made[1](), made[5000]()) --> 10004	15003
-- few and many upvalues
local c, d, e, f, g = 1, 2, 3, 4, 5
local function three() return a, c, d end
local function four() return c, d, e, f end
local function five() c, d, e, f, g = d, e, f, g, c return c, d, e, f, g end
print(three()) --> 5001	1	2
print(four()) --> 1	2	3	4
print(five()) --> 2	3	4	5	1
print(four()) --> 2	3	4	5
debug.upvaluejoin(five, 5, three, 1)
print(five()) --> 3	4	5	5001	2
print(debug.getupvalue(five, 5)) --> g	2
print(debug.getupvalue(four, 4)) --> f	5001
print(debug.getupvalue(four, 5), debug.getupvalue(three, 4)) --> nil
