//! What the sections share: interpreters as processes, a VM in this one, and rows of tables.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use tidelock::{Backend, program};
use tidelock_vm::{Options, Outcome, SystemCall, Value, Vm};

use crate::common::machine;
pub(crate) use crate::common::shown;

/// A column: a command that runs a Lua file.
pub(crate) struct Interpreter {
    pub(crate) column: &'static str,
    program: PathBuf,
    arguments: &'static [&'static str],
}

/// A whole process from spawn to exit.
pub(crate) struct Run {
    /// Time passed.
    pub(crate) seconds: f64,
    /// Time its main thread spent on processors, which is where programs run; time passed where there is no /proc.
    pub(crate) processor_seconds: f64,
    pub(crate) output: String,
}

impl Interpreter {
    /// A file of this directory.
    pub(crate) fn run(&self, file: &str, arguments: &[&str]) -> Result<Run, String> {
        let file = source_path(file);
        let failed = |why: String| format!("{} {} {}: {why}", self.column, file.display(), arguments.join(" "));
        let started = Instant::now();
        let mut child = Command::new(&self.program)
            .args(self.arguments)
            .arg(&file)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let mut output = String::new();
        let mut errors = String::new();
        // They print a line or two, which a pipe holds; each is read to its end, which is when the process ends.
        let read = child.stdout.take().map_or(Ok(0), |mut pipe| pipe.read_to_string(&mut output));
        let read = read.and(child.stderr.take().map_or(Ok(0), |mut pipe| pipe.read_to_string(&mut errors)));
        read.map_err(|error| failed(error.to_string()))?;
        let processor_seconds = processor_seconds_at_end(child.id());
        let status = child.wait().map_err(|error| failed(error.to_string()))?;
        let seconds = started.elapsed().as_secs_f64();
        if !status.success() {
            return Err(failed(format!("{status}: {}", errors.trim())));
        }
        Ok(Run { seconds, processor_seconds: processor_seconds.unwrap_or(seconds), output })
    }
}

/// A process that has ended but not been waited for still has its times. None where there is no /proc.
fn processor_seconds_at_end(process: u32) -> Option<f64> {
    loop {
        let status = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name, in parentheses, may hold anything.
        if status.rsplit(") ").next()?.starts_with('Z') {
            break;
        }
        thread::sleep(Duration::from_micros(20));
    }
    let schedule = fs::read_to_string(format!("/proc/{process}/schedstat")).ok()?;
    Some(schedule.split(' ').next()?.parse::<u64>().ok()? as f64 / 1e9)
}

/// The command of this build, and `lua5.4` (or a `lua` that is 5.4) if it is there.
pub(crate) fn interpreters() -> Vec<Interpreter> {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_tidelock"));
    let mut found = vec![Interpreter { column: "tidelock", program, arguments: &["run", "--allow-read"] }];
    found.extend(lua().map(|(program, _)| Interpreter { column: "lua5.4", program, arguments: &[] }));
    found
}

fn lua() -> Option<(PathBuf, String)> {
    ["lua5.4", "lua"].into_iter().find_map(|name| {
        let output = Command::new(name).arg("-v").output().ok()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = said.split("  ").next()?.trim().to_owned();
        version.starts_with("Lua 5.4").then(|| (PathBuf::from(name), version))
    })
}

/// What was measured, and how.
pub(crate) fn header(rounds: usize) -> String {
    let lua = lua().map_or_else(|| "not here".to_owned(), |(_, version)| version);
    format!(
        "- tidelock {}, tail backend; lua5.4: {lua}\n- {}; best of {rounds}, interleaved\n\n",
        env!("CARGO_PKG_VERSION"),
        machine()
    )
}

pub(crate) fn source_path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/figures").join(file)
}

pub(crate) fn options() -> Options {
    Options {
        hash_seed: 0,
        random_seed: (0, 0),
        memory_bytes_max: usize::MAX,
        backend: Backend::Tail,
        compile: program::compile_hook,
    }
}

/// A VM about to run a file of this directory.
pub(crate) fn vm_with(file: &str, arguments: &[&str]) -> Result<Vm, String> {
    let text = fs::read(source_path(file)).map_err(|error| format!("{file}: {error}"))?;
    let code = program::load(&text, b"=program").map_err(|error| error.to_string())?;
    let mut vm = Vm::new(&options());
    let arguments: Vec<Value> = arguments.iter().map(|argument| vm.string(argument.as_bytes())).collect();
    vm.start(&code, &arguments);
    Ok(vm)
}

/// Runs until the program calls `os.clock` (true) or ends (false). Other requests are refused.
pub(crate) fn run_to_clock(vm: &mut Vm) -> Result<bool, String> {
    loop {
        match vm.run(u64::MAX) {
            Outcome::Preempted | Outcome::Yielded | Outcome::SignalHandled => {}
            Outcome::SystemCall { number, .. } if number == SystemCall::Clock as u16 => {
                vm.answer(&[Value::float(0.0)]);
                return Ok(true);
            }
            Outcome::SystemCall { .. } => {
                let message = vm.string(b"refused");
                vm.answer(&[Value::NIL, message, Value::integer(1)]);
            }
            Outcome::Finished(_) => return Ok(false),
            Outcome::Failed { traceback, .. } => return Err(String::from_utf8_lossy(&traceback).into_owned()),
            Outcome::Stopped(reason) => return Err(format!("stopped: {reason:?}")),
        }
    }
}

/// Time that this thread has spent on a processor, in nanoseconds: what others do meanwhile doesn't count.
#[cfg(unix)]
pub(crate) fn thread_nanoseconds() -> u128 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as u128 * 1_000_000_000 + time.tv_nsec as u128
}

/// Time that has passed.
#[cfg(not(unix))]
pub(crate) fn thread_nanoseconds() -> u128 {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed().as_nanos()
}

/// What `work` returns, and how many seconds it took.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = Instant::now();
    let result = work();
    (result, started.elapsed().as_secs_f64())
}

/// The least of `rounds` timings of `work`. NaN if it is never done.
pub(crate) fn best_seconds<T>(rounds: usize, mut work: impl FnMut() -> T) -> f64 {
    (0..rounds).map(|_| timed(|| std::hint::black_box(work())).1).fold(f64::NAN, f64::min)
}

/// What this program prints when it runs itself with these arguments, with the C library's allocator as the command
/// line has it (`src/cli/allocator.rs`).
pub(crate) fn program_output(arguments: &[&str]) -> Result<String, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let tunables = "glibc.malloc.mxfast=0:glibc.malloc.mmap_threshold=2097152";
    let output = Command::new(program).args(arguments).env("GLIBC_TUNABLES", tunables).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The value that this part of the others is below: 0.5 is the median.
pub(crate) fn quantile(sorted: &[f64], part: f64) -> f64 {
    sorted.get(((sorted.len() - 1) as f64 * part) as usize).copied().unwrap_or(f64::NAN)
}

/// A table under construction; NaN cells are blank.
pub(crate) struct Table(String);

impl Table {
    pub(crate) fn new(label: &str, columns: &[&str]) -> Table {
        let mut text = format!("| {label} | {} |\n", columns.join(" | "));
        let _ = writeln!(text, "|---|{}", "---:|".repeat(columns.len()));
        Table(text)
    }

    pub(crate) fn row(&mut self, label: &str, cells: &[String]) {
        let row = format!("| {label} | {} |", cells.join(" | "));
        eprintln!("{row}");
        self.0.push_str(&row);
        self.0.push('\n');
    }

    pub(crate) fn finish(mut self) -> String {
        self.0.push('\n');
        self.0
    }
}
