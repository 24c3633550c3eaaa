-- closed in reverse order at end of block, with nil error
local function c(n) return setmetatable({}, {__close = function(o, e) print("close " .. n, e) end}) end
do
  local a <close> = c"a"
  local b <close> = c"b"
  local x = 1
  local d <close> = c"d"
  print("body", x) --> body	1
--> close d	nil
--> close b	nil
--> close a	nil
end
do
  local n <close> = nil
  local f <close> = false
  print("nil and false ignored") --> nil and false ignored
end
local mt = {__close = function(o, e) print(o.name, o.val, select("#", e)) end}
do local o <close> = setmetatable({name = "obj", val = 1}, mt); o.val = 2 end --> obj	2	1
