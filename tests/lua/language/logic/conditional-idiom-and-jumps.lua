-- complex conditions in statements and values must agree
local function bits(a, b, c)
  local v1 = (a and b) or (not a and c)
  local v2 = not (a and b) and not c
  local v3 = (a or b) and (b or c) and not (a and b and c)
  local v4 = a == b and b ~= c or a ~= c
  local s = ""
  if (a and b) or (not a and c) then s = s .. "1" else s = s .. "0" end
  if not (a and b) and not c then s = s .. "1" else s = s .. "0" end
  if (a or b) and (b or c) and not (a and b and c) then s = s .. "1" else s = s .. "0" end
  if a == b and b ~= c or a ~= c then s = s .. "1" else s = s .. "0" end
  local w = ""
  for _, v in ipairs{v1 and 1 or 0, v2 and 1 or 0, v3 and 1 or 0, v4 and 1 or 0} do w = w .. v end
  return s, s == w
end
for i = 0, 7 do print(bits(i & 4 ~= 0, i & 2 ~= 0, i & 1 ~= 0)) end --> 0100	true
--> 1001	true
--> 0110	true
--> 1011	true
--> 0101	true
--> 0010	true
--> 1011	true
--> 1000	true
