//! Long texts put together in steps: parts of strings, and messages with long strings in them.
//!
//! A hidden builtin above the one that needs the text does it, and gives it as a result or raises it as an error. What
//! is short is done at once.
//!
//! ```text
//! window   purpose, text so far, bytes in all, piece being copied, offset in it | pieces: string, start, end
//! ```

use super::string::work::{SHORT_TEXT_BYTES_MAX, STEP_BYTES};
use crate::interp::{Res, Target, Throw};
use crate::native::{self, Cx, Out};
use crate::value::Value;
use std::ops::Range;

const PURPOSE: usize = 0;
const TEXT: usize = 1;
const TOTAL: usize = 2;
const PIECE: usize = 3;
const OFFSET: usize = 4;
const PIECES: usize = 5;
/// Slots of a piece.
const PIECE_SLOTS: usize = 3;

/// Purposes: the text is a result of the builtin below; it is an error raised there.
const GIVE: i64 = 0;
const RAISE: i64 = 1;

const STEP: u32 = 1;

impl Cx<'_> {
    /// Pushes part of a string above the window. A long one comes later: then this gives what is to be returned, what
    /// was pushed so far has become part of the window, and the builtin goes on at `stage` with the part as its only
    /// result.
    pub(crate) fn push_part(&mut self, string: Value, start: usize, end: usize, stage: u32) -> Res<Option<Out>> {
        if end - start <= STEP_BYTES || end - start == self.bytes(string).len() {
            let part = self.substring(string, start, end)?;
            self.push(part)?;
            return Ok(None);
        }
        self.begin_joining(GIVE, &[(string, start..end)], stage)?;
        Ok(Some(Out::Done))
    }

    /// Strings joined, as a result at `stage`. What was pushed so far becomes part of the window.
    pub(crate) fn join(&mut self, pieces: &[Value], stage: u32) -> Res<Out> {
        let pieces = self.whole(pieces);
        self.begin_joining(GIVE, &pieces, stage)?;
        Ok(Out::Done)
    }

    /// Strings joined, as an error value.
    pub(crate) fn raise_joined(&mut self, pieces: &[Value]) -> Throw {
        let pieces = self.whole(pieces);
        self.raise_parts(&pieces)
    }

    /// The same with the position of the function that called the running builtin before it.
    pub(crate) fn raise_joined_at_caller(&mut self, pieces: &[Value]) -> Throw {
        let mut pieces = self.whole(pieces);
        let place = self.place_of_caller();
        pieces.insert(0, place);
        self.raise_parts(&pieces)
    }

    /// `bad argument #i to 'f' (message)`, where the message is `before`, part of a string that may be long, `after`.
    pub(crate) fn arg_error_about(
        &mut self,
        i: usize,
        before: &str,
        named: (Value, Range<usize>),
        after: &str,
    ) -> Throw {
        let (head, tail) = self.vm.argument_error_parts(i);
        let place = self.place_of_caller();
        let head = self.string(&[&head, before.as_bytes()].concat());
        let tail = self.string(&[after.as_bytes(), tail].concat());
        let (head_len, tail_len) = (self.bytes(head).len(), self.bytes(tail).len());
        self.raise_parts(&[place, (head, 0..head_len), named, (tail, 0..tail_len)])
    }

    fn place_of_caller(&mut self) -> (Value, Range<usize>) {
        let place = self.vm.where_level(1);
        (self.string(&place), 0..place.len())
    }

    fn whole(&self, pieces: &[Value]) -> Vec<(Value, Range<usize>)> {
        pieces.iter().map(|&piece| (piece, 0..self.bytes(piece).len())).collect()
    }

    fn raise_parts(&mut self, pieces: &[(Value, Range<usize>)]) -> Throw {
        if pieces.iter().map(|(_, range)| range.len()).sum::<usize>() <= SHORT_TEXT_BYTES_MAX {
            let parts = pieces.iter().map(|(piece, range)| &self.bytes(*piece)[range.clone()]);
            let text: Vec<u8> = parts.flatten().copied().collect();
            return Throw::Error(self.string(&text));
        }
        match self.begin_joining(RAISE, pieces, self.stage) {
            Ok(()) => Throw::Pushed,
            Err(throw) => throw,
        }
    }

    fn begin_joining(&mut self, purpose: i64, pieces: &[(Value, Range<usize>)], stage: u32) -> Res<()> {
        let total = pieces.iter().map(|(_, range)| range.len()).sum();
        self.vm.reserve(total)?;
        let frame = self.vm.thread.frame();
        let (stage_before, top_before) = (frame.pc, frame.top);
        let top = self.vm.thread.top;
        let mut kept = vec![Value::NIL; PIECES];
        let offset = pieces.first().map_or(0, |(_, range)| range.start);
        for (slot, number) in [(PURPOSE, purpose), (TOTAL, total as i64), (PIECE, 0), (OFFSET, offset as i64)] {
            kept[slot] = Value::integer(number);
        }
        for (string, range) in pieces {
            kept.extend([*string, Value::integer(range.start as i64), Value::integer(range.end as i64)]);
        }
        let frame = self.vm.thread.frame_mut();
        (frame.pc, frame.top) = (stage, top);
        let target = Target { dst: top, want: -1 };
        let pushed = self.vm.push_hidden_to(native::JOINING, &kept, target);
        if pushed.is_err() {
            let frame = self.vm.thread.frame_mut();
            (frame.pc, frame.top) = (stage_before, top_before);
        }
        pushed
    }
}

/// See the module.
pub(crate) fn joining(cx: &mut Cx<'_>) -> Res<Out> {
    let total = cx.slot_offset(TOTAL);
    let mut text = cx.take_bytes(TEXT);
    if text.capacity() == 0 {
        text.reserve_exact(total);
    }
    let before = text.len();
    let (mut piece, mut offset) = (cx.slot_offset(PIECE), cx.slot_offset(OFFSET));
    while text.len() < total && text.len() - before < STEP_BYTES {
        let slot = PIECES + piece * PIECE_SLOTS;
        let end = cx.slot_offset(slot + 2);
        let most = STEP_BYTES - (text.len() - before);
        let part = &cx.bytes(cx.slot(slot))[offset..end.min(offset.saturating_add(most))];
        text.extend_from_slice(part);
        offset += part.len();
        if offset == end {
            piece += 1;
            offset = if text.len() < total { cx.slot_offset(slot + PIECE_SLOTS + 1) } else { 0 };
        }
    }
    cx.charge_bytes(text.len() - before);
    if text.len() < total {
        cx.set_slot_offset(PIECE, piece);
        cx.set_slot_offset(OFFSET, offset);
        cx.store_bytes(TEXT, text)?;
        return cx.again(STEP);
    }
    let text = cx.string_from(text)?;
    if cx.slot_integer(PURPOSE) == GIVE {
        return cx.one(text);
    }
    // It is raised where it was found out.
    let thread = &mut cx.vm.thread;
    thread.frames.pop();
    thread.top = cx.base as u32 - 1;
    Err(Throw::Error(text))
}
