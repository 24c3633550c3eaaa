-- files: what was written is a beginning of what was to be
local whole = "first line\n12 0x10 rest\n" .. ("x"):rep(100) .. "\n"
function body()
  local function must(f, why) return f or error(why, 0) end
  local out = must(io.open("file", "w"))
  out:write("first line\n", 12, " 0x10", " rest\n")
  out:write(("x"):rep(100), "\n")
  out:close()
  local lines = {}
  for line in io.lines("file") do lines[#lines + 1] = #line end
  local file <close> = must(io.open("file"))
  local first, number, hex = file:read("l", "n", "n")
  file:seek("set", 3)
  local some, all = file:read(4, "a")
  return table.concat(lines, " "), first, number, hex, some, #all, io.type(file), io.open("missing")
end
function check()
  local file = io.open("file")
  local text = file and file:read("a") or ""
  if file then file:close() end
  assert(whole:sub(1, #text) == text)
  io.write("check\n")
  return io.type(file or io.stdout) ~= nil
end
