//! Times the programs of `benches/programs` on tidelock (both dispatch backends) and on the interpreters installed
//! beside it, and shows seconds, speed and peak memory as Markdown tables.
//!
//! Each program runs on one interpreter after the other, round after round, so that a slow moment of the machine hits
//! all of them, and the best run counts. A run is a whole process, from spawn to exit. All outputs must be equal.
//!
//! `benches/README.md` says how to use it and holds the tables (`--write`).

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    reason = "a benchmark reads the clock, starts processes and prints"
)]

mod common;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use common::options::{Options, main_of};
use common::{Clock, machine, shown, write_report};

/// The column that the others are compared with.
const REFERENCE: &str = "lua5.4";

const USAGE: &str =
    "usage: cargo bench --bench compare -- [-n ROUNDS] [--cpu] [--only COLUMN,...] [--beside FILE] [--write] [NAME]...
  -n ROUNDS          runs of each program on each interpreter, of which the best counts (default 5)
  --cpu              processor time instead of time passed, for a machine that isn't quiet (Linux only)
  --only COLUMN,...  leave out the other columns of tail, loop, lua5.4, luajit
  --beside FILE      another build of tidelock in a column of its own, named beside
  --write            put the tables into benches/README.md
  NAME               only programs with NAME in their name";

fn main() -> ExitCode {
    main_of("compare", USAGE, 5, compare)
}

fn compare(options: &Options) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches");
    let interpreters = interpreters(options)?;
    let programs = programs(&root.join("programs"), &options.names)?;

    let mut rows = Vec::new();
    let mut failures = 0;
    for program in &programs {
        let row = Row::measure(program, &interpreters, options);
        eprintln!("{}", row.progress());
        failures += row.report_failures(&interpreters);
        rows.push(row);
    }

    let report = report(&interpreters, &rows, options);
    println!("{report}");
    if failures > 0 {
        return Err(format!("{failures} of {} measurements failed", rows.len() * interpreters.len()));
    }
    if options.write { write_report("compare", &report) } else { Ok(()) }
}

fn programs(directory: &Path, names: &[String]) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == "lua"));
    found.sort_by_key(|path| stem(path));
    if let Some(unknown) = names.iter().find(|name| !found.iter().any(|path| stem(path).contains(*name))) {
        return Err(format!("no program of {} has '{unknown}' in its name", directory.display()));
    }
    found.retain(|path| names.is_empty() || names.iter().any(|name| stem(path).contains(name)));
    Ok(found)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// A column of the tables: a command that runs a Lua file.
struct Interpreter {
    column: &'static str,
    version: String,
    program: PathBuf,
    arguments: &'static [&'static str],
}

impl Interpreter {
    /// None if the program isn't there, or doesn't say a version that starts with `expected`.
    fn find(
        column: &'static str,
        program: &Path,
        arguments: &'static [&'static str],
        version_flag: &str,
        expected: &str,
    ) -> Option<Interpreter> {
        let version = common::version(program, version_flag, expected)?;
        Some(Interpreter { column, version, program: program.to_owned(), arguments })
    }

    fn run(&self, file: &Path, clock: Clock) -> Run {
        match common::measure(Command::new(&self.program).args(self.arguments).arg(file)) {
            Ok(measured) => {
                Run { seconds: measured.end.seconds(clock), peak_kib: measured.peak_kib, outcome: Ok(measured.output) }
            }
            Err(why) => Run::failed(why),
        }
    }
}

