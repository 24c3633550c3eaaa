-- 6.4 string.len, lower, upper, reverse
print(string.len(""), string.len("a\0b\0"), ("x"):rep(1000):len(), string.len(12.5)) --> 0	4	1000	4
print(string.lower("Hello World 123 [\\]"), string.upper("Hello World 123 {|}")) --> hello world 123 [\]	HELLO WORLD 123 {|}
print(("\xC4\xE9"):upper() == "\xC4\xE9", ("\xC4\xE9"):lower() == "\xC4\xE9") --> true	true
print(("É"):lower(), ("é"):upper()) --> É	é
print(string.reverse("abc"), string.reverse("") == "", string.reverse("a\0b") == "b\0a") --> cba	true	true
print(string.reverse(123), string.upper(0x1F), string.lower(1e100)) --> 321	31	1e+100
print(#("\0A\0"):lower(), ("\0A\0"):lower() == "\0a\0") --> 3	true
print(select('#', string.upper("a", "b"))) --> 1
for _, name in ipairs{"len", "lower", "upper", "reverse"} do
  print(pcall(string[name])) --> false	bad argument #1 to 'string.len' (string expected, got no value)
--> false	bad argument #1 to 'string.lower' (string expected, got no value)
--> false	bad argument #1 to 'string.upper' (string expected, got no value)
--> false	bad argument #1 to 'string.reverse' (string expected, got no value)
end
print(pcall(string.len, nil)) --> false	bad argument #1 to 'string.len' (string expected, got nil)
print(pcall(string.upper, {})) --> false	bad argument #1 to 'string.upper' (string expected, got table)
print(pcall(string.reverse, true)) --> false	bad argument #1 to 'string.reverse' (string expected, got boolean)
