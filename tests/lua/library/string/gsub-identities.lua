-- 6.4 string.gsub: typical uses
local function trim(s) return (s:gsub("^%s+", ""):gsub("%s+$", "")) end
print("[" .. trim("  a b  ") .. "]", "[" .. trim("   ") .. "]") --> [a b]	[]
local function url(s) return (s:gsub("[^%w]", function(c) return ("%%%02X"):format(c:byte()) end)) end
print(url("a b&c=é")) --> a%20b%26c%3D%C3%A9
print((("a%20b%2B"):gsub("%%(%x%x)", function(h) return string.char(tonumber(h, 16)) end))) --> a b+
local function commas(n)
  local k
  repeat n, k = tostring(n):gsub("^(-?%d+)(%d%d%d)", "%1,%2") until k == 0
  return n
end
print(commas(1234567), commas(-100), commas(1000)) --> 1,234,567	-100	1,000
print((("snake_case_name"):gsub("_(%l)", string.upper)), (("CamelCase"):gsub("%u", function(c) return "_" .. c:lower() end))) --> snakeCaseName	_camel_case
print((("a.b.c"):gsub("%.", "%%.")), (("x"):rep(5):gsub("xx", "y"))) --> a%.b%.c	yyx
local count = select(2, ("mississippi"):gsub("ss", "%0"))
print(count) --> 2
print((("\\n\\t"):gsub("\\(.)", {n = "<nl>", t = "<tab>"}))) --> <nl><tab>
