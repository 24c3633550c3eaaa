//! What the benchmarks share: processes measured from outside, what the machine is, and tables in `benches/README.md`.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

pub(crate) mod options;

use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// A run that takes longer has failed.
const RUN_SECONDS_MAX: u64 = 120;
/// How often a running process is looked at; also the resolution of when it ended.
const POLL_INTERVAL: Duration = Duration::from_millis(1);

/// What `seconds` are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Time passed.
    Wall,
    /// Time spent on processors by all threads of the process.
    Processor,
}

impl Clock {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Clock::Wall => "time passed",
            Clock::Processor => "processor time",
        }
    }
}

/// Seconds since a process was started; of processor time NaN where there is no /proc.
#[derive(Clone, Copy)]
pub(crate) struct Stamp {
    wall: f64,
    processor: f64,
}

impl Stamp {
    fn now(started: Instant, process: u32) -> Stamp {
        Stamp { wall: started.elapsed().as_secs_f64(), processor: thread_seconds(process) }
    }

    pub(crate) fn seconds(self, clock: Clock) -> f64 {
        match clock {
            Clock::Wall => self.wall,
            Clock::Processor => self.processor,
        }
    }
}

/// A process from spawn to exit.
pub(crate) struct Measured {
    pub(crate) end: Stamp,
    /// When each line of the output came.
    pub(crate) lines: Vec<Stamp>,
    pub(crate) peak_kib: Option<u64>,
    pub(crate) output: String,
}

/// Runs a command to its end; fails if that takes too long, or isn't success.
pub(crate) fn measure(command: &mut Command) -> Result<Measured, String> {
    let started = Instant::now();
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| error.to_string())?;
    let (process, stdout) = (child.id(), child.stdout.take());
    let reader = thread::spawn(move || read_lines(stdout, started, process));
    let (mut peak_kib, mut processor) = (None, f64::NAN);
    let status = loop {
        peak_kib = peak_resident_kib(process).or(peak_kib);
        processor = thread_seconds(process).max(processor);
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if started.elapsed().as_secs() < RUN_SECONDS_MAX => thread::sleep(POLL_INTERVAL),
            Ok(None) => {
                // Either may fail only if the process just ended by itself.
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("took more than {RUN_SECONDS_MAX} s"));
            }
            Err(error) => return Err(error.to_string()),
        }
    };
    let wall = started.elapsed().as_secs_f64();
    let (output, mut lines) = reader.join().map_err(|_| "its output could not be read".to_owned())?;
    // The last lines may have been read after the process was gone.
    lines.iter_mut().filter(|line| line.processor.is_nan()).for_each(|line| line.processor = processor);
    if !status.success() {
        // Read only now: who fails says little, which a pipe holds.
        return Err(format!("{status}: {}", read_all(child.stderr.take()).trim()));
    }
    Ok(Measured { end: Stamp { wall, processor }, lines, peak_kib, output })
}

fn read_lines(pipe: Option<ChildStdout>, started: Instant, process: u32) -> (String, Vec<Stamp>) {
    let (mut bytes, mut lines) = (Vec::new(), Vec::new());
    if let Some(pipe) = pipe {
        let mut pipe = BufReader::new(pipe);
        // What could be read is all that can be shown.
        while pipe.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
            lines.push(Stamp::now(started, process));
        }
    }
    (String::from_utf8_lossy(&bytes).into_owned(), lines)
}

fn read_all(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What could be read is all that can be shown.
        let _ = pipe.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The most memory that the process ever had resident. None where there is no /proc, or after the process ended.
fn peak_resident_kib(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// The time that the threads of the process have run, of those that still do. NaN where there is no /proc, or after
/// the process ended.
fn thread_seconds(process: u32) -> f64 {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return f64::NAN };
    let nanoseconds = threads.filter_map(|thread| {
        let schedule = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        schedule.split(' ').next()?.parse::<u64>().ok()
    });
    nanoseconds.sum::<u64>() as f64 / 1e9
}

/// The processor and how many of it, as far as the system tells.
pub(crate) fn machine() -> String {
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        information.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    let count = thread::available_parallelism().map_or(0, usize::from);
    format!("{}, {count} processors, {}", model.unwrap_or("unknown processor"), env::consts::OS)
}

/// What a program says at `version_flag`, without what follows the version itself. None if it isn't there, or says
/// something that doesn't start with `expected`.
pub(crate) fn version(program: &Path, version_flag: &str, expected: &str) -> Option<String> {
    let output = Command::new(program).arg(version_flag).output().ok()?;
    let said = String::from_utf8_lossy(if output.stdout.is_empty() { &output.stderr } else { &output.stdout });
    let version = said.split("  ").next().and_then(|said| said.split(" -- ").next()).unwrap_or_default().trim();
    version.starts_with(expected).then(|| version.to_owned())
}

/// The number behind `-n`.
pub(crate) fn rounds(count: Option<&String>) -> Result<usize, String> {
    let count = count.ok_or("-n: expected a number")?;
    let rounds = count.parse().ok().filter(|&rounds| rounds > 0);
    rounds.ok_or_else(|| format!("-n: expected a number of at least 1, found '{count}'"))
}

/// A number in a cell of a table, which is blank if it isn't known.
pub(crate) fn shown(value: f64, decimals: usize) -> String {
    if value.is_finite() { format!("{value:.decimals$}") } else { String::new() }
}

/// Replaces what stands in `benches/README.md` between the comments that are named after the benchmark.
pub(crate) fn write_report(benchmark: &str, report: &str) -> Result<(), String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/README.md");
    let named = |error: std::io::Error| format!("{}: {error}", file.display());
    let text = fs::read_to_string(&file).map_err(named)?;
    let [begin, end] = ["begin", "end"].map(|edge| format!("<!-- {benchmark}: {edge} -->\n"));
    let (before, rest) =
        text.split_once(&begin).ok_or_else(|| format!("{}: expected '{}'", file.display(), begin.trim()))?;
    let (_, after) = rest.split_once(&end).ok_or_else(|| format!("{}: expected '{}'", file.display(), end.trim()))?;
    fs::write(&file, format!("{before}{begin}\n{report}{end}{after}")).map_err(named)
}
