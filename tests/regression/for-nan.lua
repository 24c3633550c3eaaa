-- A loop is skipped only if its start is beyond its limit, which NaN is not.
local nan = 0.0 / 0.0
local n = 0
for _ = nan, 3 do n = n + 1 end
for _ = 1.0, nan do n = n + 1 end
for _ = 1, nan do n = n + 1 end
print(n) --> 2
