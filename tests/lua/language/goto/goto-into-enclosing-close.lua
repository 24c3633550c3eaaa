-- goto out of a block closes its to-be-closed variables, backwards too
local log = {}
local function c(n) return setmetatable({}, {__close = function() log[#log + 1] = n end}) end
do
  do
    local a <close> = c"a"
    local b <close> = c"b"
    goto out
  end
  ::out::
  log[#log + 1] = "out"
end
print(table.concat(log, " ")) --> b a out
log = {}
local i = 0
do
  ::back::
  i = i + 1
  local x <close> = c("x" .. i)
  if i < 3 then goto back end
  log[#log + 1] = "end"
end
print(table.concat(log, " ")) --> x1 x2 end x3