fn interpreters(options: &Options) -> Result<Vec<Interpreter>, String> {
    let beside = options.beside.as_deref();
    let tidelock = Path::new(env!("CARGO_BIN_EXE_tidelock"));
    let lua = |name: &str| Interpreter::find(REFERENCE, Path::new(name), &[], "-v", "Lua 5.4");
    let found: Vec<Interpreter> = [
        Interpreter::find("tail", tidelock, &["run", "--dispatch", "tail"], "--version", "tidelock"),
        Interpreter::find("loop", tidelock, &["run", "--dispatch", "loop"], "--version", "tidelock"),
        lua("lua5.4").or_else(|| lua("lua")),
        beside.and_then(|file| {
            Interpreter::find("beside", file, &["run", "--dispatch", "tail"], "--version", "tidelock")
        }),
        Interpreter::find("luajit", Path::new("luajit"), &["-joff"], "-v", "LuaJIT"),
    ]
    .into_iter()
    .flatten()
    .collect();
    options.wanted(found, |one| one.column)
}

/// One process from spawn to exit; the outcome is its output, or why it failed.
struct Run {
    seconds: f64,
    peak_kib: Option<u64>,
    outcome: Result<String, String>,
}

impl Run {
    fn failed(why: String) -> Run {
        Run { seconds: f64::NAN, peak_kib: None, outcome: Err(why) }
    }
}

/// One program on every interpreter; a cell is the fastest run with the largest peak, or the first failure.
struct Row {
    name: String,
    cells: Vec<Run>,
}

impl Row {
    fn measure(program: &Path, interpreters: &[Interpreter], options: &Options) -> Row {
        let mut cells: Vec<Run> = interpreters.iter().map(|one| one.run(program, options.clock)).collect();
        for _ in 1..options.rounds {
            for (cell, interpreter) in cells.iter_mut().zip(interpreters) {
                if cell.outcome.is_err() {
                    continue;
                }
                let run = interpreter.run(program, options.clock);
                if run.outcome == cell.outcome {
                    cell.seconds = cell.seconds.min(run.seconds);
                    cell.peak_kib = cell.peak_kib.max(run.peak_kib);
                } else {
                    let found = run.outcome.unwrap_or_else(|why| why);
                    *cell = Run::failed(format!("differs from run to run: {}", found.trim()));
                }
            }
        }
        let mut row = Row { name: stem(program), cells };
        row.check_outputs(interpreters);
        row
    }

    /// All must print what the reference prints, or the first that succeeds.
    fn check_outputs(&mut self, interpreters: &[Interpreter]) {
        let by_reference = interpreters.iter().position(|one| one.column == REFERENCE);
        let outputs = || self.cells.iter().map(|cell| cell.outcome.as_ref().ok());
        let Some(expected) = by_reference.and_then(|at| outputs().nth(at)?).or_else(|| outputs().flatten().next())
        else {
            return;
        };
        let expected = expected.clone();
        for cell in &mut self.cells {
            if cell.outcome.as_ref().is_ok_and(|output| *output != expected) {
                let output = cell.outcome.as_deref().unwrap_or_default().trim();
                *cell = Run::failed(format!("printed '{output}', expected '{}'", expected.trim()));
            }
        }
    }

    fn report_failures(&self, interpreters: &[Interpreter]) -> usize {
        let failed =
            self.cells.iter().zip(interpreters).filter_map(|(cell, one)| Some((one, cell.outcome.as_ref().err()?)));
        failed.inspect(|(one, why)| eprintln!("{}, {}: {why}", self.name, one.column)).count()
    }

    fn progress(&self) -> String {
        self.cells.iter().fold(format!("{:20}", self.name), |line, cell| format!("{line} {:7.3}", cell.seconds))
    }
}

/// What a table shows of a run. NaN stands for "not known" and makes no part of a mean.
type Measure = fn(&Run) -> f64;

const SECONDS: Measure = |run| run.seconds;
const PEAK_MIB: Measure = |run| run.peak_kib.map_or(f64::NAN, |kib| kib as f64 / 1024.0);

