//! Expressions: the left spine, leaves, and what is no operator, call or constructor.

use tidelock_vm::bytecode::{Insn, Op};

use super::operand::{Exp, Kind, Operand};
use super::{Gen, Generator};
use crate::ast::{BinaryOperator, Constant, Expr, ExprId, FunctionId, LocalId, StrId, UnaryOperator};

impl Generator<'_> {
    /// Generates an expression up to the point where its value is needed.
    pub(super) fn expression(&mut self, id: ExprId) -> Gen<Exp> {
        let bottom = self.spine.len();
        let leaf = self.descend(id);
        let mut exp = self.leaf(leaf)?;
        while self.spine.len() > bottom {
            let node = self.spine.pop().expect("it is longer than its bottom");
            self.combine(node, &mut exp)?;
        }
        Ok(exp)
    }

    /// Walks down the left operands from `id`, leaving what it passes on the spine; the leaf.
    fn descend(&mut self, id: ExprId) -> ExprId {
        let mut id = id;
        loop {
            let left = match self.ast.exprs[id.index()] {
                Expr::Index { object, .. } | Expr::MethodCall { object, .. } => object,
                Expr::Call { function, .. } if !self.is_system_call(function) => function,
                Expr::Binary { left, .. } | Expr::And { left, .. } | Expr::Or { left, .. } => left,
                Expr::Unary { operand, .. } => operand,
                Expr::Paren(inner) => inner,
                _ => return id,
            };
            self.spine.push(id);
            id = left;
        }
    }

    /// Applies the node `id` to its left operand, which is in `exp`.
    fn combine(&mut self, id: ExprId, exp: &mut Exp) -> Gen<()> {
        self.combine_node(id, exp)?;
        self.at = id;
        Ok(())
    }

    fn combine_node(&mut self, id: ExprId, exp: &mut Exp) -> Gen<()> {
        match self.ast.exprs[id.index()] {
            Expr::Index { key, .. } => {
                self.index(exp, key)?;
                self.line = self.line_of(id);
                Ok(())
            }
            Expr::Call { arguments, .. } => self.call(exp, arguments, self.line_of(id)),
            Expr::MethodCall { name, arguments, .. } => self.method_call(exp, name, arguments, self.line_of(id)),
            Expr::Binary { operator: BinaryOperator::Concat, right, .. } => self.concat(exp, right, self.line_of(id)),
            Expr::Binary { operator, right, .. } => self.binary(operator, exp, right, self.line_of(id)),
            Expr::And { right, .. } => self.and(exp, right, self.line_of(id)),
            Expr::Or { right, .. } => self.or(exp, right, self.line_of(id)),
            Expr::Unary { operator: UnaryOperator::Not, .. } => self.negate_value(exp),
            Expr::Unary { operator, .. } => self.unary(operator, exp, self.line_of(id)),
            Expr::Paren(_) => self.cut(exp),
            _ => unreachable!("only nodes with a left operand are on the spine"),
        }
    }

    /// Makes a call or `...` one value.
    fn cut(&mut self, exp: &mut Exp) -> Gen<()> {
        match exp.kind {
            Kind::Call(_) | Kind::Vararg(_) | Kind::SystemCall(_) => self.discharge(exp),
            _ => Ok(()),
        }
    }

    #[inline(never)]
    fn and(&mut self, exp: &mut Exp, right: ExprId, line: u32) -> Gen<()> {
        self.go_if_true(exp)?;
        let mut out = exp.if_false;
        *exp = self.expression(right)?;
        self.cut(exp)?;
        self.line = line;
        self.join(&mut out, exp.if_false);
        exp.if_false = out;
        Ok(())
    }

    #[inline(never)]
    fn or(&mut self, exp: &mut Exp, right: ExprId, line: u32) -> Gen<()> {
        self.go_if_false(exp)?;
        let mut out = exp.if_true;
        *exp = self.expression(right)?;
        self.cut(exp)?;
        self.line = line;
        self.join(&mut out, exp.if_true);
        exp.if_true = out;
        Ok(())
    }

    /// An expression without a left operand.
    #[inline(never)]
    fn leaf(&mut self, id: ExprId) -> Gen<Exp> {
        self.look_at_room()?;
        self.line = self.line_of(id);
        self.at = id;
        let kind = match self.ast.exprs[id.index()] {
            Expr::Constant(constant) => Kind::Constant(constant),
            Expr::Vararg => Kind::Vararg(self.emit(Insn::new(Op::Vararg, 0, 0, 2, 0))),
            Expr::Local(local) => self.local(local),
            Expr::Upvalue(upvalue) => Kind::Upvalue(upvalue.0 as u16),
            Expr::Function(function) => return self.closure(function),
            Expr::Global { env, name } => return self.global(env, name),
            Expr::Table { start, len, end_line } => return self.table(start, len, end_line),
            Expr::Call { arguments, .. } => return self.system_call(arguments, self.line_of(id)),
            _ => unreachable!("the node has a left operand"),
        };
        Ok(kind.into())
    }

    /// A local variable.
    pub(super) fn local(&self, local: LocalId) -> Kind {
        let register = self.local_registers[local.index()];
        if self.function.locals[local.index()].captured { Kind::Cell(register) } else { Kind::Register(register) }
    }

    /// A new closure; it is made where the function ends.
    pub(super) fn closure(&mut self, function: FunctionId) -> Gen<Exp> {
        let index = self.add_child(function)?;
        self.line = self.ast.functions[function.index()].end_line;
        Ok(Kind::Pending(self.emit(Insn::new(Op::Closure, 0, 0, index, 0))).into())
    }

    /// `env.name`, where `env` is a variable or a constant.
    #[inline(never)]
    fn global(&mut self, env: ExprId, name: StrId) -> Gen<Exp> {
        let mut object: Exp = match self.ast.exprs[env.index()] {
            Expr::Local(local) => self.local(local).into(),
            Expr::Upvalue(upvalue) => Kind::Upvalue(upvalue.0 as u16).into(),
            Expr::Constant(constant) => Kind::Constant(constant).into(),
            _ => unreachable!("_ENV is a variable or a constant"),
        };
        self.index_by_name(&mut object, name)?;
        Ok(object)
    }

    /// `exp.name`
    fn index_by_name(&mut self, exp: &mut Exp, name: StrId) -> Gen<()> {
        let short = self.constants.add_name(name, &self.ast.strings);
        if let (Kind::Upvalue(upvalue), Some(name), false) = (exp.kind, short, exp.has_jumps()) {
            exp.kind = Kind::Global { upvalue, name };
            return Ok(());
        }
        let object = self.bring_to_operand(exp)?;
        *exp = match short {
            Some(name) => Kind::Field { object, name },
            None => {
                let key = self.reserve(1)?;
                self.load_constant(key, Constant::String(name));
                Kind::Table { object, key: Operand::Register(key) }
            }
        }
        .into();
        Ok(())
    }

    /// `exp[key]`
    #[inline(never)]
    pub(super) fn index(&mut self, exp: &mut Exp, key: ExprId) -> Gen<()> {
        match self.ast.exprs[key.index()] {
            Expr::Constant(Constant::String(name)) => {
                if exp.has_jumps() || !matches!(exp.kind, Kind::Upvalue(_)) {
                    let object = self.bring_to_operand(exp)?;
                    *exp = object.into();
                }
                self.index_by_name(exp, name)
            }
            Expr::Constant(Constant::Integer(index @ 1..=0x7fff)) => {
                let object = self.bring_to_operand(exp)?;
                *exp = Kind::Index { object, index: index as i16 }.into();
                Ok(())
            }
            _ => {
                let object = self.bring_to_operand(exp)?;
                let mut key = self.expression(key)?;
                let key = self.bring_to_operand(&mut key)?;
                *exp = Kind::Table { object, key }.into();
                Ok(())
            }
        }
    }
}

impl From<Operand> for Exp {
    fn from(operand: Operand) -> Exp {
        match operand {
            Operand::Register(register) => Kind::Register(register).into(),
            Operand::Cell(register) => Kind::Cell(register).into(),
        }
    }
}
