-- \u{XXX}: UTF-8 encoding of values up to 2^31-1
local function b(s) return table.concat({s:byte(1, -1)}, " ") end
print(b"\u{0}") --> 0
print(b"\u{7f} \u{80}") --> 127 32 194 128
print(b"\u{7FF}\u{800}") --> 223 191 224 160 128
print(b"\u{D800}") --> 237 160 128
print(b"\u{FFFF}\u{10000}") --> 239 191 191 240 144 128 128
print(b"\u{10FFFF}") --> 244 143 191 191
print(b"\u{1FFFFF}\u{200000}") --> 247 191 191 191 248 136 128 128 128
print(b"\u{3FFFFFF}\u{4000000}") --> 251 191 191 191 191 252 132 128 128 128 128
print(b"\u{7FFFFFFF}") --> 253 191 191 191 191 191
print(b"\u{000000000041}") --> 65
print(({load([[return "\u{80000000}"]], "=c")})[2]) --> c:1: UTF-8 value too large near '"\u{80000000'
print(({load([[return "\u{}"]], "=c")})[2]) --> c:1: hexadecimal digit expected near '"\u{}'
print(({load([[return "\u{12"]], "=c")})[2]) --> c:1: missing '}' near '"\u{12"'
print(({load([[return "\u41"]], "=c")})[2]) --> c:1: missing '{' near '"\u4'
