-- strings: short ones end at 40 bytes; too large ones are refused before any memory is taken
for _, n in ipairs {0, 1, 39, 40, 41, 100, 65536} do
  local a, b = ("x"):rep(n), ("x"):rep(n)
  local t = {[a] = n}
  print(n, #a, a == b, t[b]) --> 0	0	true	0
  --> 1	1	true	1
  --> 39	39	true	39
  --> 40	40	true	40
  --> 41	41	true	41
  --> 100	100	true	100
  --> 65536	65536	true	65536
end
print(pcall(string.rep, "x", 1 << 62)) --> false	resulting string too large
print(pcall(string.rep, "xy", math.maxinteger)) --> false	resulting string too large
print(#string.format("%99d", 1), #string.format("%.99f", 1)) --> 99	101
print((pcall(string.format, "%100d", 1))) --> false
print((pcall(string.format, "%.100f", 1))) --> false
print(#load("return '" .. ("y"):rep(100000) .. "'")(), #load("return [==[" .. ("y"):rep(100000) .. "]==]")()) --> 100000	100000
print(#load("local " .. ("n"):rep(100000) .. " = 'long name' return " .. ("n"):rep(100000))()) --> 9
