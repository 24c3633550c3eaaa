-- what the host is asked for, and what it refuses
local function value(first, why, ...)
  if why == "not enough memory" then error(why, 0) end
  return first, why, ...
end
function body()
  local file = value(io.open("system", "w"))
  value(file:setvbuf("full", 100))
  value(file:write(("line\n"):rep(10)))
  local at = value(file:seek("cur", -5))
  value(file:flush())
  value(file:close())
  local missing, why, number = value(io.open("missing"))
  local renamed, reason = value(os.rename("missing", "other"))
  local loaded, message = value(loadfile("missing"))
  local removed = value(os.remove("system"))
  local ok, lines = pcall(io.lines, "missing")
  value(ok, lines)
  local temporary = value(io.tmpfile())
  value(temporary:write("temporary")):seek("set")
  local read = value(temporary:read("a"))
  value(temporary:close())
  return at, missing, why, number, renamed, reason, loaded, message, removed, lines, read, os.getenv("HOME"), os.time(),
    os.date("!%Y-%m-%d", 0), #os.tmpname() > 0
end
function check()
  local file, why, number = io.open("none")
  assert(file == nil and type(why) == "string" and type(number) == "number")
  io.write("written\n")
  return io.type(io.stdout)
end
