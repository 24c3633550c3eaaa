-- 6.10 debug.getlocal and setlocal on active functions
local function f(a, b, ...)
  local c = a + b
  do local hidden = 1 end
  local names = {}
  local i = 1
  while true do
    local n, v = debug.getlocal(1, i)
    if not n then break end
    if n:sub(1, 1) ~= "(" then names[#names + 1] = n end
    i = i + 1
  end
  print(table.concat(names, " "))
  print(debug.getlocal(1, -1))
  print(debug.getlocal(1, -2))
  print(debug.getlocal(1, -3))
  print(debug.setlocal(1, 3, "changed"), c)
  print(debug.setlocal(1, -1, "V"), ...)
  print(debug.setlocal(1, 200, 0))
end
f(1, 2, "va1", "va2") --> a b c names i
--> (vararg)	va1
--> (vararg)	va2
--> nil
--> c	changed
--> (vararg)	V	va2
--> nil
print(debug.getlocal(f, 1), debug.getlocal(f, 2), debug.getlocal(f, 3)) --> a	b	nil
print(debug.getlocal(print, 1)) --> nil
print(pcall(debug.getlocal, 100, 1)) --> false	bad argument #1 to 'debug.getlocal' (level out of range)
print(pcall(debug.setlocal, 100, 1, 1)) --> false	bad argument #1 to 'debug.setlocal' (level out of range)
print(pcall(debug.getlocal, 1)) --> false	bad argument #2 to 'debug.getlocal' (number expected, got no value)
print(pcall(debug.setlocal, 1, 1)) --> false	bad argument #3 to 'debug.setlocal' (value expected)
print(pcall(debug.getlocal, {}, 1)) --> false	bad argument #1 to 'debug.getlocal' (number expected, got table)
