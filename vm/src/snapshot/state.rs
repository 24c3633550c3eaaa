//! The parts of the state, in one order, written and read side by side.

use super::Attachment;
use super::read::{Read, Reader};
use super::write::Writer;
use crate::heap::{
    Array, Atomic, Cell, Closure, Collector, Entries, Heap, LuaString, Mark, Mode, NativeClosure, OnTrial, Partial,
    Phase, SHORT_BYTES_MAX, Stage, Table, Unfollowed, Userdata,
};
use crate::interp::{
    Arrival, Cached, Ending, Event, Frame, Globals, Hook, Kind, Moving, Recourse, Res, Shortage, Status, StopReason,
    Target, ThreadState, Throw, Vm,
};
use crate::value::{Tag, Value};

impl Writer {
    pub(super) fn state(&mut self, vm: &Vm) {
        self.heap(&vm.heap);
        self.thread(&vm.thread, Some(&vm.heap));
        for number in [vm.current, vm.main_thread, vm.resume_depth] {
            self.number(u64::from(number));
        }
        self.signed(vm.ticks);
        self.number(vm.ticks_used);
        self.pending(&vm.pending);
        self.flag(vm.answer.is_some());
        self.values(vm.answer.as_deref().unwrap_or_default());
        self.globals(&vm.roots);
        vm.random.iter().for_each(|&word| self.number(word));
        self.flag(vm.in_finalizer);
        self.byte(match vm.ending {
            Ending::No => 0,
            Ending::Returning => 1,
            Ending::Leaving => 2,
        });
        self.flag(vm.warnings_on);
        self.byte(match vm.shortage {
            Shortage::None => 0,
            Shortage::Raised => 1,
            Shortage::Caught => 2,
        });
        self.byte(vm.signal.unwrap_or(0));
    }

    fn pending(&mut self, pending: &Res<()>) {
        match pending {
            Ok(()) => self.byte(0),
            Err(Throw::Error(value)) => {
                self.byte(1);
                self.value(*value);
            }
            Err(Throw::HandlerFailed) => self.byte(4),
            Err(Throw::Ahead) => self.byte(5),
            Err(Throw::Numeral(place)) => {
                self.byte(6);
                self.number(u64::from(*place));
            }
            Err(Throw::Pushed) => self.byte(7),
            Err(Throw::Stop(StopReason::OutOfMemory)) => self.byte(2),
            Err(Throw::Stop(StopReason::Exit(code))) => {
                self.byte(3);
                self.signed(i64::from(*code));
            }
        }
    }

    fn globals(&mut self, globals: &Globals) {
        for value in [globals.globals, globals.registry, globals.loaded, globals.out_of_memory] {
            self.value(value);
        }
        for meta in globals.type_metas.iter().chain([&globals.string_meta]) {
            self.number(meta.map_or(0, |meta| u64::from(meta) + 1));
        }
        self.values(&globals.event_names);
        self.values(&globals.pinned);
    }

    /// Without a heap: a coroutine about to be freed, of which only the size counts.
    fn thread(&mut self, state: &ThreadState, heap: Option<&Heap>) {
        let stack = heap.map_or_else(|| vec![Value::NIL; state.stack.len()], |heap| state.live_stack(heap));
        self.values(&stack);
        self.count(state.frames.len());
        for frame in &state.frames {
            for number in [frame.function, frame.pc, frame.base, frame.dst, frame.top, frame.extra] {
                self.number(u64::from(number));
            }
            self.signed(i64::from(frame.want));
            self.byte(frame.kind as u8);
            self.byte(frame.flags);
            self.number(u64::from(frame.natives));
        }
        self.number(u64::from(state.top));
        self.handles(&state.to_close);
        self.byte(state.status as u8);
        self.number(u64::from(state.resumer));
        self.flag(state.failure.is_some());
        self.value(state.failure.unwrap_or(Value::NIL));
        self.number(u64::from(state.handler_depth));
        self.flag(state.moving.is_some());
        if let Some(moving) = &state.moving {
            self.moving(moving);
        }
        self.flag(state.hook.is_some());
        if let Some(hook) = &state.hook {
            self.value(hook.function);
            [hook.on_call, hook.on_return, hook.on_line, hook.counted, hook.active]
                .iter()
                .for_each(|&flag| self.flag(flag));
            let (function, pc, depth) = hook.last;
            let (first, count) = hook.transfer;
            for number in [hook.period, hook.countdown, function, pc, depth, first, count] {
                self.number(u64::from(number));
            }
        }
    }

