//! Arithmetic, concatenation and comparison.

use tidelock_vm::bytecode::{Insn, Op};

use super::operand::{Exp, Kind};
use super::{Gen, Generator};
use crate::ast::{BinaryOperator, Constant, Expr, ExprId, UnaryOperator};

/// The opcodes of an arithmetic operator: on two registers, and on a register and a number.
fn arithmetic_ops(operator: BinaryOperator) -> Option<(Op, Option<Op>)> {
    Some(match operator {
        BinaryOperator::Add => (Op::Add, Some(Op::AddConst)),
        BinaryOperator::Sub => (Op::Sub, Some(Op::SubConst)),
        BinaryOperator::Mul => (Op::Mul, Some(Op::MulConst)),
        BinaryOperator::Div => (Op::Div, Some(Op::DivConst)),
        BinaryOperator::Mod => (Op::Mod, Some(Op::ModConst)),
        BinaryOperator::IDiv => (Op::IDiv, Some(Op::IDivConst)),
        BinaryOperator::Pow => (Op::Pow, Some(Op::PowConst)),
        BinaryOperator::BAnd => (Op::BAnd, None),
        BinaryOperator::BOr => (Op::BOr, None),
        BinaryOperator::BXor => (Op::BXor, None),
        BinaryOperator::Shl => (Op::Shl, None),
        BinaryOperator::Shr => (Op::Shr, None),
        _ => return None,
    })
}

/// An order comparison with an integer: its opcode with the integer on the right, and on the left.
fn integer_ops(operator: BinaryOperator) -> Option<(Op, Op)> {
    Some(match operator {
        BinaryOperator::Lt => (Op::LtInt, Op::GtInt),
        BinaryOperator::Le => (Op::LeInt, Op::GeInt),
        BinaryOperator::Gt => (Op::GtInt, Op::LtInt),
        BinaryOperator::Ge => (Op::GeInt, Op::LeInt),
        _ => return None,
    })
}

/// The value of an integer constant that fits 16 bits.
fn small_integer(constant: Constant) -> Option<i16> {
    match constant {
        Constant::Integer(value) => i16::try_from(value).ok(),
        _ => None,
    }
}

