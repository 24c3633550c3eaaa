//! Metamethods: finding them, and indexing, comparing, concatenating and measuring through them.

use super::call::Target;
use super::names::Origin;
use super::{Res, Throw, Vm};
use crate::heap::{CannotSet, LONG_BYTES_MIN};
use crate::lib::string::long;
use crate::native;
use crate::value::{Tag, Value};

macro_rules! events {
    ($($variant:ident $name:literal,)*) => {
        /// A metamethod.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Event { $($variant,)* }

        impl Event {
            /// Number of events.
            pub(crate) const COUNT: usize = Event::NAMES.len();
            /// Names, by event.
            pub(crate) const NAMES: &'static [&'static str] = &[$($name),*];
        }
    };
}

// The first sixteen are remembered as absent in a metatable (`Table::absent`).
events! {
    Index "__index", NewIndex "__newindex", Gc "__gc", Mode "__mode", Len "__len", Eq "__eq", Call "__call",
    Lt "__lt", Le "__le", Concat "__concat", Unm "__unm", Add "__add", Sub "__sub", Mul "__mul", Div "__div",
    Mod "__mod", Pow "__pow", IDiv "__idiv", BAnd "__band", BOr "__bor", BXor "__bxor", Shl "__shl", Shr "__shr",
    BNot "__bnot", Close "__close", ToString "__tostring", Name "__name", Metatable "__metatable", Pairs "__pairs",
}

impl Event {
    /// The name without underscores, as in "metamethod 'add'".
    pub(crate) fn short_name(self) -> &'static str {
        &Event::NAMES[self as usize][2..]
    }
}

/// Longest chain of `__index` or `__newindex` followed.
pub(super) const CHAIN_MAX: usize = 2000;

impl Vm {
    /// The metatable of any value.
    pub(crate) fn metatable_of(&self, value: Value) -> Option<u32> {
        match value.tag {
            Tag::TABLE | Tag::USERDATA => self.heap.metatable(value),
            Tag::STRING | Tag::LONG_STRING => self.roots.string_meta,
            _ => Self::type_slot(value).and_then(|slot| self.roots.type_metas[slot]),
        }
    }

    /// Where the metatable common to all values of this type is kept; none for tables, userdata and strings.
    pub(crate) fn type_slot(value: Value) -> Option<usize> {
        match value.tag {
            Tag::NIL => Some(0),
            Tag::FALSE | Tag::TRUE => Some(1),
            Tag::INTEGER | Tag::FLOAT => Some(2),
            Tag::CLOSURE | Tag::NATIVE | Tag::NATIVE_CLOSURE => Some(3),
            Tag::THREAD => Some(4),
            Tag::LIGHT => Some(5),
            _ => None,
        }
    }

    /// An event's value in a metatable; nil if absent.
    #[inline]
    pub(crate) fn event_in(&mut self, meta: u32, event: Event) -> Value {
        let bit = 1u16.checked_shl(event as u32).unwrap_or(0);
        if self.heap.tables.get(meta).absent & bit != 0 {
            return Value::NIL;
        }
        let value = self.heap.table_get(meta, self.roots.event_names[event as usize]);
        if value.is_nil() {
            self.heap.tables.get_mut(meta).absent |= bit;
        }
        value
    }

    /// A value's metamethod; nil if it has none.
    pub(crate) fn metamethod(&mut self, value: Value, event: Event) -> Value {
        match self.metatable_of(value) {
            Some(meta) => self.event_in(meta, event),
            None => Value::NIL,
        }
    }

    /// `__index` of a metatable, from where it was found last.
    #[inline]
    pub(crate) fn index_table(&mut self, meta: u32) -> Value {
        let name = self.roots.event_names[Event::Index as usize];
        let m = self.heap.tables.get(meta);
        match m.entries.get(usize::from(m.index_hint)) {
            Some(entry) if entry.has_key(name) => entry.value(),
            _ => self.search_index(meta, name),
        }
    }

    fn search_index(&mut self, meta: u32, name: Value) -> Value {
        let Some(number) = self.heap.find_name(meta, name) else { return Value::NIL };
        let m = self.heap.tables.get_mut(meta);
        m.index_hint = u8::try_from(number).unwrap_or(0);
        m.entries[number].value()
    }

    /// `object.name` along `__index` tables; `None` where a function has to be called or an error raised.
    pub(crate) fn index_by_name(&mut self, object: Value, name: Value) -> Option<Value> {
        let mut object = object;
        for _ in 0..CHAIN_MAX {
            let meta = if object.tag == Tag::TABLE {
                let value = self.heap.table_get(object.handle(), name);
                if !value.is_nil() {
                    return Some(value);
                }
                match self.heap.tables.get(object.handle()).meta {
                    0 => return Some(Value::NIL),
                    meta => meta - 1,
                }
            } else {
                self.metatable_of(object)?
            };
            let next = self.event_in(meta, Event::Index);
            if next.is_nil() {
                return (object.tag == Tag::TABLE).then_some(Value::NIL);
            }
            if next.is_function() {
                return None;
            }
            object = next;
        }
        None
    }

