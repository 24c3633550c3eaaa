-- 3.3 long code without loops does what short code does
local function run(name, text, ...)
  print(name, pcall(assert(load(text)), ...))
end
run("branches", ("if ... then x = 1 else y = 2 end "):rep(2000) .. " return y") --> branches	true	2
run("and", "local a, b, c = 1, 2, 3 return " .. ("a and b and "):rep(2000) .. "c") --> and	true	3
run("or", "local a, b, c return " .. ("a or b or "):rep(2000) .. "c") --> or	true	nil
run("moves", "local a, b = 1, 2 " .. ("a = b b = a "):rep(2000) .. " return a") --> moves	true	2
run("list", "return #{" .. ("1, 'x', {}, "):rep(2000) .. "}") --> list	true	6000
run("calls", "local n = 0 local function f(...) n = n + select('#', ...) return ... end "
  .. ("f(f(1, 2)) "):rep(1000) .. " return n") --> calls	true	4000
run("sum", "local a = 1 return " .. ("a + "):rep(2000) .. "a") --> sum	true	2001
run("fields", "local a = {} a.a = a return a" .. (".a"):rep(2000) .. " == a") --> fields	true	true
run("for", "local n = 0 " .. ("for i = 1, 2 do n = n + i end "):rep(500) .. " return n") --> for	true	1500
run("for in", "local n = 0 " .. ("for _, v in ipairs{1, 2} do n = n + v end "):rep(500) .. " return n") --> for in	true	1500
run("repeat", "local n = 0 " .. ("repeat n = n + 1 local k = n until k % 2 == 0 "):rep(500) .. " return n") --> repeat	true	1000
run("goto", "local n = 0 " .. ("do if n % 2 == 0 then goto l end n = n + 1 ::l:: n = n + 1 end "):rep(500)
  .. " return n") --> goto	true	999
run("close", "local n = 0 local m = {__close = function() n = n + 1 end} "
  .. ("do local c <close> = setmetatable({}, m) end "):rep(500) .. " return n") --> close	true	500
run("varargs", "local n = 0 " .. ("n = n + select('#', ...) "):rep(500) .. " return n, ...", 1, 2, 3) --> varargs	true	1500	1	2	3
run("concat", "local a = 'x' local b = " .. ("a .. "):rep(100) .. "a " .. ("b = #b .. a "):rep(1000)
  .. " return b") --> concat	true	2x
run("comparisons", "local n = 0 local x = 1 " .. ("if x < 2 and (x == 1 or x > 3) then n = n + 1 end "):rep(1000)
  .. " return n") --> comparisons	true	1000
run("captures", "local n = 0 local fs = {} "
  .. ("do local v = n fs[#fs + 1] = function() v = v + 1 return v end n = n + 1 end "):rep(500)
  .. " local s = 0 for _, f in ipairs(fs) do s = s + f() end return s") --> captures	true	125250
-- Where it fails is still known.
run("an error", ("x = 1\n"):rep(5000) .. "local t = nil; t.x = 1") --> an error	false	[string "x = 1..."]:5001: attempt to index a nil value (local 't')
local lines = {}
local f = load(("local a = ... ; a = a + 1\n"):rep(150) .. ("x = 1 y = x\n"):rep(3000))
debug.sethook(function(_, line) lines[#lines + 1] = line end, "l")
f(1)
debug.sethook()
local from = 1
while lines[from] ~= 1 or lines[from + 1] ~= 2 do from = from + 1 end
local in_order = true
for i = 1, 3150 do in_order = in_order and lines[from + i - 1] == i end
print(in_order) --> true
-- Garbage made by it is collected: 80 MB in all.
local made = load("local y = ... " .. ("x = y .. y\n"):rep(40000))
collectgarbage()
local before = collectgarbage("count")
made(("y"):rep(1000))
print(collectgarbage("count") - before < 40000) --> true
