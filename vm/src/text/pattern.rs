//! Lua patterns: a backtracking matcher that can stop between any two characters.
//!
//! The matcher is an explicit machine: a position in the subject, a position in the pattern, the captures, and a stack
//! of [`Frame`]s, each of which is a choice to come back to or a capture to undo. The stack has exactly one frame for
//! each nested call PUC's recursive `match` would have, so "pattern too complex" comes at the same depth (200), which
//! also bounds the memory of a matcher whatever the subject.
//!
//! Work is charged to a budget: one unit for each pattern item tried, each character a repetition, `%b` or a back
//! reference passes, each frame returned to, and each element of a set when the set is first read. Shortcuts charge
//! what the plain path would have. The total does not depend on how it is split into calls of [`Matcher::run`].
//!
//! The subject and the pattern are handed to every call and must be the same each time. An anchor is not part of the
//! pattern here: the caller strips a leading `^` and passes `anchored` (`gmatch` passes it as it is: there `^` is an
//! ordinary character). How the four library functions use it:
//!
//! - `find`, `match`: `new(init, anchored)`, `run`, then the captures.
//! - `gmatch`, `gsub`: after a match that ended at `e`, [`Matcher::restart`]`(e, anchored, Some(e))`: an empty match
//!   at `e` is then passed over, as PUC does. What `gsub` copies unchanged is `subject[e..start]` of the next match.
//!
//! `restart` keeps the allocations, so one matcher may serve many searches.

mod class;
mod engine;
mod lead;
mod plain;
#[cfg(test)]
mod tests;
mod words;

use class::{Set, SetScan};
use std::fmt;

pub use plain::{PlainFind, SPECIALS, has_specials};

/// Captures a pattern may have (`LUA_MAXCAPTURES`).
pub const CAPTURES_MAX: usize = 32;

/// Frames the stack may hold: PUC allows 200 nested calls (`MAXCCALLS`), the first of which needs no frame.
const FRAMES_MAX: usize = 199;

/// What a call of [`Matcher::run`] or [`PlainFind::run`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Found: byte offsets of its first byte and of the byte after its last.
    Match {
        /// Offset of the first byte.
        start: usize,
        /// Offset after the last byte.
        end: usize,
    },
    /// There is no match.
    NoMatch,
    /// The budget is used up; call again to go on.
    Pending,
}

/// What a capture holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Capture {
    /// The bytes from the first offset up to, not including, the second.
    Span(usize, usize),
    /// A position capture, `()`: an offset counted from 0 (Lua shows it plus one).
    Position(usize),
}

/// Why a pattern cannot be used. Displays as PUC's message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// A lone `%` at the end.
    EndsWithPercent,
    /// A set without its `]`.
    MissingBracket,
    /// `%f` not followed by a set.
    MissingFrontierSet,
    /// `%b` without two characters.
    MissingBalanceArguments,
    /// `)` without an open capture.
    InvalidPatternCapture,
    /// A capture that is still open where its value is wanted.
    UnfinishedCapture,
    /// A reference to a capture that does not exist or is not closed; the number as written.
    InvalidCaptureIndex(usize),
    /// More than [`CAPTURES_MAX`] captures.
    TooManyCaptures,
    /// More nesting of choices than PUC's recursion limit.
    TooComplex,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::EndsWithPercent => "malformed pattern (ends with '%')",
            Self::MissingBracket => "malformed pattern (missing ']')",
            Self::MissingFrontierSet => "missing '[' after '%f' in pattern",
            Self::MissingBalanceArguments => "malformed pattern (missing arguments to '%b')",
            Self::InvalidPatternCapture => "invalid pattern capture",
            Self::UnfinishedCapture => "unfinished capture",
            Self::TooManyCaptures => "too many captures",
            Self::TooComplex => "pattern too complex",
            Self::InvalidCaptureIndex(index) => return write!(f, "invalid capture index %{index}"),
        };
        f.write_str(text)
    }
}

impl std::error::Error for PatternError {}

/// Something to return to when what follows does not match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Frame {
    /// A greedy repetition of the characters `base..current`; give one back and go on at `next` in the pattern.
    Greedy { base: usize, current: usize, next: usize },
    /// A lazy repetition that has reached `at`; take one more `item` (which ends at `end`, where its `-` is).
    Lazy { at: usize, item: usize, end: usize },
    /// An optional character that was taken; go on without it.
    Optional { at: usize, next: usize },
    /// The last capture was opened here; remove it.
    Opened,
    /// This capture was closed here; open it again.
    Closed { capture: usize },
}

