//! Linking in steps: putting a prototype and those nested in it into the heap.
//!
//! Functions are linked after those nested in them, one constant or some words of code at a time. What was linked is
//! recorded as plain data ([`Linked`]), which keeps it alive; the rest ([`Linker`]) can be made again from the code.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::vec::IntoIter;

use super::{Res, Vm};
use crate::bytecode::{Constant, Prototype, encode};
use crate::heap::{Function, Heap, Payload, SHORT_BYTES_MAX, size};
use crate::value::Value;

/// Units of work for a function, for a constant, and words of code for a unit.
const UNITS_PER_FUNCTION: usize = 48;
const UNITS_PER_CONSTANT: usize = 12;
const WORDS_PER_UNIT: usize = 2;
/// Words of code, and bytes of a long string, that are copied in one go.
const WORDS: usize = 4 * 1024;
const STRING_BYTES: usize = 32 * 1024;
const STRING_BYTES_PER_UNIT: usize = 16;
/// Bytes at each end of a long string by which others are told apart.
const SAMPLE_BYTES: usize = 32;

/// How far linking has come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Linked {
    /// The functions linked, in their order.
    pub(crate) functions: Vec<u32>,
    /// Constants of the function that is next.
    pub(crate) constants: Vec<Value>,
    /// How much there is of its next constant, a long string, in bytes; when it has all constants, of its code in words.
    pub(crate) part: usize,
}

/// Linking under way.
#[derive(Debug)]
pub(crate) struct Linker {
    /// Functions begun, enclosing ones first.
    open: Vec<Open>,
    /// Long strings by length and sample: equal ones of a chunk are one object.
    long: BTreeMap<(usize, Vec<u8>), Vec<Value>>,
    is_prelude: bool,
    /// The last long source, and the object that stands for it.
    source: Option<(Arc<Vec<u8>>, Value)>,
    /// The long string being copied.
    string: Vec<u8>,
    /// The code of the function that is next.
    body: Vec<u64>,
}

#[derive(Debug)]
struct Open {
    /// Without those nested in it.
    prototype: Prototype,
    nested: IntoIter<Prototype>,
    children: Vec<u32>,
}

impl Open {
    fn new(mut prototype: Prototype) -> Open {
        let nested = std::mem::take(&mut prototype.prototypes);
        Open { prototype, children: Vec::with_capacity(nested.len()), nested: nested.into_iter() }
    }
}

impl Linker {
    pub(crate) fn new(main: Prototype, is_prelude: bool) -> Linker {
        let (string, body) = (Vec::new(), Vec::new());
        Linker { open: vec![Open::new(main)], long: BTreeMap::new(), is_prelude, source: None, string, body }
    }

    /// Goes on from where another was, of the same code. `false` if the record is not of that code.
    pub(crate) fn go_on_from(&mut self, linked: &Linked, heap: &Heap) -> bool {
        for &handle in &linked.functions {
            self.descend();
            let function = heap.functions.get(handle);
            match self.open.pop() {
                Some(open) if is_linked(function, &open) => {
                    if let Some(object) = function.source {
                        self.source = Some((Arc::clone(&open.prototype.source), object));
                    }
                    for (i, constant) in open.prototype.constants.iter().enumerate() {
                        self.note_long(constant, function.constant(i));
                    }
                }
                _ => return false,
            }
            let Some(enclosing) = self.open.last_mut() else { return false };
            enclosing.children.push(handle);
        }
        if linked.constants.is_empty() && linked.part == 0 {
            return true;
        }
        self.descend();
        let Some(Open { prototype, .. }) = self.open.last() else { return false };
        let constants = prototype.constants.clone();
        let are_the_same = linked.constants.len() <= constants.len()
            && constants.iter().zip(&linked.constants).all(|(constant, &value)| is_constant(heap, constant, value));
        if !are_the_same {
            return false;
        }
        match constants.get(linked.constants.len()) {
            None if linked.part <= body_words(prototype) => {
                Function::fill_body(&mut self.body, prototype, &linked.constants, linked.part);
            }
            Some(Constant::String(bytes)) if linked.part <= bytes.len() => {
                self.string = bytes[..linked.part].to_vec();
            }
            Some(_) if linked.part == 0 => {}
            _ => return false,
        }
        for (constant, &value) in constants.iter().zip(&linked.constants) {
            self.note_long(constant, value);
        }
        true
    }

    /// Opens functions down to one whose nested ones are linked; says how many.
    fn descend(&mut self) -> usize {
        let before = self.open.len();
        while let Some(nested) = self.open.last_mut().and_then(|open| open.nested.next()) {
            self.open.push(Open::new(nested));
        }
        self.open.len() - before
    }

    fn note_long(&mut self, constant: &Constant, value: Value) {
        if let Constant::String(bytes) = constant
            && bytes.len() > SHORT_BYTES_MAX
        {
            let known = self.long.entry(sample(bytes)).or_default();
            if !known.iter().any(|other| other.same(value)) {
                known.push(value);
            }
        }
    }