fn report(interpreters: &[Interpreter], rows: &[Row], options: &Options) -> String {
    let mut text = String::new();
    for one in interpreters {
        let mut command = vec![one.program.file_name().unwrap_or_default().to_string_lossy().into_owned()];
        command.extend(one.arguments.iter().map(|&argument| argument.to_owned()));
        let _ = writeln!(text, "- {}: {} (`{}`)", one.column, one.version, command.join(" "));
    }
    let _ = writeln!(text, "- {}; {}, best of {}, interleaved\n", machine(), options.clock.label(), options.rounds);

    let _ = writeln!(text, "Seconds, and speed as a multiple of {REFERENCE}'s (more is faster).\n");
    table(&mut text, interpreters, rows, 3, SECONDS, |seconds, reference| reference / seconds);
    for (column, against) in [("tail", "luajit"), ("loop", "tail")] {
        if let Some(speed) = mean_ratio(interpreters, rows, SECONDS, against, column) {
            let _ = writeln!(text, "Speed of {column} as a multiple of {against}'s, geometric mean: {speed:.2}.\n");
        }
    }

    let _ = writeln!(text, "Peak resident memory in MiB, and as a multiple of {REFERENCE}'s (less is better).\n");
    table(&mut text, interpreters, rows, 1, PEAK_MIB, |peak, reference| peak / reference);
    text
}

fn table(
    text: &mut String,
    interpreters: &[Interpreter],
    rows: &[Row],
    decimals: usize,
    measure: Measure,
    ratio: fn(f64, f64) -> f64,
) {
    let reference = interpreters.iter().position(|one| one.column == REFERENCE);
    let compared: Vec<usize> = match reference {
        Some(at) => (0..interpreters.len()).filter(|&index| index != at).collect(),
        None => Vec::new(),
    };

    let mut header: Vec<String> = interpreters.iter().map(|one| one.column.to_owned()).collect();
    header.extend(compared.iter().map(|&index| format!("{} / {REFERENCE}", interpreters[index].column)));
    push_row(text, "program", header);
    let _ = writeln!(text, "|---|{}", "---:|".repeat(interpreters.len() + compared.len()));

    let mut ratios = vec![Vec::new(); compared.len()];
    for row in rows {
        let mut cells: Vec<String> = row.cells.iter().map(|cell| shown(measure(cell), decimals)).collect();
        for (&index, column) in compared.iter().zip(&mut ratios) {
            let value = reference.map_or(f64::NAN, |at| ratio(measure(&row.cells[index]), measure(&row.cells[at])));
            column.push(value);
            cells.push(shown(value, 2));
        }
        push_row(text, &row.name, cells);
    }

    for (label, summary) in SUMMARIES {
        let mut cells = vec![String::new(); interpreters.len()];
        cells.extend(ratios.iter().map(|column| shown(summary(column), 2)));
        push_row(text, label, cells);
    }
    text.push('\n');
}

fn push_row(text: &mut String, label: &str, cells: Vec<String>) {
    let _ = writeln!(text, "| {label} | {} |", cells.join(" | "));
}

type Summary = fn(&[f64]) -> f64;

/// The last rows of a table, over its column of ratios.
const SUMMARIES: [(&str, Summary); 3] = [
    ("**geometric mean**", geometric_mean),
    ("least", |ratios| ratios.iter().copied().fold(f64::NAN, f64::min)),
    ("most", |ratios| ratios.iter().copied().fold(f64::NAN, f64::max)),
];

/// NaN if nothing is known.
fn geometric_mean(ratios: &[f64]) -> f64 {
    let logarithms: Vec<f64> = ratios.iter().filter(|ratio| ratio.is_finite()).map(|ratio| ratio.ln()).collect();
    (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp()
}

fn mean_ratio(interpreters: &[Interpreter], rows: &[Row], measure: Measure, over: &str, under: &str) -> Option<f64> {
    let over = interpreters.iter().position(|one| one.column == over)?;
    let under = interpreters.iter().position(|one| one.column == under)?;
    let ratios: Vec<f64> = rows.iter().map(|row| measure(&row.cells[over]) / measure(&row.cells[under])).collect();
    Some(geometric_mean(&ratios)).filter(|mean| mean.is_finite())
}
