-- what takes steps: rehashes of large tables, long strings as keys, joined and compared
local t = table.pack(("x"):rep(8200):byte(1, -1))
local long = ("y"):rep(1 << 17)
function body()
  for i = 8201, 8203 do t[i] = i end
  t.key = 1
  t[long] = "long"
  local same = long .. ""
  return #t, t.n, t[("y"):rep(1 << 17)], same == long, same < long .. "z"
end
function check()
  for i = 1, 8200 do assert(t[i] == 120) end
  for i = 8201, #t do assert(t[i] == i) end
  t[long], t.key = "other", 2
  return t[long], t.key, t.n
end
