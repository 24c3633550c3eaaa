//! What a match must begin with: a shortcut past positions where an attempt can only fail.
//!
//! The engine charges for a position passed by a shortcut what the attempt would have cost, so shortcuts can be neither
//! seen nor counted.

use super::class::{Set, Single, byte_at};
use super::{CAPTURES_MAX, Matcher};

/// A test that what follows must begin with, behind captures that are opened or closed and perhaps an item that may be
/// absent.
#[derive(Clone, Copy)]
pub(super) struct Lead {
    /// The item that may be absent; [`Single::Never`] if there is none.
    optional: Single,
    required: Single,
    /// What an attempt is charged that fails here: 2 for each capture, done and undone, and 1 for each test.
    pub(super) cost: usize,
}

impl Lead {
    fn fails(self, byte: u8, sets: &[Set]) -> bool {
        !self.optional.accepts(byte, sets) && !self.required.accepts(byte, sets)
    }

    /// At how many of the first bytes an attempt fails.
    #[inline]
    pub(super) fn miss_length(self, bytes: &[u8], sets: &[Set]) -> usize {
        match (self.optional, self.required) {
            (Single::Never, single) | (single, Single::Never) => single.miss_length(bytes, sets),
            _ => bytes.iter().position(|&byte| !self.fails(byte, sets)).unwrap_or(bytes.len()),
        }
    }

    /// At how many of the last bytes an attempt fails.
    #[inline]
    pub(super) fn miss_length_back(self, bytes: &[u8], sets: &[Set]) -> usize {
        match (self.optional, self.required) {
            (Single::Never, single) | (single, Single::Never) => single.miss_length_back(bytes, sets),
            _ => {
                let last = bytes.iter().rposition(|&byte| !self.fails(byte, sets));
                last.map_or(bytes.len(), |index| bytes.len() - 1 - index)
            }
        }
    }
}

impl Matcher {
    /// The lead of what follows from `first` on, if there is one that is known to be sound. From the beginning of the
    /// pattern nothing is known yet, so nothing is passed that might be an error; what a repetition returns to has been
    /// tried before.
    pub(super) fn lead(&self, pattern: &[u8], first: usize) -> Option<Lead> {
        let tried = first > 0;
        let mut item = first;
        let mut captures = 0;
        let mut open = 0;
        let mut optional = Single::Never;
        loop {
            match byte_at(pattern, item) {
                b'(' if byte_at(pattern, item + 1) == b')' => item += 2,
                b'(' => {
                    open += 1;
                    item += 1;
                }
                b')' if tried || open > 0 => {
                    open -= i32::from(!tried);
                    item += 1;
                }
                _ => {
                    let (single, end) = self.known_single(pattern, item)?;
                    if single == Single::Never && !tried || single == Single::Any {
                        return None;
                    }
                    if !matches!(byte_at(pattern, end), b'*' | b'?' | b'-') || single == Single::Never {
                        let tests = if optional == Single::Never { 1 } else { 2 };
                        return Some(Lead { optional, required: single, cost: 2 * captures + tests });
                    }
                    if optional != Single::Never {
                        return None;
                    }
                    optional = single;
                    item = end + 1;
                    continue;
                }
            }
            captures += 1;
            if captures > CAPTURES_MAX {
                return None;
            }
        }
    }

    /// What the item's first character must be, and where the item ends. A `$` at the end is a test that fails at
    /// every character; a set must have been read.
    #[inline]
    fn known_single(&self, pattern: &[u8], item: usize) -> Option<(Single, usize)> {
        match *pattern.get(item)? {
            b'$' if item + 1 == pattern.len() => Some((Single::Never, item + 1)),
            b'%' => match *pattern.get(item + 1)? {
                // A balance takes no suffix: say that it ends where the pattern does.
                b'b' if item + 3 < pattern.len() => Some((Single::Byte(u32::from(pattern[item + 2])), pattern.len())),
                b'b' | b'f' | b'0'..=b'9' => None,
                letter => Some((Single::escaped(letter), item + 2)),
            },
            b'[' => {
                let index = self.sets.iter().position(|set| set.item == item)?;
                Some((Single::Set(index as u32), self.sets[index].end))
            }
            b')' => None,
            b'.' => Some((Single::Any, item + 1)),
            byte => Some((Single::Byte(u32::from(byte)), item + 1)),
        }
    }
}
