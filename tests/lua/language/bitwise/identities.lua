-- identities over a set of edge values
local vals = {0, 1, -1, 2, 0xFF, math.maxinteger, math.mininteger, 0x5555555555555555, 0x123456789ABCDEF}
local bad = 0
for _, a in ipairs(vals) do
  if ~a ~= -a - 1 then bad = bad + 1 end
  if a ~ a ~= 0 or a & a ~= a or a | a ~= a then bad = bad + 1 end
  for _, b in ipairs(vals) do
    if a ~ b ~= (a | b) & ~(a & b) then bad = bad + 1 end
    if (a & b) + (a | b) ~= a + b then bad = bad + 1 end
    for s = 0, 64, 8 do
      if (a << s) ~= (a >> -s) then bad = bad + 1 end
      if s < 64 and a << s ~= a * (1 << s) then bad = bad + 1 end
    end
  end
end
print(bad) --> 0
