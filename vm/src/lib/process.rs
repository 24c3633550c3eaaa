//! What programs ask the process manager for: `os.call` and its like, and the modules `system.syscall` and
//! `system.ipc`. Nearly all of it is a [`ProcessCall`] with its arguments checked; what it does is the manager's.
//!
//! Handlers of signals and functions to be called at the end are the process's own: they are in the registry.

use super::put;
use crate::heap::Userdata;
use crate::interp::{Res, Vm};
use crate::native::{self, CAUGHT, Cx, Native, Out};
use crate::system::ProcessCall;
use crate::value::{Tag, Value};

/// Stage at which the manager's answer is there.
const ANSWERED: u32 = 1;
/// More arguments than this no message has room for.
const ARGUMENTS_MAX: usize = 250;

macro_rules! calls {
    ($($(#[$doc:meta])* $table:ident { $($name:literal $call:ident $spec:literal)* } $({ $($other:expr),* $(,)? })?)*) => {
        $($(#[$doc])* pub(crate) const $table: &[Native] = &[
            $(Native::new($name, |cx| ask(cx, ProcessCall::$call, $spec)),)*
            $($($other),*)?
        ];)*
    };
}

calls! {
    /// What `os` has besides.
    OS {
        "answer" Answer "iB*"
        "bind" Bind "sc"
        "unbind" Unbind "sc"
        "cancel" Cancel "i"
        "pull" Pull "N"
        "context" NewContext ""
    } { Native::new("call", call), Native::new("call_timeout", call_timeout) }
    /// `system.syscall`
    SYSCALL {
        "kill" Kill "ii"
        "queueEvent" QueueEvent "sA"
        "sendEvent" SendEvent "isA"
        "timer" Timer "n"
        "alarm" Alarm "n"
        "cancel" CancelTimer "i"
        "getpid" GetPid ""
        "getppid" GetParent ""
        "getname" GetName ""
        "getuser" GetUser ""
        "setuser" SetUser "s"
        "getenv" GetEnvironment "S"
        "clock" ProcessClock ""
        "getplist" ProcessList ""
        "getpinfo" ProcessInfo "i"
        "nice" Nice "II"
        "exec" Replace "s*"
        "wait" Wait "IN"
        "pullEvent" PullEvent "TN"
        "peekEvent" PeekEvent "T"
    } { Native::new("signal", signal), Native::new("atexit", at_exit), Native::new("fork", fork),
        Native::new("exit", super::os::exit) }
    /// `system.ipc`
    IPC {
        "kill" Kill "ii"
        "sendEvent" SendEvent "isA"
        "register" Register "s"
        "lookup" Lookup "s"
        "sendServiceEvent" SendServiceEvent "ssA"
        "receiveEvent" ReceiveEvent "ITN"
    } { Native::new("sigaction", signal) }
    /// What the module `proc` is made with.
    KERNEL {
        "getpid" GetPid ""
        "kill" Kill "ii"
        "wait" Wait "IN"
        "info" ProcessInfo "i"
        "forget" Disown "i"
        "getenv" GetEnvironment "S"
        "setenv" SetEnvironment "sS"
        "pipe" MakePipe ""
        "exec_luafile" SpawnFile "a"
        "exec" SpawnChild "a"
        "child_wait" WaitChild "iN"
        "child_kill" KillChild "ii"
        "child_info" ChildInfo "i"
        "child_forget" ForgetChild "i"
        "lock" LockMutex "sN"
        "unlock" UnlockMutex "s"
        "wait_semaphore" WaitSemaphore "siN"
        "post_semaphore" PostSemaphore "siI"
        "wait_event" WaitNamedEvent "sN"
        "set_event" SetNamedEvent "sA"
    } { Native::new("file", super::io::file_of_handle), Native::new("handle", super::io::handle_of_file) }
    /// What a process with the `manage` grant finds in `system.ProcessManager`.
    MANAGER {
        "kill" KillProcess "iI"
        "run" RunDescendants ""
    } { Native::new("spawn", spawn) }
    /// What else is in `system`.
    SYSTEM {
        "process" Process "i"
    }
}

/// Loaders of the modules, which `require` finds where it would find those of `package.preload`.
pub(crate) const LOADERS: &[Native] = &[
    Native::new("system.syscall", |cx| module(cx, SYSCALL)),
    Native::new("system.ipc", load_ipc),
    Native::new("proc", load_written),
];

/// The metatables' functions: of `os.rpc`, of contexts, and of the `rpc` of a context.
pub(crate) const METAMETHODS: &[Native] = &[
    Native::new("(rpc index)", rpc_index),
    Native::new("(context index)", context_index),
    Native::new("__tostring", context_text),
];
const RPC_INDEX: u32 = 0;
const CONTEXT_INDEX: u32 = 1;

/// `__name` of the metatable of contexts, and its key in the registry.
const CONTEXT: &str = "context";
/// Keys of the registry.
const HANDLERS: &str = "_SIGNALS";
const AT_EXIT: &str = "_ATEXIT";
const CONTEXTS: &str = "_CONTEXTS";

pub(crate) fn install(vm: &mut Vm) {
    let os = super::library(vm, "os");
    super::fill(vm, os, OS);
    let rpc = rpc_table(vm, Value::NIL);
    put(vm, os, "rpc", rpc);
    let first = native::first_number(METAMETHODS);
    let registry = vm.roots.registry.handle();
    let meta = vm.heap.new_table(0, 4);
    put(vm, meta, "__index", native::native_value(first + CONTEXT_INDEX));
    put(vm, meta, "__tostring", native::native_value(first + 2));
    let name = vm.heap.string(CONTEXT.as_bytes());
    put(vm, meta, "__name", name);
    put(vm, registry, CONTEXT, Value::object(Tag::TABLE, meta));
    install_system(vm);
}

/// The global `system`.
fn install_system(vm: &mut Vm) {
    let system = vm.heap.new_table(0, 8);
    let constants = |vm: &mut Vm, name: &str, constants: &[&str]| {
        let table = vm.heap.new_table(0, constants.len());
        for (i, constant) in constants.iter().enumerate() {
            put(vm, table, constant, Value::integer(i as i64 + 1));
        }
        put(vm, system, name, Value::object(Tag::TABLE, table));
    };
    constants(vm, "YIELD", &["BASIC", "PREEMPT", "CALL", "ANSWER", "BIND", "UNBIND"]);
    constants(vm, "Process", &["RUNNING", "WAITING", "ZOMBIE"]);
    constants(vm, "Call", &["IN", "OUT", "ALARM"]);
    let manager = vm.heap.new_table(0, MANAGER.len());
    super::fill(vm, manager, MANAGER);
    put(vm, system, "ProcessManager", Value::object(Tag::TABLE, manager));
    super::fill(vm, system, SYSTEM);
    let globals = vm.roots.globals.handle();
    put(vm, globals, "system", Value::object(Tag::TABLE, system));
}

/// Asks the manager. What the arguments are is a letter for each: `s`tring, `t`ext (a string that may not be given as a
/// number), `b`oolean, `i`nteger, `n`umber, `c`ontext or nil, `a`nything; capitals may be left out or nil, and `*` is any
/// number of anything.
fn ask(cx: &mut Cx<'_>, call: ProcessCall, spec: &str) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    let mut arguments = Vec::with_capacity(spec.len());
    for (i, kind) in spec.bytes().enumerate() {
        let is_absent = kind.is_ascii_uppercase() && cx.arg(i).is_nil();
        arguments.push(match kind.to_ascii_lowercase() {
            _ if is_absent => Value::NIL,
            b's' => cx.check_string(i)?,
            b't' if !cx.arg(i).is_string() => return Err(cx.type_error(i, "string")),
            b't' => cx.arg(i),
            b'b' if !matches!(cx.arg(i).tag(), Tag::FALSE | Tag::TRUE) => return Err(cx.type_error(i, "boolean")),
            b'b' => cx.arg(i),
            b'i' => Value::integer(cx.check_integer(i)?),
            b'n' => Value::float(cx.check_float(i)?),
            b'c' => check_context(cx, i)?,
            b'*' => {
                push_rest(cx, i, &mut arguments)?;
                break;
            }
            _ if kind.is_ascii_uppercase() => cx.arg(i),
            _ => cx.check_any(i)?,
        });
    }
    cx.system_call(call as u16, &arguments, ANSWERED)
}

fn push_rest(cx: &mut Cx<'_>, from: usize, arguments: &mut Vec<Value>) -> Res<()> {
    if cx.count > from + ARGUMENTS_MAX {
        return Err(
            cx.error(&format!("too many arguments: found {}, expected at most {ARGUMENTS_MAX}", cx.count - from))
        );
    }
    arguments.extend((from..cx.count).map(|i| cx.arg(i)));
    Ok(())
}

// --- calls ---

/// `os.call(name, ...)`
fn call(cx: &mut Cx<'_>) -> Res<Out> {
    call_in(cx, Value::NIL, 0, ProcessCall::Call, false)
}

/// `os.call_timeout(seconds, name, ...)`
fn call_timeout(cx: &mut Cx<'_>) -> Res<Out> {
    call_in(cx, Value::NIL, 0, ProcessCall::Call, true)
}

/// With the name, and before it perhaps a timeout, from argument `first` on.
fn call_in(cx: &mut Cx<'_>, context: Value, first: usize, call: ProcessCall, has_timeout: bool) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    let timeout = if has_timeout { Value::float(cx.check_float(first)?) } else { Value::NIL };
    let first = first + usize::from(has_timeout);
    let mut arguments = vec![context, timeout, cx.check_string(first)?];
    push_rest(cx, first + 1, &mut arguments)?;
    cx.system_call(call as u16, &arguments, ANSWERED)
}

/// A table whose fields are functions that call endpoints of a context, or of the process's own if it is nil.
fn rpc_table(vm: &mut Vm, context: Value) -> Value {
    let index = native::first_number(METAMETHODS) + RPC_INDEX;
    let index = if context.is_nil() {
        native::native_value(index)
    } else {
        vm.heap.new_native_closure(index, Box::new([context]))
    };
    let (table, meta) = (vm.heap.new_table(0, 0), vm.heap.new_table(0, 1));
    put(vm, meta, "__index", index);
    vm.heap.tables.get_mut(table).meta = meta + 1;
    Value::object(Tag::TABLE, table)
}

fn closure_value(cx: &Cx<'_>, i: usize) -> Value {
    let frame = cx.vm.thread.frame();
    if frame.callee().tag() == Tag::NATIVE_CLOSURE { cx.closure_values()[i] } else { Value::NIL }
}

/// `os.rpc.NAME`: a function.
fn rpc_index(cx: &mut Cx<'_>) -> Res<Out> {
    let (context, name) = (closure_value(cx, 0), cx.check_string(1)?);
    let function = cx.vm.heap.new_native_closure(native::RPC, Box::new([context, name]));
    cx.one(function)
}

/// What it finds there: calls, and waits for that answer alone.
pub(crate) fn rpc(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    let mut arguments = vec![closure_value(cx, 0), Value::NIL, closure_value(cx, 1)];
    push_rest(cx, 0, &mut arguments)?;
    cx.system_call(ProcessCall::Rpc as u16, &arguments, ANSWERED)
}

// --- contexts ---

fn check_context(cx: &mut Cx<'_>, i: usize) -> Res<Value> {
    let value = cx.arg(i);
    if value.is_nil() || cx.vm.context_of(value).is_some() { Ok(value) } else { Err(cx.type_error(i, CONTEXT)) }
}

/// `context.call`, `context.rpc`
fn context_index(cx: &mut Cx<'_>) -> Res<Out> {
    let context = check_context(cx, 0)?;
    let name = cx.check_string(1)?;
    let value = match cx.bytes(name) {
        b"call" => native::native_value(native::CONTEXT_CALL),
        b"rpc" => rpc_table(cx.vm, context),
        _ => Value::NIL,
    };
    cx.one(value)
}

/// `context:call(name, ...)`
pub(crate) fn context_call(cx: &mut Cx<'_>) -> Res<Out> {
    let context = cx.arg(0);
    if cx.vm.context_of(context).is_none() {
        return Err(cx.type_error(0, CONTEXT));
    }
    call_in(cx, context, 1, ProcessCall::Call, false)
}

fn context_text(cx: &mut Cx<'_>) -> Res<Out> {
    let context = cx.arg(0);
    let Some(number) = cx.vm.context_of(context) else { return Err(cx.type_error(0, CONTEXT)) };
    let text = cx.string(format!("context: {number}").as_bytes());
    cx.one(text)
}

impl Vm {
    /// A context as a value: the same one as long as the process holds it.
    pub fn context(&mut self, number: u64) -> Value {
        let held = self.registry_table(CONTEXTS);
        let index = Value::integer(number as i64);
        let value = self.heap.table_get(held, index);
        if !value.is_nil() {
            return value;
        }
        if self.heap.tables.get(held).meta == 0 {
            let weak = self.heap.new_table(0, 1);
            let mode = self.heap.string(b"v");
            put(self, weak, "__mode", mode);
            self.heap.tables.get_mut(held).meta = weak + 1;
            self.heap.barrier_forward(Value::object(Tag::TABLE, weak));
        }
        let value = self.new_context(number);
        self.heap.table_set_unlimited(held, index, value);
        value
    }

    fn new_context(&mut self, number: u64) -> Value {
        let key = self.heap.string(CONTEXT.as_bytes());
        let meta = self.heap.table_get(self.roots.registry.handle(), key);
        let meta = if meta.is_table() { meta.handle() } else { self.heap.new_table(0, 0) };
        let values = vec![Value::integer(number as i64), Value::object(Tag::TABLE, meta)];
        self.heap.new_userdata(Userdata { meta: meta + 1, values, ..Userdata::default() })
    }

    /// The number of a context.
    pub fn context_of(&self, value: Value) -> Option<u64> {
        if value.tag() != Tag::USERDATA {
            return None;
        }
        let Userdata { meta, values, .. } = self.heap.userdata.get(value.handle());
        match values[..] {
            [number, table] if table.is_table() && table.handle() + 1 == *meta => {
                number.as_integer().map(|number| number as u64)
            }
            _ => None,
        }
    }

    /// Whether the process handles a signal.
    fn signal_handler(&mut self, signal: u8) -> Value {
        let handlers = self.registry_table(HANDLERS);
        self.heap.table_get(handlers, Value::integer(i64::from(signal)))
    }

    fn registry_table(&mut self, name: &str) -> u32 {
        let registry = self.roots.registry.handle();
        let key = self.heap.string(name.as_bytes());
        let found = self.heap.table_get(registry, key);
        if found.is_table() {
            return found.handle();
        }
        let table = self.heap.new_table(0, 0);
        put(self, registry, name, Value::object(Tag::TABLE, table));
        table
    }

    /// Has the process run its handler for a signal on top of whatever it is doing, in the next [`Vm::run`], which comes
    /// back with [`crate::Outcome::SignalHandled`] at its end. For a process that was preempted, or waits for an answer.
    pub fn signal(&mut self, signal: u8) {
        self.signal = Some(signal);
    }

    /// Puts the call of the handler on top, where that can be done.
    pub(crate) fn begin_signal(&mut self, signal: u8) -> Res<()> {
        let handler = self.signal_handler(signal);
        let top = self.live_top();
        let kept = [handler, Value::integer(i64::from(signal)), Value::integer(top as i64)];
        let at = self.scratch().max(top);
        self.push_hidden_at(at, native::SIGNAL, &kept, crate::interp::Target::NONE)?;
        let frame = self.thread.frame_mut();
        frame.flags |= crate::interp::Frame::CATCH;
        if self.current != self.main_thread {
            // What it interrupted may not be left from within it.
            self.thread.frame_mut().natives |= crate::interp::Frame::MUST_END;
        }
        Ok(())
    }

    /// Makes a process that was copied while it asked for it (`fork`) run what it was given to run.
    pub fn begin_fork(&mut self) {
        let frame = self.thread.frame();
        let (base, count) = (frame.base as usize, frame.extra as usize);
        let function = self.thread.stack[base];
        let arguments = self.thread.stack[base + 2.min(count)..base + count].to_vec();
        self.return_to_main_thread();
        self.start_function(function, &arguments);
    }

    /// Has a process that somebody else ends close the variables of its main function, on top of whatever it is doing; then
    /// it is [`crate::Outcome::Stopped`]. Says whether there is anything to do at its end at all.
    pub fn begin_termination(&mut self) -> bool {
        let functions = self.registry_table(AT_EXIT);
        let main = self.main_thread;
        let has_variables = !self.thread_state_mut(main).to_close.is_empty();
        if !has_variables && self.heap.table_len(functions) == 0 && self.heap.gc.has_no_finalizers() {
            return false;
        }
        self.pending = Ok(());
        self.outcome = None;
        self.thread.moving = None;
        self.signal = None;
        self.heap.interrupt_atomic();
        self.thread.hook = None;
        self.refresh_hooked();
        let exit = native::first_number(super::os::FUNCTIONS) + super::os::EXIT;
        let at = self.scratch().max(self.thread.top as usize);
        self.push_hidden_at(at, exit, &[Value::integer(0), Value::TRUE], crate::interp::Target::NONE).is_ok()
    }

    /// Makes the process call what is to be called at its end; then it is [`crate::Outcome::Finished`]. Says whether
    /// there is anything.
    pub fn begin_at_exit(&mut self) -> bool {
        let functions = self.registry_table(AT_EXIT);
        if self.heap.table_len(functions) == 0 {
            return false;
        }
        self.return_to_main_thread();
        self.in_finalizer = false;
        self.start_function(native::native_value(native::AT_EXIT), &[]);
        true
    }
}

// --- signals ---

/// Slots of [`run_signal`]: the handler, the signal, and the stack's top to restore.
pub(crate) const TOP: usize = 2;

/// Calls the handler of a signal. An error in it ends the process.
pub(crate) fn run_signal(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 if cx.slot(0).is_function() => {
            let (handler, signal) = (cx.slot(0), cx.slot(1));
            cx.call(handler, &[signal], 1)
        }
        CAUGHT => {
            let value = cx.result(0);
            let traceback = cx.vm.traceback(None, 0);
            cx.vm.outcome = Some(crate::interp::Outcome::Failed { value, traceback });
            Ok(Out::Done)
        }
        _ => {
            let top = cx.slot_integer(TOP);
            cx.vm.thread.frames.pop();
            cx.vm.thread.top = top as u32;
            cx.vm.outcome = Some(crate::interp::Outcome::SignalHandled);
            Ok(Out::Done)
        }
    }
}

/// `signal(signal, handler | false | nil) -> former handler | false | nil`: false is to ignore it, nil what it does by
/// itself.
fn signal(cx: &mut Cx<'_>) -> Res<Out> {
    let signal = cx.check_integer(0)?;
    let action = if cx.arg(1).is_falsy() { cx.arg(1) } else { cx.check_function(1)? };
    if cx.stage == ANSWERED {
        let (handlers, key) = (cx.vm.registry_table(HANDLERS), Value::integer(signal));
        let former = cx.vm.heap.table_get(handlers, key);
        let handler = if action.is_falsy() { Value::NIL } else { action };
        cx.vm.heap.table_set_unlimited(handlers, key, handler);
        // Whether it was ignored the manager knows, across `exec` too.
        let was_ignored = cx.result(0).tag() == Tag::FALSE;
        return cx.one(if was_ignored { Value::FALSE } else { former });
    }
    let disposition = if action.is_falsy() { action } else { Value::TRUE };
    cx.system_call(ProcessCall::Signal as u16, &[Value::integer(signal), disposition], ANSWERED)
}

// --- beginnings and ends ---

/// Options of [`spawn`] that may be files.
const STREAMS: [&str; 3] = ["stdin", "stdout", "stderr"];
/// More than there are options.
const OPTIONS_MAX: usize = 64;

/// `spawn(program [, options])`: of options that are files, their handles cross, behind the others.
fn spawn(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    let (program, options) = (cx.check_string(0)?, cx.arg(1));
    let mut arguments = vec![program, options];
    if options.is_table() {
        for name in STREAMS {
            let key = cx.string(name.as_bytes());
            let file = cx.vm.heap.table_get(options.handle(), key);
            arguments.push(match super::io::handle_of(cx, file) {
                Some(handle) if handle.is_nil() => {
                    return Err(cx.error(&format!("bad option {name} (an open pipe expected, got a closed file)")));
                }
                handle => handle.unwrap_or(Value::NIL),
            });
        }
        if arguments[2..].iter().any(|handle| !handle.is_nil()) {
            arguments[1] = without_files(cx, options.handle())?;
        }
    }
    cx.system_call(ProcessCall::Spawn as u16, &arguments, ANSWERED)
}

/// The options that are no files, in a table of their own: the program's is not changed.
fn without_files(cx: &mut Cx<'_>, options: u32) -> Res<Value> {
    let pairs: Vec<(Value, Value)> =
        cx.vm.table_pairs(Value::object(Tag::TABLE, options)).take(OPTIONS_MAX + 1).collect();
    if pairs.len() > OPTIONS_MAX {
        return Err(cx.error(&format!("too many options: expected at most {OPTIONS_MAX}")));
    }
    let copy = cx.new_table(0, pairs.len());
    for (key, value) in pairs {
        let is_stream = key.is_string() && STREAMS.iter().any(|name| cx.bytes(key) == name.as_bytes());
        if !is_stream || super::io::handle_of(cx, value).is_none() {
            cx.vm.heap.table_set_unlimited(copy, key, value);
        }
    }
    Ok(Value::object(Tag::TABLE, copy))
}

/// `fork(function, name, ...)`: the new process finds function and arguments where they are.
fn fork(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    cx.check_function(0)?;
    let name = cx.opt_string(1)?.unwrap_or(Value::NIL);
    cx.system_call(ProcessCall::Fork as u16, &[name], ANSWERED)
}

/// `atexit(function)`
fn at_exit(cx: &mut Cx<'_>) -> Res<Out> {
    let function = cx.check_function(0)?;
    let functions = cx.vm.registry_table(AT_EXIT);
    let next = cx.vm.heap.table_len(functions) + 1;
    cx.vm.heap.table_set_unlimited(functions, Value::integer(next), function);
    cx.none()
}

/// Calls what was given to `atexit`, the last first. An error in one is ignored, as one in a finalizer is.
pub(crate) fn run_at_exit(cx: &mut Cx<'_>) -> Res<Out> {
    cx.clear_results();
    cx.vm.thread.frame_mut().flags |= crate::interp::Frame::CATCH;
    let functions = cx.vm.registry_table(AT_EXIT);
    let last = cx.vm.heap.table_len(functions);
    if last == 0 {
        return cx.none();
    }
    let function = cx.vm.heap.table_get_integer(functions, last);
    cx.vm.heap.table_set_unlimited(functions, Value::integer(last), Value::NIL);
    cx.call(function, &[], 1)
}

// --- modules ---

/// The loader of a module of this name, nil if there is none.
pub(crate) fn loader_of(name: &[u8]) -> Value {
    let first = native::first_number(LOADERS);
    let at = LOADERS.iter().position(|loader| loader.name.as_bytes() == name);
    at.map_or(Value::NIL, |at| native::native_value(first + at as u32))
}

fn module(cx: &mut Cx<'_>, functions: &'static [Native]) -> Res<Out> {
    let table = cx.new_table(0, functions.len() + 1);
    super::fill(cx.vm, table, functions);
    cx.one(Value::object(Tag::TABLE, table))
}

/// A module that is written in Lua: the manager has its code, which is given what it is made with.
fn load_written(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            let name = cx.check_string(0)?;
            cx.system_call(ProcessCall::Module as u16, &[name], 1)
        }
        1 => {
            let function = cx.result(0);
            let kernel = cx.new_table(0, KERNEL.len());
            super::fill(cx.vm, kernel, KERNEL);
            cx.call(function, &[Value::object(Tag::TABLE, kernel)], 2)
        }
        _ => cx.return_results(),
    }
}

fn load_ipc(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage != ANSWERED {
        return cx.system_call(ProcessCall::Signals as u16, &[], ANSWERED);
    }
    let signals = cx.result(0);
    let table = cx.new_table(0, IPC.len() + 1);
    super::fill(cx.vm, table, IPC);
    cx.set_field(table, "signal", signals);
    cx.one(Value::object(Tag::TABLE, table))
}
