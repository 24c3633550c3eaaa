//! What one process does is not seen by another but through messages, whether the other is a copy of it, a process that it
//! started, or a stranger; and what a process is not given it can't take from others, forge, or have done by its children.
//!
//! Each test is an attempt that would succeed if that were not so. What a single process can't reach of the machine is in
//! `sandbox.rs`.

#[expect(dead_code, reason = "nothing is expected in files")]
mod common;
#[path = "isolation/forged.rs"]
mod forged;
// Links are those of Unix.
#[cfg(all(unix, feature = "cli"))]
#[path = "isolation/grants.rs"]
mod grants;
#[path = "isolation/slices.rs"]
mod slices;

use std::path::{Path, PathBuf};

use common::Program;

/// What a program and all processes that it starts write; `prelude` is before its first line.
fn run(source: &str) -> String {
    let directory: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/scripts");
    let source =
        format!("local sys, ipc, proc = require 'system.syscall', require 'system.ipc', require 'proc' {source}");
    let program = Program { name: "main", source: source.as_bytes(), arguments: &[], directory, input: Vec::new() };
    let ran = [1, 2].map(|threads| common::run(&program, threads, 1000).expect("it compiles"));
    assert!(ran[0] == ran[1], "on two threads:\n{}{}", ran[1].written, ran[1].end);
    let [ran, _] = ran;
    assert_eq!(ran.end, "--- all ended\n1 main: returned\n", "{}", ran.written);
    ran.written
}

/// Something that a process can change and look at: what it needs, how it is changed by `who`, and what is seen of it.
struct State {
    what: &'static str,
    set_up: &'static str,
    change: &'static str,
    look: &'static str,
}

const STATES: &[State] = &[
    State { what: "a global", set_up: "", change: "secret = who", look: "secret" },
    State { what: "a table of another", set_up: "local t = {{}}", change: "t[1].x = who", look: "t[1].x" },
    State { what: "an upvalue", set_up: "local kept", change: "kept = who", look: "kept" },
    State {
        what: "a metatable",
        set_up: "local t = setmetatable({}, {})",
        change: "getmetatable(t).__index = {x = who}",
        look: "t.x",
    },
    State {
        what: "the metatable of strings",
        set_up: "",
        change: "getmetatable('').__call = function() return who end",
        look: "select(2, pcall(load 'return (\"\")()'))",
    },
    State {
        what: "the methods of strings",
        set_up: "",
        change: "string.secret = function() return who end",
        look: "string.secret and (''):secret()",
    },
    State {
        what: "the metatable of nil",
        set_up: "",
        change: "debug.setmetatable(nil, {__index = {x = who}})",
        look: "debug.getmetatable(nil) and debug.getmetatable(nil).__index.x",
    },
    State { what: "package.loaded", set_up: "", change: "package.loaded.secret = who", look: "package.loaded.secret" },
    State {
        what: "package.preload",
        set_up: "",
        change: "package.preload.secret = function() return who end",
        look: "package.preload.secret and package.preload.secret()",
    },
    State { what: "package.path", set_up: "", change: "package.path = who", look: "package.path" },
    State {
        what: "a function of the library",
        set_up: "",
        change: "math.abs = function() return who end",
        look: "math.abs(1)",
    },
    State {
        what: "a module of processes",
        set_up: "",
        change: "sys.getuser = function() return who end",
        look: "sys.getuser()",
    },
    State {
        what: "what the module proc is made of",
        set_up: "local _, kernel = debug.getupvalue(proc.pipe, 1)",
        change: "kernel.secret = who",
        look: "kernel.secret",
    },
    State {
        what: "the registry",
        set_up: "",
        change: "debug.getregistry().secret = who",
        look: "debug.getregistry().secret",
    },
    State {
        what: "a coroutine",
        set_up: "local co = coroutine.wrap(function() local kept repeat kept = coroutine.yield(kept) or kept until false end) co()",
        change: "co(who)",
        look: "co()",
    },
    State {
        what: "the collector",
        set_up: "collectgarbage('restart')",
        change: "collectgarbage(who == 'child' and 'stop' or 'restart')",
        look: "collectgarbage('isrunning')",
    },
    State {
        what: "an environment variable",
        set_up: "",
        change: "proc.env('SECRET', who)",
        look: "proc.env('SECRET')",
    },
    State {
        what: "all environment variables",
        set_up: "",
        change: "proc.env('SECRET', who == 'child' and who) proc.env('LEFT', who)",
        look: "(function() local t = sys.getenv() return (t.SECRET or '') .. (t.LEFT or '') end)()",
    },
    State { what: "niceness", set_up: "", change: "sys.nice(#who)", look: "sys.nice()" },
    State {
        what: "what contexts are made of",
        set_up: "local context = os.context()",
        change: "debug.getmetatable(context).__name = who",
        look: "debug.getmetatable(context).__name",
    },
    State {
        what: "an open pipe",
        set_up: "local reading, writing = proc.pipe()",
        change: "if who == 'child' then reading:close() writing:close() end",
        look: "io.type(reading) .. io.type(writing)",
    },
    State {
        what: "where print writes",
        set_up: "",
        change: "io.output(who == 'child' and proc.pipe() or io.stdout)",
        look: "io.output() == io.stdout",
    },
];

