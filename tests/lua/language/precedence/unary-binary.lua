-- unary operators bind tighter than binary ones except ^
local mt = {}
local function O(s) return setmetatable({s = s}, mt) end
local function n(x) return type(x) == "table" and x.s or tostring(x) end
mt.__unm = function(a) return O("-" .. a.s) end
mt.__bnot = function(a) return O("~" .. a.s) end
mt.__len = function(a) return O("#" .. a.s) end
for _, op in ipairs{"pow", "mul", "add", "concat", "bxor", "div"} do
  mt["__" .. op] = function(a, b) return O("(" .. n(a) .. " " .. op .. " " .. n(b) .. ")") end
end
local a, b = O"a", O"b"
print((-a ^ b).s, (a ^ -b).s, (-a * b).s, (~a ~ b).s, (a ~ ~b).s) --> -(a pow b)	(a pow -b)	(-a mul b)	(~a bxor b)	(a bxor ~b)
print((#a + b).s, (#a ^ b).s, (- -a).s, (-~#a).s, (a * -b ^ a).s) --> (#a add b)	#(a pow b)	--a	-~#a	(a mul -(b pow a))
print((-a .. b).s, (2 ^ -a).s, (a ^ #b ^ a).s) --> (-a concat b)	(2 pow -a)	(a pow #(b pow a))
print(not a == b, not (a == b), -2 ^ 2, 2 ^ - 2) --> false	true	-4.0	0.25
