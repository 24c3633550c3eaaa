//! `tidelock run`: a program as `lua` would run it, and others beside it.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tidelock::host::{Host, SystemHost};
use tidelock::manager::{LuaProgram, LuaStep, Trace, Tracer};
use tidelock::{Builder, Exit, Limits, Pid, Process, ProcessManager, RunEnd, SpawnOptions, TimeSource, program};

use super::args::{Before, Run, Time, World};
use super::interrupt::{self, Interrupt, Signals};
use super::reports::Reports;
use super::stats::{Ends, Stats};
use super::top::{self, Held};
use super::trace::TraceFile;
use super::world::{self, ConsoleHost};
use super::{CODE_DEADLOCK, CODE_OUTPUT_CLOSED, Complaint, output, source};

/// More threads than this no machine has a use for.
const THREADS_MAX: usize = 1024;

/// Runs the program; says its exit code.
pub(crate) fn run(options: &Run) -> Result<u8, Complaint> {
    let script = script(options);
    let mut words = vec![script.as_os_str().as_encoded_bytes().to_vec()];
    words.extend(options.command.iter().skip(1).map(|word| word.as_encoded_bytes().to_vec()));
    let mut programs = vec![(words, main_program(options)?)];
    for path in &options.spawn {
        let source = source::read(path.as_os_str())?;
        let steps = vec![chunk(&source, Vec::new())?];
        programs.push((vec![source.name.clone()], LuaProgram { steps, arg_table: vec![(0, source.name)] }));
    }
    let interrupt = interrupt::install(Signals::All);
    if options.top {
        top::check()?;
    }
    let watch = Watch::begin(options, &interrupt)?;
    let result = run_watched(options, programs, &interrupt, &watch);
    // However the run went, the trace is to be whole.
    match watch.trace.map_or(Ok(()), |trace| trace.finish()) {
        Err(Complaint(why)) if result.as_ref().is_ok_and(|&code| code != 0) => output::complain(&why),
        Err(why) if result.is_ok() => return Err(why),
        _ => {}
    }
    result
}

/// What the first program is called.
fn script(options: &Run) -> &Path {
    options.command.first().filter(|file| *file != "-").map_or(Path::new("(command line)"), Path::new)
}

/// Runs programs, each with its command line.
fn run_watched(
    options: &Run,
    programs: Vec<(Vec<Vec<u8>>, LuaProgram)>,
    interrupt: &Interrupt,
    watch: &Watch,
) -> Result<u8, Complaint> {
    let held = options.top.then(Held::new).transpose()?;
    let mut manager = builder(options, interrupt)?.tracer(watch.clone()).build();
    let script = script(options);
    let host = match &held {
        Some(held) => ConsoleHost::holding(&options.world, script, interrupt, held.file()),
        None => ConsoleHost::new(&options.world, script, interrupt),
    };
    let mut console = host.sibling(&World::default(), script);
    let siblings: Vec<_> = options.spawn.iter().map(|path| host.sibling(&options.world, path)).collect();
    let mut spawned = Vec::new();
    for ((words, program), host) in programs.into_iter().zip(std::iter::once(host).chain(siblings)) {
        spawned.push(spawn(&mut manager, options, words, program, host)?);
    }
    let first = spawned[0];
    watch.reports.set_first(first);
    let end = match held {
        None => manager.run(),
        Some(held) => {
            watch.reports.hold();
            let end = top::run(&mut manager, interrupt);
            console.finish();
            held.release()?;
            watch.reports.release();
            end?
        }
    };
    watch.reports.end();
    let stats = watch.ends.as_ref().map(|ends| Stats::of(&manager, ends));
    if end == RunEnd::Interrupted {
        kill_all(&mut manager);
    }
    if let Some(stats) = stats {
        output::note(&if options.json { stats.json() } else { stats.table() });
    }
    Ok(conclude(&mut manager, first, end, interrupt))
}

/// Who is told what happens in a run.
#[derive(Clone, Debug)]
struct Watch {
    reports: Reports,
    trace: Option<TraceFile>,
    ends: Option<Ends>,
}

impl Watch {
    fn begin(options: &Run, interrupt: &Interrupt) -> Result<Watch, Complaint> {
        let bytes_max = options.trace_max.unwrap_or(u64::MAX);
        let trace = options.trace.as_deref().map(|path| TraceFile::create(path, bytes_max)).transpose()?;
        if let Some(trace) = trace.clone() {
            interrupt.at_last(move || trace.finish_in_passing());
        }
        Ok(Watch { reports: Reports::default(), trace, ends: options.stats.then(Ends::default) })
    }
}

impl Tracer for Watch {
    fn record(&mut self, at_ticks: u64, what: Trace<'_>) {
        self.reports.record(at_ticks, what);
        if let Some(trace) = &mut self.trace {
            trace.record(at_ticks, what);
        }
        if let Some(ends) = &mut self.ends {
            ends.record(at_ticks, what);
        }
    }

    fn wants_ends_only(&self) -> bool {
        self.trace.is_none()
    }
}

