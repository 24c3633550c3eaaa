-- all 22 reserved words refuse to be variable names; nothing else does
local words = "and break do else elseif end false for function goto if in local nil not or repeat return then true until while"
local n, bad = 0, 0
for w in words:gmatch("%a+") do
  n = n + 1
  if load("local " .. w .. " = 1") then bad = bad + 1 end
  if load("return t." .. w) then bad = bad + 1 end
end
print(n, bad) --> 22	0
local free = "global const close continue switch class self arg require import nan inf"
local okc = 0
for w in free:gmatch("%a+") do
  if load("local " .. w .. " = 1; return " .. w .. ", t." .. w) then okc = okc + 1 end
end
print(okc) --> 12
