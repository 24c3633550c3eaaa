-- different types are never equal; reference types by identity
print(1 == "1", 0 == false, nil == false, "" == nil, "0" == 0) --> false	false	false	false	false
print({} == {}, print == print, (function() end) == (function() end)) --> false	true	false
local t = {}
local u = t
print(t == u, t ~= u, rawequal(t, u)) --> true	false	true
print("abc" == "ab" .. "c", ("x"):rep(100) == ("x"):rep(100)) --> true	true
print(nil == nil, true == true, true ~= false) --> true	true	true
print(1 == 1.0, -0.0 == 0, 0/0 == 0/0, math.huge == math.huge) --> true	true	false	true
print(coroutine.running() == coroutine.running()) --> true
print(not (1 == 2), not 1 == 2) --> true	false
print(rawequal("a", "a"), rawequal(1, 1.0)) --> true	true
