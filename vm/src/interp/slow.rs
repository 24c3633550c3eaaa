//! Instructions in full, in safe code: what a fast path leaves.
//!
//! The frame's saved position is past the instruction. Each ends by writing its result, by pushing a frame that will
//! deliver it, or by an error.

use super::call::Target;
use super::meta::Event;
use super::names::Origin;
use super::thread::Frame;
use super::{Arrival, MANY, Recourse, Res, Vm};
use crate::bytecode::{Insn, Op, UpvalueSource};
use crate::heap::Closure;
use crate::native;
use crate::number::{self, Number};
use crate::value::{Tag, Value};

impl Vm {
    /// The function that a Lua frame runs.
    pub(crate) fn function_of(&self, frame: &Frame) -> &crate::heap::Function {
        self.heap.functions.get(self.heap.closures.get(frame.function).function)
    }

    /// The instruction that a Lua frame executes (its position is past it).
    pub(crate) fn insn_before(&self, frame: &Frame) -> Insn {
        let function = self.function_of(frame);
        function.insn(function.pc_index(frame.pc).saturating_sub(1))
    }

    fn reg(&self, frame: &Frame, scaled: u16) -> Value {
        self.thread.stack[frame.base as usize + usize::from(scaled / 16)]
    }

    fn constant(&self, frame: &Frame, i: usize) -> Value {
        self.function_of(frame).constant(i)
    }

    fn upvalue_cell(&self, frame: &Frame, i: u16) -> u32 {
        self.heap.closures.get(frame.function).upvalues()[usize::from(i)]
    }

    /// Where `R[a]` is the only result.
    fn into_a(frame: &Frame, insn: Insn) -> Target {
        Target { dst: frame.base + u32::from(insn.reg_a()), want: 1 }
    }

    pub(crate) fn execute_slow(&mut self, insn: Insn) -> Res<()> {
        self.recourse = Recourse::Reclaim;
        self.execute_in_full(insn)
    }

    /// Executes the instruction, or goes on with the builtin, of the frame on top once more.
    pub(super) fn retry(&mut self) -> Res<()> {
        let frame = *self.thread.frame();
        if frame.is_lua() { self.execute_in_full(self.insn_before(&frame)) } else { self.run_stage() }
    }

