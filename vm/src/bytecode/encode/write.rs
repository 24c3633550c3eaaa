//! Prototype to bytes, as much at a time as is asked for.

use std::sync::Arc;

use super::{CHECKED_HEADER_BYTES, CHECKSUM_START, FLAG_STRIPPED, FORMAT_VERSION, HEADER_BYTES, MAGIC, checksum};
use crate::bytecode::{COST_MODEL_VERSION, Constant, Insn, Operand, Prototype, UpvalueSource};

/// Writes a chunk. With `strip`, leaves out names, lines and the source.
pub fn encode(prototype: &Prototype, strip: bool) -> Vec<u8> {
    let mut bytes = header(strip);
    // Each function with the one that encloses it; the next one last.
    let mut pending: Vec<(&Prototype, Option<&Prototype>)> = vec![(prototype, None)];
    while let Some((function, enclosing)) = pending.pop() {
        let nested = Nested { function, enclosing, prototypes: function.prototypes.len(), strip };
        let mut at = Encoding::default();
        while !nested.write(&mut at, &mut bytes, usize::MAX) {}
        pending.extend(function.prototypes.iter().rev().map(|nested| (nested, Some(function))));
    }
    let sum = checksum(body_checksum_start(&mut bytes, 0), &bytes[HEADER_BYTES..]);
    seal(&mut bytes, 0, sum);
    bytes
}

/// The header, without length and checksum.
pub(crate) fn header(strip: bool) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    bytes.extend_from_slice(&COST_MODEL_VERSION.to_le_bytes());
    bytes.push(if strip { FLAG_STRIPPED } else { 0 });
    bytes.resize(HEADER_BYTES, 0);
    bytes
}

/// Fills in the length of the chunk that begins at `start`; the checksum before that of the body.
pub(crate) fn body_checksum_start(bytes: &mut [u8], start: usize) -> u64 {
    let bytes = &mut bytes[start..];
    let length = (bytes.len() - HEADER_BYTES) as u64;
    bytes[CHECKED_HEADER_BYTES - 8..CHECKED_HEADER_BYTES].copy_from_slice(&length.to_le_bytes());
    checksum(CHECKSUM_START, &bytes[..CHECKED_HEADER_BYTES])
}

/// Fills in the checksum of the chunk that begins at `start`.
pub(crate) fn seal(bytes: &mut [u8], start: usize, checksum: u64) {
    bytes[start + CHECKED_HEADER_BYTES..start + HEADER_BYTES].copy_from_slice(&checksum.to_le_bytes());
}

/// How far a function has been written. Plain data, so that it may be kept as words.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Encoding {
    /// Which part is next; see [`Nested::write`].
    pub(crate) part: u64,
    /// Which item of that part.
    pub(crate) item: usize,
    /// Bytes written of that item, where it is a long string.
    pub(crate) offset: usize,
}

/// A function to be written, and what it has to know of its place.
pub(crate) struct Nested<'a> {
    pub(crate) function: &'a Prototype,
    pub(crate) enclosing: Option<&'a Prototype>,
    /// Number of functions nested in it, which follow.
    pub(crate) prototypes: usize,
    pub(crate) strip: bool,
}

