-- arguments and results in numbers
local function count(...) return select("#", ...) end
local function rest(first, ...) return ... end
local function twice(...) return ..., ... end
function body()
  local t = {}
  for i = 1, 40 do t[i] = i end
  local packed = table.pack(twice(table.unpack(t)))
  local far = count(table.unpack(t, 1, 300))
  local function deep(n, ...) if n == 0 then return count(...) end return deep(n - 1, n, ...) end
  local function down(n, ...) if n == 0 then return ... end return (down(n - 1, ...)) end
  return packed.n, far, count(rest(table.unpack(t))), deep(40), down(20, 5), math.max(table.unpack(t))
end
function check()
  return count(nil, nil, rest(1, 2, 3)), twice(1)
end
