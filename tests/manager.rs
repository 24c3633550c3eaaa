//! The process manager from outside: rounds, limits, exit states, and a guest that is no Lua VM.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tidelock::host::CaptureHost;
use tidelock::manager::{Answer, Guest, MemoryReport, Policy, Resumed, Signal, Stop, SystemRequest};
use tidelock::{Backend, Exit, Limits, Message, Pid, Process, ProcessManager, RunEnd, SpawnError, SpawnOptions, State};

fn output(manager: &ProcessManager, pid: Pid) -> String {
    String::from_utf8(manager.process(pid).expect("it exists").output().to_vec()).expect("it is text")
}

fn exit(manager: &ProcessManager, pid: Pid) -> Exit {
    manager.process(pid).and_then(Process::exit).expect("it has ended").clone()
}

/// Runs one program alone.
fn run(source: &str) -> (Exit, String) {
    let mut manager = ProcessManager::new();
    let pid = manager.spawn(source.as_bytes(), SpawnOptions::named("test.lua")).expect("it compiles");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    (exit(&manager, pid), output(&manager, pid))
}

/// A program that never ends and never allocates.
const ENDLESS: &[u8] = b"while true do end";
/// A program that uses a few thousand ticks and says where it is.
const COUNTER: &[u8] = b"for i = 1, 3 do print(i) for _ = 1, 1000 do end end";

#[test]
fn ends_are_told_apart() {
    assert_eq!(run("print('a', 1)"), (Exit::Returned(None), "a\t1\n".into()));
    assert_eq!(run("return 7").0, Exit::Returned(Some(7)));
    assert_eq!(run("return 7.5").0, Exit::Returned(None));
    assert_eq!(run("pcall(os.exit, 3)").0, Exit::Exited(3));
    assert_eq!(run("os.exit(false)").0, Exit::Exited(1));
    assert_eq!(run("").0, Exit::Returned(None));
    assert_eq!(run("return 7").0.code(), 7);
    assert_eq!(run("os.exit(3)").0.code(), 3);
}

#[test]
fn an_error_is_put_into_words_as_lua_does() {
    let failure = |source| match run(source).0 {
        Exit::Failed(failure) => (String::from_utf8(failure.message).unwrap(), failure.traceback.is_some()),
        other => panic!("expected a failure, found {other:?}"),
    };
    assert_eq!(failure("error('x')"), ("test.lua:1: x".into(), true));
    assert_eq!(failure("error(1.5)"), ("1.5".into(), true));
    assert_eq!(failure("error()"), ("(error object is a nil value)".into(), true));
    assert_eq!(failure("error({})"), ("(error object is a table value)".into(), true));
    let described = "error(setmetatable({}, {__tostring = function() return 'words' end}))";
    assert_eq!(failure(described), ("words".into(), false));
    let silent = "error(setmetatable({}, {__tostring = function() return 1 end}))";
    assert_eq!(failure(silent), ("(error object is a table value)".into(), true));
    let failing = "error(setmetatable({}, {__tostring = function() error('again', 0) end}))";
    assert_eq!(failure(failing), ("again".into(), true));
    // What describes an error cannot be taken away by the program.
    assert_eq!(
        failure("type, rawget, getmetatable, tostring, debug = nil error({})").0,
        "(error object is a table value)"
    );
}

#[test]
fn a_program_that_does_not_compile_is_not_started() {
    let mut manager = ProcessManager::new();
    let error = manager.spawn(b"x = = 1", SpawnOptions::named("bad.lua")).unwrap_err();
    assert!(matches!(error, SpawnError::Program(_)));
    assert_eq!(error.to_string(), "bad.lua:1: unexpected symbol near '='");
    let options = SpawnOptions { quantum: Some(0), ..SpawnOptions::named("x") };
    assert_eq!(manager.spawn(b"", options).unwrap_err().to_string(), "bad quantum: found 0, expected at least 1 tick");
    assert_eq!(manager.processes().count(), 0);
    assert_eq!(manager.run(), RunEnd::AllEnded);
}

#[test]
fn finalizers_run_at_the_end_within_the_process() {
    let gc = "setmetatable({}, {__gc = function() print('finalized') end})";
    assert_eq!(run(gc), (Exit::Returned(None), "finalized\n".into()));
    assert_eq!(run(&format!("{gc} os.exit(4, true)")), (Exit::Exited(4), "finalized\n".into()));
    assert_eq!(run(&format!("{gc} os.exit(4)")), (Exit::Exited(4), String::new()));
    let failed = run(&format!("{gc} error('x')"));
    assert_eq!((failed.0.code(), failed.1.as_str()), (1, "finalized\n"));
}

