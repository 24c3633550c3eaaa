//! `os`: what the host knows ([`crate::SystemCall`]), and the calendar, which needs no host.
//!
//! Local time is UTC and the locale is `C`, on every machine.

use super::access;
use super::search_path::call_hidden;
use crate::heap::Payload;
use crate::interp::{Ending, Event, Frame, Res, StopReason, Throw};
use crate::native::{CAUGHT, Cx, Native, Out};
use crate::system::SystemCall;
use crate::text::date::{DateError, DateTime, format_piece, make_time};
use crate::value::{Tag, Value};

pub(crate) const FUNCTIONS: &[Native] = &[
    Native::new("clock", clock),
    Native::new("date", date),
    Native::new("difftime", difftime),
    Native::new("execute", execute),
    Native::new("exit", exit),
    Native::new("getenv", getenv),
    Native::new("remove", remove),
    Native::new("rename", rename),
    Native::new("setlocale", setlocale),
    Native::new("time", time),
    Native::new("tmpname", tmpname),
];

/// Place of `exit` in the table.
pub(crate) const EXIT: u32 = 4;

/// Stage at which the host's answer is there.
const ANSWERED: u32 = 1;

fn clock(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    cx.system_call(SystemCall::Clock as u16, &[], ANSWERED)
}

fn difftime(cx: &mut Cx<'_>) -> Res<Out> {
    let (end, start) = (cx.check_integer(0)?, cx.check_integer(1)?);
    // As glibc: exact unless the difference is beyond 64 bits.
    let difference = i128::from(end) - i128::from(start);
    cx.one(Value::float(difference as f64))
}

fn execute(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    let command = cx.opt_string(0)?.unwrap_or(Value::NIL);
    cx.system_call(SystemCall::Execute as u16, &[command], ANSWERED)
}

fn getenv(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    let name = cx.check_string(0)?;
    cx.system_call(SystemCall::Environment as u16, &[name], ANSWERED)
}

fn remove(cx: &mut Cx<'_>) -> Res<Out> {
    let name = cx.check_string(0)?;
    match cx.stage {
        0 => cx.system_call(SystemCall::Remove as u16, &[name], ANSWERED),
        ANSWERED if !cx.result(0).is_nil() => cx.return_results(),
        _ => super::io::failure_of(cx, name),
    }
}

fn rename(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    let (from, to) = (cx.check_string(0)?, cx.check_string(1)?);
    cx.system_call(SystemCall::Rename as u16, &[from, to], ANSWERED)
}

fn tmpname(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage != ANSWERED {
        return cx.system_call(SystemCall::TemporaryName as u16, &[], ANSWERED);
    }
    if !cx.result(0).is_nil() {
        return cx.return_results();
    }
    let mut text = b"unable to generate a unique filename".to_vec();
    let reason = cx.result(1);
    if reason.is_string() {
        text.extend_from_slice(b" (");
        text.extend_from_slice(cx.bytes(reason));
        text.push(b')');
    }
    Err(cx.vm.error_at_caller(&text))
}

fn setlocale(cx: &mut Cx<'_>) -> Res<Out> {
    let locale = cx.opt_string(0)?;
    cx.check_option(1, Some("all"), &["all", "collate", "ctype", "monetary", "numeric", "time"])?;
    if locale.is_none_or(|locale| matches!(cx.bytes(locale), b"" | b"C" | b"POSIX")) {
        let name = cx.string(b"C");
        return cx.one(name);
    }
    cx.one(Value::NIL)
}

// --- exit ---

/// Window of `exit` while it closes the state: the arguments, then whether finalizers have been gathered.
const CLOSING: u32 = 1;

/// `os.exit([code [, close]])`. With `close`, the main function's pending variables are closed and finalizers called
/// first, as `lua_close` does; their errors are ignored.
pub(crate) fn exit(cx: &mut Cx<'_>) -> Res<Out> {
    let code = match cx.arg(0).tag() {
        Tag::TRUE => 0,
        Tag::FALSE => 1,
        _ => cx.opt_integer(0, 0)? as i32,
    };
    if cx.stage == 0 && !cx.arg(1).is_falsy() {
        cx.keep(Value::FALSE)?;
        cx.vm.thread.frame_mut().flags |= Frame::CATCH;
        cx.stage = CLOSING;
        cx.vm.ending = Ending::Leaving;
    }
    if matches!(cx.stage, CLOSING | CAUGHT) {
        cx.clear_results();
        if let Some(out) = close_next(cx)? {
            return Ok(out);
        }
    }
    Err(Throw::Stop(StopReason::Exit(code)))
}