    /// `dst = object[key]`, calling `__index` if need be.
    pub(crate) fn index(&mut self, object: Value, key: Value, target: Target, origin: Origin) -> Res<()> {
        let mut object = object;
        let mut origin = origin;
        for _ in 0..CHAIN_MAX {
            let next = if object.tag == Tag::TABLE {
                self.ready_for_key(object.handle(), key)?;
                let value = self.heap.table_get(object.handle(), key);
                if !value.is_nil() {
                    return self.deliver(value, target);
                }
                let next = self.metamethod(object, Event::Index);
                if next.is_nil() {
                    return self.deliver(Value::NIL, target);
                }
                next
            } else {
                let next = self.metamethod(object, Event::Index);
                if next.is_nil() {
                    return Err(self.index_error(object, origin));
                }
                next
            };
            if next.is_function() {
                return self.call_metamethod(next, &[object, key], target);
            }
            object = next;
            origin = Origin::Unknown;
        }
        Err(self.runtime_error("'__index' chain too long; possible loop"))
    }

    /// `object[key] = value`, calling `__newindex` if need be.
    pub(crate) fn set_index(&mut self, object: Value, key: Value, value: Value, origin: Origin) -> Res<()> {
        let mut object = object;
        let mut origin = origin;
        for _ in 0..CHAIN_MAX {
            let next = if object.tag == Tag::TABLE {
                let table = object.handle();
                self.ready_for_key(table, key)?;
                let meta = self.heap.tables.get(table).meta;
                let next = match meta {
                    0 => Value::NIL,
                    _ if !self.heap.table_get(table, key).is_nil() => Value::NIL,
                    _ => self.event_in(meta - 1, Event::NewIndex),
                };
                if next.is_nil() {
                    return self.raw_set(table, key, value);
                }
                next
            } else {
                let next = self.metamethod(object, Event::NewIndex);
                if next.is_nil() {
                    return Err(self.index_error(object, origin));
                }
                next
            };
            if next.is_function() {
                return self.call_metamethod(next, &[object, key, value], Target::NONE);
            }
            object = next;
            origin = Origin::Unknown;
        }
        Err(self.runtime_error("'__newindex' chain too long; possible loop"))
    }

    /// Has done what takes long before a key is looked for, if the operation can then be begun anew.
    #[inline]
    pub(crate) fn ready_for_key(&mut self, table: u32, key: Value) -> Res<()> {
        if key.tag == Tag::LONG_STRING && self.may_begin_anew() {
            self.heap.ahead = self.heap.ahead_of_key(table, key);
            if self.heap.ahead.is_some() {
                return Err(Throw::Ahead);
            }
        }
        Ok(())
    }

    /// `rawset`, with an error for keys that can't be.
    pub(crate) fn raw_set(&mut self, table: u32, key: Value, value: Value) -> Res<()> {
        let mut result = self.heap.table_set(table, key, value);
        if result == Err(CannotSet::Large) {
            if self.may_begin_anew() {
                return Err(Throw::Ahead);
            }
            result = self.heap.table_set_in_one_go(table, key, value);
        }
        result.map_err(|why| match why {
            CannotSet::NilKey => self.runtime_error("table index is nil"),
            CannotSet::NanKey => self.runtime_error("table index is NaN"),
            CannotSet::NoMemory { .. } | CannotSet::Large => self.no_memory(),
        })
    }

    /// `#value`
    pub(crate) fn length(&mut self, value: Value, target: Target, origin: Origin) -> Res<()> {
        if value.is_string() {
            let len = self.heap.bytes(value).len();
            return self.deliver(Value::integer(len as i64), target);
        }
        let method = self.metamethod(value, Event::Len);
        if !method.is_nil() {
            return self.call_metamethod(method, &[value, value], target);
        }
        if value.tag != Tag::TABLE {
            return Err(self.type_error("get length of", value, origin));
        }
        let len = self.heap.table_len(value.handle());
        self.deliver(Value::integer(len), target)
    }

