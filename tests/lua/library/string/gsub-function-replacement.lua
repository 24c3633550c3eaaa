-- 6.4 string.gsub: function replacements get the captures; false/nil keep the match
print(("hello world"):gsub("%w+", string.upper)) --> HELLO WORLD	2
print(("abc"):gsub("%w", function(c) if c == "b" then return "[b]" end end)) --> a[b]c	3
print(("abc"):gsub("%w", function(c) return c ~= "b" and c:upper() end)) --> AbC	3
print(("x=1 y=2"):gsub("(%w)=(%w)", function(k, v) return v .. "=" .. k end)) --> 1=x 2=y	2
print(("abc"):gsub("()", function(p) return "<" .. p .. ">" end)) --> <1>a<2>b<3>c<4>	4
print(("abc"):gsub("%w", function() return 1, 2 end)) --> 111	3
print(("abc"):gsub("%w", function() return 1.5 end)) --> 1.51.51.5	3
print(("abc"):gsub("b", function(...) return select('#', ...) end)) --> a1c	1
print(("a%1b"):gsub("%%1", function() return "%1" end)) --> a%1b	1
local order = {}
;("abcd"):gsub("%w", function(c) order[#order + 1] = c end, 3)
print(table.concat(order)) --> abc
print(pcall(string.gsub, "abc", "%w", function() return {} end)) --> false	invalid replacement value (a table)
print(pcall(string.gsub, "abc", "%w", function() return true end)) --> false	invalid replacement value (a boolean)
print(pcall(string.gsub, "abc", "%w", function() error("in repl", 0) end)) --> false	in repl
