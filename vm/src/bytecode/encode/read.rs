//! Bytes to prototype.

use std::sync::Arc;

use super::{
    CHECKED_HEADER_BYTES, CHECKSUM_BYTES, CHECKSUM_BYTES_PER_UNIT, CHECKSUM_START, DecodeError, DecodeFault,
    FLAG_STRIPPED, FORMAT_VERSION, FUNCTION_BYTES_MIN, HEADER_BYTES, MAGIC, checksum,
};
use crate::bytecode::verify::{DEPTH_MAX, dismantle};
use crate::bytecode::{COST_MODEL_VERSION, Constant, Insn, LocalName, Prototype, UpvalueDescriptor, UpvalueSource};
use crate::steps::{self, Held, Pace};

/// Reads a chunk. It is not verified.
pub fn decode(bytes: &[u8]) -> Result<Prototype, DecodeError> {
    let pace = Pace::unbroken();
    steps::in_one_go(decode_in_steps(bytes, &pace, &mut pace.held()))
}

/// The same in steps. `held` is what the prototype takes.
pub(crate) async fn decode_in_steps(bytes: &[u8], pace: &Pace, held: &mut Held) -> Result<Prototype, DecodeError> {
    let mut reader = Reader { bytes, offset: 0, pace, held };
    reader.header().await?;
    // Functions begun, each with the number of nested ones still to come.
    let mut pending = Vec::new();
    let result = reader.functions(&mut pending).await;
    if result.is_err() {
        for (function, _) in pending {
            dismantle(function, pace).await;
        }
    }
    result
}

/// Items read between two rests.
const PART: usize = 256;
/// Units of work for an item.
const UNITS_PER_ITEM: usize = 4;

/// Other implementations' chunks, by how they begin.
const FOREIGN: &[(&[u8], &str)] = &[(b"\x1bLua", "PUC Lua"), (b"\x1bLJ", "LuaJIT")];

struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
    pace: &'a Pace,
    /// Logical bytes of what was read.
    held: &'a mut Held,
}

impl<'a> Reader<'a> {
    async fn functions(&mut self, pending: &mut Vec<(Prototype, usize)>) -> Result<Prototype, DecodeError> {
        loop {
            if pending.len() > DEPTH_MAX {
                return Err(self.fault(DecodeFault::Depth(DEPTH_MAX)));
            }
            let enclosing_source = pending.last().map(|(enclosing, _)| &enclosing.source);
            let mut begun = self.function(enclosing_source).await?;
            while begun.1 == 0 {
                let Some((enclosing, left)) = pending.last_mut() else {
                    self.end()?;
                    return Ok(begun.0);
                };
                enclosing.prototypes.push(begun.0);
                *left -= 1;
                let Some(next) = pending.pop() else { unreachable!("it was there just now") };
                begun = next;
            }
            pending.push(begun);
        }
    }

    async fn header(&mut self) -> Result<(), DecodeError> {
        self.magic()?;
        let version = u16::from_le_bytes(self.array("format version")?);
        if version != FORMAT_VERSION {
            return Err(self.fault_at(MAGIC.len(), DecodeFault::FormatVersion(version)));
        }
        let cost_model = u32::from_le_bytes(self.array("cost model version")?);
        if cost_model != COST_MODEL_VERSION {
            return Err(self.fault_at(self.offset - 4, DecodeFault::CostModel(cost_model)));
        }
        let flags = self.byte("flags")?;
        self.at_most(self.offset - 1, "flags", flags.into(), FLAG_STRIPPED.into())?;
        let length = u64::from_le_bytes(self.array("length of the body")?);
        let expected = u64::from_le_bytes(self.array("checksum")?);
        let body = &self.bytes[HEADER_BYTES..];
        if length > body.len() as u64 {
            return Err(self.truncated("body", length));
        }
        if length < body.len() as u64 {
            let trailing = body.len() - length as usize;
            return Err(self.fault_at(self.bytes.len() - trailing, DecodeFault::Trailing(trailing)));
        }
        let mut found = checksum(CHECKSUM_START, &self.bytes[..CHECKED_HEADER_BYTES]);
        for part in body.chunks(CHECKSUM_BYTES) {
            found = checksum(found, part);
            self.pace.spend(part.len() / CHECKSUM_BYTES_PER_UNIT).await;
        }
        if found != expected {
            return Err(self.fault_at(CHECKED_HEADER_BYTES, DecodeFault::Checksum { found, expected }));
        }
        Ok(())
    }

