//! Programs from the grammar are the same however they are run: whatever the quantum, the backend, the hash seed and
//! the moments at which they are written out and read back; and, where `LUA_ORACLE` names a `lua5.4`, they write what
//! it writes.
//!
//! An input is a byte for the dialect, eight for the choices of the runs, and then those of the grammar.

use arbitrary::Unstructured;
use tidelock_vm::Backend;
use tidelock_vm::bytecode::Verified;

use crate::generator::{self, Dialect};
use crate::harness::{self, Choices, End, Seen, Setup};
use crate::{limits, oracle};

/// Ticks in which every program of the grammar has ended.
const TICKS_MAX: u64 = 100_000_000;
/// Ticks of a program that is also run with a collection at each safepoint; nearly all take fewer.
const COLLECTED_TICKS_MAX: u64 = 20_000;
/// Memory of a portable program; the grammar makes none that needs it.
const MEMORY_BYTES: usize = 64 << 20;

struct Input {
    dialect: Dialect,
    seed: u64,
    text: String,
}

fn input(bytes: &[u8]) -> Input {
    let mut choices = Unstructured::new(bytes);
    let dialect = if choices.arbitrary::<u8>().unwrap_or(0) % 4 == 3 { Dialect::Own } else { Dialect::Portable };
    let seed = choices.arbitrary().unwrap_or(0);
    Input { dialect, seed, text: generator::program(&mut choices, dialect) }
}

/// Judges an input.
///
/// # Errors
///
/// The first way to run it that was seen, and the program.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let input = input(bytes);
    compare(&input).map_err(|why| format!("{why}\n--- program ---\n{}", input.text))
}

/// The program.
pub fn show(bytes: &[u8]) -> String {
    input(bytes).text
}

fn compare(input: &Input) -> Result<(), String> {
    let code = tidelock::program::load(input.text.as_bytes(), oracle::CHUNK_NAME)
        .map_err(|error| format!("it does not compile: {error}"))?;
    let memory_bytes_max = match input.dialect {
        Dialect::Portable => MEMORY_BYTES,
        // Now and then hardly enough.
        Dialect::Own => 1 << (16 + input.seed % 7),
    };
    let setup = Setup { memory_bytes_max, ..Setup::default() };
    let mut choices = Choices::from_seed(input.seed);
    let expected = run(&code, &setup, 1_000_000)?;
    if input.dialect == Dialect::Portable && expected.end != End::Returned {
        return Err(format!("its parts are protected, but it ended with {:?}", expected.end));
    }
    let other = Setup { backend: Backend::Loop, hash_seed: choices.next(), ..setup };
    harness::same("on the loop backend with another hash seed", &expected, &run(&code, &other, 1_000_000)?)?;
    if !limits::is_same_at_any_quantum(&expected) {
        return Ok(());
    }
    harness::same("at quantum 1", &expected, &run(&code, &setup, 1)?)?;
    let quantum = 1 + choices.below(1000);
    harness::same(&format!("at quantum {quantum}"), &expected, &run(&code, &setup, quantum)?)?;
    harness::written_out(&code, &setup, &expected, &mut choices)?;
    if input.dialect == Dialect::Portable {
        if expected.ticks <= COLLECTED_TICKS_MAX {
            harness::collected_always_or_never(&code, &setup, &expected)?;
        }
        oracle::compare(&input.text, &expected.output)?;
    }
    Ok(())
}

fn run(code: &Verified, setup: &Setup, quantum: u64) -> Result<Seen, String> {
    let mut machine = harness::Machine::new(code, setup);
    while !machine.run(quantum) {
        if machine.ticks_used() > TICKS_MAX {
            return Err(format!("not ended after {} ticks", machine.ticks_used()));
        }
    }
    Ok(machine.seen())
}
