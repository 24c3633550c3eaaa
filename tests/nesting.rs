//! Endless recursion, deep nesting and deep structures on a thread with a stack of 256 KiB: each ends as an error that
//! the program can catch, or well, and never by using up the stack.
//!
//! The programs are in `nesting/`, with what each gives.

#[path = "nesting/patterns.rs"]
mod patterns;
#[path = "nesting/recursion.rs"]
mod recursion;
#[path = "nesting/sources.rs"]
mod sources;
#[path = "nesting/structures.rs"]
mod structures;

use tidelock::{Exit, ProcessManager, RunEnd, SpawnOptions, program};
use tidelock_fuzz::harness::{Machine, Setup};
use tidelock_vm::bytecode;

/// The thread's stack. It is enough for builds without optimisation too.
const STACK_BYTES: usize = 256 * 1024;

/// How deep or long things are; builds without optimisation are slow, and a tenth of it is as much beyond every limit.
const DEPTH: usize = if cfg!(debug_assertions) { 100_000 } else { 1_000_000 };

/// Before each program, on its first line: `N`, `R` repeats a text so often, and `show` prints values in short.
const PRELUDE: &str = "local function R(s) return s:rep(N) end local function show(...) local t = table.pack(...) \
    for i = 1, t.n do local v = t[i] \
        if type(v) == 'number' then t[i] = v > 1000 and 'many' or tostring(v) \
        elseif type(v) == 'string' then v = v:gsub('^c:%d+: ', '') t[i] = #v > 80 and 'long' or v \
        else t[i] = tostring(v) end end \
    print(table.concat(t, ' ', 1, t.n)) end ";

/// Does something on a small stack. What panics there panics here.
fn on_small_stack(body: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(body).expect("a thread can be started");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn source_of(text: &str) -> String {
    format!("local N = {DEPTH} {PRELUDE}{text}")
}

/// What a program writes.
fn output_of(name: &str, text: &str) -> Vec<u8> {
    let mut manager = ProcessManager::new();
    let pid = manager.spawn(source_of(text).as_bytes(), SpawnOptions::named("c")).expect("it compiles");
    assert_eq!(manager.run(), RunEnd::AllEnded);
    let process = manager.process(pid).expect("it is there");
    assert_eq!(process.exit(), Some(&Exit::Returned(None)), "{name}");
    process.output().to_vec()
}

/// Compares each program's output with the line beside it.
fn check(programs: &'static [(&str, &str, &str)], wrap: fn(&str) -> String) {
    on_small_stack(move || {
        let mut wrong = Vec::new();
        for (name, text, expected) in programs {
            let found = String::from_utf8_lossy(&output_of(name, &wrap(text))).into_owned();
            if found != format!("{expected}\n") {
                wrong.push(format!("{name}: expected {expected:?}, found {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    });
}

#[test]
fn recursion_without_end_is_an_error() {
    check(recursion::PROGRAMS, |text| format!("show(pcall(function() {text} end))"));
}

#[test]
fn patterns_and_formats_have_no_depth() {
    check(patterns::PROGRAMS, |text| format!("show(pcall({text}))"));
}

#[test]
fn sources_that_nest_are_refused_or_run() {
    check(sources::PROGRAMS, |text| {
        format!("local f, e = load({text}, '=c') if f then show('loads', pcall(f)) else show(f, e) end")
    });
}

/// The way of `tidelock check`, `compile` and `disasm`.
#[test]
fn sources_that_nest_are_refused_or_compiled_and_read_back() {
    on_small_stack(|| {
        for (name, text, expected) in sources::PROGRAMS {
            let source = output_of(name, &format!("io.write({text})"));
            match program::load(&source, b"=c") {
                Err(error) => assert!(expected.starts_with("nil "), "{name}: {error}"),
                Ok(code) => {
                    assert!(expected.starts_with("loads "), "{name}");
                    let bytes = bytecode::encode(code.prototype(), false);
                    let again = program::load(&bytes, b"=c").unwrap_or_else(|error| panic!("{name}: {error}"));
                    let bytes_again = bytecode::encode(again.prototype(), false);
                    assert!(bytes_again == bytes, "{name}: reads back as something else");
                    let mut listing = String::new();
                    bytecode::disassemble(again.prototype(), &mut listing).expect("a string takes all");
                    assert!(listing.starts_with("main <"), "{name}");
                }
            }
        }
    });
}

#[test]
fn deep_structures_are_copied_written_out_read_back_and_dropped() {
    on_small_stack(|| {
        for (name, text) in structures::PROGRAMS {
            let source = source_of(&format!("{text} print('built') local kept = x while true do end"));
            let code = program::load(source.as_bytes(), b"=c").unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut machine = Box::new(Machine::new(&code, &Setup::default()));
            let built = |machine: &Machine| machine.clone().seen().output == "built\n";
            while !built(&machine) {
                assert!(!machine.run(200 * DEPTH as u64), "{name} ends");
                assert!(machine.ticks_used() < 1000 * DEPTH as u64, "{name} goes on and on");
            }
            let copy = machine.clone();
            machine.reload(&Setup { hash_seed: 2, ..Setup::default() }).unwrap_or_else(|why| panic!("{name}: {why}"));
            assert!(!machine.run(1000), "{name}");
            drop(copy);
            assert!(built(&machine), "{name}");
        }
    });
}

#[test]
fn deep_structures_are_collected() {
    on_small_stack(|| {
        for (name, text) in structures::PROGRAMS {
            let text = format!(
                "local before = collectgarbage 'count' do {text} end collectgarbage() local full = collectgarbage 'count' \
                 x = nil collectgarbage() collectgarbage() \
                 show(full > before + 100, collectgarbage 'count' < before + 100)"
            );
            let found = String::from_utf8_lossy(&output_of(name, &text)).into_owned();
            assert_eq!(found, "true true\n", "{name}");
        }
    });
}
