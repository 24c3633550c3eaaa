//! Builtins: functions of the library, and the hidden frames that continue an instruction.
//!
//! A builtin is a small state machine. It is called at stage 0 with its arguments in its window of the stack; what it
//! returns says what happens next ([`Out`]). When it has something called, or has used up its ticks, it is called
//! again at the stage it named, with what it kept in its window and the results above. So nothing of a builtin at work
//! is on the Rust stack.
//!
//! ```text
//! stack   | arguments | kept values | results of what it called |
//!         ^ base      ^ base+count  ^ frame.top                 ^ thread.top
//! ```

use crate::heap::{Heap, Payload};
pub(crate) use crate::interp::Arguments;
use crate::interp::{Res, Throw, Vm};
use crate::lib::string::work::{BYTES_PER_TICK, STEP_BYTES};
use crate::number::Number;
pub(crate) use crate::numbering::{first_number, native, native_count, native_value, own_number};
use crate::system::SystemCall;
use crate::value::Value;

/// What a builtin wants next. Numbers are whole words: a processor makes a load wait that spans several stores.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Out {
    /// It returns this value.
    One(Value),
    /// It returns `count` values from stack index `first` on.
    Values { first: usize, count: usize },
    /// Call the function at stack index `at` with everything above it; go on at `stage` with all its results.
    Call { at: usize, stage: u32 },
    /// Go on at `stage`, in the next slice if the ticks are used up.
    Again { stage: u32 },
    /// The same where this stage made objects and did a fixed amount of work: the heap may be above its limit.
    Step { stage: u32 },
    /// The next stage has to have something done before it, as with [`Throw::Ahead`]: then go on at `stage`.
    Ahead { stage: u32 },
    /// Give `count` values from `first` on to whoever resumed this coroutine; go on at `stage` when resumed.
    Yield { first: usize, count: usize, stage: u32 },
    /// Resume a coroutine with `count` values from `first` on; go on at stage 1 with what it yields or returns, at
    /// stage 2 with the error it fails with.
    Resume { thread: u32, first: usize, count: usize },
    /// Close a suspended or failed coroutine; stages as for `Resume`.
    CloseThread { thread: u32 },
    /// The coroutine's function has returned these values.
    EndThread { first: usize, count: usize },
    /// Ask the host; go on at `stage` with its answer.
    SystemCall { number: u16, first: usize, count: usize, stage: u32 },
    /// The frame was replaced or removed by the builtin itself.
    Done,
}

/// A builtin.
#[derive(Clone, Copy)]
pub(crate) struct Native {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&mut Cx<'_>) -> Res<Out>,
    /// What answers its commonest calls without a frame, if there is such a form.
    pub(crate) quick: Option<Quick>,
}

/// See [`crate::lib::quick`].
#[derive(Clone, Copy)]
pub(crate) enum Quick {
    /// With exactly one result.
    One(fn(&mut Heap, Arguments) -> Option<Value>),
    /// With the first of any number of results, for where no other is wanted.
    First(fn(&mut Heap, Arguments) -> Option<Value>),
    /// With none to three.
    Few(fn(&mut Heap, Arguments) -> Option<Few>),
}

/// Up to three results.
#[derive(Clone, Copy)]
pub(crate) struct Few {
    values: [Value; 3],
    count: usize,
}

impl Few {
    /// No results.
    pub(crate) const NONE: Few = Few { values: [Value::NIL; 3], count: 0 };

    /// Them all.
    #[inline]
    pub(crate) fn values(&self) -> &[Value] {
        &self.values[..self.count]
    }

    /// One more, if it is not the fourth.
    #[inline]
    pub(crate) fn and(mut self, value: Value) -> Option<Few> {
        *self.values.get_mut(self.count)? = value;
        self.count += 1;
        Some(self)
    }
}

impl<const COUNT: usize> From<[Value; COUNT]> for Few {
    #[inline]
    fn from(given: [Value; COUNT]) -> Few {
        const { assert!(COUNT <= 3) };
        let mut values = [Value::NIL; 3];
        values[..COUNT].copy_from_slice(&given);
        Few { values, count: COUNT }
    }
}

/// Slots of the stack above its arguments that a builtin finds.
pub(crate) const STACK_MIN: usize = 20;

