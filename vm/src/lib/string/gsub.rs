//! `gsub`.
//!
//! What is copied unchanged is not copied before something is replaced behind it, so that a `gsub` that changes
//! nothing builds nothing.

use super::search::{
    capture, damaged, has_long_capture, pattern_error, push_long_captures, split_anchor, store_matcher,
};
use super::work::{BYTES_PER_UNIT, STEP_UNITS, UNITS_PER_TICK};
use crate::interp::Res;
use crate::lib::access;
use crate::native::{Cx, Out};
use crate::number;
use crate::text::pattern::{CAPTURES_MAX, Capture, Matcher, PatternError, Step};
use crate::value::Value;
use std::ops::Range;

// Window: subject, pattern, replacement, limit, then what is kept.
const REPLACEMENT: usize = 2;
const LIMIT: usize = 3;
const WORDS: usize = 4;
const BUFFER: usize = 5;
const COPIED: usize = 6;
const COUNT: usize = 7;
const CHANGED: usize = 8;
/// Offsets of the match whose replacement was asked for.
const START: usize = 9;
const END: usize = 10;
/// String replacement: how far in it. Otherwise: the value that was given.
const PROGRESS: usize = 11;
/// How much of the capture that the replacement string names, or of the value that was given, is copied.
const PART: usize = 12;
const WINDOW: usize = 13;

// Stages: where it goes on.
/// Looks for the next match.
const SEARCH: u32 = 1;
/// Has the replacement value as its result.
const ANSWERED: u32 = 2;
/// Copies what is before the match, then the replacement value.
const REPLACE: u32 = 3;
/// Copies what is left.
const FINISH: u32 = 4;
/// Makes long captures into strings for the callback.
const CAPTURE: u32 = 5;

/// Units charged for a replacement, beyond what it copies.
const REPLACEMENT_UNITS: i64 = UNITS_PER_TICK;

/// A `gsub` at work.
struct Work {
    matcher: Matcher,
    /// Offset up to which the subject is in the result, or replaced.
    copied: usize,
    count: i64,
    changed: bool,
    /// How far in the replacement string; 0 between matches.
    progress: usize,
    /// How much is copied of the capture it names there, or of the value that was given.
    part: usize,
    out: Vec<u8>,
    /// Units left in this step.
    left: i64,
}

/// Why a replacement string cannot be followed.
enum Failure {
    Pattern(PatternError),
    InvalidUse,
}

/// `string.gsub(s, pattern, replacement [, n])`
pub(super) fn gsub(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 {
        return begin(cx);
    }
    let work = resume(cx)?;
    match cx.stage {
        SEARCH => go_on(cx, work),
        ANSWERED => {
            let value = cx.result(0);
            cx.clear_results();
            cx.set_slot(PROGRESS, value);
            replace(cx, work)
        }
        REPLACE => replace(cx, work),
        CAPTURE => {
            let (start, end) = (cx.slot_offset(START), cx.slot_offset(END));
            let next = cx.slot_offset(PROGRESS);
            capture_for_callback(cx, work, start..end, next)
        }
        _ => finish(cx, work),
    }
}

fn begin(cx: &mut Cx<'_>) -> Res<Out> {
    let subject = cx.check_string(0)?;
    let pattern = cx.check_string(1)?;
    let len = cx.bytes(subject).len();
    // As in PUC, the limit is looked at before the replacement.
    let limit = cx.opt_integer(LIMIT, len as i64 + 1)?;
    let replacement = cx.arg(REPLACEMENT);
    let calls_back = replacement.is_table() || replacement.is_function();
    if !calls_back && !replacement.is_string() && !replacement.is_number() {
        return Err(cx.type_error(REPLACEMENT, "string/function/table"));
    }
    if !calls_back {
        cx.check_string(REPLACEMENT)?;
    }
    cx.resize_window(LIMIT)?;
    cx.resize_window(WINDOW)?;
    cx.set_slot(LIMIT, Value::integer(limit));
    let anchored = cx.bytes(pattern).first() == Some(&b'^');
    let matcher = Matcher::new(0, anchored);
    let work =
        Work { matcher, copied: 0, count: 0, changed: false, progress: 0, part: 0, out: Vec::new(), left: STEP_UNITS };
    go_on(cx, work)
}

