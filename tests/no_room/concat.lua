-- strings and numbers joined, short and long, with a metamethod between
local kept = {}
local named = setmetatable({}, {__concat = function(a, b)
  return (type(a) == "string" and a or "<>") .. (type(b) == "string" and b or "<>")
end})
function body()
  local s = ""
  for i = 1, 12 do s = s .. i .. "," .. i / 2 kept[i] = s end
  local long = s
  for _ = 1, 6 do long = long .. long end
  return #s, #long, "a" .. named .. "b" .. 1 .. 2.0, #(s .. long .. s .. named)
end
function check()
  for i = 2, #kept do assert(kept[i]:sub(1, #kept[i - 1]) == kept[i - 1]) end
  return ("x" .. 1 .. "y")
end
