//! Constant folding, where and only where PUC's `lcode.c` folds.
//!
//! An operator on two numerals becomes its result, unless that would raise an error, is NaN, or is a float zero (whose
//! sign a table of constants could lose). `not` of any constant, `and` after a true constant and `or` after a false
//! one fold too.

use tidelock_vm::number::{ArithOp, Number, arith};

use crate::ast::{BinaryOperator, Constant, Expr, ExprId, UnaryOperator};

use super::Parser;

impl Parser<'_> {
    /// The constant that `expr` is.
    pub(super) fn constant(&self, expr: ExprId) -> Option<Constant> {
        match self.ast.exprs[expr.index()] {
            Expr::Constant(constant) => Some(constant),
            _ => None,
        }
    }

    pub(super) fn fold_binary(&self, operator: BinaryOperator, left: ExprId, right: ExprId) -> Option<Constant> {
        let operator = arithmetic(operator)?;
        fold(operator, self.numeral(left)?, self.numeral(right)?)
    }

    pub(super) fn fold_unary(&self, operator: UnaryOperator, operand: ExprId) -> Option<Constant> {
        match operator {
            UnaryOperator::Neg => fold(ArithOp::Neg, self.numeral(operand)?, Number::Integer(0)),
            UnaryOperator::BNot => fold(ArithOp::BNot, self.numeral(operand)?, Number::Integer(0)),
            UnaryOperator::Not => self.constant(operand).map(|constant| Constant::Boolean(!is_true(constant))),
            UnaryOperator::Len => None,
        }
    }

    fn numeral(&self, expr: ExprId) -> Option<Number> {
        match self.constant(expr)? {
            Constant::Integer(value) => Some(Number::Integer(value)),
            Constant::Float(value) => Some(Number::Float(value)),
            _ => None,
        }
    }
}

/// Whether a condition takes the constant for true.
pub(super) fn is_true(constant: Constant) -> bool {
    !matches!(constant, Constant::Nil | Constant::Boolean(false))
}

fn fold(operator: ArithOp, left: Number, right: Number) -> Option<Constant> {
    let divides = matches!(operator, ArithOp::Div | ArithOp::IDiv | ArithOp::Mod);
    if divides && right.to_float() == 0.0 {
        return None;
    }
    match arith(operator, left, right).ok()? {
        Number::Integer(value) => Some(Constant::Integer(value)),
        Number::Float(value) if value.is_nan() || value == 0.0 => None,
        Number::Float(value) => Some(Constant::Float(value)),
    }
}

fn arithmetic(operator: BinaryOperator) -> Option<ArithOp> {
    Some(match operator {
        BinaryOperator::Add => ArithOp::Add,
        BinaryOperator::Sub => ArithOp::Sub,
        BinaryOperator::Mul => ArithOp::Mul,
        BinaryOperator::Mod => ArithOp::Mod,
        BinaryOperator::Pow => ArithOp::Pow,
        BinaryOperator::Div => ArithOp::Div,
        BinaryOperator::IDiv => ArithOp::IDiv,
        BinaryOperator::BAnd => ArithOp::BAnd,
        BinaryOperator::BOr => ArithOp::BOr,
        BinaryOperator::BXor => ArithOp::BXor,
        BinaryOperator::Shl => ArithOp::Shl,
        BinaryOperator::Shr => ArithOp::Shr,
        BinaryOperator::Concat
        | BinaryOperator::Eq
        | BinaryOperator::Ne
        | BinaryOperator::Lt
        | BinaryOperator::Le
        | BinaryOperator::Gt
        | BinaryOperator::Ge => return None,
    })
}
