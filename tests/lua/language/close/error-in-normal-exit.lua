-- error in a closing method of a regular exit: remaining variables still closed
local log = {}
local function c(n, err) return setmetatable({}, {__close = function(_, e) log[#log + 1] = n .. ":" .. tostring(e); if err then error(err, 0) end end}) end
local ok, e = pcall(function()
  do
    local x <close> = c("x")
    local y <close> = c("y", "Y!")
  end
  log[#log + 1] = "unreached"
end)
print(ok, e, table.concat(log, " ")) --> false	Y!	y:nil x:Y!
log = {}
for i = 1, 2 do
  local ok, e = pcall(function()
    for j = 1, 3 do
      local z <close> = c("z" .. j, j == i and "stop" .. j)
    end
  end)
  log[#log + 1] = tostring(ok) .. "/" .. tostring(e)
end
print(table.concat(log, " ")) --> z1:nil false/stop1 z1:nil z2:nil false/stop2
