-- 6.4 string.format: %% and %p
local f = string.format
print(f("100%%"), f("%%d"), f("%d%%", 50), f("") == "", f("no directives")) --> 100%	%d	50%	true	no directives
print(f("%p", 1), f("%p", nil), f("%p", true), f("%p", 1.5)) --> (null)	(null)	(null)	(null)
local t = {}
print(f("%p", t) == f("%p", t), f("%p", t) ~= f("%p", {})) --> true	true
print(tostring(t) == "table: " .. f("%p", t)) --> true
print(f("%p", "short") == f("%p", "sho" .. "rt"), f("%p", print) ~= f("%p", type)) --> true	true
print(#f("%30p", t), f("%10p|%-10p|", 1, nil)) --> 30	    (null)|(null)    |
print(pcall(f, "%.3p", t)) --> false	invalid conversion specification: '%.3p'
print(pcall(f, "%p")) --> false	bad argument #2 to 'string.format' (no value)
print(pcall(f, "%5%")) --> false	bad argument #2 to 'string.format' (no value)