#[test]
fn a_tick_limit_ends_what_catches_everything() {
    let endless_catcher: &[u8] = b"while true do pcall(function() while true do end end) end";
    for source in [ENDLESS, endless_catcher] {
        let mut manager = ProcessManager::new();
        let limits = Limits { ticks_max: 10_000, ..Limits::default() };
        let pid = manager.spawn(source, SpawnOptions { limits, ..SpawnOptions::named("t") }).unwrap();
        assert_eq!(manager.run(), RunEnd::AllEnded);
        assert_eq!(exit(&manager, pid), Exit::TickLimit { ticks_max: 10_000 });
        let ticks = manager.process(pid).unwrap().usage().ticks;
        assert!((10_000..10_100).contains(&ticks), "{ticks}");
    }
}

#[test]
fn a_tick_limit_is_not_reached_by_less() {
    let mut manager = ProcessManager::new();
    let pid = manager.spawn(COUNTER, SpawnOptions::named("t")).unwrap();
    let _ = manager.run();
    let ticks = manager.process(pid).unwrap().usage().ticks;
    for (ticks_max, expected) in
        [(ticks + 1, Exit::Returned(None)), (ticks / 2, Exit::TickLimit { ticks_max: ticks / 2 })]
    {
        let mut manager = ProcessManager::new();
        let limits = Limits { ticks_max, ..Limits::default() };
        let pid = manager.spawn(COUNTER, SpawnOptions { limits, ..SpawnOptions::named("t") }).unwrap();
        let _ = manager.run();
        assert_eq!(exit(&manager, pid), expected);
    }
}

#[test]
fn a_memory_limit_is_an_error_that_ends_the_process() {
    let mut manager = ProcessManager::new();
    let limits = Limits { memory_bytes_max: 1 << 20, ..Limits::default() };
    let source = b"local t = {} while true do t[#t + 1] = {} end";
    let pid = manager.spawn(source, SpawnOptions { limits, ..SpawnOptions::named("t") }).unwrap();
    let free = manager.spawn(b"print('free')", SpawnOptions::named("free")).unwrap();
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(exit(&manager, pid).code(), 1);
    let peak = manager.process(pid).unwrap().usage().memory_bytes_peak;
    assert!((1 << 20..3 << 20).contains(&peak), "{peak}");
    assert_eq!(output(&manager, free), "free\n");
}

#[test]
fn the_quantum_changes_nothing_but_the_number_of_rounds() {
    let run = |quantum, hash_seed, backend| {
        let mut manager = ProcessManager::builder().quantum(quantum).hash_seed(hash_seed).backend(backend).build();
        let pid = manager.spawn(COUNTER, SpawnOptions::named("t")).unwrap();
        assert_eq!(manager.run(), RunEnd::AllEnded);
        let usage = manager.process(pid).unwrap().usage();
        ((output(&manager, pid), usage.ticks, usage.memory_bytes_peak), usage.slices, manager.clock().ticks())
    };
    let (whole, slices, time) = run(1_000_000, 1, Backend::Tail);
    assert_eq!((slices, time), (1, whole.1));
    for quantum in [1, 7, 100] {
        for backend in [Backend::Tail, Backend::Loop] {
            let (split, slices, time) = run(quantum, quantum, backend);
            assert_eq!(split, whole);
            assert_eq!(time, whole.1);
            assert!(slices > 10 / quantum, "{slices} slices of {quantum}");
        }
    }
}

#[test]
fn processes_take_turns_in_the_order_of_their_pids() {
    let log: Arc<std::sync::Mutex<Vec<u32>>> = Arc::default();
    let mut manager = ProcessManager::new();
    for number in 1..=3 {
        let guest = Box::new(Native { log: log.clone(), number, left: 2 });
        manager.spawn_guest(guest, SpawnOptions::named("native")).unwrap();
    }
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(*log.lock().unwrap(), [1, 2, 3, 1, 2, 3, 1, 2, 3]);
    // Each slice takes as many ticks as the process's number: time passes by the longest.
    assert_eq!((manager.rounds(), manager.clock().ticks()), (3, 9));
}

/// A guest that is no VM: it yields a few times, then ends.
#[derive(Clone)]
struct Native {
    log: Arc<std::sync::Mutex<Vec<u32>>>,
    number: u32,
    left: u32,
}

impl Guest for Native {
    fn resume(&mut self, _ticks: u64, _answer: Option<Answer>) -> Resumed {
        self.log.lock().unwrap().push(self.number);
        let stop = if self.left == 0 { Stop::Ended(Exit::Returned(None)) } else { Stop::Yielded };
        self.left = self.left.saturating_sub(1);
        Resumed { stop, ticks_used: u64::from(self.number) }
    }

