//! Starting processes.

use std::fmt;
use std::sync::Arc;

use super::commit::{PerformResult, Performed};
use super::guest::Guest;
use super::identity::{Identity, Limits};
use super::lua::{LuaGuest, LuaProgram, LuaSetup, LuaStep};
use super::names::check_name;
use super::options::{Options, not_given};
use super::process::{Parts, Pid, Process};
use super::rounds::ProcessManager;
use super::serve::{Given, error};
use super::wait::Wait;
use crate::host::{CaptureHost, Confinement, Host};
use crate::message::Message;
use crate::program::{self, ProgramError};

/// Why a process could not be started.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SpawnError {
    /// Its program is none.
    Program(ProgramError),
    /// Its program is no WebAssembly module that can run.
    #[cfg(feature = "wasm")]
    Wasm(super::wasm::WasmError),
    /// A slice of no ticks.
    ZeroQuantum,
    /// There are as many processes as there may be.
    TooManyProcesses {
        /// How many.
        most: usize,
    },
}

impl fmt::Display for SpawnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpawnError::Program(error) => error.fmt(f),
            #[cfg(feature = "wasm")]
            SpawnError::Wasm(error) => error.fmt(f),
            SpawnError::ZeroQuantum => f.write_str("bad quantum: found 0, expected at least 1 tick"),
            SpawnError::TooManyProcesses { most } => write!(f, "too many processes: expected at most {most}"),
        }
    }
}

impl std::error::Error for SpawnError {}

/// What a new process is given, beside its program.
#[derive(Debug)]
pub struct SpawnOptions {
    /// Who and what it is.
    pub identity: Identity,
    /// Ticks of its slice; the manager's if `None`.
    pub quantum: Option<u64>,
    /// What it may use.
    pub limits: Limits,
    /// Its way to the world outside. The default is a [`CaptureHost`]: it gives nothing, and keeps what is written, up
    /// to 64 MiB of each stream, until the process is reaped. A child that a Lua program started is reaped when its
    /// parent waits for it, and its output is gone with its record; to keep that, give a host that passes it on.
    pub host: Box<dyn Host>,
    /// Whether it waits to be continued before it runs.
    pub is_stopped: bool,
}

impl Default for SpawnOptions {
    fn default() -> SpawnOptions {
        SpawnOptions {
            identity: Identity::default(),
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
        let name: Vec<u8> = name.into();
        let command_line = Arc::from([name.clone()]);
        let identity = Identity { name: name.into(), command_line, ..Identity::default() };
        SpawnOptions { identity, ..SpawnOptions::default() }
    }
}

impl ProcessManager {
    /// Starts a process that runs Lua source text, or a precompiled chunk. What its command line has beside the first word
    /// are its arguments: its `...`, and then it has a table `arg`.
    ///
    /// # Errors
    ///
    /// What is wrong with the program or an option.
    pub fn spawn(&mut self, source: &[u8], options: SpawnOptions) -> Result<Pid, SpawnError> {
        let chunk_name = [b"@", &*options.identity.name].concat();
        let code = program::load(program::skip_shebang(source), &chunk_name).map_err(SpawnError::Program)?;
        let words = &options.identity.command_line;
        let arguments: Vec<Vec<u8>> = words.iter().skip(1).cloned().collect();
        let has_arguments = !arguments.is_empty();
        let words = words.iter().enumerate().filter(|_| has_arguments);
        let arg_table = words.map(|(i, word)| (i as i64, word.clone())).collect();
        self.spawn_lua(LuaProgram { steps: vec![LuaStep::Chunk { code, arguments }], arg_table }, options)
    }

    /// Starts a process that runs a Lua program of several steps.
    ///
    /// # Errors
    ///
    /// What is wrong with an option.
    pub fn spawn_lua(&mut self, program: LuaProgram, options: SpawnOptions) -> Result<Pid, SpawnError> {
        let quantum = options.quantum.unwrap_or(self.settings.quantum);
        let guest = self.lua_guest(program, &options.limits, quantum);
        self.spawn_guest(Box::new(guest), options)
    }

    /// Starts a process that runs a WebAssembly module. [`super::WasmGuest`] says what the module may import, and has to
    /// export.
    ///
    /// # Errors
    ///
    /// What is wrong with the module or an option.
    #[cfg(feature = "wasm")]
    pub fn spawn_wasm(&mut self, module: &[u8], options: SpawnOptions) -> Result<Pid, SpawnError> {
        let guest = super::wasm::WasmGuest::new(module, options.limits.memory_bytes_max).map_err(SpawnError::Wasm)?;
        let guest = guest.with_message_limits(options.limits.of_messages());
        self.spawn_guest(Box::new(guest), options)
    }

