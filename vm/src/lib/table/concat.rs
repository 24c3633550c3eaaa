//! `concat`: strings and numbers joined into one buffer.
//!
//! It goes on in steps of a fixed size, not for as long as there are ticks: between two of them the text so far is an
//! object of the heap, and when that is made must not depend on how a run is cut into slices.

use super::element::{self, LENGTH, READ, get_now};
use crate::interp::Res;
use crate::lib::access;
use crate::lib::string::work::{BYTES_PER_TICK, STEP_BYTES};
use crate::native::{Cx, Out};
use crate::number;
use crate::value::Value;

/// Stages: the length has come.
const MEASURED: u32 = 1;
/// Goes on with the next element.
const NEXT: u32 = 2;
/// An element has come.
const GOT: u32 = 3;

/// Slots of the window: the table, the separator, then these.
const POSITION: usize = 2;
const LAST: usize = 3;
const TEXT: usize = 4;
/// Whether the element is done and its separator is due; how much of either is in the text.
const SEPARATES: usize = 5;
const PART: usize = 6;
const WINDOW: usize = 7;
/// Bytes of work that an element counts as, beyond its text.
const ELEMENT_BYTES: i64 = BYTES_PER_TICK as i64;

/// `concat(t [, separator [, i [, j]]])`
pub(super) fn concat(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            let table = element::check(cx, 0, READ | LENGTH)?;
            match access::plain_length(cx, table) {
                Some(length) => begin(cx, length),
                None => access::length(cx, table, MEASURED),
            }
        }
        MEASURED => {
            let length = element::length_result(cx)?;
            begin(cx, length)
        }
        _ => {
            let got = (cx.stage == GOT).then(|| cx.result(0));
            cx.clear_results();
            let joining = Joining {
                text: cx.take_bytes(TEXT),
                position: cx.slot_integer(POSITION),
                last: cx.slot_integer(LAST),
                separates: !cx.slot(SEPARATES).is_falsy(),
                part: cx.slot_offset(PART),
                left: STEP_BYTES as i64,
            };
            joining.run(cx, got)
        }
    }
}

fn begin(cx: &mut Cx<'_>, length: i64) -> Res<Out> {
    cx.opt_string(1)?;
    let position = cx.opt_integer(2, 1)?;
    let last = cx.opt_integer(3, length)?;
    let text = Vec::new();
    Joining { text, position, last, separates: false, part: 0, left: STEP_BYTES as i64 }.run(cx, None)
}

/// The text so far, and the elements to come.
struct Joining {
    text: Vec<u8>,
    position: i64,
    last: i64,
    separates: bool,
    part: usize,
    /// Bytes of work left in this step.
    left: i64,
}

impl Joining {
    fn run(mut self, cx: &mut Cx<'_>, mut got: Option<Value>) -> Res<Out> {
        let table = cx.slot(0);
        let separator = cx.arg(1);
        while self.position <= self.last {
            if self.left <= 0 {
                return self.pause(cx, got);
            }
            if !self.separates {
                let Some(value) = got.take().or_else(|| get_now(cx.vm, table, self.position)) else {
                    let position = Value::integer(self.position);
                    self.store(cx)?;
                    return access::index(cx, table, position, GOT);
                };
                if !self.append(cx, value)? {
                    got = Some(value);
                    continue;
                }
                self.left -= ELEMENT_BYTES;
                if self.position == self.last {
                    break;
                }
            }
            self.separates = !separator.is_nil() && !self.append(cx, separator)?;
            self.position += i64::from(!self.separates);
        }
        self.charge(cx);
        let text = cx.string_from(self.text)?;
        cx.one(text)
    }

    /// Goes on in another step. An element that is not done is kept above the window, as if it had come just now.
    fn pause(self, cx: &mut Cx<'_>, got: Option<Value>) -> Res<Out> {
        self.store(cx)?;
        let Some(value) = got else { return cx.again(NEXT) };
        cx.push(value)?;
        cx.again(GOT)
    }

    fn charge(&self, cx: &mut Cx<'_>) {
        cx.charge((STEP_BYTES as i64 - self.left) as usize / BYTES_PER_TICK);
    }

    /// Appends a text as far as this step goes; says whether that is all of it.
    #[inline]
    fn append(&mut self, cx: &mut Cx<'_>, value: Value) -> Res<bool> {
        if value.is_string() {
            let bytes = cx.bytes(value);
            if self.part == 0 && bytes.len() as i64 <= self.left {
                self.text.extend_from_slice(bytes);
                self.left -= bytes.len() as i64;
                return Ok(true);
            }
            return self.append_part(cx, value);
        }
        self.append_number(cx, value)
    }

    #[cold]
    fn append_part(&mut self, cx: &mut Cx<'_>, string: Value) -> Res<bool> {
        let len = cx.bytes(string).len();
        if len > STEP_BYTES && self.part == 0 {
            // Room at once, so that the text need not move while it grows.
            cx.vm.commit();
            cx.vm.reserve(self.text.len() + len)?;
            self.text.reserve(len);
        }
        let rest = &cx.bytes(string)[self.part..];
        let part = &rest[..rest.len().min(usize::try_from(self.left).unwrap_or(0))];
        self.text.extend_from_slice(part);
        self.left -= part.len() as i64;
        let is_all = part.len() == rest.len();
        self.part = if is_all { 0 } else { self.part + part.len() };
        Ok(is_all)
    }

    fn append_number(&mut self, cx: &mut Cx<'_>, value: Value) -> Res<bool> {
        match value.as_number() {
            Some(number) => number::write_number(&mut self.text, number),
            None => {
                self.charge(cx);
                let (kind, position) = (value.type_name(), self.position);
                let message = format!("invalid value ({kind}) at index {position} in table for 'concat'");
                return Err(cx.error(&message));
            }
        }
        Ok(true)
    }

    fn store(self, cx: &mut Cx<'_>) -> Res<()> {
        self.charge(cx);
        cx.resize_window(WINDOW)?;
        cx.set_slot(POSITION, Value::integer(self.position));
        cx.set_slot(LAST, Value::integer(self.last));
        cx.set_slot(SEPARATES, Value::boolean(self.separates));
        cx.set_slot_offset(PART, self.part);
        cx.store_bytes(TEXT, self.text)
    }
}
