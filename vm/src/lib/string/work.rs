//! What the work of the string library costs, how much of it is done in one go, and where its state is meanwhile.
//!
//! A step ends after a fixed amount of work, not when the ticks are used up: the state it leaves is objects of the
//! heap, and when those are made must not depend on how a run is cut into slices. A slice is overdrawn by one step at
//! most.

use crate::heap::{Heap, Payload, SHORT_BYTES_MAX};
use crate::interp::{Res, Throw};
use crate::native::{Cx, Out};
use crate::value::Value;

/// Bytes copied, scanned or compared for a tick.
pub(crate) const BYTES_PER_TICK: usize = 64;
/// Units of a pattern matcher's work for a tick.
pub(super) const UNITS_PER_TICK: i64 = 4;
/// Units of a plain search's work (bytes passed or compared) for a tick.
pub(super) const PLAIN_UNITS_PER_TICK: i64 = 32;
/// Ticks of work in a step.
const STEP_TICKS: usize = 1024;
/// Bytes in a step.
pub(crate) const STEP_BYTES: usize = STEP_TICKS * BYTES_PER_TICK;
/// Bytes of a text that is put together without being charged for.
pub(in crate::lib) const SHORT_TEXT_BYTES_MAX: usize = 1024;
/// A text that grows beyond this fails for lack of memory even where there is no limit.
const TEXT_BYTES_MAX: usize = u32::MAX as usize;
/// Units of a pattern matcher's work in a step.
pub(super) const STEP_UNITS: i64 = STEP_TICKS as i64 * UNITS_PER_TICK;
/// Units of a plain search's work in a step.
pub(super) const STEP_PLAIN_UNITS: i64 = STEP_TICKS as i64 * PLAIN_UNITS_PER_TICK;
/// Bytes that a unit of a matcher's work stands for where copies are counted in units.
pub(super) const BYTES_PER_UNIT: usize = BYTES_PER_TICK / UNITS_PER_TICK as usize;

/// Where a position counted from the end stands from the start: at least 1 (PUC's `posrelatI`).
pub(in crate::lib) fn start_position(position: i64, len: usize) -> usize {
    match position {
        1.. => usize::try_from(position).unwrap_or(usize::MAX),
        0 => 1,
        _ => (len as i64).checked_add(position).map_or(1, |at| if at < 0 { 1 } else { at as usize + 1 }),
    }
}

/// The same for an end: in `0..=len` (PUC's `getendpos`).
pub(in crate::lib) fn end_position(position: i64, len: usize) -> usize {
    if position >= 0 {
        return usize::try_from(position).unwrap_or(usize::MAX).min(len);
    }
    (len as i64).checked_add(position).map_or(0, |at| if at < 0 { 0 } else { at as usize + 1 })
}

/// Part of a string as a string: all of it, or at most [`SHORT_BYTES_MAX`] bytes.
pub(super) fn short_substring(heap: &mut Heap, string: Value, start: usize, end: usize) -> Value {
    let bytes = heap.bytes(string);
    if start == 0 && end == bytes.len() {
        return string;
    }
    let mut copy = [0; SHORT_BYTES_MAX];
    let copy = &mut copy[..end - start];
    copy.copy_from_slice(&bytes[start..end]);
    heap.string(copy)
}

impl Cx<'_> {
    /// Goes on at `stage` after a step that made objects.
    pub(in crate::lib) fn step(&self, stage: u32) -> Res<Out> {
        Ok(Out::Step { stage })
    }

    /// Charges for bytes copied or scanned.
    pub(in crate::lib) fn charge_bytes(&mut self, bytes: usize) {
        self.charge(bytes / BYTES_PER_TICK);
    }

    /// Part of a string as a string.
    pub(crate) fn substring(&mut self, string: Value, start: usize, end: usize) -> Res<Value> {
        if end - start <= SHORT_BYTES_MAX || end - start == self.bytes(string).len() {
            return Ok(short_substring(&mut self.vm.heap, string, start, end));
        }
        self.vm.reserve(end - start)?;
        let copy = self.bytes(string)[start..end].to_vec();
        self.charge_bytes(copy.len());
        Ok(self.vm.heap.string_from(copy))
    }

    /// An offset kept in a window slot.
    pub(in crate::lib) fn slot_offset(&self, slot: usize) -> usize {
        usize::try_from(self.slot_integer(slot)).unwrap_or(0)
    }

    /// Keeps an offset in a window slot.
    pub(in crate::lib) fn set_slot_offset(&mut self, slot: usize, offset: usize) {
        self.set_slot(slot, Value::integer(offset as i64));
    }

    /// Keeps words in the object of a window slot, which is made the first time.
    pub(in crate::lib) fn store_words(&mut self, slot: usize, words: Vec<u64>) {
        self.vm.heap.adjust_bytes(0, words.len() * 8);
        self.store(slot, Payload::Words(words));
    }

    /// Takes the words out of a window slot.
    pub(in crate::lib) fn take_words(&mut self, slot: usize) -> Vec<u64> {
        self.vm.commit();
        let object = self.slot(slot);
        if object.is_nil() {
            return Vec::new();
        }
        let words = std::mem::take(self.words(object));
        self.vm.heap.adjust_bytes(words.len() * 8, 0);
        words
    }

    /// Keeps bytes under construction in the object of a window slot, which is made the first time; fails if they are
    /// beyond the memory limit.
    pub(in crate::lib) fn store_bytes(&mut self, slot: usize, bytes: Vec<u8>) -> Res<()> {
        if bytes.is_empty() && self.slot(slot).is_nil() {
            return Ok(());
        }
        if bytes.len() > TEXT_BYTES_MAX {
            return Err(Throw::Error(self.vm.roots.out_of_memory));
        }
        self.vm.reserve(bytes.len())?;
        self.vm.heap.adjust_bytes(0, bytes.len());
        self.store(slot, Payload::Bytes(bytes));
        Ok(())
    }

    /// Takes the bytes under construction out of a window slot.
    pub(in crate::lib) fn take_bytes(&mut self, slot: usize) -> Vec<u8> {
        self.vm.commit();
        let object = self.slot(slot);
        if object.is_nil() {
            return Vec::new();
        }
        let bytes = std::mem::take(self.buffer(object));
        self.vm.heap.adjust_bytes(bytes.len(), 0);
        bytes
    }

    fn store(&mut self, slot: usize, payload: Payload) {
        let object = self.slot(slot);
        if object.is_nil() {
            let object = self.new_payload(payload);
            self.set_slot(slot, object);
        } else {
            self.vm.heap.userdata.get_mut(object.handle()).payload = payload;
        }
    }
}
