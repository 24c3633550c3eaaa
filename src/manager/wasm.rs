//! The WebAssembly guest: one instance of a module in wasmi behind the [`Guest`] boundary. With its imports in
//! `wasm/imports.rs` the only place that knows wasmi.
//!
//! A tick is a unit of wasmi's fuel. wasmi takes the fuel of a stretch of code without jumps, or of an instruction that
//! works on much memory, before it begins, and stops there if there is not enough; so a slice that has any fuel left is
//! lent the rest, and the excess is taken off the next budget. What runs in one go is therefore the same whatever the
//! quantum, and so are the ticks in all.
//!
//! Invariant: nothing of the program runs but in [`Guest::resume`], so all of it is metered: a module with a start
//! function is refused, and functions are compiled when the module is loaded, not when they are first called.

use std::fmt;

use wasmi::{
    CompilationMode, Config, Engine, Func, Instance, Linker, Module, ResumableCall, ResumableCallHostTrap,
    ResumableCallOutOfFuel, Store, Val, ValType,
};

use super::guest::{Answer, CallError, Exit, Failure, Guest, MemoryReport, Resumed, Stop};
use crate::encoding::encode;
use crate::message::{Message, MessageLimits};

mod imports;
mod room;

use imports::{BYTES_PER_TICK, Inside, Suspended};
use room::Room;

/// Frames of calls within one another.
const DEPTH_MAX: usize = 10_000;
/// Bytes of registers of all those frames. The only memory that the process's limit does not know.
const STACK_BYTES_MAX: usize = 1 << 20;

/// Why bytes are not a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WasmError(String);

impl fmt::Display for WasmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bad WebAssembly module: {}", self.0)
    }
}

impl std::error::Error for WasmError {}

impl From<wasmi::Error> for WasmError {
    fn from(error: wasmi::Error) -> WasmError {
        WasmError(error.to_string())
    }
}

/// A WebAssembly program at work.
///
/// A program is a module in binary form. It exports
///
/// - `run`, or else `_start`: a function without parameters, which is the program. The `i32` it returns, if it returns
///   one, is its exit code.
/// - `memory`: its linear memory, if it has one. Imported functions read and write it.
/// - `signal`, if it handles signals: a function that is given a signal's number (`i32`), and runs on top of whatever
///   was under way. Preemption comes between any two instructions, so code of a compiler that keeps data below its stack
///   pointer (LLVM does so, up to 128 bytes) has to leave that room.
///
/// and may import these functions of `tidelock`, whose parameters and results are `i32` throughout:
///
/// | import | does |
/// |---|---|
/// | `call(number, arguments, length) -> n` | the system call of this number ([`crate::SystemCall`], [`crate::ProcessCall`]); its arguments are `length` bytes from `arguments`, encoded as in [`crate::encoding`]. Its answer is kept. `n` is the length of its encoded results, or negative: then the answer is one value of `-n` bytes, an error, which is text unless another process raised something else |
/// | `answer(to, capacity) -> n` | copies the answer, up to `capacity` bytes of it, and says how many it copied |
/// | `find(at, key, length) -> at` | where the value of a key begins in the map or sequence whose encoding begins at `at`; the key is `length` bytes, encoded. -1 if there is none in the 2^20 bytes from `at` |
/// | `after(at) -> at` | where the value ends whose encoding begins at `at`. -1 if it is none, or longer than 2^20 bytes |
/// | `write(stream, from, length) -> n` | `call` of `Write` with these bytes; 1 is the standard output |
/// | `yield()` | gives the rest of the slice away |
/// | `exit(code)` | ends the process |
///
/// While a call is answered, nothing of the program runs. An imported function can't take the place of `run` or `signal`,
/// by being exported under this name or by `return_call`. Whoever refers to memory that is not there is ended, as by
/// any trap: [`Exit::Failed`] with wasmi's words.
///
/// Its limit of memory holds for module, linear memory, tables and the answer together; where memory doesn't fit,
/// `memory.grow` gives -1. Tables never grow.
///
/// A tick is an operator (`block`, `loop`, `else`, `end`, `nop`, `drop`, `return` and `unreachable` are free), 64 bytes
/// copied, filled or added by one operator, or 32 bytes of messages. One operator is never divided, so one that fills
/// a gigabyte takes a slice of its own, and the following ones pay for it.
///
/// A running instance can't be copied: `fork` answers with an error.
///
/// ```
/// use tidelock::{ProcessManager, RunEnd, SpawnOptions};
///
/// // Asks process 1 to double 21: what Lua writes as `return os.rpc.double(21)`.
/// let text = r#"
///     (module
///       (import "tidelock" "call" (func $call (param i32 i32 i32) (result i32)))
///       (import "tidelock" "answer" (func $answer (param i32 i32) (result i32)))
///       (memory (export "memory") 1)
///       ;; nil (context), nil (timeout), the string "double", the integer 21
///       (data (i32.const 0) "\00\00" "\05\06\00\00\00double" "\03\15\00\00\00\00\00\00\00")
///       (func (export "run") (result i32)
///         ;; 65 is Rpc. An error has a negative length, and is this program's exit code.
///         (local $length i32)
///         (local.set $length (call $call (i32.const 65) (i32.const 0) (i32.const 22)))
///         (if (i32.lt_s (local.get $length) (i32.const 0)) (then (return (local.get $length))))
///         (drop (call $answer (i32.const 100) (i32.const 64)))
///         ;; Behind the tag of the first result is the integer.
///         (i32.load (i32.const 101))))
/// "#;
/// let mut manager = ProcessManager::new();
/// let lua = "os.bind('double') local call = os.pull() os.answer(call.cid, true, 2 * call.args[1])";
/// manager.spawn(lua.as_bytes(), SpawnOptions::named("double.lua"))?;
/// let module = wat::parse_str(text)?;
/// let pid = manager.spawn_wasm(&module, SpawnOptions::named("ask.wasm"))?;
/// assert_eq!(manager.run(), RunEnd::AllEnded);
/// let exit = manager.process(pid).and_then(|process| process.exit());
/// assert_eq!(exit.map(tidelock::Exit::code), Some(42));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct WasmGuest {
    store: Store<Inside>,
    module: Module,
    under_way: Activity,
    /// What goes on when the handler of a signal has returned, with the answer it was about to read.
    interrupted: Option<(Activity, Vec<u8>)>,
    handler: Option<Func>,
    /// Ticks used beyond what was given.
    owed: u64,
}

