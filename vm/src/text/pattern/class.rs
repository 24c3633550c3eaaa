//! Tests of one character: classes (`%a`), sets (`[^%w_]`), and how long a run of characters passes one.
//!
//! Classes are those of the C locale: bytes from 128 on are in none of them.

use super::PatternError;

/// Byte `index` of the pattern, or 0 past its end, where C strings have their terminator.
#[inline]
pub(super) fn byte_at(bytes: &[u8], index: usize) -> u8 {
    bytes.get(index).copied().unwrap_or(0)
}

const LOWER: u8 = 1 << 0;
const UPPER: u8 = 1 << 1;
const DIGIT: u8 = 1 << 2;
const SPACE: u8 = 1 << 3;
const PUNCTUATION: u8 = 1 << 4;
const CONTROL: u8 = 1 << 5;
const HEXADECIMAL: u8 = 1 << 6;
const ZERO: u8 = 1 << 7;

/// The classes each byte belongs to.
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut index = 0;
    while index < 128 {
        let byte = index as u8;
        kinds[index] = (byte.is_ascii_lowercase() as u8 * LOWER)
            | (byte.is_ascii_uppercase() as u8 * UPPER)
            | (byte.is_ascii_digit() as u8 * DIGIT)
            | (matches!(byte, 9..=13 | b' ') as u8 * SPACE)
            | (byte.is_ascii_punctuation() as u8 * PUNCTUATION)
            | (byte.is_ascii_control() as u8 * CONTROL)
            | (byte.is_ascii_hexdigit() as u8 * HEXADECIMAL)
            | ((byte == 0) as u8 * ZERO);
        index += 1;
    }
    kinds
};

/// The kinds the class of each letter stands for, whatever its case; 0 for what is not a class.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut index = 0;
    while index < 256 {
        classes[index] = match (index as u8).to_ascii_lowercase() {
            b'a' => LOWER | UPPER,
            b'c' => CONTROL,
            b'd' => DIGIT,
            b'g' => LOWER | UPPER | DIGIT | PUNCTUATION,
            b'l' => LOWER,
            b'p' => PUNCTUATION,
            b's' => SPACE,
            b'u' => UPPER,
            b'w' => LOWER | UPPER | DIGIT,
            b'x' => HEXADECIMAL,
            b'z' => ZERO,
            _ => 0,
        };
        index += 1;
    }
    classes
};

/// The bytes below 128 of each kind, in the order of the kinds' bits.
static KIND_BITS: [[u64; 2]; 8] = {
    let mut bits = [[0; 2]; 8];
    let mut byte = 0;
    while byte < 128 {
        let mut kind = 0;
        while kind < 8 {
            bits[kind][byte >> 6] |= ((KINDS[byte] >> kind & 1) as u64) << (byte & 63);
            kind += 1;
        }
        byte += 1;
    }
    bits
};

#[inline]
fn in_class(byte: u8, mask: u32) -> bool {
    u32::from(KINDS[byte as usize]) & mask != 0
}

/// A test of one character. A set is named by its index in the matcher's list. Payloads are all of one type so that
/// the whole travels in two registers; with bytes of different layout, copies stalled the matcher to a third of its
/// speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Single {
    Any,
    /// No character passes.
    Never,
    /// This byte.
    Byte(u32),
    /// Bytes of one of these kinds.
    Class(u32),
    /// Bytes of none of these kinds.
    NotClass(u32),
    Set(u32),
}

impl Single {
    /// What `%` followed by this character stands for.
    #[inline]
    pub(super) fn escaped(letter: u8) -> Single {
        match CLASSES[letter as usize] {
            0 => Single::Byte(u32::from(letter)),
            mask if letter.is_ascii_uppercase() => Single::NotClass(u32::from(mask)),
            mask => Single::Class(u32::from(mask)),
        }
    }

    #[inline]
    pub(super) fn accepts(self, byte: u8, sets: &[Set]) -> bool {
        match self {
            Single::Any => true,
            Single::Never => false,
            Single::Byte(wanted) => u32::from(byte) == wanted,
            Single::Class(mask) => in_class(byte, mask),
            Single::NotClass(mask) => !in_class(byte, mask),
            Single::Set(index) => sets.get(index as usize).is_some_and(|set| set.bits.has(byte)),
        }
    }

    /// How many of the first bytes pass this test.
    #[inline]
    pub(super) fn run_length(self, bytes: &[u8], sets: &[Set]) -> usize {
        let stop = match self {
            Single::Any => None,
            Single::Never => return 0,
            Single::Byte(wanted) => bytes.iter().position(|&byte| u32::from(byte) != wanted),
            Single::Class(mask) => bytes.iter().position(|&byte| !in_class(byte, mask)),
            Single::NotClass(mask) => bytes.iter().position(|&byte| in_class(byte, mask)),
            Single::Set(index) => {
                let Some(set) = sets.get(index as usize) else { return 0 };
                let bits = set.bits;
                bytes.iter().position(|&byte| !bits.has(byte))
            }
        };
        stop.unwrap_or(bytes.len())
    }

    /// How many of the first bytes fail this test.
    #[inline]
    pub(super) fn miss_length(self, bytes: &[u8], sets: &[Set]) -> usize {
        let stop = match self {
            Single::Any => return 0,
            Single::Never => None,
            Single::Byte(wanted) => find_byte(bytes, wanted as u8),
            Single::Class(mask) => bytes.iter().position(|&byte| in_class(byte, mask)),
            Single::NotClass(mask) => bytes.iter().position(|&byte| !in_class(byte, mask)),
            Single::Set(index) => {
                let Some(set) = sets.get(index as usize) else { return bytes.len() };
                let bits = set.bits;
                bytes.iter().position(|&byte| bits.has(byte))
            }
        };
        stop.unwrap_or(bytes.len())
    }

