-- 6.1 load: long chunks are compiled, read and linked in steps, wherever they are interrupted
local parts = {}
for i = 1, 300 do
  parts[#parts + 1] = ("local function f%d(a, ...) local c = function() a = a + %d.5 return a, 'short%d' end return c, ... end"):format(i % 150, i, i)
  parts[#parts + 1] = ("t[%d] = f%d(%d) do local a <const>, b = %d, '%s' t['k%d'] = b end"):format(i, i % 150, i, i, ("long "):rep(10 + i % 3), i)
  if i % 140 == 0 then parts[#parts + 1] = "end do" end
end
local text = "local t = ... do " .. table.concat(parts, "\n") .. " end -- " .. ("comment "):rep(300) .. "\nreturn t"
local function check(f)
  local t = f({})
  local a, b = t[299]()
  print(a, b, t.k7, #t)
end
local f = assert(load(text, "=long"))
check(f) --> 598.5	short299	long long long long long long long long long long long 	300
check(assert(load(string.dump(f), "again", "b"))) --> 598.5	short299	long long long long long long long long long long long 	300
print(string.dump(f) == string.dump(load(string.dump(f)))) --> true
print(#string.dump(f, true) < #string.dump(f)) --> true
local at = 0
f = load(function()
  at = at + 1000
  return text:sub(at - 999, at)
end, "=pieces")
check(f) --> 598.5	short299	long long long long long long long long long long long 	300
print(load(text .. " +", "=broken")) --> nil	broken:603: unexpected symbol near <eof>
print(load(text:gsub("return t$", "goto out"), "=gone")) --> nil	gone:603: no visible label 'out' for <goto> at line 603
-- Strings and names of more than one part.
local long = ("x"):rep(200000)
local g = load("return '" .. long .. "', '" .. long .. "', #...", "@" .. long)
local one, other, length = g("abc")
print(#one, one == long, one == other, length) --> 200000	true	true	3
print(#debug.getinfo(g, "S").source) --> 200001
local h = load(string.dump(g))
print(h("") == long, #debug.getinfo(h, "S").source) --> true	200001
print(load("#" .. long, "=c")) --> nil	c:1: unexpected symbol near '#'
local given = false
print(#load(function() if given then return end given = true return "return '" .. long .. "'" end)()) --> 200000
