//! `concat`: strings and numbers joined into one buffer.

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
            let joining = Joining { text, position: cx.slot_integer(POSITION), last: cx.slot_integer(LAST) };
            joining.run(cx, got)
        }
    }
}

fn begin(cx: &mut Cx<'_>, length: i64) -> Res<Out> {
    cx.opt_string(1)?;
    let position = cx.opt_integer(2, 1)?;
    let last = cx.opt_integer(3, length)?;
    Joining { text: Vec::new(), position, last }.run(cx, None)
}

/// The text so far, and the elements to come.
struct Joining {
    text: Vec<u8>,
    position: i64,
    last: i64,
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
            if *spent >= budget {
                self.store(cx)?;
                return cx.again(NEXT).map(Some);
            }
            let Some(value) = got.take().or_else(|| get_now(cx.vm, table, self.position)) else {
                self.store(cx)?;
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
        }
        Ok(None)
    }

    #[inline]
    fn append(&mut self, cx: &mut Cx<'_>, value: Value) -> Res<()> {
        if value.is_string() {
            let length = cx.bytes(value).len();
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

    fn store(&mut self, cx: &mut Cx<'_>) -> Res<()> {
        cx.resize_window(TEXT + 1)?;
        cx.set_slot(POSITION, Value::integer(self.position));
        cx.set_slot(LAST, Value::integer(self.last));
        let text = std::mem::take(&mut self.text);
        // Before the first pause a fifth argument may stand where the text is kept.
        if cx.stage == NEXT || cx.stage == GOT {
            let kept = cx.slot(TEXT);
            *cx.buffer(kept) = text;
        } else {
            let kept = cx.new_payload(Payload::Bytes(text));
            cx.set_slot(TEXT, kept);
        }
        Ok(())
    }
}
