-- a search that took more than one step and was given more arguments than it has took one of them for its own state
local text, pattern = ("a"):rep(3000), (".-"):rep(3) .. "b"
print(pcall(string.find, text, "a*a*b", 1, false, 12345, {})) --> true	nil
print(pcall(string.match, text, "a*a*b", 1, 2, 3, {})) --> true	nil
print(pcall(string.find, text, ("a"):rep(1500) .. "b", 1, true, 12345)) --> true	nil
