-- a weak-key entry whose value refers to its own key is collected
local function live(t) collectgarbage(); local n = 0; for _ in pairs(t) do n = n + 1 end return n end
local e = setmetatable({}, {__mode = "k"})
local function cyc() local k = {}; e[k] = {k}; local a, b = {}, {}; e[a] = b; e[b] = a end
cyc()
print(live(e)) --> 0
local root = {}
local function chain()
  local prev = root
  for i = 1, 10 do local nk = {}; e[prev] = nk; prev = nk end
end
chain()
print(live(e)) --> 10
root = nil
print(live(e)) --> 0
local f = {}
local function closure() e[f] = function() return f end end
closure()
print(live(e)) --> 1
f = nil
print(live(e)) --> 0
