//! Work that takes long, and whether it stops at the end of each slice: `tests/bounded.lua`, case by case.

use std::env;
use std::process::Command;

use tidelock_vm::{Outcome, SystemCall, Value, Vm};

use crate::Options;
use crate::machine::{Table, program_output, run_to_clock, shown, thread_nanoseconds, vm_with};

/// The cases, from here.
const FILE: &str = "../../tests/bounded.lua";
/// Ticks of a slice.
const SLICE_TICKS: u64 = 2_000;
/// After so many ticks a case is stopped: some never end.
const TICKS_MAX: u64 = 300_000_000;

pub(crate) fn section(options: &Options) -> Result<String, String> {
    let mut text = format!(
        "\
Builtins and instructions that have much to do, in slices of {SLICE_TICKS} ticks; cases that never end are stopped after
{} million. Each run is a process of its own; of each slice the shortest of {} runs counts. The excess is what the slice
used beyond its ticks: in ticks, the most of all slices; in microseconds, the longest slice.

",
        TICKS_MAX / 1_000_000,
        options.rounds
    );
    let columns = ["ticks", "ms", "ns per tick", "slices", "longest slice, us", "its ticks", "most ticks of a slice"];
    let mut table = Table::new("case", &columns);
    let wanted = env::var("BOUNDED").unwrap_or_default();
    for case in cases()?.iter().filter(|case| case.contains(&wanted)) {
        let mut slices = match slices(case) {
            Ok(slices) => slices,
            Err(error) => {
                table.row(case, &[error]);
                continue;
            }
        };
        for _ in 1..options.rounds {
            let again = self::slices(case)?;
            if slices.len() != again.len() {
                return Err(format!("{case}: slices differ from run to run"));
            }
            for (slice, again) in slices.iter_mut().zip(again) {
                slice.0 = slice.0.min(again.0);
            }
        }
        table.row(case, &summary(&slices));
    }
    text.push_str(&table.finish());
    Ok(text)
}

/// The argument by which this program runs itself, for the slices of one case.
pub(crate) const BOUNDED: &str = "--bounded";

/// Their names, as the file without arguments prints them.
fn cases() -> Result<Vec<String>, String> {
    let file = crate::machine::source_path(FILE);
    let output = Command::new(env!("CARGO_BIN_EXE_tidelock")).arg("run").arg(file).output();
    let output = output.map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

fn slices(case: &str) -> Result<Vec<(f64, u64)>, String> {
    let text = program_output(&[BOUNDED, case])?;
    let slice = |line: &str| {
        let (nanoseconds, ticks) = line.split_once(' ')?;
        Some((nanoseconds.parse::<f64>().ok()?, ticks.parse().ok()?))
    };
    text.lines().map(slice).collect::<Option<_>>().ok_or_else(|| format!("{case}: unexpected output"))
}

/// A line for each slice: nanoseconds, ticks.
pub(crate) fn print_slices(case: &str) -> Result<(), String> {
    let mut vm = vm_with(FILE, &[case])?;
    if !run_to_clock(&mut vm)? {
        return Err(format!("{case}: ended early"));
    }
    let start = vm.ticks_used();
    let mut slices: Vec<(u128, u64)> = Vec::with_capacity(1 << 20);
    while vm.ticks_used() - start < TICKS_MAX {
        let (ticks, started) = (vm.ticks_used(), thread_nanoseconds());
        let outcome = vm.run(SLICE_TICKS);
        let nanoseconds = thread_nanoseconds() - started;
        let ends = answer(&mut vm, outcome)?;
        slices.push((nanoseconds, vm.ticks_used() - ticks));
        if ends {
            break;
        }
    }
    for (nanoseconds, ticks) in slices {
        println!("{nanoseconds} {ticks}");
    }
    Ok(())
}

/// Whether the case is done.
fn answer(vm: &mut Vm, outcome: Outcome) -> Result<bool, String> {
    match outcome {
        Outcome::Preempted | Outcome::Yielded | Outcome::SignalHandled => Ok(false),
        Outcome::SystemCall { number, .. } if number == SystemCall::Clock as u16 => Ok(true),
        Outcome::SystemCall { .. } => {
            let message = vm.string(b"refused");
            vm.answer(&[Value::NIL, message, Value::integer(1)]);
            Ok(false)
        }
        Outcome::Finished(_) => Ok(true),
        Outcome::Failed { traceback, .. } => Err(String::from_utf8_lossy(&traceback).into_owned()),
        Outcome::Stopped(reason) => Err(format!("stopped: {reason:?}")),
    }
}

fn summary(slices: &[(f64, u64)]) -> Vec<String> {
    let ticks: u64 = slices.iter().map(|slice| slice.1).sum();
    let nanoseconds: f64 = slices.iter().map(|slice| slice.0).sum();
    let longest = slices.iter().max_by(|a, b| a.0.total_cmp(&b.0)).copied().unwrap_or((f64::NAN, 0));
    let most = slices.iter().map(|slice| slice.1).max().unwrap_or(0);
    vec![
        ticks.to_string(),
        shown(nanoseconds / 1e6, 1),
        shown(nanoseconds / ticks as f64, 1),
        slices.len().to_string(),
        shown(longest.0 / 1e3, 0),
        longest.1.to_string(),
        most.to_string(),
    ]
}
