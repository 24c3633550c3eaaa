//! The instruction word.
//!
//! ```text
//!  63            48 47            32 31            16 15      8 7       0
//! +----------------+----------------+----------------+---------+---------+
//! |       c        |       b        |       a        |    x    |   op    |
//! +----------------+----------------+----------------+---------+---------+
//! |          wide (b and c)         |
//! ```
//!
//! Registers are stored as byte offsets from the frame's base (index times 16), so that the interpreter adds without
//! shifting. Jumps are signed counts of instructions relative to the instruction that follows. What a field means is
//! a column of the table in [`super::ops`].

use super::Op;

/// Bytes of one register: a register operand is its index times this.
pub const REGISTER_SCALE: u16 = 16;

/// One 64-bit instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[repr(transparent)]
pub struct Insn(pub u64);

impl Insn {
    /// Packs the fields as they are; registers must already be scaled ([`Insn::reg`]).
    pub const fn new(op: Op, x: u8, a: u16, b: u16, c: u16) -> Insn {
        Insn(op as u64 | (x as u64) << 8 | (a as u64) << 16 | (b as u64) << 32 | (c as u64) << 48)
    }

    /// Packs an instruction whose `b` and `c` are one 32-bit field.
    pub const fn wide(op: Op, x: u8, a: u16, wide: u32) -> Insn {
        Insn(op as u64 | (x as u64) << 8 | (a as u64) << 16 | (wide as u64) << 32)
    }

    /// The field value that names register `index`.
    pub const fn reg(index: u16) -> u16 {
        index * REGISTER_SCALE
    }

    /// The opcode, if the byte names one.
    pub const fn op(self) -> Option<Op> {
        Op::from_byte(self.0 as u8)
    }

    /// Field `x`.
    #[inline(always)]
    pub const fn x(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// Field `a`.
    #[inline(always)]
    pub const fn a(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// Field `b`.
    #[inline(always)]
    pub const fn b(self) -> u16 {
        (self.0 >> 32) as u16
    }

    /// Field `c`.
    #[inline(always)]
    pub const fn c(self) -> u16 {
        (self.0 >> 48) as u16
    }

    /// Fields `b` and `c` as one unsigned number.
    #[inline(always)]
    pub const fn wide_unsigned(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Fields `b` and `c` as one signed number.
    #[inline(always)]
    pub const fn wide_signed(self) -> i32 {
        (self.0 >> 32) as i32
    }

    /// Register index of field `a`.
    pub const fn reg_a(self) -> u16 {
        self.a() / REGISTER_SCALE
    }

    /// Register index of field `b`.
    pub const fn reg_b(self) -> u16 {
        self.b() / REGISTER_SCALE
    }

    /// Register index of field `c`.
    pub const fn reg_c(self) -> u16 {
        self.c() / REGISTER_SCALE
    }

    /// The same instruction with another `c`.
    #[must_use]
    pub const fn with_c(self, c: u16) -> Insn {
        Insn(self.0 & !(0xffff << 48) | (c as u64) << 48)
    }

    /// The same instruction with another 32-bit field.
    #[must_use]
    pub const fn with_wide(self, wide: u32) -> Insn {
        Insn(self.0 & 0xffff_ffff | (wide as u64) << 32)
    }

    /// The same instruction with another `a`.
    #[must_use]
    pub const fn with_a(self, a: u16) -> Insn {
        Insn(self.0 & !(0xffff << 16) | (a as u64) << 16)
    }

    /// The same instruction with another `x`.
    #[must_use]
    pub const fn with_x(self, x: u8) -> Insn {
        Insn(self.0 & !0xff00 | (x as u64) << 8)
    }
}
