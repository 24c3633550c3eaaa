-- 6.1 error: level 1, 2 and 0 positions
local chunk = assert(load([[
local function f(level)
  error("msg", level)
end
function run(level)
  f(level)
end
]], "=chunk"))
chunk()
print(pcall(run)) --> false	chunk:2: msg
print(pcall(run, 1)) --> false	chunk:2: msg
print(pcall(run, 2)) --> false	chunk:5: msg
print(pcall(run, 0)) --> false	msg
print(pcall(run, 1.0)) --> false	chunk:2: msg
print(pcall(run, 3)) --> false	msg
print(pcall(run, 50)) --> false	msg
