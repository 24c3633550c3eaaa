//! `print` and `warn`: texts for the host's streams, handed over in pieces.
//!
//! ```text
//! window   arguments | text not yet handed over, number of the argument being added, how much of it is
//! ```

use super::string::work::STEP_BYTES;
use crate::interp::Res;
use crate::native::{Cx, Out};
use crate::system::SystemCall;
use crate::value::Value;

/// What is longer is handed over in pieces of this size.
const PIECE_BYTES: usize = STEP_BYTES;
/// Arguments added in one go.
const ARGUMENTS_AT_ONCE_MAX: usize = 1024;

const TEXT: usize = 0;
const NEXT: usize = 1;
const OFFSET: usize = 2;
/// The text that `__tostring` gave for the argument, if it did.
const GIVEN: usize = 3;
const KEPT: usize = 4;

/// Stages: `__tostring` has returned; a piece was handed over, or there is more to add; the last piece was.
const CONVERTED: u32 = 1;
const STEP: u32 = 2;
const DONE: u32 = 3;
/// Stage of `warn` in which arguments are still checked.
const CHECK: u32 = 4;

/// A text at work.
struct Work {
    text: Vec<u8>,
    next: usize,
    offset: usize,
    given: Value,
}

impl Work {
    fn load(cx: &mut Cx<'_>) -> Work {
        let kept = cx.count;
        Work {
            text: cx.take_bytes(kept + TEXT),
            next: cx.slot_offset(kept + NEXT),
            offset: cx.slot_offset(kept + OFFSET),
            given: cx.slot(kept + GIVEN),
        }
    }

    fn store(self, cx: &mut Cx<'_>) -> Res<()> {
        let kept = cx.count;
        cx.resize_window(kept + KEPT)?;
        cx.set_slot_offset(kept + NEXT, self.next);
        cx.set_slot_offset(kept + OFFSET, self.offset);
        cx.set_slot(kept + GIVEN, self.given);
        cx.store_bytes(kept + TEXT, self.text)
    }

    /// Adds what there is room for in a piece; says whether that is all of it.
    fn add(&mut self, bytes: &[u8]) -> bool {
        let rest = &bytes[self.offset..];
        let part = &rest[..rest.len().min(PIECE_BYTES.saturating_sub(self.text.len()))];
        self.text.extend_from_slice(part);
        self.offset += part.len();
        part.len() == rest.len()
    }

    /// Hands over what there is, and goes on at `stage`.
    fn hand_over(mut self, cx: &mut Cx<'_>, call: SystemCall, stage: u32) -> Res<Out> {
        let piece = std::mem::take(&mut self.text);
        cx.charge(piece.len() / 16);
        if stage != DONE {
            self.store(cx)?;
        }
        let piece = cx.string_from(piece)?;
        match call {
            SystemCall::Warn => cx.system_call(call as u16, &[piece], stage),
            _ => cx.system_call(call as u16, &[Value::integer(1), piece], stage),
        }
    }
}

/// `print(...)`. What does not fit a piece goes out before the rest is converted, as in PUC.
pub(super) fn print(cx: &mut Cx<'_>) -> Res<Out> {
    let mut work = match cx.stage {
        DONE => return cx.none(),
        0 => Work { text: Vec::new(), next: 0, offset: 0, given: Value::NIL },
        CONVERTED => {
            let text = cx.check_text()?;
            cx.clear_results();
            Work { given: text, ..Work::load(cx) }
        }
        _ => {
            cx.clear_results();
            Work::load(cx)
        }
    };
    let begun = work.next;
    while work.next < cx.count {
        if work.next - begun == ARGUMENTS_AT_ONCE_MAX {
            cx.charge(ARGUMENTS_AT_ONCE_MAX / 2);
            work.store(cx)?;
            return cx.again(STEP);
        }
        let value = cx.arg(work.next);
        let text = match if work.given.is_nil() { cx.text_of(value) } else { Some(work.given) } {
            Some(text) => text,
            None => {
                cx.charge((work.next - begun) / 2);
                work.store(cx)?;
                return cx.call_tostring(value, CONVERTED);
            }
        };
        // Kept, since the text of an object is made anew each time.
        work.given = text;
        if !work.add(cx.bytes(text)) {
            cx.charge((work.next - begun) / 2);
            return work.hand_over(cx, SystemCall::Write, STEP);
        }
        work.next += 1;
        work.offset = 0;
        work.given = Value::NIL;
        if work.next < cx.count {
            work.text.push(b'\t');
        }
    }
    cx.charge((work.next - begun) / 2);
    work.text.push(b'\n');
    work.hand_over(cx, SystemCall::Write, DONE)
}

/// `warn(message, ...)`
pub(super) fn warn(cx: &mut Cx<'_>) -> Res<Out> {
    let mut work = match cx.stage {
        DONE => return cx.none(),
        0 => {
            cx.check_string(0)?;
            Work { text: Vec::new(), next: 0, offset: 0, given: Value::NIL }
        }
        _ => {
            cx.clear_results();
            Work::load(cx)
        }
    };
    if cx.stage == 0 || cx.stage == CHECK {
        let end = cx.count.min(work.next + ARGUMENTS_AT_ONCE_MAX);
        for i in work.next..end {
            cx.check_string(i)?;
        }
        cx.charge((end - work.next) / 8);
        work.next = end;
        if end < cx.count {
            work.store(cx)?;
            return cx.again(CHECK);
        }
        if obeys(cx) || !cx.vm.warnings_on {
            return cx.none();
        }
        work.next = 0;
        work.text.extend_from_slice(b"Lua warning: ");
    }
    let begun = work.next;
    while work.next < cx.count {
        if work.next - begun == ARGUMENTS_AT_ONCE_MAX {
            cx.charge(ARGUMENTS_AT_ONCE_MAX / 8);
            work.store(cx)?;
            return cx.again(STEP);
        }
        if !work.add(cx.bytes(cx.arg(work.next))) {
            return work.hand_over(cx, SystemCall::Warn, STEP);
        }
        work.next += 1;
        work.offset = 0;
    }
    work.text.push(b'\n');
    work.hand_over(cx, SystemCall::Warn, DONE)
}

/// A single argument that begins with `@` is a message to the warning system itself.
fn obeys(cx: &mut Cx<'_>) -> bool {
    let first = cx.arg(0);
    if cx.count != 1 || !cx.bytes(first).starts_with(b"@") {
        return false;
    }
    match cx.bytes(first) {
        b"@on" => cx.vm.warnings_on = true,
        b"@off" => cx.vm.warnings_on = false,
        _ => {}
    }
    true
}
