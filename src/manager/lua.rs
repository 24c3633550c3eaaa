//! The Lua guest: one [`Vm`] behind the [`Guest`] boundary. With `convert` the only place in the manager that knows
//! the VM.
//!
//! A program is a list of steps that run one after another in the same VM, as `lua -e ... -l ... FILE` does. Then,
//! however it ended, an error is put into words and pending finalizers run, all within the process's own ticks.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use tidelock_vm::bytecode::Verified;
use tidelock_vm::{Backend, Blank, Ending, Options, Outcome, ProcessCall, StopReason, SystemCall, Value, Vm};

use super::convert::{Reader, to_value};
use super::guest::{Answer, CallError, Exit, Failure, Guest, MemoryReport, Resumed, Stop, SystemRequest};
use super::identity::{Limits, limits_of_call};
use crate::message::{Message, MessageLimits};
use crate::program;

/// One thing that a Lua program does.
#[derive(Clone, Debug)]
pub enum LuaStep {
    /// Runs a chunk with arguments as its `...`.
    Chunk {
        /// The chunk.
        code: Verified,
        /// Its arguments.
        arguments: Vec<Vec<u8>>,
    },
    /// `global = require(module)`
    Require {
        /// The global variable's name.
        global: Vec<u8>,
        /// The module's name.
        module: Vec<u8>,
    },
    /// Runs a chunk without arguments, and prints what it returns, if anything.
    Show {
        /// The chunk.
        code: Verified,
    },
}

/// A program for a new Lua process.
#[derive(Clone, Debug, Default)]
pub struct LuaProgram {
    /// What it does, in order. The first that fails ends it.
    pub steps: Vec<LuaStep>,
    /// The global table `arg`, by index; no such table if empty.
    pub arg_table: Vec<(i64, Vec<u8>)>,
}

/// How a Lua process is set up, beside its program.
#[derive(Clone, Debug)]
pub struct LuaSetup {
    /// What the process begins as.
    pub blank: LuaBlank,
    /// Seed of `math.random`.
    pub random_seed: (u64, u64),
    /// Limit of logical bytes; `usize::MAX` for none.
    pub memory_bytes_max: usize,
    /// Levels of tables within one another in a message that it sends: [`super::Limits::message_depth_max`].
    pub message_depth_max: usize,
    /// Ticks of its slices, which it finds as `system.QUANTUM`.
    pub quantum: u64,
}

/// What Lua processes begin as. It is made once for many processes.
#[derive(Clone, Debug)]
pub struct LuaBlank(Arc<Blank>);

impl LuaBlank {
    /// With the seed of the string hash, which can't be observed, and the loop to run on.
    pub fn new(hash_seed: u64, backend: Backend) -> LuaBlank {
        LuaBlank(Arc::new(Blank::new(&Options {
            hash_seed,
            random_seed: (0, 0),
            memory_bytes_max: usize::MAX,
            backend,
            compile: program::compile_hook,
        })))
    }
}

/// A Lua program at work.
#[derive(Clone, Debug)]
pub struct LuaGuest {
    vm: Vm,
    steps: VecDeque<LuaStep>,
    phase: Phase,
    builtins: Builtins,
    memory_bytes_max: usize,
    message_limits: MessageLimits,
    /// Whether it goes on after its last step, by [`LuaGuest::add_step`].
    is_interactive: bool,
}

/// What the VM is running.
#[derive(Clone, Debug)]
enum Phase {
    /// A step.
    Step { results: Results },
    /// [`DESCRIBE`], for an error with this traceback.
    Describe { traceback: Vec<u8> },
    /// The `__tostring` of an error with this traceback; without a string from it, the words are `otherwise`.
    ToString { traceback: Vec<u8>, otherwise: Vec<u8> },
    /// Variables to be closed, of a process that somebody else ends.
    Terminate,
    /// What was given to `atexit`, before finalizers.
    AtExit(Exit),
    /// The same, of a process that then ends without finalizers.
    Exit(Exit),
    /// Pending finalizers, before the process ends so.
    Close(Exit),
}

/// What happens with a step's results.
#[derive(Clone, Debug)]
enum Results {
    /// Nothing.
    Dropped,
    /// The first becomes the value of this global variable.
    Global(Vec<u8>),
    /// They are printed.
    Shown,
}

