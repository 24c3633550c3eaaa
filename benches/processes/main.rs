//! Measures processes: what many of them take, messages, calls, alarms, turns and copies, side by side on tidelock,
//! Erlang, and a scheduler of coroutines in plain Lua. Shows a Markdown table.
//!
//! Each program is in this directory: a Lua file, which `scheduler.lua` runs on `lua5.4` too, and the same in
//! `processes.erl`. It prints a line where what is measured begins and where it ends, so what is set up before doesn't
//! count; all must print the same lines. Contestants run in turn, and the best run counts.
//!
//! `benches/README.md` says how to use it and holds the table (`--write`).

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    reason = "a benchmark reads the clock, starts processes and prints"
)]

#[path = "../common/mod.rs"]
mod common;
mod contestants;
mod rows;

use std::fmt::Write as _;
use std::process::ExitCode;

use common::options::{Options, main_of};
use common::{Clock, machine, shown, write_report};
use contestants::{Contestant, contestants};
use rows::{Cell, Figure, ROWS, Row};

/// The column that the others are compared with.
const REFERENCE: &str = "tidelock";

const USAGE: &str =
    "usage: cargo bench --bench processes -- [-n ROUNDS] [--cpu] [--only COLUMN,...] [--beside FILE] [--write] [ROW]...
  -n ROUNDS          runs of each program on each contestant, of which the best counts (default 3)
  --cpu              processor time instead of time passed, for a machine that isn't quiet (Linux only)
  --only COLUMN,...  leave out the other columns of tidelock, erlang, lua5.4
  --beside FILE      another build of tidelock in a column of its own, named beside
  --write            put the table into benches/README.md
  ROW                only rows with ROW in their name";

fn main() -> ExitCode {
    main_of("processes", USAGE, 3, compare)
}

/// The rows that are wanted.
fn rows(names: &[String]) -> Result<Vec<&'static Row>, String> {
    if let Some(unknown) = names.iter().find(|name| !ROWS.iter().any(|row| row.name.contains(*name))) {
        let known: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
        return Err(format!("expected a part of {}, found '{unknown}'", known.join(", ")));
    }
    let is_wanted = |row: &&Row| names.is_empty() || names.iter().any(|name| row.name.contains(name));
    Ok(ROWS.iter().filter(is_wanted).collect())
}

fn compare(options: &Options) -> Result<(), String> {
    let (contestants, rows) = (contestants(options)?, rows(&options.names)?);
    let mut table = Table::new(&contestants);
    let mut failures = 0;
    for row in rows {
        let mut cells = row.measure(&contestants, options.rounds);
        check_outputs(&mut cells);
        for (cell, one) in cells.iter().zip(&contestants) {
            if let Some(Err(why)) = cell {
                eprintln!("{}, {}: {why}", row.name, one.column);
                failures += 1;
            }
        }
        for figure in row.figures {
            table.push(figure, row, &cells, options.clock);
        }
    }
    let report = format!("{}{}", header(&contestants, options), table.text);
    println!("{report}");
    if failures > 0 {
        return Err(format!("{failures} measurements failed"));
    }
    if options.write { write_report("processes", &report) } else { Ok(()) }
}

/// All must print what the first prints that succeeds.
fn check_outputs(cells: &mut [Option<Result<Cell, String>>]) {
    let outputs = cells.iter().flatten().filter_map(|cell| Some(cell.as_ref().ok()?.output.clone()));
    let Some(expected) = outputs.into_iter().next() else { return };
    for cell in cells.iter_mut().flatten() {
        if let Ok(Cell { output, .. }) = cell
            && *output != expected
        {
            *cell = Err(format!("printed {output:?}, expected {expected:?}"));
        }
    }
}

fn header(contestants: &[Contestant], options: &Options) -> String {
    let mut text = String::new();
    for one in contestants {
        let _ = writeln!(text, "- {}: {} (`{}`)", one.column, one.version, one.command_line());
    }
    let clock = options.clock.label();
    let _ = writeln!(text, "- {}; {clock}, best of {}, interleaved\n", machine(), options.rounds);
    text
}

/// The table under construction: a line for each figure, a column for each contestant, then how many times as good
/// tidelock is as each of the others.
struct Table<'a> {
    contestants: &'a [Contestant],
    reference: Option<usize>,
    text: String,
}

impl<'a> Table<'a> {
    fn new(contestants: &'a [Contestant]) -> Table<'a> {
        let reference = contestants.iter().position(|one| one.column == REFERENCE);
        let mut table = Table { contestants, reference, text: String::new() };
        let mut header: Vec<String> = contestants.iter().map(|one| one.column.to_owned()).collect();
        header.extend(table.others().map(|index| format!("{REFERENCE} : {}", contestants[index].column)));
        table.line("", &header);
        let _ = writeln!(table.text, "|---|{}", "---:|".repeat(header.len()));
        table
    }

    /// The columns that tidelock's is compared with; none if there is none of tidelock's.
    fn others(&self) -> impl Iterator<Item = usize> + use<> {
        let reference = self.reference;
        (0..self.contestants.len()).filter(move |&index| reference.is_some_and(|at| at != index))
    }

    fn push(&mut self, figure: &Figure, row: &Row, cells: &[Option<Result<Cell, String>>], clock: Clock) {
        let value = |cell: &Option<Result<Cell, String>>| match cell {
            Some(Ok(cell)) => (figure.value)(cell, row.clock.unwrap_or(clock)) * figure.scale / row.count,
            _ => f64::NAN,
        };
        // Of rates more is better.
        let values: Vec<f64> =
            cells.iter().map(value).map(|value| if figure.is_rate { 1.0 / value } else { value }).collect();
        let mut line: Vec<String> = values.iter().map(|&value| shown(value, figure.decimals)).collect();
        for index in self.others() {
            let reference = self.reference.map_or(f64::NAN, |at| values[at]);
            let ratio = if figure.is_rate { reference / values[index] } else { values[index] / reference };
            line.push(shown(ratio, 2));
        }
        self.line(figure.label, &line);
    }

    fn line(&mut self, label: &str, cells: &[String]) {
        let line = format!("| {label} | {} |", cells.join(" | "));
        eprintln!("{line}");
        self.text.push_str(&line);
        self.text.push('\n');
    }
}
