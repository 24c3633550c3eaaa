//! The form of `string.dump`: a chunk behind the header of Lua 5.4's own precompiled chunks.
//!
//! Programs look at that header (sizes of numbers, byte order), so it is the one they expect. What follows is a chunk
//! of tidelock's; bytecode of another implementation is recognised and refused.

use super::encode::{DecodeFault, HEADER_BYTES, MAGIC, decode_in_steps, header};
use super::{Prototype, encode};
use crate::steps::{self, Held, Pace};

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

/// The parts of the header: where each ends, and what it means if it is another one.
const PARTS: [(usize, &str); 9] = [
    (4, "not a binary chunk"),
    (5, "version mismatch"),
    (6, "format mismatch"),
    (12, "corrupted chunk"),
    (13, "Instruction size mismatch"),
    (14, "lua_Integer size mismatch"),
    (15, "lua_Number size mismatch"),
    (23, "integer format mismatch"),
    (31, "float format mismatch"),
];

const TRUNCATED: &str = "truncated chunk";

/// A function as `string.dump` writes it.
pub fn dump(prototype: &Prototype, strip: bool) -> Vec<u8> {
    [&HEADER[..], &encode(prototype, strip)].concat()
}

/// How what [`dump`] writes begins, the chunk's own header included.
pub(crate) fn dump_header(strip: bool) -> Vec<u8> {
    [&HEADER[..], &header(strip)].concat()
}

/// Where the chunk begins in what [`dump`] writes.
pub(crate) const DUMP_CHUNK: usize = HEADER.len();
/// Where the part after the headers begins.
pub(crate) const DUMP_BODY: usize = HEADER.len() + HEADER_BYTES;

/// The inverse of [`dump`]; also takes a bare chunk.
///
/// # Errors
/// Says what is wrong with the bytes, in Lua's words where it has some: truncated, damaged, of another version or
/// implementation.
pub fn undump(bytes: &[u8]) -> Result<Prototype, String> {
    let pace = Pace::unbroken();
    steps::in_one_go(undump_in_steps(bytes, &pace, &mut pace.held()))
}

/// The same in steps. `held` is what the prototype takes.
pub(crate) async fn undump_in_steps(bytes: &[u8], pace: &Pace, held: &mut Held) -> Result<Prototype, String> {
    let chunk = dumped_chunk(bytes)?;
    decode_in_steps(chunk, pace, held).await.map_err(|error| match error.fault {
        DecodeFault::Truncated { .. } => TRUNCATED.to_owned(),
        DecodeFault::Foreign(_) | DecodeFault::NotAChunk => "not precompiled by tidelock".to_owned(),
        _ => error.to_string(),
    })
}

/// The chunk in what [`dump`] wrote; a bare chunk is one already.
///
/// # Errors
/// What is wrong with the header, in Lua's words.
pub fn dumped_chunk(bytes: &[u8]) -> Result<&[u8], &'static str> {
    if bytes.starts_with(MAGIC) { Ok(bytes) } else { after_header(bytes) }
}

/// What follows the header.
fn after_header(bytes: &[u8]) -> Result<&[u8], &'static str> {
    for (end, mismatch) in PARTS {
        let part = &bytes[..end.min(bytes.len())];
        if !HEADER.starts_with(part) {
            return Err(mismatch);
        }
        if part.len() < end {
            return Err(TRUNCATED);
        }
    }
    Ok(&bytes[HEADER.len()..])
}
