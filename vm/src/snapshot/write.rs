//! Writing: primitives, and the objects of a heap.

use crate::heap::{Arena, DEAD_KEY, Entry, Function, Mark, Payload, Slots};
use crate::interp::{Copying, Loading, Text};
use crate::value::{Tag, Value};

/// Bytes under construction.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(super) fn flag(&mut self, flag: bool) {
        self.byte(u8::from(flag));
    }

    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    pub(super) fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    pub(super) fn signed(&mut self, number: i64) {
        self.number((number << 1 ^ number >> 63) as u64);
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn value(&mut self, value: Value) {
        self.byte(value.tag.number());
        match value.tag {
            Tag::NIL | Tag::FALSE | Tag::TRUE => {}
            Tag::FLOAT => self.bytes.extend_from_slice(&value.bits.to_le_bytes()),
            Tag::INTEGER => self.signed(value.bits as i64),
            _ => self.number(value.bits),
        }
    }

    pub(super) fn values(&mut self, values: &[Value]) {
        self.count(values.len());
        values.iter().for_each(|&value| self.value(value));
    }

    pub(super) fn handles(&mut self, handles: &[u32]) {
        self.count(handles.len());
        handles.iter().for_each(|&handle| self.number(u64::from(handle)));
    }

    /// Slots in order, each with its mark, then the free list.
    pub(super) fn arena<T: Default, S: Slots<T>>(
        &mut self,
        arena: &Arena<T, S>,
        mut slot: impl FnMut(&mut Writer, u32, &T),
    ) {
        self.count(arena.len());
        for handle in 0..arena.len() as u32 {
            let mark = arena.marks[handle as usize];
            self.byte(mark as u8);
            if mark != Mark::Free {
                slot(self, handle, arena.get(handle));
            }
        }
        self.handles(arena.free_list());
    }

    pub(super) fn entry(&mut self, entry: &Entry) {
        if entry.key_tag >= DEAD_KEY {
            // Equal to no key: only its place counts.
            self.byte(u8::MAX);
            return;
        }
        self.value(entry.key());
        self.value(entry.value());
    }

    pub(super) fn payload(&mut self, payload: &Payload) {
        match payload {
            Payload::None => self.byte(0),
            Payload::Bytes(bytes) => {
                self.byte(1);
                self.bytes(bytes);
            }
            Payload::Words(words) => {
                self.byte(2);
                self.count(words.len());
                words.iter().for_each(|&word| self.number(word));
            }
            Payload::Loading(loading) => {
                self.byte(3);
                self.loading(loading);
            }
            Payload::Source(len) => {
                self.byte(4);
                self.count(*len);
            }
        }
    }

    fn loading(&mut self, loading: &Loading) {
        self.text(&loading.text);
        self.flag(loading.name.is_some());
        if let Some(name) = &loading.name {
            self.text(name);
        }
        self.flag(loading.is_file);
        self.flag(loading.is_reading);
        self.bytes(&loading.mode);
        self.byte(match loading.copying {
            Copying::Nothing => 0,
            Copying::Text => 1,
            Copying::Name => 2,
        });
        self.count(loading.copied);
        self.number(loading.steps);
        self.count(loading.bytes);
        self.count(loading.wanted);
        self.handles(&loading.linked.functions);
        self.values(&loading.linked.constants);
        self.count(loading.linked.part);
    }

    fn text(&mut self, text: &Text) {
        self.count(text.parts().len());
        text.parts().iter().for_each(|part| self.bytes(part));
    }

    /// Code without slot hints: from the prototype, not from the running body.
    pub(super) fn function(&mut self, function: &Function) {
        self.bytes(&crate::bytecode::encode(&function.prototype, false));
        self.handles(&function.children);
        self.flag(function.is_prelude);
        self.value(function.source.unwrap_or(Value::NIL));
        let constants = function.code_start as usize / 2;
        self.count(constants);
        (0..constants).for_each(|i| self.value(function.constant(i)));
    }
}
