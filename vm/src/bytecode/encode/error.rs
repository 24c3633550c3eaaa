//! What can be wrong with the bytes of a chunk.

use std::fmt;

/// Why bytes are not a chunk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecodeError {
    /// Offset in the input at which it shows.
    pub offset: usize,
    /// What is wrong.
    pub fault: DecodeFault,
}

/// What is wrong with a chunk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DecodeFault {
    /// The input ends too early.
    Truncated {
        /// What is cut off.
        what: &'static str,
        /// Bytes it takes, at least.
        needed: u64,
        /// Bytes there are.
        left: usize,
    },
    /// Not a chunk of tidelock, but of the named implementation.
    Foreign(&'static str),
    /// Not a compiled chunk at all.
    NotAChunk,
    /// A chunk of another version of the format.
    FormatVersion(u16),
    /// A chunk compiled for another version of the cost model.
    CostModel(u32),
    /// The bytes were changed since they were written.
    Checksum {
        /// That of the bytes.
        found: u64,
        /// That of the header.
        expected: u64,
    },
    /// Bytes after the end.
    Trailing(usize),
    /// A number out of its range.
    OutOfRange {
        /// What it is.
        what: &'static str,
        /// The number.
        found: u64,
        /// The largest it may be.
        most: u64,
    },
    /// A varint of more than 64 bits.
    LongVarint(&'static str),
    /// Functions nested too deep.
    Depth(usize),
}

impl std::error::Error for DecodeError {}

impl fmt::Display for DecodeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use DecodeFault::*;
        write!(out, "bad precompiled chunk at byte {}: ", self.offset)?;
        match &self.fault {
            Truncated { what, needed, left } => {
                write!(out, "truncated: {left} bytes left, expected at least {needed} for the {what}")
            }
            Foreign(name) => write!(out, "found a chunk of {name}, expected one of tidelock"),
            NotAChunk => write!(out, "found other data, expected \"\\x1bTidelock\""),
            FormatVersion(found) => {
                write!(out, "found format version {found}, expected version {}", super::FORMAT_VERSION)
            }
            CostModel(found) => {
                let expected = crate::bytecode::COST_MODEL_VERSION;
                write!(out, "found cost model version {found}, expected version {expected}")
            }
            Checksum { found, expected } => {
                write!(out, "found bytes of checksum {found:016x}, expected {expected:016x}")
            }
            Trailing(count) => write!(out, "found {count} more bytes, expected the end"),
            OutOfRange { what, found, most } => write!(out, "found {found} as {what}, expected at most {most}"),
            LongVarint(what) => write!(out, "found a number of more than 64 bits as {what}, expected fewer"),
            Depth(most) => write!(out, "found functions nested deeper, expected at most {most}"),
        }
    }
}
