//! Table constructors.

use tidelock_vm::bytecode::{Insn, Op};

use super::operand::{Exp, Kind};
use super::{Gen, Generator};
use crate::ast::{ExprId, TableItem};

/// Positional items gathered in registers before they are stored.
const ITEMS_PER_FLUSH: u32 = 50;

/// Most positional items: what the operands of `set_list` can count.
const ITEMS_MAX: u32 = 1 << 24;

impl Generator<'_> {
    /// `{ items }`
    #[inline(never)]
    pub(super) fn table(&mut self, start: u32, len: u32, end_line: u32) -> Gen<Exp> {
        let new_table = self.emit(Insn::new(Op::NewTable, 0, 0, 0, 0));
        if len == 0 {
            return Ok(Kind::Pending(new_table).into());
        }
        let table = self.reserve(1)?;
        let mut stored = 0;
        let mut waiting = 0;
        let mut keyed = 0;
        let mut is_open = false;
        for position in start..start + len {
            match self.ast.table_items[position as usize] {
                TableItem::Keyed { key, value } => {
                    self.keyed_item(table, key, value)?;
                    keyed += 1;
                }
                TableItem::Positional(value) => {
                    let is_last = position + 1 == start + len;
                    if self.positional_item(value, is_last)? {
                        // It takes those that wait with it.
                        self.line = end_line;
                        self.set_list(table, 0, stored)?;
                        is_open = true;
                    } else {
                        waiting += 1;
                    }
                    if waiting == ITEMS_PER_FLUSH {
                        self.set_list(table, waiting + 1, stored)?;
                        stored += waiting;
                        waiting = 0;
                    }
                }
            }
        }
        self.line = end_line;
        if waiting > 0 && !is_open {
            self.set_list(table, waiting + 1, stored)?;
        }
        let hint = |count: u32| u16::try_from(count).unwrap_or(u16::MAX);
        self.code[new_table as usize] =
            Insn::new(Op::NewTable, 0, Insn::reg(table), hint(stored + waiting), hint(keyed));
        self.free = table + 1;
        Ok(Kind::Register(table).into())
    }

    /// Brings the value into the next register; whether it stands for any number of values.
    fn positional_item(&mut self, value: ExprId, is_last: bool) -> Gen<bool> {
        let mut exp = self.expression(value)?;
        if is_last && exp.is_open() {
            self.set_open(exp.kind);
            return Ok(true);
        }
        self.bring_to_next(&mut exp)?;
        Ok(false)
    }

    /// Stores the items above `table`, as positions `stored + 1` and so on.
    fn set_list(&mut self, table: u16, count_or_top: u32, stored: u32) -> Gen<()> {
        if stored >= ITEMS_MAX {
            return self.fail_limit("items in a constructor", ITEMS_MAX as usize);
        }
        let x = (stored >> 16) as u8;
        self.emit(Insn::new(Op::SetList, x, Insn::reg(table), count_or_top as u16, stored as u16));
        self.free = table + 1;
        Ok(())
    }

    fn keyed_item(&mut self, table: u16, key: ExprId, value: ExprId) -> Gen<()> {
        let free = self.free;
        // Not a temporary of the item's: `release` must not give it back.
        let mut target: Exp = Kind::Register(table).into();
        self.index(&mut target, key)?;
        let mut exp = self.expression(value)?;
        self.store(target.kind, &mut exp, self.line)?;
        self.free = free;
        Ok(())
    }
}
