-- 6.10 debug.getregistry, getuservalue, setuservalue
local r = debug.getregistry()
print(type(r), r == debug.getregistry(), r._LOADED == package.loaded) --> table	true	true
print(debug.getuservalue(1), debug.getuservalue({}, 1)) --> nil	nil
print(debug.getuservalue(io.stdout, 1)) --> nil
print(debug.getuservalue(io.stdout, 5)) --> nil
print(debug.setuservalue(io.stdout, 1, 1)) --> nil
print(pcall(debug.setuservalue, {}, 1)) --> false	bad argument #1 to 'debug.setuservalue' (userdata expected, got table)
print(pcall(debug.setuservalue, 5, 1)) --> false	bad argument #1 to 'debug.setuservalue' (userdata expected, got number)
print(pcall(debug.setuservalue, io.stdout)) --> false	bad argument #2 to 'debug.setuservalue' (value expected)
print(pcall(debug.setuservalue)) --> false	bad argument #1 to 'debug.setuservalue' (userdata expected, got no value)
