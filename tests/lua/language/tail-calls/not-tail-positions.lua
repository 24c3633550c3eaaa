-- these calls are not tail calls, so recursion depth is limited
local function overflows(f) local ok, m = pcall(f, 0); return not ok and m:find("stack overflow", 1, true) ~= nil end
local function p1(n) return (p1(n + 1)) end
local function p2(n) return p2(n + 1) + 1 end
local function p3(n) return nil or p3(n + 1) end
local function p4(n) p4(n + 1) return end
local function p5(n) return 1, p5(n + 1) end
local function p6(n) local x = p6(n + 1) return x end
print(overflows(p1)) --> true
print(overflows(p2)) --> true
print(overflows(p3)) --> true
print(overflows(p4)) --> true
print(overflows(p5)) --> true
print(overflows(p6)) --> true
