-- \z skips following whitespace, including newlines
local s1 = "abc\z
       def\z	
       ghi"
print(s1) --> abcdefghi
print("x\z y") --> xy
print("x\zy") --> xy
print("end\z   ") --> end
local s2 = "a\z

   \tb"
print(s2 == "a\tb") --> true
print(#"\z \z \z ") --> 0
