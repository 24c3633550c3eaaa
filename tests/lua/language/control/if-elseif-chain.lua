-- first true branch wins; later conditions not evaluated
local log = {}
local function c(n, v) log[#log + 1] = n; return v end
local function pick(a, b, d)
  log = {}
  local r
  if c(1, a) then r = "A" elseif c(2, b) then r = "B" elseif c(3, d) then r = "C" else r = "E" end
  return r .. table.concat(log)
end
print(pick(true, true, true)) --> A1
print(pick(false, true, true)) --> B12
print(pick(nil, false, 0)) --> C123
print(pick()) --> E123
if false then elseif nil then else print("else") end --> else
if nil then print("no") end
if true then else print("no") end
