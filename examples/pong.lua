-- The other half of ping.lua.
for i = 1, 5 do
  print("        pong", i)
  for _ = 1, 1000 do end
end
