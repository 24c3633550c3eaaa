-- 6.1 load: pieces from a function until nil, an empty string or no value
local function pieces(t)
  local i = 0
  return function() i = i + 1; return t[i] end
end
print(load(pieces{"return ", "1", "0", "+5"})()) --> 15
print(load(pieces{"return 'a", "", "b'"}, "=p")) --> nil	p:1: unfinished string near <eof>
print(load(pieces{"return 1", "", " + error"})()) --> 1
print(select('#', load(pieces{})())) --> 0
print(load(pieces{"ret", "urn", " 7"}, "named")()) --> 7
local n = 0
local f = load(function()
  n = n + 1
  if n <= 5 then return "x" .. n .. "=" .. n .. ";" end
end, "=gen", "t", _ENV)
print(n, type(f)) --> 6	function
f()
print(x1, x5, x6) --> 1	5	nil
x1, x2, x3, x4, x5 = nil