/// What the next step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Mode {
    /// Try to match from `start`.
    Seek,
    /// Match the pattern item at `item` against the subject at `at`.
    Item,
    /// Return to the topmost frame.
    Retry,
    /// Extend a greedy repetition that began at `base` and has reached `at`; the item's suffix is at `end`.
    Grow { base: usize, end: usize },
    /// Look for the end of a `%b`; `depth` are open and `at` is the next character to look at.
    Balance { depth: usize },
    /// Compare a back reference, of which `done` characters agree.
    Compare { capture: usize, done: usize },
    /// Ended with a match of `start..at`.
    Matched,
    /// Ended without.
    Exhausted,
}

/// A search for a pattern in a subject, at any point of its work. See the module's description.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Matcher {
    anchored: bool,
    mode: Mode,
    /// Where the match being tried begins.
    start: usize,
    /// How far in the subject it has come.
    at: usize,
    /// How far in the pattern it has come.
    item: usize,
    /// An end of match that does not count (`gmatch` and `gsub`: the end of the last match).
    refused_end: Option<usize>,
    captures: Vec<Capture>,
    /// Bit `i`: capture `i` is not closed yet.
    open: u32,
    stack: Vec<Frame>,
    /// Sets that have been read. A pure function of the pattern, kept because reading one is charged for.
    sets: Vec<Set>,
    /// A set that is being read.
    scan: Option<SetScan>,
}

impl Matcher {
    /// A search from byte offset `init` on; only at `init` if `anchored`. An `init` past the subject's end matches
    /// nothing.
    #[must_use]
    pub fn new(init: usize, anchored: bool) -> Matcher {
        Matcher {
            anchored,
            mode: Mode::Seek,
            start: init,
            at: init,
            item: 0,
            refused_end: None,
            captures: Vec::new(),
            open: 0,
            stack: Vec::new(),
            sets: Vec::new(),
            scan: None,
        }
    }

    /// Begins again at `init` with the same pattern (and what was learnt of it). A match that ends at `refused_end`
    /// does not count and the search goes on at the next character.
    pub fn restart(&mut self, init: usize, anchored: bool, refused_end: Option<usize>) {
        self.anchored = anchored;
        self.mode = Mode::Seek;
        self.start = init;
        self.at = init;
        self.item = 0;
        self.refused_end = refused_end;
        self.captures.clear();
        self.open = 0;
        self.stack.clear();
        self.scan = None;
    }

    /// Goes on until there is an answer or the budget is used up. It always makes progress, even if the budget is not
    /// positive, and may overdraw it by a bounded amount. After an answer, further calls repeat it; after an error the
    /// matcher is of no use until it is restarted.
    pub fn run(&mut self, subject: &[u8], pattern: &[u8], budget: &mut i64) -> Result<Step, PatternError> {
        // The engine wants at least one unit; what is lent here is taken back below.
        let lent = if *budget <= 0 { budget.saturating_neg().saturating_add(1) } else { 0 };
        let mut left = (*budget).max(1);
        let outcome = self.advance(subject, pattern, &mut left);
        *budget = left.saturating_sub(lent);
        outcome
    }

    /// The captures, after a match. One that was never closed appears as an empty span; [`Matcher::capture`] reports
    /// it.
    #[must_use]
    pub fn captures(&self) -> &[Capture] {
        &self.captures
    }

    /// How many values a match stands for: its captures, or the whole match if there are none.
    #[must_use]
    pub fn capture_count(&self) -> usize {
        self.captures.len().max(1)
    }

    /// Capture `index`, counted from 0, after a match; without captures, number 0 is the whole match.
    pub fn capture(&self, index: usize) -> Result<Capture, PatternError> {
        match self.captures.get(index) {
            Some(_) if self.open >> index & 1 != 0 => Err(PatternError::UnfinishedCapture),
            Some(capture) => Ok(*capture),
            None if index == 0 => Ok(Capture::Span(self.start, self.at)),
            None => Err(PatternError::InvalidCaptureIndex(index + 1)),
        }
    }

    /// Fails if a capture was never closed. PUC raises this only when it hands out the value, so `gsub` with a
    /// replacement string does not raise it for captures the string does not name.
    #[cfg(test)]
    pub fn check_finished(&self) -> Result<(), PatternError> {
        if self.open == 0 { Ok(()) } else { Err(PatternError::UnfinishedCapture) }
    }
}
