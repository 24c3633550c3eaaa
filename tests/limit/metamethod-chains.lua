-- chains of __index and __newindex tables: 2000 levels are the end, as in Lua
local function chain(n, event)
  local t = {}
  if event == "__index" then t.x = "found" end
  local last = t
  for _ = 1, n do t = setmetatable({}, {[event] = t}) end
  return t, last
end
print(chain(1, "__index").x, chain(1999, "__index").x) --> found	found
print(pcall(function() return chain(2001, "__index").x end)) --> false	metamethod-chains.lua:10: '__index' chain too long; possible loop
local t, last = chain(1999, "__newindex")
t.x = 5
print(rawget(t, "x"), last.x) --> nil	5
t = chain(2001, "__newindex")
print(select(2, pcall(function() t.x = 1 end)):match("'__newindex' chain too long; possible loop")) --> '__newindex' chain too long; possible loop
local loop = setmetatable({}, {}) getmetatable(loop).__index = loop
print(select(2, pcall(function() return loop.x end)):match("'__index' chain too long; possible loop")) --> '__index' chain too long; possible loop
-- __call chains
local f = function(...) return select("#", ...) end
for _ = 1, 100 do f = setmetatable({}, {__call = f}) end
print(f()) --> 100
