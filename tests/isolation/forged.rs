//! Numbers, names and values that are not a process's own, guessed or put together.

use super::run;

/// Everything that somebody can put together who has no context but one of its own, and wants to use that with another number.
const FORGED_CONTEXTS: &str = "
    local mine = os.context()
    local meta = debug.getmetatable(mine)
    local forged = {
      1, '1', 'context: 1', { 1 }, { ctx = 1 }, setmetatable({ 1 }, meta), setmetatable({ number = 1, id = 1 }, meta),
      debug.setmetatable(io.stderr, meta), coroutine.create(print), print, true, 1.0,
    }
    for i = 1, 3 do
      local context = os.context()
      debug.setuservalue(context, 1, i)
      forged[#forged + 1] = context
    end
    debug.setmetatable(io.stderr, debug.getmetatable(io.stdout))";

#[test]
fn a_context_is_not_forged() {
    let text = run(&format!(
        "local vault = os.context()
        os.bind('secret', vault)
        local thief = system.ProcessManager.spawn([==[{FORGED_CONTEXTS}
          local ipc = require 'system.ipc'
          local got = 0
          local function try(f, ...)
            local results = table.pack(pcall(f, ...))
            if results[1] and results[2] == 'treasure' then got = got + 1 end
          end
          for _, context in pairs(forged) do
            try(mine.call, context, 'secret')
            try(function() return meta.__index(context, 'rpc').secret() end)
            try(function() return context.rpc.secret() end)
            try(os.bind, 'secret', context)
            try(ipc.sendEvent, 1, 'forged', context)
            try(system.ProcessManager.spawn, 'return', {{ contexts = {{ context }} }})
          end
          repeat
            local event = os.pull(0)
            if event and event.type == 'answer' and event.ok and event.args[1] == 'treasure' then got = got + 1 end
          until not event
          print('got', got, #forged)
        ]==], {{ name = 'thief' }})
        local called, event = 0, nil
        repeat
          event = os.pull()
          if event.type == 'call' then
            called = called + 1
            os.answer(event.cid, true, 'treasure')
          elseif event.type == 'remote_event' and type(event.data) == 'userdata' then
            -- Its own are its own.
            called = called + (tostring(event.data) == tostring(vault) and 1 or 0)
          end
        until event.type == 'process_complete'
        print('called', called, event.reason)
        -- And who is given it can use it.
        print(vault == vault, pcall(function() return sys.wait(sys.fork(function()
          local cid = vault:call('secret')
          print(select(2, sys.pullEvent('answer')).args[1])
        end), 0) end))
        local call
        repeat call = os.pull() until call.type == 'call'
        os.answer(call.cid, true, 'treasure')
        sys.wait()"
    ));
    assert_eq!(text, "got\t0\t15\ncalled\t0\treturned\ntrue\ttrue\tnil\ttimeout\ntreasure\n");
}

#[test]
fn who_sent_an_event_is_not_forged() {
    let text = run("local liar = system.ProcessManager.spawn([[
          local ipc, sys = require 'system.ipc', require 'system.syscall'
          ipc.sendEvent(1, 'paid', { sender = 99, pid = 99, type = 'answer' })
          ipc.sendEvent(1, 'remote_event', { sender = 99 })
          ipc.sendEvent(1, 'process_complete', { pid = 99, code = 0 })
          ipc.sendEvent(1, 'call', { cid = 1, pid = 99, name = 'f' })
        ]], { name = 'liar' })
        sys.wait(liar)
        for _ = 1, 4 do
          local event = os.pull()
          print(event.type, event.name, event.sender == liar)
        end
        -- What a process queues itself is no event of others, whatever it is called.
        sys.queueEvent('remote_event', { sender = 99, type = 'paid', data = 1 })
        sys.queueEvent('process_complete', { pid = 99 })
        print(ipc.receiveEvent(nil, nil, 0), ipc.receiveEvent(99, nil, 0))
        sys.queueEvent('call', { cid = 1, name = 'f', args = {} })
        print(#sys.getplist(), pcall(os.answer, 1, true))");
    let line = |name| format!("remote_event\t{name}\ttrue\n");
    let events: String = ["paid", "remote_event", "process_complete", "call"].map(line).concat();
    assert_eq!(text, events + "nil\tnil\ttimeout\n1\tfalse\tno call 1 awaits an answer of this process\n");
}

#[test]
fn calls_and_timers_of_others_are_out_of_reach() {
    let text = run("local server = sys.fork(function()
          os.bind('slow')
          local call = os.pull()
          os.rpc.alarm(0.01)
          os.answer(call.cid, true, 'genuine')
        end)
        local meddler = system.ProcessManager.spawn([[
          local sys = require 'system.syscall'
          os.pull()
          local done = 0
          for number = 1, 50 do
            if pcall(os.answer, number, true, 'forged') then done = done + 1 end
            if pcall(os.cancel, number) then done = done + 1 end
            sys.cancel(number)
          end
          print('done', done)
        ]])
        local timer, alarm = sys.timer(0.02), sys.alarm(1)
        os.rpc.alarm(0.001)
        local cid = os.call('slow')
        ipc.sendEvent(meddler, 'go')
        for _, kind in ipairs { 'answer', 'timer', 'alarm' } do
          local _, event = sys.pullEvent(kind)
          print(kind, event.cid == cid, event.id == timer or event.id == alarm, event.args and event.args[1])
        end
        sys.wait(server) sys.wait(meddler)");
    assert_eq!(text, "done\t0\nanswer\ttrue\tfalse\tgenuine\ntimer\tfalse\ttrue\tnil\nalarm\tfalse\ttrue\tnil\n");
}

/// The module's own means, taken out of it: numbers of handles instead of files.
#[test]
fn handles_of_others_are_out_of_reach() {
    let text = run("local reading, writing = proc.pipe()
        writing:write('secret')
        local thief = system.ProcessManager.spawn([[
          local proc = require 'proc'
          local _, kernel = debug.getupvalue(proc.pipe, 1)
          -- With its own it can.
          local reading, writing = kernel.pipe()
          kernel.file(writing):write('own'):close()
          print(kernel.file(reading):read('a'))
          local got = 0
          for _, base in ipairs { 1 << 40, 1 << 41 } do
            for number = base, base + 40 do
              local ok, file = pcall(kernel.file, number)
              if ok then
                local ok, text = pcall(file.read, file, 6)
                if ok and text then got = got + 1 end
                local ok, written = pcall(function() return file:write('forged') and file:flush() end)
                if ok and written then got = got + 1 end
                pcall(file.close, file)
              end
              for _, stream in ipairs { 'stdin', 'stdout' } do
                local ok, id = pcall(kernel.exec_luafile, { command = { 'cat.lua' }, [stream] = number })
                if ok and id then got = got + 1 end
              end
            end
          end
          print('got', got)
        ]], { name = 'thief' })
        print(sys.wait(thief))
        writing:close()
        print(reading:read('a'))");
    assert_eq!(text, "own\ngot\t0\n2\t0\treturned\tnil\nsecret\n");
}

/// A copy has the ends of its parent, and one that is started only the standard streams.
#[test]
fn a_process_that_is_started_has_no_pipes_of_its_parent() {
    let text = run("local reading, writing = proc.pipe()
        local child = system.ProcessManager.spawn('os.rpc.alarm(1) print(\"child\")')
        writing:write('x')
        writing:close()
        -- It would not come to its end while another could write.
        print(#reading:read('a'), os.time())
        sys.wait(child)");
    assert_eq!(text, "1\t0\nchild\n");
}

#[test]
fn children_of_others_are_not_waited_for_or_forgotten() {
    let text = run("local one = sys.fork(function() os.rpc.alarm(1) return 7 end)
        local other = sys.fork(function()
          print(pcall(sys.wait, one), pcall(sys.wait, 1))
          local _, kernel = debug.getupvalue(proc.pipe, 1)
          kernel.forget(one)
          os.rpc.alarm(2)
          print(pcall(sys.wait, one))
        end)
        os.rpc.alarm(4)
        print(sys.getpinfo(one).state, select(2, sys.wait(one)), select(2, sys.wait(other)))");
    let expected = "false\tfalse\tNo such child: 1\nfalse\tNo such child: 2\nzombie\t7\t0\treturned\tnil\n";
    assert_eq!(text, expected);
}

/// What a process may do its children may, and no more: by whatever way they are started, and whatever they load.
#[test]
fn the_grant_to_manage_is_not_got_back() {
    let attempt = "local ok, why = pcall(system.ProcessManager.spawn, 'print \"escaped\"') print(ok, why)";
    let text = run(&format!(
        "local child = system.ProcessManager.spawn([==[
          local sys, proc = require 'system.syscall', require 'proc'
          local attempt = [=[{attempt}]=]
          load(attempt)()
          coroutine.wrap(load(attempt))()
          load(string.dump(load(attempt)))()
          pcall(system.ProcessManager.spawn, attempt, {{ grants = {{ manage = true }} }})
          sys.wait(sys.fork(load(attempt)))
          sys.atexit(load(attempt))
          sys.signal(10, load(attempt))
          sys.kill(sys.getpid(), 10)
          setmetatable({{}}, {{ __gc = load(attempt) }})
          debug.sethook(function() debug.sethook() load(attempt)() end, 'c')
          print(pcall(system.process, 1), pcall(system.ProcessManager.run))
          -- A script is a process too, with the same grants.
          print(proc.exec_luafile('manage.lua'):wait())
          os.exit(0, true)
        ]==], {{ grants = {{ manage = false }} }})
        sys.wait(child)"
    ));
    let refused = "this process may not manage others; the grant 'manage' would allow it";
    assert!(!text.contains("escaped") && !text.contains("true"), "{text}");
    assert_eq!(text.matches(&format!("false\t{refused}\n")).count(), 10, "{text}");
}

#[test]
fn limits_and_users_are_not_got_round_by_children() {
    let text = run(
        "local inner = [==[
          local sys, spawn = require 'system.syscall', system.ProcessManager.spawn
          local hungry = 'local t = {} for i = 1, 1e5 do t[i] = {} end print \"escaped\"'
          local endless = 'for i = 1, 1e6 do end print \"escaped\"'
          local many = { memory = 1 << 40, ticks = 1 << 40, children = 1000, events = 1000, timers = 1000 }
          print(select(2, sys.wait(spawn(hungry, { limits = many }))))
          print(select(2, sys.wait(sys.fork(load(hungry)))))
          print(select(2, sys.wait(spawn(endless, { limits = many }))))
          print(select(2, sys.wait(sys.fork(load(endless)))))
          print(select(2, sys.wait(spawn([[
            local sys = require 'system.syscall'
            print(pcall(sys.fork, os.pull), pcall(sys.fork, os.pull), select(2, pcall(sys.fork, os.pull)))
            for _, pid in ipairs(sys.getplist()) do if sys.getpinfo(pid).ppid == sys.getpid() then sys.kill(pid, 9) end end
          ]], { limits = many }))))
          sys.setuser('alice')
          print(pcall(spawn, '', { user = 'root' }))
          print(pcall(spawn, '', { nice = -1 }))
          sys.wait(sys.fork(function()
            print(pcall(sys.setuser, 'root'))
            print(pcall(sys.kill, 1, 9))
          end))
          sys.wait(spawn([[print(pcall(require 'system.syscall'.kill, 1, 9))]], { user = 'alice' }))
          sys.wait(require 'proc'.exec_luafile('kill.lua').id)
        ]==]
        sys.wait(system.ProcessManager.spawn(inner, { limits = { memory = 1000000, ticks = 200000, children = 2 } }))
        print('still there')",
    );
    let expected =
        "1\tnot enough memory\tnil\n".repeat(2) + &"1\tended by its tick limit of 200000 ticks\tnil\n".repeat(2);
    assert!(!text.contains("escaped"), "{text}");
    assert!(text.starts_with(&expected), "{text}");
    assert!(text.contains("too many children: expected at most 2\n"), "{text}");
    assert!(
        text.contains("false\tbad option user: Permission denied\nfalse\tbad option nice: Permission denied\n"),
        "{text}"
    );
    assert_eq!(text.matches("false\tPermission denied\n").count(), 4, "{text}");
    assert!(text.ends_with("still there\n"), "{text}");
}
