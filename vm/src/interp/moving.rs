//! Many values on their way from one place to another: results, arguments, what `...` stands for, what passes between
//! coroutines, what becomes a list.
//!
//! A few are moved at once. More than [`MANY`] are moved part by part: the coroutine that gets them notes what is left,
//! its instruction or builtin leaves with [`Throw::Pushed`], and nothing else of the process runs until all have
//! arrived. The first part is moved at once, so that what an instruction is about to write is never both live and unset.

use super::call::Target;
use super::{Res, Throw, Vm};
use crate::value::Value;
use std::ops::Range;

/// Most values that are moved in one go.
pub(crate) const MANY: usize = 32 * 1024;

/// What becomes of values that have arrived.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Arrival {
    /// They are what the next instruction or stage takes "up to the top".
    Open,
    /// The first is a function, called with the others.
    Call { target: Target, flags: u8 },
    /// They are elements of a table (its handle); `to` is one below the index of the first.
    List { table: u32 },
}

/// See the module. Stack indices and numbers of values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moving {
    /// Whose stack they come from: a coroutine's handle plus one, or 0 for the one that gets them.
    pub(crate) source: u32,
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) count: u32,
    pub(crate) done: u32,
    /// Values per tick.
    pub(crate) per_tick: u32,
    pub(crate) arrival: Arrival,
}

impl Moving {
    /// Of the stack of the coroutine that gets them: what has arrived, and what has not left.
    pub(crate) fn live(&self) -> [Range<usize>; 2] {
        let [from, to, count, done] = [self.from, self.to, self.count, self.done].map(|number| number as usize);
        let arrived = if matches!(self.arrival, Arrival::List { .. }) { 0..0 } else { to..to + done };
        [arrived, if self.source == 0 { from + done..from + count } else { 0..0 }]
    }
}

impl Vm {
    /// Moves `count` values from stack index `from` to `to`, below `from` or beyond what is moved.
    pub(super) fn move_values(
        &mut self,
        (from, to, count): (usize, usize, usize),
        per_tick: u32,
        arrival: Arrival,
    ) -> Res<()> {
        self.move_from(0, (from, to, count), per_tick, arrival)
    }

    /// The same with values of another coroutine, at rest, if `source` is its handle plus one.
    pub(super) fn move_from(
        &mut self,
        source: u32,
        (from, to, count): (usize, usize, usize),
        per_tick: u32,
        arrival: Arrival,
    ) -> Res<()> {
        let mut moving =
            Moving { source, from: from as u32, to: to as u32, count: count as u32, done: 0, per_tick, arrival };
        if !matches!(arrival, Arrival::List { .. }) {
            if source > 0 || to > from {
                self.check_stack(to + count + 1)?;
            }
            self.thread.top = to as u32;
        }
        if let Some(source) = source.checked_sub(1) {
            let state = self.heap.threads.get_mut(source);
            state.top = state.top.max((from + count) as u32);
        }
        self.move_part(&mut moving)?;
        if moving.done < moving.count {
            self.thread.moving = Some(Box::new(moving));
            return Err(Throw::Pushed);
        }
        self.arrived(&moving)
    }

    /// Goes on with values that are on their way.
    pub(super) fn go_on_moving(&mut self) -> Res<()> {
        let Some(mut moving) = self.thread.moving.take() else { return Ok(()) };
        self.move_part(&mut moving)?;
        if moving.done < moving.count {
            self.thread.moving = Some(moving);
            return Ok(());
        }
        self.arrived(&moving)
    }

    fn move_part(&mut self, moving: &mut Moving) -> Res<()> {
        let (from, to) = ((moving.from + moving.done) as usize, (moving.to + moving.done) as usize);
        let part = ((moving.count - moving.done) as usize).min(MANY);
        self.heap.charge(part / moving.per_tick as usize);
        moving.done += part as u32;
        if let Arrival::List { table } = moving.arrival {
            for i in 0..part {
                let (key, value) = (Value::integer((to + i + 1) as i64), self.thread.stack[from + i]);
                self.heap.table_set_unlimited(table, key, value);
            }
            return Ok(());
        }
        self.ensure_stack(to + part + 1)?;
        match moving.source.checked_sub(1) {
            None => self.thread.stack.copy_within(from..from + part, to),
            Some(source) => {
                let values = &self.heap.threads.get(source).stack[from..from + part];
                self.thread.stack[to..to + part].copy_from_slice(values);
            }
        }
        Ok(())
    }

    fn arrived(&mut self, moving: &Moving) -> Res<()> {
        let (to, end) = (moving.to as usize, moving.to + moving.count);
        if let Some(source) = moving.source.checked_sub(1) {
            let state = self.heap.threads.get_mut(source);
            state.top = state.frame().top;
        }
        match moving.arrival {
            Arrival::Open => {
                self.thread.top = end;
                Ok(())
            }
            Arrival::Call { target, flags } => self.precall(to, moving.count as usize - 1, target, flags),
            Arrival::List { .. } => Ok(()),
        }
    }
}
