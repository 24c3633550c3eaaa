//! `find`, `match`, `gmatch`.

use super::work::{
    PLAIN_UNITS_PER_TICK, STEP_BYTES, STEP_PLAIN_UNITS, STEP_UNITS, UNITS_PER_TICK, short_substring, start_position,
};
use crate::heap::{Heap, SHORT_BYTES_MAX};
use crate::interp::{Res, Throw};
use crate::lib::occurring::ByteSet;
use crate::native::{self, Arguments, Cx, Few, Out};
use crate::text::pattern::{Capture, Matcher, PatternError, PlainFind, SPECIALS, Step, has_specials};
use crate::value::Value;
use std::ops::Range;

// Window of a search that goes on: subject, pattern, init, plain, then the state of the search, then (once there is a
// match with long captures) the number of the next capture, then the results so far.
const WORDS: usize = 4;
const WINDOW: usize = 5;
// Stages.
const MATCHING: u32 = 1;
const PLAIN: u32 = 2;
const CAPTURING: u32 = 3;
/// It is known which bytes the pattern has.
const FOUND: u32 = 4;

/// `string.find(s, pattern [, init [, plain]])`
pub(super) fn find(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 | FOUND => begin(cx, true),
        PLAIN => {
            let words = cx.take_words(WORDS);
            let (subject, needle) = (cx.bytes(cx.slot(0)).len(), cx.bytes(cx.slot(1)).len());
            match PlainFind::from_words(&words, subject, needle) {
                Some(search) => find_plain(cx, search),
                None => Err(damaged(cx)),
            }
        }
        _ => go_on(cx, true),
    }
}

/// `string.match(s, pattern [, init])`
pub(super) fn match_(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 { begin(cx, false) } else { go_on(cx, false) }
}

fn begin(cx: &mut Cx<'_>, wants_place: bool) -> Res<Out> {
    let found = if cx.stage == FOUND { cx.bytes_found() } else { ByteSet::default() };
    let subject = cx.check_string(0)?;
    let pattern = cx.check_string(1)?;
    let len = cx.bytes(subject).len();
    let init = start_position(cx.opt_integer(2, 1)?, len) - 1;
    if init > len {
        return cx.one(Value::NIL);
    }
    if wants_place {
        let is_plain = if !cx.arg(3).is_falsy() {
            true
        } else if cx.stage == FOUND {
            SPECIALS.iter().all(|&special| !found.contains(special))
        } else if cx.bytes(pattern).len() > STEP_BYTES {
            return cx.find_bytes(pattern, FOUND);
        } else {
            !has_specials(cx.bytes(pattern))
        };
        if is_plain {
            return find_plain(cx, PlainFind::new(init));
        }
    }
    let anchored = cx.bytes(pattern).first() == Some(&b'^');
    search(cx, Matcher::new(init, anchored), wants_place)
}

/// Units of work that a search without a frame may take. What is begun in vain is done twice, so they are few.
const QUICK_UNITS: i64 = 256;
const QUICK_PLAIN_UNITS: i64 = 1024;

/// What `find` does without a frame: a short search, with at most one capture.
pub(in crate::lib) fn find_quickly(heap: &mut Heap, arguments: Arguments) -> Option<Few> {
    search_quickly(heap, arguments, true)
}

/// The same for `match`, with up to three captures.
pub(in crate::lib) fn match_quickly(heap: &mut Heap, arguments: Arguments) -> Option<Few> {
    search_quickly(heap, arguments, false)
}