impl Nested<'_> {
    /// Writes on, for about `bytes_most` bytes; says whether the function is complete.
    pub(crate) fn write(&self, at: &mut Encoding, bytes: &mut Vec<u8>, bytes_most: usize) -> bool {
        let end = bytes.len().saturating_add(bytes_most);
        let mut writer = Writer { bytes, end };
        loop {
            let is_complete = match at.part {
                0 => self.source(at, &mut writer),
                1 => {
                    self.sizes(&mut writer);
                    true
                }
                2 => writer.items(at, &self.function.code, |writer, insn, _| {
                    writer.bytes.extend_from_slice(&without_hint(*insn).0.to_le_bytes());
                    true
                }),
                3 => writer.list(at, &self.function.constants, Writer::constant),
                4 => {
                    self.upvalues(&mut writer);
                    true
                }
                5 => self.lines(at, &mut writer),
                6 => {
                    let locals = if self.strip { &[][..] } else { &self.function.locals };
                    writer.list(at, locals, |writer, local, _| {
                        writer.string(&local.name);
                        writer.number(local.start.into());
                        writer.number(local.end.into());
                        writer.number(local.register.into());
                        true
                    })
                }
                _ => {
                    writer.count(self.prototypes);
                    return true;
                }
            };
            if !is_complete {
                return false;
            }
            *at = Encoding { part: at.part + 1, ..Encoding::default() };
        }
    }

    fn source(&self, at: &mut Encoding, writer: &mut Writer<'_>) -> bool {
        let source = &self.function.source;
        if at.offset == 0 {
            let is_known = match self.enclosing {
                // Mostly the same object; comparing long names costs.
                Some(enclosing) => Arc::ptr_eq(source, &enclosing.source) || **source == *enclosing.source,
                None => **source == b"=?",
            };
            if self.strip || is_known {
                writer.bytes.push(0);
                return true;
            }
            writer.bytes.push(1);
        }
        writer.long_string(source, &mut at.offset)
    }

    fn sizes(&self, writer: &mut Writer<'_>) {
        let function = self.function;
        writer.number(function.line.into());
        writer.number(function.end_line.into());
        writer.bytes.push(function.parameters);
        writer.bytes.push(function.is_vararg.into());
        writer.number(function.registers.into());
        writer.count(function.code.len());
    }

    fn upvalues(&self, writer: &mut Writer<'_>) {
        writer.count(self.function.upvalues.len());
        for upvalue in &self.function.upvalues {
            let (kind, index) = match upvalue.source {
                UpvalueSource::Register(index) => (0, index),
                UpvalueSource::Upvalue(index) => (1, index),
            };
            writer.bytes.push(kind);
            writer.number(index.into());
            writer.string(if self.strip { b"" } else { &upvalue.name });
        }
    }

    fn lines(&self, at: &mut Encoding, writer: &mut Writer<'_>) -> bool {
        let lines = if self.strip { &[][..] } else { &self.function.lines };
        let mut before = at.item.checked_sub(1).map_or(0, |before| i64::from(lines[before]));
        writer.list(at, lines, |writer, line, _| {
            let difference = i64::from(*line) - before;
            writer.number((difference << 1 ^ difference >> 63) as u64);
            before = i64::from(*line);
            true
        })
    }
}

/// Strings of more bytes are written in parts of so many.
const PART_BYTES: usize = 4 * 1024;

struct Writer<'b> {
    bytes: &'b mut Vec<u8>,
    /// Length at which to stop.
    end: usize,
}

impl Writer<'_> {
    /// The number of items, then the items. Whether all are written; so says `write` of one.
    fn list<T>(
        &mut self,
        at: &mut Encoding,
        items: &[T],
        write: impl FnMut(&mut Self, &T, &mut usize) -> bool,
    ) -> bool {
        if at.item == 0 && at.offset == 0 {
            self.count(items.len());
        }
        self.items(at, items, write)
    }

    fn items<T>(
        &mut self,
        at: &mut Encoding,
        items: &[T],
        mut write: impl FnMut(&mut Self, &T, &mut usize) -> bool,
    ) -> bool {
        while let Some(item) = items.get(at.item) {
            // One item at least, so that every call gets on.
            if write(self, item, &mut at.offset) {
                at.offset = 0;
                at.item += 1;
            }
            if self.bytes.len() >= self.end {
                return at.item == items.len() && at.item > 0;
            }
        }
        true
    }

    fn constant(&mut self, constant: &Constant, offset: &mut usize) -> bool {
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
                if *offset == 0 {
                    self.bytes.push(5);
                }
                return self.long_string(bytes, offset);
            }
        }
        true
    }

    fn string(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    /// The next part of a string, of which `offset` bytes are written. Whether that was the last.
    fn long_string(&mut self, bytes: &[u8], offset: &mut usize) -> bool {
        if *offset == 0 {
            self.count(bytes.len());
        }
        let part = &bytes[*offset..bytes.len().min(*offset + PART_BYTES)];
        self.bytes.extend_from_slice(part);
        *offset += part.len();
        *offset == bytes.len()
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
