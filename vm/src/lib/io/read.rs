//! Reading: formats, one after another, out of a file's buffer; when it is empty the host is asked for more.
//!
//! ```text
//! window   arguments | file, next format, text so far, whether at the end | results
//! ```

use super::file::{File, INPUT};
use super::numeral;
use crate::heap::Payload;
use crate::interp::{Res, Throw};
use crate::native::{Cx, Out};
use crate::system::SystemCall;
use crate::value::Value;

/// Bytes asked for at a time; more where much is wanted.
const CHUNK_BYTES: usize = 8 * 1024;
const CHUNK_BYTES_MAX: usize = 64 * 1024;

/// Stage at which the host's answer is there.
const ANSWERED: u32 = 1;
/// Stage at which work goes on.
const GO_ON: u32 = 2;
/// First stage that readers may use for themselves.
pub(super) const OWN_STAGE: u32 = 3;

/// Kept values, counted from the end of the arguments.
const FILE: usize = 0;
const NEXT: usize = 1;
const TEXT: usize = 2;
const AT_END: usize = 3;
const RESULTS: usize = 4;

/// Where the formats are.
#[derive(Clone, Copy)]
pub(super) enum Formats {
    /// The arguments from this one on.
    Arguments(usize),
    /// The values of the running closure from this one on; errors count them from 2, as PUC does.
    Closure(usize),
}

/// What reading has come to.
pub(super) enum Progress {
    /// Has to wait.
    Waits(Out),
    /// Results from this window slot on, at least one.
    Ends { first: usize },
    /// The host's `nil, message, error number`.
    Fails { message: Value, number: Value },
}

/// A format.
enum Format {
    Count(usize),
    Number,
    Line { keeps_newline: bool },
    All,
}

/// What one format has come to.
enum Item {
    Value(Value),
    /// There is nothing (more) of the kind.
    Nothing,
    /// The host is to be asked for so many bytes.
    More(usize),
}

/// `io.read`
pub(super) fn of_default(cx: &mut Cx<'_>) -> Res<Out> {
    let file = if cx.stage == 0 { Some(File::open_default(cx, INPUT)?) } else { None };
    read(cx, file, 0)
}

/// `file:read`
pub(super) fn of_file(cx: &mut Cx<'_>) -> Res<Out> {
    let file = if cx.stage == 0 { Some(File::open_argument(cx, 0)?) } else { None };
    read(cx, file, 1)
}

fn read(cx: &mut Cx<'_>, file: Option<File>, first_format: usize) -> Res<Out> {
    match advance(cx, file, Formats::Arguments(first_format))? {
        Progress::Waits(out) => Ok(out),
        Progress::Ends { first } => {
            let count = cx.window_len() - first;
            Ok(Out::Values { first: cx.base + first, count })
        }
        Progress::Fails { message, number } => cx.values(&[Value::NIL, message, number]),
    }
}

/// Begins (with a file) or goes on (without).
pub(super) fn advance(cx: &mut Cx<'_>, file: Option<File>, formats: Formats) -> Res<Progress> {
    let state = cx.count;
    if let Some(file) = file {
        cx.keep(file.value())?;
        cx.keep(Value::integer(0))?;
        cx.keep(Value::NIL)?;
        cx.keep(Value::FALSE)?;
    }
    let value = cx.slot(state + FILE);
    let file = File::open(cx, value)?;
    if cx.stage == ANSWERED {
        if let Some(failure) = take_answer(cx, file)? {
            return Ok(failure);
        }
        // A stage of its own: where there is no room for what comes next, that is done again.
        return cx.step(GO_ON).map(Progress::Waits);
    }
    let count = formats.count(cx);
    let next = cx.slot_integer(state + NEXT) as usize;
    let format = if count == 0 { Format::Line { keeps_newline: false } } else { formats.get(cx, next)? };
    let (value, is_last) = match read_item(cx, file, &format)? {
        Item::Value(value) => (value, next + 1 >= count),
        Item::Nothing => (Value::NIL, true),
        Item::More(bytes) => {
            let arguments = [file.handle(cx), Value::integer(bytes as i64)];
            return cx.system_call(SystemCall::Read as u16, &arguments, ANSWERED).map(Progress::Waits);
        }
    };
    cx.keep(value)?;
    cx.set_slot(state + NEXT, Value::integer(next as i64 + 1));
    if is_last {
        return Ok(Progress::Ends { first: state + RESULTS });
    }
    cx.charge(1);
    // A stage for each: what has been read would not be read again.
    cx.step(GO_ON).map(Progress::Waits)
}