    fn execute_in_full(&mut self, insn: Insn) -> Res<()> {
        let op = insn.op().expect("verified code");
        self.ticks -= i64::from(op.cost());
        let frame = self.thread.frame_copy();
        let into_a = Self::into_a(&frame, insn);
        let (b, c) = (Origin::Register(insn.reg_b()), Origin::Register(insn.reg_c()));
        match op {
            Op::GetGlobal => {
                let object = self.heap.cells.get(self.upvalue_cell(&frame, insn.b())).0;
                let key = self.constant(&frame, usize::from(insn.c()));
                self.index(object, key, into_a, Origin::Upvalue(insn.b()))
            }
            Op::SetGlobal => {
                let object = self.heap.cells.get(self.upvalue_cell(&frame, insn.b())).0;
                let key = self.constant(&frame, usize::from(insn.c()));
                self.set_index(object, key, self.reg(&frame, insn.a()), Origin::Upvalue(insn.b()))
            }
            Op::GetTable => self.index(self.reg(&frame, insn.b()), self.reg(&frame, insn.c()), into_a, b),
            Op::GetIndex => {
                let key = Value::integer(i64::from(insn.c() as i16));
                self.index(self.reg(&frame, insn.b()), key, into_a, b)
            }
            Op::GetField => {
                let key = self.constant(&frame, usize::from(insn.c()));
                self.index(self.reg(&frame, insn.b()), key, into_a, b)
            }
            Op::Method => {
                let object = self.reg(&frame, insn.b());
                self.thread.stack[frame.base as usize + usize::from(insn.reg_a()) + 1] = object;
                let key = self.constant(&frame, usize::from(insn.c()));
                self.index(object, key, into_a, b)
            }
            Op::SetTable => {
                let (key, value) = (self.reg(&frame, insn.b()), self.reg(&frame, insn.c()));
                self.set_index(self.reg(&frame, insn.a()), key, value, Origin::Register(insn.reg_a()))
            }
            Op::SetIndex => {
                let (key, value) = (Value::integer(i64::from(insn.b() as i16)), self.reg(&frame, insn.c()));
                self.set_index(self.reg(&frame, insn.a()), key, value, Origin::Register(insn.reg_a()))
            }
            Op::SetField => {
                let (key, value) = (self.constant(&frame, usize::from(insn.b())), self.reg(&frame, insn.c()));
                self.set_index(self.reg(&frame, insn.a()), key, value, Origin::Register(insn.reg_a()))
            }
            Op::SetList => self.set_list(&frame, insn),
            Op::Add
            | Op::Sub
            | Op::Mul
            | Op::Div
            | Op::Mod
            | Op::IDiv
            | Op::Pow
            | Op::BAnd
            | Op::BOr
            | Op::BXor
            | Op::Shl
            | Op::Shr => {
                let (x, y) = (self.reg(&frame, insn.b()), self.reg(&frame, insn.c()));
                self.arithmetic(event_of(op), x, y, into_a, (b, c))
            }
            Op::AddConst | Op::SubConst | Op::MulConst | Op::DivConst | Op::ModConst | Op::IDivConst | Op::PowConst => {
                let (x, y) = (self.reg(&frame, insn.b()), self.constant(&frame, usize::from(insn.c())));
                self.arithmetic(event_of(op), x, y, into_a, (b, Origin::Unknown))
            }
            Op::AddInt => {
                let small = i64::from(insn.c() as i16);
                let (event, y) = if insn.x() == 0 { (Event::Add, small) } else { (Event::Sub, -small) };
                self.arithmetic(event, self.reg(&frame, insn.b()), Value::integer(y), into_a, (b, Origin::Unknown))
            }
            Op::Neg | Op::BNot => {
                let x = self.reg(&frame, insn.b());
                self.arithmetic(event_of(op), x, x, into_a, (b, b))
            }
            Op::Len => self.length(self.reg(&frame, insn.b()), into_a, b),
            Op::Concat => {
                let first = frame.base as usize + usize::from(insn.reg_a());
                self.concat(first, usize::from(insn.b()))
            }
            Op::Eq => self.equal(self.reg(&frame, insn.a()), self.reg(&frame, insn.b())),
            Op::Lt => self.compare(self.reg(&frame, insn.a()), self.reg(&frame, insn.b()), Event::Lt),
            Op::Le => self.compare(self.reg(&frame, insn.a()), self.reg(&frame, insn.b()), Event::Le),
            Op::LtInt | Op::LeInt | Op::GtInt | Op::GeInt => {
                let (x, y) = (self.reg(&frame, insn.a()), Value::integer(i64::from(insn.b() as i16)));
                match op {
                    Op::LtInt => self.compare(x, y, Event::Lt),
                    Op::LeInt => self.compare(x, y, Event::Le),
                    Op::GtInt => self.compare(y, x, Event::Lt),
                    _ => self.compare(y, x, Event::Le),
                }
            }
            Op::ForPrep => self.for_prep(&frame, insn),
            Op::ForEachPrep => {
                self.mark_close(frame.base + u32::from(insn.reg_a()) + 3)?;
                self.jump(insn);
                Ok(())
            }
            Op::ForEachCall => self.for_each_call(&frame, insn),
            Op::Call => {
                let at = (frame.base + u32::from(insn.reg_a())) as usize;
                let given = self.given(insn.b(), at);
                self.precall(at, given, Target { dst: at as u32, want: i32::from(insn.c()) - 1 }, 0)
            }
            Op::TailCall => {
                let at = (frame.base + u32::from(insn.reg_a())) as usize;
                let given = self.given(insn.b(), at);
                self.tail_call(at, given)
            }
            Op::Return | Op::Return0 | Op::Return1 => {
                let at = (frame.base + u32::from(insn.reg_a())) as usize;
                let count = match op {
                    Op::Return0 => 0,
                    Op::Return1 => 1,
                    _ if insn.b() == 0 => (self.thread.top as usize).saturating_sub(at),
                    _ => usize::from(insn.b()) - 1,
                };
                if op == Op::Return && insn.x() == 1 && self.has_to_close(frame.base) {
                    return self.close_then_return(&frame, at + count);
                }
                self.return_values(at, count)
            }
            Op::Vararg => self.vararg(&frame, insn),
            Op::MarkClose => self.mark_close(frame.base + u32::from(insn.reg_a())),
            Op::Close => {
                let function = self.function_of(&frame);
                if function.insn(function.pc_index(frame.pc)).op() == Some(Op::Return0) {
                    self.note_main_return();
                }
                self.close_block(frame.base + u32::from(insn.reg_a()))
            }
            Op::SystemCall => {
                let at = (frame.base + u32::from(insn.reg_a())) as usize;
                let arguments = self.thread.stack[at..at + usize::from(insn.b())].to_vec();
                self.push_hidden_to(
                    native::SYSTEM_CALL,
                    &arguments,
                    Target { dst: at as u32, want: i32::from(insn.x()) },
                )?;
                self.thread.frame_mut().pc = u32::from(insn.c()) << 1;
                Ok(())
            }
            _ => unreachable!("{op:?} has no slow path"),
        }
    }

