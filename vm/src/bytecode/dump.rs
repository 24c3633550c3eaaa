//! The form of `string.dump`: a chunk behind the header of Lua 5.4's own precompiled chunks.
//!
//! Programs look at that header (sizes of numbers, byte order), so it is the one they expect. What follows is a chunk
//! of tidelock's; bytecode of another implementation is recognised and refused.

use super::{Prototype, decode, encode};

/// Signature, version 5.4, format, conversion check, sizes of instruction, integer and float, then an integer and a
/// float to check them by.
const HEADER: [u8; 31] = {
    let mut header = *b"\x1bLua\x54\x00\x19\x93\r\n\x1a\n\x04\x08\x08................";
    let (integer, float) = (0x5678i64.to_le_bytes(), 370.5f64.to_bits().to_le_bytes());
    let mut i = 0;
    while i < 8 {
        header[15 + i] = integer[i];
        header[23 + i] = float[i];
        i += 1;
    }
    header
};

/// A function as `string.dump` writes it.
pub fn dump(prototype: &Prototype, strip: bool) -> Vec<u8> {
    [&HEADER[..], &encode(prototype, strip)].concat()
}

/// The inverse of [`dump`]; also takes a bare chunk.
///
/// # Errors
/// Says what is wrong with the bytes: truncated, damaged, of another version or implementation.
pub fn undump(bytes: &[u8]) -> Result<Prototype, String> {
    if HEADER.starts_with(bytes) {
        return Err("truncated precompiled chunk".to_owned());
    }
    let chunk = match bytes.strip_prefix(&HEADER) {
        Some(chunk) => chunk,
        None if bytes.starts_with(b"\x1bLua") => {
            return Err("bad binary format (not precompiled by tidelock)".to_owned());
        }
        None => bytes,
    };
    if chunk.is_empty() {
        return Err("truncated precompiled chunk".to_owned());
    }
    decode(chunk).map_err(|error| format!("bad binary format ({error})"))
}
