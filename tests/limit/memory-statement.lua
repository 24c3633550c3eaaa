-- memory limit: 4194304
-- one statement that takes too much is refused in its middle, the error can be caught, and what it took is given back
local function try(text)
  local before = collectgarbage("count")
  local f, message = load(text)
  text = nil
  collectgarbage()
  return f == nil and message, collectgarbage("count") - before < 64
end
-- In the parser: operators, calls, tables, statements, arms, functions, labels.
print(try("return " .. ("a + "):rep(60000) .. "1")) --> not enough memory	true
print(try("return " .. ("f{},"):rep(60000) .. "1")) --> not enough memory	true
print(try("return f" .. ("''"):rep(120000))) --> not enough memory	true
print(try("return {" .. ("{},"):rep(100000) .. "}")) --> not enough memory	true
print(try("return {" .. ("x = a.b[c] .. d,"):rep(20000) .. "}")) --> not enough memory	true
print(try("while x do " .. ("break "):rep(60000) .. "end")) --> not enough memory	true
print(try("x = function() " .. ("do local a = b end "):rep(20000) .. "end")) --> not enough memory	true
print(try("if a then " .. ("elseif b then "):rep(50000) .. "end")) --> not enough memory	true
print(try("return {" .. ("function() end,"):rep(20000) .. "}")) --> not enough memory	true
print(try("do " .. ("do goto x ::x:: end "):rep(20000) .. "end")) --> not enough memory	true
-- In the generator: a tree that fits, the code of which doesn't fit beside it.
print(try("return {" .. ("{a,b},"):rep(28000) .. "}")) --> not enough memory	true
-- Names of variables that each function on the way has a copy of.
local name = ("n"):rep(100000)
local head = {}
for i = 1, 60 do head[i] = "return function()" end
print(try("local " .. name .. " " .. table.concat(head, " ") .. " return " .. name .. (" end"):rep(60))) --> not enough memory	true
-- What is wrong before there is too much of it is said.
print(load("return " .. ("a + "):rep(1000) .. "+" .. ("a + "):rep(100000) .. "1", "=x")) --> nil	x:1: unexpected symbol near '+'
-- Garbage is collected, and then there is room.
local text = "return " .. ("a + "):rep(20000) .. "1"
local count = 0
for _ = 1, 5 do
  local garbage = ("g"):rep(2500000)
  garbage = nil
  if load(text) then count = count + 1 end
end
print(count) --> 5
text = nil
-- From a reader; the error is a value like any other.
local i = 0
print(load(function() i = i + 1 return i == 1 and "return 1" or i < 100000 and "+ a" or nil end)) --> nil	not enough memory
print(pcall(load, "return " .. ("a + "):rep(60000) .. "1")) --> true	nil	not enough memory
print(load("return 1 + 1")()) --> 2