/// Takes what the host has read.
fn take_answer(cx: &mut Cx<'_>, file: File) -> Res<Option<Progress>> {
    let answer = cx.result(0);
    if !answer.is_string() {
        let (message, number) = (cx.result(1), cx.result(2));
        return Ok(Some(Progress::Fails { message, number }));
    }
    if cx.bytes(answer).is_empty() {
        let state = cx.count;
        cx.set_slot(state + AT_END, Value::TRUE);
    } else {
        file.append(cx, answer)?;
        cx.vm.commit();
    }
    cx.clear_results();
    Ok(None)
}

impl Formats {
    fn count(self, cx: &Cx<'_>) -> usize {
        match self {
            Formats::Arguments(first) => cx.count.saturating_sub(first),
            Formats::Closure(first) => cx.closure_values().len() - first,
        }
    }

    /// Format `i`, checked.
    fn get(self, cx: &mut Cx<'_>, i: usize) -> Res<Format> {
        let (value, argument) = match self {
            Formats::Arguments(first) => (cx.arg(first + i), first + i),
            Formats::Closure(first) => (cx.closure_values()[first + i], i + 1),
        };
        if let Some(number) = value.as_number() {
            return match number.to_integer().map(usize::try_from) {
                Some(Ok(count)) => Ok(Format::Count(count)),
                // A negative count is a huge one to C.
                Some(Err(_)) => Err(Throw::Error(cx.vm.roots.out_of_memory)),
                None => Err(cx.arg_error(argument, "number has no integer representation")),
            };
        }
        if !value.is_string() {
            let name = cx.vm.type_name_of(value);
            return Err(cx.arg_error(argument, &format!("string expected, got {name}")));
        }
        let text = cx.bytes(value);
        match text.strip_prefix(b"*").unwrap_or(text).first() {
            Some(b'n') => Ok(Format::Number),
            Some(b'l') => Ok(Format::Line { keeps_newline: false }),
            Some(b'L') => Ok(Format::Line { keeps_newline: true }),
            Some(b'a') => Ok(Format::All),
            _ => Err(cx.arg_error(argument, "invalid format")),
        }
    }
}

fn read_item(cx: &mut Cx<'_>, file: File, format: &Format) -> Res<Item> {
    match *format {
        Format::Count(0) => Ok(test_end(cx, file)),
        Format::Count(count) => read_count(cx, file, count),
        Format::Number => read_number(cx, file),
        Format::Line { keeps_newline } => read_line(cx, file, keeps_newline),
        Format::All => read_all(cx, file),
    }
}

fn is_at_end(cx: &Cx<'_>) -> bool {
    !cx.slot(cx.count + AT_END).is_falsy()
}

fn test_end(cx: &mut Cx<'_>, file: File) -> Item {
    if !file.unread(cx).is_empty() {
        Item::Value(cx.string(b""))
    } else if is_at_end(cx) {
        Item::Nothing
    } else {
        Item::More(CHUNK_BYTES)
    }
}

