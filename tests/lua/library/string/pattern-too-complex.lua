-- 6.4.1 pattern matching has a recursion limit, reported as an error
local ok, m = pcall(string.match, ("a"):rep(300000), ("a?"):rep(250000))
print(ok, m) --> false	pattern too complex
print(#("a"):rep(300000):match("a*"), #("a"):rep(300000):match("a-$")) --> 300000	300000
print(#("ab"):rep(100000):match(".-b$")) --> 200000
print(("x"):rep(60):find(("x*"):rep(3) .. "y")) --> nil