/// Calls the next `__close` or `__gc`; `None` when there are no more.
fn close_next(cx: &mut Cx<'_>) -> Res<Option<Out>> {
    let main = cx.vm.main_thread;
    while let Some(index) = cx.vm.thread_state_mut(main).to_close.pop() {
        let mut value = cx.vm.thread_state(main).stack[index as usize];
        if value.tag() == Tag::CELL {
            value = cx.vm.heap.cells.get(value.handle()).0;
        }
        let method = cx.vm.metamethod(value, Event::Close);
        if method.is_function() {
            return cx.call(method, &[value, Value::NIL], CLOSING).map(Some);
        }
    }
    if cx.vm.thread.frame().has(Frame::HIDDEN) {
        // Somebody else ends the process, and sees to the rest.
        return Ok(None);
    }
    let gathered = cx.count;
    if cx.slot(gathered).is_falsy() {
        cx.set_slot(gathered, Value::TRUE);
        cx.vm.in_finalizer = true;
        cx.vm.heap.finalize_all();
    }
    while let Some(object) = cx.vm.heap.gc.to_finalize.pop() {
        let method = cx.vm.metamethod(object, Event::Gc);
        if method.is_function() {
            return cx.call(method, &[object], CLOSING).map(Some);
        }
    }
    Ok(None)
}

// --- date ---

/// Literal text copied in one go.
const LITERAL_BYTES_MAX: usize = 4096;

/// Ticks of a conversion, beyond what it writes.
const CONVERSION_TICKS: usize = 4;

/// Stage at which a format goes on.
const FORMATTING: u32 = 2;
/// Stage at which it is known how far a conversion that is none goes.
const INVALID: u32 = 3;

/// Window of `date` while it formats: the arguments, then the time, the text so far, the position in the format.
const TIME: usize = 0;
const TEXT: usize = 1;
const POSITION: usize = 2;

fn date(cx: &mut Cx<'_>) -> Res<Out> {
    let format = cx.opt_string(0)?;
    let format = match format {
        Some(format) => format,
        None => cx.string(b"%c"),
    };
    if cx.stage == FORMATTING {
        return format_date(cx, format);
    }
    if cx.stage == INVALID {
        return Err(invalid_conversion(cx, format));
    }
    let time = if cx.stage == ANSWERED {
        cx.result(0).as_integer().unwrap_or(0)
    } else if cx.arg(1).is_nil() {
        return cx.system_call(SystemCall::Time as u16, &[], ANSWERED);
    } else {
        cx.check_integer(1)?
    };
    cx.clear_results();
    let date = date_of(cx, time)?;
    let text = cx.bytes(format);
    let text = text.strip_prefix(b"!").unwrap_or(text);
    if text.strip_prefix(b"*t").is_some_and(|rest| matches!(rest.first(), None | Some(0))) {
        let table = date_table(cx, &date);
        return cx.one(table);
    }
    cx.keep(Value::integer(time))?;
    let text = cx.new_payload(Payload::Bytes(Vec::new()));
    cx.keep(text)?;
    cx.keep(Value::integer(0))?;
    format_date(cx, format)
}

/// The error names the rest of the format up to a zero, which was looked for.
fn invalid_conversion(cx: &mut Cx<'_>, format: Value) -> Throw {
    let bytes = cx.bytes(format);
    let start = usize::from(bytes.starts_with(b"!")) + cx.slot_offset(cx.count + POSITION);
    let end = cx.result(0).as_integer().map_or(bytes.len(), |zero| zero as usize - 1);
    cx.clear_results();
    cx.arg_error_about(0, "invalid conversion specifier '", (format, start..end), "'")
}

fn date_of(cx: &mut Cx<'_>, time: i64) -> Res<DateTime> {
    match DateTime::from_time(time) {
        Ok(date) => Ok(date),
        Err(error) => Err(cx.vm.error_at_caller(&error.message())),
    }
}

/// Formats until done or until the ticks are used up.
fn format_date(cx: &mut Cx<'_>, format: Value) -> Res<Out> {
    let state = cx.count;
    let date = date_of(cx, cx.slot_integer(state + TIME))?;
    let text = cx.slot(state + TEXT);
    let mut piece = Vec::new();
    loop {
        let bytes = cx.bytes(format);
        let (skipped, zone) = if bytes.starts_with(b"!") { (1, "GMT") } else { (0, "UTC") };
        let position = cx.slot_offset(state + POSITION);
        let rest = &bytes[(skipped + position).min(bytes.len())..];
        // A piece is within this.
        let window = &rest[..rest.len().min(LITERAL_BYTES_MAX)];
        let is_conversion = window.first() == Some(&b'%');
        piece.clear();
        let next = match format_piece(window, 0, &date, zone, LITERAL_BYTES_MAX, &mut piece) {
            Ok(next) => next,
            Err(DateError::InvalidConversion(_)) => {
                let place = Value::integer((skipped + position) as i64 + 1);
                let zero = cx.string(b"\0");
                return call_hidden(cx, "find", &[format, zero, place, Value::TRUE], INVALID);
            }
            Err(error) => return Err(cx.error(&error.to_string())),
        };
        let Some(next) = next else { break };
        cx.set_slot_offset(state + POSITION, position + next);
        cx.vm.commit();
        cx.vm.reserve(piece.len())?;
        cx.vm.heap.account(piece.len());
        cx.buffer(text).extend_from_slice(&piece);
        cx.charge(if is_conversion { CONVERSION_TICKS } else { 1 } + piece.len() / 16);
        if cx.vm.ticks <= 0 {
            return cx.again(FORMATTING);
        }
    }
    cx.vm.commit();
    let bytes = std::mem::take(cx.buffer(text));
    cx.vm.heap.adjust_bytes(bytes.len(), 0);
    let text = cx.string_from(bytes)?;
    cx.one(text)
}

