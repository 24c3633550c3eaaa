//! Bytecode as text for people, like `luac -l -l`.
//!
//! How an operand looks follows from its column in the table of [`super::ops`]. The listing is not a format: nothing
//! reads it back. It takes any prototype, verified or not, and marks with `?` what makes no sense.

use std::fmt::{self, Write};

use super::{Constant, Info, Insn, LocalName, Op, Operand, Prototype, REGISTER_SCALE, UpvalueSource};

/// Bytes of a string that are shown beside an instruction.
const SHOWN_BYTES_MAX: usize = 40;

/// Writes the listing of a function and of those nested in it.
///
/// A line of code: index of the instruction, `[line]`, ticks, name, operands; behind `;` the locals that the operands
/// name. Registers are `r3` or, for a span, `r3..r5`; constants `k` and the value; jumps `->` and the index of an
/// instruction.
pub fn disassemble(prototype: &Prototype, out: &mut impl Write) -> fmt::Result {
    // The next function last.
    let mut pending = vec![(prototype, String::new())];
    while let Some((function, path)) = pending.pop() {
        if !path.is_empty() {
            writeln!(out)?;
        }
        Listing { function, path: &path }.write(out)?;
        let nested = function.prototypes.iter().enumerate().rev();
        pending.extend(nested.map(|(index, nested)| {
            let dot = if path.is_empty() { "" } else { "." };
            (nested, format!("{path}{dot}{index}"))
        }));
    }
    Ok(())
}

struct Listing<'a> {
    function: &'a Prototype,
    /// Indices of nested prototypes that lead here; empty for the main one.
    path: &'a str,
}

