-- 6.5 overlong forms, surrogates and truncated sequences are invalid
local bad = {"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
  "\xed\xa0\x80", "\xed\xbf\xbf", "\xf8\x80\x80\x80\x80", "\xfe", "\xe2\x28\xa1", "\xc3", "\xf0\x9f\x98", "a\x80"}
for i, s in ipairs(bad) do print(i, utf8.len(s)) end --> 1	nil	1
--> 2	nil	1
--> 3	nil	1
--> 4	nil	1
--> 5	nil	1
--> 6	nil	1
--> 7	nil	1
--> 8	nil	1
--> 9	nil	1
--> 10	nil	1
--> 11	nil	1
--> 12	nil	1
--> 13	nil	1
--> 14	nil	2
print(utf8.len("\xed\x9f\xbf"), utf8.len("\xee\x80\x80"), utf8.len("\xf4\x8f\xbf\xbf")) --> 1	1	1
print(utf8.len("\xed\xa0\x80", 1, -1, true), utf8.len("\xc0\x80", 1, -1, true)) --> 1	nil	1
print("\u{48}\u{20AC}" == "H€", #"\u{7FFFFFFF}", "\u{0}" == "\0") --> true	6	true
