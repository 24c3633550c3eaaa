//! Prototype to bytes.

use super::{CHECKED_HEADER_BYTES, FLAG_STRIPPED, FORMAT_VERSION, HEADER_BYTES, MAGIC, checksum};
use crate::bytecode::{COST_MODEL_VERSION, Constant, Insn, Operand, Prototype, UpvalueSource};

/// Writes a chunk. With `strip`, leaves out names, lines and the source.
pub fn encode(prototype: &Prototype, strip: bool) -> Vec<u8> {
    let mut writer = Writer { bytes: Vec::new(), strip };
    writer.bytes.extend_from_slice(MAGIC);
    writer.bytes.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    writer.bytes.extend_from_slice(&COST_MODEL_VERSION.to_le_bytes());
    writer.bytes.push(if strip { FLAG_STRIPPED } else { 0 });
    writer.bytes.resize(HEADER_BYTES, 0);
    // Each function with the source of the one that encloses it; the next one last.
    let mut pending: Vec<(&Prototype, &[u8])> = vec![(prototype, b"=?")];
    while let Some((function, enclosing_source)) = pending.pop() {
        writer.function(function, enclosing_source);
        pending.extend(function.prototypes.iter().rev().map(|nested| (nested, &*function.source)));
    }
    writer.seal()
}

struct Writer {
    bytes: Vec<u8>,
    strip: bool,
}

impl Writer {
    /// Fills in the length and the checksum.
    fn seal(mut self) -> Vec<u8> {
        let length = (self.bytes.len() - HEADER_BYTES) as u64;
        self.bytes[CHECKED_HEADER_BYTES - 8..CHECKED_HEADER_BYTES].copy_from_slice(&length.to_le_bytes());
        let checksum = checksum([&self.bytes[..CHECKED_HEADER_BYTES], &self.bytes[HEADER_BYTES..]]);
        self.bytes[CHECKED_HEADER_BYTES..HEADER_BYTES].copy_from_slice(&checksum.to_le_bytes());
        self.bytes
    }

    fn function(&mut self, function: &Prototype, enclosing_source: &[u8]) {
        if self.strip || *function.source == *enclosing_source {
            self.bytes.push(0);
        } else {
            self.bytes.push(1);
            self.string(&function.source);
        }
        self.number(function.line.into());
        self.number(function.end_line.into());
        self.bytes.push(function.parameters);
        self.bytes.push(function.is_vararg.into());
        self.number(function.registers.into());
        self.count(function.code.len());
        for insn in &function.code {
            self.bytes.extend_from_slice(&without_hint(*insn).0.to_le_bytes());
        }
        self.count(function.constants.len());
        for constant in &function.constants {
            self.constant(constant);
        }
        self.count(function.upvalues.len());
        for upvalue in &function.upvalues {
            let (kind, index) = match upvalue.source {
                UpvalueSource::Register(index) => (0, index),
                UpvalueSource::Upvalue(index) => (1, index),
            };
            self.bytes.push(kind);
            self.number(index.into());
            self.string(if self.strip { b"" } else { &upvalue.name });
        }
        self.debug_information(function);
        self.count(function.prototypes.len());
    }

    fn debug_information(&mut self, function: &Prototype) {
        if self.strip {
            self.count(0);
            self.count(0);
            return;
        }
        self.count(function.lines.len());
        let mut before = 0;
        for line in &function.lines {
            let difference = i64::from(*line) - before;
            self.number((difference << 1 ^ difference >> 63) as u64);
            before = i64::from(*line);
        }
        self.count(function.locals.len());
        for local in &function.locals {
            self.string(&local.name);
            self.number(local.start.into());
            self.number(local.end.into());
            self.number(local.register.into());
        }
    }

    fn constant(&mut self, constant: &Constant) {
        match constant {
            Constant::Nil => self.bytes.push(0),
            Constant::Boolean(value) => self.bytes.push(1 + u8::from(*value)),
            Constant::Integer(value) => {
                self.bytes.push(3);
                self.bytes.extend_from_slice(&value.to_le_bytes());
            }
            Constant::Float(value) => {
                self.bytes.push(4);
                self.bytes.extend_from_slice(&value.to_bits().to_le_bytes());
            }
            Constant::String(bytes) => {
                self.bytes.push(5);
                self.string(bytes);
            }
        }
    }

    fn string(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

/// The instruction as it was compiled: what running wrote into its hint taken out.
fn without_hint(insn: Insn) -> Insn {
    match insn.op() {
        Some(op) if op.info().operands[0] == Operand::Hint => insn.with_x(0),
        _ => insn,
    }
}