fn read_count(cx: &mut Cx<'_>, file: File, count: usize) -> Res<Item> {
    let wanted = count - text_len(cx);
    if file.unread(cx).len() >= wanted {
        return take(cx, file, wanted, wanted).map(Item::Value);
    }
    read_rest(cx, file)?;
    if is_at_end(cx) {
        return if text_len(cx) == 0 { Ok(Item::Nothing) } else { take(cx, file, 0, 0).map(Item::Value) };
    }
    let missing = count - text_len(cx);
    Ok(Item::More(missing.clamp(CHUNK_BYTES, CHUNK_BYTES_MAX)))
}

fn read_line(cx: &mut Cx<'_>, file: File, keeps_newline: bool) -> Res<Item> {
    if let Some(len) = file.unread(cx).iter().position(|&byte| byte == b'\n') {
        return take(cx, file, len + usize::from(keeps_newline), len + 1).map(Item::Value);
    }
    read_rest(cx, file)?;
    if !is_at_end(cx) {
        return Ok(Item::More(CHUNK_BYTES));
    }
    if text_len(cx) == 0 { Ok(Item::Nothing) } else { take(cx, file, 0, 0).map(Item::Value) }
}

fn read_all(cx: &mut Cx<'_>, file: File) -> Res<Item> {
    read_rest(cx, file)?;
    if is_at_end(cx) {
        return take(cx, file, 0, 0).map(Item::Value);
    }
    Ok(Item::More(text_len(cx).clamp(CHUNK_BYTES, CHUNK_BYTES_MAX)))
}

fn read_number(cx: &mut Cx<'_>, file: File) -> Res<Item> {
    // What is unread begins with the numeral, if one was begun, so skipping white space again does no harm.
    let space = numeral::leading_space(file.unread(cx));
    cx.charge(space / 16);
    file.consume(cx, space);
    let Some(numeral) = numeral::scan(file.unread(cx), is_at_end(cx)) else { return Ok(Item::More(CHUNK_BYTES)) };
    file.consume(cx, numeral.len);
    cx.charge(numeral.len / 16);
    Ok(numeral.value.map_or(Item::Nothing, |number| Item::Value(Value::number(number))))
}

// --- the text so far ---

fn text_len(cx: &mut Cx<'_>) -> usize {
    let text = cx.slot(cx.count + TEXT);
    if text.is_nil() { 0 } else { cx.buffer(text).len() }
}

/// Moves all that is unread to the text so far.
fn read_rest(cx: &mut Cx<'_>, file: File) -> Res<()> {
    let len = file.unread(cx).len();
    append(cx, file, len, len)
}

/// Moves `len` bytes to the text so far and consumes `consumed`.
fn append(cx: &mut Cx<'_>, file: File, len: usize, consumed: usize) -> Res<()> {
    if len > 0 {
        cx.vm.reserve(len)?;
        cx.vm.commit();
        cx.vm.heap.account(len);
        let bytes = file.unread(cx)[..len].to_vec();
        cx.charge(len / 16);
        let state = cx.count;
        let text = match cx.slot(state + TEXT) {
            text if text.is_nil() => {
                let text = cx.new_payload(Payload::Bytes(Vec::new()));
                cx.set_slot(state + TEXT, text);
                text
            }
            text => text,
        };
        cx.buffer(text).extend_from_slice(&bytes);
    }
    file.consume(cx, consumed);
    Ok(())
}

/// The text so far and `len` bytes more, as a string; consumes `consumed`.
fn take(cx: &mut Cx<'_>, file: File, len: usize, consumed: usize) -> Res<Value> {
    let state = cx.count;
    if cx.slot(state + TEXT).is_nil() {
        let bytes = file.unread(cx)[..len].to_vec();
        cx.charge(len / 16);
        let string = cx.string_from(bytes)?;
        file.consume(cx, consumed);
        return Ok(string);
    }
    append(cx, file, len, consumed)?;
    cx.vm.commit();
    let text = cx.slot(state + TEXT);
    let bytes = std::mem::take(cx.buffer(text));
    cx.vm.heap.adjust_bytes(bytes.len(), 0);
    cx.set_slot(state + TEXT, Value::NIL);
    cx.string_from(bytes)
}
