-- strings made of others
local kept
function body()
  local s = ("abc"):rep(30, "-")
  kept = s
  local upper, reversed = s:upper(), s:reverse()
  local bytes = {s:byte(1, 60)}
  return #s, upper:sub(-5), reversed:lower():sub(2, 50), string.char(table.unpack(bytes)), #("x"):rep(5000, s)
end
function check()
  return kept == nil or kept == ("abc"):rep(30, "-"), ("x"):rep(3)
end