    pub(super) fn lua_guest(&mut self, program: LuaProgram, limits: &Limits, quantum: u64) -> LuaGuest {
        let number = u64::from(self.pid_last) + 1;
        let setup = LuaSetup {
            blank: self.blank(),
            random_seed: (self.settings.seed, number),
            memory_bytes_max: limits.memory_bytes_max,
            message_depth_max: limits.of_messages().depth_max,
            quantum,
        };
        LuaGuest::new(program, &setup)
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
        let most = self.settings.processes_max;
        if self.table.len() >= most {
            return Err(SpawnError::TooManyProcesses { most });
        }
        let SpawnOptions { identity, limits, host, is_stopped, .. } = options;
        let parts = Parts { quantum, limits, guest, host, identity, parent: None, is_stopped, entropy: 0 };
        Ok(self.add(parts))
    }

    pub(super) fn add(&mut self, parts: Parts) -> Pid {
        self.pid_last += 1;
        let pid = Pid::new(self.pid_last);
        let entropy = self.settings.seed ^ u64::from(self.pid_last).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        if let Some(parent) = parts.parent.and_then(|parent| self.table.living_mut(parent)) {
            parent.children.insert(pid);
        }
        let process = Process::new(pid, Parts { entropy, ..parts });
        self.settings.tracing.begin(&process);
        self.table.insert(process);
        self.note_state(pid);
        pid
    }

    // --- by processes ---

    /// Whether a process may have one more child, and the manager one more process.
    pub(super) fn check_room_for_child(&self, parent: Pid) -> Result<(), Vec<u8>> {
        let process = self.table.living(parent).expect("it has just asked");
        let (children, processes) = (process.limits().children_max, self.settings.processes_max);
        if process.children.len() >= children {
            return error(format!("too many children: expected at most {children}"));
        }
        if self.table.len() >= processes {
            return error(format!("too many processes: expected at most {processes}"));
        }
        Ok(())
    }

    /// What runs the program in a file or a string: WebAssembly, Lua source text, or a precompiled chunk. `words` are its
    /// name and arguments.
    fn program_guest(
        &mut self,
        program: &[u8],
        name: &[u8],
        words: &[Vec<u8>],
        limits: &Limits,
        quantum: u64,
    ) -> Result<Box<dyn Guest>, Vec<u8>> {
        if program::is_wasm(program) {
            return wasm_guest(program, limits);
        }
        let code = program::load(program::skip_shebang(program), &[b"@", name].concat());
        let code = code.map_err(|error| match program {
            [.., b'.', b'l', b'u', b'a'] if !program.contains(&b'\n') => {
                let found = "; expected the text of a program, found what looks like a path";
                [&*error.message(), found.as_bytes()].concat()
            }
            _ => error.message(),
        })?;
        let arguments = words.iter().skip(1).cloned().collect();
        let arg_table = words.iter().enumerate().map(|(i, word)| (i as i64, word.clone())).collect();
        let program = LuaProgram { steps: vec![LuaStep::Chunk { code, arguments }], arg_table };
        Ok(Box::new(self.lua_guest(program, limits, quantum)))
    }

    /// `system.ProcessManager.spawn(program, options)`
    pub(super) fn spawn_by_process(&mut self, parent: Pid, given: &Given<'_>) -> PerformResult {
        self.check_manages(parent)?;
        let options = Options::read(given, 1)?;
        self.check_room_for_child(parent)?;
        let process = self.table.living_mut(parent).expect("it has just asked");
        let identity = options.identity(&process.identity)?;
        let limits = options.limits(*process.limits());
        for context in &options.contexts {
            if !process.contexts.contains(context) {
                return error(format!("bad option contexts: context {} is not this process's", context.number()));
            }
        }
        let host = process.host.child(&options.confinement).map_err(|problem| not_given(&problem))?;
        // As with `nice`: who could have longer slices would keep all others waiting.
        let most = if *process.identity.user == *b"root" { u64::MAX } else { process.quantum() };
        let quantum = options.quantum.unwrap_or(process.quantum()).min(most);
        let (name, words) = (&identity.name, &identity.command_line);
        let guest = self.program_guest(given.bytes(0)?, name, words, &limits, quantum)?;
        let streams = self.standard_of_child(parent, options.streams)?;
        let parts = Parts {
            quantum,
            limits,
            guest,
            host,
            identity,
            parent: Some(parent),
            is_stopped: options.paused,
            entropy: 0,
        };
        let pid = self.add(parts);
        let process = self.table.living_mut(pid).expect("it has just begun");
        process.streams.standard = streams.map(|stream| stream.standard);
        if options.monitor {
            process.monitors.insert(parent);
        }
        let contexts: Vec<Message> = options.contexts.into_iter().map(Message::Context).collect();
        self.grant_contexts(pid, &contexts);
        Ok(Performed::Answer(vec![Message::Process(pid)]))
    }

