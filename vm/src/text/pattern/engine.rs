//! The steps of the matcher.
//!
//! Every step is entered with budget left and charges what it does; nothing is changed before a set it needs has been
//! read, so a step that stops for that is simply done again. Positions come from the state, which may come from a
//! snapshot: accesses that the state's validation does not cover are checked ones.

use super::class::{Set, SetScan, Single, byte_at};
use super::lead::Lead;
use super::{CAPTURES_MAX, Capture, FRAMES_MAX, Frame, Matcher, Mode, PatternError, Step};
use std::ops::Range;

/// Sets that stay read. Further ones share one more place, so that a hostile pattern can't hoard memory.
const SETS_KEPT: usize = 8;

/// Characters a greedy repetition has left from which on a shortcut is looked for when it gives back.
const SHORTCUT_MIN: usize = 2;

/// What a step leads to: `Some` ends the run.
type Flow = Result<Option<Step>, PatternError>;

const GO_ON: Flow = Ok(None);
const OUT_OF_BUDGET: Flow = Ok(Some(Step::Pending));

/// How a step that failed goes on.
enum Retried {
    /// At another position, as an item.
    Item,
    /// Otherwise: the attempt has failed, or the budget is used up.
    Other(Option<Step>),
}

impl Matcher {
    pub(super) fn advance(&mut self, subject: &[u8], pattern: &[u8], left: &mut i64) -> Result<Step, PatternError> {
        let mut lead = None;
        loop {
            let flow = match self.mode {
                Mode::Item => self.items(subject, pattern, left)?,
                Mode::Retry => match self.retry(subject, pattern, left)? {
                    Retried::Item => {
                        self.mode = Mode::Item;
                        None
                    }
                    Retried::Other(flow) => flow,
                },
                Mode::Seek => {
                    if lead.is_none() && !self.anchored {
                        lead = self.lead(pattern, 0);
                    }
                    self.seek(subject, lead, left)
                }
                Mode::Grow { base, end } => self.grow(subject, pattern, base, end, left)?,
                Mode::Balance { depth } => self.balance(subject, pattern, depth, left),
                Mode::Compare { capture, done } => self.compare(subject, capture, done, left),
                Mode::Matched => Some(Step::Match { start: self.start, end: self.at }),
                Mode::Exhausted => Some(Step::NoMatch),
            };
            if let Some(step) = flow {
                return Ok(step);
            }
        }
    }

    /// Finds the next position where a match may begin, and begins one.
    fn seek(&mut self, subject: &[u8], lead: Option<Lead>, left: &mut i64) -> Option<Step> {
        if let Some(lead) = lead
            && self.start <= subject.len()
        {
            let cost = lead.cost;
            let allowed = usize::try_from(*left).unwrap_or(0).div_ceil(cost);
            let rest = &subject[self.start..];
            let missed = lead.miss_length(&rest[..rest.len().min(allowed)], &self.sets);
            *left -= (missed * cost) as i64;
            self.start += missed;
            if missed == allowed {
                return Some(Step::Pending);
            }
            if missed == rest.len() {
                // An attempt at the very end fails too, and costs the same.
                *left -= cost as i64;
                self.start += 1;
            }
        }
        if self.start > subject.len() {
            self.exhaust();
            return None;
        }
        self.at = self.start;
        self.item = 0;
        self.mode = Mode::Item;
        None
    }

