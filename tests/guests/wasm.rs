//! WebAssembly among the others. Programs are text, with imports, memory and a few functions put before them.

use tidelock::encoding::encode;
use tidelock::manager::WasmGuest;
use tidelock::{Limits, SystemCall};

use super::*;

/// The memory of a program: what it passes to calls, each piece at its place.
#[derive(Default)]
struct Image(Vec<u8>);

/// Where programs find answers.
const ANSWER: usize = 0x8000;

impl Image {
    /// Address and length, as operands.
    fn place(&mut self, messages: &[Message]) -> String {
        let at = self.0.len();
        messages.iter().for_each(|message| encode(message, &mut self.0));
        assert!(self.0.len() < ANSWER);
        format!("(i32.const {at}) (i32.const {})", self.0.len() - at)
    }

    /// A system call that must not fail.
    fn ask(&mut self, call: ProcessCall, arguments: &[Message]) -> String {
        format!("(drop (call $ask (i32.const {}) {}))", call as u16, self.place(arguments))
    }

    fn module(self, body: &str) -> Vec<u8> {
        let data: String = self.0.iter().map(|byte| format!("\\{byte:02x}")).collect();
        let text = format!("{PRELUDE} (data (i32.const 0) \"{data}\") {body})");
        wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"))
    }
}

