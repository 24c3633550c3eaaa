-- When the compiler's table of names had been moved it took less than before, and the difference for a huge number.
local lines = { "local n" }
for i = 1, 700 do
  lines[#lines + 1] = ("n = a%d.b%d.c%d --%s"):format(i, i, i, ("x"):rep(4096))
end
print(type(load(table.concat(lines, "\n")))) --> function