    fn magic(&mut self) -> Result<(), DecodeError> {
        if let Some((_, name)) = FOREIGN.iter().find(|(start, _)| self.bytes.starts_with(start)) {
            return Err(self.fault(DecodeFault::Foreign(name)));
        }
        let given = &self.bytes[..self.bytes.len().min(MAGIC.len())];
        if !MAGIC.starts_with(given) {
            return Err(self.fault(DecodeFault::NotAChunk));
        }
        self.take("magic", MAGIC.len()).map(|_| ())
    }

    /// A function without those nested in it, and their number.
    async fn function(&mut self, enclosing_source: Option<&Arc<Vec<u8>>>) -> Result<(Prototype, usize), DecodeError> {
        let has_source = self.flag("whether a source follows")?;
        let source = match (has_source, enclosing_source) {
            (true, _) => Arc::new(self.copy("source").await?),
            (false, Some(source)) => Arc::clone(source),
            (false, None) => Arc::new(b"=?".to_vec()),
        };
        let mut function = Prototype {
            source,
            line: self.u32("line")?,
            end_line: self.u32("end line")?,
            parameters: self.byte("number of parameters")?,
            is_vararg: self.flag("whether it takes extra arguments")?,
            registers: self.u16("number of registers")?,
            ..Prototype::default()
        };
        let count = self.count("instructions", 8)?;
        let words = self.take("instructions", count * 8)?.as_chunks().0;
        function.code.reserve_exact(count);
        for part in words.chunks(4 * PART) {
            function.code.extend(part.iter().map(|word| Insn(u64::from_le_bytes(*word))));
            self.pace.spend(part.len()).await;
        }
        function.constants = self.constants().await?;
        function.upvalues = self.list("upvalues", 3, Self::upvalue).await?;
        function.lines = self.lines().await?;
        function.locals = self.list("locals", 4, Self::local).await?;
        let nested = self.count("nested functions", FUNCTION_BYTES_MIN)?;
        self.held.add(function.logical_bytes());
        Ok((function, nested))
    }

    async fn constants(&mut self) -> Result<Vec<Constant>, DecodeError> {
        let count = self.count("constants", 1)?;
        let mut constants = Vec::with_capacity(count);
        for _ in 0..count {
            constants.push(match self.bytes.get(self.offset) {
                Some(5) => {
                    self.offset += 1;
                    let string = self.copy("string").await?;
                    self.held.add(string.len());
                    Constant::String(string.into())
                }
                _ => self.constant()?,
            });
            self.pace.spend(UNITS_PER_ITEM).await;
        }
        Ok(constants)
    }

    /// A constant that is no string.
    fn constant(&mut self) -> Result<Constant, DecodeError> {
        Ok(match self.byte("kind of constant")? {
            0 => Constant::Nil,
            1 => Constant::Boolean(false),
            2 => Constant::Boolean(true),
            3 => Constant::Integer(i64::from_le_bytes(self.array("integer")?)),
            4 => Constant::Float(f64::from_bits(u64::from_le_bytes(self.array("float")?))),
            other => {
                let fault = DecodeFault::OutOfRange { what: "kind of constant", found: other.into(), most: 5 };
                return Err(self.fault_at(self.offset - 1, fault));
            }
        })
    }

    fn upvalue(&mut self) -> Result<UpvalueDescriptor, DecodeError> {
        let is_upvalue = self.flag("kind of upvalue")?;
        let index = self.u16("index of upvalue")?;
        let source = if is_upvalue { UpvalueSource::Upvalue(index) } else { UpvalueSource::Register(index) };
        Ok(UpvalueDescriptor { source, name: self.string("name of upvalue")?.into() })
    }

    async fn lines(&mut self) -> Result<Vec<u32>, DecodeError> {
        let mut before: i64 = 0;
        self.list("lines", 1, move |reader| {
            let start = reader.offset;
            let zigzag = reader.number("line")?;
            let difference = (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64);
            before = before.wrapping_add(difference);
            u32::try_from(before).map_err(|_| {
                let fault = DecodeFault::OutOfRange { what: "line", found: before as u64, most: u32::MAX.into() };
                reader.fault_at(start, fault)
            })
        })
        .await
    }

