-- tidelock run examples/pipeline.lua < FILE
--
-- Counts the words of its input, like `words | count | sort` in a shell: three scripts, each a process of its own,
-- connected by pipes. A pipe holds 64 KiB, so none runs ahead of the next, however long the input is.
local proc = require "proc"

-- Starts the scripts so that each reads what the one before it writes; the first reads this process's input, the last
-- writes to its output.
local function pipeline(scripts)
  local children = {}
  local input
  for i, script in ipairs(scripts) do
    local reading, writing
    if i < #scripts then
      reading, writing = proc.pipe()
    end
    children[i] = assert(proc.exec_luafile { cmd = script, stdin = input, stdout = writing })
    -- The children have them; while they are open here too, no pipe would come to its end.
    if input then
      input:close()
    end
    if writing then
      writing:close()
    end
    input = reading
  end
  return children
end

local directory = arg[0]:match "^(.*/)[^/]*$" or ""
local scripts = { directory .. "pipeline/words.lua", directory .. "pipeline/count.lua", directory .. "pipeline/sort.lua" }
for i, child in ipairs(pipeline(scripts)) do
  local code = child:wait()
  if code ~= 0 then
    io.stderr:write(("%s: exit code %s\n"):format(scripts[i], code))
  end
  child:forget()
end
