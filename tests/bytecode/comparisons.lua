-- comparisons as conditions and as values, against registers and constants
local a, b = ...
if a == b then x = 1 elseif a ~= 1 then x = 2 elseif a == "s" then x = 3 else x = 4 end
if a < b then x = 1 end
if a <= 10 then x = 1 end
if 10 < a then x = 1 end
if a > b or not (a >= 3 and b) then x = 1 end
local c, d = a < b, a == nil
while a ~= true do a = b end
