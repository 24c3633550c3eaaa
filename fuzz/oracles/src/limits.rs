//! Programs from the grammar under small limits: they end, and the same way each time.
//!
//! An input is a byte for the dialect, eight for the limits, and then the choices of the grammar.

use arbitrary::Unstructured;
use tidelock_vm::Backend;
use tidelock_vm::bytecode::Verified;

use crate::generator::{self, Dialect};
use crate::harness::{self, End, Machine, Seen, Setup};
use crate::oracle;

#[derive(Debug)]
struct Limits {
    memory_bytes_max: usize,
    ticks_max: u64,
    quantum: u64,
}

struct Input {
    limits: Limits,
    text: String,
}

fn input(bytes: &[u8]) -> Input {
    let mut choices = Unstructured::new(bytes);
    let mut number = |range: std::ops::RangeInclusive<u64>| choices.int_in_range(range).unwrap_or(0);
    let dialect = if number(0..=1) == 0 { Dialect::Own } else { Dialect::Portable };
    // A new process takes about 20 kB; less than that is a limit too.
    let memory_bytes_max = 1 << number(0..=10) | number(0..=0xffff);
    let ticks_max = 1 << number(0..=14) | number(0..=0x3fff);
    let quantum = 1 + (number(0..=0xff) >> number(0..=8));
    let limits = Limits { memory_bytes_max: memory_bytes_max as usize, ticks_max, quantum };
    Input { limits, text: generator::program(&mut choices, dialect) }
}

/// Judges an input.
///
/// # Errors
///
/// How two runs differ, and the program.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let Input { limits, text } = input(bytes);
    compare(&limits, &text).map_err(|why| format!("{why}\n{limits:?}\n--- program ---\n{text}"))
}

/// The limits and the program.
pub fn show(bytes: &[u8]) -> String {
    let Input { limits, text } = input(bytes);
    format!("-- {limits:?}\n{text}")
}

fn compare(limits: &Limits, text: &str) -> Result<(), String> {
    let code = tidelock::program::load(text.as_bytes(), oracle::CHUNK_NAME)
        .map_err(|error| format!("it does not compile: {error}"))?;
    let setup = Setup { memory_bytes_max: limits.memory_bytes_max, ..Setup::default() };
    let expected = run(&code, &setup, limits, limits.quantum);
    harness::same("once more", &expected, &run(&code, &setup, limits, limits.quantum))?;
    let other = Setup { backend: Backend::Loop, hash_seed: 99, ..setup };
    harness::same("on the loop backend", &expected, &run(&code, &other, limits, limits.quantum))?;
    if !is_same_at_any_quantum(&expected) {
        return Ok(());
    }
    harness::same("at quantum 1", &expected, &run(&code, &setup, limits, 1))
}

/// Whether a run under limits has to be the same at another quantum. Where ticks ended it, the last slice may have
/// ended within a builtin, and exactly where depends on where slices began.
pub(crate) fn is_same_at_any_quantum(seen: &Seen) -> bool {
    seen.end != End::Running
}

/// Runs until the ticks are used up: the slices add up to the limit, however long each is.
fn run(code: &Verified, setup: &Setup, limits: &Limits, quantum: u64) -> Seen {
    let mut machine = Machine::new(code, setup);
    loop {
        let left = limits.ticks_max.saturating_sub(machine.ticks_used());
        if left == 0 || machine.run(quantum.min(left)) {
            return machine.seen();
        }
    }
}
