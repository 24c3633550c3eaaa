-- thousands of labels and gotos in one block, in each order: what each meets does not depend on how many there are
local function rep(n, f)
  local parts = {}
  for i = 1, n do parts[i] = f(i) end
  return table.concat(parts, " ")
end
local n = 8000
-- Forward gotos that all wait at once, for labels in the same order and in the other.
local forward = rep(n, function(i) return "if x == " .. i .. " then goto l" .. i .. " end" end)
local up = rep(n, function(i) return "::l" .. i .. ":: c = c + 1" end)
local down = rep(n, function(i) return "::l" .. n + 1 - i .. ":: c = c + 1" end)
local head = "local x = ... local c = 0 "
local f = load(head .. forward .. " " .. up .. " return c")
print(f(0), f(1), f(2), f(n)) --> 8000	8000	7999	1
f = load(head .. forward .. " " .. down .. " return c")
print(f(0), f(1), f(2), f(n)) --> 8000	1	2	8000
-- Labels that are all visible, and backward gotos.
local back = rep(n, function(i) return "if x == " .. i .. " then x = 0 goto l" .. n + 1 - i .. " end" end)
f = load(head .. up .. " " .. back .. " return c")
print(f(0), f(1), f(n)) --> 8000	8001	16000
-- One label for gotos out of blocks of their own, out of deep ones, and out of loops.
local out = rep(n, function(i) return "do if x == " .. i .. " then goto done end c = c + 1 end" end)
f = load(head .. "do " .. out .. " end ::done:: return c")
print(f(1), f(n)) --> 0	7999
out = rep(200, function(i)
  return ("do "):rep(40) .. "if x == " .. i .. " then goto done end" .. (" end"):rep(40) .. " c = c + 1"
end)
f = load(head .. out .. " ::done:: return c")
print(f(1), f(200), f(0)) --> 0	199	200
out = rep(2000, function(i) return "for i = 1, 2 do if x == i then goto c end c = c + 1 ::c:: end" end)
f = load(head .. out .. " return c")
print(f(1), f(3)) --> 2000	4000
-- Always two that wait.
out = rep(n, function(i) return "goto b" .. i .. " c = c + 1 ::b" .. i - 1 .. "::" end)
print(load(head .. "goto b0 " .. out .. " ::b" .. n .. ":: return c")()) --> 0
-- Rules hold among many.
print(load(up .. " ::l7::", "=x")) --> nil	x:1: label 'l7' already defined on line 1
print(load("c = 0 " .. forward .. "\n" .. up:gsub("::l700::", "", 1), "=x")) --> nil	x:2: no visible label 'l700' for <goto> at line 1
print(load(forward .. " local a; local b " .. up, "=x")) --> nil	x:1: <goto l1> at line 1 jumps into the scope of local 'a'
print(load("local a goto y; local b do goto x end local c ::x:: ::y:: c = 1", "=x")) --> nil	x:1: <goto y> at line 1 jumps into the scope of local 'b'
print(load("local a do goto x; local b end local c ::x:: c = 1", "=x")) --> nil	x:1: <goto x> at line 1 jumps into the scope of local 'c'