/// What is left to be said when a run has come back; gives the exit code.
fn conclude(manager: &mut ProcessManager, first: Pid, end: RunEnd, interrupt: &Interrupt) -> u8 {
    if end == RunEnd::Interrupted {
        if interrupt.is_output_closed.load(Ordering::Relaxed) {
            return CODE_OUTPUT_CLOSED;
        }
        output::complain(interrupt.reason());
        return interrupt.code();
    }
    let code = match manager.process(first).and_then(|process| process.exit()) {
        // As for `lua`, what a script returns is not its exit code.
        Some(Exit::Returned(_)) => 0,
        Some(exit) => exit.code() as u8,
        None => 1,
    };
    if matches!(end, RunEnd::Deadlock | RunEnd::NoneRunning) {
        let (how, is_stopped) = if end == RunEnd::Deadlock { ("waits", false) } else { ("waits or is stopped", true) };
        output::complain(&format!("deadlock: every process {how}, and nothing will wake any"));
        output::note(&manager.deadlock());
        let has_first_ended = manager.process(first).is_none_or(|process| process.exit().is_some());
        kill_all(manager);
        // What was stopped on purpose may be left so.
        if !(is_stopped && has_first_ended) {
            return CODE_DEADLOCK;
        }
    }
    let is_output_lost = interrupt.is_output_lost.load(Ordering::Relaxed);
    if is_output_lost && code == 0 { 1 } else { code }
}

/// The manager's settings by the options.
fn builder(options: &Run, interrupt: &Interrupt) -> Result<Builder, Complaint> {
    let threads = usize::try_from(options.threads).unwrap_or(usize::MAX).min(THREADS_MAX);
    let (time, epoch) = match options.time {
        Time::Real => (TimeSource::Real, SystemHost::default().time()),
        Time::Virtual => (TimeSource::Virtual, 0),
    };
    let mut builder = ProcessManager::builder();
    if let Some(most) = options.max_processes {
        builder = builder.processes_max(usize::try_from(most).unwrap_or(usize::MAX));
    }
    builder
        .quantum(options.quantum)
        .seed(options.world.seed)
        .hash_seed(random_hash_seed())
        .backend(options.world.dispatch.into())
        .time(time, epoch)
        .interrupt(interrupt.requested.clone())
        .threads(threads)
        .map_err(|error| Complaint::new(format!("cannot start {threads} threads: {error}")))
}

/// A seed no program sees: one that nobody can have prepared colliding keys for.
#[expect(clippy::disallowed_methods, reason = "the one place that draws a hash seed; see `tests/tidy.rs`")]
pub(crate) fn random_hash_seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(std::process::id())
}

fn main_program(options: &Run) -> Result<LuaProgram, Complaint> {
    let mut steps = Vec::new();
    let mut words = vec![b"tidelock".to_vec(), b"run".to_vec()];
    for step in &options.before {
        let (option, value) = match step {
            Before::Execute(text) => {
                let code = program::load(text.as_encoded_bytes(), b"=(command line)");
                steps.push(LuaStep::Chunk { code: code.map_err(complaint)?, arguments: Vec::new() });
                (b"-e", text)
            }
            Before::Library(module) => {
                steps.push(require(module));
                (b"-l", module)
            }
        };
        words.extend([option.to_vec(), value.as_encoded_bytes().to_vec()]);
    }
    if let Some((file, arguments)) = options.command.split_first() {
        let arguments = arguments.iter().map(|argument| argument.as_encoded_bytes().to_vec()).collect();
        let source = source::read(file).map_err(|Complaint(why)| match &options.grant_before {
            Some(option) => Complaint::new(format!("{why}; what {option} is limited to is attached to it with '='")),
            None => Complaint(why),
        })?;
        steps.push(chunk(&source, arguments)?);
    }
    // Like `lua`, the program's name has index 0, or without one the command's. What is left out, the command's own
    // path and options that no program should notice, differs between runs that are to be the same.
    let zero = if options.command.is_empty() { 0 } else { words.len() as i64 };
    words.extend(options.command.iter().map(|word| word.as_encoded_bytes().to_vec()));
    let arg_table = words.into_iter().enumerate().map(|(i, word)| (i as i64 - zero, word)).collect();
    Ok(LuaProgram { steps, arg_table })
}

/// `-l NAME`, `-l GLOBAL=NAME`; a suffix from a hyphen on is no part of the global's name, as for `lua`.
fn require(option: &OsStr) -> LuaStep {
    let bytes = option.as_encoded_bytes();
    let (global, module) = match bytes.iter().position(|&byte| byte == b'=') {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (bytes.split(|&byte| byte == b'-').next().unwrap_or(bytes), bytes),
    };
    LuaStep::Require { global: global.to_vec(), module: module.to_vec() }
}

fn chunk(source: &source::Source, arguments: Vec<Vec<u8>>) -> Result<LuaStep, Complaint> {
    let code = program::load(program::skip_shebang(&source.bytes), &source.chunk_name).map_err(complaint)?;
    Ok(LuaStep::Chunk { code, arguments })
}

fn complaint(error: tidelock::ProgramError) -> Complaint {
    Complaint::new(error.to_string())
}

fn spawn(
    manager: &mut ProcessManager,
    options: &Run,
    words: Vec<Vec<u8>>,
    program: LuaProgram,
    host: ConsoleHost,
) -> Result<Pid, Complaint> {
    let name = words.first().cloned().unwrap_or_default();
    let limits = Limits {
        memory_bytes_max: options.world.memory_limit.unwrap_or(usize::MAX),
        ticks_max: options.tick_limit.unwrap_or(u64::MAX),
        ..Limits::default()
    };
    let mut identity = SpawnOptions::named(name).identity;
    identity.environment = Arc::new(world::environment(&options.world));
    identity.command_line = words.into();
    let options = SpawnOptions { identity, limits, host: Box::new(host), ..SpawnOptions::default() };
    manager.spawn_lua(program, options).map_err(|error| Complaint::new(error.to_string()))
}

/// Ends what still runs; what it has written is passed on.
fn kill_all(manager: &mut ProcessManager) {
    let living = manager.processes().filter(|process| process.exit().is_none());
    for pid in living.map(Process::pid).collect::<Vec<_>>() {
        manager.kill(pid);
    }
}
