-- tables made at once, with as many values as a call gives
local made = {}
local function values(n) if n > 0 then return n, values(n - 1) end end
function body()
  made[1] = {1, 2, 3, x = 1, y = {z = 2}, values(9)}
  made[2] = {values(70)}
  made[3] = {[1] = "a", [2] = "b", n = {{}, {{}}}, "c"}
  return #made[1], #made[2], made[3][1]
end
function check()
  for i = 1, #made do assert(type(made[i]) == "table") end
  return #{values(60), values(60)}
end
