//! Plain substring search, resumable in the same way as the matcher.

use super::Step;
use super::class::find_byte;

/// Characters that mean something else than themselves.
pub const SPECIALS: &[u8; 10] = b"^$*+?.([%-";

/// Whether the pattern has a character that means something else than itself (to `find`, which searches plainly if
/// not).
#[must_use]
pub fn has_specials(pattern: &[u8]) -> bool {
    pattern.iter().any(|byte| SPECIALS.contains(byte))
}

/// How many bytes agree at the beginning: blocks of them at first, which are compared all at once.
fn equal_begin(a: &[u8], b: &[u8]) -> usize {
    const BLOCK: usize = 64;
    let blocks = a.chunks_exact(BLOCK).zip(b.chunks_exact(BLOCK)).take_while(|(a, b)| a == b).count();
    let begin = blocks * BLOCK;
    begin + a[begin..].iter().zip(&b[begin..]).take_while(|(a, b)| a == b).count()
}

/// A search for `needle` in `subject`: look for its first byte, then compare. A unit is charged for each position
/// passed and each byte compared, so the worst case, `needle` times `subject`, is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlainFind {
    /// The position being tried.
    start: usize,
    /// How many bytes of the needle agree there.
    equal: usize,
}

impl PlainFind {
    /// A search from byte offset `init` on. An `init` past the subject's end finds nothing.
    #[must_use]
    pub fn new(init: usize) -> PlainFind {
        PlainFind { start: init, equal: 0 }
    }

    /// Goes on until there is an answer or the budget is used up; always makes progress. The subject and the needle
    /// must be the same at each call. After an answer, further calls repeat it.
    pub fn run(&mut self, subject: &[u8], needle: &[u8], budget: &mut i64) -> Step {
        let lent = if *budget <= 0 { budget.saturating_neg().saturating_add(1) } else { 0 };
        let mut left = (*budget).max(1);
        let step = self.advance(subject, needle, &mut left);
        *budget = left.saturating_sub(lent);
        step
    }

    fn advance(&mut self, subject: &[u8], needle: &[u8], left: &mut i64) -> Step {
        let Some(last) = subject.len().checked_sub(needle.len()) else { return Step::NoMatch };
        let Some(&first) = needle.first() else {
            return if self.start <= last { Step::Match { start: self.start, end: self.start } } else { Step::NoMatch };
        };
        while self.start <= last {
            if self.equal == needle.len() {
                return Step::Match { start: self.start, end: self.start + needle.len() };
            }
            let Ok(allowed @ 1..) = usize::try_from(*left) else { return Step::Pending };
            if self.equal == 0 {
                let places = &subject[self.start..=last];
                let places = &places[..places.len().min(allowed)];
                let passed = find_byte(places, first).unwrap_or(places.len());
                *left -= passed as i64;
                self.start += passed;
                if passed < places.len() {
                    *left -= 1;
                    self.equal = 1;
                }
                continue;
            }
            let wanted = &needle[self.equal..];
            let wanted = &wanted[..wanted.len().min(allowed)];
            let found = &subject[self.start + self.equal..];
            let equal = equal_begin(wanted, found);
            *left -= equal as i64;
            self.equal += equal;
            if equal < wanted.len() {
                *left -= 1;
                self.equal = 0;
                self.start += 1;
            }
        }
        Step::NoMatch
    }

    /// Appends the state.
    pub fn to_words(self, out: &mut Vec<u64>) {
        out.extend([self.start as u64, self.equal as u64]);
    }

    /// A state that [`PlainFind::to_words`] may have written for a subject and a needle of these lengths.
    #[must_use]
    pub fn from_words(words: &[u64], subject_len: usize, needle_len: usize) -> Option<PlainFind> {
        let &[start, equal] = words else { return None };
        let (start, equal) = (usize::try_from(start).ok()?, usize::try_from(equal).ok()?);
        let fits = start.checked_add(equal)? <= subject_len && equal <= needle_len;
        (fits || equal == 0).then_some(PlainFind { start, equal })
    }
}