/// Builtins as they were before the program could change them. None of them is an object of the heap, so the collector
/// need not know of them.
#[derive(Clone, Copy, Debug)]
struct Builtins {
    getmetatable: Value,
    rawget: Value,
    type_of: Value,
}

/// What is kept of the message of an error that nobody caught.
const MESSAGE_BYTES_MAX: usize = 1 << 20;

fn shown(message: &[u8]) -> Vec<u8> {
    match message.get(..MESSAGE_BYTES_MAX) {
        Some(begin) if message.len() > MESSAGE_BYTES_MAX => [begin, b"..."].concat(),
        _ => message.to_vec(),
    }
}

/// Puts an error that nobody caught into words, as `lua` does: the words, and if it has a `__tostring`, whose words come
/// first, whether that is so, that and the error.
const DESCRIBE: &[u8] = br#"
local value, getmetatable, rawget, type = ...
if type(value) == "number" then return value .. "" end
local metatable = getmetatable(value)
local describe
if type(metatable) == "table" then describe = rawget(metatable, "__tostring") end
return "(error object is a " .. type(value) .. " value)", describe ~= nil, describe, value
"#;

impl LuaGuest {
    /// A process about to run `program`.
    pub fn new(program: LuaProgram, setup: &LuaSetup) -> LuaGuest {
        let mut vm = setup.blank.0.copy(setup.random_seed, setup.memory_bytes_max);
        set_arg_table(&mut vm, &program.arg_table);
        set_quantum(&mut vm, setup.quantum);
        let mut guest = LuaGuest {
            builtins: Builtins::of(&mut vm),
            vm,
            steps: program.steps.into(),
            phase: Phase::Step { results: Results::Dropped },
            is_interactive: false,
            memory_bytes_max: setup.memory_bytes_max,
            message_limits: MessageLimits {
                depth_max: setup.message_depth_max.min(Limits::DEPTH_MAX),
                ..MessageLimits::default()
            },
        };
        if !guest.start_next_step() {
            guest.steps.push_back(LuaStep::Chunk { code: empty_chunk(), arguments: Vec::new() });
            guest.start_next_step();
        }
        guest
    }

    /// A process without a program, for a prompt: after each step it ends, and is given another by
    /// [`LuaGuest::add_step`]. Finalizers wait for [`LuaGuest::add_end`].
    pub fn interactive(setup: &LuaSetup) -> LuaGuest {
        let mut guest = LuaGuest::new(LuaProgram::default(), setup);
        guest.is_interactive = true;
        guest
    }

    /// Gives an interactive process that has ended its last step another one.
    pub fn add_step(&mut self, step: LuaStep) {
        self.steps.push_back(step);
        self.start_next_step();
    }

    /// Makes an interactive process that has ended its last step run what runs at the end of a process.
    pub fn add_end(&mut self) {
        self.is_interactive = false;
        self.close(Exit::Returned(None));
    }

    /// Raises an error in whatever a preempted process is doing.
    pub fn raise(&mut self, message: &[u8]) {
        self.vm.answer_error(message);
    }

    /// Says whether there was another step.
    fn start_next_step(&mut self) -> bool {
        let results = match self.steps.pop_front() {
            None => return false,
            Some(LuaStep::Chunk { code, arguments }) => {
                let arguments: Vec<Value> = arguments.iter().map(|bytes| self.vm.string(bytes)).collect();
                self.vm.start(&code, &arguments);
                Results::Dropped
            }
            Some(LuaStep::Require { global, module }) => {
                let module = self.vm.string(&module);
                self.start_global(b"require", &[module]);
                Results::Global(global)
            }
            Some(LuaStep::Show { code }) => {
                self.vm.start(&code, &[]);
                Results::Shown
            }
        };
        self.phase = Phase::Step { results };
        true
    }

    fn start_global(&mut self, name: &[u8], arguments: &[Value]) {
        let (globals, name) = (self.vm.globals(), self.vm.string(name));
        let function = self.vm.table_get(globals, name);
        self.vm.start_function(function, arguments);
    }

