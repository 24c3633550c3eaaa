-- numerals that must be rejected
for _, s in ipairs{"1e", "0x", "1e+", "0x1p", "1.2.3", "3..2", "0xg", "1_000", "12abc", "0x1.8p", "1e5.5", "08x", ".5.", "0b101"} do
  local f, e = load("return " .. s, "=c")
  print(s, e) --> 1e	c:1: malformed number near '1e'
--> 0x	c:1: malformed number near '0x'
--> 1e+	c:1: malformed number near '1e+'
--> 0x1p	c:1: malformed number near '0x1p'
--> 1.2.3	c:1: malformed number near '1.2.3'
--> 3..2	c:1: malformed number near '3..2'
--> 0xg	c:1: malformed number near '0xg'
--> 1_000	c:1: malformed number near '1_'
--> 12abc	c:1: malformed number near '12abc'
--> 0x1.8p	c:1: malformed number near '0x1.8p'
--> 1e5.5	c:1: malformed number near '1e5.5'
--> 08x	c:1: malformed number near '08x'
--> .5.	c:1: malformed number near '.5.'
--> 0b101	c:1: malformed number near '0b101'
end