const PRELUDE: &str = r#"
(module
  (import "tidelock" "call" (func $call (param i32 i32 i32) (result i32)))
  (import "tidelock" "answer" (func $answer (param i32 i32) (result i32)))
  (import "tidelock" "find" (func $find (param i32 i32 i32) (result i32)))
  (import "tidelock" "after" (func $after (param i32) (result i32)))
  (import "tidelock" "write" (func $write (param i32 i32 i32) (result i32)))
  (import "tidelock" "yield" (func $yield))
  (import "tidelock" "exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  ;; A call that must not fail; its answer is copied to 0x8000.
  (func $ask (param $number i32) (param $at i32) (param $length i32) (result i32)
    (local $n i32)
    (local.set $n (call $call (local.get $number) (local.get $at) (local.get $length)))
    (if (i32.lt_s (local.get $n) (i32.const 0)) (then (unreachable)))
    (call $answer (i32.const 0x8000) (i32.const 0x4000)))
  ;; Writes the string at this address, and a newline.
  (func $show (param $at i32)
    (local $length i32)
    (local.set $length (i32.load offset=1 (local.get $at)))
    (memory.copy (i32.const 0xc000) (i32.add (local.get $at) (i32.const 5)) (local.get $length))
    (i32.store8 (i32.add (i32.const 0xc000) (local.get $length)) (i32.const 10))
    (drop (call $write (i32.const 1) (i32.const 0xc000) (i32.add (local.get $length) (i32.const 1)))))
  ;; The integer at this address.
  (func $integer (param $at i32) (result i64)
    (i64.load offset=1 (local.get $at)))
"#;

/// A module of a body alone.
fn module(body: &str) -> Vec<u8> {
    Image::default().module(body)
}

fn run(body: &str) -> Exit {
    run_with(body, 100_000, Limits::default()).0
}

fn run_with(body: &str, quantum: u64, limits: Limits) -> (Exit, tidelock::Usage, String) {
    let mut manager = ProcessManager::builder().quantum(quantum).build();
    let options = SpawnOptions { limits, ..SpawnOptions::named("test.wasm") };
    let pid = manager.spawn_wasm(&module(body), options).unwrap();
    assert_eq!(manager.run(), RunEnd::AllEnded);
    (exit(&manager, pid), manager.process(pid).unwrap().usage(), output(&manager, pid))
}

/// Serves `square`: asks Lua to double and Rust to count first, and tells them by events; ends when it is sent `stop`.
fn square() -> Vec<u8> {
    let mut image = Image::default();
    let nothing = || [Message::Nil, Message::Nil];
    let bind = image.ask(ProcessCall::Bind, &["square".into()]);
    let subscribe = image.ask(ProcessCall::SendEvent, &[2_i64.into(), "subscribe".into()]);
    let double = image.ask(ProcessCall::Rpc, &[&nothing()[..], &["double".into(), 21_i64.into(), "x".into()]].concat());
    let count = image.ask(ProcessCall::Rpc, &[&nothing()[..], &["count".into(), 5_i64.into()]].concat());
    let hello = [Message::Integer(1), "hello".into(), Message::Map(vec![("from".into(), "wasm".into())])];
    let hello = image.ask(ProcessCall::SendEvent, &hello);
    let pull = image.ask(ProcessCall::Pull, &[]);
    let [kind, name, cid, args, data] = ["type", "name", "cid", "args", "data"].map(|key| image.place(&[key.into()]));
    let first = image.place(&[1_i64.into()]);
    let answer_at = image.0.len();
    let _ = image.place(&[Message::Integer(0), true.into(), Message::Integer(0)]);
    let answer = ProcessCall::Answer as u16;
    image.module(&format!(
        r#"
        (global $sum (mut i64) (i64.const 0))
        (func (export "run") (result i32)
          {bind} {subscribe}
          {double}
          (global.set $sum (call $integer (i32.const 0x8000)))
          {count}
          (global.set $sum (i64.add (global.get $sum) (call $integer (i32.const 0x8000))))
          {hello}
          (loop $next
            {pull}
            (call $show (call $find (i32.const 0x8000) {kind}))
            ;; The type begins with "call" or not.
            (if (i32.eq (i32.load offset=5 (call $find (i32.const 0x8000) {kind}))
                        (i32.const 0x6c6c6163))
              (then (call $reply) (br $next)))
            (call $show (call $find (i32.const 0x8000) {name}))
            (if (i32.ge_s (call $find (i32.const 0x8000) {data}) (i32.const 0))
              (then
                (global.set $sum (i64.add (global.get $sum) (call $integer (call $find (i32.const 0x8000) {data}))))))
            (br_if $next (i32.ne (i32.load offset=5 (call $find (i32.const 0x8000) {name}))
                                 (i32.const 0x706f7473))))
          (i32.wrap_i64 (global.get $sum)))
        (func $reply
          (local $x i64)
          (local.set $x (call $integer (call $find (call $find (i32.const 0x8000) {args}) {first})))
          (i64.store (i32.const {cid_at}) (call $integer (call $find (i32.const 0x8000) {cid})))
          (i64.store (i32.const {result_at}) (i64.mul (local.get $x) (local.get $x)))
          (drop (call $ask (i32.const {answer}) (i32.const {answer_at}) (i32.const 19))))
        "#,
        cid_at = answer_at + 1,
        result_at = answer_at + 11,
    ))
}

const LUA: &str = "
local syscall = require 'system.syscall'
os.bind('double')
local call = os.pull()
print(call.type, call.pid, call.name, call.args[1], call.args[2])
os.answer(call.cid, true, 2 * call.args[1])
local name, params = syscall.pullEvent('remote_event')
print(name, params.type, params.sender, params.data.from)
print(os.rpc.square(12), os.rpc.square(-3), os.rpc.count(10))
syscall.sendEvent(3, 'stop', 1000)
syscall.sendEvent(2, 'stop')
";

/// What can be seen of a run of all three.
fn three(quantum: u64) -> (Vec<Exit>, Vec<String>, Vec<tidelock::Usage>, u64, u64) {
    let mut manager = ProcessManager::builder().quantum(quantum).build();
    let lua = spawn_lua(&mut manager, LUA);
    let native = manager.spawn_guest(Box::new(Counter::default()), SpawnOptions::named("counter")).unwrap();
    let wasm = manager.spawn_wasm(&square(), SpawnOptions::named("square.wasm")).unwrap();
    let end = manager.run();
    let all = [lua, native, wasm];
    let ends = all.map(|pid| manager.process(pid).and_then(Process::exit).map(ToString::to_string));
    assert_eq!(end, RunEnd::AllEnded, "{} {ends:?}", manager.deadlock());
    (
        all.map(|pid| exit(&manager, pid)).to_vec(),
        all.map(|pid| output(&manager, pid)).to_vec(),
        all.map(|pid| manager.process(pid).unwrap().usage()).to_vec(),
        manager.rounds(),
        manager.clock().ticks(),
    )
}

#[test]
fn three_kinds_of_guest_call_each_other_and_send_events() {
    let (exits, outputs, ..) = three(100_000);
    let expected = "call\t3\tdouble\t21\tx\nremote_event\thello\t3\twasm\n144\t9\t15\n";
    assert_eq!(outputs[0], expected);
    // It was told of two counts, by Rust, and of the end, by Lua.
    assert_eq!(outputs[2].matches("call\n").count(), 2);
    assert_eq!(outputs[2].matches("remote_event\ncounted\n").count(), 2);
    assert!(outputs[2].ends_with("remote_event\nstop\n"), "{}", outputs[2]);
    assert_eq!(exits[1], Exit::Returned(Some(15)));
    assert_eq!(exits[2], Exit::Returned(Some(42 + 5 + 5 + 15 + 1000)));
}

#[test]
fn a_run_of_all_three_is_the_same_each_time() {
    for quantum in [50, 1000, 100_000] {
        assert_eq!(three(quantum), three(quantum));
    }
}

/// Calls, memory, bulk operators and floats.
const WORK: &str = r#"
(table 3 funcref)
(elem (i32.const 0) $twice $thrice $twice)
(type $f (func (param i32) (result i32)))
(func $twice (type $f) (i32.mul (local.get 0) (i32.const 2)))
(func $thrice (type $f) (i32.mul (local.get 0) (i32.const 3)))
(func $fib (param i32) (result i32)
  (if (result i32) (i32.lt_u (local.get 0) (i32.const 2))
    (then (local.get 0))
    (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
                   (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
(func (export "run") (result i32)
  (local $i i32) (local $sum i32) (local $x f64)
  (local.set $x (f64.const 1))
  (loop $next
    (local.set $sum (i32.add (local.get $sum)
      (call_indirect (type $f) (local.get $i) (i32.rem_u (local.get $i) (i32.const 3)))))
    (local.set $x (f64.sqrt (f64.add (local.get $x) (f64.const 1.5))))
    (i32.store (i32.and (local.get $i) (i32.const 0x7ffc)) (local.get $sum))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br_if $next (i32.lt_u (local.get $i) (i32.const 2000))))
  (local.set $sum (i32.add (local.get $sum) (i32.shl (memory.grow (i32.const 3)) (i32.const 8))))
  (local.set $sum (i32.add (local.get $sum) (table.grow (ref.null func) (i32.const 100))))
  (memory.fill (i32.const 0x10000) (i32.const 7) (i32.const 0x20000))
  (memory.copy (i32.const 0x100) (i32.const 0x20000) (i32.const 0x18000))
  (drop (call $write (i32.const 1) (i32.const 0x100) (i32.const 3000)))
  (local.set $sum (i32.add (local.get $sum) (memory.grow (i32.const 1000))))
  (i32.add (i32.add (local.get $sum) (i32.load (i32.const 0x11000)))
           (i32.add (call $fib (i32.const 15)) (i32.trunc_f64_s (f64.mul (local.get $x) (f64.const 1000))))))
"#;

#[test]
fn the_quantum_changes_nothing_but_the_number_of_slices() {
    let limits = Limits { memory_bytes_max: 10 << 16, ..Limits::default() };
    let (whole, usage, text) = run_with(WORK, 1_000_000, limits);
    assert!(matches!(whole, Exit::Returned(Some(_))), "{whole}");
    assert_eq!((usage.slices, text.len()), (1, 3000));
    assert!(usage.ticks > 50_000, "{}", usage.ticks);
    for quantum in [1, 2, 7, 100, 1000] {
        let (split, split_usage, split_text) = run_with(WORK, quantum, limits);
        assert_eq!((&split, &split_text), (&whole, &text), "quantum {quantum}");
        assert_eq!(split_usage.ticks, usage.ticks, "quantum {quantum}");
        assert_eq!(split_usage.memory_bytes_peak, usage.memory_bytes_peak, "quantum {quantum}");
        // What exceeds a slice is taken off those that follow.
        let slices = split_usage.slices;
        assert!(slices * quantum + 100 >= usage.ticks, "{slices} slices of {quantum} for {} ticks", usage.ticks);
    }
}

#[test]
fn endless_programs_are_preempted_and_killed_while_others_go_on() {
    let endless = [
        r#"(func (export "run") (loop (br 0)))"#,
        r#"(func (export "run") (loop (br_if 0 (i32.const 1))))"#,
        r#"(func (export "run") (loop (block (br_table 0 1 (i32.const 1)))))"#,
        r#"(func $again (export "run") (return_call $again))"#,
        r#"(func (export "run") (loop (call $yield) (br 0)))"#,
        r#"(func (export "run") (loop (drop (call $after (i32.const 0x8000))) (br 0)))"#,
    ];
    for body in endless {
        let mut manager = ProcessManager::builder().quantum(1000).build();
        let pid = manager.spawn_wasm(&module(body), SpawnOptions::named("endless.wasm")).unwrap();
        let limits = Limits { ticks_max: 5000, ..Limits::default() };
        let limited = SpawnOptions { limits, ..SpawnOptions::named("limited.wasm") };
        let limited = manager.spawn_wasm(&module(body), limited).unwrap();
        let lua = spawn_lua(&mut manager, "local sum = 0 for i = 1, 10000 do sum = sum + i end print(sum)");
        assert_eq!(manager.run_for(100_000), RunEnd::TimeUp, "{body}");
        assert_eq!(output(&manager, lua), "50005000\n");
        assert_eq!(exit(&manager, limited), Exit::TickLimit { ticks_max: 5000 });
        assert!(manager.kill(pid));
        assert_eq!(manager.run(), RunEnd::AllEnded);
        assert_eq!(exit(&manager, pid), Exit::Killed);
    }
}

#[test]
fn what_ends_a_program_is_put_into_words() {
    let failure = |body: &str| match run(body) {
        Exit::Failed(failure) => String::from_utf8(failure.message).unwrap(),
        other => panic!("{body}: {other}"),
    };
    let failing = |code: &str| failure(&format!(r#"(func (export "run") {code})"#));
    assert_eq!(failing("(unreachable)"), "wasm `unreachable` instruction executed");
    assert_eq!(failing("(drop (i32.div_s (i32.const 1) (i32.const 0)))"), "integer divide by zero");
    assert_eq!(failing("(i32.store (i32.const 65533) (i32.const 0))"), "out of bounds memory access");
    assert_eq!(failure(r#"(func $f (export "run") (call $f))"#), "call stack exhausted");
    let outside = "(drop (call $write (i32.const 1) (i32.const 65000) (i32.const 1000)))";
    let words = "1000 bytes at 65000 are not all within the exported memory of 65536 bytes";
    assert_eq!(failing(outside), words);
    assert!(
        failing("(drop (call $call (i32.const 87) (i32.const -1) (i32.const -1)))").starts_with("4294967295 bytes")
    );
    let too_far = "(drop (call $call (i32.const 87) (i32.const 0) (i32.const 0)))
        (drop (call $answer (i32.const 65535) (i32.const 64)))";
    assert!(failing(too_far).ends_with("are not all within the exported memory of 65536 bytes"));
    let in_place = "an imported function was called in the place of an exported one";
    assert_eq!(failure(r#"(export "run" (func $yield))"#), in_place);
    assert_eq!(failing("(return_call $yield)"), in_place);
    let deeper = r#"(func $f (return_call $yield)) (func (export "run") (call $f) (call $f))"#;
    assert_eq!(run(deeper), Exit::Returned(None));
    assert_eq!(run(r#"(func (export "_start") (call $exit (i32.const -1)))"#), Exit::Exited(-1));
    assert_eq!(run(r#"(func (export "run") (result i32) (i32.const 7))"#), Exit::Returned(Some(7)));
    let tail = r#"(func $f (result i32) (return_call $call (i32.const 87) (i32.const 0) (i32.const 0)))
        (func (export "run") (result i32) (call $f))"#;
    assert_eq!(run(tail), Exit::Returned(Some(5)), "a process is encoded in 5 bytes");
}

#[test]
fn memory_is_held_to_the_limit() {
    let limits = Limits { memory_bytes_max: 3 << 16, ..Limits::default() };
    let grow = r#"(func (export "run") (result i32)
        (i32.add (i32.mul (i32.const 100) (memory.grow (i32.const 1))) (memory.grow (i32.const 1))))"#;
    let (exit, usage, _) = run_with(grow, 1000, limits);
    assert_eq!(exit, Exit::Returned(Some(99)), "1 page before the first, and no second");
    assert!((2 << 16..3 << 16).contains(&usage.memory_bytes_peak), "{}", usage.memory_bytes_peak);
    let mut manager = ProcessManager::new();
    for too_large in [r#"(memory 3)"#, r#"(table 20000 funcref)"#] {
        let text = format!(r#"(module {too_large} (func (export "run")))"#);
        let options = SpawnOptions {
            limits: Limits { memory_bytes_max: 150_000, ..limits },
            ..SpawnOptions::named("large.wasm")
        };
        let error = manager.spawn_wasm(&wat::parse_str(text).unwrap(), options).unwrap_err();
        let words = "bad WebAssembly module: module, memory and tables together don't fit into 150000 bytes";
        assert_eq!(error.to_string(), words);
    }
    // Many values of one byte each are large as messages.
    let nils = r#"(func (export "run") (result i32) (call $call (i32.const 83) (i32.const 0x4000) (i32.const 0x4000))
        (drop (memory.grow (i32.const 3)))
        (return (i32.add (call $call (i32.const 83) (i32.const 0x10000) (i32.const 0x20000)))))"#;
    assert!(matches!(run(nils), Exit::Returned(Some(..0))));
}

#[test]
fn errors_of_calls_are_answers() {
    let mut image = Image::default();
    let calls = [
        (ProcessCall::Fork as u16, vec![Message::from("copy")]),
        (ProcessCall::Signal as u16, vec![Message::Integer(10), true.into()]),
        (ProcessCall::Answer as u16, vec![Message::Integer(99)]),
        (SystemCall::Close as u16, vec![Message::Integer(77)]),
        (9999, vec![]),
    ];
    let mut body = String::new();
    for (number, arguments) in calls {
        let arguments = image.place(&arguments);
        body.push_str(&format!("(call $try (i32.const {number}) {arguments})\n"));
    }
    body.push_str("(call $try (i32.const -5) (i32.const 0) (i32.const 0))");
    body.push_str("(call $try (i32.const 87) (i32.const 0x7000) (i32.const 1))");
    let text = format!(
        r#"(func $try (param i32 i32 i32)
             (local $n i32)
             (local.set $n (call $call (local.get 0) (local.get 1) (local.get 2)))
             (drop (call $answer (i32.const 0x8000) (i32.const 0x4000)))
             (if (i32.lt_s (local.get $n) (i32.const 0))
               (then (call $show (i32.const 0x8000)))
               (else (call $show (call $after (i32.const 0x8000))))))
           (func (export "run") (i32.store8 (i32.const 0x7000) (i32.const 55)) {body})"#
    );
    let mut manager = ProcessManager::new();
    let pid = manager.spawn_wasm(&image.module(&text), SpawnOptions::named("test.wasm")).unwrap();
    assert_eq!(manager.run(), RunEnd::AllEnded);
    let expected = "cannot fork: a WebAssembly program can't be copied while it runs
this module exports no 'signal' to handle it
no call 99 awaits an answer of this process
Bad file descriptor
no system call has the number 9999
no system call has the number -5
bad tag at byte 0: found 55, expected at most 9
";
    assert_eq!(output(&manager, pid), expected, "{}", exit(&manager, pid));
}

#[test]
fn the_handler_of_a_signal_runs_on_top_of_whatever_is_under_way() {
    let mut image = Image::default();
    let handle = image.ask(ProcessCall::Signal, &[10_i64.into(), true.into()]);
    let pull = image.ask(ProcessCall::Pull, &[]);
    let name = image.ask(ProcessCall::GetName, &[]);
    let key = image.place(&["name".into()]);
    let program = format!(
        r#"(global $signals (mut i32) (i32.const 0))
           (func (export "signal") (param i32)
             {name}
             (call $show (i32.const 0x8000))
             (global.set $signals (i32.add (global.get $signals) (local.get 0))))
           (func (export "run") (result i32)
             {handle}
             ;; While it waits, while it computes, and before it has looked at an answer.
             {pull}
             (call $show (call $find (i32.const 0x8000) {key}))
             (loop $until (br_if $until (i32.lt_u (global.get $signals) (i32.const 20))))
             (call $yield)
             (global.get $signals))"#
    );
    for quantum in [1, 10, 1000] {
        let mut manager = ProcessManager::builder().quantum(quantum).build();
        let options = SpawnOptions { quantum: Some(quantum), ..SpawnOptions::named("handles") };
        let wasm = manager.spawn_wasm(&Image(image.0.clone()).module(&program), options).unwrap();
        spawn_lua(
            &mut manager,
            "local syscall = require 'system.syscall'
            for i = 1, 3000 do end
            syscall.kill(1, 10)
            for i = 1, 3000 do end
            syscall.sendEvent(1, 'event')
            for i = 1, 3000 do end
            syscall.kill(1, 10)",
        );
        assert_eq!(manager.run(), RunEnd::AllEnded, "{}", manager.deadlock());
        assert_eq!(output(&manager, wasm), "handles\nevent\nhandles\n");
        assert_eq!(exit(&manager, wasm), Exit::Returned(Some(20)));
    }
}

#[test]
fn a_copy_can_be_made_before_the_program_begins_and_not_later() {
    let body = r#"(func (export "run") (result i32)
        (loop (br_if 0 (i32.gt_u (i32.const 100) (memory.grow (i32.const 1))))) (memory.size))"#;
    let mut first = WasmGuest::new(&module(body), usize::MAX).unwrap();
    let mut copy = first.fork().unwrap();
    assert_eq!(copy.memory(), first.memory());
    assert_eq!(first.resume(10, None).stop, Stop::Preempted);
    assert_eq!(first.fork().unwrap_err(), "a WebAssembly program can't be copied while it runs");
    let end = Resumed { stop: Stop::Ended(Exit::Returned(Some(101))), ticks_used: 103_002 };
    assert_eq!(copy.resume(1_000_000, None), end);
    // The first has grown once, on credit.
    assert_eq!(first.memory().bytes + (99 << 16), copy.memory().bytes);
}

#[test]
fn modules_are_programs_that_processes_can_start() {
    let bytes: String = square_root().iter().map(|byte| format!("\\x{byte:02x}")).collect();
    let mut manager = ProcessManager::new();
    let lua = spawn_lua(
        &mut manager,
        &format!(
            "local syscall = require 'system.syscall'
            local spawn = system.ProcessManager.spawn
            spawn('{bytes}', {{ name = 'root.wasm' }})
            print(syscall.wait())
            print(pcall(spawn, '\\0asm'))"
        ),
    );
    assert_eq!(manager.run(), RunEnd::AllEnded, "{}", manager.deadlock());
    let text = output(&manager, lua);
    assert!(text.starts_with("2\t12\treturned 12"), "{text}");
    assert!(text.contains("bad WebAssembly module: "), "{text}");
}

fn square_root() -> Vec<u8> {
    module(r#"(func (export "run") (result i32) (i32.trunc_f64_s (f64.sqrt (f64.const 144))))"#)
}

#[test]
fn what_cannot_run_is_refused() {
    let error = |text: &str| {
        let module = wat::parse_str(text).unwrap();
        WasmGuest::new(&module, usize::MAX).err().unwrap_or_else(|| panic!("{text}")).to_string()
    };
    let bad = |words: &str| format!("bad WebAssembly module: {words}");
    assert_eq!(error("(module)"), bad("it exports no function 'run' or '_start'"));
    let kind = "bad type of 'run', expected no parameters, and an i32 or nothing as result";
    assert_eq!(error(r#"(module (func (export "run") (param i32)))"#), bad(kind));
    assert_eq!(error(r#"(module (func (export "run") (result i64) (i64.const 0)))"#), bad(kind));
    let signal = r#"(module (func (export "run")) (func (export "signal")))"#;
    assert_eq!(error(signal), bad("bad type of 'signal', expected one i32 and no result"));
    let start = error(r#"(module (func $f) (start $f) (func (export "run")))"#);
    assert!(start.contains("start"), "{start}");
    let import = error(r#"(module (import "env" "print" (func)) (func (export "run")))"#);
    assert!(import.contains("env") && import.contains("print"), "{import}");
    let import = error(r#"(module (import "tidelock" "call" (func)) (func (export "run")))"#);
    assert!(import.contains("tidelock") && import.contains("call"), "{import}");
    let error = |bytes: &[u8]| WasmGuest::new(bytes, usize::MAX).unwrap_err().to_string();
    for bytes in [&b""[..], b"\0asm", b"return 1", b"\0asm\x02\0\0\0", b"\0asm\x01\0\0\0\x01"] {
        assert!(error(bytes).starts_with("bad WebAssembly module: "), "{}", error(bytes));
    }
}

#[test]
fn damaged_modules_are_refused_or_run_safely() {
    let whole = square();
    for end in 0..whole.len() {
        let _ = WasmGuest::new(&whole[..end], 1 << 20);
    }
    let limits = Limits { memory_bytes_max: 1 << 20, ticks_max: 2000, ..Limits::default() };
    let mut manager = ProcessManager::builder().quantum(500).build();
    let mut started = 0;
    for at in 8..whole.len() {
        for change in [1, 0x40, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] ^= change;
            let options = SpawnOptions { limits, ..SpawnOptions::named("damaged.wasm") };
            if let Ok(pid) = manager.spawn_wasm(&damaged, options) {
                started += 1;
                let _ = manager.run();
                manager.kill(pid);
                manager.reap(pid);
            }
        }
    }
    assert!(started > 100, "{started}");
}

#[test]
fn messages_are_held_to_the_limit_of_their_depth() {
    let nested = |depth| (0..depth).fold(Message::Nil, |inner, _| Message::Sequence(vec![inner]));
    let mut image = Image::default();
    let mut fails = |depth| {
        let arguments = image.place(&[1_i64.into(), "x".into(), nested(depth)]);
        format!("(i32.lt_s (call $call (i32.const {}) {arguments}) (i32.const 0))", ProcessCall::SendEvent as u16)
    };
    let (at, beyond) = (fails(3), fails(4));
    let body = format!(r#"(func (export "run") (result i32) (i32.add (i32.mul (i32.const 10) {at}) {beyond}))"#);
    let limits = Limits { message_depth_max: 3, ..Limits::default() };
    let mut manager = ProcessManager::new();
    let options = SpawnOptions { limits, ..SpawnOptions::named("test.wasm") };
    let pid = manager.spawn_wasm(&image.module(&body), options).unwrap();
    assert_eq!(manager.run(), RunEnd::AllEnded);
    assert_eq!(exit(&manager, pid), Exit::Returned(Some(1)));
}
