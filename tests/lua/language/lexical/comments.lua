-- short and long comments
print(1) -- short --> 1
--[[ long
print("never") ]] print(2) --> 2
--[==[ level 2 ]] ]=] 
print("never")
]==] print(3) --> 3
--[ not long comment [[
print(4) --> 4
--[=not long either
print(5) --> 5
---[[ a dash first makes it short
print(6) --> 6
--]]
local x = 1 --[[inline]] + --[=[other]=] 2
print(x) --> 3
print(({load("--[[ unfinished", "=c")})[2]) --> c:1: unfinished long comment (starting at line 1) near <eof>
print(({load("--[==[ unfinished ]=]", "=c")})[2]) --> c:1: unfinished long comment (starting at line 1) near <eof>
print(load("-- no newline at end") ~= nil) --> true
