//! The state of a [`Vm`] as bytes.
//!
//! Canonical: the bytes depend on the state alone, not on the hash seed, on slot hints or on how the state was
//! reached. Self-contained: a decoded process goes on exactly as the encoded one would, ticks included.
//!
//! ```text
//! magic 8 | format version u32 | cost model version u32 | checksum of the rest u64 | state
//! ```
//!
//! Numbers are variable-length little-endian groups of seven bits, signed ones zigzag-coded; values are a tag byte
//! and their bits. Handles are written as they are: they are part of the state.

mod read;
mod state;
mod write;

use crate::bytecode::COST_MODEL_VERSION;
use crate::interp::{Backend, CompileHook, Vm};

const MAGIC: &[u8; 8] = b"tidestat";
/// Version of the format.
const FORMAT_VERSION: u32 = 7;
const HEADER_BYTES: usize = 24;

/// Why bytes are not a state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// The first bytes are not those of a snapshot.
    #[error("not a snapshot: the first 8 bytes are not \"tidestat\"")]
    Magic,
    /// Written by another version of the format.
    #[error("snapshot format version {found}, expected {FORMAT_VERSION}")]
    Format {
        /// The version found.
        found: u32,
    },
    /// Written under another cost model.
    #[error("snapshot made under cost model {found}, this build has {COST_MODEL_VERSION}")]
    CostModel {
        /// The version found.
        found: u32,
    },
    /// Damaged.
    #[error("snapshot checksum is {found:016x}, expected {expected:016x}")]
    Checksum {
        /// Computed from the bytes.
        found: u64,
        /// What the header says.
        expected: u64,
    },
    /// A part of the state is not what the format allows.
    #[error("snapshot offset {offset}: {why}")]
    Malformed {
        /// Where, in bytes from the beginning.
        offset: usize,
        /// What was found and expected.
        why: String,
    },
}

/// What a decoded process gets anew: nothing of it is state.
#[derive(Clone, Copy, Debug)]
pub struct Attachment {
    /// Seed of the string hash.
    pub hash_seed: u64,
    /// The loop to run on.
    pub backend: Backend,
    /// What `load` calls.
    pub compile: CompileHook,
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo).
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

impl Vm {
    /// The whole state, canonically.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = write::Writer::default();
        writer.state(self);
        let state = writer.bytes;
        let mut bytes = Vec::with_capacity(HEADER_BYTES + state.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        bytes.extend_from_slice(&COST_MODEL_VERSION.to_le_bytes());
        bytes.extend_from_slice(&checksum(&state).to_le_bytes());
        bytes.extend_from_slice(&state);
        bytes
    }

    /// A hash of the state: equal for equal states, on every platform.
    pub fn state_hash(&self) -> u64 {
        let mut writer = write::Writer::default();
        writer.state(self);
        checksum(&writer.bytes)
    }

    /// The process whose state [`Vm::encode`] wrote.
    ///
    /// # Errors
    /// Bytes that are no snapshot, are of another version, damaged, or say what can't be.
    pub fn decode(bytes: &[u8], attachment: &Attachment) -> Result<Vm, SnapshotError> {
        let number =
            |at: usize| bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes(b.try_into().expect("4 bytes")));
        if bytes.len() < HEADER_BYTES || &bytes[..8] != MAGIC {
            return Err(SnapshotError::Magic);
        }
        if number(8) != FORMAT_VERSION {
            return Err(SnapshotError::Format { found: number(8) });
        }
        if number(12) != COST_MODEL_VERSION {
            return Err(SnapshotError::CostModel { found: number(12) });
        }
        let expected = u64::from_le_bytes(bytes[16..24].try_into().expect("8 bytes"));
        let found = checksum(&bytes[HEADER_BYTES..]);
        if found != expected {
            return Err(SnapshotError::Checksum { found, expected });
        }
        let mut reader = read::Reader { bytes, at: HEADER_BYTES };
        reader.state(attachment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Backend, Options};

    #[test]
    fn a_header_that_does_not_fit_is_named() {
        let compile: crate::CompileHook = |_| unreachable!("nothing is compiled");
        let options =
            Options { hash_seed: 1, random_seed: (0, 0), memory_bytes_max: 1 << 20, backend: Backend::Loop, compile };
        let bytes = Vm::new(&options).encode();
        let attachment = Attachment { hash_seed: 2, backend: Backend::Loop, compile };
        let with = |at: usize, byte: u8| {
            let mut changed = bytes.clone();
            changed[at] = byte;
            Vm::decode(&changed, &attachment).err()
        };
        assert_eq!(with(0, b't'), None);
        assert_eq!(with(0, b'T'), Some(SnapshotError::Magic));
        assert_eq!(with(8, 99), Some(SnapshotError::Format { found: 99 }));
        assert_eq!(with(12, 99), Some(SnapshotError::CostModel { found: 99 }));
        let damaged = with(bytes.len() - 1, !bytes[bytes.len() - 1]);
        assert!(matches!(damaged, Some(SnapshotError::Checksum { .. })), "{damaged:?}");
        for length in 0..HEADER_BYTES {
            assert_eq!(Vm::decode(&bytes[..length], &attachment).err(), Some(SnapshotError::Magic), "{length} bytes");
        }
    }
}
