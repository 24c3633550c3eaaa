-- long brackets: first newline dropped, no escapes, any level
local a = [[
first]]
print(a, #a) --> first	5
local b = [[

two]]
print(#b, b:byte(1)) --> 4	10
print([[a\nb]], #[[a\n]]) --> a\nb	3
print([==[x]]y]=]z]==]) --> x]]y]=]z
print([=[[inner]]=]) --> [inner]
print([[]] == "", #[==[]==]) --> true	0
print([=[]]=]) --> ]
print([[a]b]], [=[a]]b]=]) --> a]b	a]]b
local t = {[ [[key]] ]=1, [ [=[k2]=] ]=2}
print(t.key, t.k2) --> 1	2
local nest = [[ [ [= ]= ] ]]
print(#nest) --> 11
