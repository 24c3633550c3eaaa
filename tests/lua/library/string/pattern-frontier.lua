-- 6.4.1 %f: frontier patterns
print(("THE (quick) fox"):find("%f[%a]%a+%f[%A]")) --> 1	3
print(("THE (quick) fox"):gsub("%f[%a]%a+", function(w) return w:lower() end)) --> the (quick) fox	3
print(("hello"):find("%f[%z]"), ("hello"):find("%f[\0]"), ("hello"):find("%f[h]")) --> 6	6	1	0
print(("[[]]"):gsub("%f[%[]", "|"), ("aXbX"):gsub("%f[X]", "-")) --> |[[]]	a-Xb-X	2
print(("x1y22"):gsub("%f[%d]%d+", "<%0>"), ("a"):find("%f[^%z]")) --> x<1>y<22>	1	0
print((""):find("%f[%a]"), (""):find("%f[^%a]"), ("ab"):match("%f[%w]()%w+()%f[%W]")) --> nil	nil	1	3
print(pcall(string.find, "a", "%fa")) --> false	missing '[' after '%f' in pattern
print(pcall(string.find, "a", "%f")) --> false	missing '[' after '%f' in pattern
print(pcall(string.find, "a", "%f[a")) --> false	malformed pattern (missing ']')
