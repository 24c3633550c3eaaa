//! The `.tlb` format: a compiled chunk as bytes.
//!
//! ```text
//! offset  bytes  header
//!      0      9  "\x1bTidelock"
//!      9      2  format version
//!     11      4  version of the cost model the code was compiled for
//!     15      1  flags: 1 = stripped of debug information
//!     16      8  length of the body
//!     24      8  checksum: FNV-1a, 64 bits, of the header's other 24 bytes and the body
//!     32         body: the main function; each function is followed by those nested in it
//!
//! function:  source line end_line parameters:byte is_vararg:byte registers
//!            code constants upvalues lines locals (number of nested functions)
//! source:    0, the enclosing function's (the main one's: empty) | 1 bytes
//! bytes:     length, then that many bytes
//! code:      count, then 8 bytes each; slot hints are zero
//! constant:  0 nil | 1 false | 2 true | 3 integer:8 bytes | 4 float:8 bytes | 5 bytes
//! upvalue:   (0 register | 1 upvalue):byte index name:bytes
//! lines:     count, then the difference to the line before each, in zigzag
//! local:     name:bytes start end register
//! ```
//!
//! Numbers not given a size are LEB128 varints of at most 64 bits; sized ones are little-endian. The same prototype
//! always gives the same bytes.
//!
//! Decoding is total: any bytes give a prototype or an error, in time and memory proportional to their number, without
//! recursion. It doesn't verify: what it gives is no more to be trusted than the bytes were.

mod error;
mod read;
mod write;

pub use error::{DecodeError, DecodeFault};
pub use read::decode;
pub(crate) use read::decode_in_steps;
pub use write::encode;
pub(crate) use write::{Encoding, Nested, body_checksum_start, header, seal};

/// How a chunk begins.
pub const MAGIC: &[u8; 9] = b"\x1bTidelock";
/// Version of the format, of the instruction set included.
pub const FORMAT_VERSION: u16 = 1;

/// Flag of the header: without debug information.
const FLAG_STRIPPED: u8 = 1;
/// Bytes of the header before the checksum.
const CHECKED_HEADER_BYTES: usize = 24;
/// Bytes of the header.
pub(crate) const HEADER_BYTES: usize = 32;
/// The fewest bytes a function takes: twelve fields of at least one byte each.
const FUNCTION_BYTES_MIN: usize = 12;

/// The checksum of nothing.
const CHECKSUM_START: u64 = 0xcbf2_9ce4_8422_2325;
/// Bytes looked at between two rests.
const CHECKSUM_BYTES: usize = 16 * 1024;
const CHECKSUM_BYTES_PER_UNIT: usize = 4;

/// FNV-1a, 64 bits, of what was before and these bytes. Finds accidents, not malice.
pub(crate) fn checksum(before: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(before, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
