//! `tidelock run`: a program as `lua` would run it, and others beside it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use tidelock::host::{Grant, Grants, SystemHost};
use tidelock::manager::{LuaProgram, LuaStep};
use tidelock::{Builder, Exit, Failure, Limits, Pid, ProcessManager, RunEnd, SpawnOptions, TimeSource, program};

use super::args::{Dispatch, Run, Time, World};
use super::interrupt::{self, Interrupt};
use super::{CODE_INTERRUPTED, Complaint, output, source, stats};

/// Ticks between two looks at which processes have ended.
const REPORT_TICKS: u64 = 100_000_000;

/// Runs the program; says its exit code.
pub(crate) fn run(options: &Run, matches: Option<&ArgMatches>, raw: &[OsString]) -> Result<u8, Complaint> {
    let main = main_program(options, matches, raw)?;
    let mut others = Vec::new();
    for path in &options.spawn {
        let source = source::read(path.as_os_str())?;
        let program = LuaProgram { steps: vec![chunk(&source, Vec::new())?], arg_table: vec![(0, source.name.clone())] };
        others.push((source.name, program));
    }
    let interrupt = interrupt::install();
    let mut manager = builder(&options.world, &interrupt).quantum(options.quantum).build();
    let name = options.command.first().map_or(&b"(command line)"[..], |file| file.as_encoded_bytes());
    let mut host = SystemHost::default();
    for script in options.command.first().map(Path::new).into_iter().chain(options.spawn.iter().map(PathBuf::as_path)) {
        host = host.beside(script);
    }
    if options.command.is_empty() {
        host = host.beside(Path::new("."));
    }
    let first = spawn(&mut manager, &host, options, name.to_vec(), main)?;
    for (name, program) in others {
        spawn(&mut manager, &host, options, name, program)?;
    }
    let end = run_reporting(&mut manager, first);
    if options.stats {
        let text = if options.json { stats::json(&manager) } else { stats::table(&manager) };
        output::note(&text);
    }
    if end == RunEnd::Interrupted {
        output::complain("interrupted");
        return Ok(CODE_INTERRUPTED);
    }
    Ok(match manager.process(first).and_then(|process| process.exit()) {
        // As for `lua`, what a script returns is not its exit code.
        Some(Exit::Returned(_)) => 0,
        Some(exit) => exit.code() as u8,
        None => 1,
    })
}

/// A manager's settings by the options.
pub(crate) fn builder(world: &World, interrupt: &Interrupt) -> Builder {
    let backend = match world.dispatch {
        Dispatch::Tail => tidelock::Backend::Tail,
        Dispatch::Loop => tidelock::Backend::Loop,
    };
    let time = match world.time {
        Time::Real => TimeSource::Real,
        Time::Virtual => TimeSource::Virtual,
    };
    ProcessManager::builder()
        .seed(world.seed)
        .hash_seed(random_hash_seed())
        .backend(backend)
        .time(time, 0)
        .interrupt(interrupt.requested.clone())
}

/// A seed no program sees: one that nobody can have prepared colliding keys for.
fn random_hash_seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(std::process::id())
}

fn main_program(options: &Run, matches: Option<&ArgMatches>, raw: &[OsString]) -> Result<LuaProgram, Complaint> {
    if options.command.is_empty() && options.execute.is_empty() && options.library.is_empty() {
        return Err(Complaint::new("no program given, expected a FILE, '-' for standard input, or -e CHUNK"));
    }
    let mut steps = Vec::new();
    for step in in_order(options, matches) {
        steps.push(match step {
            Before::Execute(text) => {
                let code = program::load(text.as_encoded_bytes(), b"=(command line)");
                LuaStep::Chunk { code: code.map_err(complaint)?, arguments: Vec::new() }
            }
            Before::Library(module) => require(module),
        });
    }
    if let Some((file, arguments)) = options.command.split_first() {
        let arguments = arguments.iter().map(|argument| argument.as_encoded_bytes().to_vec()).collect();
        steps.push(chunk(&source::read(file)?, arguments)?);
    }
    // Like `lua`, the program's name has index 0, or without one the command's.
    let zero = if options.command.is_empty() { 0 } else { raw.len() - options.command.len() };
    let arg_table = raw.iter().enumerate().map(|(i, argument)| {
        (i as i64 - zero as i64, argument.as_encoded_bytes().to_vec())
    });
    Ok(LuaProgram { steps, arg_table: arg_table.collect() })
}

/// What runs before the file.
enum Before<'a> {
    Execute(&'a OsStr),
    Library(&'a OsStr),
}

/// The `-e` and `-l` options in the order in which they were given.
fn in_order<'a>(options: &'a Run, matches: Option<&ArgMatches>) -> Vec<Before<'a>> {
    let indices = |id: &str| matches.and_then(|matches| matches.indices_of(id)).into_iter().flatten();
    let execute = indices("execute").zip(options.execute.iter().map(|text| Before::Execute(text)));
    let library = indices("library").zip(options.library.iter().map(|name| Before::Library(name)));
    let mut all: Vec<(usize, Before<'a>)> = execute.chain(library).collect();
    all.sort_by_key(|&(index, _)| index);
    all.into_iter().map(|(_, step)| step).collect()
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

/// What programs may do by the options.
pub(crate) fn grants(world: &World) -> Grants {
    let grant = |values: &[OsString]| Grant::from_flag(values.iter().map(|value| value.as_encoded_bytes()));
    Grants {
        read: grant(&world.allow_read),
        write: grant(&world.allow_write),
        env: grant(&world.allow_env),
        exec: grant(&world.allow_exec),
    }
}

fn spawn(
    manager: &mut ProcessManager,
    host: &SystemHost,
    options: &Run,
    name: Vec<u8>,
    program: LuaProgram,
) -> Result<Pid, Complaint> {
    let limits = Limits {
        memory_bytes_max: options.world.memory_limit.unwrap_or(usize::MAX),
        ticks_max: options.tick_limit.unwrap_or(u64::MAX),
    };
    let host = Box::new(host.sibling(grants(&options.world)));
    let spawned = manager.spawn_lua(program, SpawnOptions { limits, host, ..SpawnOptions::named(name) });
    spawned.map_err(|error| Complaint::new(error.to_string()))
}

/// Runs all to their end, and says of each that ended badly that it did.
fn run_reporting(manager: &mut ProcessManager, first: Pid) -> RunEnd {
    let mut reported = std::collections::BTreeSet::new();
    loop {
        let end = manager.run_for(REPORT_TICKS);
        for process in manager.processes() {
            if let Some(exit) = process.exit()
                && reported.insert(process.pid())
            {
                let name = String::from_utf8_lossy(process.name()).into_owned();
                let who = if process.pid() == first { String::new() } else { format!("process {} ({name}): ", process.pid()) };
                report(&who, exit);
            }
        }
        if end != RunEnd::TimeUp {
            return end;
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