    /// What the VM's outcome means; `None` if it has more to run.
    fn after(&mut self, outcome: Outcome) -> Option<Stop> {
        match outcome {
            Outcome::Preempted => Some(Stop::Preempted),
            Outcome::Yielded => Some(Stop::Yielded),
            Outcome::SignalHandled => Some(Stop::SignalHandled),
            Outcome::SystemCall { number, arguments } => self.system_call(number, &arguments),
            Outcome::Finished(values) => self.finished(&values),
            Outcome::Failed { value, traceback } => self.failed(value, traceback),
            Outcome::Stopped(StopReason::Exit(_)) if matches!(self.phase, Phase::Terminate) => self.close(Exit::Killed),
            Outcome::Stopped(StopReason::Exit(code)) => Some(self.exited(code)?),
            Outcome::Stopped(StopReason::OutOfMemory) => {
                Some(Stop::Ended(Exit::MemoryLimit { memory_bytes_max: self.memory_bytes_max }))
            }
        }
    }

    /// `os.exit`: what was given to `atexit` is called, and nothing else; not by one that is ending already.
    fn exited(&mut self, code: i32) -> Option<Stop> {
        let is_ending = matches!(self.phase, Phase::AtExit(_) | Phase::Exit(_) | Phase::Close(_));
        if is_ending || !self.vm.begin_at_exit() {
            return Some(Stop::Ended(Exit::Exited(code)));
        }
        self.phase = Phase::Exit(Exit::Exited(code));
        None
    }

    fn finished(&mut self, values: &[Value]) -> Option<Stop> {
        let first = values.first().copied().unwrap_or(Value::NIL);
        match &mut self.phase {
            Phase::Step { results } => {
                match std::mem::replace(results, Results::Dropped) {
                    Results::Shown if !values.is_empty() => {
                        self.start_global(b"print", values);
                        return None;
                    }
                    Results::Shown | Results::Dropped => {}
                    Results::Global(name) => {
                        let (globals, name) = (self.vm.globals(), self.vm.string(&name));
                        self.vm.table_set(globals, name, first);
                    }
                }
                if self.start_next_step() { None } else { self.close(Exit::Returned(first.as_integer())) }
            }
            Phase::Describe { traceback } => {
                let traceback = std::mem::take(traceback);
                let message = self.vm.bytes_of(first).unwrap_or_default().to_vec();
                if let [_, has_method, method, error] = *values
                    && !has_method.is_falsy()
                {
                    self.vm.start_function(method, &[error]);
                    self.phase = Phase::ToString { traceback, otherwise: message };
                    return None;
                }
                self.close(Exit::Failed(Failure { message, traceback: Some(traceback) }))
            }
            Phase::ToString { traceback, otherwise } => {
                let (traceback, otherwise) = (std::mem::take(traceback), std::mem::take(otherwise));
                let text = if first.is_string() { self.vm.bytes_of(first).map(shown) } else { None };
                self.close(Exit::Failed(match text {
                    Some(message) => Failure { message, traceback: None },
                    None => Failure { message: otherwise, traceback: Some(traceback) },
                }))
            }
            Phase::Terminate => self.close(Exit::Killed),
            Phase::AtExit(exit) => {
                let exit = exit.clone();
                self.begin_close(exit)
            }
            Phase::Exit(exit) | Phase::Close(exit) => Some(Stop::Ended(exit.clone())),
        }
    }

    fn failed(&mut self, value: Value, traceback: Vec<u8>) -> Option<Stop> {
        let text = self.vm.bytes_of(value).map(shown);
        match &mut self.phase {
            Phase::Step { .. } => match text {
                Some(message) => self.close(Exit::Failed(Failure { message, traceback: Some(traceback) })),
                None => {
                    let Builtins { getmetatable, rawget, type_of } = self.builtins;
                    let code = program::load(DESCRIBE, b"=(error)").expect("our own text compiles");
                    self.vm.start(&code, &[value, getmetatable, rawget, type_of]);
                    self.phase = Phase::Describe { traceback };
                    None
                }
            },
            Phase::Describe { traceback: outer } | Phase::ToString { traceback: outer, .. } => {
                // The error of a `__tostring` takes the place of the one it was to describe.
                let traceback = Some(stacked(traceback, outer));
                let message = text.unwrap_or_else(|| format!("(error object is a {} value)", value.type_name()).into());
                self.close(Exit::Failed(Failure { message, traceback }))
            }
            Phase::Terminate => self.close(Exit::Killed),
            Phase::AtExit(exit) => {
                let exit = exit.clone();
                self.begin_close(exit)
            }
            // An error in a finalizer is a warning, never the process's end.
            Phase::Exit(exit) | Phase::Close(exit) => Some(Stop::Ended(exit.clone())),
        }
    }

