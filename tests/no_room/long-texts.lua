-- long strings put together in steps: parts of strings, messages, joined pieces
local x = ("x"):rep(200000)
local function must(ok, ...) if ok then error("it should fail", 0) end return ... end
local function length(ok, why)
  if why == "not enough memory" then error(why, 0) end
  return #why
end
function body()
  local captured = x:match("x(x*)x")
  local message = length(pcall(error, x, 1))
  local named = length(pcall(load, nil, x))
  local joined = table.concat({x, x, x}, ",")
  local replaced = x:gsub("^x", "yy")
  local formatted = ("%s|%s"):format(x, captured)
  return #captured, #x:sub(2), message, named, #joined, #replaced, #formatted, #x:reverse():upper()
end
function check()
  assert(x == ("x"):rep(200000))
  return #x:sub(3), #(x .. x)
end