impl Listing<'_> {
    fn write(&self, out: &mut impl Write) -> fmt::Result {
        self.header(out)?;
        self.code(out)?;
        self.constants(out)?;
        self.locals(out)?;
        self.upvalues(out)?;
        self.nested(out)
    }

    fn header(&self, out: &mut impl Write) -> fmt::Result {
        let function = self.function;
        let kind = if self.path.is_empty() && function.line == 0 { "main" } else { "function" };
        write!(out, "{kind} {}", Place(function))?;
        if !self.path.is_empty() {
            write!(out, " {}", self.path)?;
        }
        let vararg = if function.is_vararg { "+" } else { "" };
        writeln!(
            out,
            " ({}{vararg} {}, {}, {}, {})",
            function.parameters,
            if function.parameters == 1 && !function.is_vararg { "parameter" } else { "parameters" },
            Counted(function.registers.into(), "register"),
            Counted(function.upvalues.len(), "upvalue"),
            Counted(function.code.len(), "instruction"),
        )
    }

    fn code(&self, out: &mut impl Write) -> fmt::Result {
        let mut names = ActiveNames::new(&self.function.locals);
        let mut operands = String::new();
        let mut comment = String::new();
        for (pc, insn) in self.function.code.iter().copied().enumerate() {
            let line = self.function.lines.get(pc).map_or("[?]".to_string(), |line| format!("[{line}]"));
            write!(out, "{pc:>6} {line:>7} ")?;
            let Some(op) = insn.op() else {
                writeln!(out, " ? unknown opcode {} in {:#018x}", insn.0 as u8, insn.0)?;
                continue;
            };
            operands.clear();
            comment.clear();
            self.operands(pc, op.info(), insn, &mut operands)?;
            self.comment(pc, op, insn, &mut names, &mut comment)?;
            let name = op.info().name;
            write!(out, "{:>2} ", op.cost())?;
            match (operands.is_empty(), comment.is_empty()) {
                (true, true) => writeln!(out, "{name}")?,
                (_, true) => writeln!(out, "{name:<12} {operands}")?,
                _ => writeln!(out, "{name:<12} {operands:<28} ; {comment}")?,
            }
        }
        Ok(())
    }

    fn operands(&self, pc: usize, info: &Info, insn: Insn, out: &mut String) -> fmt::Result {
        let [x, a, b, c] = info.operands;
        // What stands in x modifies the rest, so it comes last.
        let fields = [(a, insn.a()), (b, insn.b()), (c, insn.c()), (x, insn.x().into())];
        let mut is_in_wide = false;
        for (operand, value) in fields {
            if matches!(operand, Operand::Unused | Operand::Hint) {
                let is_zero_expected = operand == Operand::Unused && !is_in_wide;
                if value == 0 || !is_zero_expected {
                    continue;
                }
            }
            is_in_wide |= operand.is_wide();
            if !out.is_empty() {
                out.push(' ');
            }
            self.operand(pc, info, insn, operand, value, out)?;
        }
        Ok(())
    }

    fn operand(
        &self,
        pc: usize,
        info: &Info,
        insn: Insn,
        operand: Operand,
        value: u16,
        out: &mut String,
    ) -> fmt::Result {
        match operand {
            Operand::Unused | Operand::Hint => write!(out, "{value}?"),
            Operand::Write | Operand::Read | Operand::ReadWrite => write!(out, "{}", Register(value)),
            Operand::Span => match (info.span)(insn) {
                0 | 1 => write!(out, "{}", Register(value)),
                span => write!(out, "{}..r{}", Register(value), u32::from(value / REGISTER_SCALE) + span - 1),
            },
            Operand::IdentityConstant | Operand::NumberConstant | Operand::NameConstant => {
                self.constant(value.into(), out)
            }
            Operand::ConstantWide => self.constant(insn.wide_unsigned(), out),
            Operand::Upvalue => match self.function.upvalues.get(usize::from(value)) {
                Some(upvalue) if upvalue.name.is_empty() => write!(out, "u{value}"),
                Some(upvalue) => write!(out, "u{value} {}", upvalue.name.escape_ascii()),
                None => write!(out, "u{value}?"),
            },
            Operand::Prototype => write!(out, "p{value}"),
            Operand::Integer => write!(out, "{}", value as i16),
            Operand::IntegerWide => write!(out, "{}", insn.wide_signed()),
            Operand::Jump => write!(out, "->{}", pc as i64 + 1 + i64::from(value as i16)),
            Operand::JumpWide => write!(out, "->{}", pc as i64 + 1 + i64::from(insn.wide_signed())),
            Operand::Count => write!(out, "{value}"),
            Operand::CountOrTop => match value.checked_sub(1) {
                Some(count) => write!(out, "{count}"),
                None => write!(out, "top"),
            },
            Operand::Flag => write!(out, "x={value}"),
            Operand::SystemCall => write!(out, "call {value}"),
        }
    }

    fn constant(&self, index: u32, out: &mut String) -> fmt::Result {
        match self.function.constants.get(index as usize) {
            Some(constant) => write!(out, "k{}", Shown { constant, bytes_max: SHOWN_BYTES_MAX }),
            None => write!(out, "k{index}?"),
        }
    }

    /// Names of the locals in the operands, values of constants cut short, what a closure is of.
    fn comment(&self, pc: usize, op: Op, insn: Insn, names: &mut ActiveNames, out: &mut String) -> fmt::Result {
        let [_, a, b, c] = op.info().operands;
        let fields = [(a, insn.a()), (b, insn.b()), (c, insn.c())];
        let mut found: [Option<&LocalName>; 3] = [None; 3];
        names.advance(pc);
        for (index, (operand, value)) in fields.into_iter().enumerate() {
            if matches!(operand, Operand::Read | Operand::ReadWrite | Operand::Span) {
                found[index] = names.get(value / REGISTER_SCALE, pc);
            }
        }
        // A local is active from the instruction after the one that gives it its value.
        names.advance(pc + 1);
        for (index, (operand, value)) in fields.into_iter().enumerate() {
            if operand.is_register() && found[index].is_none() {
                found[index] = names.get(value / REGISTER_SCALE, pc + 1);
            }
        }
        for (index, local) in found.into_iter().flatten().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(out, "{comma}r{} {}", local.register, local.name.escape_ascii())?;
        }
        if op == Op::Closure
            && let Some(nested) = self.function.prototypes.get(usize::from(insn.b()))
        {
            write!(out, "{}{}", if out.is_empty() { "" } else { ", " }, Place(nested))?;
        }
        Ok(())
    }

    fn constants(&self, out: &mut impl Write) -> fmt::Result {
        if self.function.constants.is_empty() {
            return Ok(());
        }
        writeln!(out, "  {}", Counted(self.function.constants.len(), "constant"))?;
        for (index, constant) in self.function.constants.iter().enumerate() {
            writeln!(out, "{index:>6} {}", Shown { constant, bytes_max: usize::MAX })?;
        }
        Ok(())
    }

    fn locals(&self, out: &mut impl Write) -> fmt::Result {
        if self.function.locals.is_empty() {
            return Ok(());
        }
        writeln!(out, "  {}", Counted(self.function.locals.len(), "local"))?;
        for (index, local) in self.function.locals.iter().enumerate() {
            let LocalName { name, start, end, register } = local;
            writeln!(out, "{index:>6} {} r{register} {start}..{end}", name.escape_ascii())?;
        }
        Ok(())
    }

    fn upvalues(&self, out: &mut impl Write) -> fmt::Result {
        if self.function.upvalues.is_empty() {
            return Ok(());
        }
        writeln!(out, "  {}", Counted(self.function.upvalues.len(), "upvalue"))?;
        for (index, upvalue) in self.function.upvalues.iter().enumerate() {
            let name = if upvalue.name.is_empty() { b"?" } else { &*upvalue.name };
            match upvalue.source {
                UpvalueSource::Register(source) => writeln!(out, "{index:>6} {} r{source}", name.escape_ascii())?,
                UpvalueSource::Upvalue(source) => writeln!(out, "{index:>6} {} u{source}", name.escape_ascii())?,
            }
        }
        Ok(())
    }

    fn nested(&self, out: &mut impl Write) -> fmt::Result {
        if self.function.prototypes.is_empty() {
            return Ok(());
        }
        writeln!(out, "  {}", Counted(self.function.prototypes.len(), "nested function"))?;
        for (index, nested) in self.function.prototypes.iter().enumerate() {
            writeln!(out, "{index:>6} {}", Place(nested))?;
        }
        Ok(())
    }
}

