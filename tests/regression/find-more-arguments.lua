-- a search that took more than one step and was given more arguments than it has took one of them for its own state
local text = ("a"):rep(200)
print(pcall(string.find, text, "a*a*b", 1, false, 12345, {})) --> true	nil
print(pcall(string.match, text, "a*a*b", 1, 2, 3, {})) --> true	nil
print(pcall(string.find, text:rep(200), ("a"):rep(2000) .. "b", 1, true, 12345)) --> true	nil
