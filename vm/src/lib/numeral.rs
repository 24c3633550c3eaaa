//! Numerals in long strings, read in steps.
//!
//! Where a builtin finds a long string for a number, a hidden builtin above it puts the number it spells in its place in
//! the window, or the empty string if it spells none, and the builtin looks again. Nothing that a program sees is
//! lost: it is not told the string, only its type.
//!
//! ```text
//! window   stack index of the string, stack's top to restore, offset, state of the scan | the string
//! ```

use super::string::work::STEP_BYTES;
use crate::interp::{Res, Target, Throw, Vm};
use crate::native::{self, Cx, Out};
use crate::number::{self, Number, Scan};
use crate::value::Value;

/// A string longer than this is read in steps.
const AT_ONCE_BYTES_MAX: usize = STEP_BYTES;
/// Bytes read for a tick.
pub(crate) const BYTES_PER_TICK: usize = 16;

const PLACE: usize = 0;
const TOP: usize = 1;
const OFFSET: usize = 2;
const WORDS: usize = 3;
const STRING: usize = 4;

const STEP: u32 = 1;

impl Vm {
    /// Whether a value is a string too long to be read as a number in one go.
    pub(crate) fn is_long_numeral(&self, value: Value) -> bool {
        value.is_string() && self.heap.bytes(value).len() > AT_ONCE_BYTES_MAX
    }

    /// Has the string in a stack slot replaced, before the builtin on top goes on at the stage it is at.
    pub(crate) fn push_numeral(&mut self, place: u32) -> Res<()> {
        let string = self.thread.stack[place as usize];
        let state = [Value::integer(i64::from(place)), Value::integer(i64::from(self.thread.top)), Value::integer(0)];
        self.push_hidden_to(native::NUMERAL, &[&state[..], &[Value::NIL, string]].concat(), Target::NONE)
    }

    /// A number, or a string that reads as one; charged for.
    pub(crate) fn read_number(&mut self, value: Value) -> Option<Number> {
        if !value.is_string() {
            return value.as_number();
        }
        let bytes = self.heap.bytes(value);
        self.ticks -= (bytes.len() / BYTES_PER_TICK) as i64;
        number::parse(self.heap.bytes(value))
    }
}

impl Cx<'_> {
    /// Whether window slot `i` has a string too long to be read as a number in one go.
    pub(crate) fn is_long_numeral(&self, i: usize) -> bool {
        self.vm.is_long_numeral(self.arg(i))
    }

    /// Has such a string replaced; goes on at `stage`. Nothing may lie above the window.
    pub(crate) fn read_numeral(&mut self, i: usize, stage: u32) -> Res<Out> {
        let place = (self.base + i) as u32;
        self.vm.push_numeral(place)?;
        let below = self.vm.thread.frames.len() - 2;
        self.vm.thread.frames[below].pc = stage;
        Ok(Out::Done)
    }

    /// Argument `i` as a number, if it is one or reads as one. A long one is read first, and the builtin called anew, if
    /// it has only just been called.
    pub(crate) fn number_argument(&mut self, i: usize) -> Res<Option<Number>> {
        let value = self.arg(i);
        if self.stage == 0 && self.vm.is_long_numeral(value) {
            return Err(Throw::Numeral((self.base + i) as u32));
        }
        Ok(self.vm.read_number(value))
    }
}

/// See the module.
pub(crate) fn numeral(cx: &mut Cx<'_>) -> Res<Out> {
    let words = cx.take_words(WORDS);
    let scan = if cx.stage == 0 { Some(Scan::default()) } else { Scan::from_words(&words) };
    let Some(mut scan) = scan else { return Err(cx.error("damaged state of a numeral")) };
    let offset = cx.slot_offset(OFFSET);
    let bytes = cx.bytes(cx.slot(STRING));
    let end = bytes.len().min(offset.saturating_add(STEP_BYTES));
    scan.feed(bytes.get(offset..end).unwrap_or_default());
    let is_done = end == bytes.len() || scan.is_wrong();
    cx.charge((end - offset) / BYTES_PER_TICK);
    if !is_done {
        cx.store_words(WORDS, scan.to_words());
        cx.set_slot_offset(OFFSET, end);
        return cx.again(STEP);
    }
    let (place, top) = (cx.slot_offset(PLACE), cx.slot_integer(TOP) as u32);
    let value = match scan.finish() {
        Some(number) => Value::number(number),
        None => cx.string(b""),
    };
    cx.vm.thread.frames.pop();
    cx.vm.thread.top = top;
    cx.vm.thread.stack[place] = value;
    Ok(Out::Done)
}