    /// Matches item after item until one fails, is long, or the pattern ends.
    fn items(&mut self, subject: &[u8], pattern: &[u8], left: &mut i64) -> Flow {
        macro_rules! fail {
            () => {
                match self.retry(subject, pattern, left)? {
                    Retried::Item => continue,
                    Retried::Other(flow) => return Ok(flow),
                }
            };
        }
        loop {
            let item = self.item;
            let Some(&byte) = pattern.get(item) else {
                return self.succeed(subject);
            };
            if *left <= 0 {
                return OUT_OF_BUDGET;
            }
            match byte {
                b'(' => {
                    *left -= 1;
                    self.open_capture(byte_at(pattern, item + 1) == b')')?;
                    continue;
                }
                b')' => {
                    *left -= 1;
                    self.close_capture()?;
                    continue;
                }
                b'$' if item + 1 == pattern.len() => {
                    *left -= 1;
                    if self.at < subject.len() {
                        fail!();
                    }
                    self.item = item + 1;
                    continue;
                }
                b'%' => match byte_at(pattern, item + 1) {
                    b'b' => return self.begin_balance(subject, pattern, left),
                    b'f' => match self.frontier(subject, pattern, left)? {
                        Some(true) => continue,
                        Some(false) => fail!(),
                        None => return OUT_OF_BUDGET,
                    },
                    digit @ b'0'..=b'9' => return self.begin_compare(subject, digit, left),
                    _ => {}
                },
                _ => {}
            }
            let Some((single, end)) = self.single(pattern, item, left)? else { return OUT_OF_BUDGET };
            *left -= 1;
            let hit = subject.get(self.at).is_some_and(|&byte| single.accepts(byte, &self.sets));
            match byte_at(pattern, end) {
                b'*' | b'?' | b'-' if !hit => self.item = end + 1,
                _ if !hit => fail!(),
                b'?' => {
                    self.push(Frame::Optional { at: self.at, next: end + 1 })?;
                    self.at += 1;
                    self.item = end + 1;
                }
                b'-' => {
                    self.push(Frame::Lazy { at: self.at, item, end })?;
                    self.item = end + 1;
                }
                suffix @ (b'*' | b'+') => {
                    let base = self.at + usize::from(suffix == b'+');
                    self.at += 1;
                    if !self.extend(subject, pattern, single, base, end, left)? {
                        self.mode = Mode::Grow { base, end };
                        return OUT_OF_BUDGET;
                    }
                }
                _ => {
                    self.at += 1;
                    self.item = end;
                }
            }
        }
    }

    /// The test of one character at `item` and where it ends. `None`: the budget ran out reading a set.
    #[inline]
    fn single(&mut self, pattern: &[u8], item: usize, left: &mut i64) -> Result<Option<(Single, usize)>, PatternError> {
        Ok(Some(match byte_at(pattern, item) {
            b'.' => (Single::Any, item + 1),
            b'%' => match pattern.get(item + 1) {
                Some(&letter) => (Single::escaped(letter), item + 2),
                None => return Err(PatternError::EndsWithPercent),
            },
            b'[' => return self.set(pattern, item, left),
            byte => (Single::Byte(u32::from(byte)), item + 1),
        }))
    }

    /// The set at `item`, read if need be. `None`: the budget ran out.
    fn set(&mut self, pattern: &[u8], item: usize, left: &mut i64) -> Result<Option<(Single, usize)>, PatternError> {
        if let Some(index) = self.sets.iter().position(|set| set.item == item) {
            return Ok(Some((Single::Set(index as u32), self.sets[index].end)));
        }
        let mut scan = match self.scan.take() {
            Some(scan) if scan.item == item => scan,
            _ => SetScan::new(pattern, item),
        };
        match scan.run(pattern, left)? {
            Some(set) => {
                let index = self.keep_set(set);
                Ok(Some((Single::Set(index as u32), set.end)))
            }
            None => {
                self.scan = Some(scan);
                Ok(None)
            }
        }
    }

    fn keep_set(&mut self, set: Set) -> usize {
        if let Some(last) = self.sets.get_mut(SETS_KEPT) {
            *last = set;
            return SETS_KEPT;
        }
        self.sets.push(set);
        self.sets.len() - 1
    }

