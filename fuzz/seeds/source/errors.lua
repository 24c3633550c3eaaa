print(xpcall(function() local t = nil; t.x.y = 1 end, debug.traceback))
print(pcall(string.rep), pcall(error), select("#", pcall(error, nil)))
print(load("x ="), load("goto nowhere"), #[[
long]] .. "\x41\u{48}\z
   \065")