    fn moving(&mut self, moving: &Moving) {
        for number in [moving.source, moving.from, moving.to, moving.count, moving.done, moving.per_tick] {
            self.number(u64::from(number));
        }
        match moving.arrival {
            Arrival::Open => self.byte(0),
            Arrival::Call { target, flags } => {
                self.byte(1);
                self.number(u64::from(target.dst));
                self.signed(i64::from(target.want));
                self.byte(flags);
            }
            Arrival::List { table } => {
                self.byte(2);
                self.number(u64::from(table));
            }
        }
    }

    fn heap(&mut self, heap: &Heap) {
        self.arena(&heap.strings, |w, _, string| {
            w.bytes(string.bytes());
            // Hashing a long string is charged once, so whether it has been counts.
            w.flag(string.hash != 0);
        });
        self.arena(&heap.tables, |w, _, table| {
            w.count(table.array.len());
            table.array.iter().for_each(|value| w.value(value));
            w.count(table.array.capacity());
            w.count(table.entries.len());
            table.entries.iter().for_each(|entry| w.entry(entry));
            w.count(table.entries.capacity());
            w.number(u64::from(table.meta));
            w.flag(table.has_finalizer);
        });
        self.arena(&heap.functions, |w, _, function| w.function(function));
        self.arena(&heap.closures, |w, _, closure| {
            w.number(u64::from(closure.function));
            w.handles(closure.upvalues());
        });
        self.arena(&heap.cells, |w, _, cell| w.value(cell.0));
        self.arena(&heap.natives, |w, _, native| {
            w.number(u64::from(native.native));
            w.values(&native.values);
        });
        self.arena(&heap.userdata, |w, _, userdata| {
            w.number(u64::from(userdata.meta));
            w.flag(userdata.has_finalizer);
            w.values(&userdata.values);
            w.payload(&userdata.payload);
        });
        self.arena(&heap.threads, |w, handle, thread| {
            w.thread(thread, heap.is_kept(&heap.threads, handle).then_some(heap));
        });
        self.collector(&heap.gc);
        self.count(heap.discarded.bytes);
    }

    fn collector(&mut self, gc: &Collector) {
        match gc.phase {
            Phase::Pause => self.byte(0),
            Phase::Mark => self.byte(1),
            Phase::Marked => self.byte(2),
            Phase::Atomic(at) => {
                self.byte(3);
                self.byte(at.stage as u8);
                for flag in [at.is_second, at.progress, at.entries] {
                    self.flag(flag);
                }
                for number in [at.item, at.slot, at.keyed] {
                    self.number(u64::from(number));
                }
            }
            Phase::Sweep(arena, slot) => {
                self.byte(4);
                self.byte(arena);
                self.number(u64::from(slot));
            }
        }
        self.byte(gc.white as u8);
        self.byte(gc.other_white as u8);
        self.count(gc.bytes);
        self.count(gc.peak_bytes);
        self.signed(gc.debt);
        for list in [&gc.gray, &gc.gray_again, &gc.finalizable, &gc.unreached, &gc.to_finalize] {
            self.values(list);
        }
        for list in [&gc.weak_values, &gc.weak_keys, &gc.all_weak, &gc.removed_keys] {
            self.handles(list);
        }
        self.count(gc.partial.len());
        for &Partial { table, array, entries } in &gc.partial {
            for number in [table, array, entries] {
                self.number(u64::from(number));
            }
        }
        self.count(gc.unfollowed.len());
        for &unfollowed in &gc.unfollowed {
            let numbers = match unfollowed {
                Unfollowed::Thread { thread, frame, slot } => [thread, frame, slot],
                Unfollowed::Function { function, constant } => [function, constant, u32::MAX],
            };
            self.flag(matches!(unfollowed, Unfollowed::Thread { .. }));
            for number in numbers {
                self.number(u64::from(number));
            }
        }
        self.flag(gc.stopped);
        self.count(gc.proper_bytes_max());
        self.count(gc.grace);
        self.flag(gc.mode == Mode::Generational);
        for number in [gc.pause_percent, gc.step_multiplier, gc.step_size] {
            self.number(u64::from(number));
        }
        self.number(gc.cycles);
        self.number(u64::from(gc.errors));
        self.count(gc.freed_since_error);
    }
}

