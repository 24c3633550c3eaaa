-- The first line event of a function was lost if a finalizer ran where the function began; and hooks saw finalizers.
local lines, in_finalizer = 0, 0
local mt = {__gc = function()
  local x
end}
local function f(x)
  return x, {x}
end
local function hook(_, line)
  if line == 7 then lines = lines + 1 end
  if line == 4 then in_finalizer = in_finalizer + 1 end
end
debug.sethook(hook, "l")
for _ = 1, 20000 do
  setmetatable({}, mt)
  f(1)
end
debug.sethook()
print(lines, in_finalizer) --> 20000	0