    /// `a == b` for an `eq` instruction: sets the caller's branch now or when `__eq` returns.
    pub(crate) fn equal(&mut self, a: Value, b: Value) -> Res<()> {
        if self.heap.takes_long_to_compare(a, b) {
            return self.compare_long(a, b, long::IS_EQUAL);
        }
        if self.heap.equal_now(a, b) {
            return self.branch(true);
        }
        let both = |tag| a.tag == tag && b.tag == tag;
        if !both(Tag::TABLE) && !both(Tag::USERDATA) {
            return self.branch(false);
        }
        let mut method = self.metamethod(a, Event::Eq);
        if method.is_nil() {
            method = self.metamethod(b, Event::Eq);
        }
        if method.is_nil() {
            return self.branch(false);
        }
        self.call_for_branch(method, &[a, b])
    }

    /// `a < b` or `a <= b` where both are numbers or both are strings.
    pub(crate) fn compare_plain(&self, a: Value, b: Value, event: Event) -> Option<bool> {
        use crate::number::{le_float_int, le_int_float, lt_float_int, lt_int_float};
        let or_equal = event == Event::Le;
        if a.is_string() && b.is_string() {
            return Some(self.is_ordered(a, b, or_equal));
        }
        match (a.tag, b.tag) {
            (Tag::INTEGER, Tag::INTEGER) => {
                let (x, y) = (a.bits as i64, b.bits as i64);
                Some(if or_equal { x <= y } else { x < y })
            }
            (Tag::FLOAT, Tag::FLOAT) => {
                let (x, y) = (f64::from_bits(a.bits), f64::from_bits(b.bits));
                Some(if or_equal { x <= y } else { x < y })
            }
            (Tag::INTEGER, Tag::FLOAT) => {
                let (x, y) = (a.bits as i64, f64::from_bits(b.bits));
                Some(if or_equal { le_int_float(x, y) } else { lt_int_float(x, y) })
            }
            (Tag::FLOAT, Tag::INTEGER) => {
                let (x, y) = (f64::from_bits(a.bits), b.bits as i64);
                Some(if or_equal { le_float_int(x, y) } else { lt_float_int(x, y) })
            }
            _ => None,
        }
    }

    /// `a < b`, or `a <= b`, for two strings; charged for.
    pub(crate) fn compare_strings(&mut self, a: Value, b: Value, or_equal: bool) -> bool {
        let work = self.heap.bytes(a).len().min(self.heap.bytes(b).len()) / 64;
        self.heap.charge(work);
        self.is_ordered(a, b, or_equal)
    }

    fn is_ordered(&self, a: Value, b: Value, or_equal: bool) -> bool {
        let order = self.heap.bytes(a).cmp(self.heap.bytes(b));
        if or_equal { order.is_le() } else { order.is_lt() }
    }

    /// The metamethod that compares `a` and `b`, or the error that there is none.
    pub(crate) fn compare_method(&mut self, a: Value, b: Value, event: Event) -> Res<Value> {
        let mut method = self.metamethod(a, event);
        if method.is_nil() {
            method = self.metamethod(b, event);
        }
        if method.is_nil() { Err(self.compare_error(a, b)) } else { Ok(method) }
    }

    /// `a < b` or `a <= b` for a compare instruction.
    pub(crate) fn compare(&mut self, a: Value, b: Value, event: Event) -> Res<()> {
        if a.is_string() && b.is_string() {
            let or_equal = event == Event::Le;
            if self.heap.takes_long_to_compare(a, b) {
                return self.compare_long(a, b, if or_equal { long::IS_LESS_OR_EQUAL } else { long::IS_LESS });
            }
            let result = self.compare_strings(a, b, or_equal);
            return self.branch(result);
        }
        if let Some(result) = self.compare_plain(a, b, event) {
            return self.branch(result);
        }
        let method = self.compare_method(a, b, event)?;
        self.call_for_branch(method, &[a, b])
    }

    /// Takes the jump of the compare instruction that the Lua frame on top executes, or not.
    pub(crate) fn branch(&mut self, truth: bool) -> Res<()> {
        let frame = *self.thread.frame();
        debug_assert!(frame.is_lua());
        let insn = self.insn_before(&frame);
        if u8::from(truth) == insn.x() {
            let offset = i32::from(insn.c() as i16) * 8;
            self.thread.frame_mut().pc = frame.pc.wrapping_add_signed(offset);
        }
        Ok(())
    }

    /// Compares long strings in steps, for the compare instruction that the Lua frame on top executes.
    fn compare_long(&mut self, a: Value, b: Value, asked: i64) -> Res<()> {
        self.push_hidden(native::BRANCH, &[])?;
        let frame = self.thread.frame_mut();
        frame.pc = 1;
        let target = Target { dst: frame.top, want: -1 };
        self.push_hidden_to(native::COMPARE_LONG, &[a, b, Value::integer(asked), Value::integer(0)], target)
    }

