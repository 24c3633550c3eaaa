//! A process that lacked memory, at whatever point, leaves nothing of the host's memory in use. In a program of its own,
//! since all that the test allocates is counted.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tidelock_fuzz::harness;
use tidelock_fuzz::no_room::Program;
use tidelock_vm::Lasts;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Ticks after which a process is dropped that has not ended.
const TICKS_MAX: u64 = 20_000_000;

/// Bytes that are in use after a run and were not before.
fn left_by(program: &Program, point: u64, lasts: Lasts) -> isize {
    let region = Region::new(ALLOCATOR);
    let mut machine = program.lacking(point, lasts);
    machine.run(TICKS_MAX);
    drop(machine);
    let change = region.change();
    change.bytes_allocated as isize - change.bytes_deallocated as isize
}

fn main() {
    for (name, path) in harness::files("tests/no_room", "lua") {
        let text = std::fs::read_to_string(path).expect("it is readable");
        let program = Program::new(&text).unwrap_or_else(|why| panic!("{name}: {why}"));
        for lasts in [Lasts::UntilRaised, Lasts::Forever] {
            // What is made once for all processes.
            left_by(&program, program.points(), lasts);
            for point in 1..=program.points() {
                assert_eq!(left_by(&program, point, lasts), 0, "{name}, point {point}, {lasts:?}");
            }
        }
    }
}