    /// Extends a greedy repetition as far as it goes, then goes on behind it. `false`: the budget ran out first.
    #[inline]
    fn extend(
        &mut self,
        subject: &[u8],
        pattern: &[u8],
        single: Single,
        base: usize,
        end: usize,
        left: &mut i64,
    ) -> Result<bool, PatternError> {
        let rest = subject.get(self.at..).unwrap_or(&[]);
        let allowed = usize::try_from(*left).unwrap_or(0).min(rest.len());
        let length = single.run_length(&rest[..allowed], &self.sets);
        *left -= length as i64;
        self.at += length;
        if length == allowed && length < rest.len() {
            return Ok(false);
        }
        if end + 1 == pattern.len() {
            // What follows is the end of the pattern, which matches: nothing will come back here.
            self.check_depth()?;
        } else {
            self.push(Frame::Greedy { base, current: self.at, next: end + 1 })?;
        }
        self.item = end + 1;
        Ok(true)
    }

    fn grow(&mut self, subject: &[u8], pattern: &[u8], base: usize, end: usize, left: &mut i64) -> Flow {
        let Some((single, _)) = self.single(pattern, self.item, left)? else { return OUT_OF_BUDGET };
        if !self.extend(subject, pattern, single, base, end, left)? {
            return OUT_OF_BUDGET;
        }
        self.mode = Mode::Item;
        GO_ON
    }

    fn open_capture(&mut self, position: bool) -> Result<(), PatternError> {
        let index = self.captures.len();
        if index >= CAPTURES_MAX {
            return Err(PatternError::TooManyCaptures);
        }
        self.push(Frame::Opened)?;
        if position {
            self.captures.push(Capture::Position(self.at));
            self.item += 2;
        } else {
            self.captures.push(Capture::Span(self.at, self.at));
            self.open |= 1 << index;
            self.item += 1;
        }
        Ok(())
    }

    fn close_capture(&mut self) -> Result<(), PatternError> {
        let Some(capture) = self.open.checked_ilog2() else { return Err(PatternError::InvalidPatternCapture) };
        let capture = capture as usize;
        self.push(Frame::Closed { capture })?;
        self.open &= !(1 << capture);
        if let Some(Capture::Span(start, end)) = self.captures.get_mut(capture) {
            *end = self.at.max(*start);
        }
        self.item += 1;
        Ok(())
    }

    fn begin_balance(&mut self, subject: &[u8], pattern: &[u8], left: &mut i64) -> Flow {
        if self.item + 3 >= pattern.len() {
            return Err(PatternError::MissingBalanceArguments);
        }
        *left -= 1;
        if subject.get(self.at) != Some(&pattern[self.item + 2]) {
            return self.fail();
        }
        self.at += 1;
        self.mode = Mode::Balance { depth: 1 };
        GO_ON
    }

    fn balance(&mut self, subject: &[u8], pattern: &[u8], mut depth: usize, left: &mut i64) -> Option<Step> {
        let (opening, closing) = (byte_at(pattern, self.item + 2), byte_at(pattern, self.item + 3));
        let rest = subject.get(self.at..).unwrap_or(&[]);
        let allowed = usize::try_from(*left).unwrap_or(0).min(rest.len());
        for (index, &byte) in rest[..allowed].iter().enumerate() {
            if byte == closing {
                depth -= 1;
                if depth == 0 {
                    *left -= index as i64 + 1;
                    self.at += index + 1;
                    self.item += 4;
                    self.mode = Mode::Item;
                    return None;
                }
            } else if byte == opening {
                depth += 1;
            }
        }
        *left -= allowed as i64;
        self.at += allowed;
        if allowed == rest.len() {
            self.mode = Mode::Retry;
            return None;
        }
        self.mode = Mode::Balance { depth };
        Some(Step::Pending)
    }

    /// `%f[set]`: whether the set begins to hold here. `None`: the budget ran out reading the set.
    fn frontier(&mut self, subject: &[u8], pattern: &[u8], left: &mut i64) -> Result<Option<bool>, PatternError> {
        if byte_at(pattern, self.item + 2) != b'[' {
            return Err(PatternError::MissingFrontierSet);
        }
        let Some((single, end)) = self.set(pattern, self.item + 2, left)? else { return Ok(None) };
        *left -= 1;
        let before = if self.at == 0 { 0 } else { byte_at(subject, self.at - 1) };
        let here = byte_at(subject, self.at);
        let holds = !single.accepts(before, &self.sets) && single.accepts(here, &self.sets);
        if holds {
            self.item = end;
        }
        Ok(Some(holds))
    }

