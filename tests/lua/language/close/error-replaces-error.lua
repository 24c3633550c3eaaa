-- an error in __close replaces the current error for the following handlers
local log = {}
local function c(n, err) return setmetatable({}, {__close = function(_, e) log[#log + 1] = n .. ":" .. tostring(e); if err then error(err, 0) end end}) end
print(pcall(function() --> false	eb
  local a <close> = c("a")
  local b <close> = c("b", "eb")
  local d <close> = c("d")
  local e <close> = c("e", "ee")
  error("orig", 0)
end))
print(table.concat(log, " ")) --> e:orig d:ee b:ee a:eb
log = {}
print(pcall(function() --> false	first
  local a <close> = c("a")
  local b <close> = c("b", "first")
  local d <close> = c("d")
  return "ok"
end))
print(table.concat(log, " ")) --> d:nil b:nil a:first
