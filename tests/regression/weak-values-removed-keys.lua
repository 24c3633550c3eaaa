-- a table with weak values held the keys of entries that were gone
local w, finalized = setmetatable({}, { __mode = "v" }), 0
local seen = setmetatable({}, { __mode = "k" })
for i = 1, 100 do
  local key = setmetatable({}, {
    __gc = function()
      finalized = finalized + 1
    end,
  })
  w[key] = {}
  seen[key] = true
end
for _ = 1, 4 do
  collectgarbage()
end
print(next(w), next(seen), finalized) --> nil	nil	100
