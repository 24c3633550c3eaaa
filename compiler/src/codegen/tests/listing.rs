//! Prototypes as text: one instruction per line, `name a b c`, and `/x` if that field is not zero.
//!
//! `r3` is a register, `u0` an upvalue, `p0` a nested prototype, `->7` a jump to the instruction numbered 7, `*` a
//! count of "as many as there are"; constants stand for themselves, integers bare and constants behind `k`.

use std::fmt::Write;

use tidelock_vm::bytecode::{Constant, Insn, Op, Operand, Prototype};

/// The code of `prototype` and, indented, of those nested in it.
pub(super) fn listing(prototype: &Prototype) -> String {
    let mut text = String::new();
    list(prototype, 0, &mut text);
    text
}

fn list(prototype: &Prototype, depth: usize, text: &mut String) {
    for (pc, insn) in prototype.code.iter().enumerate() {
        let _ = writeln!(text, "{:indent$}{pc} {}", "", instruction(prototype, pc, *insn), indent = depth * 2);
    }
    for (index, nested) in prototype.prototypes.iter().enumerate() {
        let sources: Vec<String> = nested.upvalues.iter().map(|upvalue| format!("{:?}", upvalue.source)).collect();
        let _ = writeln!(text, "{:indent$}p{index} [{}]", "", sources.join(" "), indent = depth * 2);
        list(nested, depth + 1, text);
    }
}

fn instruction(prototype: &Prototype, pc: usize, insn: Insn) -> String {
    let info = insn.op().map(Op::info).expect("a real opcode");
    let mut text = info.name.to_string();
    for (operand, field) in info.operands[1..].iter().zip([insn.a(), insn.b(), insn.c()]) {
        let jump = |distance: i64| format!("->{}", pc as i64 + 1 + distance);
        let shown = match operand {
            Operand::Unused | Operand::Hint => continue,
            Operand::Write | Operand::Read | Operand::ReadWrite | Operand::Span => format!("r{}", field / 16),
            Operand::IdentityConstant | Operand::NumberConstant | Operand::NameConstant => {
                constant(prototype, field.into())
            }
            Operand::ConstantWide => constant(prototype, insn.wide_unsigned()),
            Operand::Upvalue => format!("u{field}"),
            Operand::Prototype => format!("p{field}"),
            Operand::Integer => (field as i16).to_string(),
            Operand::IntegerWide => insn.wide_signed().to_string(),
            Operand::Jump => jump((field as i16).into()),
            Operand::JumpWide => jump(insn.wide_signed().into()),
            Operand::CountOrTop if field == 0 => "*".to_string(),
            Operand::CountOrTop => (field - 1).to_string(),
            Operand::Count | Operand::Flag | Operand::SystemCall => field.to_string(),
        };
        let _ = write!(text, " {shown}");
    }
    if info.operands[0] != Operand::Unused && info.operands[0] != Operand::Hint && insn.x() != 0 {
        let _ = write!(text, " /{}", insn.x());
    }
    text
}

fn constant(prototype: &Prototype, index: u32) -> String {
    match &prototype.constants[index as usize] {
        Constant::Nil => "knil".to_string(),
        Constant::Boolean(value) => format!("k{value}"),
        Constant::Integer(value) => format!("k{value}"),
        Constant::Float(value) => format!("k{value:?}"),
        Constant::String(bytes) => format!("'{}'", String::from_utf8_lossy(bytes)),
    }
}
