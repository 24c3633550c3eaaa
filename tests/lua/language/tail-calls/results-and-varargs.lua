-- a tail call passes all results through
local function many() return 1, nil, 3, nil end
local function t1() return many() end
local function t2(...) return select("#", ...), ... end
local function t3() return t2(many()) end
print(select("#", t1()), t1()) --> 4	1	nil	3	nil
print(t3()) --> 4	1	nil	3	nil
print((t1())) --> 1
local function viapcall() return pcall(many) end
print(viapcall()) --> true	1	nil	3	nil
local function err() return error("tail", 0) end
print(pcall(err)) --> false	tail
local function cfun(s) return s:upper() end
print(cfun("abc")) --> ABC
local up = 1
local function capture(x) local function inc() up = up + x; return up end; return inc() end
print(capture(5), up) --> 6	6
