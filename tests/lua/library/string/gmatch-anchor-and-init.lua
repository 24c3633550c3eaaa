-- 6.4 string.gmatch: '^' is not an anchor here; the init argument
local function all(...)
  local t = {}
  for m in string.gmatch(...) do t[#t + 1] = tostring(m) end
  return #t .. ":" .. table.concat(t, " ")
end
print(all("^a^a", "^a")) --> 2:^a ^a
print(all("aaa", "^a")) --> 0:
print(all("a$ b$", "%w$")) --> 0:
print(all("abc", "%w$")) --> 1:c
print(all("hello world", "%a+", 3)) --> 2:llo world
print(all("hello world", "%a+", -3)) --> 1:rld
print(all("hello", ".", 0)) --> 5:h e l l o
print(all("hello", ".", -100)) --> 5:h e l l o
print(all("hello", ".", 6)) --> 0:
print(all("hello", "", 6)) --> 1:
print(all("hello", "", 7)) --> 0:
print(all("hello", "()", 4)) --> 3:4 5 6
print(pcall(string.gmatch, "x")) --> false	bad argument #2 to 'string.gmatch' (string expected, got no value)
print(pcall(string.gmatch, nil, "x")) --> false	bad argument #1 to 'string.gmatch' (string expected, got nil)
print(pcall(string.gmatch, "x", "x", {})) --> false	bad argument #3 to 'string.gmatch' (number expected, got table)
print(pcall(string.gmatch("x", "[a"))) --> false	malformed pattern (missing ']')
