-- .. and ^ are right associative, the others left
print(2 ^ 3 ^ 2, (2 ^ 3) ^ 2, 2 ^ (3 ^ 2)) --> 512.0	64.0	512.0
print(100 - 10 - 1, 100 // 7 // 2, 100 % 7 % 2, 2 << 3 << 1, 256 >> 2 >> 1) --> 89	7	0	32	32
local mt = {}
local function O(s) return setmetatable({s = s}, mt) end
local function n(x) return type(x) == "table" and x.s or tostring(x) end
for _, op in ipairs{"add", "sub", "mul", "div", "mod", "idiv", "pow", "concat", "band", "bor", "bxor", "shl", "shr"} do
  mt["__" .. op] = function(a, b) return O("(" .. n(a) .. " " .. op .. " " .. n(b) .. ")") end
end
local a, b, c = O"a", O"b", O"c"
print((a + b + c).s, (a - b - c).s, (a * b * c).s) --> ((a add b) add c)	((a sub b) sub c)	((a mul b) mul c)
print((a / b / c).s, (a % b % c).s, (a // b // c).s) --> ((a div b) div c)	((a mod b) mod c)	((a idiv b) idiv c)
print((a ^ b ^ c).s, (a .. b .. c).s) --> (a pow (b pow c))	(a concat (b concat c))
print((a & b & c).s, (a | b | c).s, (a ~ b ~ c).s) --> ((a band b) band c)	((a bor b) bor c)	((a bxor b) bxor c)
print((a << b << c).s, (a >> b >> c).s, (a << b >> c).s) --> ((a shl b) shl c)	((a shr b) shr c)	((a shl b) shr c)
print((a + b * c).s, (a * b + c).s, (a .. b + c).s, (a | b & c).s, (a ~ b | c).s) --> (a add (b mul c))	((a mul b) add c)	(a concat (b add c))	(a bor (b band c))	((a bxor b) bor c)
print((a << b .. c).s, (a & b << c).s, (a * b ^ c).s, (a - b + c).s) --> (a shl (b concat c))	(a band (b shl c))	(a mul (b pow c))	((a sub b) add c)
