-- 6.3 package.searchpath: failures and substitutions
local function show(...)
  local a, b = package.searchpath(...)
  print(a, (b:gsub("\n\t", " | ")))
end
show("a.b.c", "/none/?.lx;/none/?/i.lx") --> nil	no file '/none/a/b/c.lx' | no file '/none/a/b/c/i.lx'
show("a.b.c", "/none/?.lx", ".") --> nil	no file '/none/a/b/c.lx'
show("a.b.c", "/none/?.lx", "", "/") --> nil	no file '/none/a.b.c.lx'
show("a-b", "/none/?.lx", "-", "+") --> nil	no file '/none/a+b.lx'
show("a.b", "/none/?/?/?.lx", ".", "_") --> nil	no file '/none/a_b/a_b/a_b.lx'
show("x", "/none/fixed.lx") --> nil	no file '/none/fixed.lx'
show("x", "") --> nil	no file ''
show("x", ";;") --> nil	no file '' | no file '' | no file ''
print(pcall(package.searchpath, "a")) --> false	bad argument #2 to 'package.searchpath' (string expected, got no value)
print(pcall(package.searchpath, {}, "p")) --> false	bad argument #1 to 'package.searchpath' (string expected, got table)
print(pcall(package.searchpath, "a", "b", {})) --> false	bad argument #3 to 'package.searchpath' (string expected, got table)