fn search_quickly(heap: &mut Heap, arguments: Arguments, wants_place: bool) -> Option<Few> {
    let (subject, pattern) = (arguments.get(0), arguments.get(1));
    if !subject.is_string() || !pattern.is_string() {
        return None;
    }
    let len = heap.bytes(subject).len();
    let init = match arguments.count() {
        2 => 0,
        3 => start_position(arguments.get(2).as_integer()?, len) - 1,
        4 if wants_place && arguments.get(3).same(Value::TRUE) => {
            start_position(arguments.get(2).as_integer()?, len) - 1
        }
        _ => return None,
    };
    if init > len {
        return Some([Value::NIL].into());
    }
    let place = |start: usize, end: usize| [Value::integer(start as i64 + 1), Value::integer(end as i64)];
    if wants_place && arguments.count() != 4 && heap.bytes(pattern).len() > QUICK_UNITS as usize {
        return None;
    }
    if wants_place && (arguments.count() == 4 || !has_specials(heap.bytes(pattern))) {
        let mut left = QUICK_PLAIN_UNITS;
        let few: Few = match PlainFind::new(init).run(heap.bytes(subject), heap.bytes(pattern), &mut left) {
            Step::Match { start, end } => place(start, end).into(),
            Step::NoMatch => [Value::NIL].into(),
            Step::Pending => return None,
        };
        heap.charge(((QUICK_PLAIN_UNITS - left) / PLAIN_UNITS_PER_TICK) as usize);
        return Some(few);
    }
    let (anchored, items) = split_anchor(heap.bytes(pattern));
    let mut matcher = Matcher::new(init, anchored);
    let mut left = QUICK_UNITS;
    let outcome = matcher.run(heap.bytes(subject), items, &mut left).ok()?;
    let few = match outcome {
        Step::NoMatch => [Value::NIL].into(),
        Step::Pending => return None,
        Step::Match { start, end } => {
            let count = if wants_place { matcher.captures().len() } else { matcher.capture_count() };
            let mut few = if wants_place { place(start, end).into() } else { Few::NONE };
            // Nothing is made before it is sure that all can be.
            if few.values().len() + count > 3 || !(0..count).all(|i| is_short(heap, &matcher, subject, i)) {
                return None;
            }
            for i in 0..count {
                few = few.and(capture_quickly(heap, &matcher, subject, i)?)?;
            }
            few
        }
    };
    heap.charge(((QUICK_UNITS - left) / UNITS_PER_TICK) as usize);
    Some(few)
}

/// Whether a capture takes no memory to speak of.
fn is_short(heap: &Heap, matcher: &Matcher, subject: Value, index: usize) -> bool {
    match matcher.capture(index) {
        Ok(Capture::Span(start, end)) => end - start <= SHORT_BYTES_MAX || end - start == heap.bytes(subject).len(),
        Ok(Capture::Position(_)) => true,
        Err(_) => false,
    }
}

fn capture_quickly(heap: &mut Heap, matcher: &Matcher, subject: Value, index: usize) -> Option<Value> {
    match matcher.capture(index).ok()? {
        Capture::Position(at) => Some(Value::integer(at as i64 + 1)),
        Capture::Span(start, end) => Some(short_substring(heap, subject, start, end)),
    }
}

/// Splits off an anchor.
pub(super) fn split_anchor(pattern: &[u8]) -> (bool, &[u8]) {
    match pattern {
        [b'^', rest @ ..] => (true, rest),
        _ => (false, pattern),
    }
}

fn go_on(cx: &mut Cx<'_>, wants_place: bool) -> Res<Out> {
    let words = cx.take_words(WORDS);
    let (_, pattern) = split_anchor(cx.bytes(cx.slot(1)));
    match Matcher::from_words(&words, cx.bytes(cx.slot(0)).len(), pattern.len()) {
        Some(matcher) if cx.stage == CAPTURING => {
            let count = if wants_place { matcher.captures().len() } else { matcher.capture_count() };
            let (subject, next) = (cx.slot(0), cx.slot_offset(WORDS + 1));
            capture_in_steps(cx, &matcher, subject, next..count, WORDS)
        }
        Some(matcher) => search(cx, matcher, wants_place),
        None => Err(damaged(cx)),
    }
}

