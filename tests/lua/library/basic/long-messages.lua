-- 6.1 error messages and other texts beyond what is copied in one step
local big = ("x"):rep(70000)
local function size(_, message) return #message, message:match("^[^x]*"), message:match("[^x]*$") end
print(size(pcall(error, big))) --> 70000		
print(size(pcall(function() error(big) end))) --> 70021	long-messages.lua:5: 	
print(size(pcall(coroutine.wrap(function() error(big, 0) end)))) --> 70000		
print(size(pcall(collectgarbage, big))) --> 70055	bad argument #1 to 'collectgarbage' (invalid option '	')
local named = setmetatable({}, {__name = big})
print(tostring(named):find("^x+: 0x%x+$")) --> 1	70016
print(size(pcall(math.floor, named))) --> 70055	bad argument #1 to 'math.floor' (number e	)
print(xpcall(error, function(message) return #message end, big)) --> false	70000
print(#debug.traceback(big, 100)) --> 70017
