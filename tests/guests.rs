//! The interpreter boundary, proved by guests of three kinds in one run: Lua, Rust and, with the feature `wasm`,
//! WebAssembly. They call each other, answer and send events, and none can tell what another is made of.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tidelock::manager::{Answer, CallError, Guest, MemoryReport, Resumed, Stop, SystemRequest};
use tidelock::{Exit, Limits, Message, Pid, Process, ProcessCall, ProcessManager, RunEnd, SpawnOptions};

#[path = "../examples/native_guest.rs"]
#[expect(dead_code, reason = "its main is the example's")]
mod native_guest;
use native_guest::Counter;

#[cfg(feature = "wasm")]
#[path = "guests/wasm.rs"]
mod wasm;

fn output(manager: &ProcessManager, pid: Pid) -> String {
    String::from_utf8(manager.process(pid).expect("it exists").output().to_vec()).expect("it is text")
}

fn exit(manager: &ProcessManager, pid: Pid) -> Exit {
    manager.process(pid).and_then(Process::exit).expect("it has ended").clone()
}

fn spawn_lua(manager: &mut ProcessManager, source: &str) -> Pid {
    manager.spawn(source.as_bytes(), SpawnOptions::named("test.lua")).expect("it compiles")
}

#[test]
fn messages_of_a_guest_in_rust_are_held_to_its_limits() {
    let nested = |depth| (0..depth).fold(Message::Nil, |inner, _| Message::Sequence(vec![inner]));
    let send = |depth| (ProcessCall::SendEvent, vec![1_i64.into(), "x".into(), nested(depth)]);
    let (guest, answers) = Asks::new([send(3), send(4)]);
    let limits = Limits { message_depth_max: 3, ..Limits::default() };
    let mut manager = ProcessManager::new();
    manager.spawn_guest(guest, SpawnOptions { limits, ..SpawnOptions::named("asks") }).expect("its options are right");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    let error = "message nested deeper than 3 levels, or cyclic";
    assert_eq!(*answers.lock().unwrap(), [Ok(vec![true.into()]), Err(CallError::Text(error.into()))]);
}

#[test]
fn what_only_the_lua_guest_answers_is_an_error_for_others() {
    let (guest, answers) = Asks::new([(ProcessCall::Module, vec!["proc".into()])]);
    let mut manager = ProcessManager::new();
    manager.spawn_guest(guest, SpawnOptions::named("asks")).expect("its options are right");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    let [Err(CallError::Text(error))] = &answers.lock().unwrap()[..] else { panic!("one error") };
    assert!(error.ends_with(b"is none of the manager's calls"), "{error:?}");
}

#[test]
fn a_signal_that_a_guest_has_no_handler_for_after_all_does_what_it_does_by_default() {
    let (guest, _) = Asks::new([
        (ProcessCall::Signal, vec![15.into(), true.into()]),
        (ProcessCall::Kill, vec![1_i64.into(), 15.into()]),
        (ProcessCall::Pull, vec![]),
    ]);
    let mut manager = ProcessManager::new();
    let pid = manager.spawn_guest(guest, SpawnOptions::named("asks")).expect("its options are right");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(exit(&manager, pid).to_string(), "ended by SIGTERM");
}

/// A guest that asks one thing after another, and keeps the answers.
struct Asks {
    requests: VecDeque<(ProcessCall, Vec<Message>)>,
    answers: Arc<Mutex<Vec<Answer>>>,
}

impl Asks {
    fn new(requests: impl IntoIterator<Item = (ProcessCall, Vec<Message>)>) -> (Box<Asks>, Arc<Mutex<Vec<Answer>>>) {
        let answers = Arc::default();
        (Box::new(Asks { requests: requests.into_iter().collect(), answers: Arc::clone(&answers) }), answers)
    }
}

impl Guest for Asks {
    fn resume(&mut self, _: u64, answer: Option<Answer>) -> Resumed {
        self.answers.lock().unwrap().extend(answer);
        let stop = match self.requests.pop_front() {
            Some((call, arguments)) => Stop::SystemCall(SystemRequest { number: call as u16, arguments }),
            None => Stop::Ended(Exit::Returned(None)),
        };
        Resumed { stop, ticks_used: 1 }
    }

    fn memory(&self) -> MemoryReport {
        MemoryReport::default()
    }

    fn fork(&self) -> Result<Box<dyn Guest>, &'static str> {
        Err("its answers are the test's")
    }
}

#[test]
fn lua_and_rust_call_each_other_and_send_events() {
    let mut manager = ProcessManager::new();
    let counter = manager.spawn_guest(Box::new(Counter::default()), SpawnOptions::named("counter")).unwrap();
    let lua = spawn_lua(
        &mut manager,
        "os.bind('double')
        local call = os.pull()
        os.answer(call.cid, true, 2 * call.args[1], call.pid)
        print(os.rpc.count(40), os.rpc.count(2))
        require('system.syscall').sendEvent(1, 'stop')",
    );
    let rpc = |name: &str, arguments: &[Message]| {
        (ProcessCall::Rpc, [&[Message::Nil, Message::Nil, name.into()], arguments].concat())
    };
    let (asks, answers) = Asks::new([
        rpc("double", &[21_i64.into()]),
        rpc("nobody", &[]),
        (ProcessCall::Fork, vec!["copy".into()]),
        (ProcessCall::GetPid, vec![]),
    ]);
    let asks = manager.spawn_guest(asks, SpawnOptions::named("asks")).unwrap();
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(output(&manager, lua), "40\t42\n");
    assert_eq!(exit(&manager, counter), Exit::Returned(Some(42)));
    assert_eq!(exit(&manager, asks), Exit::Returned(None));
    let answers = answers.lock().unwrap();
    let error = |text: &str| Err(tidelock::manager::CallError::Value(text.into()));
    assert_eq!(answers[0], Ok(vec![42_i64.into(), i64::from(asks.number()).into()]));
    assert_eq!(answers[1], error("no process answers calls of 'nobody'"));
    assert_eq!(answers[2], Err(b"cannot fork: its answers are the test's".to_vec().into()));
    assert_eq!(answers[3], Ok(vec![asks.into()]));
}

#[test]
fn a_native_guest_that_fails_answers_whoever_waits_for_it() {
    let mut manager = ProcessManager::new();
    let first = manager.spawn_guest(Box::new(Counter::default()), SpawnOptions::named("first")).unwrap();
    let second = manager.spawn_guest(Box::new(Counter::default()), SpawnOptions::named("second")).unwrap();
    let source = "print(os.rpc.count(1), pcall(os.rpc.count, 'x')) require('system.syscall').kill(1, 9)";
    let lua = spawn_lua(&mut manager, source);
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(output(&manager, lua), "1\tfalse\tcount: integer expected\n");
    assert_eq!(exit(&manager, first), Exit::Killed);
    assert_eq!(exit(&manager, second).to_string(), "failed: 'count' is bound already");
}

#[cfg(not(feature = "wasm"))]
#[test]
fn a_module_is_refused_where_the_feature_is_missing() {
    let mut manager = ProcessManager::new();
    let lua = spawn_lua(&mut manager, "print(pcall(system.ProcessManager.spawn, '\\0asm\\1\\0\\0\\0'))");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    let text = output(&manager, lua);
    assert!(text.contains("WebAssembly module, which takes a tidelock with the feature 'wasm'"), "{text}");
}
