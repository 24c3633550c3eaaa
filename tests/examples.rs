//! The programs of `examples/`, watched from round to round: the trace of each is the same on any number of threads and the
//! one that is expected of it, and whoever is killed in whatever round, everything that the manager keeps agrees.
//!
//! What is expected is in a file that ends with `.trace`: how the run ended, what each process did in figures, and a hash of
//! the whole trace. `BLESS=1` rewrites it. What the programs write is compared by `documentation.rs`.

#[expect(dead_code, reason = "runs are watched here from round to round")]
mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Program, Stage, is_blessed};
use tidelock::manager::Signal;
use tidelock::{Exit, Pid, Process, ProcessManager, RunEnd, State};
use tidelock_fuzz::watch::{Told, Watch, clear, difference, living};

/// An example, and how it is run.
struct Example {
    name: &'static str,
    quantum: u64,
    /// Runs beside it from the beginning.
    beside: Option<&'static str>,
    arguments: &'static [&'static str],
    /// Arguments for a short run, in which processes are killed.
    short: &'static [&'static str],
}

const fn example(name: &'static str) -> Example {
    Example { name, quantum: 100_000, beside: None, arguments: &[], short: &[] }
}

const EXAMPLES: &[Example] = &[
    Example { short: &["12"], ..example("chat") },
    Example { short: &["15"], ..example("fib") },
    example("hello"),
    example("jobs"),
    example("kv_service"),
    Example { quantum: 10_000, ..example("pipeline") },
    Example { quantum: 2_000, beside: Some("pong"), ..example("ping") },
    Example { quantum: 1_000, arguments: &["10", "0.001"], short: &["6", "0.0001"], ..example("ring") },
    Example { quantum: 1_000, ..example("shop") },
];

/// Rounds of the longest run that ends.
const ROUNDS_MAX: u64 = 100_000;

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

fn read(name: &str) -> Vec<u8> {
    let path = directory().join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The example, which has not begun, and who watches it.
fn begin(example: &Example, arguments: &[&str], threads: usize, watch: Watch) -> (Stage, Watch) {
    let builder = ProcessManager::builder().quantum(example.quantum).threads(threads).expect("there are threads");
    let name = format!("examples/{}.lua", example.name);
    let source = read(&format!("{}.lua", example.name));
    let input = fs::read(directory().join(example.name).with_extension("in")).unwrap_or_default();
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let program = Program { name: &name, source: &source, arguments, directory, input };
    let mut stage = Stage::new(&program, watch.on(builder)).expect("an example compiles");
    if let Some(beside) = example.beside {
        let file = format!("{beside}.lua");
        stage.spawn(&format!("examples/{file}"), &read(&file), &[]).expect("an example compiles");
    }
    (stage, watch)
}

#[test]
fn every_program_is_among_the_examples() {
    let mut missing = Vec::new();
    for entry in fs::read_dir(directory()).expect("there are examples") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let is_run = EXAMPLES.iter().any(|example| example.name == name || example.beside == Some(&name));
        if path.extension().is_some_and(|extension| extension == "lua") && !is_run {
            missing.push(name);
        }
    }
    assert_eq!(missing, [""; 0]);
}

// --- traces ---

/// Processes of one kind above this number have one line together.
const LINES_OF_A_KIND_MAX: usize = 20;

/// FNV-1a, of 64 bits.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What happened to a process, in figures.
#[derive(Clone, Default)]
struct Figures {
    pid: u64,
    parent: String,
    name: String,
    /// Slices, ticks, calls, answers, events, signals.
    counts: [u64; 6],
    end: String,
}

impl Figures {
    /// What it has in common with others of its kind.
    fn kind(&self) -> (String, String) {
        let mut name = self.name.replace(|c: char| c.is_ascii_digit(), "*");
        while name.contains("**") {
            name = name.replace("**", "*");
        }
        (name, self.end.clone())
    }
}

