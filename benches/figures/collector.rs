//! The collector: how long programs take that keep it busy, and how long it keeps a program waiting.

use tidelock_vm::Outcome;

use crate::Options;
use crate::machine::{Table, interpreters, program_output, quantile, run_to_clock, shown, thread_nanoseconds, vm_with};

/// Programs, as files from here.
const PROGRAMS: [(&str, &str); 2] =
    [("binary-trees", "../programs/binary-trees.lua"), ("10^7 tables dropped while 10^6 live", "garbage.lua")];

/// Kinds of `pauses.lua`.
const HEAPS: [&str; 12] = [
    "10^6 tables",
    "10^5 tables, all weak values of one",
    "10^5 tables, all weak keys of one",
    "10^5 closures",
    "10^5 suspended coroutines",
    "one table, array of 10^6 tables",
    "one table, array of 10^6 integers",
    "one table, 10^6 string keys",
    "one table, 10^6 integer keys",
    "10^5 tables below 150000 nested calls",
    "10^5 tables, a chain of 5000 weak keys",
    "10^5 tables, 10^4 weak in keys and values",
];

/// Ticks of a slice.
const SLICE_TICKS: u64 = 2_000;
/// Whole cycles in which slices are timed, after the one that is under way when it begins.
const CYCLES: u64 = 2;
/// A program that has not got so far by then never does.
const SLICES_MAX: usize = 2_000_000;

pub(crate) fn section(options: &Options) -> Result<String, String> {
    let mut text = "Processor seconds of whole processes.\n\n".to_owned();
    let all = interpreters();
    let mut table = Table::new("program", &["tidelock", "lua5.4", "tidelock / lua5.4"]);
    for (name, file) in PROGRAMS {
        let mut best = [f64::NAN; 2];
        for _ in 0..options.rounds {
            for (best, one) in best.iter_mut().zip(&all) {
                *best = best.min(one.run(file, &[])?.processor_seconds);
            }
        }
        table.row(name, &[shown(best[0], 3), shown(best[1], 3), shown(best[0] / best[1], 2)]);
    }
    text.push_str(&table.finish());

    text.push_str(&format!(
        "\
Pauses: a program that replaces objects of a live heap at random, in slices of {SLICE_TICKS} ticks, during {CYCLES}
whole cycles of the collector after the heap has been built. Microseconds; the longest slice is what a program waits at
most. Each run is a process of its own, the same slice by slice, so that of each slice the shortest of {} runs
counts, which leaves out what the machine did meanwhile. The last columns are about the longest slice: the ticks it was
charged, and when in its cycle it was, from 0 to 1.

",
        options.rounds
    ));
    let columns = ["longest", "second", "99.9 %", "median", "slices", "slices over 1 ms", "ticks", "when"];
    let mut table = Table::new("live heap", &columns);
    for heap in HEAPS {
        let mut slices = slices(heap)?;
        for _ in 1..options.rounds {
            let again = self::slices(heap)?;
            if !slices.iter().map(|slice| slice.ticks).eq(again.iter().map(|slice| slice.ticks)) {
                return Err(format!("{heap}: slices differ from run to run"));
            }
            for (slice, again) in slices.iter_mut().zip(again) {
                slice.microseconds = slice.microseconds.min(again.microseconds);
            }
        }
        table.row(heap, &summary(&slices));
    }
    text.push_str(&table.finish());
    Ok(text)
}

/// The argument by which this program runs itself, for the slices of one heap.
pub(crate) const SLICES: &str = "--slices";

struct Slice {
    microseconds: f64,
    ticks: u64,
    /// Collections finished when it ended.
    cycles: u64,
}

/// Slices in a new process: what was freed before decides whether memory that grows is moved or copied.
fn slices(heap: &str) -> Result<Vec<Slice>, String> {
    let text = program_output(&[SLICES, heap])?;
    let slice = |line: &str| {
        let mut words = line.split(' ');
        let mut number = || words.next()?.parse().ok();
        Some(Slice { microseconds: number()? as f64 / 1e3, ticks: number()?, cycles: number()? })
    };
    text.lines().map(slice).collect::<Option<_>>().ok_or_else(|| format!("{heap}: unexpected output"))
}

/// A line for each slice: nanoseconds, ticks, collections finished when it ended.
pub(crate) fn print_slices(heap: &str) -> Result<(), String> {
    let mut vm = vm_with("pauses.lua", &[heap])?;
    if !run_to_clock(&mut vm)? {
        return Err(format!("{heap}: ended early"));
    }
    let before = vm.collections();
    let mut slices: Vec<(u128, u64, u64)> = Vec::with_capacity(SLICES_MAX);
    while vm.collections() <= before + CYCLES {
        let (ticks, started) = (vm.ticks_used(), thread_nanoseconds());
        let outcome = vm.run(SLICE_TICKS);
        let nanoseconds = thread_nanoseconds() - started;
        if !matches!(outcome, Outcome::Preempted) || slices.len() == SLICES_MAX {
            return Err(format!("{heap}: {} slices, then {outcome:?}", slices.len()));
        }
        slices.push((nanoseconds, vm.ticks_used() - ticks, vm.collections()));
    }
    for (nanoseconds, ticks, cycles) in slices {
        println!("{nanoseconds} {ticks} {cycles}");
    }
    Ok(())
}

fn summary(slices: &[Slice]) -> Vec<String> {
    let mut sorted: Vec<f64> = slices.iter().map(|slice| slice.microseconds).collect();
    sorted.sort_by(f64::total_cmp);
    let at = (0..slices.len()).max_by(|&a, &b| slices[a].microseconds.total_cmp(&slices[b].microseconds)).unwrap_or(0);
    // A cycle ends with the slice after which there is one collection more.
    let is_end = |i: usize| i > 0 && slices[i].cycles > slices[i - 1].cycles;
    let start = (0..at).rev().find(|&i| is_end(i)).map_or(0, |i| i + 1);
    let end = (at..slices.len()).find(|&i| is_end(i)).unwrap_or(slices.len());
    vec![
        shown(sorted[sorted.len() - 1], 0),
        shown(sorted[sorted.len() - 2], 0),
        shown(quantile(&sorted, 0.999), 0),
        shown(quantile(&sorted, 0.5), 1),
        slices.len().to_string(),
        slices.iter().filter(|slice| slice.microseconds > 1e3).count().to_string(),
        slices[at].ticks.to_string(),
        shown((at - start) as f64 / (end - start).max(1) as f64, 2),
    ]
}
