-- 6.10 debug.sethook: line events
local lines = {}
local f = load("local a = 1\nlocal b = 2\n\nif a > b then\n  a = 3\nelse\n  b = 4\nend\nfor i = 1, 2 do\n  a = i\nend\nreturn a", "=hooked")
debug.sethook(function(ev, l)
  local i = debug.getinfo(2, "S")
  if i.short_src == "hooked" then lines[#lines + 1] = ev:sub(1, 1) .. l end
end, "l")
f()
debug.sethook()
print(table.concat(lines, " ")) --> l1 l2 l4 l7 l9 l10 l9 l10 l9 l12
print(debug.gethook()) --> nil
local h = function() end
debug.sethook(h, "crl", 5)
local fn, mask, count = debug.gethook()
debug.sethook()
print(fn == h, mask, count) --> true	crl	5
print(select('#', debug.sethook())) --> 0
