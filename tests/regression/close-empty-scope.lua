-- A variable that can't be closed lost its name in the message where nothing followed it in its block.
print(pcall(function() if true then local x <close> = 1 end end))
--> false	close-empty-scope.lua:2: variable 'x' got a non-closable value
print(pcall(function() do local x <close>, y = 1, 2 end return y end))
--> false	close-empty-scope.lua:4: variable 'x' got a non-closable value
