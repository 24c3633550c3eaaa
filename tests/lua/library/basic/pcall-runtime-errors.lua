-- 6.1 pcall: messages of run time errors come with a position
local function try(src)
  print(select(2, pcall(load(src, "=t"))))
end
try("local a; a.b = 1") --> t:1: attempt to index a nil value (local 'a')
try("return nope.x") --> t:1: attempt to index a nil value (global 'nope')
try("nope()") --> t:1: attempt to call a nil value (global 'nope')
try("local t = {} t.x.y = 1") --> t:1: attempt to index a nil value (field 'x')
try("local t = {} t:method()") --> t:1: attempt to call a nil value (method 'method')
try("return 1 + {}") --> t:1: attempt to perform arithmetic on a table value
try("return 'a' + 1") --> t:1: attempt to add a 'string' with a 'number'
try("return #nil") --> t:1: attempt to get length of a nil value
try("return -{}") --> t:1: attempt to perform arithmetic on a table value
try("return {} < {}") --> t:1: attempt to compare two table values
try("return 1 < 'x'") --> t:1: attempt to compare number with string
try("return 'a' .. {}") --> t:1: attempt to concatenate a table value
try("return 2^53 | 0.5") --> t:1: number has no integer representation
try("return 1 // 0") --> t:1: attempt to divide by zero
try("return 1 % 0") --> t:1: attempt to perform 'n%0'
try("for i = 1, 10, 0 do end") --> t:1: 'for' step is zero
try("for i = 'a', 10 do end") --> t:1: bad 'for' initial value (number expected, got string)
try("local t = {} t[nil] = 1") --> t:1: table index is nil
try("local t = {} t[0/0] = 1") --> t:1: table index is NaN
