-- 6.4 string.format: %s uses tostring; width, precision, embedded zeros
local f = string.format
print(f("%s %s %s %s", nil, true, 12, 1.5)) --> nil true 12 1.5
print(f("[%5s] [%-5s] [%.2s] [%5.1s] [%-5.1s]|", "abc", "abc", "abc", "abc", "abc")) --> [  abc] [abc  ] [ab] [    a] [a    ]|
print(f("%s", setmetatable({}, {__tostring = function() return "T" end}))) --> T
print(f("<%5s|%.1s", setmetatable({}, {__tostring = function() return "xyz" end}), "abc")) --> <  xyz|a
print(f("%.0s|%.s|", "gone", "gone"), f("%10.3s|", "abcdef")) --> ||	       abc|
print(#f("%s", "a\0b"), f("%s", "a\0b") == "a\0b", #f("%s", ("x"):rep(1000))) --> 3	true	1000
print(pcall(f, "%10s", "a\0b")) --> false	bad argument #2 to 'string.format' (string contains zeros)
print(pcall(f, "%.20s", "a\0b")) --> false	bad argument #2 to 'string.format' (string contains zeros)
print(#f("%20s", ("x"):rep(200)), #f("%.3s", ("x"):rep(200))) --> 200	3
print(pcall(f, "%s")) --> false	bad argument #2 to 'string.format' (no value)
print(pcall(f, "%s %s", 1)) --> false	bad argument #3 to 'string.format' (no value)
print(pcall(f, "%s", setmetatable({}, {__tostring = function() return 1 end}))) --> true	1
print(pcall(f, "%05s", "x")) --> false	invalid conversion specification: '%05s'
print(pcall(f, "%+s", "x")) --> false	invalid conversion specification: '%+s'
print(f("%s", "extra arguments are ignored", 1, 2)) --> extra arguments are ignored
