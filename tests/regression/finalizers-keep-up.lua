-- memory limit: 4194304
-- objects with finalizers died faster than these were called, one for each step of the collector
local called = 0
local mt = {
  __gc = function()
    called = called + 1
  end,
}
for i = 1, 100000 do
  setmetatable({ i }, mt)
end
print(called > 80000, collectgarbage("count") < 4096) --> true	true
