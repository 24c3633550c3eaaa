-- patterns: 32 captures, 200 levels of matching
local function captures(n) return pcall(string.find, ("a"):rep(n), ("(a)"):rep(n)) end
print(select("#", captures(32))) --> 35
print(captures(33)) --> false	too many captures
print(pcall(string.rep, "x", 3, ","), pcall(string.match, ("x"):rep(50000), ".-b")) --> true	true	nil
print(pcall(string.match, ("x"):rep(300), ("x?"):rep(199))) --> true	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
print(pcall(string.match, ("x"):rep(300), ("x?"):rep(201))) --> false	pattern too complex
print(#string.match(("x"):rep(300000), ".*")) --> 300000
