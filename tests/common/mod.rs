//! Running a program of several processes, with one place for what all of them write.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tidelock::host::{Confinement, ConfinementError, Handle, Host, HostError, HostResult};
use tidelock::manager::{LuaProgram, LuaStep};
use tidelock::{ProcessManager, RunEnd, SpawnOptions, program};

/// Ticks of virtual time after which a program hangs, other than on purpose.
const TICKS_MAX: u64 = 1 << 47;

/// A program, and what it finds.
pub struct Program<'a> {
    /// The first process's name.
    pub name: &'a str,
    pub source: &'a [u8],
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

/// Runs a program to its end.
pub fn run(program: &Program<'_>, threads: usize, quantum: u64) -> Result<Ran, String> {
    let written: Arc<Mutex<Vec<u8>>> = Arc::default();
    let host = Shared {
        directory: program.directory.clone(),
        input: Arc::new(Mutex::new(program.input.clone())),
        written: written.clone(),
    };
    let builder = ProcessManager::builder().quantum(quantum).threads(threads).map_err(|error| error.to_string())?;
    let mut manager = builder.build();
    let options = SpawnOptions { host: Box::new(host), ..SpawnOptions::named(program.name) };
    let chunk_name = [b"@", program.name.as_bytes()].concat();
    let code = program::load(program.source, &chunk_name).map_err(|error| error.to_string())?;
    let steps = vec![LuaStep::Chunk { code, arguments: Vec::new() }];
    let lua = LuaProgram { steps, arg_table: vec![(0, program.name.into())] };
    manager.spawn_lua(lua, options).map_err(|error| error.to_string())?;
    let run_end = manager.run_for(TICKS_MAX);
    let mut end = "--- ".to_owned();
    end.push_str(match run_end {
        RunEnd::AllEnded => "all ended",
        RunEnd::Deadlock => "deadlock",
        RunEnd::NoneRunning => "none running",
        RunEnd::TimeUp => "time up",
        RunEnd::Interrupted => "interrupted",
    });
    end.push('\n');
    for process in manager.processes() {
        let name = String::from_utf8_lossy(process.name());
        match process.exit() {
            Some(exit) => end.push_str(&format!("{} {name}: {exit}\n", process.pid())),
            None => end.push_str(&format!("{} {name}: alive\n", process.pid())),
        }
    }
    if run_end == RunEnd::Deadlock {
        end.push_str(&manager.deadlock());
    }
    let written = String::from_utf8_lossy(&written.lock().unwrap_or_else(PoisonError::into_inner)).into_owned();
    Ok(Ran { written, end })
}

/// Whether what is expected is to be written anew.
pub fn is_blessed() -> bool {
    std::env::var_os("BLESS").is_some_and(|bless| bless == "1")
}