    fn local(&mut self) -> Result<LocalName, DecodeError> {
        Ok(LocalName {
            name: self.string("name of local")?.into(),
            start: self.u32("start of local")?,
            end: self.u32("end of local")?,
            register: self.u16("register of local")?,
        })
    }

    /// A count, then as many items, each of which takes at least `bytes_min`.
    async fn list<T>(
        &mut self,
        what: &'static str,
        bytes_min: usize,
        mut item: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        let count = self.count(what, bytes_min)?;
        let mut items = Vec::with_capacity(count);
        while items.len() < count {
            let part = PART.min(count - items.len());
            for _ in 0..part {
                items.push(item(self)?);
            }
            self.pace.spend(part * UNITS_PER_ITEM / 2).await;
        }
        Ok(items)
    }

    /// A count of items for which there is enough input, so that it may be allocated for.
    fn count(&mut self, what: &'static str, bytes_min: usize) -> Result<usize, DecodeError> {
        let start = self.offset;
        let count = self.number(what)?;
        let left = self.bytes.len() - self.offset;
        let needed = count.saturating_mul(bytes_min as u64);
        if needed > left as u64 {
            return Err(self.fault_at(start, DecodeFault::Truncated { what, needed, left }));
        }
        Ok(count as usize)
    }

    /// A string, copied in parts.
    async fn copy(&mut self, what: &'static str) -> Result<Vec<u8>, DecodeError> {
        let string = self.string(what)?;
        Ok(steps::copied(string, self.pace).await)
    }

    fn string(&mut self, what: &'static str) -> Result<&'a [u8], DecodeError> {
        let length = self.count(what, 1)?;
        self.take(what, length)
    }

    fn flag(&mut self, what: &'static str) -> Result<bool, DecodeError> {
        let value = self.byte(what)?;
        self.at_most(self.offset - 1, what, value.into(), 1)?;
        Ok(value == 1)
    }

    fn u16(&mut self, what: &'static str) -> Result<u16, DecodeError> {
        let start = self.offset;
        let value = self.number(what)?;
        self.at_most(start, what, value, u16::MAX.into())?;
        Ok(value as u16)
    }

    fn u32(&mut self, what: &'static str) -> Result<u32, DecodeError> {
        let start = self.offset;
        let value = self.number(what)?;
        self.at_most(start, what, value, u32::MAX.into())?;
        Ok(value as u32)
    }

    fn number(&mut self, what: &'static str) -> Result<u64, DecodeError> {
        let start = self.offset;
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte(what)?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(self.fault_at(start, DecodeFault::LongVarint(what)))
    }

    fn byte(&mut self, what: &'static str) -> Result<u8, DecodeError> {
        Ok(u8::from_le_bytes(self.array(what)?))
    }

    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], DecodeError> {
        let Some(array) = self.bytes[self.offset..].first_chunk() else {
            return Err(self.truncated(what, N as u64));
        };
        self.offset += N;
        Ok(*array)
    }

    fn take(&mut self, what: &'static str, length: usize) -> Result<&'a [u8], DecodeError> {
        let Some(taken) = self.bytes[self.offset..].get(..length) else {
            return Err(self.truncated(what, length as u64));
        };
        self.offset += length;
        Ok(taken)
    }

    fn end(&self) -> Result<(), DecodeError> {
        match self.bytes.len() - self.offset {
            0 => Ok(()),
            trailing => Err(self.fault(DecodeFault::Trailing(trailing))),
        }
    }

    /// Of the number that stands at `start`.
    fn at_most(&self, start: usize, what: &'static str, found: u64, most: u64) -> Result<(), DecodeError> {
        if found <= most {
            return Ok(());
        }
        Err(self.fault_at(start, DecodeFault::OutOfRange { what, found, most }))
    }

    #[cold]
    fn truncated(&self, what: &'static str, needed: u64) -> DecodeError {
        self.fault(DecodeFault::Truncated { what, needed, left: self.bytes.len() - self.offset })
    }

    #[cold]
    fn fault(&self, fault: DecodeFault) -> DecodeError {
        self.fault_at(self.offset, fault)
    }

    #[cold]
    fn fault_at(&self, offset: usize, fault: DecodeFault) -> DecodeError {
        DecodeError { offset, fault }
    }
}
