//! What a process can't reach: another process's state, and of the machine its files, environment, time, memory layout
//! and chance, unless they are granted. What is refused looks the same whether it is there or not.

use tidelock::{Backend, Exit, Pid, ProcessManager, RunEnd, SpawnOptions};

fn output(manager: &ProcessManager, pid: Pid) -> String {
    let process = manager.process(pid).expect("it exists");
    assert_eq!(process.exit(), Some(&Exit::Returned(None)), "{}", String::from_utf8_lossy(process.error_output()));
    String::from_utf8_lossy(process.output()).into_owned()
}

/// What a program writes that is granted nothing.
fn run(text: &str) -> String {
    run_with(text, 1, Backend::Tail)
}

fn run_with(text: &str, hash_seed: u64, backend: Backend) -> String {
    let mut manager = ProcessManager::builder().hash_seed(hash_seed).backend(backend).build();
    let pid = manager.spawn(text.as_bytes(), SpawnOptions::named("test.lua")).expect("it compiles");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    output(&manager, pid)
}

/// Runs one program, then another that was spawned before the first began, and one spawned after the first had ended;
/// says what these two write.
fn neighbours(meddler: &str, victim: &str) -> [String; 2] {
    let mut manager = ProcessManager::new();
    let first = manager.spawn(meddler.as_bytes(), SpawnOptions::named("meddler")).expect("it compiles");
    let beside = manager.spawn(victim.as_bytes(), SpawnOptions::named("victim")).expect("it compiles");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(output(&manager, first), "done\n");
    let after = manager.spawn(victim.as_bytes(), SpawnOptions::named("victim")).expect("it compiles");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    [output(&manager, beside), output(&manager, after)]
}

/// The victim sees nothing of what the meddler does to the library that all begin with.
fn assert_unseen(meddler: &str, victim: &str, expected: &str) {
    // Alone it sees the same, so that the expectation is not about the meddler.
    assert_eq!(run(victim), expected);
    assert_eq!(neighbours(&format!("{meddler} print = print0 or print print('done')"), victim), [expected, expected]);
}

#[test]
fn globals_and_libraries_are_each_processs_own() {
    assert_unseen(
        "secret = 1 string.secret = 1 package.loaded.secret = 1 package.preload.m = function() return 1 end \
         math.huge = 0 _G.type = nil package.path = 'x' table.concat = nil rawset(_G, 'next', 1)",
        "print(secret, string.secret, package.loaded.secret, package.preload.m, math.huge, type(type), package.path, \
         type(table.concat), next({}))",
        "nil\tnil\tnil\tnil\tinf\tfunction\t./?.lua;./?/init.lua\tfunction\tnil\n",
    );
}

#[test]
fn metatables_of_types_are_each_processs_own() {
    assert_unseen(
        "getmetatable('').__index = function() return 'stolen' end getmetatable('').__add = function() return 1 end \
         getmetatable('').__metatable = 'locked' debug.setmetatable(1, {__index = {x = 1}, __call = print}) \
         debug.setmetatable(nil, {__index = {x = 1}}) debug.setmetatable(print, {__index = {x = 1}}) \
         debug.setmetatable(true, {__len = print}) getmetatable(io.stdout).__index.write = nil \
         debug.setmetatable(coroutine.create(print), {__index = {x = 1}})",
        "print(('x').y, getmetatable('').__index == string, getmetatable(1), getmetatable(nil), getmetatable(print), \
         getmetatable(true), type(io.stdout.write), getmetatable(coroutine.create(print)), pcall(load'return (1).x'))",
        "nil\ttrue\tnil\tnil\tnil\tnil\tfunction\tnil\tfalse\t[string \"return (1).x\"]:1: attempt to index a number value\n",
    );
}

#[test]
fn the_registry_is_each_processs_own() {
    assert_unseen(
        "print0 = print debug.getregistry().secret = 1 debug.getregistry()._LOADED.string = 'x' \
         debug.getregistry()['FILE*'].__name = 'x' debug.setuservalue(io.stdout, 1)",
        "print(debug.getregistry().secret, require 'string' == string, getmetatable(io.stdout).__name, \
         debug.getuservalue(io.stdout))",
        "nil\ttrue\tFILE*\tnil\n",
    );
}

#[test]
fn hooks_and_collector_settings_are_each_processs_own() {
    assert_unseen(
        "debug.sethook(function() end, 'crl', 1000) collectgarbage('stop') collectgarbage('setpause', 1000) \
         collectgarbage('incremental') warn('@on') math.randomseed(7)",
        "print(debug.gethook(), collectgarbage('isrunning'), collectgarbage('setpause', 200), \
         collectgarbage('incremental'))",
        "nil\ttrue\t200\tgenerational\n",
    );
}