    /// `fork(function, name, ...)`
    pub(super) fn fork_by_process(&mut self, parent: Pid, given: &Given<'_>) -> PerformResult {
        self.check_room_for_child(parent)?;
        let process = self.table.living_mut(parent).expect("it has just asked");
        let mut identity = process.identity.clone();
        if let Some(name) = given.optional_bytes(0)? {
            check_name(name)?;
            identity.name = name.into();
        }
        let copy = process.guest.as_ref().expect("it has just asked").fork();
        let mut guest = copy.map_err(|why| format!("cannot fork: {why}").into_bytes())?;
        guest.begin_fork();
        let host = process.host.child(&Confinement::default()).map_err(|problem| problem.to_string().into_bytes())?;
        let (quantum, limits) = (process.quantum(), *process.limits());
        let parts =
            Parts { quantum, limits, guest, host, identity, parent: Some(parent), is_stopped: false, entropy: 0 };
        let (handled, ignored) = (process.handled, process.ignored);
        let child = self.add(parts);
        let process = self.table.living_mut(child).expect("it has just begun");
        (process.handled, process.ignored) = (handled, ignored);
        self.copy_streams(parent, child);
        let contexts = self.table.living(parent).map(|process| process.contexts.clone()).unwrap_or_default();
        let contexts: Vec<Message> = contexts.into_iter().map(Message::Context).collect();
        self.grant_contexts(child, &contexts);
        Ok(Performed::Answer(vec![Message::Process(child)]))
    }

    /// A process that is a copy has all of its parent's ends of pipes.
    fn copy_streams(&mut self, parent: Pid, child: Pid) {
        let Some(process) = self.table.living(parent) else { return };
        let streams = process.streams.of_copy();
        streams.ends().for_each(|end| self.pipes.open(end));
        streams.children.values().for_each(|end| self.share_child_pipe(end.pipe));
        self.table.living_mut(child).expect("it has just begun").streams = streams;
    }

    /// `exec(path, ...)`
    pub(super) fn replace_program(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let path = given.bytes(0)?;
        let process = self.table.living_mut(pid).expect("it has just asked");
        let (limits, quantum) = (*process.limits(), process.quantum());
        let source = process.host.read_file(Some(path), limits.memory_bytes_max);
        let name = || String::from_utf8_lossy(path);
        let source = source.map_err(|error| format!("cannot open {}: {error}", name()).into_bytes())?;
        let words: Result<Vec<Vec<u8>>, _> =
            (0..given.arguments.len()).map(|i| given.bytes(i).map(<[u8]>::to_vec)).collect();
        let words = words?;
        let guest = self.program_guest(&source, path, &words, &limits, quantum)?;
        let process = self.table.living_mut(pid).expect("it has just asked");
        // A handler of a signal may have asked, while the program waited for something.
        let waits: Vec<Wait> = process.waits().cloned().collect();
        process.identity.command_line = words.into();
        process.replace_guest(guest);
        self.leave_waits(pid, &waits);
        Ok(Performed::Nothing)
    }
}

#[cfg(feature = "wasm")]
fn wasm_guest(module: &[u8], limits: &Limits) -> Result<Box<dyn Guest>, Vec<u8>> {
    match super::wasm::WasmGuest::new(module, limits.memory_bytes_max) {
        Ok(guest) => Ok(Box::new(guest.with_message_limits(limits.of_messages()))),
        Err(why) => error(why.to_string()),
    }
}

#[cfg(not(feature = "wasm"))]
fn wasm_guest(_: &[u8], _: &Limits) -> Result<Box<dyn Guest>, Vec<u8>> {
    error("this is a WebAssembly module, which takes a tidelock with the feature 'wasm'")
}