/// A call of an exported function, and how far it is.
struct Activity {
    kind: Kind,
    progress: Progress,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// `run`, which returns a code or not.
    Program { has_code: bool },
    /// `signal`.
    Handler,
}

enum Progress {
    Begin(Func, Option<i32>),
    /// Preempted.
    OutOfFuel(ResumableCallOutOfFuel),
    /// In an imported function, which will return this.
    Outside(ResumableCallHostTrap, Option<i32>),
    /// It has ended, or runs.
    None,
}

impl WasmGuest {
    /// A process about to run a module.
    ///
    /// # Errors
    ///
    /// What is wrong with the module: it breaks a rule of WebAssembly, imports or exports something else than it may,
    /// or doesn't fit into its memory.
    pub fn new(module: &[u8], memory_bytes_max: usize) -> Result<WasmGuest, WasmError> {
        // The code of a module lives as long as its engine does, so no two processes share one.
        let engine = Engine::new(&config());
        let room = Room::new(module.len(), memory_bytes_max);
        if !room.has_begun_within_limit() {
            return Err(no_room(memory_bytes_max));
        }
        // wasmi 2.0.0 would translate functions while it validates them, and panics in some that are not valid.
        Module::validate(&engine, module)?;
        WasmGuest::instantiate(Module::new(&engine, module)?, room)
    }

    /// What its messages to others may be like, other than by default.
    #[must_use]
    pub fn with_message_limits(mut self, limits: MessageLimits) -> WasmGuest {
        self.store.data_mut().message_limits = limits;
        self
    }

