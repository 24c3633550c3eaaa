//! Reading: primitives, linked functions, and the checks that make a decoded state safe to run.

use std::sync::Arc;

use super::SnapshotError;
use super::state::is_object;
use crate::bytecode::{self, Privileges, Prototype};
use crate::heap::{Arena, DEAD_KEY, Entry, Function, Heap, Mark, Payload, Slots, Unfollowed};
use crate::interp::{Arrival, Copying, Frame, Kind, Linked, Loading, Moving, Text, ThreadState, Vm, is_constant};
use crate::value::{Tag, Value};

pub(super) type Read<T> = Result<T, SnapshotError>;

/// Bytes being read.
pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

/// How deep functions nest.
const DEPTH_MAX: usize = 210;

impl<'a> Reader<'a> {
    #[cold]
    pub(super) fn fail<T>(&self, why: String) -> Read<T> {
        Err(SnapshotError::Malformed { offset: self.at, why })
    }

    fn take(&mut self, count: usize) -> Read<&'a [u8]> {
        match self.bytes.get(self.at..).and_then(|rest| rest.get(..count)) {
            Some(bytes) => {
                self.at += count;
                Ok(bytes)
            }
            None => self.fail(format!("{count} bytes expected, {} left", self.bytes.len() - self.at)),
        }
    }

    pub(super) fn byte(&mut self) -> Read<u8> {
        Ok(self.take(1)?[0])
    }

    pub(super) fn flag(&mut self) -> Read<bool> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            other => self.fail(format!("flag {other}, expected 0 or 1")),
        }
    }

    pub(super) fn number(&mut self) -> Read<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        self.fail("a number of more than 64 bits".to_owned())
    }

    pub(super) fn small(&mut self) -> Read<u32> {
        let number = self.number()?;
        u32::try_from(number).or_else(|_| self.fail(format!("number {number}, expected at most 2^32 - 1")))
    }

    /// A number of things that follow, each at least a byte.
    pub(super) fn count(&mut self) -> Read<usize> {
        let count = self.number()?;
        let left = self.bytes.len() - self.at;
        match usize::try_from(count) {
            Ok(count) if count <= left => Ok(count),
            _ => self.fail(format!("{count} items announced, {left} bytes left")),
        }
    }

    pub(super) fn signed(&mut self) -> Read<i64> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(super) fn bytes(&mut self) -> Read<&'a [u8]> {
        let count = self.count()?;
        self.take(count)
    }

    pub(super) fn value(&mut self) -> Read<Value> {
        let number = self.byte()?;
        let Some(tag) = Tag::from_number(number) else {
            return self.fail(format!("value of type {number}, expected 0 to 14"));
        };
        self.value_of(tag)
    }

    fn value_of(&mut self, tag: Tag) -> Read<Value> {
        let bits = match tag {
            Tag::NIL | Tag::FALSE | Tag::TRUE => 0,
            Tag::FLOAT => u64::from_le_bytes(self.take(8)?.try_into().expect("8 bytes")),
            Tag::INTEGER => self.signed()? as u64,
            Tag::LIGHT => self.number()?,
            Tag::NATIVE => {
                let number = self.small()?;
                if number >= crate::native::native_count() {
                    return self.fail(format!("builtin number {number} of {}", crate::native::native_count()));
                }
                u64::from(number)
            }
            _ => u64::from(self.small()?),
        };
        Ok(Value { tag, bits })
    }

    pub(super) fn values(&mut self) -> Read<Vec<Value>> {
        let count = self.count()?;
        let mut values = Vec::new();
        for _ in 0..count {
            values.push(self.value()?);
        }
        Ok(values)
    }

    pub(super) fn handles(&mut self) -> Read<Vec<u32>> {
        let count = self.count()?;
        (0..count).map(|_| self.small()).collect()
    }

    pub(super) fn entry(&mut self) -> Read<Entry> {
        let number = self.byte()?;
        if number == u8::MAX {
            let tag = Tag::TABLE.narrow() + DEAD_KEY;
            return Ok(Entry { key_bits: 0, value_bits: 0, key_tag: tag, value_tag: 0 });
        }
        let Some(tag) = Tag::from_number(number).filter(|&tag| tag != Tag::NIL && tag != Tag::CELL) else {
            return self.fail(format!("key of type {number}"));
        };
        let (key, value) = (self.value_of(tag)?, self.value()?);
        Ok(Entry {
            key_bits: key.bits,
            value_bits: value.bits,
            key_tag: key.tag.narrow(),
            value_tag: value.tag.narrow(),
        })
    }

    pub(super) fn payload(&mut self) -> Read<Payload> {
        Ok(match self.byte()? {
            0 => Payload::None,
            1 => Payload::Bytes(self.bytes()?.to_vec()),
            2 => {
                let count = self.count()?;
                Payload::Words((0..count).map(|_| self.number()).collect::<Read<_>>()?)
            }
            3 => Payload::Loading(Box::new(self.loading()?)),
            4 => Payload::Source(self.number()? as usize),
            other => return self.fail(format!("userdata payload {other}, expected 0 to 4")),
        })
    }

    fn loading(&mut self) -> Read<Loading> {
        let mut loading = Loading::new(false, Vec::new());
        loading.text = self.text()?;
        loading.name = if self.flag()? { Some(self.text()?) } else { None };
        (loading.is_file, loading.is_reading) = (self.flag()?, self.flag()?);
        loading.mode = self.bytes()?.to_vec();
        loading.copying = match self.byte()? {
            0 => Copying::Nothing,
            1 => Copying::Text,
            2 => Copying::Name,
            other => return self.fail(format!("copying {other}, expected 0 to 2")),
        };
        loading.copied = self.number()? as usize;
        loading.steps = self.number()?;
        loading.bytes = self.number()? as usize;
        loading.wanted = self.number()? as usize;
        let (functions, constants) = (self.handles()?, self.values()?);
        loading.linked = Linked { functions, constants, part: self.number()? as usize };
        Ok(loading)
    }

    fn text(&mut self) -> Read<Text> {
        let count = self.count()?;
        let mut parts = Vec::new();
        for _ in 0..count {
            parts.push(self.bytes()?.to_vec());
        }
        Ok(Text::from_parts(parts))
    }

    pub(super) fn arena<T: Default, S: Slots<T>>(
        &mut self,
        mut slot: impl FnMut(&mut Reader<'a>, u32) -> Read<T>,
    ) -> Read<Arena<T, S>> {
        let count = self.count()?;
        let (mut slots, mut marks, mut free_count) = (Vec::new(), Vec::new(), 0);
        for handle in 0..count as u32 {
            let mark = match self.byte()? {
                0 => Mark::Free,
                1 => Mark::White0,
                2 => Mark::White1,
                3 => Mark::Gray,
                4 => Mark::Black,
                other => return self.fail(format!("mark {other}, expected 0 to 4")),
            };
            marks.push(mark);
            free_count += usize::from(mark == Mark::Free);
            slots.push(if mark == Mark::Free { T::default() } else { slot(self, handle)? });
        }
        let free = self.handles()?;
        let mut listed = vec![false; marks.len()];
        for &handle in &free {
            match marks.get(handle as usize) {
                Some(Mark::Free) if !listed[handle as usize] => listed[handle as usize] = true,
                _ => return self.fail(format!("slot {handle} is on the free list but not free")),
            }
        }
        if free.len() != free_count {
            return self.fail(format!("{free_count} free slots, {} on the free list", free.len()));
        }
        Ok(Arena::from_parts(slots, marks, free))
    }

    pub(super) fn end(&self) -> Read<()> {
        match self.bytes.len() - self.at {
            0 => Ok(()),
            left => self.fail(format!("{left} bytes after the end")),
        }
    }

    /// Linked functions: each prototype alone, its children by handle. Whole trees are verified before use.
    pub(super) fn functions(&mut self) -> Read<Arena<Function>> {
        let mut parts: Vec<Option<(Prototype, Vec<Value>)>> = Vec::new();
        let mut source = Arc::default();
        let mut arena = self.arena(|r, handle| {
            let code = r.bytes()?;
            let mut prototype = match bytecode::decode(code) {
                Ok(prototype) if prototype.prototypes.is_empty() => prototype,
                Ok(_) => return r.fail("a linked function holds nested ones".to_owned()),
                Err(error) => return r.fail(error.to_string()),
            };
            // Mostly of the same chunk as the one before, whose name may be long.
            if prototype.source == source {
                prototype.source = Arc::clone(&source);
            }
            source = Arc::clone(&prototype.source);
            let children = r.handles()?.into();
            let is_prelude = r.flag()?;
            let source_object = r.value()?;
            let constants = r.values()?;
            if constants.len() != prototype.constants.len() {
                return r.fail("a linked function's constants are not its prototype's".to_owned());
            }
            parts.resize_with(handle as usize, || None);
            parts.push(Some((prototype, constants)));
            let source = (!source_object.is_nil()).then_some(source_object);
            Ok(Function::unlinked(children, is_prelude).with_source(source))
        })?;
        self.verify_trees(&arena, &mut parts)?;
        for handle in 0..arena.len() as u32 {
            let Some((prototype, constants)) = parts.get_mut(handle as usize).and_then(Option::take) else { continue };
            let function = arena.get_mut(handle);
            let children = std::mem::take(&mut function.children);
            let source = function.source;
            *function = Function::link(prototype, &constants, children, function.is_prelude).with_source(source);
        }
        Ok(arena)
    }

    fn verify_trees(&self, arena: &Arena<Function>, parts: &mut [Option<(Prototype, Vec<Value>)>]) -> Read<()> {
        let mut parent_count = vec![0u32; arena.len()];
        for handle in 0..arena.len() as u32 {
            if arena.is_live(handle) {
                for &child in &arena.get(handle).children {
                    match parent_count.get_mut(child as usize) {
                        Some(count) if arena.is_live(child) && *count == 0 && child != handle => *count += 1,
                        _ => return self.fail(format!("function {handle} has no nested function {child}")),
                    }
                }
            }
        }
        for handle in 0..arena.len() as u32 {
            if arena.is_live(handle) && parent_count[handle as usize] == 0 {
                let tree = self.tree(arena, parts, handle, 0)?;
                let privileges = Privileges { system_calls: arena.get(handle).is_prelude };
                match bytecode::verify_with(tree, privileges) {
                    Ok(verified) => keep_live(arena, parts, handle, verified.prototype()),
                    Err(error) => return self.fail(error.to_string()),
                }
            }
        }
        Ok(())
    }

    fn tree(
        &self,
        arena: &Arena<Function>,
        parts: &[Option<(Prototype, Vec<Value>)>],
        handle: u32,
        depth: usize,
    ) -> Read<Prototype> {
        if depth > DEPTH_MAX {
            return self.fail("functions nested too deep".to_owned());
        }
        let Some((prototype, _)) = &parts[handle as usize] else {
            return self.fail(format!("function {handle} is missing"));
        };
        let mut prototype = prototype.clone();
        for &child in &arena.get(handle).children {
            prototype.prototypes.push(self.tree(arena, parts, child, depth + 1)?);
        }
        Ok(prototype)
    }

    fn check_value(&self, heap: &Heap, value: Value, cell_allowed: bool) -> Read<()> {
        if is_object(value) && heap.is_live(value) && heap.is_dying(value) {
            return self.fail(format!("{value:?} is being freed"));
        }
        let kind_fits = match value.tag() {
            Tag::CELL if !cell_allowed => false,
            Tag::STRING | Tag::LONG_STRING if heap.is_live(value) => {
                (heap.bytes(value).len() <= crate::heap::SHORT_BYTES_MAX) == (value.tag() == Tag::STRING)
            }
            _ => !is_object(value) || heap.is_live(value),
        };
        if kind_fits { Ok(()) } else { self.fail(format!("{value:?} names no object")) }
    }

    /// A table's keys, before they are hashed.
    pub(super) fn check_keys(&self, heap: &Heap, table: u32) -> Read<()> {
        for entry in heap.tables.get(table).entries.iter() {
            if entry.key_tag < DEAD_KEY {
                self.check_value(heap, entry.key(), false)?;
            }
        }
        Ok(())
    }

    /// That every handle names a live object of its kind, and every frame has room and a place in its code.
    pub(super) fn check(&self, vm: &Vm) -> Read<()> {
        let heap = &vm.heap;
        let values = |values: &[Value]| values.iter().try_for_each(|&value| self.check_value(heap, value, false));
        for handle in (0..heap.tables.len() as u32).filter(|&handle| heap.is_kept(&heap.tables, handle)) {
            let table = heap.tables.get(handle);
            table.array.iter().try_for_each(|value| self.check_value(heap, value, false))?;
            table.entries.iter().try_for_each(|entry| self.check_value(heap, entry.value(), false))?;
            self.check_meta(heap, table.meta)?;
        }
        for handle in (0..heap.closures.len() as u32).filter(|&handle| heap.is_kept(&heap.closures, handle)) {
            let closure = heap.closures.get(handle);
            if !heap.functions.is_live(closure.function)
                || heap.functions.get(closure.function).prototype.upvalues.len() != closure.upvalues().len()
                || !closure.upvalues().iter().all(|&cell| heap.cells.is_live(cell))
            {
                return self.fail(format!("closure {handle} doesn't fit its function"));
            }
        }
        for handle in (0..heap.functions.len() as u32).filter(|&handle| heap.is_kept(&heap.functions, handle)) {
            let function = heap.functions.get(handle);
            values(function.source.as_slice())?;
            for (i, constant) in function.prototype.constants.iter().enumerate() {
                let value = function.constant(i);
                self.check_value(heap, value, false)?;
                if !is_constant(heap, constant, value) {
                    return self.fail(format!("constant {i} of function {handle} isn't its prototype's"));
                }
            }
        }
        for handle in (0..heap.cells.len() as u32).filter(|&handle| heap.is_kept(&heap.cells, handle)) {
            self.check_value(heap, heap.cells.get(handle).0, false)?;
        }
        for handle in (0..heap.natives.len() as u32).filter(|&handle| heap.is_kept(&heap.natives, handle)) {
            if heap.natives.get(handle).native >= crate::native::native_count() {
                return self.fail(format!("builtin closure {handle} names no builtin"));
            }
            values(&heap.natives.get(handle).values)?;
        }
        for handle in (0..heap.userdata.len() as u32).filter(|&handle| heap.is_kept(&heap.userdata, handle)) {
            self.check_meta(heap, heap.userdata.get(handle).meta)?;
            values(&heap.userdata.get(handle).values)?;
            if let Payload::Loading(loading) = &heap.userdata.get(handle).payload {
                values(&loading.linked.constants)?;
                if !loading.linked.functions.iter().all(|&function| heap.functions.is_live(function)) {
                    return self.fail(format!("a function that userdata {handle} has loaded doesn't exist"));
                }
            }
        }
        for handle in (0..heap.threads.len() as u32).filter(|&handle| heap.is_kept(&heap.threads, handle)) {
            self.check_thread(heap, heap.threads.get(handle))?;
        }
        self.check_thread(heap, &vm.thread)?;
        if let Some(moving) = &vm.thread.moving {
            self.check_moving(vm, moving)?;
        }
        let gc = &heap.gc;
        for list in [&gc.gray, &gc.gray_again, &gc.finalizable, &gc.unreached, &gc.to_finalize] {
            list.iter().try_for_each(|&value| self.check_value(heap, value, true))?;
        }
        if !gc.partial.iter().all(|partial| heap.tables.is_live(partial.table)) {
            return self.fail("a table being followed doesn't exist".to_owned());
        }
        let exists = |unfollowed: &Unfollowed| match *unfollowed {
            Unfollowed::Thread { thread, .. } => heap.threads.is_live(thread),
            Unfollowed::Function { function, .. } => heap.functions.is_live(function),
        };
        if !gc.unfollowed.iter().all(exists) {
            return self.fail("a coroutine or function being followed doesn't exist".to_owned());
        }
        for list in [&gc.weak_keys, &gc.weak_values, &gc.all_weak, &gc.removed_keys] {
            if !list.iter().all(|&table| heap.tables.is_live(table)) {
                return self.fail("a weak table to be cleared doesn't exist".to_owned());
            }
        }
        let roots = &vm.roots;
        values(&[roots.globals, roots.registry, roots.loaded, roots.out_of_memory])?;
        values(&roots.event_names)?;
        values(&roots.pinned)?;
        for meta in roots.type_metas.iter().chain([&roots.string_meta]).flatten() {
            self.check_meta(heap, meta + 1)?;
        }
        if !roots.globals.is_table() || !roots.registry.is_table() || !roots.loaded.is_table() {
            return self.fail("globals, registry or loaded modules are not tables".to_owned());
        }
        if !heap.threads.is_live(vm.current) || !heap.threads.is_live(vm.main_thread) || vm.thread.frames.is_empty() {
            return self.fail("the running coroutine doesn't exist".to_owned());
        }
        Ok(())
    }

    fn check_meta(&self, heap: &Heap, meta: u32) -> Read<()> {
        if meta == 0 || heap.tables.is_live(meta - 1) {
            return Ok(());
        }
        self.fail(format!("metatable {} doesn't exist", meta - 1))
    }

    fn check_moving(&self, vm: &Vm, moving: &Moving) -> Read<()> {
        let heap = &vm.heap;
        let source_len = match moving.source.checked_sub(1) {
            None => Some(vm.thread.stack.len()),
            Some(thread) => heap.threads.is_live(thread).then(|| heap.threads.get(thread).stack.len()),
        };
        let within = |first: u32, count: u32, len: usize| u64::from(first) + u64::from(count) <= len as u64;
        let is_sound = source_len.is_some_and(|len| within(moving.from, moving.count, len))
            && moving.done < moving.count
            && moving.per_tick > 0
            && match moving.arrival {
                Arrival::List { table } => heap.tables.is_live(table),
                Arrival::Open | Arrival::Call { .. } => within(moving.to, moving.done, vm.thread.stack.len()),
            };
        if is_sound { Ok(()) } else { self.fail(format!("{moving:?} can't go on")) }
    }

    fn check_thread(&self, heap: &Heap, state: &ThreadState) -> Read<()> {
        state.stack.iter().try_for_each(|&value| self.check_value(heap, value, true))?;
        let len = state.stack.len();
        if state.top as usize > len || state.to_close.iter().any(|&index| index as usize >= len) {
            return self.fail("a coroutine's top is beyond its stack".to_owned());
        }
        let above = |index: usize| state.frames.get(index + 1);
        state.frames.iter().enumerate().try_for_each(|(index, frame)| {
            let is_passed = above(index).is_some_and(|next| state.is_before_going_on(next));
            self.check_frame(heap, frame, len, is_passed)
        })
    }

    /// Where `is_passed`, the frame's last instruction may be behind it.
    fn check_frame(&self, heap: &Heap, frame: &Frame, stack_len: usize, is_passed: bool) -> Read<()> {
        let fits = match frame.kind {
            Kind::Lua if heap.closures.is_live(frame.function) => {
                let function = heap.functions.get(heap.closures.get(frame.function).function);
                let start = function.code_start * 8;
                let in_code = frame.pc >= start && frame.pc.is_multiple_of(8);
                in_code
                    && function.pc_index(frame.pc) < function.prototype.code.len() + usize::from(is_passed)
                    && frame.base as usize + usize::from(function.registers) <= stack_len
                    && frame.extra <= frame.base
            }
            Kind::Lua => false,
            Kind::Native => frame.function < crate::native::native_count() && frame.top as usize <= stack_len,
            Kind::NativeClosure => heap.natives.is_live(frame.function) && frame.top as usize <= stack_len,
        };
        if fits { Ok(()) } else { self.fail(format!("{frame:?} has no place")) }
    }
}

/// Takes over what the verifier found out about the functions of a tree.
fn keep_live(
    arena: &Arena<Function>,
    parts: &mut [Option<(Prototype, Vec<Value>)>],
    handle: u32,
    verified: &Prototype,
) {
    if let Some((prototype, _)) = &mut parts[handle as usize] {
        prototype.live = verified.live.clone();
    }
    for (&child, nested) in arena.get(handle).children.iter().zip(&verified.prototypes) {
        keep_live(arena, parts, child, nested);
    }
}