    fn begin_compare(&mut self, subject: &[u8], digit: u8, left: &mut i64) -> Flow {
        let number = (digit - b'0') as usize;
        let invalid = PatternError::InvalidCaptureIndex(number);
        let capture = number.checked_sub(1).ok_or(invalid)?;
        let value = self.captures.get(capture).filter(|_| self.open >> capture & 1 == 0).ok_or(invalid)?;
        *left -= 1;
        match *value {
            Capture::Span(start, end) if end - start <= subject.len() - self.at => {
                self.mode = Mode::Compare { capture, done: 0 };
                GO_ON
            }
            // A position capture is never equal to anything.
            _ => self.fail(),
        }
    }

    fn compare(&mut self, subject: &[u8], capture: usize, done: usize, left: &mut i64) -> Option<Step> {
        let Some(&Capture::Span(start, end)) = self.captures.get(capture) else {
            self.mode = Mode::Retry;
            return None;
        };
        let wanted = subject.get(start + done..end).unwrap_or(&[]);
        let found = subject.get(self.at + done..).unwrap_or(&[]);
        let allowed = usize::try_from(*left).unwrap_or(0).min(wanted.len());
        let equal = wanted[..allowed].iter().zip(found).take_while(|(a, b)| a == b).count();
        *left -= equal as i64;
        if equal < allowed {
            *left -= 1;
            self.mode = Mode::Retry;
        } else if allowed < wanted.len() {
            self.mode = Mode::Compare { capture, done: done + equal };
            return Some(Step::Pending);
        } else {
            self.at += done + equal;
            self.item += 2;
            self.mode = Mode::Item;
        }
        None
    }

    /// Returns to the topmost frame that has something else to try, undoing captures on the way.
    fn retry(&mut self, subject: &[u8], pattern: &[u8], left: &mut i64) -> Result<Retried, PatternError> {
        loop {
            let Some(frame) = self.stack.last().copied() else {
                self.next_start(subject);
                return Ok(Retried::Other(None));
            };
            if *left <= 0 {
                return Ok(self.retry_later());
            }
            match frame {
                Frame::Greedy { base, current, next } => {
                    let Some(at) = self.give_back(subject, pattern, base..current, next, left) else { continue };
                    self.at = at;
                    self.item = next;
                    return Ok(Retried::Item);
                }
                Frame::Lazy { at, item, end } => {
                    let Some((single, _)) = self.single(pattern, item, left)? else {
                        return Ok(self.retry_later());
                    };
                    let Some(at) = self.take_more(subject, pattern, single, at, end + 1, left) else { continue };
                    self.at = at;
                    self.item = end + 1;
                    return Ok(Retried::Item);
                }
                Frame::Optional { at, next } => {
                    *left -= 1;
                    self.stack.pop();
                    self.at = at;
                    self.item = next;
                    return Ok(Retried::Item);
                }
                Frame::Opened => {
                    *left -= 1;
                    self.stack.pop();
                    self.captures.pop();
                    self.open &= (1 << self.captures.len()) - 1;
                }
                Frame::Closed { capture } => {
                    *left -= 1;
                    self.stack.pop();
                    self.open |= 1 << capture;
                    if let Some(Capture::Span(start, end)) = self.captures.get_mut(capture) {
                        *end = *start;
                    }
                }
            }
        }
    }

    fn retry_later(&mut self) -> Retried {
        // The position is of no more use. It is cleared so that the state does not depend on shortcuts taken.
        self.at = 0;
        self.item = 0;
        self.mode = Mode::Retry;
        Retried::Other(Some(Step::Pending))
    }

