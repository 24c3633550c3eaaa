-- 6.4 searches of long subjects go on over many steps
local text = ("ab"):rep(60000) .. "abb" .. ("c"):rep(100)
print(text:find("abb", 1, true), text:find("bbc", 7, true), (text:find("bbb", 1, true))) --> 120001	120002	nil
print(text:find("abb"), text:find("b+c"), text:find("x")) --> 120001	120002	nil
local needle = ("a"):rep(4000) .. "b"
print((("a"):rep(5000) .. "b"):find(needle, 1, true)) --> 1001	5001
print((("a"):rep(3000) .. "b"):find(("a"):rep(2000) .. "c", 1, true)) --> nil
print(#text:match("^[ab]*"), #text:match("c+$"), text:match("()bb()")) --> 120003	100	120002	120004
print(text:match("(a)(b)(b)(c)"), text:find("(b)(b)", 3)) --> a	120002	120003	b	b
local places = {}
for at, letters in text:gmatch("()(bb?c)") do places[#places + 1] = at .. letters end
print(table.concat(places, " ")) --> 120002bbc
places = {}
for at in (("x"):rep(30000) .. "y"):rep(3):gmatch("()y") do places[#places + 1] = at end
print(table.concat(places, " ")) --> 30001 60002 90003