    /// Number of arguments of a count-plus-one field, for a function at `at`.
    fn given(&self, count: u16, at: usize) -> usize {
        if count == 0 { (self.thread.top as usize).saturating_sub(at + 1) } else { usize::from(count) - 1 }
    }

    fn jump(&mut self, insn: Insn) {
        let frame = self.thread.frame_mut();
        frame.pc = frame.pc.wrapping_add_signed(insn.wide_signed() * 8);
    }

    fn set_list(&mut self, frame: &Frame, insn: Insn) -> Res<()> {
        let at = frame.base as usize + usize::from(insn.reg_a());
        let count = self.given(insn.b(), at);
        let table = self.thread.stack[at];
        let first = (i64::from(insn.x()) << 16) + i64::from(insn.c());
        if table.tag != Tag::TABLE {
            return Err(self.runtime_error("a list of values can only be stored in a table"));
        }
        let handle = table.handle();
        let needed = first as usize + count;
        self.reserve(needed.saturating_sub(self.heap.tables.get(handle).array.capacity()) * 16)?;
        if needed > self.heap.tables.get(handle).array.capacity() {
            // A long list comes in many pieces, which must not each move all that came before.
            let capacity = self.heap.tables.get(handle).array.capacity();
            let room = if first > 0 { needed.max(capacity + capacity / 2) } else { needed };
            self.heap.resize_array(handle, room);
        }
        self.move_values((at + 1, first as usize, count), 4, Arrival::List { table: handle })
    }

    fn for_prep(&mut self, frame: &Frame, insn: Insn) -> Res<()> {
        let at = frame.base as usize + usize::from(insn.reg_a());
        let (start, limit, step) = (self.thread.stack[at], self.thread.stack[at + 1], self.thread.stack[at + 2]);
        let runs = if let (Some(first), Some(step)) = (start.as_integer(), step.as_integer()) {
            if step == 0 {
                return Err(self.runtime_error("'for' step is zero"));
            }
            match self.for_limit(first, limit, step)? {
                None => false,
                Some(limit) => {
                    let distance = if step > 0 {
                        (limit as u64).wrapping_sub(first as u64) / step as u64
                    } else {
                        (first as u64).wrapping_sub(limit as u64) / step.unsigned_abs()
                    };
                    self.thread.stack[at + 1] = Value::integer(distance as i64);
                    self.thread.stack[at + 3] = start;
                    true
                }
            }
        } else {
            let limit = self.for_number(limit, "limit")?;
            let step = self.for_number(step, "step")?;
            let first = self.for_number(start, "initial value")?;
            if step == 0.0 {
                return Err(self.runtime_error("'for' step is zero"));
            }
            let values = [first, limit, step, first].map(Value::float);
            self.thread.stack[at..at + 4].copy_from_slice(&values);
            // Not the opposite comparison: with NaN the loop runs once, as in PUC Lua.
            !(if step > 0.0 { limit < first } else { first < limit })
        };
        if !runs {
            self.jump(insn);
        }
        Ok(())
    }

