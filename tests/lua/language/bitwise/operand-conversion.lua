-- floats with integral values are converted; other floats are errors
print(3.0 & 1, 2^53 | 0, 1e15 ~ 0, ~3.0, -0.0 | 0) --> 1	9007199254740992	1000000000000000	-4	0
print(math.type(3.0 & 1), -2^63 | 0, 0x1p62 >> 61) --> integer	-9223372036854775808	2
local function e(f) return (select(2, pcall(f)):gsub("^[^:]*:%d+: ", "")) end
print(e(function() return 3.5 & 1 end)) --> number has no integer representation
print(e(function() return 1 | 2^63 end)) --> number has no integer representation
print(e(function() return 1 ~ 0/0 end)) --> number has no integer representation
print(e(function() return math.huge << 1 end)) --> number (field 'huge') has no integer representation
print(e(function() return ~1.5 end)) --> number has no integer representation
print(e(function() local x = 1.5; return 1 >> x end)) --> number (local 'x') has no integer representation
print(e(function() local x = 1.5; return x << 1 end)) --> number (local 'x') has no integer representation
print(e(function() return -2^63 - 2048 | 0 end)) --> number has no integer representation
local big = 9007199254740993.0
print(big & -1) --> 9007199254740992
