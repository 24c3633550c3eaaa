-- resurrected objects leave weak values before, weak keys after finalization
local wv, wk = setmetatable({}, {__mode = "v"}), setmetatable({}, {__mode = "k"})
local res = {}
local function make()
  local o = setmetatable({}, {__gc = function(o) res[1] = wv[1]; res[2] = wk[o] end})
  wv[1] = o
  wk[o] = "key data"
end
make()
collectgarbage()
print(res[1], res[2]) --> nil	key data
collectgarbage()
print(next(wk), next(wv)) --> nil	nil
