-- 6.5 utf8.codes: iteration and decoding errors
for p, c in utf8.codes("aé€😀") do print(p, c) end --> 1	97
--> 2	233
--> 4	8364
--> 7	128512
for p, c in utf8.codes("") do print("never") end
local function try(s, lax)
  local ok, m = pcall(function()
    local n = 0
    for _ in utf8.codes(s, lax) do n = n + 1 end
    return n
  end)
  print(ok, (tostring(m):gsub("^.-:%d+: ", "")))
end
try("ab\xff") --> false	invalid UTF-8 code
try("\x80") --> false	bad argument #1 to 'codes' (invalid UTF-8 code)
try("é\xa9") --> false	invalid UTF-8 code
try("\u{D800}") --> false	invalid UTF-8 code
try("\u{D800}", true) --> true	1
try("\u{7FFFFFFF}", true) --> true	1
try("\u{110000}") --> false	invalid UTF-8 code
try("\xe2\x82") --> false	invalid UTF-8 code
try("\xf4\x90\x80\x80") --> false	invalid UTF-8 code
try("\0\0") --> true	2
print(pcall(utf8.codes)) --> false	bad argument #1 to 'utf8.codes' (string expected, got no value)
local f, st, i = utf8.codes("x")
print(type(f), st, i) --> function	x	0