    fn for_number(&mut self, value: Value, what: &str) -> Res<f64> {
        self.to_number(value).map(Number::to_float).ok_or_else(|| self.for_error(value, what))
    }

    /// The limit of an integer loop as an integer; `None` if the loop doesn't run.
    fn for_limit(&mut self, first: i64, limit: Value, step: i64) -> Res<Option<i64>> {
        let limit = match self.to_number(limit) {
            Some(Number::Integer(limit)) => limit,
            Some(Number::Float(limit)) => {
                let rounded =
                    if step < 0 { number::float_ceil_to_integer(limit) } else { number::float_floor_to_integer(limit) };
                match rounded {
                    Some(limit) => limit,
                    None if limit > 0.0 => {
                        if step < 0 {
                            return Ok(None);
                        }
                        i64::MAX
                    }
                    None => {
                        if step > 0 {
                            return Ok(None);
                        }
                        i64::MIN
                    }
                }
            }
            None => return Err(self.for_error(limit, "limit")),
        };
        let runs = if step > 0 { first <= limit } else { first >= limit };
        Ok(runs.then_some(limit))
    }

    fn for_each_call(&mut self, frame: &Frame, insn: Insn) -> Res<()> {
        let at = frame.base as usize + usize::from(insn.reg_a());
        self.ensure_stack(at + 8)?;
        let triple = [self.thread.stack[at], self.thread.stack[at + 1], self.thread.stack[at + 2]];
        self.thread.stack[at + 4..at + 7].copy_from_slice(&triple);
        self.precall(at + 4, 2, Target { dst: at as u32 + 4, want: i32::from(insn.b()) }, 0)
    }

    fn vararg(&mut self, frame: &Frame, insn: Insn) -> Res<()> {
        let at = frame.base as usize + usize::from(insn.reg_a());
        let extra = frame.extra as usize;
        let wanted = if insn.b() == 0 { extra } else { usize::from(insn.b()) - 1 };
        let first = frame.base as usize - extra;
        if wanted > MANY {
            return self.move_values((first, at, extra), 4, Arrival::Open);
        }
        self.heap.charge(wanted / 4);
        self.ensure_stack(at + wanted + 1)?;
        let copied = wanted.min(extra);
        self.thread.stack.copy_within(first..first + copied, at);
        self.thread.stack[at + copied..at + wanted].fill(Value::NIL);
        if insn.b() == 0 {
            self.thread.top = (at + extra) as u32;
        }
        Ok(())
    }

    /// A closure over the nested function `index` of a frame's function.
    pub(crate) fn make_closure(&mut self, frame: Frame, index: usize) -> Value {
        let enclosing = self.heap.closures.get(frame.function);
        let child = self.heap.functions.get(enclosing.function).children[index];
        let child_function = self.heap.functions.get(child);
        let upvalues = child_function.prototype.upvalues.iter().map(|upvalue| match upvalue.source {
            UpvalueSource::Register(r) => self.thread.stack[frame.base as usize + usize::from(r)].handle(),
            UpvalueSource::Upvalue(u) => enclosing.upvalues()[usize::from(u)],
        });
        let closure = Closure::new(child, upvalues);
        self.heap.new_closure(closure)
    }
}

/// The event of an arithmetic instruction.
pub(super) fn event_of(op: Op) -> Event {
    match op {
        Op::Add | Op::AddConst => Event::Add,
        Op::Sub | Op::SubConst => Event::Sub,
        Op::Mul | Op::MulConst => Event::Mul,
        Op::Div | Op::DivConst => Event::Div,
        Op::Mod | Op::ModConst => Event::Mod,
        Op::IDiv | Op::IDivConst => Event::IDiv,
        Op::Pow | Op::PowConst => Event::Pow,
        Op::BAnd => Event::BAnd,
        Op::BOr => Event::BOr,
        Op::BXor => Event::BXor,
        Op::Shl => Event::Shl,
        Op::Shr => Event::Shr,
        Op::Neg => Event::Unm,
        Op::BNot => Event::BNot,
        _ => unreachable!("{op:?} is not arithmetic"),
    }
}
