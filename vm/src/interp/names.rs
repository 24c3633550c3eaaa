//! What things are called in error messages and tracebacks, found out from the code.

use super::meta::Event;
use super::thread::{Frame, Kind, ThreadState};
use super::{Res, Throw, Vm};
use crate::bytecode::{Insn, Op, Operand};
use crate::heap::Function;
use crate::native;
use crate::value::{Tag, Value};

/// Where the operand of a failing instruction came from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// Nowhere with a name.
    Unknown,
    /// A register of the function on top.
    Register(u16),
    /// An upvalue of it.
    Upvalue(u16),
}

/// A function's name as its caller's code gives it: what kind of name, and the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FunctionName {
    pub(crate) kind: &'static str,
    pub(crate) name: Vec<u8>,
}

/// Names passed for a tick in the search for a function's.
pub(crate) const NAMES_PER_TICK: usize = 16;
/// Names that search passes at most.
const NAMES_MAX: usize = 16 * 1024;
/// Instructions, and names of locals, looked at in the search for the name of a value, at most.
const LOOKED_AT_MAX: usize = 4 * 1024;
/// Of those, how many for a tick.
const LOOKED_AT_PER_TICK: usize = 64;
/// What is shown of a name.
const NAME_BYTES_MAX: usize = 8 * 1024;

/// What is shown of a name: all, unless it is absurdly long.
pub(crate) fn shown(name: &[u8]) -> &[u8] {
    &name[..name.len().min(NAME_BYTES_MAX)]
}

impl FunctionName {
    fn new(kind: &'static str, name: impl Into<Vec<u8>>) -> FunctionName {
        FunctionName { kind, name: name.into() }
    }
}

/// The name of the local in `register` that is active at `pc`.
pub(crate) fn active_local(function: &Function, register: u16, pc: usize) -> Option<&[u8]> {
    let active = |local: &&crate::bytecode::LocalName| {
        local.register == register && (local.start as usize) <= pc && pc < local.end as usize
    };
    // They are in the order in which their scopes begin.
    let locals = &function.prototype.locals;
    let begun = locals.partition_point(|local| (local.start as usize) <= pc);
    locals[..begun].iter().rev().take(LOOKED_AT_MAX).find(active).map(|local| shown(&local.name))
}

fn upvalue_name(function: &Function, index: u16) -> Vec<u8> {
    match function.prototype.upvalues.get(usize::from(index)) {
        Some(upvalue) if !upvalue.name.is_empty() => shown(&upvalue.name).to_vec(),
        _ => b"?".to_vec(),
    }
}

/// Whether an instruction writes a register.
fn writes(insn: Insn, register: u16) -> bool {
    let Some(op) = insn.op() else { return false };
    let a = insn.reg_a();
    match op {
        Op::LoadNil => (a..a + insn.b()).contains(&register),
        Op::Call | Op::Vararg | Op::SystemCall => register >= a,
        Op::ForEachCall => register >= a + 4,
        Op::ForPrep | Op::ForLoop => (a..a + 4).contains(&register),
        Op::Method => register == a || register == a + 1,
        Op::Concat => register == a,
        _ => matches!(op.info().operands[1], Operand::Write | Operand::ReadWrite) && register == a,
    }
}

/// The jump of an instruction, relative to the next.
fn jump_of(insn: Insn) -> Option<i64> {
    let operands = insn.op()?.info().operands;
    if operands.contains(&Operand::Jump) {
        return Some(i64::from(insn.c() as i16));
    }
    operands.contains(&Operand::JumpWide).then(|| i64::from(insn.wide_signed()))
}

/// The last instruction before `pc` that surely set `register`.
fn setter(function: &Function, pc: usize, register: u16) -> Option<usize> {
    let (mut found, mut jump_target) = (None, 0);
    for at in pc.saturating_sub(LOOKED_AT_MAX)..pc {
        let insn = function.insn(at);
        if let Some(jump) = jump_of(insn) {
            let target = at as i64 + 1 + jump;
            if target <= pc as i64 && target > jump_target {
                jump_target = target;
            }
        }
        if writes(insn, register) {
            // Inside a stretch that may be jumped over nothing is sure.
            found = if (at as i64) < jump_target { None } else { Some(at) };
        }
    }
    found
}

