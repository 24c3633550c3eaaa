for i = 3, 1, -1 do if i == 2 then goto continue end print(i) ::continue:: end
local n <const> = 0x1p4
repeat local done = n > 3 until done
while true do break end
for k, v in pairs{1, 2, x = "y"} do print(k, v) end
return (n // 3) % -2, not n, n << 2 | 5 & ~1, 7 .. ""
