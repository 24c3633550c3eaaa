-- What one object of a kind takes: KIND COUNT. Prints kibibytes by the collector's count and resident, as differences.
-- `os.clock` is called before and after, for who counts from outside.

local kinds = {}

-- Each makes what is not to be counted, and returns what makes the rest.

kinds["empty table"] = function(kept, count)
  return function()
    for i = 1, count do
      kept[i] = {}
    end
  end
end

kinds["array element"] = function(kept, count)
  return function()
    local array = {}
    for i = 1, count do
      array[i] = i
    end
    kept[1] = array
  end
end

kinds["hash entry, string key"] = function(kept, count)
  for i = 1, count do
    kept[i] = string.format("%010d", i)
  end
  return function()
    local t = {}
    for i = 1, count do
      t[kept[i]] = i
    end
    kept[count + 1] = t
  end
end

kinds["hash entry, integer key"] = function(kept, count)
  return function()
    local t = {}
    for i = 1, count do
      t[i * 1000003] = i
    end
    kept[1] = t
  end
end

kinds["table with 2 fields"] = function(kept, count)
  return function()
    for i = 1, count do
      kept[i] = { x = i, y = i }
    end
  end
end

kinds["string of 10 bytes"] = function(kept, count)
  return function()
    for i = 1, count do
      kept[i] = string.format("%010d", i)
    end
  end
end

kinds["closure and its upvalue"] = function(kept, count)
  return function()
    for i = 1, count do
      local variable = i
      kept[i] = function()
        variable = variable + 1
        return variable
      end
    end
  end
end

local function body()
  local a, b = coroutine.yield()
  return a, b
end

kinds["coroutine, created"] = function(kept, count)
  return function()
    for i = 1, count do
      kept[i] = coroutine.create(body)
    end
  end
end

kinds["coroutine, suspended"] = function(kept, count)
  return function()
    for i = 1, count do
      local co = coroutine.create(body)
      coroutine.resume(co)
      kept[i] = co
    end
  end
end

local function resident()
  local file = io.open("/proc/self/status")
  if not file then
    return 0
  end
  local kibibytes = file:read("a"):match("VmRSS:%s*(%d+)")
  file:close()
  return tonumber(kibibytes)
end

local function look()
  collectgarbage()
  collectgarbage()
  os.clock()
  return collectgarbage("count"), resident()
end

local kind, count = ...
count = tonumber(count)
local kept = {}
for i = 1, count + 1 do
  kept[i] = false
end
local make = kinds[kind](kept, count)
local counted_before, resident_before = look()
make()
make = nil
local counted_after, resident_after = look()
print(counted_after - counted_before, resident_after - resident_before)