/// What happened to each process, from the lines of a trace.
fn figures(lines: &str) -> Vec<Figures> {
    let mut all: Vec<Figures> = Vec::new();
    for line in lines.lines() {
        let words: Vec<&str> = line.splitn(5, ' ').collect();
        let pid: u64 = words[2].split('/').next().and_then(|word| word.parse().ok()).expect("the process");
        if words[1] == "begin" {
            assert_eq!(pid, all.len() as u64 + 1, "processes are numbered as they begin");
            all.push(Figures { pid, parent: words[3].to_owned(), name: words[4].to_owned(), ..Figures::default() });
            continue;
        }
        let process = &mut all[pid as usize - 1];
        let mut count = |column: usize, more| process.counts[column] += more;
        match words[1] {
            "slice" => {
                count(0, 1);
                count(1, words[3].parse().expect("its ticks"));
            }
            "call" => count(2, 1),
            "answer" => count(3, 1),
            "event" => count(4, 1),
            "signal" => count(5, 1),
            "end" => process.end = words[3..].join(" "),
            _ => {}
        }
    }
    all
}

/// From the least to the most of some processes.
fn range(processes: &[&Figures], of: impl Fn(&Figures) -> u64) -> String {
    let (least, most) =
        (processes.iter().map(|process| of(process)).min(), processes.iter().map(|process| of(process)).max());
    let (least, most) = (least.unwrap_or(0), most.unwrap_or(0));
    if least == most { least.to_string() } else { format!("{least}..{most}") }
}

/// What is expected of a run: readable, and short however long the trace is.
fn summary(example: &Example, stage: &Stage, end: RunEnd, told: &Told) -> String {
    let lines = &told.lines;
    let manager = &stage.manager;
    let all = figures(lines);
    let mut rows: Vec<Vec<String>> = vec![
        ["pid", "name", "parent", "slices", "ticks", "calls", "answers", "events", "signals", "end"]
            .map(str::to_owned)
            .to_vec(),
    ];
    let mut shown = Vec::new();
    for process in &all {
        let same: Vec<&Figures> = all.iter().filter(|other| other.kind() == process.kind()).collect();
        let same = if same.len() > LINES_OF_A_KIND_MAX { same } else { vec![process] };
        if same.len() > 1 && shown.contains(&process.kind()) {
            continue;
        }
        shown.push(process.kind());
        let name = if same.len() > 1 { format!("{} ({})", process.kind().0, same.len()) } else { process.name.clone() };
        let mut row = vec![range(&same, |process| process.pid), name, process.parent.clone()];
        row.extend((0..6).map(|column| range(&same, |process| process.counts[column])));
        row.push(process.end.clone());
        rows.push(row);
    }
    let widths: Vec<usize> =
        (0..rows[0].len()).map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0)).collect();
    let table: String = rows
        .iter()
        .map(|row| {
            let cells = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}  "));
            cells.collect::<String>().trim_end().to_owned() + "\n"
        })
        .collect();
    format!(
        "quantum {}, {} rounds, {} ticks, {end:?}\n{} lines of trace, FNV-1a {:016x}\n\n{table}",
        example.quantum,
        manager.rounds(),
        manager.clock().ticks(),
        lines.lines().count(),
        hash(lines.as_bytes()),
    )
}

/// Runs an example to its end: what is expected, the trace, and what was written.
fn trace(example: &Example, threads: usize) -> (String, Told, String) {
    let (mut stage, watch) = begin(example, example.arguments, threads, Watch::default());
    let end = watch.run(&mut stage.manager, ROUNDS_MAX, |_| Ok(())).expect("nobody looks");
    let end = end.unwrap_or_else(|| panic!("{} has not ended", example.name));
    let told = watch.told().clone();
    let summary = summary(example, &stage, end, &told);
    let ran = stage.ran(end);
    (summary, told, ran.written + &ran.end)
}

