-- The error for a closing value of a generic for that can't be closed named the last line of the body.
local function values() return next, {}, nil, 1 end
print(pcall(function()
  for k in values() do
    print(k)
  end
end))
--> false	for-closing-line.lua:4: variable '(for state)' got a non-closable value