    fn memory(&self) -> MemoryReport {
        MemoryReport::default()
    }

    fn fork(&self) -> Result<Box<dyn Guest>, &'static str> {
        Ok(Box::new(self.clone()))
    }
}

#[test]
fn a_system_call_that_does_not_exist_is_answered_with_an_error() {
    struct Asks;
    impl Guest for Asks {
        fn resume(&mut self, _: u64, answer: Option<Answer>) -> Resumed {
            let stop = match answer {
                None => Stop::SystemCall(SystemRequest { number: 9999, arguments: vec![Message::Nil] }),
                Some(answer) => {
                    assert_eq!(answer, Err(b"no system call has the number 9999".to_vec().into()));
                    Stop::Ended(Exit::Exited(5))
                }
            };
            Resumed { stop, ticks_used: 1 }
        }

        fn memory(&self) -> MemoryReport {
            MemoryReport::default()
        }

        fn fork(&self) -> Result<Box<dyn Guest>, &'static str> {
            Ok(Box::new(Asks))
        }
    }
    let mut manager = ProcessManager::new();
    let pid = manager.spawn_guest(Box::new(Asks), SpawnOptions::named("asks")).unwrap();
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(exit(&manager, pid), Exit::Exited(5));
    assert_eq!(manager.process(pid).unwrap().usage().system_calls, 1);
}

/// Room for it was taken from what others had been promised.
#[test]
fn an_event_to_oneself_takes_no_room_that_others_were_promised() {
    let mut manager = ProcessManager::new();
    let limits = Limits { mailbox_events_max: 8, ..Limits::default() };
    let source = b"local syscall = require 'system.syscall'
        for i = 1, 100 do
          assert(syscall.sendEvent(syscall.getpid(), 'self', i))
          local name, params = syscall.pullEvent('remote_event')
          assert(params.type == 'self' and params.sender == syscall.getpid() and params.data == i)
        end";
    let pid = manager.spawn(source, SpawnOptions { limits, ..SpawnOptions::named("t") }).unwrap();
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(exit(&manager, pid), Exit::Returned(None));
}

#[test]
fn paused_processes_wait_and_killed_ones_are_gone() {
    let mut manager = ProcessManager::new();
    let paused = manager.spawn(COUNTER, SpawnOptions { is_stopped: true, ..SpawnOptions::named("p") }).unwrap();
    let endless = manager.spawn(ENDLESS, SpawnOptions::named("e")).unwrap();
    assert_eq!(manager.run_for(500_000), RunEnd::TimeUp);
    assert_eq!(manager.process(paused).unwrap().state(), State::Stopped);
    assert_eq!(manager.process(paused).unwrap().usage().slices, 0);
    assert!(manager.pause(endless) && !manager.pause(endless));
    assert_eq!(manager.run(), RunEnd::NoneRunning);
    assert!(manager.kill(endless) && !manager.kill(endless));
    assert_eq!(manager.reap(paused), None);
    assert!(manager.resume(paused) && !manager.resume(paused) && !manager.resume(endless));
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(exit(&manager, endless), Exit::Killed);
    assert_eq!(output(&manager, paused), "1\n2\n3\n");
    assert_eq!(manager.reap(endless), Some(Exit::Killed));
    assert!(manager.process(endless).is_none() && manager.reap(endless).is_none());
}

/// A guest that is no VM and counts how many of its kind are alive: one for each `Arc` but the test's.
struct Held(#[expect(dead_code, reason = "it is what the process holds")] Arc<()>, Exit);

impl Guest for Held {
    fn resume(&mut self, _: u64, _: Option<Answer>) -> Resumed {
        let stop = if self.1 == Exit::Killed { Stop::Yielded } else { Stop::Ended(self.1.clone()) };
        Resumed { stop, ticks_used: 10 }
    }

    fn memory(&self) -> MemoryReport {
        MemoryReport { bytes: 5, bytes_peak: 7, collections: 3 }
    }

    fn fork(&self) -> Result<Box<dyn Guest>, &'static str> {
        unreachable!("nobody copies it")
    }
}