impl Native {
    pub(crate) const fn new(name: &'static str, run: fn(&mut Cx<'_>) -> Res<Out>) -> Native {
        Native { name, run, quick: None }
    }

    /// The same with a quick form.
    pub(crate) const fn or_quick(self, quick: fn(&mut Heap, Arguments) -> Option<Value>) -> Native {
        Native { quick: Some(Quick::One(quick)), ..self }
    }

    /// The same with a quick form that gives the first result.
    pub(crate) const fn or_quick_first(self, quick: fn(&mut Heap, Arguments) -> Option<Value>) -> Native {
        Native { quick: Some(Quick::First(quick)), ..self }
    }

    /// The same with a quick form that has none to three results.
    pub(crate) const fn or_quick_few(self, quick: fn(&mut Heap, Arguments) -> Option<Few>) -> Native {
        Native { quick: Some(Quick::Few(quick)), ..self }
    }
}

/// Stage at which a frame that catches errors is given one (its value is the result).
pub(crate) const CAUGHT: u32 = u32::MAX;

macro_rules! hidden_natives {
    ($($constant:ident $name:literal $run:path;)*) => {
        #[repr(u32)]
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "positions of the constants below")]
        enum Position { $($constant,)* COUNT }
        $(pub(crate) const $constant: u32 = Position::$constant as u32;)*
        /// The builtins that the interpreter itself names, first in the table.
        pub(crate) const OWN: [Native; Position::COUNT as usize] = [$(Native::new($name, $run)),*];
    };
}

hidden_natives! {
    THREAD_BODY "(thread)" crate::interp::native_thread_body;
    BRANCH "(branch)" crate::interp::native_branch;
    CONCAT "(concat)" crate::interp::native_concat;
    CLOSING "(closing)" crate::interp::native_closing;
    CLOSE_THREAD "(close thread)" crate::interp::native_close_thread;
    MAIN_FAILED "(failed)" crate::interp::native_main_failed;
    TAIL_RETURN "(tail return)" crate::interp::native_tail_return;
    HANDLER "(handler)" crate::interp::native_handler;
    FINALIZER "(finalizer)" crate::interp::native_finalizer;
    SYSTEM_CALL "(system call)" crate::interp::native_system_call;
    HOOK "(hook)" crate::interp::native_hook;
    AHEAD "(ahead)" crate::interp::native_ahead;
    COMPARE_LONG "(compare)" crate::lib::string::long::compare;
    JOIN_LONG "(join)" crate::lib::string::long::join;
    JOINING "(joining)" crate::lib::joining::joining;
    NUMERAL "(numeral)" crate::lib::numeral::numeral;
    OCCURRING "(occurring)" crate::lib::occurring::occurring;
    CLOSE_STATE "(close)" crate::lib::collect::close_state;
    NEXT "next" crate::lib::base::next;
    IPAIRS_STEP "(ipairs)" crate::lib::base::ipairs_step;
    XPCALL "xpcall" crate::lib::base::xpcall;
    WRAPPED "(wrapped)" crate::lib::coroutine::wrapped;
    LINES_STEP "lines_step" crate::lib::io::lines::step;
    GMATCH_STEP "gmatch_step" crate::lib::string::gmatch_step;
    CODES_STEP "codes_step" crate::lib::utf8::codes_step;
    CODES_STEP_LAX "codes_step_lax" crate::lib::utf8::codes_step_lax;
    SIGNAL "(signal)" crate::lib::process::run_signal;
    AT_EXIT "(at exit)" crate::lib::process::run_at_exit;
    RPC "(rpc)" crate::lib::process::rpc;
    CONTEXT_CALL "(context call)" crate::lib::process::context_call;
}

/// A builtin's view of the interpreter while it runs.
pub(crate) struct Cx<'vm> {
    pub(crate) vm: &'vm mut Vm,
    /// Stack index of the first argument.
    pub(crate) base: usize,
    /// Number of arguments.
    pub(crate) count: usize,
    /// 0, or what it named when it last returned.
    pub(crate) stage: u32,
}