#[test]
fn after_a_fork_neither_sees_what_the_other_changes() {
    for State { what, set_up, change, look } in STATES {
        let text = run(&format!(
            "{set_up}
            local function change(who) {change} end
            local function look() return tostring(({look})) end
            change('before')
            local before = look()
            local child = sys.fork(function()
              ipc.receiveEvent(1, 'parent has changed it')
              io.stdout:write('child sees its own: ', tostring(look() == before), '\\n')
              change('child')
              io.stdout:write('child has changed it: ', tostring(look() ~= before), '\\n')
              ipc.sendEvent(1, 'child has changed it')
              ipc.receiveEvent(1, 'end')
            end)
            change('parent')
            local after = look()
            ipc.sendEvent(child, 'parent has changed it')
            ipc.receiveEvent(child, 'child has changed it')
            io.stdout:write('parent sees its own: ', tostring(look() == after), '\\n')
            ipc.sendEvent(child, 'end')
            sys.wait(child)
            io.stdout:write('and when the child has ended: ', tostring(look() == after), '\\n')"
        ));
        let expected = "child sees its own: true\nchild has changed it: true\nparent sees its own: true\n\
                        and when the child has ended: true\n";
        assert_eq!(text, expected, "{what}");
    }
}

#[test]
fn a_process_that_is_started_begins_with_nothing_of_its_parent_and_changes_nothing_of_it() {
    for State { what, set_up, change, look } in STATES {
        // Environment and niceness are inherited.
        if ["environment", "niceness"].iter().any(|inherited| what.contains(inherited)) {
            continue;
        }
        let source = format!(
            "local sys, ipc, proc = require 'system.syscall', require 'system.ipc', require 'proc' {set_up}
            local function change(who) {change} end
            local function look() return tostring(({look})) end
            local fresh = look()"
        );
        let text = run(&format!(
            "local source = [===[{source}]===]
            local child = source .. [===[
              ipc.sendEvent(1, 'fresh', fresh)
              change('child')
              ipc.receiveEvent(1, 'end')
            ]===]
            local f = assert(load(source .. ' return change, look, fresh'))
            local change, look, fresh = f()
            change('parent')
            local after = look()
            local pid = system.ProcessManager.spawn(child, {{ name = 'child' }})
            local _, seen = ipc.receiveEvent(pid, 'fresh')
            io.stdout:write('child begins afresh: ', tostring(seen == fresh), '\\n')
            os.rpc.alarm(1)
            io.stdout:write('parent sees its own: ', tostring(look() == after), '\\n')
            ipc.sendEvent(pid, 'end')"
        ));
        assert_eq!(text, "child begins afresh: true\nparent sees its own: true\n", "{what}");
    }
}

#[test]
fn random_numbers_of_a_copy_are_its_own() {
    let program = |parent: &str, child: &str| {
        run(&format!(
            "math.random()
            local pid = sys.fork(function()
              ipc.receiveEvent() {child} print('child', math.random(1 << 60)) ipc.sendEvent(1, 'go on') os.rpc.alarm(1)
            end)
            {parent} ipc.sendEvent(pid, 'go on') ipc.receiveEvent() print('parent', math.random(1 << 60))"
        ))
    };
    let line = |text: &str, who: &str| text.lines().find(|line| line.starts_with(who)).expect("it wrote").to_owned();
    let quiet = program("", "");
    for draws in ["for _ = 1, 7 do math.random() end", "math.randomseed(7)", "math.randomseed()"] {
        assert_eq!(line(&program("", draws), "parent"), line(&quiet, "parent"), "{draws} in the child");
        assert_eq!(line(&program(draws, ""), "child"), line(&quiet, "child"), "{draws} in the parent");
        assert_ne!(line(&program(draws, ""), "parent"), line(&quiet, "parent"), "{draws} does nothing");
    }
}

#[test]
fn a_message_is_a_copy_that_neither_side_can_change_for_the_other() {
    let text = run("local sent = { list = { 1, 2 } }
        local child = sys.fork(function()
          local _, data = ipc.receiveEvent()
          data.list[1] = 'child'
          local call = (os.bind('f') or os).pull()
          call.args[1].list[1] = 'child'
          os.answer(call.cid, true, data)
          data.list[2] = 'child'
        end)
        ipc.sendEvent(child, 'take', sent)
        ipc.sendEvent(1, 'to myself', sent)
        sys.queueEvent('queued', sent)
        os.rpc.alarm(0.001)
        local cid = os.call('f', sent)
        sent.list[1] = 'parent'
        local answer
        repeat local name, event = sys.pullEvent('answer') answer = event until answer.cid == cid
        print(sent.list[1], sent.list[2], answer.args[1].list[1], answer.args[1].list[2])
        local _, first = ipc.receiveEvent()
        local _, second = sys.pullEvent('queued')
        print(first.list[1], second.list[1], rawequal(first, sent), rawequal(first.list, second.list))
        sys.queueEvent('queued', sent)
        local _, peeked = sys.peekEvent('queued')
        peeked.list[1] = 'peeked'
        print(select(2, sys.pullEvent('queued')).list[1])");
    assert_eq!(text, "parent\t2\tchild\t2\n1\t1\tfalse\tfalse\nparent\n");
}
