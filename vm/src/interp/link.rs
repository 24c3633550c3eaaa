//! Making a process: giving it the library and code to run.

use super::thread::{Status, ThreadState};
use super::{Cached, Ending, Event, Globals, Options, Recourse, Shortage, Vm};
use crate::bytecode::{Prototype, Verified};
use crate::heap::{Closure, Heap, Thread};
use crate::value::{Tag, Value};

/// What new processes are copies of: one with the whole library and nothing to run. A copy takes a fifth of the
/// time that making the library takes, and shares its strings.
#[derive(Debug)]
pub struct Blank(Vm);

impl Blank {
    /// One for processes with these options.
    pub fn new(options: &Options) -> Blank {
        let mut vm = Vm::new(options);
        vm.heap.share();
        Blank(vm)
    }

    /// A process as [`Vm::new`] makes it, with another random seed and memory limit.
    pub fn copy(&self, random_seed: (u64, u64), memory_bytes_max: usize) -> Vm {
        let mut vm = self.0.clone();
        crate::lib::math::seed(&mut vm, random_seed);
        vm.heap.gc.limit_from_start(memory_bytes_max);
        vm
    }
}

impl Vm {
    /// A process with the whole library and nothing to run.
    pub fn new(options: &Options) -> Vm {
        let mut heap = Heap::new(options.hash_seed, options.memory_bytes_max);
        let main_thread = heap.new_thread(Thread::default()).handle();
        let event_names = std::array::from_fn(|i| heap.string(Event::NAMES[i].as_bytes()));
        let out_of_memory = heap.string(b"not enough memory");
        let roots = Globals {
            globals: Value::NIL,
            registry: Value::NIL,
            loaded: Value::NIL,
            string_meta: None,
            type_metas: [None; 6],
            event_names,
            out_of_memory,
            pinned: Vec::new(),
        };
        let mut thread = ThreadState { stack: vec![Value::NIL; 64], status: Status::Running, ..ThreadState::default() };
        Vm::prepare_thread(&mut thread, Value::NIL);
        let mut vm = Vm {
            cached: Cached::default(),
            heap,
            thread: Box::new(thread),
            current: main_thread,
            main_thread,
            ticks: 0,
            ticks_used: 0,
            outcome: None,
            pending: Ok(()),
            answer: None,
            roots,
            random: [0; 4],
            resume_depth: 0,
            in_finalizer: false,
            ending: Ending::No,
            warnings_on: false,
            shortage: Shortage::None,
            recourse: Recourse::None,
            backend: options.backend,
            compile: options.compile,
            hooked: false,
            signal: None,
        };
        crate::lib::install(&mut vm, options.random_seed);
        vm
    }

    /// Makes the process run a main function with arguments.
    pub fn start(&mut self, code: &Verified, arguments: &[Value]) {
        let globals = self.roots.globals;
        let function = self.load(code, globals);
        self.start_function(function, arguments);
    }

    /// Makes the process call a function.
    pub fn start_function(&mut self, function: Value, arguments: &[Value]) {
        Vm::prepare_thread(&mut self.thread, function);
        self.thread.to_close.clear();
        self.thread.status = Status::Running;
        self.ending = Ending::No;
        self.pending = Ok(());
        self.outcome = None;
        let needed = arguments.len() + 16;
        if self.thread.stack.len() < needed {
            self.thread.stack.resize(needed, Value::NIL);
        }
        self.thread.stack[1..=arguments.len()].copy_from_slice(arguments);
        self.thread.top = arguments.len() as u32 + 1;
    }

    /// Makes the process run the finalizers of everything it still has; then it is [`super::Outcome::Finished`].
    /// For a process that has returned, failed or called `os.exit`.
    pub fn begin_close(&mut self) {
        self.return_to_main_thread();
        self.in_finalizer = false;
        self.start_function(crate::native::native_value(crate::native::CLOSE_STATE), &[]);
    }

    /// Leaves whatever was running, for the main coroutine to be given something else.
    pub(crate) fn return_to_main_thread(&mut self) {
        self.thread.moving = None;
        if self.current != self.main_thread {
            let (current, main) = (self.current, self.main_thread);
            std::mem::swap(&mut self.thread, self.heap.threads.get_mut(current));
            std::mem::swap(&mut self.thread, self.heap.threads.get_mut(main));
            self.current = main;
            self.resume_depth = 0;
        }
        self.heap.interrupt_atomic();
        self.signal = None;
        self.thread.hook = None;
        self.refresh_hooked();
    }

