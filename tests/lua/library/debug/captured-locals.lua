-- 6.10 debug.getlocal and setlocal on variables that closures share
local captured, plain = "one", "two"
local function get() return captured end
local function locals()
  local found = {}
  local i = 1
  while true do
    local name, value = debug.getlocal(2, i)
    if not name then break end
    found[name] = i
    if name == "captured" then print(name, value) end --> captured	one
    i = i + 1
  end
  return found
end
local found = locals()
print(debug.setlocal(1, found.captured, "changed"), captured, get()) --> captured	changed	changed
print(debug.setlocal(1, found.plain, "changed too"), plain) --> plain	changed too
print(debug.setlocal(1, 200, 1)) --> nil
print(pcall(debug.setlocal, 100, 1, 1)) --> false	bad argument #1 to 'debug.setlocal' (level out of range)
print(pcall(debug.getlocal, 100, 1)) --> false	bad argument #1 to 'debug.getlocal' (level out of range)
local thread = coroutine.create(function(a) local b = 5; local f = function() return b end; coroutine.yield(); return a, b, f() end)
coroutine.resume(thread, 3)
print(debug.getlocal(thread, 1, 1), debug.getlocal(thread, 1, 2)) --> a	b	5
print(debug.setlocal(thread, 1, 2, 50), debug.setlocal(thread, 1, 1, 30)) --> b	a
print(coroutine.resume(thread)) --> true	30	50	50
