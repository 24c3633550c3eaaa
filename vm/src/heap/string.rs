//! Strings: at most 22 bytes in the slot itself, longer ones boxed; short ones interned.

/// Strings of at most this many bytes are interned.
pub(crate) const SHORT_BYTES_MAX: usize = 40;

const INLINE_BYTES_MAX: usize = 22;

#[derive(Clone, Debug)]
enum Data {
    Inline { len: u8, bytes: [u8; INLINE_BYTES_MAX] },
    Boxed(Box<[u8]>),
}

/// A string's slot.
#[derive(Clone, Debug)]
pub(crate) struct LuaString {
    data: Data,
    /// Seeded hash; for long strings 0 until asked for.
    pub(crate) hash: u32,
}

impl Default for LuaString {
    fn default() -> LuaString {
        LuaString::new(b"", 0)
    }
}

impl LuaString {
    pub(crate) fn new(bytes: &[u8], hash: u32) -> LuaString {
        let data = if bytes.len() <= INLINE_BYTES_MAX {
            let mut inline = [0; INLINE_BYTES_MAX];
            inline[..bytes.len()].copy_from_slice(bytes);
            Data::Inline { len: bytes.len() as u8, bytes: inline }
        } else {
            Data::Boxed(bytes.into())
        };
        LuaString { data, hash }
    }

    pub(crate) fn from_box(bytes: Box<[u8]>) -> LuaString {
        LuaString { data: Data::Boxed(bytes), hash: 0 }
    }

    /// The memory beside the slot.
    pub(super) fn into_vec(self) -> Vec<u8> {
        match self.data {
            Data::Inline { .. } => Vec::new(),
            Data::Boxed(bytes) => bytes.into_vec(),
        }
    }

    #[inline(always)]
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.data {
            Data::Inline { len, bytes } => &bytes[..usize::from(*len).min(INLINE_BYTES_MAX)],
            Data::Boxed(bytes) => bytes,
        }
    }
}

/// Mixes 64 bits so that every input bit reaches every output bit.
#[inline(always)]
pub(crate) fn mix(seed: u64, x: u64) -> u32 {
    let product = u128::from(x ^ seed) * 0x9e37_79b9_7f4a_7c15;
    let folded = (product as u64) ^ ((product >> 64) as u64);
    (folded ^ (folded >> 32)) as u32
}

/// Seeded hash of a string; never 0. Not observable: only speed depends on it.
pub(crate) fn hash_bytes(seed: u64, bytes: &[u8]) -> u32 {
    let mut hashing = Hashing::begin(seed, bytes.len());
    hashing.add(bytes);
    hashing.finish()
}

/// A hash on its way.
pub(super) struct Hashing(u64);

impl Hashing {
    /// Of so many bytes.
    #[inline]
    pub(super) fn begin(seed: u64, len: usize) -> Hashing {
        Hashing(seed ^ len as u64)
    }

    pub(super) fn resume(state: u64) -> Hashing {
        Hashing(state)
    }

    pub(super) fn state(&self) -> u64 {
        self.0
    }

    /// Adds bytes: a multiple of eight, or the last ones.
    #[inline]
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.fold(u64::from_le_bytes(chunk.try_into().expect("8 bytes")));
        }
        let rest = chunks.remainder();
        if !rest.is_empty() {
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            self.fold(u64::from_le_bytes(last));
        }
    }

    #[inline]
    pub(super) fn finish(&self) -> u32 {
        let folded = self.0.wrapping_mul(0x9fb2_1c65_1e98_df25);
        (folded ^ (folded >> 32)) as u32 | 1
    }

    #[inline(always)]
    fn fold(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * 0xa076_1d64_78bd_642f;
        self.0 = (product as u64) ^ ((product >> 64) as u64);
    }
}