    fn instantiate(module: Module, room: Room) -> Result<WasmGuest, WasmError> {
        let engine = module.engine();
        let mut store = Store::new(engine, Inside::new(room));
        store.limiter(|inside| &mut inside.room);
        let mut linker = Linker::new(engine);
        imports::define(&mut linker);
        let instance = linker.instantiate_and_start(&mut store, &module).map_err(|error| {
            let room = &store.data().room;
            if room.was_refused() { no_room(room.bytes_max()) } else { error.into() }
        })?;
        let (run, has_code) = entry(&store, instance)?;
        let handler = instance.get_func(&store, "signal");
        if let Some(handler) = handler {
            let kind = handler.ty(&store);
            if kind.params() != [ValType::I32] || !kind.results().is_empty() {
                return Err(WasmError("bad type of 'signal', expected one i32 and no result".to_owned()));
            }
        }
        let memory = instance.get_memory(&store, "memory");
        store.data_mut().begin(memory, handler.is_some());
        let under_way = Activity { kind: Kind::Program { has_code }, progress: Progress::Begin(run, None) };
        Ok(WasmGuest { store, module, under_way, interrupted: None, handler, owed: 0 })
    }

    /// Puts the answer to a system call where the program finds it. Says what that takes.
    fn deliver(&mut self, answer: Answer) -> u64 {
        let mut bytes = Vec::new();
        let is_error = answer.is_err();
        match answer {
            Ok(results) => results.iter().for_each(|result| encode(result, &mut bytes)),
            Err(CallError::Text(text)) => encode(&Message::from(text), &mut bytes),
            Err(CallError::Value(value)) => encode(&value, &mut bytes),
        }
        let ticks = bytes.len() as u64 / BYTES_PER_TICK;
        let length = self.store.data_mut().keep_answer(bytes, is_error);
        match &mut self.under_way.progress {
            Progress::Outside(_, given) => *given = Some(length),
            _ => unreachable!("it has not asked for anything"),
        }
        ticks
    }

    /// Runs with so much fuel. Says why it stopped, and how much it used.
    fn run(&mut self, budget: u64) -> (Stop, u64) {
        let mut given = budget;
        self.set_fuel(budget);
        let stop = loop {
            match self.go_on() {
                Ok(ResumableCall::OutOfFuel(call)) => {
                    let (left, required) = (self.fuel_left(), call.required_fuel());
                    self.under_way.progress = Progress::OutOfFuel(call);
                    if left == 0 {
                        break Stop::Preempted;
                    }
                    debug_assert!(required > left, "who has enough goes on");
                    given = given.saturating_add(required.saturating_sub(left));
                    self.set_fuel(required);
                }
                Ok(ResumableCall::HostTrap(call)) => match self.store.data_mut().stop.take() {
                    Some(stop) => {
                        self.under_way.progress = Progress::Outside(call, None);
                        break stop;
                    }
                    None => break failed(call.host_error()),
                },
                Ok(ResumableCall::Finished) => {
                    if let Some(stop) = self.finished() {
                        break stop;
                    }
                }
                Err(error) if error.downcast_ref::<Suspended>().is_some() => {
                    let message = b"an imported function was called in the place of an exported one".to_vec();
                    break Stop::Ended(Exit::Failed(Failure { message, traceback: None }));
                }
                Err(error) => break failed(&error),
            }
        };
        let used = given.saturating_sub(self.fuel_left()) + self.store.data_mut().end_of_slice();
        (stop, used)
    }

    fn go_on(&mut self) -> Result<ResumableCall, wasmi::Error> {
        let store = &mut self.store;
        let (mut code, mut none) = ([Val::I32(0)], []);
        let has_code = self.under_way.kind == Kind::Program { has_code: true };
        let results: &mut [Val] = if has_code { &mut code } else { &mut none };
        let call = match std::mem::replace(&mut self.under_way.progress, Progress::None) {
            Progress::Begin(function, parameter) => {
                let parameters: Vec<Val> = parameter.into_iter().map(Val::I32).collect();
                function.call_resumable(store, &parameters, results)
            }
            Progress::OutOfFuel(call) => call.resume(store, results),
            Progress::Outside(call, given) => {
                let given: Vec<Val> = given.into_iter().map(Val::I32).collect();
                call.resume(store, &given, results)
            }
            Progress::None => unreachable!("who has ended is not resumed"),
        }?;
        if let (ResumableCall::Finished, [Val::I32(code)]) = (&call, &*results) {
            self.store.data_mut().code = Some(i64::from(*code));
        }
        Ok(call)
    }