fn search(cx: &mut Cx<'_>, mut matcher: Matcher, wants_place: bool) -> Res<Out> {
    let subject = cx.slot(0);
    let (_, pattern) = split_anchor(cx.bytes(cx.slot(1)));
    let mut left = STEP_UNITS;
    let outcome = matcher.run(cx.bytes(subject), pattern, &mut left);
    cx.charge(((STEP_UNITS - left) / UNITS_PER_TICK) as usize);
    match outcome {
        Ok(Step::Match { start, end }) => {
            let count = if wants_place { matcher.captures().len() } else { matcher.capture_count() };
            let takes_long = has_long_capture(cx, &matcher, subject, count);
            if takes_long {
                open_window(cx)?;
                cx.resize_window(WINDOW + 1)?;
            }
            cx.clear_results();
            if wants_place {
                cx.push(Value::integer(start as i64 + 1))?;
                cx.push(Value::integer(end as i64))?;
            }
            if takes_long {
                return capture_in_steps(cx, &matcher, subject, 0..count, WORDS);
            }
            push_captures(cx, &matcher, subject, count)?;
            cx.return_results()
        }
        Ok(Step::NoMatch) => cx.one(Value::NIL),
        Ok(Step::Pending) => {
            open_window(cx)?;
            store_matcher(cx, WORDS, &matcher);
            cx.again(MATCHING)
        }
        Err(error) => Err(pattern_error(cx, error)),
    }
}

/// Makes a place for the state of the search; further arguments go.
fn open_window(cx: &mut Cx<'_>) -> Res<()> {
    if matches!(cx.stage, 0 | FOUND) {
        cx.resize_window(WORDS)?;
    }
    cx.resize_window(WINDOW)
}

fn find_plain(cx: &mut Cx<'_>, mut search: PlainFind) -> Res<Out> {
    let mut left = STEP_PLAIN_UNITS;
    let step = search.run(cx.bytes(cx.slot(0)), cx.bytes(cx.slot(1)), &mut left);
    cx.charge(((STEP_PLAIN_UNITS - left) / PLAIN_UNITS_PER_TICK) as usize);
    match step {
        Step::Match { start, end } => cx.values(&[Value::integer(start as i64 + 1), Value::integer(end as i64)]),
        Step::NoMatch => cx.one(Value::NIL),
        Step::Pending => {
            open_window(cx)?;
            let mut words = Vec::new();
            search.to_words(&mut words);
            cx.store_words(WORDS, words);
            cx.again(PLAIN)
        }
    }
}

/// Keeps a matcher at work in a window slot.
pub(super) fn store_matcher(cx: &mut Cx<'_>, slot: usize, matcher: &Matcher) {
    let mut words = Vec::new();
    matcher.to_words(&mut words);
    cx.store_words(slot, words);
}

/// Pushes the first `count` captures.
fn push_captures(cx: &mut Cx<'_>, matcher: &Matcher, subject: Value, count: usize) -> Res<()> {
    for i in 0..count {
        let value = capture(cx, matcher, subject, i)?;
        cx.push(value)?;
    }
    Ok(())
}

/// Whether a capture among the first `count` is to be copied in steps.
pub(super) fn has_long_capture(cx: &Cx<'_>, matcher: &Matcher, subject: Value, count: usize) -> bool {
    let whole = cx.bytes(subject).len();
    whole > STEP_BYTES && (0..count).any(|i| is_long_capture(matcher, i, whole))
}

fn is_long_capture(matcher: &Matcher, index: usize, whole: usize) -> bool {
    matches!(matcher.capture(index), Ok(Capture::Span(start, end)) if end - start > STEP_BYTES && end - start < whole)
}

/// Pushes captures of which some are long, and returns everything above the slot behind that of the matcher, in which
/// the number of the next capture is kept.
fn capture_in_steps(
    cx: &mut Cx<'_>,
    matcher: &Matcher,
    subject: Value,
    captures: Range<usize>,
    slot: usize,
) -> Res<Out> {
    if let Some(out) = push_long_captures(cx, matcher, subject, captures, slot, slot + 1, CAPTURING)? {
        return Ok(out);
    }
    let first = cx.base + slot + 2;
    Ok(Out::Values { first, count: cx.vm.thread.top as usize - first })
}

/// Pushes captures of which some are long. `None` if that is done; otherwise the matcher was kept in one slot and the
/// number of the next capture in another, for `stage`.
pub(super) fn push_long_captures(
    cx: &mut Cx<'_>,
    matcher: &Matcher,
    subject: Value,
    captures: Range<usize>,
    slot: usize,
    number_slot: usize,
    stage: u32,
) -> Res<Option<Out>> {
    let whole = cx.bytes(subject).len();
    for i in captures {
        if !is_long_capture(matcher, i, whole) {
            let value = capture(cx, matcher, subject, i)?;
            cx.push(value)?;
            continue;
        }
        store_matcher(cx, slot, matcher);
        cx.set_slot_offset(number_slot, i + 1);
        if let Ok(Capture::Span(start, end)) = matcher.capture(i)
            && let Some(out) = cx.push_part(subject, start, end, stage)?
        {
            return Ok(Some(out));
        }
    }
    Ok(None)
}