impl Vm {
    fn constant_name(&self, function: &Function, index: usize) -> Vec<u8> {
        let value = function.constant(index);
        if value.is_string() { shown(self.heap.bytes(value)).to_vec() } else { b"?".to_vec() }
    }

    /// The name of what `register` holds at `pc`.
    fn register_name(&self, function: &Function, pc: usize, register: u16) -> Option<FunctionName> {
        let mut register = register;
        let mut pc = pc;
        loop {
            if let Some(name) = active_local(function, register, pc) {
                return Some(FunctionName::new("local", name));
            }
            let at = setter(function, pc, register)?;
            let insn = function.insn(at);
            match insn.op()? {
                Op::Move if insn.reg_b() < insn.reg_a() => (register, pc) = (insn.reg_b(), at),
                Op::GetCell => {
                    return active_local(function, insn.reg_b(), at).map(|name| FunctionName::new("local", name));
                }
                Op::GetUpvalue => return Some(FunctionName::new("upvalue", upvalue_name(function, insn.b()))),
                Op::GetGlobal => {
                    let kind = if upvalue_name(function, insn.b()) == b"_ENV" { "global" } else { "field" };
                    return Some(FunctionName::new(kind, self.constant_name(function, usize::from(insn.c()))));
                }
                Op::GetField => {
                    let kind = self.field_kind(function, at, insn.reg_b());
                    return Some(FunctionName::new(kind, self.constant_name(function, usize::from(insn.c()))));
                }
                Op::GetTable => {
                    let key = self.key_name(function, at, insn.reg_c());
                    let kind = self.field_kind(function, at, insn.reg_b());
                    return Some(FunctionName::new(kind, key));
                }
                // PUC Lua has an instruction for small integer keys and calls those so.
                Op::GetIndex if insn.c() <= 255 => return Some(FunctionName::new("field", *b"integer index")),
                Op::GetIndex => return Some(FunctionName::new("field", *b"?")),
                Op::Method => {
                    return Some(FunctionName::new("method", self.constant_name(function, usize::from(insn.c()))));
                }
                Op::LoadConst => {
                    let value = function.constant(insn.wide_unsigned() as usize);
                    return value.is_string().then(|| FunctionName::new("constant", shown(self.heap.bytes(value))));
                }
                _ => return None,
            }
        }
    }

