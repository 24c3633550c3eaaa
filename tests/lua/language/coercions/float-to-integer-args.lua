-- library functions want integer representations
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print(("abc"):byte(2.0), ("abc"):sub("1", "2.0")) --> 98	ab
print(e(string.sub, "abc", 1.5)) --> bad argument #2 to 'string.sub' (number has no integer representation)
print(e(string.rep, "x", "2.5")) --> bad argument #2 to 'string.rep' (number has no integer representation)
print(e(string.rep, "x", "a")) --> bad argument #2 to 'string.rep' (number expected, got string)
print(e(string.char, 65.5)) --> bad argument #1 to 'string.char' (number has no integer representation)
print(e(string.sub, "abc", 2^63)) --> bad argument #2 to 'string.sub' (number has no integer representation)
print(e(string.sub, "abc", {})) --> bad argument #2 to 'string.sub' (number expected, got table)
print(e(string.sub)) --> bad argument #1 to 'string.sub' (string expected, got no value)
print(select(2.0, "a", "b"), e(select, 1.5, "a")) --> b	bad argument #1 to 'select' (number has no integer representation)
print(e(math.floor, "x"), math.floor("3.7")) --> bad argument #1 to 'math.floor' (number expected, got string)	3
