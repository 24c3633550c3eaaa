-- wrap propagates errors and adds position only to strings
local gen = coroutine.wrap(function(n) for i = 1, n do coroutine.yield(i) end end)
print(gen(2), gen(), gen()) --> 1	2
print(pcall(gen)) --> false	cannot resume dead coroutine
local E = {}
local w = coroutine.wrap(function() error(E) end)
print(select(2, pcall(w)) == E) --> true
print(pcall(w)) --> false	cannot resume dead coroutine
local s = coroutine.wrap(function() error("msg", 0) end)
print(select(2, pcall(s)):find("msg$") ~= nil) --> true
local v = coroutine.wrap(function(...) while true do local t = table.pack(...); coroutine.yield(t.n, ...) end end)
print(v(1, nil)) --> 2	1	nil
local out = {}
for a, b in coroutine.wrap(function() coroutine.yield(1, 2); coroutine.yield(3, 4) end) do out[#out + 1] = a + b end
print(table.concat(out, " ")) --> 3 7
