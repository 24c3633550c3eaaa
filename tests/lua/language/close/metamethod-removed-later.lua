-- __close is fetched at close time; missing then is an error
local mt = {__close = function() end}
local function e(f, ...) return (select(2, pcall(f, ...)):gsub("^[^:]*:%d+: ", "")) end
print(e(function() local x <close> = setmetatable({}, mt); mt.__close = nil end)) --> attempt to call a nil value (metamethod 'close')
mt.__close = function() print("original") end
do
  local y <close> = setmetatable({}, mt)
  mt.__close = function() print("replaced") end --> replaced
end
do
  mt.__close = print
  local z <close> = setmetatable({}, {__close = setmetatable({}, {__call = function(self, v, err) print("callable", type(v), err) end})}) --> callable	table	nil
end
