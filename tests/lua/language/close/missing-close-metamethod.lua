-- value without __close is an error at declaration
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print(e(function() local x <close> = {} end)) --> variable 'x' got a non-closable value
print(e(function() local xyz <close> = 42 end)) --> variable 'xyz' got a non-closable value
print(e(function() local s <close> = "str" end)) --> variable 's' got a non-closable value
print(e(function() local t <close> = true end)) --> variable 't' got a non-closable value
print(e(function() local f <close> = print end)) --> variable 'f' got a non-closable value
-- earlier variables are still closed
local log = {}
local ok = {__close = function(_, er) log[#log + 1] = "closed" end}
print(e(function() --> variable 'b' got a non-closable value	1	closed
  local a <close> = setmetatable({}, ok)
  local b <close> = {}
  log[#log + 1] = "not reached"
end), #log, log[1])