#[test]
fn random_numbers_do_not_depend_on_neighbours() {
    let alone = |meddler: &str| neighbours(meddler, "print(math.random(1 << 60))");
    let quiet = alone("print('done')");
    assert_eq!(alone("for _ = 1, 10 do math.random() end math.randomseed() print('done')"), quiet);
    assert_ne!(quiet[0], quiet[1], "each process has numbers of its own");
}

#[test]
fn open_files_are_each_processs_own() {
    assert_unseen(
        "print0 = print io.output():setvbuf('full') io.input(io.stdin) io.close() pcall(io.stdout.close, io.stdout)",
        "print(io.type(io.stdout), io.output() == io.stdout, io.write('') == io.stdout)",
        "file\ttrue\ttrue\n",
    );
}

#[test]
fn library_functions_have_no_upvalues_to_take() {
    let text = "
        local seen, found = {}, 0
        local function look(value, path)
            if value == nil or seen[value] then return end
            seen[value] = true
            if type(value) == 'function' then
                if debug.getupvalue(value, 1) or debug.setupvalue(value, 1, 1) or debug.upvalueid(value, 1)
                    or pcall(debug.upvaluejoin, value, 1, value, 1) or pcall(string.dump, value) then print(path) end
                found = found + 1
            elseif type(value) == 'table' then
                for k, v in next, value do look(v, path .. '.' .. tostring(k)) end
                look(getmetatable(value), path .. '()')
            end
        end
        look(debug.getregistry(), '')
        print(found > 130, debug.getupvalue(function() return seen end, 1))";
    let found = run(text);
    assert!(found.starts_with("true\tseen\ttable: 0x07"), "{found}");
}

#[test]
fn debug_information_has_no_paths_of_the_machine() {
    let text = "
        for _, f in ipairs {print, string.gsub, require, package.searchers[2], io.lines, debug.getinfo} do
            local i = debug.getinfo(f)
            print(i.source, i.short_src, i.what, i.currentline, i.linedefined)
        end
        local i = debug.getinfo(1) print(i.source, i.short_src) print((debug.traceback('x'):gsub('\\n', '|')))";
    let builtin = "=[C]\t[C]\tC\t-1\t-1\n";
    let own = "@test.lua\ttest.lua\nx|stack traceback:|\ttest.lua:6: in main chunk|\t[C]: in ?\n";
    assert_eq!(run(text), builtin.repeat(6) + own);
    assert_eq!(run("print(arg, ...)"), "nil\n");
}