impl Generator<'_> {
    /// Any binary operator but `..`.
    #[inline(never)]
    pub(super) fn binary(&mut self, operator: BinaryOperator, exp: &mut Exp, right: ExprId, line: u32) -> Gen<()> {
        if let Expr::Constant(constant) = self.ast.exprs[right.index()]
            && self.binary_with_constant(operator, exp, constant, line)?
        {
            return Ok(());
        }
        if let Some(constant) = exp.constant()
            && integer_ops(operator).is_none_or(|_| small_integer(constant).is_some())
            && arithmetic_ops(operator).is_none()
            && !matches!(self.ast.exprs[right.index()], Expr::Constant(_))
        {
            return self.compare_with_left_constant(operator, exp, constant, right, line);
        }
        let left = self.bring_to_operand(exp)?;
        let mut exp_right = self.expression(right)?;
        let right = self.bring_to_any(&mut exp_right)?;
        let left = self.load_operand(left)?;
        self.release_two(left, right);
        *exp = match arithmetic_ops(operator) {
            Some((op, _)) => Kind::Pending(self.emit_at(Insn::new(op, 0, 0, Insn::reg(left), Insn::reg(right)), line)),
            None => {
                self.line = line;
                let (left, right) = (Insn::reg(left), Insn::reg(right));
                Kind::Jump(match operator {
                    BinaryOperator::Eq => self.emit_compare(Op::Eq, true, left, right),
                    BinaryOperator::Ne => self.emit_compare(Op::Eq, false, left, right),
                    BinaryOperator::Lt => self.emit_compare(Op::Lt, true, left, right),
                    BinaryOperator::Le => self.emit_compare(Op::Le, true, left, right),
                    BinaryOperator::Gt => self.emit_compare(Op::Lt, true, right, left),
                    _ => self.emit_compare(Op::Le, true, right, left),
                })
            }
        }
        .into();
        Ok(())
    }

    /// Emits `exp operator constant` if there is an instruction for it.
    fn binary_with_constant(
        &mut self,
        operator: BinaryOperator,
        exp: &mut Exp,
        constant: Constant,
        line: u32,
    ) -> Gen<bool> {
        let is_number = matches!(constant, Constant::Integer(_) | Constant::Float(_));
        let (op, x, c) = match (operator, constant) {
            (BinaryOperator::Add, Constant::Integer(value @ -0x7fff..=0x7fff)) => (Op::AddInt, 0, value as i16 as u16),
            (BinaryOperator::Sub, Constant::Integer(value @ -0x7fff..=0x7fff)) => {
                (Op::AddInt, 1, -(value as i16) as u16)
            }
            (BinaryOperator::Eq | BinaryOperator::Ne, _) => {
                match self.constants.add_identity(constant, &self.ast.strings) {
                    Some(index) => (Op::EqConst, u8::from(operator == BinaryOperator::Eq), index),
                    None => return Ok(false),
                }
            }
            _ => match (integer_ops(operator), small_integer(constant), arithmetic_ops(operator)) {
                (Some((op, _)), Some(value), _) => (op, 1, value as u16),
                (_, _, Some((_, Some(op)))) if is_number => match self.constants.add_short(constant) {
                    Some(index) => (op, 0, index),
                    None => return Ok(false),
                },
                _ => return Ok(false),
            },
        };
        let left = self.bring_to_any(exp)?;
        self.release(left);
        *exp = if op == Op::EqConst || integer_ops(operator).is_some() {
            self.line = line;
            Kind::Jump(self.emit_compare(op, x == 1, Insn::reg(left), c))
        } else {
            Kind::Pending(self.emit_at(Insn::new(op, x, 0, Insn::reg(left), c), line))
        }
        .into();
        Ok(true)
    }

    /// `constant == right` and the like, where only the right side is computed.
    fn compare_with_left_constant(
        &mut self,
        operator: BinaryOperator,
        exp: &mut Exp,
        constant: Constant,
        right: ExprId,
        line: u32,
    ) -> Gen<()> {
        let mut exp_right = self.expression(right)?;
        let right = self.bring_to_any(&mut exp_right)?;
        let (op, when, operand) = match integer_ops(operator) {
            Some((_, op)) => (op, true, small_integer(constant).expect("the caller has checked") as u16),
            None => {
                let when = operator == BinaryOperator::Eq;
                match self.constants.add_identity(constant, &self.ast.strings) {
                    Some(index) => (Op::EqConst, when, index),
                    None => {
                        let left = self.reserve(1)?;
                        self.load_constant(left, constant);
                        self.release(left);
                        (Op::Eq, when, Insn::reg(left))
                    }
                }
            }
        };
        self.release(right);
        self.line = line;
        *exp = Kind::Jump(self.emit_compare(op, when, Insn::reg(right), operand)).into();
        Ok(())
    }

    /// `-`, `~` and `#`.
    pub(super) fn unary(&mut self, operator: UnaryOperator, exp: &mut Exp, line: u32) -> Gen<()> {
        let op = match operator {
            UnaryOperator::Neg => Op::Neg,
            UnaryOperator::BNot => Op::BNot,
            UnaryOperator::Len => Op::Len,
            UnaryOperator::Not => unreachable!("`not` makes jumps"),
        };
        let operand = self.bring_to_any(exp)?;
        self.release(operand);
        *exp = Kind::Pending(self.emit_at(Insn::new(op, 0, 0, Insn::reg(operand), 0), line)).into();
        Ok(())
    }

    /// `exp .. right`, with all that is concatenated in `right`, in one instruction.
    #[inline(never)]
    pub(super) fn concat(&mut self, exp: &mut Exp, right: ExprId, line: u32) -> Gen<()> {
        let first = self.bring_to_next(exp)?;
        let mut rest = right;
        while let Expr::Binary { operator: BinaryOperator::Concat, left, right } = self.ast.exprs[rest.index()] {
            let mut operand = self.expression(left)?;
            self.bring_to_next(&mut operand)?;
            rest = right;
        }
        let mut operand = self.expression(rest)?;
        self.bring_to_next(&mut operand)?;
        let count = self.free - first;
        self.emit_at(Insn::new(Op::Concat, 0, Insn::reg(first), count, 0), line);
        self.free = first + 1;
        *exp = Kind::Register(first).into();
        Ok(())
    }
}
