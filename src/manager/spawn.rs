//! Starting processes.

use std::fmt;

use super::guest::Guest;
use super::lua::{LuaGuest, LuaProgram, LuaSetup, LuaStep};
use super::process::{Limits, Pid, Process};
use super::rounds::ProcessManager;
use crate::host::{CaptureHost, Host};
use crate::program::{self, ProgramError};

/// Why a process could not be started.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SpawnError {
    /// Its program is none.
    Program(ProgramError),
    /// A slice of no ticks.
    ZeroQuantum,
}

impl fmt::Display for SpawnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpawnError::Program(error) => error.fmt(f),
            SpawnError::ZeroQuantum => f.write_str("bad quantum: found 0, expected at least 1 tick"),
        }
    }
}

impl std::error::Error for SpawnError {}

/// What a new process is given, beside its program.
#[derive(Debug)]
pub struct SpawnOptions {
    /// Its name, in messages and statistics.
    pub name: Vec<u8>,
    /// Ticks of its slice; the manager's if `None`.
    pub quantum: Option<u64>,
    /// What it may use.
    pub limits: Limits,
    /// Its way to the world outside. The default is a [`CaptureHost`]: it gives nothing, and keeps what is written, up
    /// to 64 MiB of each stream, until the process is reaped.
    pub host: Box<dyn Host>,
    /// Whether it waits to be continued before it runs.
    pub is_stopped: bool,
}

impl Default for SpawnOptions {
    fn default() -> SpawnOptions {
        SpawnOptions {
            name: b"?".to_vec(),
            quantum: None,
            limits: Limits::default(),
            host: Box::new(CaptureHost::new()),
            is_stopped: false,
        }
    }
}

impl SpawnOptions {
    /// The default options, with a name.
    pub fn named(name: impl Into<Vec<u8>>) -> SpawnOptions {
        SpawnOptions { name: name.into(), ..SpawnOptions::default() }
    }
}

impl ProcessManager {
    /// Starts a process that runs Lua source text, or a precompiled chunk.
    ///
    /// # Errors
    ///
    /// What is wrong with the program or an option.
    pub fn spawn(&mut self, source: &[u8], options: SpawnOptions) -> Result<Pid, SpawnError> {
        let chunk_name = [b"@", options.name.as_slice()].concat();
        let code = program::load(program::skip_shebang(source), &chunk_name).map_err(SpawnError::Program)?;
        let steps = vec![LuaStep::Chunk { code, arguments: Vec::new() }];
        self.spawn_lua(LuaProgram { steps, arg_table: Vec::new() }, options)
    }

    /// Starts a process that runs a Lua program of several steps.
    ///
    /// # Errors
    ///
    /// What is wrong with an option.
    pub fn spawn_lua(&mut self, program: LuaProgram, options: SpawnOptions) -> Result<Pid, SpawnError> {
        let number = u64::from(self.pid_last) + 1;
        let setup = LuaSetup {
            blank: self.blank(),
            random_seed: (self.settings.seed, number),
            memory_bytes_max: options.limits.memory_bytes_max,
        };
        self.spawn_guest(Box::new(LuaGuest::new(program, &setup)), options)
    }

    /// Starts a process around any guest.
    ///
    /// # Errors
    ///
    /// What is wrong with an option.
    pub fn spawn_guest(&mut self, guest: Box<dyn Guest>, options: SpawnOptions) -> Result<Pid, SpawnError> {
        let quantum = options.quantum.unwrap_or(self.settings.quantum);
        if quantum == 0 {
            return Err(SpawnError::ZeroQuantum);
        }
        self.pid_last += 1;
        let pid = Pid::new(self.pid_last);
        let entropy = self.settings.seed ^ u64::from(self.pid_last).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let process = Process::new(pid, guest, quantum, entropy, options);
        if process.is_running() {
            self.running.insert(pid);
        }
        self.processes.insert(pid, process);
        Ok(pid)
    }
}
