-- byte-wise order in the C locale, embedded zeros, prefixes
print("a" < "b", "a" < "B", "A" < "a", "Z" < "a") --> true	false	true	true
print("" < "a", "a" < "aa", "aa" < "ab", "a" <= "a", "a" < "a") --> true	true	true	true	false
print("a\0a" < "a\0b", "a\0" > "a", "a" < "a\0", "\0" > "", "a\0z" < "b") --> true	true	true	true	true
print("10" < "9", "10" < "2", "abc" > "abd") --> true	true	false
print("a\0b" == "a\0b", "a\0b" == "a\0c", "a\0b" <= "a\0b") --> true	false	true
print("x" ~= "x", "x" >= "x", "\1" < "\2") --> false	true	true
local t = {"b", "", "a\0", "a", "B", "aa"}
table.sort(t)
for i, s in ipairs(t) do t[i] = ("%q"):format(s) end
print(table.concat(t, " ")) --> "" "B" "a" "a\0" "aa" "b"