#[test]
fn of_an_ended_process_only_the_record_is_kept() {
    let held = Arc::new(());
    let mut manager = ProcessManager::new();
    let mut spawn = |exit, ticks_max| {
        let options = SpawnOptions { limits: Limits { ticks_max, ..Limits::default() }, ..SpawnOptions::named("held") };
        manager.spawn_guest(Box::new(Held(held.clone(), exit)), options).unwrap()
    };
    let returns = spawn(Exit::Returned(Some(1)), u64::MAX);
    let limited = spawn(Exit::Killed, 15);
    let killed = spawn(Exit::Killed, u64::MAX);
    assert_eq!(Arc::strong_count(&held), 4);
    manager.step_round();
    assert_eq!(Arc::strong_count(&held), 3);
    manager.step_round();
    assert_eq!(Arc::strong_count(&held), 2);
    assert!(manager.kill(killed));
    assert_eq!(Arc::strong_count(&held), 1);
    for (pid, end, ticks) in [
        (returns, Exit::Returned(Some(1)), 10),
        (limited, Exit::TickLimit { ticks_max: 15 }, 20),
        (killed, Exit::Killed, 20),
    ] {
        assert_eq!(exit(&manager, pid), end);
        let process = manager.process(pid).unwrap();
        let usage = process.usage();
        assert_eq!(
            (process.name(), usage.ticks, usage.memory_bytes_peak, usage.collections),
            (&b"held"[..], ticks, 7, 3)
        );
        assert_eq!(manager.reap(pid), Some(end));
    }
}

#[test]
fn an_interrupt_ends_the_run_between_slices() {
    let flag = Arc::new(AtomicBool::new(false));
    let mut manager = ProcessManager::builder().interrupt(flag.clone()).build();
    manager.spawn(ENDLESS, SpawnOptions::named("e")).unwrap();
    flag.store(true, Ordering::Relaxed);
    assert_eq!(manager.run(), RunEnd::Interrupted);
    flag.store(false, Ordering::Relaxed);
    assert_eq!(manager.run_for(1), RunEnd::TimeUp);
}

#[test]
fn order_is_the_policys_to_decide() {
    #[derive(Debug)]
    struct Backwards;
    impl Policy for Backwards {
        fn plan_round(&mut self, round: u64, running: &mut Vec<Pid>) {
            running.reverse();
            if round == 1 {
                running.truncate(1);
            }
        }

        fn slice_ticks(&mut self, process: &Process) -> u64 {
            process.quantum()
        }
    }
    let log: Arc<std::sync::Mutex<Vec<u32>>> = Arc::default();
    let mut manager = ProcessManager::builder().policy(Backwards).build();
    for number in 1..=3 {
        let guest = Box::new(Native { log: log.clone(), number, left: 1 });
        manager.spawn_guest(guest, SpawnOptions::named("native")).unwrap();
    }
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(*log.lock().unwrap(), [3, 3, 2, 1, 2, 1]);
}

#[test]
fn clocks_and_randomness_come_from_the_run() {
    let source = "local c = os.clock() for i = 1, 1000 do end assert(os.clock() > c) print(os.time(), os.clock(), math.random(1 << 60), math.random(1 << 60))";
    let run = |seed, hash_seed| {
        let builder = ProcessManager::builder().seed(seed).hash_seed(hash_seed);
        let mut manager = builder.time(tidelock::TimeSource::Virtual, 1_000_000).build();
        let pid = manager.spawn(source.as_bytes(), SpawnOptions::named("t")).unwrap();
        assert_eq!(manager.run(), RunEnd::AllEnded);
        assert_eq!(exit(&manager, pid), Exit::Returned(None));
        output(&manager, pid)
    };
    assert!(run(1, 1).starts_with("1000000\t"));
    assert_eq!(run(1, 1), run(1, 2));
    assert_ne!(run(1, 1), run(2, 1));
}

#[test]
fn what_is_kept_of_output_has_a_limit() {
    let mut manager = ProcessManager::new();
    let host = Box::new(CaptureHost::new().with_bytes_max(30));
    let source = b"print(1234) local _, why, code = io.write(('x'):rep(26)) io.stderr:write(why, ' ', code)";
    let pid = manager.spawn(source, SpawnOptions { host, ..SpawnOptions::named("t") }).unwrap();
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(output(&manager, pid), "1234\n");
    assert_eq!(manager.process(pid).unwrap().error_output(), b"No space left on device 28");
}

#[test]
fn the_embedded_default_gives_nothing() {
    let (end, text) = run("print(io.open('/etc/passwd')) print(os.getenv('HOME')) print(io.read())");
    assert_eq!(end.code(), 0, "{end:?}");
    assert!(text.starts_with("nil\t/etc/passwd: "), "{text}");
    assert!(text.contains("--allow-read"), "{text}");
    assert!(text.ends_with("nil\n"), "{text}");
}

