-- 6.10 debug.getinfo: what a metamethod is called
local names = {}
local function note(result)
  return function()
    local info = debug.getinfo(1, "n")
    names[#names + 1] = info.namewhat:sub(1, 1) .. ":" .. tostring(info.name)
    return result
  end
end
local meta = {}
for _, event in ipairs {"add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "unm", "bnot", "len", "concat", "eq", "lt", "le", "index", "newindex", "call", "close"} do
  meta["__" .. event] = note(1)
end
local a, b = setmetatable({}, meta), setmetatable({}, meta)
local _ = a + 1, a - 1, a * 1, a / 1, a % 1, a ^ 1, a // 1, a & 1, a | 1, a ~ 1, a << 1, a >> 1, -a, ~a, #a, a .. 1
_ = a == b, a < b, a <= b, a > 1, a >= 1, 1 < a, 1 <= a
_ = a + b, a - b, a * b, a / b, a % b, a ^ b, a // b, a & b, a | b, a ~ b, a << b, a >> b
_ = a.x, a[1], a[b]
a.x = 1
a[1] = 1
a[b] = 1
do local c <close> = a end
local function returns() local c <close> = a; return 1 end
returns()
print(#names) --> 43
for i = 1, #names, 8 do
  print(table.concat(names, " ", i, math.min(i + 7, #names))) --> m:add m:sub m:mul m:div m:mod m:pow m:idiv m:band
  --> m:bor m:bxor m:shl m:shr m:unm m:bnot m:len m:concat
  --> m:eq m:lt m:le m:lt m:le m:lt m:le m:add
  --> m:sub m:mul m:div m:mod m:pow m:idiv m:band m:bor
  --> m:bxor m:shl m:shr m:index m:index m:index m:newindex m:newindex
  --> m:newindex m:close m:close
end
