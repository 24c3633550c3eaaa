-- Programs whose work should grow with n: NAME N.

local programs = {}

programs["t[i] = i"] = function(n)
  local t = {}
  for i = 1, n do
    t[i] = i
  end
end

programs["t[#t + 1] = i"] = function(n)
  local t = {}
  for i = 1, n do
    t[#t + 1] = i
  end
end

programs["string keys"] = function(n)
  local t = {}
  for i = 1, n do
    t["key " .. i] = i
  end
end

programs["table.concat of n pieces"] = function(n)
  local pieces = {}
  for i = 1, n do
    pieces[i] = i .. ";"
  end
  return #table.concat(pieces)
end

programs["n coroutines alive"] = function(n)
  local all = {}
  local function body()
    coroutine.yield()
  end
  for i = 1, n do
    local co = coroutine.create(body)
    coroutine.resume(co)
    all[i] = co
  end
end

programs["n closures over one variable"] = function(n)
  local all, count = {}, 0
  for i = 1, n do
    all[i] = function()
      count = count + 1
    end
  end
  for i = 1, n do
    all[i]()
  end
  return count
end

programs["n nested calls, 80 times"] = function(n)
  local function descend(depth)
    if depth == 0 then
      return 0
    end
    return 1 + descend(depth - 1)
  end
  for _ = 1, 80 do
    descend(n)
  end
end

-- What a hash that skips bytes, or looks at the ends only, takes for the same string.
programs["keys alike but for every other byte"] = function(n)
  local t = {}
  for i = 1, n do
    t[string.format("%08d", i):gsub(".", "%0=")] = i
  end
end

programs["keys alike but for the middle"] = function(n)
  local t, ends = {}, ("="):rep(32)
  for i = 1, n do
    t[ends .. string.format("%08d", i) .. ends] = i
  end
end

programs["integer keys 2^32 apart"] = function(n)
  local t = {}
  for i = 1, n do
    t[i << 32] = i
  end
end

programs["deletion while pairs goes on"] = function(n)
  local t = {}
  for i = 1, n do
    t["key " .. i] = i
  end
  for key in pairs(t) do
    t[key] = nil
  end
  return next(t)
end

programs["deletion of what next(t) finds"] = function(n)
  local t = {}
  for i = 1, n do
    t["key " .. i] = i
  end
  for _ = 1, n do
    t[next(t)] = nil
  end
end

programs["#t after each of n holes"] = function(n)
  local t, sum = {}, 0
  for i = 1, n do
    t[i] = i
  end
  local at = 0
  for _ = 1, n do
    at = (at * 5 + 12345) % n
    t[at + 1] = nil
    sum = sum + #t
  end
  return sum
end

programs["#t after each of n writes with gaps"] = function(n)
  local t, sum = {}, 0
  for i = 1, n do
    t[i * 2] = i
    sum = sum + #t
  end
  return sum
end

programs["a queue of 1000, upwards"] = function(n)
  local queue, first = {}, 1
  for last = 1, n do
    queue[last] = last
    if last > 1000 then
      queue[first] = nil
      first = first + 1
    end
  end
end

programs["a queue of 1000, downwards"] = function(n)
  local queue, first = {}, -1
  for last = 1, n do
    queue[-last] = last
    if last > 1000 then
      queue[first] = nil
      first = first - 1
    end
  end
end

programs["a queue of n, filled and emptied"] = function(n)
  local queue = {}
  for last = 1, n do
    queue[last] = last
  end
  for first = 1, n do
    queue[first] = nil
  end
end

local name, n = ...
programs[name](tonumber(n))
