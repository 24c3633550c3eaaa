//! Programs that build something deep, and keep it in the global variable `x`.

/// Name and program.
pub const PROGRAMS: &[(&str, &str)] = &[
    ("tables", "for _ = 1, N do x = {x} end"),
    ("tables by name", "for _ = 1, N do x = {next = x} end"),
    ("tables by key", "for _ = 1, N do x = {[x or 1] = true} end"),
    ("metatables", "for _ = 1, N do x = setmetatable({}, x) end"),
    ("closures", "for _ = 1, N do local before = x x = function() return before end end"),
    (
        "coroutines",
        "for _ = 1, N // 100 do local before = x x = coroutine.create(function() \
        coroutine.yield() return before end) coroutine.resume(x) end",
    ),
    (
        "coroutines not begun",
        "for _ = 1, N // 10 do local before = x \
        x = coroutine.create(function() return before end) end",
    ),
    (
        "wrapped coroutines",
        "for _ = 1, N // 100 do local before = x \
        x = coroutine.wrap(function() coroutine.yield() return before end) x() end",
    ),
    ("finalizers", "local m = {__gc = function() end} for _ = 1, N // 10 do x = setmetatable({x}, m) end"),
    ("finalizers in metatables", "for _ = 1, N // 100 do x = setmetatable({}, {__gc = function() end, x}) end"),
    ("weak values", "local m = {__mode = 'v'} for _ = 1, N // 10 do x = {x, setmetatable({x, next = x}, m)} end"),
    (
        "weak keys",
        "local m, keys, chain = {__mode = 'k'}, {} for i = 1, 1000 do keys[i] = {('x'):rep(200)} \
        chain = setmetatable({[keys[i]] = chain}, m) end x = {keys, chain}",
    ),
    (
        "frames",
        "local function f(n) if n > 0 then return 1 + f(n - 1) end coroutine.yield() return 1 end \
        x = coroutine.wrap(f) x(N // 10)",
    ),
    (
        "variables to be closed",
        "local function f(n) local y <close> = setmetatable({}, {__close = function() end}) \
        if n > 0 then return 1 + f(n - 1) end coroutine.yield() return 1 end x = coroutine.wrap(f) x(N // 100)",
    ),
    (
        "pcalls",
        "local function f(n) if n > 0 then return pcall(f, n - 1) end coroutine.yield() end \
        x = {} for i = 1, 10 do x[i] = coroutine.wrap(f) x[i](150) end for i = 11, 1000 do x[i] = {{}} end",
    ),
];