    /// How many of the last bytes fail this test.
    #[inline]
    pub(super) fn miss_length_back(self, bytes: &[u8], sets: &[Set]) -> usize {
        let stop = match self {
            Single::Any => return 0,
            Single::Never => None,
            Single::Byte(wanted) => bytes.iter().rposition(|&byte| u32::from(byte) == wanted),
            Single::Class(mask) => bytes.iter().rposition(|&byte| in_class(byte, mask)),
            Single::NotClass(mask) => bytes.iter().rposition(|&byte| !in_class(byte, mask)),
            Single::Set(index) => {
                let Some(set) = sets.get(index as usize) else { return bytes.len() };
                let bits = set.bits;
                bytes.iter().rposition(|&byte| bits.has(byte))
            }
        };
        stop.map_or(bytes.len(), |index| bytes.len() - 1 - index)
    }
}

/// Where `wanted` first occurs. Whole blocks are tested without branches, which compilers turn into vector compares.
#[inline]
pub(super) fn find_byte(bytes: &[u8], wanted: u8) -> Option<usize> {
    const BLOCK: usize = 32;
    let mut offset = 0;
    let mut blocks = bytes.chunks_exact(BLOCK);
    for block in blocks.by_ref() {
        if block.iter().fold(false, |found, &byte| found | (byte == wanted)) {
            break;
        }
        offset += BLOCK;
    }
    bytes[offset..].iter().position(|&byte| byte == wanted).map(|index| offset + index)
}

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Bits(pub(super) [u64; 4]);

impl Bits {
    #[inline]
    pub(super) fn has(&self, byte: u8) -> bool {
        self.0[(byte >> 6) as usize] >> (byte & 63) & 1 != 0
    }

    fn insert(&mut self, byte: u8) {
        self.0[(byte >> 6) as usize] |= 1 << (byte & 63);
    }

    fn insert_range(&mut self, first: u8, last: u8) {
        for (word, start) in self.0.iter_mut().zip((0..=255).step_by(64)) {
            let (low, high) = (first.max(start), last.min(start + 63));
            if low <= high {
                *word |= u64::MAX << (low & 63) & u64::MAX >> (63 - (high & 63));
            }
        }
    }

    fn insert_escaped(&mut self, letter: u8) {
        match Single::escaped(letter) {
            Single::Class(mask) => self.insert_all(&Bits::of_kinds(mask)),
            Single::NotClass(mask) => {
                let mut others = Bits::of_kinds(mask);
                others.complement();
                self.insert_all(&others);
            }
            _ => self.insert(letter),
        }
    }

    fn of_kinds(mask: u32) -> Bits {
        let mut bits = Bits::default();
        for (kind, [low, high]) in KIND_BITS.iter().enumerate() {
            if mask >> kind & 1 == 1 {
                bits.0[0] |= low;
                bits.0[1] |= high;
            }
        }
        bits
    }

    fn insert_all(&mut self, other: &Bits) {
        self.0.iter_mut().zip(other.0).for_each(|(word, more)| *word |= more);
    }

    fn complement(&mut self) {
        self.0 = self.0.map(|word| !word);
    }
}

/// A set of the pattern, read: `pattern[item..end]` from `[` to after `]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Set {
    pub(super) item: usize,
    pub(super) end: usize,
    pub(super) bits: Bits,
}

/// A set being read, in two passes as PUC does: the first finds the `]`, the second reads the elements. (The passes
/// may split the text differently: `[a-%]]`.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SetScan {
    /// Where the `[` is.
    pub(super) item: usize,
    /// After the `]`; 0 in the first pass.
    pub(super) end: usize,
    /// What is looked at next.
    pub(super) at: usize,
    pub(super) bits: Bits,
}

impl SetScan {
    pub(super) fn new(pattern: &[u8], item: usize) -> SetScan {
        SetScan { item, end: 0, at: elements_start(pattern, item), bits: Bits::default() }
    }

    /// Reads on while there is budget, a unit for each element in each pass. `None`: the budget is used up.
    pub(super) fn run(&mut self, pattern: &[u8], left: &mut i64) -> Result<Option<Set>, PatternError> {
        while self.end == 0 {
            if *left <= 0 {
                return Ok(None);
            }
            *left -= 1;
            let Some(&byte) = pattern.get(self.at) else { return Err(PatternError::MissingBracket) };
            self.at += 1;
            if byte == b'%' && self.at < pattern.len() {
                self.at += 1;
            }
            if byte_at(pattern, self.at) == b']' {
                self.end = self.at + 1;
                self.at = elements_start(pattern, self.item);
            }
        }
        let last = self.end - 1;
        while self.at < last {
            if *left <= 0 {
                return Ok(None);
            }
            *left -= 1;
            let byte = byte_at(pattern, self.at);
            if byte == b'%' {
                self.bits.insert_escaped(byte_at(pattern, self.at + 1));
                self.at += 2;
            } else if byte_at(pattern, self.at + 1) == b'-' && self.at + 2 < last {
                self.bits.insert_range(byte, byte_at(pattern, self.at + 2));
                self.at += 3;
            } else {
                self.bits.insert(byte);
                self.at += 1;
            }
        }
        if byte_at(pattern, self.item + 1) == b'^' {
            self.bits.complement();
        }
        Ok(Some(Set { item: self.item, end: self.end, bits: self.bits }))
    }
}

fn elements_start(pattern: &[u8], item: usize) -> usize {
    item + 1 + usize::from(byte_at(pattern, item + 1) == b'^')
}
