-- 6.8 file:read("n"): numerals, limits of what is consumed
local function try(s)
  local f = io.tmpfile()
  f:write(s)
  f:seek("set")
  local n = f:read("n")
  print(n, math.type(n), "[" .. f:read("a") .. "]")
  f:close()
end
try("42abc") --> 42	integer	[abc]
try("  \n\t-7 rest") --> -7	integer	[ rest]
try("1e5,") --> 100000.0	float	[,]
try("1e+x") --> nil	nil	[x]
try("0xffz") --> 255	integer	[z]
try("0x") --> nil	nil	[]
try("0x1p4!") --> 16.0	float	[!]
try(".5.5") --> 0.5	float	[.5]
try("--5") --> nil	nil	[-5]
try("abc") --> nil	nil	[abc]
try("9223372036854775808") --> 9.2233720368548e+18	float	[]
try("1.e3") --> 1000.0	float	[]
try("+8") --> 8	integer	[]
try("nan") --> nil	nil	[nan]
