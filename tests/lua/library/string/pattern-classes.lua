-- 6.4.1 character classes, in the C locale, over all 256 bytes
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
all = table.concat(all)
for c in ("acdglpsuwx"):gmatch(".") do
  local _, n = all:gsub("%" .. c, "")
  local _, m = all:gsub("%" .. c:upper(), "")
  print(c, n, m) --> a	52	204
--> c	33	223
--> d	10	246
--> g	94	162
--> l	26	230
--> p	32	224
--> s	6	250
--> u	26	230
--> w	62	194
--> x	22	234
end
print((select(2, all:gsub(".", "")))) --> 256
print((all:gsub("%P", ""))) --> !"#$%&'()*+,-./:;<=>?@[\]^_`{|}~
print((all:gsub("[^%w]", ""))) --> 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz
print(#all:gsub("%S", ""), #all:gsub("[%c ]", "")) --> 6	222
print(("a-b"):match("a%-b"), ("50%"):match("%d+%%"), ("a.b"):match("%a%.%a")) --> a-b	50%	a.b
