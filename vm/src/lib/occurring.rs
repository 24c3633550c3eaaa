//! Which bytes occur in a long string, found out in steps by a hidden builtin above the one that asks.
//!
//! ```text
//! window   string, offset, the set so far as four integers
//! ```

use super::string::work::STEP_BYTES;
use crate::interp::{Res, Target};
use crate::native::{self, Cx, Out};
use crate::value::Value;

const STRING: usize = 0;
const OFFSET: usize = 1;
const SET: usize = 2;
const STEP: u32 = 1;

/// Bytes looked at for a tick.
const BYTES_PER_TICK: usize = 32;

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ByteSet([u64; 4]);

impl ByteSet {
    /// The bytes that occur.
    pub(crate) fn of(bytes: &[u8]) -> ByteSet {
        let mut seen = [false; 256];
        for &byte in bytes {
            seen[usize::from(byte)] = true;
        }
        let mut set = ByteSet::default();
        for byte in (0..=255u8).filter(|&byte| seen[usize::from(byte)]) {
            set.0[usize::from(byte) / 64] |= 1 << (byte % 64);
        }
        set
    }

    pub(crate) fn contains(self, byte: u8) -> bool {
        self.0[usize::from(byte) / 64] >> (byte % 64) & 1 != 0
    }

    /// Whether no bytes but these are in it.
    pub(crate) fn is_within(self, others: &[u8]) -> bool {
        let others = ByteSet::of(others);
        self.0.iter().zip(others.0).all(|(own, other)| own & !other == 0)
    }
}

impl Cx<'_> {
    /// The bytes of a string, if it is not long.
    pub(crate) fn bytes_in(&self, string: Value) -> Option<ByteSet> {
        let bytes = self.bytes(string);
        (bytes.len() <= STEP_BYTES).then(|| ByteSet::of(bytes))
    }

    /// Finds out about a long one; goes on at `stage`, with [`Cx::bytes_found`]. Nothing may lie above the window.
    pub(crate) fn find_bytes(&mut self, string: Value, stage: u32) -> Res<Out> {
        let top = self.vm.thread.frame().top;
        let zero = Value::integer(0);
        self.vm.push_hidden_to(
            native::OCCURRING,
            &[string, zero, zero, zero, zero, zero],
            Target { dst: top, want: -1 },
        )?;
        let below = self.vm.thread.frames.len() - 2;
        self.vm.thread.frames[below].pc = stage;
        Ok(Out::Done)
    }

    /// What was found out; drops the results that say so.
    pub(crate) fn bytes_found(&mut self) -> ByteSet {
        let set = ByteSet(std::array::from_fn(|i| self.result(i).as_integer().unwrap_or(0) as u64));
        self.clear_results();
        set
    }
}

/// See the module.
pub(crate) fn occurring(cx: &mut Cx<'_>) -> Res<Out> {
    let offset = cx.slot_offset(OFFSET);
    let bytes = cx.bytes(cx.slot(STRING));
    let end = bytes.len().min(offset.saturating_add(STEP_BYTES));
    let found = ByteSet::of(bytes.get(offset..end).unwrap_or_default());
    let is_done = end == bytes.len();
    cx.charge((end - offset) / BYTES_PER_TICK);
    for (i, word) in found.0.into_iter().enumerate() {
        let sum = cx.slot_integer(SET + i) as u64 | word;
        cx.set_slot(SET + i, Value::integer(sum as i64));
    }
    if !is_done {
        cx.set_slot_offset(OFFSET, end);
        return cx.again(STEP);
    }
    let set: [Value; 4] = std::array::from_fn(|i| cx.slot(SET + i));
    cx.values(&set)
}
