-- 6.5 utf8.charpattern
print((utf8.charpattern:gsub("[^%g]", function(c) return ("\\%d"):format(c:byte()) end))) --> [\0-\127\194-\253][\128-\191]*
print(#utf8.charpattern) --> 14
for c in ("aé€😀"):gmatch(utf8.charpattern) do io.write(#c, ":", c, " ") end print("done") --> 1:a 2:é 3:€ 4:😀 done
print(("héllo"):gsub(utf8.charpattern, ".")) --> .....	5
print((("abc"):gsub(utf8.charpattern, "%0%0"))) --> aabbcc
print(utf8.char(228, 8364):match("^" .. utf8.charpattern)) --> ä
