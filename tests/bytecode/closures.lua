-- captures by value and by cell
local fixed, changed = 1, 2
local function by_value() return fixed end
local function by_cell() changed = changed + 1 return changed end
for i = 1, 3 do
  local fresh = i
  f[i] = function() fresh = fresh + i return by_value, by_cell end
end
function g() return g, fixed end