#[test]
fn traces_are_the_same_on_any_number_of_threads_and_as_expected() {
    let mut broken = Vec::new();
    for example in EXAMPLES {
        let (found, told, written) = trace(example, 1);
        for threads in [2, 8] {
            let (_, again, rewritten) = trace(example, threads);
            for (one, other) in [(&told.lines, &again.lines), (&told.details, &again.details), (&written, &rewritten)] {
                if one != other {
                    broken.push(format!("{} on {threads} threads: {}", example.name, difference(one, other)));
                }
            }
        }
        let path = directory().join(example.name).with_extension("trace");
        if is_blessed() {
            fs::write(&path, &found).expect("the file can be written");
        } else if fs::read_to_string(&path).unwrap_or_default() != found {
            broken.push(format!("{} is not what is expected: {found}", example.name));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

// --- killing ---

/// Of each example so many rounds are tried, and in each so many processes; `KILLS` says how many.
const KILLS: usize = 7;
/// Rounds that are watched after somebody was killed; who goes on for ever is then ended too.
const ROUNDS_AFTER: u64 = 200;

/// So many numbers from 0 to `count` at most, spread evenly, the first and the last among them.
fn spread(count: usize, most: usize) -> Vec<usize> {
    if count <= most { (0..count).collect() } else { (0..most).map(|i| i * (count - 1) / (most - 1)).collect() }
}

/// All that must hold after the end of a run.
fn check_end(manager: &ProcessManager, end: RunEnd) -> Result<(), String> {
    let living = living(manager);
    match end {
        RunEnd::AllEnded if living.is_empty() => Ok(()),
        RunEnd::Deadlock => {
            let report = manager.deadlock();
            let is_named = |pid: &Pid| report.lines().any(|line| line.starts_with(&format!("process {pid} (")));
            if living.iter().all(is_named) { Ok(()) } else { Err(format!("the report names not all: {report}")) }
        }
        RunEnd::NoneRunning if manager.processes().any(|process| process.state() == State::Stopped) => Ok(()),
        end => Err(format!("{end:?}, with {living:?} alive")),
    }
}

/// Runs an example for so many rounds, then ends the process that is the `victim`th of those alive, and watches what comes of
/// it. Says how many there were to choose from.
fn kill(example: &Example, round: usize, victim: usize, signal: Signal) -> Result<usize, String> {
    let (mut stage, watch) = begin(example, example.short, 1, Watch::of_rounds());
    let manager = &mut stage.manager;
    for _ in 0..round {
        watch.step(manager);
    }
    let alive = living(manager);
    let Some(&pid) = alive.get(victim) else { return Ok(alive.len()) };
    let name = |why| format!("{signal} to process {pid} after {round} rounds: {why}");
    manager.signal(pid, signal);
    manager.check_invariants().map_err(name)?;
    if signal == Signal::KILL {
        let exit = manager.process(pid).and_then(Process::exit);
        if !exit.is_none_or(|exit| *exit == Exit::Killed) {
            return Err(name(format!("it has ended as {exit:?}")));
        }
    }
    // Others of the example may wait for what will never come, or work for ever: that is theirs to decide.
    if let Some(end) = watch.run(manager, ROUNDS_AFTER, ProcessManager::check_invariants).map_err(name)? {
        check_end(manager, end).map_err(name)?;
    }
    clear(manager).map_err(name)?;
    Ok(alive.len())
}

#[test]
fn killing_anybody_in_any_round_breaks_nothing() {
    let most = std::env::var("KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);
    let mut broken = Vec::new();
    let mut kills = 0;
    for example in EXAMPLES {
        let (mut stage, watch) = begin(example, example.short, 1, Watch::of_rounds());
        let end = watch.run(&mut stage.manager, ROUNDS_MAX, ProcessManager::check_invariants);
        let ended = |end: Option<RunEnd>| check_end(&stage.manager, end.ok_or("it has not ended")?);
        if let Err(why) = end.and_then(ended) {
            broken.push(format!("{}: {why}", example.name));
            continue;
        }
        for round in spread(stage.manager.rounds() as usize, most) {
            for signal in [Signal::KILL, Signal::TERM] {
                let count = kill(example, round, usize::MAX, signal).expect("nobody is killed");
                for victim in spread(count, most) {
                    kills += 1;
                    if let Err(why) = kill(example, round, victim, signal) {
                        broken.push(format!("{}: {why}", example.name));
                    }
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(kills > 200 || most < KILLS, "only {kills} were killed");
}