fn resume(cx: &mut Cx<'_>) -> Res<Work> {
    let words = cx.take_words(WORDS);
    let (anchored, pattern) = split_anchor(cx.bytes(cx.slot(1)));
    let matcher = if matches!(cx.stage, SEARCH | CAPTURE) {
        Matcher::from_words(&words, cx.bytes(cx.slot(0)).len(), pattern.len())
    } else {
        let end = cx.slot_offset(END);
        let mut matcher = Matcher::new(end, anchored);
        matcher.restart(end, anchored, Some(end));
        Some(matcher)
    };
    let Some(matcher) = matcher else { return Err(damaged(cx)) };
    Ok(Work {
        matcher,
        copied: cx.slot_offset(COPIED),
        count: cx.slot_integer(COUNT),
        changed: cx.slot_integer(CHANGED) != 0,
        progress: if cx.stage == SEARCH { cx.slot_offset(PROGRESS) } else { 0 },
        part: cx.slot_offset(PART),
        out: cx.take_bytes(BUFFER),
        left: STEP_UNITS,
    })
}

/// Charges for the step and keeps everything but the matcher.
fn keep(cx: &mut Cx<'_>, work: Work) -> Res<()> {
    charge(cx, &work);
    cx.set_slot_offset(COPIED, work.copied);
    cx.set_slot(COUNT, Value::integer(work.count));
    cx.set_slot(CHANGED, Value::integer(i64::from(work.changed)));
    cx.set_slot_offset(PART, work.part);
    cx.store_bytes(BUFFER, work.out)
}

fn charge(cx: &mut Cx<'_>, work: &Work) {
    cx.charge(((STEP_UNITS - work.left) / UNITS_PER_TICK) as usize);
}

fn go_on(cx: &mut Cx<'_>, work: Work) -> Res<Out> {
    if cx.slot(REPLACEMENT).is_string() { with_string(cx, work) } else { with_callback(cx, work) }
}

impl Work {
    /// The next match; `None` if the search has ended. Repeats its answer until the match is done with.
    fn next_match(&mut self, subject: &[u8], pattern: &[u8], anchored: bool, limit: i64) -> Result<Step, PatternError> {
        if self.count >= limit || anchored && self.count > 0 {
            return Ok(Step::NoMatch);
        }
        self.matcher.run(subject, pattern, &mut self.left)
    }

    fn append(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
        self.left -= (bytes.len() / BYTES_PER_UNIT) as i64;
    }

    /// Appends what is left of a text of which `part` bytes are copied, as far as this step goes; says whether that is
    /// all of it.
    fn append_rest(&mut self, text: &[u8]) -> bool {
        let rest = &text[self.part..];
        let most = (self.left.max(0) as usize).saturating_mul(BYTES_PER_UNIT).min(rest.len());
        self.append(&rest[..most]);
        self.part = if most == rest.len() { 0 } else { self.part + most };
        most == rest.len()
    }

    /// Copies the subject as it is up to an offset; says whether it got there in this step.
    fn copy_to(&mut self, subject: &[u8], offset: usize) -> bool {
        while self.copied < offset && self.left > 0 {
            let most = self.left as usize * BYTES_PER_UNIT;
            let to = offset.min(self.copied.saturating_add(most));
            self.append(&subject[self.copied..to]);
            self.copied = to;
        }
        self.copied >= offset
    }

    /// Appends a replacement string, captures put in; says whether it got to its end in this step.
    fn expand(&mut self, subject: &[u8], whole: Range<usize>, replacement: &[u8]) -> Result<bool, Failure> {
        while self.left > 0 {
            let Some(rest) = replacement.get(self.progress..).filter(|rest| !rest.is_empty()) else {
                return Ok(true);
            };
            let most = (self.left as usize * BYTES_PER_UNIT).min(rest.len());
            let Some(literal) = rest[..most].iter().position(|&byte| byte == b'%') else {
                self.append(&rest[..most]);
                self.progress += most;
                continue;
            };
            self.append(&rest[..literal]);
            self.left -= 1;
            self.progress += literal;
            let is_done = match rest.get(literal + 1) {
                Some(b'%') => {
                    self.out.push(b'%');
                    true
                }
                Some(b'0') => self.append_rest(&subject[whole.clone()]),
                Some(digit @ b'1'..=b'9') => {
                    match self.matcher.capture(usize::from(digit - b'1')).map_err(Failure::Pattern)? {
                        Capture::Span(start, end) => self.append_rest(&subject[start..end]),
                        Capture::Position(at) => {
                            number::write_integer(&mut self.out, at as i64 + 1);
                            true
                        }
                    }
                }
                _ => return Err(Failure::InvalidUse),
            };
            self.progress += if is_done { 2 } else { 0 };
        }
        Ok(self.progress >= replacement.len())
    }

