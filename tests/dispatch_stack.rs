//! Guards the tail backend: 10^8 instructions of all kinds on a thread stack of 64 KiB. If one handler's last call
//! became a call instead of a jump, the stack would be used up within a few hundred instructions.
//!
//! In a build with debug assertions the tail backend isn't compiled in; then fewer instructions run on the loop.

use tidelock_fuzz::harness::{self, End, Machine, Setup};
use tidelock_vm::Backend;

/// The thread's stack. Everything the interpreter needs is on the heap.
const STACK_BYTES: usize = 64 * 1024;

/// One turn is about 400 instructions, of every kind that programs can be made of.
const PROGRAM: &str = include_str!("dispatch_stack.lua");

/// Runs the program for so many ticks at least; an instruction costs about one.
fn run_on_small_stack(backend: Backend, ticks: u64, turns: u64) {
    let code = tidelock::program::load(PROGRAM.as_bytes(), b"@dispatch.lua").expect("it compiles");
    let body = move || {
        // A machine is large on the stack only for a moment; the heap holds the process.
        let mut machine = Box::new(Machine::new(&code, &Setup { backend, ..Setup::default() }));
        machine.set_argument(turns, &code);
        let has_ended = machine.run(harness::TICKS_MAX);
        assert!(has_ended, "it ends by itself");
        let used = machine.ticks_used();
        assert!(used >= ticks, "{used} ticks used, expected at least {ticks}");
        let seen = machine.seen();
        assert_eq!((seen.end, seen.output), (End::Returned, format!("{turns}\n")), "{}", seen.errors);
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(body).expect("a thread can be started");
    thread.join().expect("it runs to its end");
}

#[test]
fn loop_backend_needs_little_stack() {
    run_on_small_stack(Backend::Loop, 100_000, 400);
}

#[test]
fn tail_backend_needs_little_stack() {
    if cfg!(debug_assertions) {
        // Said, so that nobody takes this for the guard.
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"skipped: with debug assertions the tail backend isn't compiled in; run `cargo test --release`\n",
        );
        return;
    }
    run_on_small_stack(Backend::Tail, 100_000_000, 250_000);
}
