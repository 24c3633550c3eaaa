//! What is tried on tidelock, and what must hold: generators of inputs and oracles that judge runs.
//!
//! [`TARGETS`] is the table of all that can be fuzzed. A target is a function from bytes to a verdict; that it does not
//! panic and comes back is part of every verdict. Whoever feeds it is elsewhere: this crate's tests (a few fixed
//! inputs), its binary `campaign` (many, on any toolchain), `fuzz/targets` (libFuzzer), and `tests/properties.rs`.
//!
//! - `harness`, `memory_host`: a VM driven by hand, which the suites use too
//! - `generator`, `mutation`: programs from a grammar; damage
//! - `no_room`: lack of memory at each point; not fuzzed, since all points are tried
//! - `watch`: a manager's run from round to round
//! - one module a target: `source`, `bytecode`, `program`, `limits`, `builtin`, `processes`, `lua_processes`

#![forbid(unsafe_code)]

pub mod harness;
pub mod memory_host;
pub mod generator;
pub mod mutation;
pub mod builtin;
pub mod bytecode;
pub mod limits;
pub mod lua_processes;
pub mod no_room;
mod oracle;
pub mod processes;
pub mod program;
pub mod source;
pub mod watch;

use std::fmt;

use harness::Choices;

/// Something that can be fuzzed.
#[derive(Clone, Copy)]
pub struct Target {
    /// As in `cargo fuzz run NAME`.
    pub name: &'static str,
    /// Judges one input; the error says what is wrong, with all that is needed to see it again.
    pub check: fn(&[u8]) -> Result<(), String>,
    /// What an input stands for, as text to read.
    pub show: fn(&[u8]) -> String,
    /// An input made at random, of about so many bytes at most.
    pub make: fn(&mut Choices, usize) -> Vec<u8>,
    /// Longest input that is worth trying.
    pub input_bytes_max: usize,
    /// Fixed inputs that a test run tries; as many as take about a second in a debug build.
    pub cases: u64,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target {
        name: "source",
        check: source::check,
        show: source::show,
        make: source::make,
        input_bytes_max: 4096,
        cases: 400,
    },
    Target {
        name: "bytecode",
        check: bytecode::check,
        show: bytecode::show,
        make: bytecode::make,
        input_bytes_max: 4096,
        cases: 400,
    },
    Target {
        name: "program",
        check: program::check,
        show: program::show,
        make: bytes,
        input_bytes_max: 1024,
        cases: 60,
    },
    Target { name: "limits", check: limits::check, show: limits::show, make: bytes, input_bytes_max: 1024, cases: 60 },
    Target {
        name: "builtin",
        check: builtin::check,
        show: builtin::show,
        make: bytes,
        input_bytes_max: 256,
        cases: 300,
    },
    Target {
        name: "processes",
        check: processes::check,
        show: processes::show,
        make: bytes,
        input_bytes_max: 256,
        cases: 100,
    },
    Target {
        name: "lua_processes",
        check: lua_processes::check,
        show: lua_processes::show,
        make: bytes,
        input_bytes_max: 1024,
        cases: 30,
    },
];

/// The target of this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// What libFuzzer calls.
///
/// # Panics
///
/// If the target finds something wrong with the input.
pub fn must_hold(name: &str, input: &[u8]) {
    let target = target(name).unwrap_or_else(|| panic!("there is no target {name}"));
    if let Err(why) = (target.check)(input) {
        panic!("{name}: {why}");
    }
}

impl Target {
    /// The input of this number, the same in every run.
    pub fn input(&self, number: u64) -> Vec<u8> {
        let mut choices = Choices::from_seed(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ self.name.len() as u64);
        let longest = if choices.below(4) == 0 { self.input_bytes_max } else { self.input_bytes_max / 4 };
        (self.make)(&mut choices, longest)
    }
}

/// Any bytes.
fn bytes(choices: &mut Choices, bytes_max: usize) -> Vec<u8> {
    let length = 8 + choices.below(bytes_max as u64 - 8);
    (0..length).map(|_| choices.next() as u8).collect()
}
