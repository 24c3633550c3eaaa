-- 6.4.2 string.pack: overflow checks and limits
local function msg(...)
  return (select(2, pcall(string.pack, ...)))
end
print(msg("b", 128)) --> bad argument #2 to 'string.pack' (integer overflow)
print(msg("b", -129)) --> bad argument #2 to 'string.pack' (integer overflow)
print(msg("B", 256)) --> bad argument #2 to 'string.pack' (unsigned overflow)
print(msg("B", -1)) --> bad argument #2 to 'string.pack' (unsigned overflow)
print(msg("i2", 32768)) --> bad argument #2 to 'string.pack' (integer overflow)
print(msg("I2", 65536)) --> bad argument #2 to 'string.pack' (unsigned overflow)
print(msg("i0", 1)) --> integral size (0) out of limits [1,16]
print(msg("i17", 1)) --> integral size (17) out of limits [1,16]
print(msg("!17", 1)) --> integral size (17) out of limits [1,16]
print(msg("i", "x")) --> bad argument #2 to 'string.pack' (number expected, got string)
print(msg("i", 1.5)) --> bad argument #2 to 'string.pack' (number has no integer representation)
print(msg("i")) --> bad argument #2 to 'string.pack' (number expected, got nil)
print(msg("y", 1)) --> invalid format option 'y'
print(msg("ii", 1)) --> bad argument #3 to 'string.pack' (number expected, got nil)
print(pcall(string.unpack, "<i9", ("\0"):rep(8) .. "\1")) --> false	9-byte integer does not fit into Lua Integer
print(pcall(string.unpack, "<I16", ("\0"):rep(8) .. ("\255"):rep(8))) --> false	16-byte integer does not fit into Lua Integer
print(#string.pack("I8", -1), #string.pack("j", math.mininteger)) --> 8	8