impl Cx<'_> {
    /// Argument `i` (from 0), nil if absent.
    #[inline]
    pub(crate) fn arg(&self, i: usize) -> Value {
        if i < self.count { self.vm.thread.stack[self.base + i] } else { Value::NIL }
    }

    /// Whether argument `i` was given, be it nil.
    pub(crate) fn has(&self, i: usize) -> bool {
        i < self.count
    }

    /// Window slot `i`: the arguments, then the kept values.
    pub(crate) fn slot(&self, i: usize) -> Value {
        self.vm.thread.stack[self.base + i]
    }

    /// Overwrites a window slot.
    pub(crate) fn set_slot(&mut self, i: usize, value: Value) {
        self.vm.thread.stack[self.base + i] = value;
    }

    /// An integer kept in a window slot.
    pub(crate) fn slot_integer(&self, i: usize) -> i64 {
        self.slot(i).as_integer().unwrap_or(0)
    }

    /// Makes the window `count` slots long: what is missing is nil.
    pub(crate) fn resize_window(&mut self, count: usize) -> Res<()> {
        let old = self.window_len();
        self.vm.ensure_stack(self.base + count + 1)?;
        if count > old {
            self.vm.thread.stack[self.base + old..self.base + count].fill(Value::NIL);
        }
        self.vm.thread.frame_mut().top = (self.base + count) as u32;
        self.vm.thread.top = (self.base + count) as u32;
        Ok(())
    }

    /// Number of window slots.
    pub(crate) fn window_len(&self) -> usize {
        self.vm.thread.frame().top as usize - self.base
    }

    /// Adds a kept value to the window (nothing may lie above it); gives its slot number.
    pub(crate) fn keep(&mut self, value: Value) -> Res<usize> {
        debug_assert_eq!(self.vm.thread.top, self.vm.thread.frame().top);
        self.push(value)?;
        self.vm.thread.frame_mut().top += 1;
        Ok(self.vm.thread.top as usize - self.base - 1)
    }

    /// Pushes a value above the window: an argument or a result under construction.
    pub(crate) fn push(&mut self, value: Value) -> Res<()> {
        let top = self.vm.thread.top as usize;
        self.vm.ensure_stack(top + 1)?;
        self.vm.thread.stack[top] = value;
        self.vm.thread.top += 1;
        Ok(())
    }

    /// Number of values above the window.
    pub(crate) fn result_count(&self) -> usize {
        self.vm.thread.top as usize - self.vm.thread.frame().top as usize
    }

    /// Value `i` above the window, nil if absent.
    pub(crate) fn result(&self, i: usize) -> Value {
        if i < self.result_count() { self.vm.thread.stack[self.vm.thread.frame().top as usize + i] } else { Value::NIL }
    }

    /// Drops what lies above the window.
    pub(crate) fn clear_results(&mut self) {
        self.vm.thread.top = self.vm.thread.frame().top;
    }

    /// Returns everything above the window.
    pub(crate) fn return_results(&self) -> Res<Out> {
        Ok(Out::Values { first: self.vm.thread.frame().top as usize, count: self.result_count() })
    }

    /// Returns nothing.
    pub(crate) fn none(&self) -> Res<Out> {
        Ok(Out::Values { first: self.base, count: 0 })
    }

    /// Returns one value.
    #[inline]
    pub(crate) fn one(&self, value: Value) -> Res<Out> {
        Ok(Out::One(value))
    }

    /// Returns these values.
    pub(crate) fn values(&mut self, values: &[Value]) -> Res<Out> {
        self.clear_results();
        for &value in values {
            self.push(value)?;
        }
        self.return_results()
    }

    /// Calls `function`; the builtin goes on at `stage` with all results above its window.
    pub(crate) fn call(&mut self, function: Value, arguments: &[Value], stage: u32) -> Res<Out> {
        self.clear_results();
        let at = self.vm.thread.top as usize;
        self.push(function)?;
        for &value in arguments {
            self.push(value)?;
        }
        Ok(Out::Call { at, stage })
    }

    /// Goes on at `stage`, in this slice or the next.
    pub(crate) fn again(&self, stage: u32) -> Res<Out> {
        Ok(Out::Again { stage })
    }

    /// Asks the host; goes on at `stage` with the answer above the window.
    pub(crate) fn system_call(&mut self, number: u16, arguments: &[Value], stage: u32) -> Res<Out> {
        self.clear_results();
        let first = self.vm.thread.top as usize;
        let longest = SystemCall::from_number(number).map_or(usize::MAX, SystemCall::argument_bytes_max);
        for &value in arguments {
            let len = if value.is_string() { self.bytes(value).len() } else { 0 };
            let value = if len > longest { self.substring(value, 0, longest)? } else { value };
            self.push(value)?;
            if len.min(longest) > STEP_BYTES {
                // The host's side copies it.
                self.charge(len.min(longest) / BYTES_PER_TICK);
            }
        }
        Ok(Out::SystemCall { number, first, count: arguments.len(), stage })
    }

    /// The values of the running builtin closure.
    pub(crate) fn closure_values(&self) -> &[Value] {
        &self.vm.heap.natives.get(self.vm.thread.frame().function).values
    }

    /// Overwrites a value of the running builtin closure.
    pub(crate) fn set_closure_value(&mut self, i: usize, value: Value) {
        let closure = self.vm.thread.frame().function;
        self.vm.heap.natives.get_mut(closure).values[i] = value;
        self.vm.heap.barrier_forward(value);
    }

    /// Charges work.
    pub(crate) fn charge(&mut self, ticks: usize) {
        self.vm.ticks -= ticks as i64;
    }

    /// Ticks left in this slice, at least 1: a budget for a step of long work.
    pub(crate) fn budget(&self) -> i64 {
        self.vm.ticks.max(1)
    }

    // --- making values ---

    /// A string.
    pub(crate) fn string(&mut self, bytes: &[u8]) -> Value {
        self.vm.heap.string(bytes)
    }

    /// A string from a buffer, within the memory limit.
    pub(crate) fn string_from(&mut self, bytes: Vec<u8>) -> Res<Value> {
        self.vm.reserve(bytes.len())?;
        Ok(self.vm.heap.string_from(bytes))
    }

    /// A new table with room for so many array slots and entries; its handle.
    pub(crate) fn new_table(&mut self, array: usize, entries: usize) -> u32 {
        self.vm.heap.new_table(array, entries)
    }

    /// Sets a field of a table by name, raw.
    pub(crate) fn set_field(&mut self, table: u32, name: &str, value: Value) {
        let name = self.string(name.as_bytes());
        self.vm.heap.table_set_unlimited(table, name, value);
    }

    /// A field of a table by name, raw.
    pub(crate) fn get_field(&mut self, table: u32, name: &str) -> Value {
        let name = self.string(name.as_bytes());
        self.vm.heap.table_get(table, name)
    }

    /// A buffer or other state of a builtin at work, as a value to keep in the window.
    pub(crate) fn new_payload(&mut self, payload: Payload) -> Value {
        self.vm.heap.new_payload(payload)
    }

    /// The bytes under construction in a kept value.
    pub(crate) fn buffer(&mut self, value: Value) -> &mut Vec<u8> {
        match &mut self.vm.heap.userdata.get_mut(value.handle()).payload {
            Payload::Bytes(bytes) => bytes,
            _ => unreachable!("kept by the same builtin as a buffer"),
        }
    }

    /// The words in a kept value.
    pub(crate) fn words(&mut self, value: Value) -> &mut Vec<u64> {
        match &mut self.vm.heap.userdata.get_mut(value.handle()).payload {
            Payload::Words(words) => words,
            _ => unreachable!("kept by the same builtin as words"),
        }
    }

    /// Bytes of a string value.
    pub(crate) fn bytes(&self, string: Value) -> &[u8] {
        self.vm.heap.bytes(string)
    }

    // --- checking arguments ---

    /// `bad argument #i to 'f' (message)`; `i` from 0.
    pub(crate) fn arg_error(&mut self, i: usize, message: &str) -> Throw {
        self.vm.argument_error(i, message)
    }

    /// `bad argument #i to 'f' (expected expected, got type)`
    pub(crate) fn type_error(&mut self, i: usize, expected: &str) -> Throw {
        if let Some(name) = self.long_name(self.arg(i)) {
            let len = self.bytes(name).len();
            return self.arg_error_about(i, &format!("{expected} expected, got "), (name, 0..len), "");
        }
        let got = if self.has(i) { self.vm.type_name_of(self.arg(i)) } else { "no value".to_owned() };
        self.arg_error(i, &format!("{expected} expected, got {got}"))
    }

    /// An error with the caller's position.
    pub(crate) fn error(&mut self, message: &str) -> Throw {
        self.vm.error_at_caller(message.as_bytes())
    }

    /// Any value, but given.
    pub(crate) fn check_any(&mut self, i: usize) -> Res<Value> {
        if self.has(i) { Ok(self.arg(i)) } else { Err(self.arg_error(i, "value expected")) }
    }

    /// A table; its handle.
    pub(crate) fn check_table(&mut self, i: usize) -> Res<u32> {
        let value = self.arg(i);
        if value.is_table() { Ok(value.handle()) } else { Err(self.type_error(i, "table")) }
    }

    /// A function of any kind.
    pub(crate) fn check_function(&mut self, i: usize) -> Res<Value> {
        let value = self.arg(i);
        if value.is_function() { Ok(value) } else { Err(self.type_error(i, "function")) }
    }

    /// An integer, or a number or string that converts to one.
    #[inline]
    pub(crate) fn check_integer(&mut self, i: usize) -> Res<i64> {
        let value = self.arg(i);
        match value.as_integer() {
            Some(integer) => Ok(integer),
            None => self.convert_integer(i),
        }
    }

    #[cold]
    fn convert_integer(&mut self, i: usize) -> Res<i64> {
        match self.number_argument(i)? {
            Some(number) => match number.to_integer() {
                Some(integer) => Ok(integer),
                None => Err(self.arg_error(i, "number has no integer representation")),
            },
            None => Err(self.type_error(i, "number")),
        }
    }

    /// An integer, or `default` for nil or none.
    pub(crate) fn opt_integer(&mut self, i: usize, default: i64) -> Res<i64> {
        if self.arg(i).is_nil() { Ok(default) } else { self.check_integer(i) }
    }

    /// A number, or a string that reads as one.
    pub(crate) fn check_number(&mut self, i: usize) -> Res<Number> {
        let number = match self.arg(i).as_number() {
            None => self.number_argument(i)?,
            number => number,
        };
        match number {
            Some(number) => Ok(number),
            None => Err(self.type_error(i, "number")),
        }
    }

    /// A number as a float.
    pub(crate) fn check_float(&mut self, i: usize) -> Res<f64> {
        self.check_number(i).map(Number::to_float)
    }

    /// A string; a number is converted (and replaced in the window).
    #[inline]
    pub(crate) fn check_string(&mut self, i: usize) -> Res<Value> {
        let value = self.arg(i);
        if value.is_string() { Ok(value) } else { self.convert_string(i, value) }
    }

    fn convert_string(&mut self, i: usize, value: Value) -> Res<Value> {
        if !value.is_number() {
            return Err(self.type_error(i, "string"));
        }
        let mut text = Vec::new();
        crate::lib::text::default_text(self.vm, value, &mut text);
        let string = self.string(&text);
        self.set_slot(i, string);
        Ok(string)
    }

    /// A string, or `None` for nil or none.
    pub(crate) fn opt_string(&mut self, i: usize) -> Res<Option<Value>> {
        if self.arg(i).is_nil() { Ok(None) } else { self.check_string(i).map(Some) }
    }

    /// The bytes of a string argument, copied.
    pub(crate) fn check_bytes(&mut self, i: usize) -> Res<Vec<u8>> {
        let string = self.check_string(i)?;
        Ok(self.bytes(string).to_vec())
    }

    /// One of `options` by name; its position. `default` stands for nil or none.
    pub(crate) fn check_option(&mut self, i: usize, default: Option<&str>, options: &[&str]) -> Res<usize> {
        let name = match default {
            Some(default) if self.arg(i).is_nil() => self.string(default.as_bytes()),
            _ => self.check_string(i)?,
        };
        match options.iter().position(|option| option.as_bytes() == self.bytes(name)) {
            Some(position) => Ok(position),
            None => Err(self.invalid_option(i, name)),
        }
    }

    /// `invalid option 'name'`
    #[cold]
    pub(crate) fn invalid_option(&mut self, i: usize, name: Value) -> Throw {
        let len = self.bytes(name).len();
        self.arg_error_about(i, "invalid option '", (name, 0..len), "'")
    }
}
