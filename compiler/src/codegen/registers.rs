//! The stack of registers: locals below `level`, temporaries from there to `free`.

use tidelock_vm::bytecode::{Insn, Op};

use super::{Gen, Generator, REGISTERS_MAX};

impl Generator<'_> {
    #[cold]
    pub(super) fn fail_registers<T>(&self) -> Gen<T> {
        self.fail("function or expression needs too many registers")
    }

    /// Takes `count` registers; the first of them.
    pub(super) fn reserve(&mut self, count: u32) -> Gen<u16> {
        let end = u32::from(self.free) + count;
        if end > REGISTERS_MAX {
            return self.fail_registers();
        }
        let first = self.free;
        self.free = end as u16;
        self.high = self.high.max(self.free);
        Ok(first)
    }

    /// Gives `register` back if it is a temporary.
    pub(super) fn release(&mut self, register: u16) {
        if register >= self.level {
            debug_assert_eq!(register + 1, self.free, "temporaries are released in reverse order");
            self.free = register;
        }
    }

    /// Gives two registers back, in the right order.
    pub(super) fn release_two(&mut self, first: u16, second: u16) {
        if first > second {
            self.release(first);
            self.release(second);
        } else if first < second {
            self.release(second);
            self.release(first);
        } else {
            self.release(first);
        }
    }

    /// Loads nil into `count` registers from `first` on, together with those that the instruction before clears.
    pub(super) fn load_nil(&mut self, first: u16, count: u16) {
        if count == 0 {
            return;
        }
        if self.last_target != self.here()
            && let Some(last) = self.code.last_mut()
            && last.op() == Some(Op::LoadNil)
            && last.reg_a() + last.b() == first
        {
            *last = Insn::new(Op::LoadNil, 0, last.a(), last.b() + count, 0);
            return;
        }
        self.emit(Insn::new(Op::LoadNil, 0, Insn::reg(first), count, 0));
    }
}
