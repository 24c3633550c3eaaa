//! No builtin and no instruction goes on for long after its ticks are used up: `bounded.lua`, case by case, at a small
//! size, in slices of [`SLICE_TICKS`]. How many ticks each case takes, and the most in a slice, are in `bounded.txt`
//! (`BLESS=1` rewrites it); what they are in time is measured by `cargo bench --bench figures -- bounded`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use tidelock::{Backend, program};
use tidelock_vm::{Options, Outcome, SystemCall, Value, Vm};

/// Of the sizes in the names of the cases.
const SCALE: &str = "0.03";
/// Ticks of a slice.
const SLICE_TICKS: u64 = 1_000;
/// Ticks that a slice may use beyond that: a step of whatever is done in steps.
const EXCESS_MAX: u64 = 16 * 1024;
/// After so many ticks a case is stopped: some never end.
const TICKS_MAX: u64 = 3_000_000;

/// `load` may go on for the time that one statement takes, with the comments that follow it.
const ONE_STATEMENT: [&str; 2] = ["load of 10 MB in one string", "load of 10 MB of comments"];

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The names in `cases["name"] = ...`.
fn cases(text: &str) -> impl Iterator<Item = String> + '_ {
    let name = |line: &str| Some(line.strip_prefix("cases[\"")?.split_once("\"] =")?.0.replace("\\\"", "\""));
    text.lines().filter_map(name)
}

fn start(text: &str, case: &str) -> Vm {
    let code = program::load(text.as_bytes(), b"=bounded.lua").expect("it compiles");
    let mut vm = Vm::new(&Options {
        hash_seed: 0,
        random_seed: (0, 0),
        memory_bytes_max: 1 << 30,
        backend: Backend::Tail,
        compile: program::compile_hook,
    });
    let arguments = [case, SCALE].map(|argument| vm.string(argument.as_bytes()));
    vm.start(&code, &arguments);
    vm
}

/// Runs a slice; says whether the program has called `os.clock` or ended. Anything else it asks for is refused.
fn slice(vm: &mut Vm, case: &str, ticks: u64) -> bool {
    match vm.run(ticks) {
        Outcome::Preempted | Outcome::Yielded | Outcome::SignalHandled => false,
        Outcome::SystemCall { number, .. } if number == SystemCall::Clock as u16 => {
            vm.answer(&[Value::float(0.0)]);
            true
        }
        Outcome::SystemCall { .. } => {
            let message = vm.string(b"refused");
            vm.answer(&[Value::NIL, message, Value::integer(1)]);
            false
        }
        Outcome::Finished(_) => true,
        Outcome::Failed { traceback, .. } => panic!("{case}: {}", String::from_utf8_lossy(&traceback)),
        Outcome::Stopped(reason) => panic!("{case}: stopped: {reason:?}"),
    }
}

#[test]
fn no_slice_is_exceeded_by_much() {
    let text = fs::read_to_string(file("bounded.lua")).expect("it is there");
    let mut report = String::from("case\tticks\tmost in a slice\n");
    let mut broken = Vec::new();
    for case in cases(&text) {
        let mut vm = start(&text, &case);
        while !slice(&mut vm, &case, u64::MAX) {}
        let (first, mut most) = (vm.ticks_used(), 0);
        loop {
            let before = vm.ticks_used();
            let is_over = slice(&mut vm, &case, SLICE_TICKS);
            most = most.max(vm.ticks_used() - before);
            if is_over || vm.ticks_used() - first > TICKS_MAX {
                break;
            }
        }
        let _ = writeln!(report, "{case}\t{}\t{most}", vm.ticks_used() - first);
        if most > SLICE_TICKS + EXCESS_MAX && !ONE_STATEMENT.contains(&case.as_str()) {
            broken.push(format!("{case}: a slice of {SLICE_TICKS} ticks used {most}"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    if env::var_os("BLESS").is_some() {
        fs::write(file("bounded.txt"), &report).expect("it can be written");
    }
    let expected = fs::read_to_string(file("bounded.txt")).unwrap_or_default();
    for (line, expected) in report.lines().zip(expected.lines()) {
        assert_eq!(line, expected, "ticks have changed (BLESS=1 rewrites tests/bounded.txt)");
    }
    assert_eq!(report.lines().count(), expected.lines().count(), "cases have changed (BLESS=1)");
}
