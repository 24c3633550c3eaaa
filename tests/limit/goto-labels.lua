-- many labels and gotos in one function, forward and backward
local forward, backward = {}, {}
for i = 1, 1000 do forward[i] = "goto l" .. i .. " x = x + 1 ::l" .. i .. "::" end
print(load("local x = 0 " .. table.concat(forward, " ") .. " return x", "=c")()) --> 0
backward[1] = "local x = 0 do goto l1000 end"
for i = 1, 1000 do backward[#backward + 1] = "::l" .. i .. ":: x = x + 1 if x > 1000 - " .. i .. " then goto done end goto l" .. math.max(i - 1, 1) end
backward[#backward + 1] = "::done:: return x"
print(load(table.concat(backward, "\n"), "=c")()) --> 1