    /// Runs what runs at the end of a process, then ends it.
    fn close(&mut self, exit: Exit) -> Option<Stop> {
        if self.is_interactive && !matches!(exit, Exit::Exited(_)) {
            return Some(Stop::Ended(exit));
        }
        if self.vm.begin_at_exit() {
            self.phase = Phase::AtExit(exit);
            return None;
        }
        self.begin_close(exit)
    }

    fn begin_close(&mut self, exit: Exit) -> Option<Stop> {
        self.vm.begin_close();
        self.phase = Phase::Close(exit);
        None
    }

    fn system_call(&mut self, number: u16, arguments: &[Value]) -> Option<Stop> {
        if number == SystemCall::Exit as u16 {
            let code = match arguments.first() {
                Some(value) if value.as_integer().is_some() => value.as_integer().unwrap_or_default() as i32,
                Some(value) if value.tag() == tidelock_vm::Tag::FALSE => 1,
                _ => 0,
            };
            let exit = Exit::Exited(code);
            let closes = arguments.get(1).is_some_and(|value| !value.is_falsy());
            return if closes { self.close(exit) } else { Some(Stop::Ended(exit)) };
        }
        if number == ProcessCall::Module as u16 {
            self.load_module(arguments);
            return None;
        }
        // What goes to the host is within the memory limit, and no table.
        let call = ProcessCall::from_number(number);
        let limits = match call {
            Some(call) => limits_of_call(call, self.message_limits),
            None => MessageLimits { depth_max: 0, bytes_max: usize::MAX },
        };
        let mut reader = Reader::new(&self.vm, limits);
        let hidden = match call {
            Some(ProcessCall::Call) => 2,
            Some(ProcessCall::Rpc) => 3,
            _ => 0,
        };
        let converted = reader.arguments(arguments, call.and_then(name_of_table), hidden);
        let bytes = reader.bytes();
        if call.is_some() {
            self.vm.charge(bytes as u64 / BYTES_PER_TICK);
        }
        match converted {
            Ok(arguments) => Some(Stop::SystemCall(SystemRequest { number, arguments })),
            Err(error) => {
                self.vm.answer_error(error.to_string().as_bytes());
                None
            }
        }
    }

    /// Answers with the code of a module that comes with the manager.
    fn load_module(&mut self, arguments: &[Value]) {
        let name = arguments.first().and_then(|&name| self.vm.bytes_of(name));
        match name {
            Some(b"proc") => {
                static CODE: OnceLock<Verified> = OnceLock::new();
                let code = CODE.get_or_init(|| program::load(PROC, b"=proc").expect("our own text compiles"));
                let globals = self.vm.globals();
                let function = self.vm.load_module(code, globals);
                self.vm.answer(&[function]);
            }
            _ => self.vm.answer_error(b"no such module"),
        }
    }

    fn deliver(&mut self, answer: Answer) {
        match answer {
            Ok(messages) => {
                let bytes: usize = messages.iter().map(Message::bytes).sum();
                if bytes > BYTES_UNCHARGED {
                    self.vm.charge(bytes as u64 / BYTES_PER_TICK);
                }
                let values: Vec<Value> = messages.iter().map(|message| to_value(&mut self.vm, message)).collect();
                self.vm.answer(&values);
            }
            Err(CallError::Text(message)) => self.vm.answer_error(&message),
            Err(CallError::Value(message)) => {
                let value = to_value(&mut self.vm, &message);
                self.vm.answer_error_value(value);
            }
        }
    }
}

impl Guest for LuaGuest {
    fn resume(&mut self, ticks: u64, answer: Option<Answer>) -> Resumed {
        if let Some(answer) = answer {
            self.deliver(answer);
        }
        let before = self.vm.ticks_used();
        loop {
            let used = self.vm.ticks_used() - before;
            let Some(left) = ticks.checked_sub(used).filter(|&left| left > 0) else {
                return Resumed { stop: Stop::Preempted, ticks_used: used };
            };
            let outcome = self.vm.run(left);
            if let Some(stop) = self.after(outcome) {
                return Resumed { stop, ticks_used: self.vm.ticks_used() - before };
            }
        }
    }

