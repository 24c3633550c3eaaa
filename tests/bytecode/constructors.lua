-- table constructors
local a = {}
local b = {1, 2, 3, x = 4, [5] = 6, "last"}
local c = {f(), (f()), ...}
local d = {...}
local e = {{}, {{}}, n = {m = {}}}
