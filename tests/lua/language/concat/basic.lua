-- strings and numbers, right associative
print("a" .. "b" .. "c", 1 .. "", 1.0 .. "|", #("" .. "")) --> abc	1	1.0|	0
print(1 .. 2 .. 3, "x" .. 2 ^ 2, 2 .. "^" .. 3) --> 123	x4.0	2^3
print("a" .. 1 + 2 .. "b", "s" .. -1, "neg" .. -(-2)) --> a3b	s-1	neg2
local s = ""
for i = 1, 10 do s = s .. i end
print(s, #s) --> 12345678910	11
local a, b, c = "x", "y", "z"
print(a .. b .. c .. a .. b .. c, a .. (b .. c) == (a .. b) .. c) --> xyzxyz	true
print(("\0" .. "\0"):byte(1, -1)) --> 0	0
print(("a"):rep(300) .. "b" == ("a"):rep(300) .. "b") --> true