    /// A closure over verified code; its first upvalue is `environment`, any others are nil.
    pub fn load(&mut self, code: &Verified, environment: Value) -> Value {
        self.load_prototype(code.prototype().clone(), environment, false)
    }

    /// The same of a module that comes with the manager: errors in what it calls are its callers', and tracebacks don't
    /// show it.
    pub fn load_module(&mut self, code: &Verified, environment: Value) -> Value {
        self.load_prototype(code.prototype().clone(), environment, true)
    }

    pub(crate) fn load_prototype(&mut self, code: Prototype, environment: Value, is_prelude: bool) -> Value {
        let function = self.link(code, is_prelude);
        self.close_over(function, environment)
    }

    /// A closure over a linked main function.
    pub(crate) fn close_over(&mut self, function: u32, environment: Value) -> Value {
        let count = self.heap.functions.get(function).prototype.upvalues.len();
        let cells = (0..count).map(|i| self.heap.new_cell(if i == 0 { environment } else { Value::NIL }));
        let closure = Closure::new(function, cells);
        self.heap.new_closure(closure)
    }

    /// The table of global variables.
    pub fn globals(&self) -> Value {
        self.roots.globals
    }

    /// A string value.
    pub fn string(&mut self, bytes: &[u8]) -> Value {
        self.heap.string(bytes)
    }

    /// The bytes of a string value; `None` for other types.
    pub fn bytes_of(&self, value: Value) -> Option<&[u8]> {
        value.is_string().then(|| self.heap.bytes(value))
    }

    /// A new table holding these values at 1, 2, ...
    pub fn sequence(&mut self, values: &[Value]) -> Value {
        let table = self.heap.new_table(values.len(), 0);
        for (i, &value) in values.iter().enumerate() {
            self.heap.table_set_unlimited(table, Value::integer(i as i64 + 1), value);
        }
        Value::object(Tag::TABLE, table)
    }

    /// A new table with room for so many entries.
    pub fn table_for(&mut self, entries: usize) -> Value {
        Value::object(Tag::TABLE, self.heap.new_table(0, entries))
    }

    /// `table[key] = value`, raw. Does nothing if `table` is no table or `key` is nil or NaN. What it takes beyond the
    /// memory limit the program finds out at its next safepoint.
    pub fn table_set(&mut self, table: Value, key: Value, value: Value) {
        let is_key = !key.is_nil() && !key.as_float().is_some_and(f64::is_nan);
        if table.is_table() && is_key {
            self.heap.table_set_unlimited(table.handle(), key, value);
        }
    }

    /// The pairs of a table in the order of `next`; nothing for other types.
    pub fn table_pairs(&self, table: Value) -> impl Iterator<Item = (Value, Value)> {
        let table = table.is_table().then(|| self.heap.tables.get(table.handle()));
        table.into_iter().flat_map(|table| table.pairs())
    }

    /// How many pairs a table has at most with keys 1, 2, ..., and how many others; none for other types.
    pub fn table_len_max(&self, table: Value) -> (usize, usize) {
        if !table.is_table() {
            return (0, 0);
        }
        let table = self.heap.tables.get(table.handle());
        (table.array.len(), table.entries.len())
    }