    /// One step with a replacement string; says whether the search has ended.
    fn substitute(&mut self, subject: &[u8], pattern: &[u8], replacement: &[u8], limit: i64) -> Result<bool, Failure> {
        let (anchored, pattern) = split_anchor(pattern);
        while self.left > 0 {
            match self.next_match(subject, pattern, anchored, limit).map_err(Failure::Pattern)? {
                Step::Pending => return Ok(false),
                Step::NoMatch => return Ok(true),
                Step::Match { start, end } => {
                    // Once the match's place is reached, `copied` stays there while the replacement goes in.
                    if !self.copy_to(subject, start) || !self.expand(subject, start..end, replacement)? {
                        return Ok(false);
                    }
                    self.copied = end;
                    self.progress = 0;
                    self.changed = true;
                    self.count += 1;
                    self.left -= REPLACEMENT_UNITS;
                    self.matcher.restart(end, anchored, Some(end));
                }
            }
        }
        Ok(false)
    }
}

fn with_string(cx: &mut Cx<'_>, mut work: Work) -> Res<Out> {
    let limit = cx.slot_integer(LIMIT);
    let (subject, pattern) = (cx.bytes(cx.slot(0)), cx.bytes(cx.slot(1)));
    let replacement = cx.bytes(cx.slot(REPLACEMENT));
    match work.substitute(subject, pattern, replacement, limit) {
        Ok(true) => finish(cx, work),
        Ok(false) => search_again(cx, work),
        Err(Failure::Pattern(error)) => Err(pattern_error(cx, error)),
        Err(Failure::InvalidUse) => Err(cx.error("invalid use of '%' in replacement string")),
    }
}

fn search_again(cx: &mut Cx<'_>, work: Work) -> Res<Out> {
    store_matcher(cx, WORDS, &work.matcher);
    cx.set_slot_offset(PROGRESS, work.progress);
    keep(cx, work)?;
    cx.step(SEARCH)
}

fn with_callback(cx: &mut Cx<'_>, mut work: Work) -> Res<Out> {
    let limit = cx.slot_integer(LIMIT);
    let subject = cx.slot(0);
    let callback = cx.slot(REPLACEMENT);
    loop {
        if work.left <= 0 {
            return search_again(cx, work);
        }
        let (anchored, pattern) = split_anchor(cx.bytes(cx.slot(1)));
        let step = work.next_match(cx.bytes(subject), pattern, anchored, limit);
        let (start, end) = match step {
            Ok(Step::Match { start, end }) => (start, end),
            Ok(Step::NoMatch) => return finish(cx, work),
            Ok(Step::Pending) => return search_again(cx, work),
            Err(error) => return Err(pattern_error(cx, error)),
        };
        work.count += 1;
        work.left -= REPLACEMENT_UNITS;
        let count = if callback.is_table() { 1 } else { work.matcher.capture_count() };
        if has_long_capture(cx, &work.matcher, subject, count) {
            cx.clear_results();
            cx.push(callback)?;
            return capture_for_callback(cx, work, start..end, 0);
        }
        if callback.is_table() {
            let key = capture(cx, &work.matcher, subject, 0)?;
            let value = cx.vm.heap.table_get(callback.handle(), key);
            if value.is_nil() && cx.vm.heap.metatable(callback).is_some() {
                keep_match(cx, work, start, end)?;
                return access::index(cx, callback, key, ANSWERED);
            }
            work.matcher.restart(end, anchored_at(cx), Some(end));
            if value.is_falsy() {
                continue;
            }
            check_replacement(cx, value)?;
            if !work.copy_to(cx.bytes(subject), start) || !work.put(cx, value, end) {
                cx.set_slot(PROGRESS, value);
                keep_match(cx, work, start, end)?;
                return cx.again(REPLACE);
            }
            continue;
        }
        let mut captures = [Value::NIL; CAPTURES_MAX];
        for (i, slot) in captures[..count].iter_mut().enumerate() {
            *slot = capture(cx, &work.matcher, subject, i)?;
        }
        keep_match(cx, work, start, end)?;
        return cx.call(callback, &captures[..count], ANSWERED);
    }
}

