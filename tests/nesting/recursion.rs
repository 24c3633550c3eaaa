//! Programs that call themselves without end, one for each way that leads back into Lua: name, body of a function, what
//! `pcall` of it gives.

/// See the module.
pub const PROGRAMS: &[(&str, &str, &str)] = &[
    ("plain calls", "local function f() return 1 + f() end f()", "false stack overflow"),
    ("methods", "local o = {} function o:f() return 1 + self:f() end o:f()", "false stack overflow"),
    ("varargs", "local function f(...) return 1 + f(1, ...) end f()", "false stack overflow"),
    (
        "mutual",
        "local f, g function f() return 1 + g() end function g() return 1 + f() end f()",
        "false stack overflow",
    ),
    (
        "__index",
        "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] + 1 end return t.x",
        "false stack overflow",
    ),
    (
        "__newindex",
        "local t = setmetatable({}, {}) getmetatable(t).__newindex = function(t, k, v) t[k] = v return 1 end t.x = 1",
        "false stack overflow",
    ),
    (
        "__call",
        "local t = setmetatable({}, {}) getmetatable(t).__call = function(t) return 1 + t() end t()",
        "false stack overflow",
    ),
    (
        "__call chain",
        "local t = function(...) return select('#', ...) end for i = 1, 2000 do t = setmetatable({}, {__call = t}) end return t()",
        "true many",
    ),
    (
        "__index chain",
        "local t = {} for i = 1, 1000000 do t = setmetatable({}, {__index = t}) end return t.x",
        "false '__index' chain too long; possible loop",
    ),
    (
        "__newindex chain",
        "local t = {} for i = 1, 1000000 do t = setmetatable({}, {__newindex = t}) end t.x = 1",
        "false '__newindex' chain too long; possible loop",
    ),
    (
        "__index of itself",
        "local t = setmetatable({}, {}) getmetatable(t).__index = t return t.x",
        "false '__index' chain too long; possible loop",
    ),
    (
        "metatable chain",
        "local t = {} for i = 1, 1000000 do t = setmetatable({}, t) end return t.x, #t, t == {}",
        "true nil 0 false",
    ),
    (
        "__add",
        "local t = setmetatable({}, {}) getmetatable(t).__add = function(a, b) return (a + b) end return t + 1",
        "false stack overflow",
    ),
    (
        "__sub",
        "local t = setmetatable({}, {}) getmetatable(t).__sub = function(a, b) return (a - b) end return t - 1",
        "false stack overflow",
    ),
    (
        "__mul",
        "local t = setmetatable({}, {}) getmetatable(t).__mul = function(a, b) return (a * b) end return t * 1",
        "false stack overflow",
    ),
    (
        "__div",
        "local t = setmetatable({}, {}) getmetatable(t).__div = function(a, b) return (a / b) end return t / 1",
        "false stack overflow",
    ),
    (
        "__mod",
        "local t = setmetatable({}, {}) getmetatable(t).__mod = function(a, b) return (a % b) end return t % 1",
        "false stack overflow",
    ),
    (
        "__pow",
        "local t = setmetatable({}, {}) getmetatable(t).__pow = function(a, b) return (a ^ b) end return t ^ 1",
        "false stack overflow",
    ),
    (
        "__idiv",
        "local t = setmetatable({}, {}) getmetatable(t).__idiv = function(a, b) return (a // b) end return t // 1",
        "false stack overflow",
    ),
    (
        "__band",
        "local t = setmetatable({}, {}) getmetatable(t).__band = function(a, b) return (a & b) end return t & 1",
        "false stack overflow",
    ),
    (
        "__bor",
        "local t = setmetatable({}, {}) getmetatable(t).__bor = function(a, b) return (a | b) end return t | 1",
        "false stack overflow",
    ),
    (
        "__bxor",
        "local t = setmetatable({}, {}) getmetatable(t).__bxor = function(a, b) return (a ~ b) end return t ~ 1",
        "false stack overflow",
    ),
    (
        "__shl",
        "local t = setmetatable({}, {}) getmetatable(t).__shl = function(a, b) return (a << b) end return t << 1",
        "false stack overflow",
    ),
    (
        "__shr",
        "local t = setmetatable({}, {}) getmetatable(t).__shr = function(a, b) return (a >> b) end return t >> 1",
        "false stack overflow",
    ),
    (
        "__bnot",
        "local t = setmetatable({}, {}) getmetatable(t).__bnot = function(a) return (~a) end return ~t",
        "false stack overflow",
    ),
    (
        "__unm",
        "local t = setmetatable({}, {}) getmetatable(t).__unm = function(a) return (-a) end return -t",
        "false stack overflow",
    ),
    (
        "__len",
        "local t = setmetatable({}, {}) getmetatable(t).__len = function(a) return (#a) end return #t",
        "false stack overflow",
    ),
    (
        "__concat",
        "local t = setmetatable({}, {}) getmetatable(t).__concat = function(a, b) return (a .. b) end return t .. 'x'",
        "false stack overflow",
    ),
    (
        "__eq",
        "local t = setmetatable({}, {}) getmetatable(t).__eq = function(a, b) return (a == b) end return t == {}",
        "false stack overflow",
    ),
    (
        "__lt",
        "local t = setmetatable({}, {}) getmetatable(t).__lt = function(a, b) return (a < b) end return t < {}",
        "false stack overflow",
    ),
    (
        "__le",
        "local t = setmetatable({}, {}) getmetatable(t).__le = function(a, b) return (a <= b) end return t <= {}",
        "false stack overflow",
    ),
    (
        "__close",
        "local function f() local x <close> = setmetatable({}, {__close = function() f() end}) end f()",
        "false stack overflow",
    ),
    (
        // With these locals in front there was no room left for what closes the variable.
        "__close of itself",
        "local a local b local c local function f() local x <close> = setmetatable({}, {__close = f}) error('x') end f()",
        "false stack overflow",
    ),
    (
        "__tostring",
        "local t = setmetatable({}, {}) getmetatable(t).__tostring = function(t) return tostring(t) .. '' end return tostring(t)",
        "false C stack overflow",
    ),
    ("__name", "local t = setmetatable({}, {__name = ('x'):rep(100000)}) return #tostring(t) > 100000", "true true"),
    (
        "__pairs",
        "local t = setmetatable({}, {}) getmetatable(t).__pairs = function(t) for k in pairs(t) do end end pairs(t)",
        "false C stack overflow",
    ),
    (
        "format",
        "local t = setmetatable({}, {}) getmetatable(t).__tostring = function(t) return string.format('%s', t) end return string.format('%s', t)",
        "false C stack overflow",
    ),
    (
        "print",
        "local t = setmetatable({}, {}) getmetatable(t).__tostring = function(t) print(t) return '' end print(t)",
        "false C stack overflow",
    ),
    (
        "pcall in pcall",
        "local function f() return pcall(f) end local r = {f()} for i = 1, #r do if not r[i] then return error(r[#r]) end end",
        "false c:1: C stack overflow",
    ),
    (
        "pcall and call",
        "local function f() local ok, e = pcall(f) if not ok then error(e, 0) end end f()",
        "false C stack overflow",
    ),
    (
        "xpcall in xpcall",
        "local function f() local ok, e = xpcall(f, function(e) return e end) if not ok then error(e, 0) end end f()",
        "false C stack overflow",
    ),
    (
        "handlers in handlers",
        "local function h() error('x') end local ok, e = xpcall(error, h) error(e, 0)",
        "false error in error handling",
    ),
    (
        "a handler that calls xpcall",
        "local function h(e) local ok, e = xpcall(error, h, e) return e end local ok, e = xpcall(error, h, 'x') error(tostring(e), 0)",
        "false error in error handling",
    ),
    (
        "a handler that recurses",
        "local function h(e) return 1 + h(e) end local ok, e = xpcall(error, h, 'x') error(e, 0)",
        "false error in error handling",
    ),
    (
        "overflow in a handler for overflow",
        "local function f() return 1 + f() end local ok, e = xpcall(f, function(e) return f() end) error(e, 0)",
        "false error in error handling",
    ),
    ("wrap in wrap", "local function f() return coroutine.wrap(f)() end f()", "false long"),
    (
        "close in close",
        "local function f() local co = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() f() end}) coroutine.yield() end) coroutine.resume(co) local ok, e = coroutine.close(co) if not ok then error(e, 0) end end f()",
        "false C stack overflow",
    ),
    ("gsub in gsub", "local function f() return (string.gsub('x', 'x', f)) end f()", "false C stack overflow"),
    (
        "gsub and metamethods",
        "local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return (string.gsub(k, '.', t)) end return t.x",
        "false C stack overflow",
    ),
    (
        "gmatch in gmatch",
        "local function f() for x in string.gmatch('x', 'x') do f() end end f()",
        "false stack overflow",
    ),
    (
        "sort in sort",
        "local function f() table.sort({1, 2, 3}, function(a, b) f() return a < b end) end f()",
        "false C stack overflow",
    ),
    (
        "sort with __lt",
        "local m = {} m.__lt = function(a, b) table.sort({setmetatable({}, m), setmetatable({}, m)}) return true end table.sort {setmetatable({}, m), setmetatable({}, m)}",
        "false C stack overflow",
    ),
    (
        "concat",
        "local t = setmetatable({}, {__len = function() return 1 end}) getmetatable(t).__index = function() return table.concat(t) end return table.concat(t)",
        "false C stack overflow",
    ),
    (
        "unpack",
        "local t = setmetatable({}, {}) getmetatable(t).__index = function() return (table.unpack(t, 1, 2)) end return table.unpack(t, 1, 2)",
        "false C stack overflow",
    ),
    (
        "insert",
        "local t = setmetatable({}, {}) getmetatable(t).__newindex = function() table.insert(t, 1) end table.insert(t, 1)",
        "false C stack overflow",
    ),
    (
        "remove",
        "local t = setmetatable({}, {}) getmetatable(t).__len = function() return table.remove(t) end return table.remove(t)",
        "false C stack overflow",
    ),
    (
        "move",
        "local t = setmetatable({}, {}) getmetatable(t).__index = function() return table.move(t, 1, 2, 3) end table.move(t, 1, 2, 3)",
        "false C stack overflow",
    ),
    (
        "ipairs",
        "local t = setmetatable({}, {}) getmetatable(t).__index = function() for _ in ipairs(t) do end end for _ in ipairs(t) do end",
        "false C stack overflow",
    ),
    (
        "require",
        "package.preload.a = function() require 'b' end package.preload.b = function() require 'a' end require 'a'",
        "false C stack overflow",
    ),
    (
        "require by searchers",
        "local n = 0 package.searchers[1] = function() n = n + 1 return require('m' .. n) end require 'm'",
        "false C stack overflow",
    ),
    (
        "load in load",
        "local function f() return load(f) end local ok, e = load(f) error(e, 0)",
        "false reader function must return a string",
    ),
    (
        "load of a reader that fails",
        "local function r() local ok, e = load(r) error(e, 0) end local ok, e = load(r) error(e, 0)",
        "false C stack overflow",
    ),
    ("select", "local function f(...) return select('#', f(...)) end f(1)", "false stack overflow"),
    ("tail calls of pcall", "local function f() return pcall(f) end return select('#', f()) > 100", "true true"),
    (
        "string methods",
        "local m = getmetatable('') local before = m.__index m.__index = function(s, k) return s[k] end local ok, e = pcall(function() return ('x').y end) m.__index = before error(e, 0)",
        "false stack overflow",
    ),
    (
        "next through __pairs",
        "local m = {} m.__pairs = function(t) return pairs(setmetatable({}, m)) end for _ in pairs(setmetatable({}, m)) do end",
        "false C stack overflow",
    ),
    ("a long unpack", "return select('#', table.unpack({}, 1, 1e7))", "false too many results to unpack"),
    ("a long select", "return select('#', select(1, table.unpack({}, 1, 900000))) == 900000", "true true"),
    ("unpack of 10^6", "return select('#', table.unpack({}, 1, 1000000))", "false too many results to unpack"),
    ("many arguments", "return math.max(table.unpack({}, 1, 300000))", "false attempt to compare two nil values"),
    (
        "string.char of many",
        "return #string.char(table.unpack({}, 1, 900000))",
        "false bad argument #1 to 'char' (number expected, got nil)",
    ),
    (
        "tail __call chain",
        "local t = function(...) return select('#', ...) end for i = 1, 2000 do t = setmetatable({}, {__call = t}) end return (function() return t() end)()",
        "true many",
    ),
    (
        "resume of a coroutine that is kept",
        "local kept = {} local function f() local co = coroutine.create(f) kept[#kept + 1] = co local ok, e = coroutine.resume(co) if not ok then error(e, 0) end end f()",
        "false C stack overflow",
    ),
    (
        "hooks",
        "local function f() return 1 + f() end local co = coroutine.create(f) debug.sethook(co, function() f() end, 'c') local ok, e = coroutine.resume(co) error(e, 0)",
        "false stack overflow",
    ),
    (
        "finalizers that make finalizers",
        "local n = 0 local function f() n = n + 1 if n < 10000 then setmetatable({}, {__gc = f}) end if n % 1000 == 0 then collectgarbage() end end f() for i = 1, 20000 do collectgarbage('step') end return n >= 10000",
        "true true",
    ),
    (
        "finalizers that recurse",
        "setmetatable({}, {__gc = function() local function f() return 1 + f() end f() end}) collectgarbage() return 'warned'",
        "true warned",
    ),
    (
        "finalizers that collect",
        "local n = 0 local function f() n = n + 1 setmetatable({}, {__gc = f}) if n < 1000 then collectgarbage() end end f() return n > 0",
        "true true",
    ),
    (
        "__close of many variables",
        "local function f(n) local x <close> = setmetatable({}, {__close = function() end}) if n > 0 then return (f(n - 1)) end return 1 end return f(10000)",
        "true 1",
    ),
    (
        "string.format within",
        "local t = setmetatable({}, {}) getmetatable(t).__tostring = function() return ('%s %s'):format(t, t) end return ('%s'):format(t)",
        "false C stack overflow",
    ),
    (
        "error objects that fail",
        "local t = setmetatable({}, {}) getmetatable(t).__tostring = function() error(t) end local ok, e = pcall(tostring, t) return e == t",
        "true true",
    ),
    (
        "__index of strings in format",
        "local m = {} m.__index = function(_, k) return ('x'):rep(3, k) .. setmetatable({}, m)[k] end return setmetatable({}, m).x",
        "false stack overflow",
    ),
    (
        "warn and print",
        "local t = setmetatable({}, {}) getmetatable(t).__tostring = function() return tostring(t) end print(t)",
        "false C stack overflow",
    ),
    (
        "xpcall with traceback",
        "local function f() return 1 + f() end local ok, e = xpcall(f, debug.traceback) return ok, e:match('stack overflow'), #e < 3000",
        "true false stack overflow true",
    ),
    ("dofile without end", "local function f() return 1 + f(pcall(dofile, 'missing')) end f()", "false stack overflow"),
    (
        "tostring in __name",
        "local m = {} m.__name = setmetatable({}, m) return #tostring(setmetatable({}, m)) < 60",
        "true true",
    ),
];
