-- memory limit: 4194304
-- what compiling, reading and linking take counts: too large a text is refused, and the program goes on
local line = "x = f(1, y) if x then y = x end "
local text = line:rep(20000)
print(load(text)) --> nil	not enough memory
print(pcall(load, text, "=named", "t", {})) --> true	nil	not enough memory
local i = 0
print(load(function() i = i + 1 return i < 20000 and line or nil end)) --> nil	not enough memory
print(load(text .. " +")) --> nil	not enough memory
print(load("return 1 + 1")()) --> 2
-- Code that exists already, but not twice.
text = nil
local f = load(line:rep(6000))
print(type(f)) --> function
local dumped = string.dump(f, true)
f = nil
print(#dumped > 400000) --> true
local copies = {}
local message
for i = 1, 20 do
  copies[i], message = load(dumped, "copy", "b")
  if message then break end
end
print(message) --> not enough memory
copies = nil
print(type(load(dumped, "copy", "b"))) --> function
for _ = 1, 20 do assert(load(line:rep(2000))) end
print(collectgarbage("count") < 4096) --> true
