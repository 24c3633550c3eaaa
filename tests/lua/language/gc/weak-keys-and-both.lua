-- weak keys, and weak keys and values
local function live(t) collectgarbage(); local n = 0; for _ in pairs(t) do n = n + 1 end return n end
local k, v = {}, {}
local wk = setmetatable({}, {__mode = "k"})
local function fill() wk[k] = "kept"; wk[{}] = "gone"; wk["str"] = {}; wk[1] = {}; wk[{}] = {} end
fill()
print(live(wk), wk[k], type(wk.str), type(wk[1])) --> 3	kept	table	table
local wb = setmetatable({}, {__mode = "kv"})
local function fill2() wb[k] = {}; wb[{}] = v; wb[1] = {}; wb[2] = v; wb[k] = v end
fill2()
print(live(wb), wb[k] == v, wb[1], wb[2] == v) --> 2	true	nil	true
k = nil
print(live(wk), live(wb)) --> 2	1
v = nil
print(live(wb)) --> 0
