-- 6.10 debug.sethook: line events of constructs of several lines
local function trace(source)
  local lines = {}
  local f = assert(load(source, "=traced"))
  debug.sethook(function(_, line)
    if debug.getinfo(2, "S").short_src == "traced" then lines[#lines + 1] = line end
  end, "l")
  f()
  debug.sethook()
  return table.concat(lines, " ")
end
print(trace("local t = {\n 1,\n 2,\n x = 3,\n [4] = f,\n (\n function() end)\n}")) --> 1 2 3 4 5 7 8
print(trace("local a = print\n and\n 1\n or\n 2")) --> 2 4 5
print(trace("local a =\n 1\n +\n 2\n *\n #'x'")) --> 6 5 3 6
print(trace("tostring\n(\n 'x'\n ,\n 1\n)")) --> 1 4 6 2 6
print(trace("local a, b =\n 1,\n 2\na,\nb\n=\nb\n,\na")) --> 2 3 8 9
print(trace("local s = ('x')\n :rep(\n 3\n )\n :upper()")) --> 2 4 2 5
print(trace("while\n not x\ndo\n local a = 1\n break\nend")) --> 2 4 5 6
print(trace("for i =\n 1\n ,\n 2\ndo\n local x = i\nend")) --> 2 4 5 6 1 6 1 7
print(trace("for k,\nv in\nnext,\n{1,\n2}\ndo\n local x = k\nend")) --> 3 4 5 6 7 3 7 3 8
print(trace("local t = {}\nfor i = 1, 2 do t[i] = function()\n return i\nend\nend")) --> 1 2 4 2 4 2 5
print(trace("local i = 0\nwhile i < 2 do\n i = i + 1\n if i > 5 then\n  i = 9\n end\nend")) --> 1 2 3 4 2 3 4 2 7
print(trace("local i = 0\nwhile i < 2 do\n i = i + 1\n if i > 0 then\n  i = i\n  i = i + 1\n end\n\nend")) --> 1 2 3 4 6 7 2 9
print(trace("local i = 0\nrepeat\n i = i + 1\nuntil\n i\n ==\n 2")) --> 1 3 7 3 7
