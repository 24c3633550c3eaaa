-- each iteration has its own variable
local fs = {}
for i = 1, 3 do fs[i] = function(d) i = i + (d or 0); return i end end
print(fs[1](), fs[2](), fs[3]()) --> 1	2	3
print(fs[1](10), fs[1](), fs[2]()) --> 11	11	2
local gs = {}
for k, v in ipairs{"a", "b", "c"} do gs[k] = function(x) v = x or v; return k .. v end end
print(gs[1](), gs[2]("z"), gs[2](), gs[3]()) --> 1a	2z	2z	3c
for x = 1.0, 2.0 do fs[#fs + 1] = function() x = x * 2; return x end end
print(fs[4](), fs[4](), fs[5]()) --> 2.0	4.0	4.0