    /// Links on for about `units`, which are counted down; gives the main function when it is linked.
    pub(crate) fn step(&mut self, vm: &mut Vm, linked: &mut Linked, units: &mut i64) -> Res<Option<u32>> {
        while *units > 0 {
            *units -= (self.descend() * UNITS_PER_FUNCTION / 4) as i64;
            let open = self.open.last().expect("the main function is linked last");
            let (count, words) = (open.prototype.constants.len(), body_words(&open.prototype));
            if linked.constants.is_empty() && linked.part == 0 {
                vm.reserve(size::FUNCTION + words * 8 + open.prototype.logical_bytes())?;
            }
            if linked.constants.len() < count {
                *units -= self.constant(vm, linked)? as i64;
                continue;
            }
            if linked.part < words {
                if self.body.is_empty() {
                    self.body.reserve_exact(words);
                }
                let before = self.body.len();
                linked.part = words.min(linked.part + WORDS);
                Function::fill_body(&mut self.body, &open.prototype, &linked.constants, linked.part);
                *units -= ((self.body.len() - before) / WORDS_PER_UNIT) as i64;
                continue;
            }
            *units -= UNITS_PER_FUNCTION as i64;
            let function = self.finish_function(vm, linked);
            if self.open.is_empty() {
                return Ok(Some(function));
            }
        }
        Ok(None)
    }

    /// Makes the next constant, or a part of it; the units that took.
    fn constant(&mut self, vm: &mut Vm, linked: &mut Linked) -> Res<usize> {
        let open = self.open.last().expect("it has constants");
        let value = match &open.prototype.constants[linked.constants.len()] {
            Constant::Nil => Value::NIL,
            Constant::Boolean(b) => Value::boolean(*b),
            Constant::Integer(i) => Value::integer(*i),
            Constant::Float(f) => Value::float(*f),
            Constant::String(bytes) if bytes.len() <= SHORT_BYTES_MAX => vm.heap.string(bytes),
            Constant::String(bytes) => {
                let known = self.long.entry(sample(bytes)).or_default();
                match known.iter().find(|&&value| vm.heap.bytes(value) == &**bytes) {
                    Some(&value) => value,
                    None => {
                        if linked.part == 0 {
                            vm.reserve(size::STRING + bytes.len())?;
                            self.string = Vec::with_capacity(bytes.len());
                        }
                        let before = self.string.len();
                        linked.part = bytes.len().min(linked.part + STRING_BYTES);
                        self.string.extend_from_slice(&bytes[before..linked.part]);
                        if linked.part < bytes.len() {
                            return Ok((linked.part - before) / STRING_BYTES_PER_UNIT);
                        }
                        linked.part = 0;
                        let value = vm.heap.string_from(std::mem::take(&mut self.string));
                        known.push(value);
                        value
                    }
                }
            }
        };
        vm.heap.barrier_forward(value);
        linked.constants.push(value);
        Ok(UNITS_PER_CONSTANT)
    }

    /// The object that stands for a function's source, if that is long.
    fn source_object(&mut self, vm: &mut Vm, prototype: &Prototype) -> Option<Value> {
        if !prototype.has_long_source() {
            return None;
        }
        match &self.source {
            Some((source, object)) if Arc::ptr_eq(source, &prototype.source) => Some(*object),
            _ => {
                let bytes = prototype.source.len();
                vm.heap.adjust_bytes(0, bytes);
                let object = vm.heap.new_payload(Payload::Source(bytes));
                self.source = Some((Arc::clone(&prototype.source), object));
                Some(object)
            }
        }
    }

    /// Puts the function into the heap that is complete.
    fn finish_function(&mut self, vm: &mut Vm, linked: &mut Linked) -> u32 {
        let Open { prototype, children, .. } = self.open.pop().expect("it is complete");
        linked.constants.clear();
        linked.part = 0;
        let body = std::mem::take(&mut self.body);
        let source = self.source_object(vm, &prototype);
        let function = Function::from_body(body, prototype, children.into(), self.is_prelude).with_source(source);
        vm.heap.account(size::FUNCTION + function.bytes());
        let function = vm.heap.functions.insert(function, vm.heap.gc.white);
        vm.heap.keep_function(function);
        if let Some(enclosing) = self.open.last_mut() {
            enclosing.children.push(function);
            linked.functions.push(function);
        }
        function
    }
}

fn body_words(prototype: &Prototype) -> usize {
    1 + prototype.constants.len() * 2 + prototype.code.len()
}

fn sample(bytes: &[u8]) -> (usize, Vec<u8>) {
    let end = bytes.len().saturating_sub(SAMPLE_BYTES);
    (bytes.len(), [&bytes[..bytes.len().min(SAMPLE_BYTES)], &bytes[end..]].concat())
}

/// Whether that is what linking makes of the function.
fn is_linked(function: &Function, open: &Open) -> bool {
    *function.children == *open.children
        && !function.is_prelude
        && function.prototype.live == open.prototype.live
        && encode(&function.prototype, false) == encode(&open.prototype, false)
}

/// Whether that is what linking makes of the constant.
pub(crate) fn is_constant(heap: &Heap, constant: &Constant, value: Value) -> bool {
    match constant {
        Constant::Nil => value.is_nil(),
        Constant::Boolean(b) => value.same(Value::boolean(*b)),
        Constant::Integer(i) => value.same(Value::integer(*i)),
        Constant::Float(f) => value.same(Value::float(*f)),
        Constant::String(bytes) => value.is_string() && heap.bytes(value) == &**bytes,
    }
}

impl Vm {
    /// Links in one go.
    pub(super) fn link(&mut self, main: Prototype, is_prelude: bool) -> u32 {
        let (mut linker, mut linked) = (Linker::new(main, is_prelude), Linked::default());
        let bytes_max = std::mem::replace(&mut self.heap.gc.bytes_max, usize::MAX);
        let function = linker.step(self, &mut linked, &mut i64::MAX.clone());
        self.heap.gc.bytes_max = bytes_max;
        function.ok().flatten().expect("there is no limit")
    }
}
