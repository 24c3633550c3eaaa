-- 6.4 string.format: %q writes values the Lua reader can read back
local f = string.format
print(f("%q", 'say "hi"\\')) --> "say \"hi\"\\"
print(f("%q", "tab\tcr\rzero\0one\0011")) --> "tab\9cr\13zero\0one\0011"
print((f("%q", "line\nbreak"):gsub("\n", "<NL>"))) --> "line\<NL>break"
print(f("%q", "\127\200é") == '"\\127\200é"') --> true
print(f("%q %q %q", 42, true, nil), f("%q", false)) --> 42 true nil	false
print(f("%q %q", 0.5, 1.0), f("%q", 0.1)) --> 0x1p-1 0x1p+0	0x1.999999999999ap-4
print(f("%q %q %q", 1/0, -1/0, math.mininteger)) --> 1e9999 -1e9999 0x8000000000000000
print(f("%q", 0/0), f("%q", -0.0)) --> (0/0)	-0x0p+0
print(load("return " .. f("%q", 1/3))() == 1/3) --> true
print(load("return " .. f("%q", "\0\1\r\n\"\\9"))() == "\0\1\r\n\"\\9") --> true
print(math.type(load("return " .. f("%q", math.mininteger))())) --> integer
print(pcall(f, "%q", {})) --> false	bad argument #2 to 'string.format' (value has no literal form)
print(pcall(f, "%q", print)) --> false	bad argument #2 to 'string.format' (value has no literal form)
print(pcall(f, "%5q", "x")) --> false	specifier '%q' cannot have modifiers
print(pcall(f, "%q")) --> false	bad argument #2 to 'string.format' (no value)
