-- 255 upvalues of a function
local function text(n)
  local out = {}
  for i = 1, math.min(n, 128) do out[#out + 1] = "local a" .. i .. " = " .. i end
  out[#out + 1] = "return (function()"
  for i = 129, n do out[#out + 1] = "local a" .. i .. " = " .. i end
  out[#out + 1] = "return function() local s = 0"
  for i = 1, n do out[#out + 1] = "s = s + a" .. i end
  out[#out + 1] = "return s end end)()"
  return table.concat(out, "\n")
end
print(load(text(254), "=c")()()) --> 32385
print(load(text(255), "=c")()()) --> 32640
print((load(text(256), "=c"))) --> nil
print(select(2, load(text(256), "=c")):match("too many upvalues %(limit is 255%)")) --> too many upvalues (limit is 255)
-- the environment is one of them
print((load(text(255):gsub("return s end", "print(s) return s end", 1), "=c"))) --> nil
