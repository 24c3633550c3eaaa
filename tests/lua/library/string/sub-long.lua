-- 6.4 long strings are copied, reversed and changed in steps
local text = ("0123456789"):rep(20000)
local part = text:sub(2, -2)
print(#part, part:sub(1, 3), part:sub(-3), part == text:sub(2, 199999)) --> 199998	123	678	true
print(#text:sub(5, 150004), text:sub(5, 150004):sub(-4), text:sub(1, 200000) == text) --> 150000	0123	true
print(#text:reverse(), text:reverse():sub(1, 12), text:reverse():reverse() == text) --> 200000	987654321098	true
local letters = ("aBc"):rep(50000)
print(letters:upper():sub(-6), letters:lower():sub(-6), letters:upper():lower() == letters:lower()) --> ABCABC	abcabc	true