    /// `table[key]`, raw; nil if `table` is no table.
    pub fn table_get(&mut self, table: Value, key: Value) -> Value {
        if table.is_table() { self.heap.table_get(table.handle(), key) } else { Value::NIL }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytecode::{Insn, Op, Privileges, verify_with};
    use crate::{Attachment, Backend, Outcome};

    fn options(random_seed: (u64, u64), memory_bytes_max: usize) -> Options {
        let compile = |_| -> crate::steps::Work<_> { Box::pin(async { Err(Vec::new()) }) };
        Options { hash_seed: 5, random_seed, memory_bytes_max, backend: Backend::Loop, compile }
    }

    #[test]
    fn no_table_is_too_large_for_the_host() {
        let mut vm = Vm::new(&options((0, 0), 40_000));
        let table = vm.sequence(&[]);
        let last = 20_000;
        (1..=last).for_each(|i| vm.table_set(table, Value::integer(-i), Value::integer(i)));
        let text = vm.string(&[b'x'; 200_000]);
        vm.table_set(table, text, Value::TRUE);
        vm.table_set(table, Value::NIL, Value::TRUE);
        vm.table_set(table, Value::float(f64::NAN), Value::TRUE);
        for i in 1..=last {
            assert_eq!(vm.table_get(table, Value::integer(-i)).as_integer(), Some(i));
        }
        let same = vm.string(&[b'x'; 200_000]);
        assert!(!vm.table_get(table, same).is_falsy());
        assert!(vm.memory_bytes() > 40_000);
    }

    #[test]
    fn a_copy_of_a_blank_is_what_a_new_process_would_be() {
        let blank = Blank::new(&options((0, 0), usize::MAX));
        for (seed, limit) in [((0, 0), usize::MAX), ((1, 2), 1 << 20), ((7, 7), 40_000), ((7, 7), 1000)] {
            let new = Vm::new(&options(seed, limit));
            assert_eq!(blank.copy(seed, limit).encode(), new.encode(), "limit {limit}");
        }
    }

    /// No code that comes with tidelock does yet, so no program gets here.
    #[test]
    fn code_with_the_privilege_makes_system_calls() {
        const NUMBER: u16 = 5;
        let [first, second] = [0, 1].map(Insn::reg);
        let code = Prototype {
            code: vec![
                Insn::wide(Op::LoadInt, 0, first, 7),
                Insn::wide(Op::LoadInt, 0, second, 8),
                Insn::new(Op::SystemCall, 3, first, 2, NUMBER),
                Insn::new(Op::Return, 0, first, 4, 0),
            ],
            registers: 4,
            source: std::sync::Arc::new(b"=prelude".to_vec()),
            lines: vec![1; 4],
            ..Prototype::default()
        };
        let code = verify_with(code, Privileges { system_calls: true }).expect("it is sound");
        let mut vm = Vm::new(&options((0, 0), usize::MAX));
        let function = vm.load_prototype(code.prototype().clone(), Value::NIL, true);
        vm.start_function(function, &[]);
        let Outcome::SystemCall { number, arguments } = vm.run(1000) else { panic!("it asks") };
        assert_eq!((number, integers(&arguments)), (NUMBER, vec![Some(7), Some(8)]));
        let bytes = vm.encode();
        vm.answer(&[Value::integer(10), Value::integer(11)]);
        let Outcome::Finished(values) = vm.run(1000) else { panic!("it returns") };
        assert_eq!(integers(&values), [Some(10), Some(11), None]);
        // A state with such code in it can be read back, privileges included; so can an answer that is an error.
        let attachment =
            Attachment { hash_seed: 6, backend: Backend::Loop, compile: |_| unreachable!("nothing is compiled") };
        let mut vm = Vm::decode(&bytes, &attachment).expect("it was just written");
        vm.answer_error(b"refused");
        let mut vm = Vm::decode(&vm.encode(), &attachment).expect("it was just written");
        let Outcome::Failed { value, .. } = vm.run(1000) else { panic!("it fails") };
        assert_eq!(vm.bytes_of(value), Some(&b"refused"[..]));
    }

    fn integers(values: &[Value]) -> Vec<Option<i64>> {
        values.iter().map(|value| value.as_integer()).collect()
    }

    #[test]
    fn copies_do_not_see_each_others_strings() {
        let blank = Blank::new(&options((0, 0), usize::MAX));
        let (mut one, mut other) = (blank.copy((0, 0), usize::MAX), blank.copy((0, 0), usize::MAX));
        // A string of the library goes, and another takes its place.
        let globals = one.globals();
        let name = one.string(b"collectgarbage");
        one.table_set(globals, name, Value::NIL);
        let keys: Vec<_> = (0..100).map(|i| one.string(format!("key{i}").as_bytes())).collect();
        one.heap.strings.remove(name.handle());
        let reused = one.heap.strings.insert(crate::heap::LuaString::new(b"other", 1), one.heap.gc.white);
        assert_eq!(reused, name.handle());
        assert_eq!(one.bytes_of(name), Some(&b"other"[..]));
        assert_eq!(one.bytes_of(keys[99]), Some(&b"key99"[..]));
        assert_eq!(other.string(b"collectgarbage").handle(), name.handle());
        assert_eq!(other.bytes_of(name), Some(&b"collectgarbage"[..]));
    }
}
