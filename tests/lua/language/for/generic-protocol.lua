-- iterator, state, initial value; stops at first nil
local function iter(s, c)
  if c < s.n then return c + 1, (c + 1) * s.m, "extra" end
end
for i, v, x, y in iter, {n = 3, m = 10}, 0 do print(i, v, x, y) end --> 1	10	extra	nil
--> 2	20	extra	nil
--> 3	30	extra	nil
-- control value is what the iterator returned, nil ends even when others exist
local calls = 0
for a, b in function() calls = calls + 1; if calls < 3 then return false, calls end return nil, "ignored" end do
  print(a, b) --> false	1
--> false	2
end
print(calls) --> 3
local n = 0
for _ in function(s, c) n = n + 1; return nil end do error("no") end
print(n) --> 1
for k in next, {} do error("no") end
print(select("#", (function() for a in function() return nil end do end end)())) --> 0