    /// A function has returned. `None` is never given for the program itself.
    fn finished(&mut self) -> Option<Stop> {
        match self.under_way.kind {
            Kind::Program { .. } => Some(Stop::Ended(Exit::Returned(self.store.data_mut().code.take()))),
            Kind::Handler => {
                let (under_way, answer) = self.interrupted.take()?;
                self.under_way = under_way;
                self.store.data_mut().replace_answer(answer);
                Some(Stop::SignalHandled)
            }
        }
    }

    fn set_fuel(&mut self, fuel: u64) {
        self.store.set_fuel(fuel).expect("the engine meters fuel");
    }

    fn fuel_left(&self) -> u64 {
        self.store.get_fuel().expect("the engine meters fuel")
    }
}

impl Guest for WasmGuest {
    fn resume(&mut self, ticks: u64, answer: Option<Answer>) -> Resumed {
        let charged = answer.map_or(0, |answer| self.deliver(answer));
        let owed = self.owed + charged;
        if owed >= ticks {
            self.owed = owed - ticks;
            return Resumed { stop: Stop::Preempted, ticks_used: charged };
        }
        let budget = ticks - owed;
        let (stop, used) = self.run(budget);
        self.owed = used.saturating_sub(budget);
        Resumed { stop, ticks_used: charged + used }
    }

    fn memory(&self) -> MemoryReport {
        let inside = self.store.data();
        let kept = self.interrupted.as_ref().map_or(0, |(_, answer)| answer.len());
        let bytes = inside.bytes() + kept;
        MemoryReport { bytes, bytes_peak: inside.bytes_peak().max(bytes), collections: 0 }
    }

    fn fork(&self) -> Result<Box<dyn Guest>, &'static str> {
        match (&self.under_way.progress, &self.interrupted) {
            (Progress::Begin(..), None) => {
                let room = self.store.data().room.anew();
                let guest = WasmGuest::instantiate(self.module.clone(), room);
                let guest = guest.map_err(|_| "there is no room for another instance")?;
                Ok(Box::new(guest.with_message_limits(self.store.data().message_limits)))
            }
            _ => Err("a WebAssembly program can't be copied while it runs"),
        }
    }

    fn checks_messages(&self) -> bool {
        true
    }

    fn signal(&mut self, number: u8) -> bool {
        let (Some(handler), None) = (self.handler, &self.interrupted) else { return false };
        let progress = Progress::Begin(handler, Some(i32::from(number)));
        let under_way = std::mem::replace(&mut self.under_way, Activity { kind: Kind::Handler, progress });
        let answer = self.store.data_mut().replace_answer(Vec::new());
        self.interrupted = Some((under_way, answer));
        true
    }
}

impl fmt::Debug for WasmGuest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WasmGuest").field("memory", &self.memory()).finish_non_exhaustive()
    }
}

fn config() -> Config {
    let mut config = Config::default();
    config
        .consume_fuel(true)
        .compilation_mode(CompilationMode::Eager)
        .allow_start_fn(false)
        .ignore_custom_sections(true)
        .set_max_recursion_depth(DEPTH_MAX)
        .set_max_stack_height(STACK_BYTES_MAX);
    config
}

/// The function that is the program, and whether it returns a code.
fn entry(store: &Store<Inside>, instance: Instance) -> Result<(Func, bool), WasmError> {
    let found = ["run", "_start"].into_iter().find_map(|name| Some((name, instance.get_func(store, name)?)));
    let Some((name, function)) = found else {
        return Err(WasmError("it exports no function 'run' or '_start'".to_owned()));
    };
    let kind = function.ty(store);
    match (kind.params(), kind.results()) {
        ([], []) => Ok((function, false)),
        ([], [ValType::I32]) => Ok((function, true)),
        _ => Err(WasmError(format!("bad type of '{name}', expected no parameters, and an i32 or nothing as result"))),
    }
}

fn no_room(bytes_max: usize) -> WasmError {
    WasmError(format!("module, memory and tables together don't fit into {bytes_max} bytes"))
}

fn failed(error: &wasmi::Error) -> Stop {
    Stop::Ended(Exit::Failed(Failure { message: error.to_string().into_bytes(), traceback: None }))
}
