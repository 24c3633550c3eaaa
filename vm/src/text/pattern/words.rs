//! The matcher as words, for snapshots.
//!
//! ```text
//! anchored  mode  mode.a  mode.b  start  at  item  refused_end+1 (0: none)
//! n  n x (kind a b)         captures; kind 0 span, 1 position, 2 span not closed
//! n  n x (kind a b c)       frames
//! n  n x (item end b0..b3)  sets
//! n  n x (item end at b0..b3)  the set being read, n is 0 or 1
//! ```
//!
//! Words may come from a hostile snapshot. What is accepted keeps the matcher within the subject and the pattern: it
//! may match something the pattern would not, but can't panic or grow beyond its limits.

use super::class::{Bits, Set, SetScan};
use super::{CAPTURES_MAX, Capture, FRAMES_MAX, Frame, Matcher, Mode};

/// Sets a matcher may hold.
const SETS_MAX: usize = 9;

impl Matcher {
    /// Appends the whole state.
    pub fn to_words(&self, out: &mut Vec<u64>) {
        let (mode, a, b) = match self.mode {
            Mode::Seek => (0, 0, 0),
            Mode::Item => (1, 0, 0),
            Mode::Retry => (2, 0, 0),
            Mode::Grow { base, end } => (3, base, end),
            Mode::Balance { depth } => (4, depth, 0),
            Mode::Compare { capture, done } => (5, capture, done),
            Mode::Matched => (6, 0, 0),
            Mode::Exhausted => (7, 0, 0),
        };
        let refused = self.refused_end.map_or(0, |end| end as u64 + 1);
        out.extend([u64::from(self.anchored), mode, a as u64, b as u64]);
        out.extend([self.start as u64, self.at as u64, self.item as u64, refused]);
        out.push(self.captures.len() as u64);
        for (index, capture) in self.captures.iter().enumerate() {
            match *capture {
                Capture::Span(start, end) => {
                    out.extend([u64::from(self.open >> index & 1) * 2, start as u64, end as u64]);
                }
                Capture::Position(at) => out.extend([1, at as u64, 0]),
            }
        }
        out.push(self.stack.len() as u64);
        for frame in &self.stack {
            let words = match *frame {
                Frame::Greedy { base, current, next } => [0, base, current, next],
                Frame::Lazy { at, item, end } => [1, at, item, end],
                Frame::Optional { at, next } => [2, at, next, 0],
                Frame::Opened => [3, 0, 0, 0],
                Frame::Closed { capture } => [4, capture, 0, 0],
            };
            out.extend(words.map(|word| word as u64));
        }
        out.push(self.sets.len() as u64);
        for set in &self.sets {
            out.extend([set.item as u64, set.end as u64]);
            out.extend(set.bits.0);
        }
        out.push(u64::from(self.scan.is_some()));
        if let Some(scan) = &self.scan {
            out.extend([scan.item as u64, scan.end as u64, scan.at as u64]);
            out.extend(scan.bits.0);
        }
    }

    /// A state that [`Matcher::to_words`] may have written for a subject and a pattern of these lengths, or `None` if
    /// the words are not one.
    #[must_use]
    pub fn from_words(words: &[u64], subject_len: usize, pattern_len: usize) -> Option<Matcher> {
        let mut reader = Reader { words, subject_len, pattern_len };
        let anchored = reader.below(2)? == 1;
        let mode = reader.mode()?;
        // One past the subject's end is where a search that found nothing may stand.
        let start = reader.count()?;
        let at = reader.count()?;
        let seeking = matches!(mode, Mode::Seek | Mode::Exhausted);
        if !seeking && (start > subject_len || at > subject_len || start > at && mode == Mode::Matched) {
            return None;
        }
        let item = reader.in_pattern()?;
        let refused_end = reader.count()?.checked_sub(1);
        let (captures, open) = reader.captures()?;
        let stack = reader.stack(captures.len(), mode)?;
        let sets = reader.sets()?;
        let scan = if reader.below(2)? == 1 { Some(reader.scan()?) } else { None };
        if !reader.words.is_empty() || !mode_is_sound(mode, &captures, open, at, subject_len) {
            return None;
        }
        Some(Matcher { anchored, mode, start, at, item, refused_end, captures, open, stack, sets, scan })
    }
}

