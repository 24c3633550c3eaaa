//! Running a program of several processes, with one place for what all of them write.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tidelock::host::{Confinement, ConfinementError, Handle, Host, HostError, HostResult};
use tidelock::manager::{Builder, LuaProgram, LuaStep};
use tidelock::{ProcessManager, RunEnd, SpawnOptions, program};

/// Ticks of virtual time after which a program hangs, other than on purpose.
const TICKS_MAX: u64 = 1 << 47;

/// A program, and what it finds.
pub struct Program<'a> {
    /// The first process's name.
    pub name: &'a str,
    pub source: &'a [u8],
    /// What it is started with, besides its name.
    pub arguments: &'a [&'a str],
    /// Where scripts are read.
    pub directory: PathBuf,
    /// What all processes together can read from standard input.
    pub input: Vec<u8>,
}

/// What became of it.
#[derive(PartialEq, Eq)]
pub struct Ran {
    /// What all processes together have written.
    pub written: String,
    /// How the run ended, and each process of which there is still a record.
    pub end: String,
}

/// One place for what all processes write, and one for what they read.
#[derive(Clone, Debug)]
struct Shared {
    directory: PathBuf,
    input: Arc<Mutex<Vec<u8>>>,
    written: Arc<Mutex<Vec<u8>>>,
}

impl Host for Shared {
    fn write(&mut self, handle: Handle, bytes: &[u8]) -> HostResult<()> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if handle == 2 {
            written.extend_from_slice(b"stderr: ");
        }
        written.extend_from_slice(bytes);
        Ok(())
    }

    fn read(&mut self, _: Handle, count: usize) -> HostResult<Vec<u8>> {
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        let count = count.min(input.len());
        Ok(input.drain(..count).collect())
    }

    fn flush(&mut self, _: Handle) -> HostResult<()> {
        Ok(())
    }

    fn read_file(&mut self, path: Option<&[u8]>, _: usize) -> HostResult<Vec<u8>> {
        let name = String::from_utf8_lossy(path.unwrap_or_default()).into_owned();
        fs::read(self.directory.join(name)).map_err(HostError::from)
    }

    fn is_readable(&mut self, path: &[u8]) -> bool {
        self.read_file(Some(path), usize::MAX).is_ok()
    }

    fn child(&mut self, confinement: &Confinement) -> Result<Box<dyn Host>, ConfinementError> {
        confinement.check_nothing()?;
        Ok(Box::new(self.clone()))
    }
}

/// A manager whose processes share one place for what they write.
pub struct Stage {
    pub manager: ProcessManager,
    host: Shared,
}

impl Stage {
    /// With the program as process 1, which has not begun.
    pub fn new(program: &Program<'_>, builder: Builder) -> Result<Stage, String> {
        let host = Shared {
            directory: program.directory.clone(),
            input: Arc::new(Mutex::new(program.input.clone())),
            written: Arc::default(),
        };
        let mut stage = Stage { manager: builder.build(), host };
        stage.spawn(program.name, program.source, program.arguments)?;
        Ok(stage)
    }

    /// Starts one more program, which is nobody's child.
    pub fn spawn(&mut self, name: &str, source: &[u8], arguments: &[&str]) -> Result<(), String> {
        let options = SpawnOptions { host: Box::new(self.host.clone()), ..SpawnOptions::named(name) };
        let chunk_name = [b"@", name.as_bytes()].concat();
        let code = program::load(source, &chunk_name).map_err(|error| error.to_string())?;
        let arguments: Vec<Vec<u8>> = arguments.iter().map(|word| word.as_bytes().to_vec()).collect();
        let words = [name.as_bytes().to_vec()].into_iter().chain(arguments.clone());
        let arg_table = (0..).zip(words).collect();
        let lua = LuaProgram { steps: vec![LuaStep::Chunk { code, arguments }], arg_table };
        self.manager.spawn_lua(lua, options).map_err(|error| error.to_string())?;
        Ok(())
    }

    /// What became of a run that ended so.
    pub fn ran(&self, run_end: RunEnd) -> Ran {
        let mut end = "--- ".to_owned();
        end.push_str(match run_end {
            RunEnd::AllEnded => "all ended",
            RunEnd::Deadlock => "deadlock",
            RunEnd::NoneRunning => "none running",
            RunEnd::TimeUp => "time up",
            RunEnd::Interrupted => "interrupted",
        });
        end.push('\n');
        for process in self.manager.processes() {
            let name = String::from_utf8_lossy(process.name());
            match process.exit() {
                Some(exit) => end.push_str(&format!("{} {name}: {exit}\n", process.pid())),
                None => end.push_str(&format!("{} {name}: alive\n", process.pid())),
            }
        }
        if run_end == RunEnd::Deadlock {
            end.push_str(&self.manager.deadlock());
        }
        let written = self.host.written.lock().unwrap_or_else(PoisonError::into_inner);
        Ran { written: String::from_utf8_lossy(&written).into_owned(), end }
    }
}

/// Runs a program to its end.
pub fn run(program: &Program<'_>, threads: usize, quantum: u64) -> Result<Ran, String> {
    let builder = ProcessManager::builder().quantum(quantum).threads(threads).map_err(|error| error.to_string())?;
    let mut stage = Stage::new(program, builder)?;
    let run_end = stage.manager.run_for(TICKS_MAX);
    Ok(stage.ran(run_end))
}

/// Whether what is expected is to be written anew.
pub fn is_blessed() -> bool {
    std::env::var_os("BLESS").is_some_and(|bless| bless == "1")
}