#[test]
fn identities_and_sizes_are_the_same_whatever_the_hash_seed_and_layout() {
    let text = "
        local t = {}
        for i = 1, 500 do t['key' .. i] = {} end
        for k, v in pairs(t) do io.write(k, tostring(v), ' ') end
        print(print, io.stdout, coroutine.create(print), function() end, string.format('%p %p %p', t, 'key1', print))
        print(collectgarbage 'count', #t, next(t), os.time(), os.clock(), math.random())
        print(debug.upvalueid(function() return t end, 1), pcall(error, t), select(2, pcall(error, {})))";
    let first = run_with(text, 1, Backend::Tail);
    assert!(first.contains("0x07"), "{first}");
    for (hash_seed, backend) in [(2, Backend::Tail), (u64::MAX, Backend::Tail), (3, Backend::Loop)] {
        // Another run has other things on the machine's heap.
        let _elsewhere: Vec<Vec<u8>> = (1..hash_seed.min(50)).map(|size| vec![0; size as usize * 1000]).collect();
        assert_eq!(run_with(text, hash_seed, backend), first);
    }
}

#[test]
fn identities_are_no_addresses() {
    let text = "for _, v in ipairs {{}, print, function() end, io.stdout, coroutine.create(print)} do \
        local digits = string.format('%p', v):match('^0x(%x+)$') \
        print(#digits, tonumber(digits, 16) & 0xffffffff < 10000) end";
    assert_eq!(run(text), "12\ttrue\n".repeat(5));
}

#[test]
fn time_is_virtual_and_the_locale_is_c() {
    let text = "print(os.time(), os.date(), os.date('!%H'), os.date('%Z'), os.difftime(3, 1)) \
        print(os.clock() < 0.001, os.setlocale(), os.setlocale(''), os.setlocale('de_DE'), os.setlocale('C', 'time')) \
        print(os.time {year = 2000, month = 7, day = 1, hour = 0}, os.date('*t', 0).isdst)";
    let expected = "0\tThu Jan  1 00:00:00 1970\t00\tUTC\t2.0\ntrue\tC\tC\tnil\tC\n962409600\tfalse\n";
    assert_eq!(run(text), expected);
}

#[test]
fn chance_follows_from_the_seed() {
    let text = "print(math.random(1 << 60), math.randomseed(), math.random(1 << 60), math.random())";
    let by_seed = |seed| {
        let mut manager = ProcessManager::builder().seed(seed).build();
        let pid = manager.spawn(text.as_bytes(), SpawnOptions::named("t")).expect("it compiles");
        assert_eq!(manager.run(), RunEnd::AllEnded);
        output(&manager, pid)
    };
    assert_eq!(by_seed(1), by_seed(1));
    assert_ne!(by_seed(1), by_seed(2));
    assert_eq!(by_seed(0), run(text));
}

#[test]
fn precompiled_code_is_verified_and_environments_are_what_was_given() {
    let text = r#"
        local code = string.dump(function() return print end)
        print(pcall(load, code, "c", "t"))
        print((load(code, "c", "b", {print = 1})()))
        local refused = 0
        for i = 1, #code do
            for _, change in ipairs {1, 128} do
                local changed = code:sub(1, i - 1) .. string.char(code:byte(i) ~ change) .. code:sub(i + 1)
                local f = load(changed, "c", "b", {})
                if f then pcall(f) else refused = refused + 1 end
            end
            assert(not load(code:sub(1, i - 1), "c", "b"))
        end
        print(refused > #code)
        print(load("return secret, _ENV, _G", "c", "t", {secret = 1})())"#;
    let found = run(text);
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines[..3], ["true\tnil\tattempt to load a binary chunk (mode is 't')", "1", "true"]);
    assert!(lines[3].starts_with("1\ttable: ") && lines[3].ends_with("\tnil"), "{}", lines[3]);
}

/// Everything that takes a path gives the same answer for what is there and what is not.
#[test]
fn what_is_not_granted_looks_the_same_there_or_not() {
    let probe = |path: &str| {
        let text = format!(
            "local p = {path:?}
            for _, f in ipairs {{io.open, io.lines, io.input, io.output, loadfile, dofile, os.remove, io.popen, os.execute}} do
                print(pcall(f, p))
            end
            for _, mode in ipairs {{'w', 'a', 'r+', 'w+', 'a+', 'rb'}} do print(io.open(p, mode)) end
            print(os.rename(p, p), os.rename('x', p), pcall(os.tmpname), pcall(io.tmpfile))
            print(package.searchpath('x', p), package.loadlib(p, '*'), package.loadlib(p, 'f'))
            package.path, package.cpath = p, p
            print(pcall(require, 'm'))"
        );
        run(&text).replace(path, "PATH")
    };
    let missing = probe("/missing/file");
    assert!(missing.contains("--allow-read") && !missing.contains("No such file"), "{missing}");
    assert!(missing.contains("--allow-write") && missing.contains("--allow-exec"), "{missing}");
    for path in
        ["/", "/etc", "/etc/passwd", "/etc/passwd/", "/etc/../etc/passwd", "/.", "Cargo.toml", "/dev/null", "/root/x"]
    {
        assert_eq!(probe(path), missing, "{path}");
    }
}

#[test]
fn the_environment_looks_the_same_set_or_not() {
    let text = "local function get(name) return select('#', os.getenv(name)), os.getenv(name) end \
        print(get 'PATH') print(get 'HOME') print(get 'TIDELOCK_MISSING') print(get '')";
    let refused = "3\tnil\treading the environment is not granted; --allow-env would allow it\t13\n";
    assert_eq!(run(text), refused.repeat(4));
}

#[test]
fn programs_and_libraries_are_not_loaded() {
    let text = "print(os.execute()) print(package.loadlib('libc.so.6', '*')) print(io.popen('true')) \
        print(os.execute('true'))";
    let refused = "running programs is not granted; --allow-exec would allow it\t13\n";
    let absent = "nil\tdynamic libraries not enabled; check your Lua installation\tabsent\n";
    assert_eq!(run(text), format!("false\n{absent}nil\ttrue: {refused}nil\t{refused}"));
}

// Error numbers and `/proc` are those of Linux.
#[cfg(all(target_os = "linux", feature = "cli"))]
#[path = "sandbox/files.rs"]
mod files;

#[cfg(all(target_os = "linux", feature = "cli"))]
#[path = "sandbox/confinement.rs"]
mod confinement;
