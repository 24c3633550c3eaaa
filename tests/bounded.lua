-- Work that takes long: CASE [SCALE]. Prepares, calls `os.clock`, does it, calls `os.clock` again. Without arguments, lists
-- the cases.
--
-- Every case is something a single builtin or instruction might do in one go. What is between the two calls must stop
-- at the end of each slice. SCALE is 1 for the sizes of the names, 0.1 for a tenth of them.

local name, scale = ...
scale = tonumber(scale or 1)
local function size(n)
  return math.max(1, math.tointeger(n * scale // 1))
end
local million = size(1e6)
local megabyte = size(1 << 20)

local cases = {}

-- Patterns.

cases["find, 50 times .-"] = function()
  local s, p = ("a"):rep(size(1e5)), (".-"):rep(50) .. "b"
  return function()
    -- It would take for ever: the one who drives this stops it after a while.
    return s:find(p)
  end
end
cases["find, nested %b"] = function()
  local s = ("("):rep(size(1e5))
  return function()
    return s:find("%b()")
  end
end
cases["find, %f at every place"] = function()
  local s = ("a"):rep(megabyte)
  return function()
    return s:find("%f[%d]")
  end
end
cases["find, plain text that nearly fits"] = function()
  local s, p = ("a"):rep(megabyte), ("a"):rep(megabyte // 2) .. "b"
  return function()
    return s:find(p, 1, true)
  end
end
cases["find, captures that backtrack"] = function()
  local s = ("a"):rep(size(20000))
  return function()
    return s:find("^(a*)(a*)(a*)b")
  end
end
cases["match, back reference of a long capture"] = function()
  local s = ("a"):rep(megabyte)
  return function()
    return s:match("^(a*)%1b")
  end
end
cases["match, a set of 10^5 characters"] = function()
  local s, p = ("a"):rep(size(1e4)), "[" .. ("b"):rep(size(1e5)) .. "]"
  return function()
    return s:match(p)
  end
end
cases["gmatch, 10 MB of words"] = function()
  local s = ("word "):rep(size(2e6))
  return function()
    for _ in s:gmatch("%a+") do end
  end
end
cases["gsub, 10 MB, string"] = function()
  local s = ("word "):rep(size(2e6))
  return function()
    return s:gsub("%a+", "<%0>")
  end
end
cases["gsub, 10 MB, table"] = function()
  local s, t = ("word "):rep(size(2e6)), { word = "other" }
  return function()
    return s:gsub("%a+", t)
  end
end
cases["gsub, 10 MB, function"] = function()
  local s = ("word "):rep(size(2e6))
  return function()
    return s:gsub("%a+", function(w)
      return w
    end)
  end
end
cases["gsub, one match replaced by 10 MB"] = function()
  local s, r = "x", ("y"):rep(size(1e7))
  return function()
    return s:gsub("x", function()
      return r
    end)
  end
end
cases["gsub, one match of 10 MB replaced by itself"] = function()
  local s = ("x"):rep(size(1e7)) .. "y"
  return function()
    return s:gsub("(x*)y", "%1%1")
  end
end
cases["gsub, captures of 10 MB for a function"] = function()
  local s = ("x"):rep(size(1e7)) .. "y"
  return function()
    return s:gsub("(x*)y", function() end), s:gsub("(x*)y", {})
  end
end
cases["match, captures of 10 MB"] = function()
  local s = ("x"):rep(size(1e7)) .. "y"
  return function()
    return s:match("^(x*)y"), s:find("^()(x*)(y)"), s:gmatch("(x*)(y)")()
  end
end
cases["find, a pattern of 100 MB without special characters"] = function()
  local s = ("a"):rep(100 * megabyte)
  return function()
    return s:find(s)
  end
end
cases["gsub, a replacement of 1 MB of %0"] = function()
  local s, r = ("x"):rep(100), ("%0"):rep(megabyte // 2)
  return function()
    return s:gsub("x", r)
  end
end

-- Strings.

cases["rep, 100 MB"] = function()
  return function()
    return ("x"):rep(100 * megabyte)
  end
end
cases["rep, 100 MB with a separator"] = function()
  return function()
    return ("abc"):rep(20 * megabyte, ", ")
  end
end
cases["table.concat, 100 MB of 1 MB pieces"] = function()
  local t = {}
  for i = 1, 100 do
    t[i] = ("x"):rep(megabyte)
  end
  return function()
    return table.concat(t, ",")
  end
end
cases["table.concat, an element of 100 MB"] = function()
  local s = ("x"):rep(50 * megabyte)
  return function()
    return table.concat({ s, 1 }, s)
  end
end
cases["table.concat, 10^6 pieces"] = function()
  local t = {}
  for i = 1, million do
    t[i] = i
  end
  return function()
    return table.concat(t, ",")
  end
end
cases[".. of two strings of 50 MB"] = function()
  local a, b = ("a"):rep(50 * megabyte), ("b"):rep(50 * megabyte)
  return function()
    return a .. b
  end
end
cases[".. of 100 strings of 500 kB"] = function()
  local s = ("a"):rep(megabyte // 2)
  local f = load("local s = ... ; return function() return " .. ("s .. "):rep(99) .. "s end")(s)
  return f
end
cases["reverse, 100 MB"] = function()
  local s = ("ab"):rep(50 * megabyte)
  return function()
    return s:reverse()
  end
end
cases["upper, 100 MB"] = function()
  local s = ("ab"):rep(50 * megabyte)
  return function()
    return s:upper()
  end
end
cases["sub, 100 MB"] = function()
  local s = ("ab"):rep(50 * megabyte)
  return function()
    return s:sub(2)
  end
end
cases["byte, all of a string"] = function()
  local s = ("ab"):rep(size(450000))
  return function()
    return select("#", s:byte(1, -1))
  end
end
cases["string.char of 10^5"] = function()
  local t = {}
  for i = 1, size(1e5) do
    t[i] = 65
  end
  return function()
    return string.char(table.unpack(t))
  end
end
cases["== of two strings of 100 MB"] = function()
  local a, b = ("a"):rep(100 * megabyte), ("a"):rep(100 * megabyte)
  return function()
    return a == b
  end
end
cases["< of two strings of 100 MB"] = function()
  local a, b = ("a"):rep(100 * megabyte), ("a"):rep(100 * megabyte) .. "b"
  return function()
    return a < b
  end
end
cases["rawequal of two strings of 100 MB"] = function()
  local a, b = ("a"):rep(100 * megabyte), ("a"):rep(100 * megabyte)
  return function()
    return rawequal(a, b)
  end
end
cases["a string of 100 MB as a key"] = function()
  local a, b, t = ("a"):rep(100 * megabyte), ("a"):rep(100 * megabyte), {}
  return function()
    t[a] = 1
    return t[b]
  end
end
cases["numbers in strings of 10 MB for builtins"] = function()
  local s = ("0"):rep(size(1e7)) .. "1"
  return function()
    return string.char(s), utf8.char(s), string.format("%d", s), string.pack("i4", s), ("x"):rep(s)
  end
end
cases["tonumber of 10 MB"] = function()
  local s, t = ("1"):rep(size(1e7)), "0x" .. ("1"):rep(size(1e7))
  return function()
    return tonumber(s), tonumber(t), tonumber(s, 36), tonumber((" "):rep(size(1e7)))
  end
end
cases["arithmetic on a string of 10 MB"] = function()
  local s = ("1"):rep(size(1e7))
  return function()
    return s + 1, -s, pcall(math.floor, s)
  end
end
cases["string.format, %99.99f"] = function()
  return function()
    for i = 1, size(1000) do
      local _ = string.format("%99.99f %99.99e %.99a", 1e308 / i, 5e-324 * i, i)
    end
  end
end
cases["string.format, %q of 10 MB"] = function()
  local s = ("\0\n\"\\a"):rep(size(2e6))
  return function()
    return string.format("%q", s)
  end
end
cases["string.format, %s of 100 MB"] = function()
  local s = ("x"):rep(100 * megabyte)
  return function()
    return string.format("%s", s)
  end
end
cases["string.format, %10s of 100 MB"] = function()
  local s = ("x"):rep(100 * megabyte)
  return function()
    return string.format("%10s%.5s", s, s)
  end
end
cases["string.format, a format of 10 MB"] = function()
  local s = ("text %% "):rep(size(1e6))
  return function()
    return string.format(s)
  end
end
cases["string.pack, a format of 10^5 items"] = function()
  local f, t = ("i4 "):rep(size(1e5)), {}
  for i = 1, size(1e5) do
    t[i] = i
  end
  return function()
    return string.pack(f, table.unpack(t))
  end
end
cases["string.pack, a string of 100 MB"] = function()
  local s = ("x"):rep(100 * megabyte)
  return function()
    return string.pack("s8", s)
  end
end
cases["string.pack, 100 MB of padding"] = function()
  return function()
    return string.pack("c" .. 100 * megabyte, "x")
  end
end
cases["string.unpack, a format of 10^5 items"] = function()
  local s, f = ("\0"):rep(size(1e5)), ("b"):rep(size(1e5))
  return function()
    return select("#", string.unpack(f, s))
  end
end
cases["string.unpack, a string of 100 MB"] = function()
  local s = string.pack("s8", ("x"):rep(100 * megabyte))
  return function()
    return string.unpack("s8", s), string.unpack("z", s:sub(9) .. "\0")
  end
end
cases["string.packsize, a format of 10^6 items"] = function()
  local f = ("b"):rep(million)
  return function()
    return string.packsize(f)
  end
end
cases["utf8.len of 100 MB"] = function()
  local s = ("\u{e9}"):rep(50 * megabyte)
  return function()
    return utf8.len(s)
  end
end
cases["utf8.codepoint of 10^5"] = function()
  local s = ("\u{e9}"):rep(size(4e5))
  return function()
    return select("#", utf8.codepoint(s, 1, -1))
  end
end
cases["utf8.offset over 100 MB"] = function()
  local s = ("\u{e9}"):rep(50 * megabyte)
  return function()
    return utf8.offset(s, 50 * megabyte)
  end
end
cases["utf8.offset over 100 MB of continuations"] = function()
  local s = "\u{e9}" .. ("\x80"):rep(100 * megabyte)
  return function()
    return pcall(utf8.offset, s, 2)
  end
end
cases["utf8.char of 10^5"] = function()
  local t = {}
  for i = 1, size(1e5) do
    t[i] = 0x20ac
  end
  return function()
    return utf8.char(table.unpack(t))
  end
end
cases["utf8.codes over 10 MB"] = function()
  local s = ("\u{e9}"):rep(5 * megabyte)
  return function()
    for _ in utf8.codes(s) do end
  end
end

-- Tables.

local function integers(count)
  local t = {}
  for i = 1, count do
    t[i] = (i * 7919) % count
  end
  return t
end
cases["sort, 10^6 integers"] = function()
  local t = integers(million)
  return function()
    table.sort(t)
  end
end
cases["sort, 10^6 with a comparator"] = function()
  local t = integers(size(2e5))
  return function()
    table.sort(t, function(a, b)
      return a > b
    end)
  end
end
cases["sort, an inconsistent comparator"] = function()
  local t = integers(size(2e5))
  return function()
    pcall(table.sort, t, function()
      return true
    end)
  end
end
cases["sort, 1000 strings of 200 kB that differ at the end"] = function()
  local t, s = {}, ("x"):rep(size(200000))
  for i = 1, 100 do
    t[i] = s .. (i * 7919) % 100
  end
  return function()
    table.sort(t)
  end
end
cases["table.unpack of nearly 10^6"] = function()
  local t = integers(size(900000))
  return function()
    return select("#", table.unpack(t))
  end
end
cases["table.unpack to a vararg function"] = function()
  local t = integers(size(400000))
  local function count(...)
    local u = { ... }
    return #u, select("#", ...)
  end
  return function()
    return count(table.unpack(t))
  end
end
cases["table.pack of 450000"] = function()
  local t = integers(size(450000))
  return function()
    return table.pack(table.unpack(t))
  end
end
cases["select, from the end of nearly 10^6"] = function()
  local t = integers(size(450000))
  return function()
    return select(-1, table.unpack(t)), select(-size(200000), table.unpack(t))
  end
end
cases["table.move, 10^7"] = function()
  local t = integers(million)
  return function()
    return table.move(t, 1, size(1e7), 1, {})
  end
end
cases["table.move, 10^6 within a table"] = function()
  local t = integers(million)
  return function()
    return table.move(t, 1, million, 2)
  end
end
cases["table.insert at the front of 10^6"] = function()
  local t = integers(million)
  return function()
    table.insert(t, 1, 0)
    table.remove(t, 1)
  end
end
cases["a rehash of 10^6 string keys"] = function()
  local t, last = {}, (1 << 20) * scale // 1
  for i = 1, last do
    t["key" .. i] = i
  end
  return function()
    for i = 1, 10 do
      t["more" .. i] = i
    end
  end
end
cases["a rehash of 10^6 integer keys"] = function()
  local t = {}
  for i = 1, 1 << (scale < 1 and 17 or 20) do
    t[i * 1000003] = i
  end
  return function()
    t[-1] = 1
  end
end
cases["an array of 2^20 that grows"] = function()
  local t = {}
  for i = 1, 1 << (scale < 1 and 17 or 20) do
    t[i] = i
  end
  return function()
    t[#t + 1] = 1
  end
end
cases["an array of 2^20 whose keys become entries"] = function()
  local t = {}
  for i = 1, 1 << (scale < 1 and 17 or 20) do
    t[i] = i
  end
  for i = 1, #t, 4 do
    t[i] = nil
    t[i + 1] = nil
    t[i + 2] = nil
  end
  return function()
    t.x = 1
    t.y = 2
  end
end
cases["entries of 2^20 that become an array"] = function()
  local t = {}
  for i = 1 << (scale < 1 and 17 or 20), 1, -1 do
    t[i] = i
  end
  return function()
    t[#t + 1] = 1
    t[#t + 1] = 1
  end
end
cases["next over a table emptied of 10^6 entries"] = function()
  local t = {}
  for i = 1, million do
    t["key" .. i] = i
  end
  for k in pairs(t) do
    t[k] = nil
  end
  return function()
    return next(t)
  end
end
cases["pairs over a table emptied of 10^6 entries"] = function()
  local t = {}
  for i = 1, million do
    t["key" .. i] = i
  end
  for k in pairs(t) do
    t[k] = nil
  end
  return function()
    for _ in pairs(t) do end
  end
end
cases["next over an array emptied of 10^6"] = function()
  local t = integers(million)
  for i = 1, million - 1 do
    t[i] = nil
  end
  return function()
    return next(t)
  end
end
cases["# of a table whose border is far"] = function()
  local t = integers(million)
  for i = million, million // 2, -1 do
    t[i] = nil
  end
  t[million + 1] = 1
  return function()
    return #t
  end
end
cases["an array of 10^6 emptied from its end"] = function()
  local t = integers(million)
  for i = 1, million - 1 do
    t[i] = nil
  end
  return function()
    t[million] = nil
  end
end
cases["a constructor of 10^5 values"] = function()
  local t = integers(size(1e5))
  return function()
    return { table.unpack(t) }
  end
end

-- Compiling.

cases["load of 10 MB"] = function()
  local s = "function f(a, b) local c = a + b return c * 2 end\n" .. ("x = f(1, y) if x then y = x end\n"):rep(5)
  s = s:rep(size(50000))
  return function()
    assert(load(s))
  end
end
cases["load of 10 MB in pieces"] = function()
  local s, i = "x = y + 1 ; z = { x, y } ; ", 0
  return function()
    assert(load(function()
      i = i + 1
      return i <= size(4e5) and s or nil
    end))
  end
end
cases["load of an endless reader"] = function()
  return function()
    -- Stopped by the one who drives this, or by memory.
    return load(function()
      return "x = 1 ; "
    end)
  end
end
cases["load of 10 MB in one string"] = function()
  local s = "return '" .. ("x"):rep(size(1e7)) .. "'"
  return function()
    assert(load(s))
  end
end
cases["load of 10 MB of comments"] = function()
  local s = ("-- nothing\n"):rep(size(1e6))
  return function()
    assert(load(s))
  end
end
cases["load of 50000 functions and as many constants"] = function()
  local t = {}
  for i = 1, size(50000) do
    t[i] = "x" .. i .. " = function() return " .. i .. ".5, 'y" .. i .. "' end"
  end
  local s = table.concat(t, "\n")
  return function()
    assert(load(s))
  end
end
cases["string.dump and load of 60000 functions"] = function()
  local t = {}
  for i = 1, size(6e4) do
    t[i] = "x = y + " .. i .. ".5 ; function f() return x end"
  end
  local f = load(table.concat(t, "\n"))
  return function()
    assert(load(string.dump(f), "again", "b"))
  end
end

-- The collector.

local function objects(count)
  local t = {}
  for i = 1, count do
    t[i] = { i }
  end
  return t
end
cases["collectgarbage() on 10^6 objects"] = function()
  local t = objects(million)
  return function()
    collectgarbage()
    return t
  end
end
cases["collectgarbage() in a loop"] = function()
  local t = objects(size(1e5))
  return function()
    for _ = 1, 5 do
      collectgarbage()
    end
    return t
  end
end
cases["collectgarbage(\"step\") of 1 GB"] = function()
  local t = objects(million)
  return function()
    collectgarbage("step", 1 << 20)
    return t
  end
end
cases["collectgarbage() of 10^6 dead objects"] = function()
  local t = objects(million)
  return function()
    t = nil
    collectgarbage()
  end
end
cases["collectgarbage() of dead tables of 10^6"] = function()
  local t = { integers(million) }
  for i = 1, million do
    t[i .. ""] = i
  end
  return function()
    t = nil
    collectgarbage()
  end
end
cases["collectgarbage() of a dead string of 100 MB"] = function()
  local s = ("x"):rep(100 * megabyte)
  return function()
    s = nil
    collectgarbage()
  end
end
cases["collectgarbage() below 10^5 calls"] = function()
  local function descend(depth)
    if depth == 0 then
      os.clock()
      collectgarbage()
      os.clock()
      return 0
    end
    return 1 + descend(depth - 1)
  end
  return function()
    return descend(size(150000))
  end, true
end
cases["weak values of 10^6"] = function()
  local t = setmetatable({}, { __mode = "v" })
  for i = 1, million do
    t[i] = {}
  end
  return function()
    collectgarbage()
  end
end
cases["weak keys of 10^6"] = function()
  local t, keep = setmetatable({}, { __mode = "k" }), {}
  for i = 1, million do
    local key = {}
    t[key] = { key }
    keep[i % (million // 2)] = key
  end
  return function()
    collectgarbage()
    return keep
  end
end
cases["weak keys and values of 10^6"] = function()
  local t = setmetatable({}, { __mode = "kv" })
  for i = 1, million do
    t[{}] = {}
  end
  return function()
    collectgarbage()
  end
end
cases["a chain of 3000 ephemerons"] = function()
  local t, first = setmetatable({}, { __mode = "k" }), {}
  local key = first
  for _ = 1, size(3000) do
    local following = {}
    t[key] = { following }
    key = following
  end
  return function()
    collectgarbage()
    return first
  end
end
cases["10^5 weak tables"] = function()
  local all, meta = {}, { __mode = "k" }
  for i = 1, size(1e5) do
    all[i] = setmetatable({ [{}] = 1 }, meta)
  end
  return function()
    collectgarbage()
    return all
  end
end
cases["10^5 finalizers"] = function()
  local meta = {
    __gc = function(o)
      o.x = 1
    end,
  }
  return function()
    for _ = 1, size(1e5) do
      setmetatable({}, meta)
    end
    collectgarbage()
  end
end
cases["10^6 objects with finalizers, alive"] = function()
  local meta, t = { __gc = function() end }, {}
  for i = 1, million do
    t[i] = setmetatable({}, meta)
  end
  return function()
    collectgarbage()
    return t
  end
end
cases["__gc that resurrects"] = function()
  local kept = {}
  local meta = {}
  function meta.__gc(o)
    kept[#kept + 1] = setmetatable(o, meta)
  end
  return function()
    for _ = 1, size(1e5) do
      setmetatable({}, meta)
    end
    collectgarbage()
    collectgarbage()
  end
end
cases["__gc that raises"] = function()
  local meta = { __gc = error }
  return function()
    for _ = 1, size(1e4) do
      setmetatable({}, meta)
    end
    collectgarbage()
  end
end
cases["__gc that loops"] = function()
  return function()
    setmetatable({}, {
      __gc = function()
        while true do end
      end,
    })
    collectgarbage()
  end
end
cases["garbage beside 10^6 objects"] = function()
  local t = objects(million)
  return function()
    for i = 1, million do
      t[i] = { i }
    end
  end
end
cases["a closure of 10^6 captured tables"] = function()
  local t = {}
  for i = 1, million do
    t[i] = function()
      return i
    end
  end
  return function()
    collectgarbage()
    return t
  end
end

-- Calls and errors.

cases["__tostring that recurses"] = function()
  local o = setmetatable({}, {})
  getmetatable(o).__tostring = function(o)
    return tostring(o)
  end
  return function()
    return pcall(tostring, o)
  end
end
cases["error values with __tostring, uncaught"] = function()
  return function()
    return pcall(error, setmetatable({}, {
      __tostring = function()
        while true do end
      end,
    }))
  end
end
cases["a message handler that raises"] = function()
  return function()
    return xpcall(error, function(m)
      error(m)
    end, "x")
  end
end
cases["a message handler that loops"] = function()
  return function()
    return xpcall(error, function()
      while true do end
    end, "x")
  end
end
cases["__close that never ends"] = function()
  return function()
    local c <close> = setmetatable({}, {
      __close = function()
        while true do end
      end,
    })
  end
end
cases["__index chain of 10^5 tables"] = function()
  local o = {}
  for _ = 1, size(1e5) do
    o = setmetatable({}, { __index = o })
  end
  return function()
    return pcall(function()
      return o.x
    end)
  end
end
cases["__call chain of 10^5"] = function()
  local o = print
  for _ = 1, size(1e5) do
    o = setmetatable({}, { __call = o })
  end
  return function()
    return pcall(o)
  end
end
cases["recursion to the end of the stack"] = function()
  local function f()
    return 1 + f()
  end
  return function()
    return pcall(f)
  end
end
cases["a traceback of a deep stack"] = function()
  local function f(n)
    if n == 0 then
      return debug.traceback()
    end
    return (f(n - 1))
  end
  return function()
    return f(size(150000))
  end
end
cases["debug.traceback below 150000 calls"] = function()
  local function f(n)
    if n == 0 then
      os.clock()
      local text = debug.traceback(("x"):rep(size(1e7)))
      os.clock()
      return text
    end
    return (f(n - 1))
  end
  return function()
    return f(size(150000))
  end, true
end
cases["debug.getinfo of 10^5 lines, long options"] = function()
  local f = load(("x = 1\n"):rep(size(1e5)))
  local options = ("L"):rep(size(1e7))
  return function()
    return debug.getinfo(f, options)
  end
end
cases["an error through 150000 calls and variables to close"] = function()
  local function f(n)
    if n == 0 then
      error("x")
    end
    local c <close> = setmetatable({}, { __close = function() end })
    f(n - 1)
  end
  return function()
    return pcall(f, size(20000))
  end
end
cases["coroutine.close of 190 nested ones"] = function()
  local function nest(n)
    return coroutine.wrap(function()
      local c <close> = setmetatable({}, { __close = function() end })
      if n > 0 then
        nest(n - 1)()
      end
      coroutine.yield()
    end)
  end
  return function()
    for _ = 1, 100 do
      local co = coroutine.create(nest(180))
      coroutine.resume(co)
      coroutine.close(co)
    end
  end
end
cases["10^6 coroutines"] = function()
  local t = {}
  return function()
    for i = 1, size(3e5) do
      t[i] = coroutine.create(print)
    end
  end
end
cases["collectgarbage() of 10^5 suspended coroutines"] = function()
  local t = {}
  for i = 1, size(1e5) do
    t[i] = coroutine.wrap(coroutine.yield)
    t[i]()
  end
  return function()
    t = nil
    collectgarbage()
  end
end
cases["a coroutine with a deep stack, resumed and dropped"] = function()
  local function f(n)
    if n == 0 then
      coroutine.yield()
      return 0
    end
    return 1 + f(n - 1)
  end
  local co = coroutine.create(f)
  coroutine.resume(co, size(150000))
  return function()
    coroutine.close(co)
    co = nil
    collectgarbage()
  end
end
cases["values passed by yield and resume"] = function()
  local t = integers(size(200000))
  local co = coroutine.wrap(function(...)
    while true do
      coroutine.yield(...)
    end
  end)
  return function()
    return select("#", co(table.unpack(t)))
  end
end
cases["print of 10 MB"] = function()
  local s = ("x"):rep(size(1e7))
  return function()
    print(s, s)
  end
end
cases["warn of 10 MB"] = function()
  local s = ("x"):rep(size(1e7))
  return function()
    warn("@on")
    warn(s, s)
  end
end
cases["print and io.write of 10^5 values"] = function()
  local t = {}
  for i = 1, size(1e5) do
    t[i] = i % 2 == 0 and "" or i
  end
  return function()
    print(table.unpack(t))
    io.write(table.unpack(t))
  end
end
cases["a __name of 10 MB"] = function()
  local o = setmetatable({}, { __name = ("x"):rep(size(1e7)) })
  return function()
    return tostring(o), string.format("%s", o), pcall(math.floor, o), pcall(string.rep, o)
  end
end
cases["io.write of 10 MB"] = function()
  local s = ("x"):rep(size(1e7))
  return function()
    io.write(s, s)
  end
end
cases["os.date, a format of 10^6"] = function()
  local s = ("%c"):rep(size(1e6 // 2))
  return function()
    return pcall(os.date, s)
  end
end
cases["error with a message of 10 MB"] = function()
  local s = ("x"):rep(size(1e7))
  return function()
    return pcall(error, s), pcall(function()
      error(s)
    end)
  end
end
cases["a long name of a file or option"] = function()
  local s = ("x"):rep(size(1e7))
  return function()
    return io.open(s), os.remove(s), pcall(io.lines, s), pcall(collectgarbage, s), pcall(os.date, "%Q" .. s, 0)
  end
end
cases["debug.sethook by count"] = function()
  return function()
    debug.sethook(function() end, "", 1)
    for _ = 1, size(1e5) do end
    debug.sethook()
  end
end
cases["string.rep of an error's chunk name"] = function()
  local name = "=" .. ("x"):rep(size(1e7))
  return function()
    return load("x =", name), load("error('x')", "@" .. name)
  end
end
cases["require of a long name"] = function()
  local s = ("a."):rep(size(1e6))
  return function()
    return pcall(require, s)
  end
end
cases["package.searchpath with a path of 1 MB"] = function()
  local s = ("?.lua;"):rep(size(1e5))
  return function()
    return package.searchpath("a.b", s)
  end
end

-- What is found out for a message or about a function.

cases["a type error about a __name of 10 MB"] = function()
  local t = setmetatable({}, { __name = ("x"):rep(size(1e7)) })
  return function()
    for _ = 1, 20 do
      pcall(function() return t < t end)
      pcall(function() return t.x.y + t end)
      pcall(function() t() end)
    end
  end
end
cases["errors in a chunk with a name of 10 MB"] = function()
  local f = load("error('x')", "@" .. ("x"):rep(size(1e7)))
  return function()
    for _ = 1, 100 do
      pcall(f)
    end
  end
end
cases["debug.getinfo of a source of 10 MB"] = function()
  local f = load("return 1 --" .. ("x"):rep(size(1e7)))
  return function()
    return debug.getinfo(f, "S")
  end
end
cases["an error at the end of 300000 instructions"] = function()
  local f = load("local t = ... if t then goto e end " .. ("x = 1 "):rep(size(150000)) .. "::e:: return t.y.z")
  return function()
    for _ = 1, 100 do
      pcall(f, {})
    end
  end
end
cases["debug.getlocal in a function with 10^5 locals"] = function()
  local f = load("local n = ... " .. ("do local a, b end "):rep(size(50000)) .. "for _ = 1, n do debug.getlocal(1, 9) end")
  return function()
    f(100)
  end
end
cases["300000 instructions in a row"] = function()
  local f = load(("x = 1 "):rep(size(150000)))
  return function()
    f()
  end
end
cases["branches that skip what is in them, 300000 instructions"] = function()
  local f = load("local c = ... " .. ("if c then x = 1 x = 2 x = 3 end y = 1 "):rep(size(30000)))
  return function()
    f(false)
  end
end
cases["require with 10^5 searchers"] = function()
  for i = 1, size(1e5) do
    package.searchers[i] = function() return "abc" end
  end
  return function()
    return pcall(require, "x")
  end
end
cases["load with a mode of 10 MB"] = function()
  local mode = ("x"):rep(size(1e7))
  return function()
    return load("return 1", "=x", mode)
  end
end
cases["os.time with a year of 10 MB"] = function()
  local year = (" "):rep(size(1e7)) .. "2000"
  return function()
    return os.time({ year = year, month = 1, day = 1 })
  end
end
cases["a conversion of 10 MB"] = function()
  local f = "%" .. ("0"):rep(size(1e7)) .. "d"
  return function()
    return pcall(string.format, f, 1), pcall(string.packsize, "c" .. f:sub(2, -2))
  end
end
cases["strings of 10 MB made and dropped"] = function()
  local n = size(1e7)
  return function()
    for i = 1, 20 do
      local s = ("x"):rep(n + i)
    end
  end
end
cases["200000 gotos and labels in a block"] = function()
  local t, n = {}, size(1e5)
  for i = 1, n do
    t[i] = "::l" .. i .. ":: goto l" .. (n + 1 - i)
  end
  local text = "do " .. table.concat(t, " ") .. " end"
  return function()
    return load(text)
  end
end

if name == nil then
  for case in pairs(cases) do
    print(case)
  end
  return
end
local work, clocks = cases[name]()
collectgarbage()
if clocks then
  work()
else
  os.clock()
  local _ = work()
  os.clock()
end