impl Reader<'_> {
    pub(super) fn state(&mut self, attachment: &Attachment) -> Read<Vm> {
        let heap = self.heap(attachment.hash_seed)?;
        let thread = self.thread()?;
        let [current, main_thread, resume_depth] = [self.small()?, self.small()?, self.small()?];
        let ticks = self.signed()?;
        let ticks_used = self.number()?;
        let pending = self.pending()?;
        let has_answer = self.flag()?;
        let answer = self.values()?;
        let roots = self.globals()?;
        let random = [self.number()?, self.number()?, self.number()?, self.number()?];
        let in_finalizer = self.flag()?;
        let ending = match self.byte()? {
            0 => Ending::No,
            1 => Ending::Returning,
            2 => Ending::Leaving,
            other => return self.fail(format!("ending {other}, expected 0 to 2")),
        };
        let warnings_on = self.flag()?;
        let shortage = match self.byte()? {
            0 => Shortage::None,
            1 => Shortage::Raised,
            2 => Shortage::Caught,
            other => return self.fail(format!("shortage of memory {other}, expected 0 to 2")),
        };
        let signal = Some(self.byte()?).filter(|&signal| signal != 0);
        self.end()?;
        let mut vm = Vm {
            cached: Cached::default(),
            heap,
            thread: Box::new(thread),
            current,
            main_thread,
            ticks,
            ticks_used,
            outcome: None,
            pending,
            answer: has_answer.then_some(answer),
            roots,
            random,
            resume_depth,
            in_finalizer,
            ending,
            warnings_on,
            shortage,
            recourse: Recourse::None,
            backend: attachment.backend,
            compile: attachment.compile,
            hooked: false,
            signal,
        };
        vm.refresh_hooked();
        self.check(&vm)?;
        Ok(vm)
    }

    fn pending(&mut self) -> Read<Res<()>> {
        Ok(match self.byte()? {
            0 => Ok(()),
            1 => Err(Throw::Error(self.value()?)),
            2 => Err(Throw::Stop(StopReason::OutOfMemory)),
            3 => Err(Throw::Stop(StopReason::Exit(self.signed()? as i32))),
            4 => Err(Throw::HandlerFailed),
            5 => Err(Throw::Ahead),
            6 => Err(Throw::Numeral(self.small()?)),
            7 => Err(Throw::Pushed),
            other => return self.fail(format!("pending error of kind {other}, expected 0 to 7")),
        })
    }

    fn globals(&mut self) -> Read<Globals> {
        let [globals, registry, loaded, out_of_memory] = [self.value()?, self.value()?, self.value()?, self.value()?];
        let mut metas = [None; 7];
        for meta in &mut metas {
            *meta = self.small()?.checked_sub(1);
        }
        let names = self.values()?;
        let Ok(event_names) = <[Value; Event::COUNT]>::try_from(names) else {
            return self.fail("wrong number of event names".to_owned());
        };
        let pinned = self.values()?;
        let [a, b, c, d, e, f, string_meta] = metas;
        Ok(Globals {
            globals,
            registry,
            loaded,
            string_meta,
            type_metas: [a, b, c, d, e, f],
            event_names,
            out_of_memory,
            pinned,
        })
    }

    fn frame(&mut self) -> Read<Frame> {
        let [function, pc, base, dst, top, extra] =
            [self.small()?, self.small()?, self.small()?, self.small()?, self.small()?, self.small()?];
        let want = self.signed()? as i32;
        let kind = match self.byte()? {
            0 => Kind::Lua,
            1 => Kind::Native,
            2 => Kind::NativeClosure,
            other => return self.fail(format!("frame of kind {other}, expected 0 to 2")),
        };
        let (flags, natives) = (self.byte()?, self.small()? as u16);
        Ok(Frame { function, pc, base, dst, top, extra, want, kind, flags, natives })
    }

    fn thread(&mut self) -> Read<ThreadState> {
        let stack = self.values()?;
        let count = self.count()?;
        let mut frames = Vec::new();
        for _ in 0..count {
            frames.push(self.frame()?);
        }
        let top = self.small()?;
        let to_close = self.handles()?;
        let status = match self.byte()? {
            0 => Status::Suspended,
            1 => Status::Running,
            2 => Status::Normal,
            3 => Status::Dead,
            other => return self.fail(format!("coroutine status {other}, expected 0 to 3")),
        };
        let resumer = self.small()?;
        let has_failure = self.flag()?;
        let failure = self.value()?;
        let handler_depth = self.small()?;
        let moving = if self.flag()? { Some(Box::new(self.moving()?)) } else { None };
        let hook = if self.flag()? { Some(Box::new(self.hook()?)) } else { None };
        Ok(ThreadState {
            stack,
            frames,
            top,
            to_close,
            status,
            resumer,
            failure: has_failure.then_some(failure),
            hook,
            moving,
            handler_depth,
        })
    }

    fn moving(&mut self) -> Read<Moving> {
        let [source, from, to, count, done, per_tick] =
            [self.small()?, self.small()?, self.small()?, self.small()?, self.small()?, self.small()?];
        let arrival = match self.byte()? {
            0 => Arrival::Open,
            1 => {
                let (dst, want) = (self.small()?, self.signed()? as i32);
                Arrival::Call { target: Target { dst, want }, flags: self.byte()? }
            }
            2 => Arrival::List { table: self.small()? },
            other => return self.fail(format!("values on their way to {other}, expected 0 to 2")),
        };
        Ok(Moving { source, from, to, count, done, per_tick, arrival })
    }

    fn hook(&mut self) -> Read<Hook> {
        let function = self.value()?;
        let [on_call, on_return, on_line, counted, active] =
            [self.flag()?, self.flag()?, self.flag()?, self.flag()?, self.flag()?];
        let [period, countdown] = [self.small()?, self.small()?];
        let last = (self.small()?, self.small()?, self.small()?);
        let transfer = (self.small()?, self.small()?);
        Ok(Hook { function, on_call, on_return, on_line, period, countdown, last, counted, active, transfer })
    }

    fn heap(&mut self, hash_seed: u64) -> Read<Heap> {
        let mut heap = Heap::new(hash_seed, usize::MAX);
        let mut hashed = Vec::new();
        heap.strings = self.arena(|r, handle| {
            let bytes = r.bytes()?.to_vec();
            if r.flag()? {
                hashed.push(handle);
            }
            Ok(match bytes.len() {
                0..=SHORT_BYTES_MAX => LuaString::new(&bytes, 0),
                _ => LuaString::from_box(bytes.into_boxed_slice()),
            })
        })?;
        for handle in 0..heap.strings.len() as u32 {
            if heap.strings.is_live(handle) && heap.strings.get(handle).bytes().len() <= SHORT_BYTES_MAX {
                heap.intern_placed(handle);
            }
        }
        for handle in hashed {
            heap.long_string_hash(handle);
        }
        heap.tables = self.arena(|r, _| r.table())?;
        heap.functions = self.functions()?;
        heap.closures = self.arena(|r, _| Ok(Closure::new(r.small()?, r.handles()?)))?;
        heap.cells = self.arena(|r, _| Ok(Cell(r.value()?)))?;
        heap.natives = self.arena(|r, _| Ok(NativeClosure { native: r.small()?, values: r.values()?.into() }))?;
        heap.userdata = self.arena(|r, _| {
            let meta = r.small()?;
            let has_finalizer = r.flag()?;
            Ok(Userdata { meta, has_finalizer, values: r.values()?, payload: r.payload()? })
        })?;
        heap.threads = self.arena(|r, _| Ok(Box::new(r.thread()?)))?;
        heap.gc = self.collector()?;
        heap.discarded.bytes = self.number()? as usize;
        for table in 0..heap.tables.len() as u32 {
            // Of a table about to be freed only the size matters; its keys may be gone.
            if heap.is_kept(&heap.tables, table) {
                self.check_keys(&heap, table)?;
                heap.link_entries(table);
            }
        }
        heap.point_closures();
        heap.uncharged = 0;
        Ok(heap)
    }

    fn table(&mut self) -> Read<Table> {
        let values = self.values()?;
        let capacity = self.small()? as usize;
        if values.len() > capacity {
            return self.fail(format!("an array part of {capacity} slots holds {} values", values.len()));
        }
        // A few bytes may ask for much memory, but it is not touched before it is used.
        let Some(mut array) = Array::try_with_capacity(capacity) else {
            return self.fail(format!("no memory for an array part of {capacity} slots"));
        };
        array.extend(&values);
        let count = self.count()?;
        let mut read = Vec::new();
        for _ in 0..count {
            read.push(self.entry()?);
        }
        let capacity = self.small()? as usize;
        if count > capacity || capacity != 0 && !capacity.is_power_of_two() {
            return self.fail(format!("a hash part of {capacity} slots holds {count} entries"));
        }
        let Some(mut entries) = Entries::try_with_capacity(capacity) else {
            return self.fail(format!("no memory for a hash part of {capacity} slots"));
        };
        read.into_iter().for_each(|entry| entries.push_unlinked(entry));
        let meta = self.small()?;
        Ok(Table { array, entries, meta, has_finalizer: self.flag()?, ..Table::default() })
    }

    fn mark(&mut self) -> Read<Mark> {
        match self.byte()? {
            0 => Ok(Mark::Free),
            1 => Ok(Mark::White0),
            2 => Ok(Mark::White1),
            3 => Ok(Mark::Gray),
            4 => Ok(Mark::Black),
            other => self.fail(format!("mark {other}, expected 0 to 4")),
        }
    }

    fn atomic(&mut self) -> Read<Atomic> {
        let number = self.byte()?;
        let Some(&stage) = Stage::ALL.get(usize::from(number)) else {
            return self.fail(format!("stage {number} of the atomic step, expected 0 to {}", Stage::ALL.len() - 1));
        };
        let [is_second, progress, entries] = [self.flag()?, self.flag()?, self.flag()?];
        let [item, slot, keyed] = [self.small()?, self.small()?, self.small()?];
        Ok(Atomic { stage, is_second, progress, item, slot, entries, keyed })
    }

    fn collector(&mut self) -> Read<Collector> {
        let phase = match self.byte()? {
            0 => Phase::Pause,
            1 => Phase::Mark,
            2 => Phase::Marked,
            3 => Phase::Atomic(self.atomic()?),
            4 => Phase::Sweep(self.byte()?.min(7), self.small()?),
            other => return self.fail(format!("collector phase {other}, expected 0 to 4")),
        };
        let [white, other_white] = [self.mark()?, self.mark()?];
        let [bytes, peak_bytes] = [self.number()? as usize, self.number()? as usize];
        let debt = self.signed()?;
        let [gray, gray_again, finalizable, unreached, to_finalize] =
            [self.values()?, self.values()?, self.values()?, self.values()?, self.values()?];
        let [weak_values, weak_keys, all_weak, removed_keys] =
            [self.handles()?, self.handles()?, self.handles()?, self.handles()?];
        let mut partial = Vec::new();
        for _ in 0..self.count()? {
            partial.push(Partial { table: self.small()?, array: self.small()?, entries: self.small()? });
        }
        let mut unfollowed = Vec::new();
        for _ in 0..self.count()? {
            let (is_thread, [handle, place, slot]) = (self.flag()?, [self.small()?, self.small()?, self.small()?]);
            unfollowed.push(match is_thread {
                true => Unfollowed::Thread { thread: handle, frame: place, slot },
                false => Unfollowed::Function { function: handle, constant: place },
            });
        }
        let stopped = self.flag()?;
        let [bytes_max, grace] = [self.number()? as usize, self.number()? as usize];
        let mode = if self.flag()? { Mode::Generational } else { Mode::Incremental };
        let [pause_percent, step_multiplier, step_size] = [self.small()?, self.small()?, self.small()?];
        let cycles = self.number()?;
        let (errors, freed_since_error) = (self.small()?, self.number()? as usize);
        Ok(Collector {
            phase,
            white,
            other_white,
            bytes,
            peak_bytes,
            debt,
            gray,
            gray_again,
            partial,
            unfollowed,
            weak_values,
            weak_keys,
            all_weak,
            removed_keys,
            finalizable,
            unreached,
            to_finalize,
            stopped,
            bytes_max,
            grace,
            mode,
            pause_percent,
            step_multiplier,
            step_size,
            cycles,
            errors,
            freed_since_error,
            on_trial: OnTrial::default(),
        })
    }
}

/// Tags that name objects, for checks.
pub(super) fn is_object(value: Value) -> bool {
    value.is_object() || value.tag() == Tag::CELL
}
