-- collectable values vanish, strings and numbers stay
local function fill(t)
  t[1] = {}; t[2] = "string"; t[3] = 42; t.f = function() return t end; t.s = ("x"):rep(50); t.b = true
end
local w = setmetatable({}, {__mode = "v"})
local keep = {}
w.keep = keep
fill(w)
collectgarbage("collect")
print(w[1], w[2], w[3], w.keep == keep, #w.s, w.b) --> nil	string	42	true	50	true
keep = nil
collectgarbage("collect")
print(w.keep) --> nil
local n = 0
for i = 1, 100 do w["k" .. i] = {} end
collectgarbage()
for k, v in pairs(w) do if type(v) == "table" then n = n + 1 end end
print(n) --> 0
