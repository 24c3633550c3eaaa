//! `tidelock run`: a program as `lua` would run it, and others beside it.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tidelock::host::Host;
use tidelock::manager::{LuaProgram, LuaStep, Trace, Tracer};
use tidelock::{
    Builder, Exit, Failure, Limits, Pid, Process, ProcessManager, RunEnd, SpawnOptions, TimeSource, program,
};

use super::args::{Before, Run, Time, World};
use super::interrupt::{self, Interrupt, Signals};
use super::stats::{Ends, Stats};
use super::top::{self, Held};
use super::trace::TraceFile;
use super::world::{self, ConsoleHost};
use super::{CODE_DEADLOCK, CODE_OUTPUT_CLOSED, Complaint, output, source};

/// Ticks between two looks at which processes have ended.
const REPORT_TICKS: u64 = 100_000_000;

/// More threads than this no machine has a use for.
const THREADS_MAX: usize = 1024;

/// Runs the program; says its exit code.
pub(crate) fn run(options: &Run) -> Result<u8, Complaint> {
    let main = main_program(options)?;
    let mut others = Vec::new();
    for path in &options.spawn {
        let source = source::read(path.as_os_str())?;
        let program =
            LuaProgram { steps: vec![chunk(&source, Vec::new())?], arg_table: vec![(0, source.name.clone())] };
        others.push((source.name, program));
    }
    let interrupt = interrupt::install(Signals::All);
    let held = options.top.then(|| top::check().and_then(|()| Held::new())).transpose()?;
    let watch = Watch::begin(options, &interrupt)?;
    let mut manager = watch.of(builder(options, &interrupt)?).build();
    let script = options.command.first().filter(|file| *file != "-").map_or(Path::new("(command line)"), Path::new);
    let host = match &held {
        Some(held) => ConsoleHost::holding(&options.world, script, &interrupt, held.file()),
        None => ConsoleHost::new(&options.world, script, &interrupt),
    };
    let mut console = host.sibling(&World::default(), script);
    let hosts: Vec<ConsoleHost> = options.spawn.iter().map(|path| host.sibling(&options.world, path)).collect();
    let mut words = vec![script.as_os_str().as_encoded_bytes().to_vec()];
    words.extend(options.command.iter().skip(1).map(|word| word.as_encoded_bytes().to_vec()));
    let first = spawn(&mut manager, options, words, main, host)?;
    for ((name, program), host) in others.into_iter().zip(hosts) {
        spawn(&mut manager, options, vec![name], program, host)?;
    }
    let end = if options.top { top::run(&mut manager, &interrupt) } else { Ok(run_reporting(&mut manager, first)) };
    if let Some(held) = held {
        console.finish();
        held.release()?;
        report_ends(&manager, first, &mut BTreeSet::new());
    }
    let end = end?;
    let stats = watch.ends.as_ref().map(|ends| Stats::of(&manager, ends));
    if end == RunEnd::Interrupted {
        kill_all(&mut manager);
    }
    if let Some(stats) = stats {
        output::note(&if options.json { stats.json() } else { stats.table() });
    }
    let code = conclude(&mut manager, first, end, &interrupt);
    match watch.trace.map_or(Ok(()), |trace| trace.finish()) {
        Err(Complaint(why)) if code != 0 => output::complain(&why),
        finished => finished?,
    }
    Ok(code)
}

/// Who is told what happens in a run.
#[derive(Clone, Debug)]
struct Watch {
    trace: Option<TraceFile>,
    ends: Option<Ends>,
}

impl Watch {
    fn begin(options: &Run, interrupt: &Interrupt) -> Result<Watch, Complaint> {
        let trace = options.trace.as_deref().map(TraceFile::create).transpose()?;
        if let Some(trace) = trace.clone() {
            interrupt.at_last(move || trace.finish_if_idle());
        }
        Ok(Watch { trace, ends: options.stats.then(Ends::default) })
    }

    /// A manager that tells, if anybody wants to be told.
    fn of(&self, builder: Builder) -> Builder {
        if self.trace.is_some() || self.ends.is_some() { builder.tracer(self.clone()) } else { builder }
    }
}

impl Tracer for Watch {
    fn record(&mut self, at_ticks: u64, what: Trace<'_>) {
        if let Some(trace) = &mut self.trace {
            trace.record(at_ticks, what);
        }
        if let Some(ends) = &mut self.ends {
            ends.record(at_ticks, what);
        }
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
    let time = match options.time {
        Time::Real => TimeSource::Real,
        Time::Virtual => TimeSource::Virtual,
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
        .time(time, 0)
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

/// Runs all to their end, and says of each that ended badly that it did.
fn run_reporting(manager: &mut ProcessManager, first: Pid) -> RunEnd {
    let mut reported = BTreeSet::new();
    loop {
        // Where all wait for long, nobody ends meanwhile.
        let end = manager.run_for(manager.idle_ticks().saturating_add(REPORT_TICKS));
        report_ends(manager, first, &mut reported);
        if end != RunEnd::TimeUp {
            return end;
        }
    }
}

/// Says of each that ended badly that it did, but for those of which that was said.
fn report_ends(manager: &ProcessManager, first: Pid, reported: &mut BTreeSet<Pid>) {
    for process in manager.processes() {
        if let Some(exit) = process.exit()
            && reported.insert(process.pid())
        {
            let name = String::from_utf8_lossy(process.name());
            let is_first = process.pid() == first;
            let who = if is_first { String::new() } else { format!("process {} ({name}): ", process.pid()) };
            report(&who, exit);
        }
    }
}

fn report(who: &str, exit: &Exit) {
    match exit {
        Exit::Returned(_) | Exit::Exited(_) => {}
        Exit::Failed(Failure { message, traceback }) => {
            let traceback = traceback.as_ref().map_or(Vec::new(), |text| [b"\n", text.as_slice()].concat());
            output::complain_bytes(&[who.as_bytes(), message, &traceback].concat());
        }
        other => output::complain(&format!("{who}{other}")),
    }
}