    /// Fields of a variable called `_ENV` are globals.
    fn field_kind(&self, function: &Function, pc: usize, table: u16) -> &'static str {
        match self.register_name(function, pc, table) {
            Some(FunctionName { kind: "local" | "upvalue", name }) if name == b"_ENV" => "global",
            _ => "field",
        }
    }

    fn key_name(&self, function: &Function, pc: usize, register: u16) -> Vec<u8> {
        let zero = |insn: Insn| insn.op() == Some(Op::LoadInt) && insn.wide_signed() == 0;
        if active_local(function, register, pc).is_none()
            && setter(function, pc, register).is_some_and(|at| zero(function.insn(at)))
        {
            return b"integer index".to_vec();
        }
        match self.register_name(function, pc, register) {
            Some(FunctionName { kind: "constant", name }) => name,
            _ => b"?".to_vec(),
        }
    }

    fn origin_name(&self, origin: Origin) -> Option<FunctionName> {
        let frame = self.thread.frame();
        if !frame.is_lua() {
            return None;
        }
        let function = self.function_of(frame);
        match origin {
            Origin::Unknown => None,
            Origin::Upvalue(index) => Some(FunctionName::new("upvalue", upvalue_name(function, index))),
            Origin::Register(register) => {
                self.register_name(function, function.pc_index(frame.pc).saturating_sub(1), register)
            }
        }
    }

    /// Ticks for finding out what a value or function is called in the code of a frame.
    fn naming_ticks(&self, frame: &Frame) -> usize {
        let position = if frame.is_lua() { self.function_of(frame).pc_index(frame.pc) } else { 0 };
        position.min(LOOKED_AT_MAX) / LOOKED_AT_PER_TICK
    }

    /// Charges for [`Vm::frame_name`].
    pub(crate) fn charge_for_frame_name(&mut self, thread: u32, index: usize) {
        let frames = &self.thread_state(thread).frames;
        let caller = frames[..index].iter().rev().find(|frame| frame.is_lua() || !frame.has(Frame::HIDDEN));
        let ticks = caller.map_or(0, |caller| self.naming_ticks(caller));
        self.heap.charge(ticks);
    }

    /// ` (local 'x')`, or nothing.
    pub(crate) fn describe(&mut self, origin: Origin) -> Vec<u8> {
        self.heap.charge(self.naming_ticks(self.thread.frame()));
        self.origin_name(origin)
            .map_or(Vec::new(), |FunctionName { kind, name }| [format!(" ({kind} '").as_bytes(), &name, b"')"].concat())
    }

    /// The same for the function an instruction calls: iterators and metamethods have names too.
    pub(crate) fn describe_callee(&mut self, origin: Origin) -> Vec<u8> {
        let visible = self.thread.frames.iter().rev().find(|frame| !frame.has(Frame::HIDDEN));
        if let Some(frame) = visible.filter(|frame| frame.is_lua()) {
            let insn = self.insn_before(frame);
            if !matches!(insn.op(), Some(Op::Call | Op::TailCall)) {
                return self.name_by_code(frame).map_or(Vec::new(), |FunctionName { kind, name }| {
                    [format!(" ({kind} '").as_bytes(), &name, b"')"].concat()
                });
            }
        }
        self.describe(origin)
    }

    /// The name of the local in a register of the running frame, as of the instruction that is being executed: its scope
    /// may end right behind it.
    pub(crate) fn executing_local_name(&self, register: u16) -> Option<Vec<u8>> {
        let frame = self.thread.frame();
        let function = self.function_of(frame);
        let pc = function.pc_index(frame.pc).saturating_sub(1);
        active_local(function, register, pc).map(<[u8]>::to_vec)
    }

    /// What a Lua frame's present instruction calls the function it calls.
    fn name_by_code(&self, frame: &Frame) -> Option<FunctionName> {
        let function = self.function_of(frame);
        let pc = function.pc_index(frame.pc).saturating_sub(1);
        let insn = function.insn(pc);
        let op = insn.op()?;
        let event = match op {
            Op::Call | Op::TailCall => return self.register_name(function, pc, insn.reg_a()),
            Op::ForEachCall => return Some(FunctionName::new("for iterator", *b"for iterator")),
            Op::GetGlobal | Op::GetTable | Op::GetIndex | Op::GetField | Op::Method => Event::Index,
            Op::SetGlobal | Op::SetTable | Op::SetIndex | Op::SetField => Event::NewIndex,
            Op::AddInt => {
                if insn.x() == 0 {
                    Event::Add
                } else {
                    Event::Sub
                }
            }
            Op::Add
            | Op::Sub
            | Op::Mul
            | Op::Div
            | Op::Mod
            | Op::Pow
            | Op::IDiv
            | Op::BAnd
            | Op::BOr
            | Op::BXor
            | Op::Shl
            | Op::Shr
            | Op::AddConst
            | Op::SubConst
            | Op::MulConst
            | Op::DivConst
            | Op::ModConst
            | Op::PowConst
            | Op::IDivConst
            | Op::Neg
            | Op::BNot => super::slow::event_of(op),
            Op::Len => Event::Len,
            Op::Concat => Event::Concat,
            Op::Eq => Event::Eq,
            Op::Lt | Op::LtInt | Op::GtInt => Event::Lt,
            Op::Le | Op::LeInt | Op::GeInt => Event::Le,
            Op::Close | Op::Return | Op::Return0 | Op::Return1 => Event::Close,
            _ => return None,
        };
        Some(FunctionName::new("metamethod", event.short_name()))
    }

    /// What the function of frame `index` is called by whoever called it.
    pub(crate) fn frame_name(&self, state: &ThreadState, index: usize) -> Option<FunctionName> {
        let frame = &state.frames[index];
        if frame.has(Frame::TAIL) {
            return None;
        }
        let mut below = index;
        while let Some(caller) = below.checked_sub(1) {
            let caller_frame = &state.frames[caller];
            if caller_frame.has(Frame::FINALIZER) {
                return Some(FunctionName::new("metamethod", *b"__gc"));
            }
            if caller_frame.has(Frame::HOOK) {
                return Some(FunctionName::new("hook", *b"?"));
            }
            if caller_frame.kind == Kind::Native && caller_frame.function == native::CLOSING {
                return Some(FunctionName::new("metamethod", *b"close"));
            }
            if caller_frame.is_lua() {
                return self.name_by_code(caller_frame);
            }
            if !caller_frame.has(Frame::HIDDEN) {
                return None;
            }
            below = caller;
        }
        None
    }

    /// The value that a frame runs, as a Lua function.
    pub(crate) fn frame_function(frame: &Frame) -> Value {
        match frame.kind {
            Kind::Lua => Value::object(Tag::CLOSURE, frame.function),
            Kind::Native => native::native_value(frame.function),
            Kind::NativeClosure => Value::object(Tag::NATIVE_CLOSURE, frame.function),
        }
    }

    /// How many names that search may pass.
    pub(crate) fn global_names(&self) -> usize {
        if !self.roots.loaded.is_table() {
            return 0;
        }
        let modules = self.heap.tables.get(self.roots.loaded.handle()).entries.iter().map(|entry| entry.value());
        let sizes = modules
            .take(NAMES_MAX)
            .map(|value| if value.is_table() { self.heap.tables.get(value.handle()).entries.len() } else { 1 });
        sizes.sum::<usize>().min(NAMES_MAX)
    }

    /// The name under which a function is found in `package.loaded`: `print`, `string.rep`.
    pub(crate) fn global_name(&self, function: Value) -> Option<Vec<u8>> {
        if !self.roots.loaded.is_table() {
            return None;
        }
        let loaded = self.heap.tables.get(self.roots.loaded.handle());
        let mut left = NAMES_MAX;
        for module in loaded.entries.iter().take(NAMES_MAX) {
            let (name, table) = (module.key(), module.value());
            if !name.is_string() || !table.is_table() {
                left = left.saturating_sub(1);
                continue;
            }
            let entries = &self.heap.tables.get(table.handle()).entries;
            let looked_at = entries.len().min(left);
            left -= looked_at;
            let found = entries.iter().take(looked_at).find(|entry| {
                entry.key().is_string() && !entry.value().is_nil() && self.heap.raw_equal(entry.value(), function)
            });
            if let Some(entry) = found {
                let (module, field) = (shown(self.heap.bytes(name)), shown(self.heap.bytes(entry.key())));
                return Some(if module == b"_G" { field.to_vec() } else { [module, b".", field].concat() });
            }
        }
        None
    }

    /// `bad argument #i to 'f' (message)` for the builtin on top; `i` from 0.
    #[cold]
    pub(crate) fn argument_error(&mut self, i: usize, message: &str) -> Throw {
        let (head, tail) = self.argument_error_parts(i);
        self.error_at_caller(&[&head, message.as_bytes(), tail].concat())
    }

    /// What is before and after the message of such an error.
    pub(crate) fn argument_error_parts(&mut self, i: usize) -> (Vec<u8>, &'static [u8]) {
        let top = self.thread.frames.len() - 1;
        self.charge_for_frame_name(self.current, top);
        let mut number = i + 1;
        let named = self.frame_name(&self.thread, top);
        let function = Self::frame_function(&self.thread.frames[top]);
        let name = match named {
            Some(FunctionName { kind: "method", name }) => {
                number -= 1;
                if number == 0 {
                    let name = String::from_utf8_lossy(&name).into_owned();
                    return (format!("calling '{name}' on bad self (").into_bytes(), b")");
                }
                name
            }
            Some(FunctionName { name, .. }) => name,
            None => {
                self.ticks -= (self.global_names() / NAMES_PER_TICK) as i64;
                self.global_name(function).unwrap_or_else(|| b"?".to_vec())
            }
        };
        let mut text = format!("bad argument #{number} to '").into_bytes();
        text.extend_from_slice(&name);
        text.extend_from_slice(b"' (");
        (text, b")")
    }

    /// For builtins that check values beyond their arguments.
    pub(crate) fn fail<T>(&mut self, message: &str) -> Res<T> {
        Err(self.error_at_caller(message.as_bytes()))
    }
}