    fn memory(&self) -> MemoryReport {
        MemoryReport {
            bytes: self.vm.memory_bytes(),
            bytes_peak: self.vm.memory_bytes_peak(),
            collections: self.vm.collections(),
        }
    }

    fn fork(&self) -> Result<Box<dyn Guest>, &'static str> {
        Ok(Box::new(self.clone()))
    }

    fn begin_fork(&mut self) {
        self.vm.begin_fork();
        self.steps.clear();
        self.phase = Phase::Step { results: Results::Dropped };
    }

    fn terminate(&mut self) -> bool {
        let begins = self.vm.begin_termination();
        if begins {
            self.steps.clear();
            self.phase = Phase::Terminate;
        }
        begins
    }

    fn is_ending(&self) -> bool {
        match self.phase {
            Phase::Step { .. } => match self.vm.ending() {
                Ending::No => false,
                Ending::Returning => self.steps.is_empty() && !self.is_interactive,
                Ending::Leaving => true,
            },
            // Somebody else ends it.
            Phase::Terminate => false,
            _ => true,
        }
    }

    fn settled_exit(&self) -> Option<Exit> {
        match &self.phase {
            Phase::AtExit(exit) | Phase::Exit(exit) | Phase::Close(exit) => Some(exit.clone()),
            _ => None,
        }
    }

    fn checks_messages(&self) -> bool {
        true
    }

    fn signal(&mut self, number: u8) -> bool {
        self.vm.signal(number);
        true
    }
}

impl Builtins {
    fn of(vm: &mut Vm) -> Builtins {
        let mut get = |path: &[&str]| {
            path.iter().fold(vm.globals(), |table, name| {
                let name = vm.string(name.as_bytes());
                vm.table_get(table, name)
            })
        };
        let raw_getmetatable = get(&["debug", "getmetatable"]);
        Builtins {
            getmetatable: if raw_getmetatable.is_nil() { get(&["getmetatable"]) } else { raw_getmetatable },
            rawget: get(&["rawget"]),
            type_of: get(&["type"]),
        }
    }
}

/// The module `proc`.
const PROC: &[u8] = include_bytes!("../prelude/proc.lua");

/// Bytes of messages that a tick's work makes.
const BYTES_PER_TICK: u64 = 32;
/// The results of most system calls are part of what the call costs.
const BYTES_UNCHARGED: usize = 64;

/// What messages call the arguments of a call that may be tables.
fn name_of_table(call: ProcessCall) -> Option<&'static str> {
    match call {
        ProcessCall::QueueEvent | ProcessCall::SendEvent | ProcessCall::SendServiceEvent => Some("params"),
        ProcessCall::Spawn => Some("options"),
        _ => None,
    }
}

/// Two tracebacks as one of two stacks, the second below the first.
fn stacked(mut above: Vec<u8>, below: &[u8]) -> Vec<u8> {
    let heading = below.iter().position(|&byte| byte == b'\n').unwrap_or(0);
    above.extend_from_slice(&below[heading..]);
    above
}

fn empty_chunk() -> Verified {
    program::load(b"", b"=(empty)").expect("the empty text compiles")
}

fn set_quantum(vm: &mut Vm, quantum: u64) {
    let [system, name] = ["system", "QUANTUM"].map(|name| vm.string(name.as_bytes()));
    let globals = vm.globals();
    let system = vm.table_get(globals, system);
    vm.table_set(system, name, Value::integer(i64::try_from(quantum).unwrap_or(i64::MAX)));
}

fn set_arg_table(vm: &mut Vm, entries: &[(i64, Vec<u8>)]) {
    if entries.is_empty() {
        return;
    }
    let table = vm.sequence(&[]);
    for (index, bytes) in entries {
        let value = vm.string(bytes);
        vm.table_set(table, Value::integer(*index), value);
    }
    let (globals, name) = (vm.globals(), vm.string(b"arg"));
    vm.table_set(globals, name, table);
}
