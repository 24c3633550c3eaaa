//! `concat`: strings and numbers joined into one buffer.
//!
//! The buffer becomes an object of the heap, so that the work can be suspended, when a metamethod is called or when the
//! work is long; never because ticks have run out, or else memory in use would depend on the slices.

use super::element::{self, LENGTH, READ, get_now};
use crate::heap::Payload;
use crate::interp::Res;
use crate::lib::access;
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
/// Bytes joined per tick, beyond the tick of each element.
const BYTES_PER_TICK: usize = 64;
/// Up to so many elements, and so many bytes, are joined in one go.
const ELEMENTS_AT_ONCE_MAX: i64 = 128;
const BYTES_AT_ONCE_MAX: usize = 64 << 10;

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
            let kept = cx.slot(TEXT);
            let text = std::mem::take(cx.buffer(kept));
            let (position, last) = (cx.slot_integer(POSITION), cx.slot_integer(LAST));
            Joining { text, position, last, is_kept: true }.run(cx, got)
        }
    }
}

fn begin(cx: &mut Cx<'_>, length: i64) -> Res<Out> {
    cx.opt_string(1)?;
    let position = cx.opt_integer(2, 1)?;
    let last = cx.opt_integer(3, length)?;
    let mut joining = Joining { text: Vec::new(), position, last, is_kept: false };
    if position < last && last.wrapping_sub(position) as u64 >= ELEMENTS_AT_ONCE_MAX as u64 {
        joining.keep(cx)?;
    }
    joining.run(cx, None)
}

/// The text so far, and the elements to come.
struct Joining {
    text: Vec<u8>,
    position: i64,
    last: i64,
    /// Whether the window has a place for it, and it may pause.
    is_kept: bool,
}

impl Joining {
    fn run(mut self, cx: &mut Cx<'_>, got: Option<Value>) -> Res<Out> {
        let mut spent = 0;
        let out = self.join(cx, got, &mut spent);
        cx.charge(spent);
        match out? {
            Some(out) => Ok(out),
            None => {
                let text = cx.string_from(self.text)?;
                cx.one(text)
            }
        }
    }

    /// Joins what is left (`None`), or until something else has to happen first. Ticks are counted for errors too.
    fn join(&mut self, cx: &mut Cx<'_>, mut got: Option<Value>, spent: &mut usize) -> Res<Option<Out>> {
        let table = cx.slot(0);
        let separator = cx.arg(1);
        let budget = cx.budget() as usize;
        while self.position <= self.last {
            if self.is_kept && *spent >= budget {
                self.store(cx);
                return cx.again(NEXT).map(Some);
            }
            let Some(value) = got.take().or_else(|| get_now(cx.vm, table, self.position)) else {
                self.keep(cx)?;
                self.store(cx);
                return access::index(cx, table, Value::integer(self.position), GOT).map(Some);
            };
            let before = self.text.len();
            self.append(cx, value)?;
            let is_last = self.position == self.last;
            if !is_last && !separator.is_nil() {
                self.append(cx, separator)?;
            }
            *spent += 1 + (self.text.len() - before) / BYTES_PER_TICK;
            if is_last {
                break;
            }
            self.position += 1;
            if self.text.len() > BYTES_AT_ONCE_MAX {
                self.keep(cx)?;
            }
        }
        Ok(None)
    }

    #[inline]
    fn append(&mut self, cx: &mut Cx<'_>, value: Value) -> Res<()> {
        if value.is_string() {
            let length = cx.bytes(value).len();
            cx.vm.commit();
            cx.vm.reserve(self.text.len() + length)?;
            self.text.extend_from_slice(cx.bytes(value));
            return Ok(());
        }
        match value.as_number() {
            Some(number) => number::write_number(&mut self.text, number),
            None => {
                let (kind, position) = (value.type_name(), self.position);
                let message = format!("invalid value ({kind}) at index {position} in table for 'concat'");
                return Err(cx.error(&message));
            }
        }
        Ok(())
    }

    /// Makes a place for the state in the window.
    fn keep(&mut self, cx: &mut Cx<'_>) -> Res<()> {
        if !self.is_kept {
            self.is_kept = true;
            cx.resize_window(TEXT + 1)?;
            let kept = cx.new_payload(Payload::Bytes(Vec::new()));
            cx.set_slot(TEXT, kept);
        }
        Ok(())
    }

    fn store(&mut self, cx: &mut Cx<'_>) {
        cx.set_slot(POSITION, Value::integer(self.position));
        cx.set_slot(LAST, Value::integer(self.last));
        let kept = cx.slot(TEXT);
        *cx.buffer(kept) = std::mem::take(&mut self.text);
    }
}
