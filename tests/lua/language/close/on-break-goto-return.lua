-- every way of leaving a block
local log = {}
local function c(n) return setmetatable({}, {__close = function() log[#log + 1] = n end}) end
for i = 1, 3 do
  local x <close> = c("it" .. i)
  if i == 2 then break end
end
local function f()
  local a <close> = c"fa"
  do
    local b <close> = c"fb"
    while true do
      local d <close> = c"fd"
      return "value", log[#log]
    end
  end
end
print(f()) --> value	it2
do
  local g <close> = c"g"
  goto l
end
::l::
repeat
  local u <close> = c"u"
until (function() log[#log + 1] = "cond"; return true end)()
print(table.concat(log, " ")) --> it1 it2 fd fb fa g cond u
