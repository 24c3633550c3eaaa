-- chunks from text, from pieces, and dumped
local env = {}
function body()
  local function must(f, why) return f or error(why, 0) end
  local f = must(load("local a <const> = 'constant' local function g(x) return x .. a end return g", "=chunk"))
  local pieces = {"x = ", "{'a long string', ", "1.5} ", "return ", "x"}
  local at = 0
  local g = must(load(function() at = at + 1 return pieces[at] end, "=pieces", "t", env))
  local dumped = string.dump(f)
  local again = must(load(dumped, "dumped", "b"))
  local broken, why = load("x = = 1", "=broken")
  if why:find("memory") then error("not enough memory", 0) end
  return f()("a "), #g(), again()("b "), broken, why
end
function check()
  assert(env.x == nil or #env.x == 2)
  return load("return 1 + 1")()
end
