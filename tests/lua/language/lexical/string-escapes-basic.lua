-- one-character escapes
local s = "\a\b\f\n\r\t\v\\\"\'"
print(#s, s:byte(1, -1)) --> 10	7	8	12	10	13	9	11	92	34	39
local s2 = 'a\
b'
print(#s2, s2:byte(1, -1)) --> 3	97	10	98
local s3 = "\
"
print(s3:byte(1, -1)) --> 10
print("it's", 'say "hi"') --> it's	say "hi"
print("tab\tend", #"tab\tend") --> tab	end	7
print(#"\0", #"a\0b", ("a\0b"):byte(1, -1)) --> 1	3	97	0	98
print("a\0b" == "a\0c", "a\0b" < "a\0c") --> false	true
