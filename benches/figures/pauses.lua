-- Builds a live heap, calls `os.clock`, then allocates and changes it without end: KIND.

local kinds = {}

local function run(change)
  collectgarbage()
  os.clock()
  while true do
    change()
  end
end

-- The next of a sequence that looks random, below `n`.
local seed = 1
local function random(n)
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  return (seed >> 8) % n
end

-- `count` objects in rows of 1000.
local function rows(count, make)
  local all = {}
  for i = 1, count // 1000 do
    local row = {}
    for j = 1, 1000 do
      row[j] = make(i * 1000 + j)
    end
    all[i] = row
  end
  return all
end

local function replace(all, make)
  local count = #all
  return function()
    local row = all[random(count) + 1]
    row[random(1000) + 1] = make(seed)
  end
end

local function pair(i)
  return { i, i }
end

kinds["10^6 tables"] = function()
  return replace(rows(1000000, pair), pair)
end

-- All are in one weak table; what is replaced stays there until the next cycle.
local function weak(mode, add)
  local all, t = rows(100000, pair), setmetatable({}, { __mode = mode })
  for i, row in ipairs(all) do
    for j = 1, 1000 do
      add(t, i * 1000 + j, row[j])
    end
  end
  return replace(all, function(i)
    local object = pair(i)
    add(t, random(100000) + 1, object)
    return object
  end)
end

kinds["10^5 tables, all weak values of one"] = function()
  return weak("v", function(t, i, object)
    t[i] = object
  end)
end

kinds["10^5 tables, all weak keys of one"] = function()
  return weak("k", function(t, i, object)
    t[object] = i
  end)
end

kinds["10^5 closures"] = function()
  local function make(i)
    return function()
      i = i + 1
      return i
    end
  end
  return replace(rows(100000, make), make)
end

kinds["10^5 suspended coroutines"] = function()
  local function body(i)
    while true do
      i = coroutine.yield(i)
    end
  end
  local function make(i)
    local co = coroutine.create(body)
    coroutine.resume(co, i)
    return co
  end
  return replace(rows(100000, make), make)
end

kinds["one table, array of 10^6 tables"] = function()
  local all = {}
  for i = 1, 1000000 do
    all[i] = pair(i)
  end
  return function()
    all[random(1000000) + 1] = pair(seed)
  end
end

kinds["one table, array of 10^6 integers"] = function()
  local all = {}
  for i = 1, 1000000 do
    all[i] = i
  end
  local kept = {}
  return function()
    local i = random(1000000) + 1
    all[i] = seed
    kept[i % 1000 + 1] = pair(seed)
  end
end

kinds["one table, 10^6 string keys"] = function()
  local all, keys = {}, {}
  for i = 1, 1000000 do
    local key = "key " .. i
    all[key] = i
    if i % 1000 == 0 then
      keys[i // 1000] = key
    end
  end
  local kept = {}
  return function()
    local i = random(1000) + 1
    all[keys[i]] = seed
    kept[i] = pair(seed)
  end
end

kinds["one table, 10^6 integer keys"] = function()
  local all = {}
  for i = 1, 1000000 do
    all[i * 1000003] = i
  end
  local kept = {}
  return function()
    local i = random(1000000) + 1
    all[i * 1000003] = seed
    kept[i % 1000 + 1] = pair(seed)
  end
end

kinds["10^5 tables below 150000 nested calls"] = function()
  local function descend(depth)
    if depth == 0 then
      run(replace(rows(100000, pair), pair))
    end
    return 1 + descend(depth - 1)
  end
  return descend(150000)
end

-- Each key is reached through the value of the one before.
kinds["10^5 tables, a chain of 5000 weak keys"] = function()
  local t, first = setmetatable({}, { __mode = "k" }), {}
  local key = first
  for _ = 1, 5000 do
    local following = {}
    t[key] = { following }
    key = following
  end
  local change = replace(rows(100000, pair), pair)
  return function()
    change()
    return t, first
  end
end

kinds["10^5 tables, 10^4 weak in keys and values"] = function()
  local all, meta = {}, { __mode = "kv" }
  for i = 1, 10000 do
    all[i] = setmetatable({}, meta)
  end
  local change = replace(rows(100000, pair), pair)
  return function()
    change()
    return all
  end
end

run(kinds[...]())