    /// The greedy repetition on top of the stack gives back a character of `taken`, and more as long as the lead of
    /// what follows says that it would fail. `None`: it has nothing left to give, or the budget ran out.
    #[inline]
    fn give_back(
        &mut self,
        subject: &[u8],
        pattern: &[u8],
        taken: Range<usize>,
        next: usize,
        left: &mut i64,
    ) -> Option<usize> {
        let mut current = taken.end;
        if current.saturating_sub(taken.start) > SHORTCUT_MIN
            && let Some(lead) = self.lead(pattern, next)
        {
            let cost = lead.cost + 1;
            let allowed = usize::try_from(*left).unwrap_or(0).div_ceil(cost).min(current - taken.start);
            let missed = lead.miss_length_back(&subject[current - allowed..current], &self.sets);
            *left -= (missed * cost) as i64;
            current -= missed;
        }
        let given = current > taken.start && *left > 0;
        if given {
            *left -= 1;
            current -= 1;
        } else if *left > 0 {
            *left -= 1;
            self.stack.pop();
            return None;
        }
        if let Some(Frame::Greedy { current: kept, .. }) = self.stack.last_mut() {
            *kept = current;
        }
        given.then_some(current)
    }

    /// The lazy repetition on top of the stack, at `at`, takes one more character that passes `single`, and more as
    /// long as the lead of what follows says that it would fail. `None`: it can't, or the budget ran out.
    #[inline]
    fn take_more(
        &mut self,
        subject: &[u8],
        pattern: &[u8],
        single: Single,
        at: usize,
        next: usize,
        left: &mut i64,
    ) -> Option<usize> {
        let mut at = at;
        if let Some(lead) = self.lead(pattern, next) {
            let cost = lead.cost + 1;
            // Blocks grow, so that no more is looked at than a few times what is passed.
            let mut block = 16;
            loop {
                let behind = subject.get(at + 1..).unwrap_or(&[]);
                let allowed = usize::try_from(*left).unwrap_or(0).div_ceil(cost).min(behind.len()).min(block);
                let missed = lead.miss_length(&behind[..allowed], &self.sets);
                let passed = single.run_length(&subject[at.min(subject.len())..][..missed], &self.sets);
                *left -= (passed * cost) as i64;
                at += passed;
                if passed < block {
                    break;
                }
                block *= 2;
            }
        }
        let mut taken = false;
        if *left > 0 {
            *left -= 1;
            taken = subject.get(at).is_some_and(|&byte| single.accepts(byte, &self.sets));
            if !taken {
                self.stack.pop();
                return None;
            }
            at += 1;
        }
        if let Some(Frame::Lazy { at: kept, .. }) = self.stack.last_mut() {
            *kept = at;
        }
        taken.then_some(at)
    }

    /// The attempt at `start` has failed.
    fn next_start(&mut self, subject: &[u8]) {
        self.captures.clear();
        self.open = 0;
        if self.anchored || self.start >= subject.len() {
            self.exhaust();
        } else {
            self.start += 1;
            self.mode = Mode::Seek;
        }
    }

    fn exhaust(&mut self) {
        self.start = 0;
        self.at = 0;
        self.item = 0;
        self.mode = Mode::Exhausted;
    }

    /// The pattern has come to its end.
    fn succeed(&mut self, subject: &[u8]) -> Flow {
        self.stack.clear();
        if self.refused_end == Some(self.at) {
            self.next_start(subject);
            return GO_ON;
        }
        self.at = self.at.max(self.start);
        self.mode = Mode::Matched;
        Ok(Some(Step::Match { start: self.start, end: self.at }))
    }

    #[inline]
    fn fail(&mut self) -> Flow {
        self.mode = Mode::Retry;
        GO_ON
    }

    #[inline]
    fn push(&mut self, frame: Frame) -> Result<(), PatternError> {
        self.check_depth()?;
        self.stack.push(frame);
        Ok(())
    }

    #[inline]
    fn check_depth(&self) -> Result<(), PatternError> {
        if self.stack.len() >= FRAMES_MAX { Err(PatternError::TooComplex) } else { Ok(()) }
    }
}
