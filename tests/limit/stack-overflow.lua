-- recursion without end is an error that can be caught, again and again
local function endless(f) local ok, message = pcall(f) return ok, message:match("stack overflow") end
local function plain() return 1 + plain() end
local function mutual() local function other() return (mutual()) end return (other()) end
local function through_pcall() return select(2, assert(pcall(through_pcall))) end
local index = setmetatable({}, {}) getmetatable(index).__index = function(t, k) return t[k .. ""] end
local add = setmetatable({}, {}) getmetatable(add).__add = function(a, b) return (a + b) end
for i = 1, 3 do
  print(endless(plain)) --> false	stack overflow
  --> false	stack overflow
  --> false	stack overflow
end
print(endless(mutual)) --> false	stack overflow
print(endless(function() return index.x end)) --> false	stack overflow
print(endless(function() return add + 1 end)) --> false	stack overflow
print((pcall(string.gsub, "x", "x", plain))) --> false
print((pcall(table.sort, {3, 2, 1}, function() plain() end))) --> false
-- one level below the end there is room again
local depth = 0
local function deep(n) depth = n if n > 0 then deep(n - 1) end return n end
print(deep(150000), depth) --> 150000	0