fn mode_is_sound(mode: Mode, captures: &[Capture], open: u32, at: usize, subject_len: usize) -> bool {
    match mode {
        Mode::Compare { capture, done } => match captures.get(capture) {
            Some(Capture::Span(start, end)) => {
                open >> capture & 1 == 0 && done <= end - start && end - start <= subject_len - at
            }
            _ => false,
        },
        Mode::Grow { base, .. } => base <= at,
        _ => true,
    }
}

struct Reader<'a> {
    words: &'a [u64],
    subject_len: usize,
    pattern_len: usize,
}

impl Reader<'_> {
    fn word(&mut self) -> Option<u64> {
        let (&first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }

    /// Any offset; small enough that adding to it can't overflow.
    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.word()?).ok().filter(|&word| word <= usize::MAX / 4)
    }

    fn below(&mut self, limit: usize) -> Option<usize> {
        self.count().filter(|&word| word < limit)
    }

    fn zero(&mut self) -> Option<usize> {
        self.below(1)
    }

    fn in_subject(&mut self) -> Option<usize> {
        self.below(self.subject_len + 1)
    }

    fn in_pattern(&mut self) -> Option<usize> {
        self.below(self.pattern_len + 1)
    }

    fn mode(&mut self) -> Option<Mode> {
        let tag = self.below(8)?;
        let mode = match tag {
            3 => return Some(Mode::Grow { base: self.in_subject()?, end: self.in_pattern()? }),
            4 => {
                let depth = self.in_subject().filter(|&depth| depth > 0)?;
                self.zero()?;
                return Some(Mode::Balance { depth });
            }
            5 => return Some(Mode::Compare { capture: self.below(CAPTURES_MAX)?, done: self.in_subject()? }),
            0 => Mode::Seek,
            1 => Mode::Item,
            2 => Mode::Retry,
            6 => Mode::Matched,
            _ => Mode::Exhausted,
        };
        self.zero()?;
        self.zero()?;
        Some(mode)
    }

    fn captures(&mut self) -> Option<(Vec<Capture>, u32)> {
        let count = self.below(CAPTURES_MAX + 1)?;
        let mut captures = Vec::new();
        let mut open = 0;
        for index in 0..count {
            let kind = self.below(3)?;
            let start = self.in_subject()?;
            if kind == 1 {
                self.zero()?;
                captures.push(Capture::Position(start));
                continue;
            }
            let end = self.in_subject().filter(|&end| if kind == 2 { end == start } else { end >= start })?;
            open |= u32::from(kind == 2) << index;
            captures.push(Capture::Span(start, end));
        }
        Some((captures, open))
    }

    /// The frames open and close captures in turn: at the end there must be as many as are there.
    fn stack(&mut self, captures: usize, mode: Mode) -> Option<Vec<Frame>> {
        let count = self.below(FRAMES_MAX + 1)?;
        let mut opened = 0;
        let mut stack = Vec::new();
        for _ in 0..count {
            let frame = match self.below(5)? {
                0 => {
                    let (base, current) = (self.in_subject()?, self.in_subject()?);
                    Frame::Greedy { base, current, next: self.in_pattern()? }
                }
                1 => Frame::Lazy { at: self.in_subject()?, item: self.in_pattern()?, end: self.in_pattern()? },
                2 => {
                    let frame = Frame::Optional { at: self.in_subject()?, next: self.in_pattern()? };
                    self.zero()?;
                    frame
                }
                3 => {
                    opened += 1;
                    self.zero()?;
                    self.zero()?;
                    self.zero()?;
                    Frame::Opened
                }
                _ => {
                    let capture = self.below(opened)?;
                    self.zero()?;
                    self.zero()?;
                    Frame::Closed { capture }
                }
            };
            stack.push(frame);
        }
        (opened == captures || mode == Mode::Matched && stack.is_empty()).then_some(stack)
    }

    fn bits(&mut self) -> Option<Bits> {
        Some(Bits([self.word()?, self.word()?, self.word()?, self.word()?]))
    }

    fn sets(&mut self) -> Option<Vec<Set>> {
        let count = self.below(SETS_MAX + 1)?;
        let mut sets = Vec::new();
        for _ in 0..count {
            let item = self.in_pattern()?;
            let end = self.in_pattern().filter(|&end| end > item)?;
            sets.push(Set { item, end, bits: self.bits()? });
        }
        Some(sets)
    }

    fn scan(&mut self) -> Option<SetScan> {
        let item = self.in_pattern()?;
        let end = self.in_pattern().filter(|&end| end == 0 || end > item)?;
        let at = self.count().filter(|&at| at <= self.pattern_len + 1)?;
        Some(SetScan { item, end, at, bits: self.bits()? })
    }
}
