-- constants of all simple types fold correctly
local N <const> = nil
local T <const>, F <const> = true, false
local I <const>, D <const>, S <const> = 7, 0.5, "str"
print(N, T, F, I, D, S) --> nil	true	false	7	0.5	str
local function f() return N, T, F, I, D, S end
print(f()) --> nil	true	false	7	0.5	str
print(I + 1, 1 + I, I * D, S .. I, -I, ~I, not F, #S) --> 8	8	3.5	str7	-7	-8	true	3
print(I // 2, I % 4, I / 2, I ^ 2, I & 3, I << 1) --> 3	3	3.5	49.0	3	14
local t = {[I] = "i", [S] = "s"}
print(t[I], t[7], t[S], t.str) --> i	i	s	s
print(T and I or D, F and I or D, N == nil, N or "d") --> 7	0.5	true	d
local K <const> = I + 1
print(K, (function() return K end)()) --> 8	8
if F then print("no") elseif T then print("yes") end --> yes
print(S:upper(), (S):len()) --> STR	3
