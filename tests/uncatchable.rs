//! What ends a process can't be caught: the tick limit, `kill`, and Ctrl-C.
//!
//! Each program runs forever somewhere from where an error would be caught, or where something would still run on the
//! way out. It says `begun` when it is there. `escaped` is what it says if anything of it goes on afterwards. At a tick
//! limit, what closes variables and finalizers run within a last budget, and say `closing`; a kill they don't see either.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tidelock::{Exit, Limits, Pid, Process, ProcessManager, RunEnd, SpawnOptions};

/// Before each program, on its first line.
const PRELUDE: &str = "local function begun() print('begun') io.stdout:flush() end \
    local function spin() begun() while true do end end \
    local function escaped() print('escaped') io.stdout:flush() end \
    local function closing() print('closing') io.stdout:flush() end \
    local function with(event) return setmetatable({}, {[event] = spin}) end ";

/// Where programs run forever.
const PROGRAMS: &[(&str, &str)] = &[
    // Protected calls and message handlers.
    ("pcall", "pcall(spin) escaped()"),
    ("pcall in a loop", "while true do pcall(spin) escaped() end"),
    ("pcall of what fails at once", "begun() while true do pcall(error) end escaped()"),
    ("pcall in pcall", "pcall(pcall, pcall, pcall, spin) escaped()"),
    ("pcall without end", "begun() local function f() pcall(f) pcall(f) end f() escaped()"),
    ("xpcall", "xpcall(spin, escaped) escaped()"),
    ("a message handler", "xpcall(error, spin) escaped()"),
    ("a message handler that fails", "begun() while true do xpcall(error, function() error() end) end"),
    ("a handler for handlers", "xpcall(error, function() xpcall(error, spin) escaped() end) escaped()"),
    ("overflow again and again", "begun() local function f() return 1 + f() end while true do pcall(f) end"),
    ("tail calls", "begun() local function f() return f() end pcall(f) escaped()"),
    ("goto", "begun() pcall(function() ::top:: goto top end) escaped()"),
    ("repeat", "begun() pcall(function() repeat until false end) escaped()"),
    ("for", "begun() pcall(function() for i = 1, math.maxinteger do end end) escaped()"),
    // Coroutines.
    ("coroutine.wrap", "pcall(coroutine.wrap(spin)) escaped()"),
    ("coroutine.resume", "coroutine.resume(coroutine.create(spin)) escaped()"),
    ("coroutines within one another", "pcall(coroutine.wrap(function() pcall(coroutine.wrap(spin)) escaped() end))"),
    (
        "pcall around yield",
        "local co = coroutine.wrap(function() while true do pcall(coroutine.yield) end end) \
        begun() while true do pcall(co) end",
    ),
    ("new coroutines", "begun() while true do coroutine.wrap(pcall)(coroutine.yield) end"),
    (
        "coroutine.close",
        "local co = coroutine.create(function() local x <close> = with '__close' coroutine.yield() end) \
        coroutine.resume(co) pcall(coroutine.close, co) escaped()",
    ),
    (
        "wrap that closes",
        "local co = coroutine.wrap(function() local x <close> = with '__close' error() end) \
        pcall(co) escaped()",
    ),
    // Variables to be closed, and finalizers.
    ("__close", "pcall(function() local x <close> = with '__close' end) escaped()"),
    ("__close by an error", "pcall(function() local x <close> = with '__close' error() end) escaped()"),
    ("__close by break", "while true do local x <close> = with '__close' break end escaped()"),
    ("__close by return", "pcall(function() local x <close> = with '__close' return 1 end) escaped()"),
    ("__close that waits", "local x <close> = setmetatable({}, {__close = closing}) spin()"),
    (
        "__close that waits in pcall",
        "pcall(function() \
        local x <close> = setmetatable({}, {__close = closing}) spin() end) escaped()",
    ),
    (
        "__close that waits in a coroutine",
        "coroutine.wrap(function() \
        local x <close> = setmetatable({}, {__close = closing}) spin() end)() escaped()",
    ),
    (
        "__close after one that spins",
        "local x <close> = setmetatable({}, {__close = closing}) \
        local y <close> = with '__close'",
    ),
    ("the closing value of a loop", "for _ in next, {}, nil, with '__close' do end escaped()"),
    ("__gc", "with '__gc' collectgarbage() escaped()"),
    ("__gc in pcall", "pcall(function() with '__gc' collectgarbage() end) escaped()"),
    ("__gc that waits", "kept = setmetatable({}, {__gc = closing}) pcall(spin) escaped()"),
    ("__gc at the end", "kept = setmetatable({}, {__gc = closing}) last = with '__gc'"),
    ("__gc at an error's end", "kept = setmetatable({}, {__gc = closing}) last = with '__gc' error()"),
    ("__gc at os.exit", "kept = setmetatable({}, {__gc = closing}) last = with '__gc' os.exit(0, true)"),
    (
        "__gc at os.exit in pcall",
        "kept = setmetatable({}, {__gc = closing}) last = with '__gc' \
        pcall(os.exit, 0, true) escaped()",
    ),
    (
        "__gc that makes another",
        "begun() local function f() setmetatable({}, {__gc = f}) end f() \
        while true do pcall(collectgarbage) end",
    ),
    // Hooks.
    ("a count hook", "debug.sethook(spin, '', 1) local x = 1 escaped()"),
    ("a count hook in pcall", "pcall(function() debug.sethook(spin, '', 1) for i = 1, 100 do end end) escaped()"),
    ("a count hook that protects itself", "debug.sethook(function() pcall(spin) escaped() end, '', 1) local x = 1"),
    ("a line hook", "debug.sethook(spin, 'l')\nlocal x = 1\nescaped()"),
    (
        "a line hook that fails",
        "begun() while true do local co = coroutine.create(begun) \
        debug.sethook(co, error, 'l') coroutine.resume(co) end",
    ),
    ("a call hook", "debug.sethook(spin, 'c') escaped()"),
    ("a return hook", "debug.sethook(spin, 'r') escaped()"),
    ("a hook on everything", "begun() debug.sethook(function() end, 'crl', 1)\nwhile true do\npcall(error)\nend"),
    // Metamethods.
    ("__index", "pcall(function() return with '__index'.x end) escaped()"),
    ("__newindex", "pcall(function() with '__newindex'.x = 1 end) escaped()"),
    ("__call", "pcall(with '__call') escaped()"),
    ("__add", "pcall(function() return with '__add' + 1 end) escaped()"),
    ("__sub", "pcall(function() return 1 - with '__sub' end) escaped()"),
    ("__mul", "pcall(function() return with '__mul' * 2 end) escaped()"),
    ("__div", "pcall(function() return with '__div' / 2 end) escaped()"),
    ("__mod", "pcall(function() return with '__mod' % 2 end) escaped()"),
    ("__pow", "pcall(function() return with '__pow' ^ 2 end) escaped()"),
    ("__idiv", "pcall(function() return with '__idiv' // 2 end) escaped()"),
    ("__unm", "pcall(function() return -with '__unm' end) escaped()"),
    ("__band", "pcall(function() return with '__band' & 2 end) escaped()"),
    ("__shl", "pcall(function() return with '__shl' << 2 end) escaped()"),
    ("__bnot", "pcall(function() return ~with '__bnot' end) escaped()"),
    ("__concat", "pcall(function() return 'x' .. with '__concat' .. 'y' end) escaped()"),
    ("__len", "pcall(function() return #with '__len' end) escaped()"),
    ("__eq", "pcall(function() return with '__eq' == {} end) escaped()"),
    ("__lt", "pcall(function() return with '__lt' < {} end) escaped()"),
    ("__le", "pcall(function() if with '__le' <= {} then escaped() end end) escaped()"),
    ("__tostring", "pcall(tostring, with '__tostring') escaped()"),
    ("__tostring in print", "pcall(print, with '__tostring') escaped()"),
    ("__tostring in format", "pcall(string.format, '%s', with '__tostring') escaped()"),
    ("__tostring of an error", "kept = setmetatable({}, {__gc = closing}) error(with '__tostring')"),
    ("__pairs", "pcall(function() for _ in pairs(with '__pairs') do end end) escaped()"),
    ("an iterator", "pcall(function() for _ in spin do end end) escaped()"),
    (
        "ipairs without end",
        "begun() local t = setmetatable({}, {__index = function(_, i) return i end}) \
        pcall(function() for _ in ipairs(t) do end end) escaped()",
    ),
    // What the library calls.
    ("sort's comparator", "pcall(table.sort, {3, 2, 1}, spin) escaped()"),
    ("sort", "begun() local t = {} for i = 1, 1000 do t[i] = -i end while true do pcall(table.sort, t) end"),
    ("gsub's callback", "pcall(string.gsub, 'abc', '.', spin) escaped()"),
    ("gsub's table", "pcall(string.gsub, 'abc', '.', with '__index') escaped()"),
    (
        "a pattern that tries on and on",
        "begun() local s = ('a'):rep(100) \
        while true do pcall(string.find, s, '.-.-.-.-.-.-.-.-b') end escaped()",
    ),
    (
        "table.concat",
        "pcall(table.concat, setmetatable({}, {__index = spin, __len = function() return 9 end})) escaped()",
    ),
    ("table.unpack", "pcall(table.unpack, with '__index', 1, 9) escaped()"),
    ("table.insert", "pcall(table.insert, with '__newindex', 1) escaped()"),
    ("table.remove", "pcall(table.remove, with '__len') escaped()"),
    ("table.move", "pcall(table.move, with '__index', 1, math.maxinteger - 1, 2) escaped()"),
    (
        "table.move of a lot",
        "begun() pcall(table.move, setmetatable({}, {__newindex = rawlen}), 1, 1 << 60, 1 << 61) \
        escaped()",
    ),
    ("load's reader", "pcall(load, spin) escaped()"),
    ("load's environment", "pcall(load('x = 1', 'c', 't', with '__newindex')) escaped()"),
    ("load again and again", "begun() while true do pcall(load, '= =') end"),
    ("require's loader", "package.preload.m = spin pcall(require, 'm') escaped()"),
    ("require's searcher", "package.searchers[1] = spin pcall(require, 'm') escaped()"),
    ("dofile", "begun() while true do pcall(dofile, 'missing') end"),
    ("string.rep", "begun() while true do pcall(string.rep, 'x', 1000) end"),
    ("collectgarbage", "begun() while true do pcall(collectgarbage) end"),
    ("collectgarbage('step')", "begun() while true do pcall(collectgarbage, 'step') end"),
    ("system calls", "begun() while true do pcall(io.write, '') pcall(os.time) pcall(os.getenv, 'x') end"),
    ("debug.traceback", "begun() while true do xpcall(error, debug.traceback) end"),
];