    fn call_for_branch(&mut self, method: Value, arguments: &[Value]) -> Res<()> {
        self.push_hidden(native::BRANCH, &[])?;
        self.call_from_hidden(method, arguments, 1)
    }

    /// `R[first] .. ... .. R[first + count - 1]`, all on the stack at absolute indices; the result replaces the first.
    pub(crate) fn concat(&mut self, first: usize, count: usize) -> Res<()> {
        let mut count = count;
        while count > 1 {
            let (a, b) = (self.thread.stack[first + count - 2], self.thread.stack[first + count - 1]);
            let joins = |value: Value| value.is_string() || value.is_number();
            if !joins(a) || !joins(b) {
                let mut method = self.metamethod(a, Event::Concat);
                if method.is_nil() {
                    method = self.metamethod(b, Event::Concat);
                }
                if method.is_nil() {
                    return Err(self.concat_error(a, b, first + count - 2));
                }
                // The result goes where `a` is, then the rest is joined.
                let target = Target { dst: (first + count - 2) as u32, want: 1 };
                if count > 2 {
                    let state = [Value::integer(first as i64), Value::integer(count as i64 - 1)];
                    self.push_hidden(native::CONCAT, &state)?;
                    return self.call_from_hidden_to(method, &[a, b], 1, target);
                }
                return self.call_metamethod(method, &[a, b], target);
            }
            let mut run = 2;
            while run < count && joins(self.thread.stack[first + count - run - 1]) {
                run += 1;
            }
            let start = first + count - run;
            let bytes =
                self.heap.bytes_of_strings(&self.thread.stack[start..start + run]).expect("strings and numbers");
            if bytes >= LONG_BYTES_MIN {
                return self.join_long(first, start, run);
            }
            let joined = self.join(start, run)?;
            self.thread.stack[start] = joined;
            count -= run - 1;
        }
        Ok(())
    }

    /// Joins long strings in steps, then what is before them from `first` on.
    fn join_long(&mut self, first: usize, start: usize, run: usize) -> Res<()> {
        let values = self.thread.stack[start..start + run].to_vec();
        if start > first {
            let state = [Value::integer(first as i64), Value::integer((start - first) as i64 + 1)];
            self.push_hidden(native::CONCAT, &state)?;
            self.thread.frame_mut().pc = 1;
        }
        self.push_hidden_to(native::JOIN_LONG, &values, Target { dst: start as u32, want: 1 })
    }

    /// Joins strings and numbers at absolute stack indices.
    fn join(&mut self, start: usize, count: usize) -> Res<Value> {
        let values = start..start + count;
        // A text for which there is no room is not even made.
        let least = self.heap.bytes_of_strings(&self.thread.stack[values.clone()]).expect("strings and numbers");
        self.reserve_text(least)?;
        let text = self.heap.joined_text(&self.thread.stack[values]);
        self.reserve_text(text.len())?;
        Ok(self.heap.string_of_text(text))
    }

    /// Room for a text of so many bytes. The attempt is paid for too.
    fn reserve_text(&mut self, bytes: usize) -> Res<()> {
        self.reserve(bytes).inspect_err(|_| self.heap.charge(bytes / 64))
    }
}

impl Vm {
    /// Sets the metatable of any value; for types other than tables and userdata that of the whole type.
    pub(crate) fn set_metatable(&mut self, value: Value, meta: Option<u32>) {
        let field = meta.map_or(0, |meta| meta + 1);
        match value.tag {
            Tag::TABLE => {
                if let Some(meta) = meta {
                    self.heap.barrier(value.handle(), Value::object(Tag::TABLE, meta));
                }
                self.heap.tables.get_mut(value.handle()).meta = field;
            }
            Tag::USERDATA => {
                self.heap.userdata.get_mut(value.handle()).meta = field;
                if let Some(meta) = meta {
                    self.heap.barrier_forward(Value::object(Tag::TABLE, meta));
                }
            }
            Tag::STRING | Tag::LONG_STRING => self.roots.string_meta = meta,
            _ => {
                if let Some(slot) = Self::type_slot(value) {
                    self.roots.type_metas[slot] = meta;
                }
            }
        }
        if let Some(meta) = meta {
            self.note_finalizer(value, meta);
        }
    }

    /// Whether a userdata is a program's own, not a file or a builtin's state.
    pub(crate) fn is_plain_userdata(&self, _value: Value) -> bool {
        false
    }

    /// Makes upvalue `index` of a closure share `cell`.
    pub(crate) fn join_upvalue(&mut self, closure: u32, index: usize, cell: u32) {
        self.heap.closures.get_mut(closure).set_upvalue(index, cell);
        self.heap.barrier_forward(Value::object(Tag::CELL, cell));
    }
}