/// Which local each register holds, as one goes through the code.
struct ActiveNames<'a> {
    locals: &'a [LocalName],
    /// Indices of locals, by start.
    by_start: Vec<usize>,
    /// How many of `by_start` have begun.
    begun: usize,
    /// For each register, the last local to have begun there.
    last: Vec<Option<usize>>,
}

impl<'a> ActiveNames<'a> {
    fn new(locals: &'a [LocalName]) -> ActiveNames<'a> {
        let mut by_start: Vec<usize> = (0..locals.len()).collect();
        by_start.sort_by_key(|index| locals[*index].start);
        ActiveNames { locals, by_start, begun: 0, last: Vec::new() }
    }

    /// Begins the locals that are active at `pc`.
    fn advance(&mut self, pc: usize) {
        while let Some(index) = self.by_start.get(self.begun).copied()
            && self.locals[index].start as usize <= pc
        {
            let register = usize::from(self.locals[index].register);
            if self.last.len() <= register {
                self.last.resize(register + 1, None);
            }
            self.last[register] = Some(index);
            self.begun += 1;
        }
    }

    fn get(&self, register: u16, pc: usize) -> Option<&'a LocalName> {
        let index = (*self.last.get(usize::from(register))?)?;
        Some(&self.locals[index]).filter(|local| local.end as usize > pc)
    }
}

/// A register operand.
struct Register(u16);

impl fmt::Display for Register {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.0.is_multiple_of(REGISTER_SCALE) { "" } else { "?" };
        write!(out, "r{}{mark}", self.0 / REGISTER_SCALE)
    }
}

/// Where a function stands: `<file.lua:3,7>`.
struct Place<'a>(&'a Prototype);

impl fmt::Display for Place<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.source[..] {
            [] => write!(out, "<?")?,
            [b'@' | b'=', name @ ..] => write!(out, "<{}", name.escape_ascii())?,
            text => {
                let line = text.split(|byte| *byte == b'\n').next().unwrap_or(text);
                let shown = &line[..line.len().min(SHOWN_BYTES_MAX)];
                let dots = if shown.len() < text.len() { "..." } else { "" };
                write!(out, "<[string \"{}{dots}\"]", shown.escape_ascii())?;
            }
        }
        write!(out, ":{},{}>", self.0.line, self.0.end_line)
    }
}

/// A count and what is counted, in the plural where it must be.
struct Counted(usize, &'static str);

impl fmt::Display for Counted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}{}", self.0, self.1, if self.0 == 1 { "" } else { "s" })
    }
}

/// A constant, strings cut off after `bytes_max`.
struct Shown<'a> {
    constant: &'a Constant,
    bytes_max: usize,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.constant {
            Constant::Nil => write!(out, "nil"),
            Constant::Boolean(value) => write!(out, "{value}"),
            Constant::Integer(value) => write!(out, "{value}"),
            // Shortest digits that read back as the same float, always with a point or an exponent.
            Constant::Float(value) => write!(out, "{value:?}"),
            Constant::String(bytes) => {
                let shown = &bytes[..bytes.len().min(self.bytes_max)];
                let dots = if shown.len() < bytes.len() { "..." } else { "" };
                write!(out, "\"{}\"{dots}", shown.escape_ascii())
            }
        }
    }
}