/// The fields of a date in the order PUC sets them.
fn fields_of(date: &DateTime) -> [(&'static str, Value); 9] {
    let DateTime { year, month, day, hour, min, sec, wday, yday, isdst } = *date;
    let integer = Value::integer;
    [
        ("year", integer(year)),
        ("month", integer(month)),
        ("day", integer(day)),
        ("hour", integer(hour)),
        ("min", integer(min)),
        ("sec", integer(sec)),
        ("yday", integer(yday)),
        ("wday", integer(wday)),
        ("isdst", Value::boolean(isdst)),
    ]
}

fn date_table(cx: &mut Cx<'_>, date: &DateTime) -> Value {
    let table = cx.new_table(0, 9);
    for (name, value) in fields_of(date) {
        cx.set_field(table, name, value);
    }
    Value::object(Tag::TABLE, table)
}

// --- time ---

/// A field of the argument of `os.time`: name, value if absent, what C subtracts from it.
const FIELDS: [(&str, Option<i64>, i64); 6] = [
    ("year", None, 1900),
    ("month", None, 1),
    ("day", None, 0),
    ("hour", Some(12), 0),
    ("min", Some(0), 0),
    ("sec", Some(0), 0),
];

/// Stages: field `i` was got at `GOT + i` (`isdst` last), and set at `SET + i`.
const GOT: u32 = 2;
const SET: u32 = GOT + FIELDS.len() as u32 + 1;

fn time(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    if cx.arg(0).is_nil() {
        return cx.system_call(SystemCall::Time as u16, &[], ANSWERED);
    }
    let table = Value::object(Tag::TABLE, cx.check_table(0)?);
    if cx.stage == 0 {
        return get_field(cx, table, 0);
    }
    if cx.stage >= SET {
        return set_field(cx, table, (cx.stage - SET) as usize + 1);
    }
    let got = (cx.stage - GOT) as usize;
    if got < FIELDS.len() {
        let value = check_field(cx, got)?;
        cx.clear_results();
        cx.keep(Value::integer(value))?;
        return get_field(cx, table, got + 1);
    }
    cx.clear_results();
    set_field(cx, table, 0)
}

fn get_field(cx: &mut Cx<'_>, table: Value, i: usize) -> Res<Out> {
    let name = FIELDS.get(i).map_or("isdst", |field| field.0);
    let name = cx.string(name.as_bytes());
    access::index(cx, table, name, GOT + i as u32)
}

/// The value of field `i`, which was just got.
fn check_field(cx: &mut Cx<'_>, i: usize) -> Res<i64> {
    let (name, default, offset) = FIELDS[i];
    let value = cx.result(0);
    if cx.vm.is_long_numeral(value) {
        return Err(Throw::Numeral(cx.vm.thread.frame().top));
    }
    let Some(integer) = cx.vm.to_integer(value) else {
        if !value.is_nil() {
            return Err(cx.error(&format!("field '{name}' is not an integer")));
        }
        return match default {
            Some(default) => Ok(default),
            None => Err(cx.error(&format!("field '{name}' missing in date table"))),
        };
    };
    // Each is an `int` in C.
    let fits =
        if integer >= 0 { integer - offset <= i64::from(i32::MAX) } else { i64::from(i32::MIN) + offset <= integer };
    if fits { Ok(integer) } else { Err(cx.error(&format!("field '{name}' is out-of-bound"))) }
}

/// Sets field `i` and those after it to the normalised date; then returns the time.
fn set_field(cx: &mut Cx<'_>, table: Value, i: usize) -> Res<Out> {
    cx.clear_results();
    let field = |i: usize| cx.slot_integer(cx.count + i);
    let (time, date) = match make_time(field(0), field(1), field(2), field(3), field(4), field(5)) {
        Ok(made) => made,
        Err(error) => return Err(cx.vm.error_at_caller(&error.message())),
    };
    match fields_of(&date).get(i) {
        Some(&(name, value)) => {
            let name = cx.string(name.as_bytes());
            access::set_index(cx, table, name, value, SET + i as u32)
        }
        None => cx.one(Value::integer(time)),
    }
}
