-- every arithmetic and bitwise event, both operand positions
local mt = {}
local function n(x) return type(x) == "table" and "O" or tostring(x) end
for _, ev in ipairs{"add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr"} do
  mt["__" .. ev] = function(a, b) return ev .. "(" .. n(a) .. "," .. n(b) .. ")" end
end
local o = setmetatable({}, mt)
print(o + 1, 1 + o, o - 1, 1 - o) --> add(O,1)	add(1,O)	sub(O,1)	sub(1,O)
print(o * 2, 2 * o, o / 2, 2 / o) --> mul(O,2)	mul(2,O)	div(O,2)	div(2,O)
print(o % 2, 2 % o, o ^ 2, 2 ^ o) --> mod(O,2)	mod(2,O)	pow(O,2)	pow(2,O)
print(o // 2, 2 // o, o & 2, 2 & o) --> idiv(O,2)	idiv(2,O)	band(O,2)	band(2,O)
print(o | 2, 2 | o, o ~ 2, 2 ~ o) --> bor(O,2)	bor(2,O)	bxor(O,2)	bxor(2,O)
print(o << 1, 1 << o, o >> 1, 1 >> o) --> shl(O,1)	shl(1,O)	shr(O,1)	shr(1,O)
print(o + "s", "s" + o, o & "s", nil + o, o - nil, {} * o) --> add(O,s)	add(s,O)	band(O,s)	add(nil,O)	sub(O,nil)	mul(O,O)
print(o + 1.5, 1.5 - o, o << 1.5, 300 + o, o - 300) --> add(O,1.5)	sub(1.5,O)	shl(O,1.5)	add(300,O)	sub(O,300)
print(o + o, o ~ o) --> add(O,O)	bxor(O,O)