/// Capture `index` (from 0) as a value.
pub(super) fn capture(cx: &mut Cx<'_>, matcher: &Matcher, subject: Value, index: usize) -> Res<Value> {
    match matcher.capture(index) {
        Ok(Capture::Span(start, end)) => cx.substring(subject, start, end),
        Ok(Capture::Position(at)) => Ok(Value::integer(at as i64 + 1)),
        Err(error) => Err(pattern_error(cx, error)),
    }
}

#[cold]
pub(super) fn pattern_error(cx: &mut Cx<'_>, error: PatternError) -> Throw {
    cx.error(&error.to_string())
}

/// State that none of these functions wrote: from a snapshot somebody made up.
#[cold]
pub(super) fn damaged(cx: &mut Cx<'_>) -> Throw {
    cx.error("damaged state of a string function")
}

// Values of the closure that `gmatch` gives.
const SUBJECT: usize = 0;
const PATTERN: usize = 1;
/// Offset at which the next search begins.
const POSITION: usize = 2;
/// End of the last match plus one, or 0: an empty match there doesn't count.
const REFUSED: usize = 3;

/// `string.gmatch(s, pattern [, init])`
pub(super) fn gmatch(cx: &mut Cx<'_>) -> Res<Out> {
    let subject = cx.check_string(0)?;
    let pattern = cx.check_string(1)?;
    let len = cx.bytes(subject).len();
    let init = (start_position(cx.opt_integer(2, 1)?, len) - 1).min(len + 1);
    let values = [subject, pattern, Value::integer(init as i64), Value::integer(0)];
    let iterator = cx.vm.heap.new_native_closure(native::GMATCH_STEP, values.into());
    cx.one(iterator)
}

/// The iterator that `gmatch` gives.
pub(crate) fn gmatch_step(cx: &mut Cx<'_>) -> Res<Out> {
    let (subject, pattern) = (cx.closure_values()[SUBJECT], cx.closure_values()[PATTERN]);
    let kept = cx.count;
    let mut matcher = if cx.stage == 0 {
        let position = cx.closure_values()[POSITION].as_integer().unwrap_or(0) as usize;
        let refused = cx.closure_values()[REFUSED].as_integer().unwrap_or(0) as usize;
        let mut matcher = Matcher::new(position, false);
        matcher.restart(position, false, refused.checked_sub(1));
        matcher
    } else {
        let words = cx.take_words(kept);
        match Matcher::from_words(&words, cx.bytes(subject).len(), cx.bytes(pattern).len()) {
            Some(matcher) => matcher,
            None => return Err(damaged(cx)),
        }
    };
    if cx.stage == CAPTURING {
        let captures = cx.slot_offset(kept + 1)..matcher.capture_count();
        return capture_in_steps(cx, &matcher, subject, captures, kept);
    }
    let mut left = STEP_UNITS;
    let outcome = matcher.run(cx.bytes(subject), cx.bytes(pattern), &mut left);
    cx.charge(((STEP_UNITS - left) / UNITS_PER_TICK) as usize);
    match outcome {
        Ok(Step::Match { end, .. }) => {
            cx.set_closure_value(POSITION, Value::integer(end as i64));
            cx.set_closure_value(REFUSED, Value::integer(end as i64 + 1));
            cx.clear_results();
            let count = matcher.capture_count();
            if has_long_capture(cx, &matcher, subject, count) {
                cx.resize_window(kept + 2)?;
                return capture_in_steps(cx, &matcher, subject, 0..count, kept);
            }
            push_captures(cx, &matcher, subject, count)?;
            cx.return_results()
        }
        Ok(Step::NoMatch) => cx.none(),
        Ok(Step::Pending) => {
            cx.resize_window(kept + 1)?;
            store_matcher(cx, kept, &matcher);
            cx.again(MATCHING)
        }
        Err(error) => Err(pattern_error(cx, error)),
    }
}
