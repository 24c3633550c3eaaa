-- tidelock run examples/hello.lua [NAME]
local name = ... or "world"
print(("hello, %s"):format(name))