#[test]
fn what_a_process_sends_itself_is_there_at_once() {
    let source = "local ipc, sys = require 'system.ipc', require 'system.syscall' \
                  for i = 1, 3 do print(ipc.sendEvent(sys.getpid(), 'own', i)) end \
                  for i = 1, 3 do print(ipc.receiveEvent()) end";
    assert_eq!(run(source), (Exit::Returned(None), "true\ntrue\ntrue\nown\t1\t1\nown\t2\t1\nown\t3\t1\n".into()));
}

#[test]
fn nothing_is_left_of_what_a_killed_process_waited_for() {
    let mut manager = ProcessManager::new();
    let pid = manager.spawn(b"os.pull(1)", SpawnOptions::named("waits")).unwrap();
    assert_eq!(manager.run_for(1_000), RunEnd::TimeUp);
    assert_eq!(manager.timer_count(), 1);
    assert!(manager.kill(pid));
    assert_eq!(manager.timer_count(), 0);
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(manager.clock().ticks(), 1_000);
}

#[test]
fn no_more_processes_than_there_may_be() {
    let mut manager = ProcessManager::builder().processes_max(3).build();
    let source = b"local sys = require 'system.syscall'
        local function child() os.rpc.alarm(1) end
        print(pcall(sys.fork, child)) print(pcall(sys.fork, child)) print(pcall(sys.fork, child))
        sys.wait() print(pcall(sys.fork, child))";
    let pid = manager.spawn(source, SpawnOptions::named("many")).expect("it compiles");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    let output = String::from_utf8_lossy(manager.process(pid).expect("nobody has reaped it").output()).into_owned();
    assert_eq!(output, "true\t2\ntrue\t3\nfalse\ttoo many processes: expected at most 3\ntrue\t4\n");
}

#[test]
fn timers_and_alarms_go_with_their_process() {
    let mut manager = ProcessManager::new();
    let source = b"local sys = require 'system.syscall'
        sys.timer(1000) sys.alarm(2000) os.call('alarm', 3000) os.call_timeout(4000, 'never') os.bind('never')
        require 'proc'.mutex('m'):lock() os.call_timeout(5000, 'never') os.pull(6000) os.pull(6000) os.pull(6000)";
    for how in [Signal::KILL, Signal::TERM] {
        let pid = manager.spawn(source, SpawnOptions::named("waits")).expect("it compiles");
        assert_eq!(manager.run_for(10_000), RunEnd::TimeUp);
        assert!(manager.timer_count() >= 4, "{}", manager.timer_count());
        assert!(manager.signal(pid, how));
        assert_eq!(manager.run(), RunEnd::AllEnded);
        assert_eq!(manager.timer_count(), 0);
        assert!(manager.clock().ticks() < 1_000_000, "nobody waits for what nobody is told");
    }
}

#[test]
fn a_policy_that_leaves_all_out_leaves_out_none() {
    #[derive(Debug)]
    struct Nobody;
    impl Policy for Nobody {
        fn plan_round(&mut self, _: u64, running: &mut Vec<Pid>) {
            running.clear();
        }

        fn slice_ticks(&mut self, _: &Process) -> u64 {
            0
        }
    }
    let mut manager = ProcessManager::builder().policy(Nobody).build();
    let pid = manager.spawn(b"print 'here'", SpawnOptions::named("a")).expect("it compiles");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(output(&manager, pid), "here\n");
}

#[test]
fn the_limit_of_processes_holds_for_the_manager_s_user_too() {
    let mut manager = ProcessManager::builder().processes_max(2).build();
    let spawn = |manager: &mut ProcessManager| manager.spawn(b"", SpawnOptions::named("a"));
    let (first, second, third) = (spawn(&mut manager), spawn(&mut manager), spawn(&mut manager));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(third.unwrap_err().to_string(), "too many processes: expected at most 2");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    manager.reap(first.unwrap());
    assert!(spawn(&mut manager).is_ok());
}

#[test]
fn the_words_of_a_command_line_are_a_program_s_arguments() {
    let mut options = SpawnOptions::named("a.lua");
    let mut manager = ProcessManager::new();
    let program = b"print(..., arg and arg[0], arg and arg[2])";
    let without = manager.spawn(program, SpawnOptions::named("a.lua")).expect("it compiles");
    options.identity.command_line = [&b"a.lua"[..], b"one", b"two"].iter().map(|word| word.to_vec()).collect();
    let with = manager.spawn(program, options).expect("it compiles");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(output(&manager, without), "nil\tnil\tnil\n");
    assert_eq!(output(&manager, with), "one\ta.lua\ttwo\n");
}