/// Programs whose memory error is caught again and again; their limit is [`MEMORY_BYTES_MAX`].
const HOARDERS: &[(&str, &str)] = &[
    ("string.rep too long", "begun() while true do pcall(string.rep, 'x', 1 << 40) end escaped()"),
    (
        "tables dropped each time",
        "begun() while true do pcall(function() \
        local t = {} while true do t[#t + 1] = {} end end) end escaped()",
    ),
];
const MEMORY_BYTES_MAX: usize = 1 << 20;

/// The tick limit: enough for every program to begin.
const TICKS_MAX: u64 = 20_000;
/// How far a process may get beyond its limit: what one operation costs that can't be divided, a collection.
const TICKS_BEYOND: u64 = 1_000;
/// The last budget, in which a process closes its variables and calls its finalizers.
const LAST_TICKS: u64 = 100_000;

/// All programs with their memory limits.
fn programs() -> impl Iterator<Item = (&'static str, &'static str, usize)> {
    let hoarders = HOARDERS.iter().map(|&(name, text)| (name, text, MEMORY_BYTES_MAX));
    PROGRAMS.iter().map(|&(name, text)| (name, text, usize::MAX)).chain(hoarders)
}

fn spawn(manager: &mut ProcessManager, name: &str, text: &str, limits: Limits) -> Pid {
    let source = format!("{PRELUDE}{text}");
    let options = SpawnOptions { limits, ..SpawnOptions::named(name) };
    manager.spawn(source.as_bytes(), options).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn output(process: &Process) -> String {
    String::from_utf8_lossy(process.output()).into_owned()
}

/// What a process writes but in its last budget.
fn output_but_closing(process: &Process) -> String {
    output(process).replace("closing\n", "")
}

#[test]
fn a_tick_limit_is_not_caught() {
    for (name, text, memory_bytes_max) in programs() {
        let mut ticks_before = None;
        for quantum in [1, 7, 1 << 40] {
            let mut manager = ProcessManager::builder().quantum(quantum).build();
            let limits = Limits { ticks_max: TICKS_MAX, memory_bytes_max, ..Limits::default() };
            let pid = spawn(&mut manager, name, text, limits);
            assert_eq!(manager.run(), RunEnd::AllEnded, "{name}");
            let process = manager.process(pid).unwrap();
            assert_eq!(process.exit(), Some(&Exit::TickLimit { ticks_max: TICKS_MAX }), "{name}, quantum {quantum}");
            assert_eq!(output_but_closing(process), "begun\n", "{name}, quantum {quantum}");
            assert_eq!(process.error_output(), b"", "{name}, quantum {quantum}");
            let ticks = process.usage().ticks;
            let beyond = TICKS_BEYOND + LAST_TICKS;
            assert!((TICKS_MAX..TICKS_MAX + beyond).contains(&ticks), "{name}, quantum {quantum}: {ticks} ticks");
            // A collection for want of memory, which is one operation, may fall before the limit or after it.
            let is_same = ticks == *ticks_before.get_or_insert(ticks) || memory_bytes_max != usize::MAX;
            assert!(is_same, "{name}, quantum {quantum}: {ticks} ticks");
        }
    }
}

#[test]
fn a_tick_limit_ends_one_process_and_no_other() {
    let mut manager = ProcessManager::builder().quantum(100).build();
    let limits = Limits { ticks_max: TICKS_MAX, ..Limits::default() };
    let pids: Vec<Pid> = PROGRAMS.iter().map(|(name, text)| spawn(&mut manager, name, text, limits)).collect();
    let last = "for i = 1, 100000 do end print('last')";
    let other = spawn(&mut manager, "other", last, Limits::default());
    assert_eq!(manager.run(), RunEnd::AllEnded);
    for pid in pids {
        let process = manager.process(pid).unwrap();
        assert_eq!(process.exit(), Some(&Exit::TickLimit { ticks_max: TICKS_MAX }));
        assert_eq!(output_but_closing(process), "begun\n");
    }
    let other = manager.process(other).unwrap();
    assert_eq!((other.exit(), output(other).as_str()), (Some(&Exit::Returned(None)), "last\n"));
}

#[test]
fn a_kill_is_not_caught() {
    for (name, text, memory_bytes_max) in programs() {
        for (quantum, rounds) in [(1, 1), (1, 2), (1, 7), (1, 300), (1000, 1), (100_000, 2)] {
            let mut manager = ProcessManager::builder().quantum(quantum).build();
            let pid = spawn(&mut manager, name, text, Limits { memory_bytes_max, ..Limits::default() });
            while manager.process(pid).unwrap().output().is_empty() {
                manager.step_round();
                assert!(manager.rounds() < TICKS_MAX, "{name}: never begins");
            }
            (0..rounds).for_each(|_| manager.step_round());
            assert_eq!(manager.process(pid).unwrap().exit(), None, "{name}");
            assert!(manager.kill(pid), "{name}");
            let usage = manager.process(pid).unwrap().usage();
            assert!(!manager.resume(pid) && !manager.pause(pid) && !manager.kill(pid), "{name}");
            assert_eq!(manager.run(), RunEnd::AllEnded, "{name}");
            let process = manager.process(pid).unwrap();
            assert_eq!((process.exit(), process.usage()), (Some(&Exit::Killed), usage), "{name}");
            assert_eq!(output(process), "begun\n", "{name}, after {rounds} rounds of {quantum}");
            assert_eq!(manager.reap(pid), Some(Exit::Killed), "{name}");
        }
    }
}

#[test]
fn a_paused_process_is_killed_where_it_is() {
    for (name, text, memory_bytes_max) in programs() {
        let mut manager = ProcessManager::builder().quantum(TICKS_MAX).build();
        let pid = spawn(&mut manager, name, text, Limits { memory_bytes_max, ..Limits::default() });
        manager.step_round();
        assert!(manager.pause(pid) && manager.kill(pid) && !manager.resume(pid), "{name}");
        assert_eq!(manager.run(), RunEnd::AllEnded, "{name}");
        let process = manager.process(pid).unwrap();
        assert_eq!((process.exit(), output(process).as_str()), (Some(&Exit::Killed), "begun\n"), "{name}");
    }
}

#[test]
fn an_interrupt_is_not_seen_by_programs() {
    let flag = Arc::new(AtomicBool::new(false));
    for (name, text, memory_bytes_max) in programs() {
        let mut manager = ProcessManager::builder().quantum(TICKS_MAX).interrupt(flag.clone()).build();
        let limits = Limits { ticks_max: 3 * TICKS_MAX, memory_bytes_max, ..Limits::default() };
        let pid = spawn(&mut manager, name, text, limits);
        flag.store(true, Ordering::Relaxed);
        assert_eq!(manager.run(), RunEnd::Interrupted, "{name}");
        assert_eq!(manager.process(pid).unwrap().usage().ticks, 0, "{name}");
        flag.store(false, Ordering::Relaxed);
        manager.step_round();
        flag.store(true, Ordering::Relaxed);
        assert_eq!(manager.run(), RunEnd::Interrupted, "{name}");
        flag.store(false, Ordering::Relaxed);
        assert_eq!(manager.process(pid).unwrap().exit(), None, "{name}");
        assert_eq!(manager.run(), RunEnd::AllEnded, "{name}");
        let process = manager.process(pid).unwrap();
        assert_eq!(process.exit(), Some(&Exit::TickLimit { ticks_max: 3 * TICKS_MAX }), "{name}");
        assert_eq!(output_but_closing(process), "begun\n", "{name}");
    }
}

#[cfg(all(unix, feature = "cli"))]
mod signals {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::process::{Child, Command, Stdio};

    use super::*;

    fn start(arguments: &[&str], input: Stdio) -> (Child, BufReader<std::process::ChildStdout>) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
        command.args(arguments).stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.current_dir(std::env::temp_dir()).spawn().expect("the command starts");
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        (child, output)
    }

    fn interrupt(child: &Child) {
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(sent.expect("kill starts").success());
    }

    #[test]
    fn ctrl_c_is_not_caught() {
        for (name, text, memory_bytes_max) in programs() {
            let source = format!("{PRELUDE}{text}");
            let memory = format!("--memory-limit={}", memory_bytes_max.min(1 << 30));
            let (child, mut output) = start(&["run", &memory, "-e", &source], Stdio::null());
            let mut text = String::new();
            output.read_line(&mut text).unwrap();
            assert_eq!(text, "begun\n", "{name}");
            interrupt(&child);
            output.read_to_string(&mut text).unwrap();
            assert_eq!(text, "begun\n", "{name}");
            let ended = child.wait_with_output().unwrap();
            // The words are the run's own: it was not cut off after the time that a slice is given.
            assert_eq!(String::from_utf8_lossy(&ended.stderr), "tidelock: interrupted\n", "{name}");
            assert_eq!(ended.status.code(), Some(130), "{name}");
        }
    }

    /// At the prompt Ctrl-C is an error, as for `lua`: it can be caught, but not again and again.
    #[test]
    fn ctrl_c_gives_the_prompt_back_or_ends_it() {
        // What begins at a process's end begins when there is no more input to come back to.
        for (name, text, memory_bytes_max) in programs().filter(|(name, ..)| !name.starts_with("__gc at ")) {
            let memory = format!("--memory-limit={}", memory_bytes_max.min(1 << 30));
            let (mut child, mut output) = start(&["repl", &memory], Stdio::piped());
            let mut input = child.stdin.take().unwrap();
            input.write_all(format!("do {PRELUDE}{text}\nend\n").as_bytes()).unwrap();
            let mut line = String::new();
            output.read_line(&mut line).unwrap();
            assert_eq!(line, "begun\n", "{name}");
            interrupt(&child);
            // It fails where the prompt has ended.
            let _ = input.write_all(b"1 + 1\n");
            drop(input);
            let mut rest = String::new();
            output.read_to_string(&mut rest).unwrap();
            let code = child.wait().unwrap().code();
            assert!(code == Some(0) && rest.contains("2\n") || code == Some(130), "{name}: {code:?} {rest}");
        }
    }
}
