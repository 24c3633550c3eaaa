-- 6.4.1 malformed patterns
local function try(p, s)
  print(p, (tostring(select(2, pcall(string.find, s or "aaaa", p))):gsub("^.-:%d+: ", "")))
end
try("%") --> %	malformed pattern (ends with '%')
try("a%") --> a%	malformed pattern (ends with '%')
try("[a") --> [a	malformed pattern (missing ']')
try("[") --> [	malformed pattern (missing ']')
try("[]") --> []	malformed pattern (missing ']')
try("[^]") --> [^]	malformed pattern (missing ']')
try("[a%") --> [a%	malformed pattern (missing ']')
try("[a%]") --> [a%]	malformed pattern (missing ']')
try("(a") --> (a	unfinished capture
try("a)") --> a)	nil
try("(()") --> (()	unfinished capture
try(")") --> )	nil
try("%0") --> %0	invalid capture index %0
try("%2") --> %2	invalid capture index %2
try("^*", "*") --> ^*	1
try("a(") --> a(	unfinished capture
try("[a-", "b") --> [a-	malformed pattern (missing ']')
try("b%") --> b%	nil
try(("(a)"):rep(33), ("a"):rep(40)) --> (a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)	too many captures
print(select('#', ("a"):rep(40):find(("(a)"):rep(32)))) --> 34