/// Pushes captures of which some are long above the callback, from number `next` on, then asks the callback.
fn capture_for_callback(cx: &mut Cx<'_>, mut work: Work, whole: Range<usize>, next: usize) -> Res<Out> {
    let (subject, callback) = (cx.slot(0), cx.slot(REPLACEMENT));
    let count = if callback.is_table() { 1 } else { work.matcher.capture_count() };
    // The state of the search is kept even if no capture is left that is long.
    let matcher = std::mem::replace(&mut work.matcher, Matcher::new(whole.end, false));
    let end = whole.end;
    keep_match(cx, work, whole.start, end)?;
    if let Some(out) = push_long_captures(cx, &matcher, subject, next..count, WORDS, PROGRESS, CAPTURE)? {
        return Ok(out);
    }
    let first = cx.base + WINDOW;
    // What was pushed became part of the window.
    cx.vm.thread.frame_mut().top = first as u32;
    if callback.is_function() {
        return Ok(Out::Call { at: first, stage: ANSWERED });
    }
    let key = cx.result(1);
    cx.clear_results();
    let value = cx.vm.heap.table_get(callback.handle(), key);
    if value.is_nil() && cx.vm.heap.metatable(callback).is_some() {
        return access::index(cx, callback, key, ANSWERED);
    }
    cx.set_slot(PROGRESS, value);
    cx.again(REPLACE)
}

fn anchored_at(cx: &Cx<'_>) -> bool {
    split_anchor(cx.bytes(cx.slot(1))).0
}

fn keep_match(cx: &mut Cx<'_>, work: Work, start: usize, end: usize) -> Res<()> {
    cx.set_slot_offset(START, start);
    cx.set_slot_offset(END, end);
    keep(cx, work)
}

impl Work {
    /// Appends a string or number in place of a match that ends there; says whether it got to its end in this step.
    fn put(&mut self, cx: &Cx<'_>, value: Value, end: usize) -> bool {
        match value.as_number() {
            Some(number) => number::write_number(&mut self.out, number),
            None if !self.append_rest(cx.bytes(value)) => return false,
            None => {}
        }
        self.copied = end;
        self.changed = true;
        true
    }
}

/// A replacement that is neither nil nor false must be text.
fn check_replacement(cx: &mut Cx<'_>, value: Value) -> Res<()> {
    if value.is_string() || value.is_number() {
        return Ok(());
    }
    Err(cx.error(&format!("invalid replacement value (a {})", value.type_name())))
}

/// Puts the value in `PROGRESS` in place of the match, and goes on.
fn replace(cx: &mut Cx<'_>, mut work: Work) -> Res<Out> {
    let value = cx.slot(PROGRESS);
    if !value.is_falsy() {
        check_replacement(cx, value)?;
        let (start, end) = (cx.slot_offset(START), cx.slot_offset(END));
        if !work.copy_to(cx.bytes(cx.slot(0)), start) || !work.put(cx, value, end) {
            keep(cx, work)?;
            return cx.again(REPLACE);
        }
    }
    cx.set_slot(PROGRESS, Value::NIL);
    with_callback(cx, work)
}

/// Copies what is left and returns the result.
fn finish(cx: &mut Cx<'_>, mut work: Work) -> Res<Out> {
    let subject = cx.slot(0);
    let count = Value::integer(work.count);
    if !work.changed {
        charge(cx, &work);
        return cx.values(&[subject, count]);
    }
    let len = cx.bytes(subject).len();
    if !work.copy_to(cx.bytes(subject), len) {
        keep(cx, work)?;
        return cx.again(FINISH);
    }
    charge(cx, &work);
    let result = cx.string_from(work.out)?;
    cx.values(&[result, count])
}
