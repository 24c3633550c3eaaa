-- metamethods may yield
local mt = {}
for _, ev in ipairs{"add", "index", "concat", "eq", "lt", "le", "len", "call", "unm", "idiv", "shl"} do
  mt["__" .. ev] = function(a, b) return coroutine.yield(ev) end
end
mt.__newindex = function(t, k, v) coroutine.yield("newindex"); rawset(t, k, v) end
local o, p = setmetatable({}, mt), setmetatable({}, mt)
local co = coroutine.wrap(function()
  local r = {o + 1, o.x, "a" .. "b" .. o, o == p, o < p, o <= p, #o, o(), -o, o // 2, 1 << o}
  o.k = "set"
  if o < p then r[#r + 1] = "if-true" end
  while not (o == p) do r[#r + 1] = "loop" end
  return table.concat(r, ",", 1, 3), r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12], r[13], rawget(o, "k")
end)
print(co()) --> add
local i, v = 0, nil
repeat
  i = i + 1
  v = table.pack(co(i))
until v.n > 1
print(i) --> 14
print(table.unpack(v, 1, v.n)) --> 1,2,a3	true	true	true	7	8	9	10	11	if-true	nil	set
