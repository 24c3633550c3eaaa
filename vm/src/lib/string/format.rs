//! `format`.

use super::format_item::{Item, flags};
use super::work::{BYTES_PER_TICK, STEP_BYTES};
use crate::interp::{Res, Throw};
use crate::lib::text::write_identity;
use crate::native::{Cx, Out};
use crate::number::{self, Number, Spec, format_bytes, format_float, format_integer};
use crate::value::{Tag, Value};

/// Bytes of work that a conversion counts as, beyond what it writes.
const ITEM_BYTES: i64 = BYTES_PER_TICK as i64 / 2;
/// Bytes of work that a run of literal text counts as, beyond what it writes.
const RUN_BYTES: i64 = BYTES_PER_TICK as i64 / 4;
/// Text longer than this is made of more digits than a machine word has; each is then so many bytes of work.
const DIGITS_MAX: usize = 24;
const DIGIT_BYTES: i64 = BYTES_PER_TICK as i64 * 3 / 2;
/// A string this long is never padded.
const PADDED_BYTES_MAX: usize = 99;

// What is kept in the window above the arguments.
const BUFFER: usize = 0;
/// Offset in the format.
const POSITION: usize = 1;
/// Number of the argument last converted.
const ARGUMENT: usize = 2;
/// A string that is being written, how much of it is, and whether in quotes.
const TEXT: usize = 3;
const OFFSET: usize = 4;
const QUOTED: usize = 5;
const KEPT: usize = 6;

/// Stage: `__tostring` has returned.
const CONVERTED: u32 = 1;
/// Stage: goes on.
const STEP: u32 = 2;
/// Stage: it is known which bytes the string to be written has.
const CHECKED: u32 = 3;

/// A `format` at work.
struct Work {
    out: Vec<u8>,
    position: usize,
    argument: usize,
    /// A string that is being written.
    text: Option<Text>,
    /// Bytes left in this step.
    left: i64,
}

struct Text {
    string: Value,
    offset: usize,
    quoted: bool,
}

/// `string.format(format, ...)`
pub(super) fn format(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 {
        let format = cx.check_string(0)?;
        let capacity = cx.bytes(format).len() + 16;
        // So that it need not move while it grows.
        cx.vm.reserve(if capacity > STEP_BYTES { capacity } else { 0 })?;
        let out = Vec::with_capacity(capacity);
        return go_on(cx, Work { out, position: 0, argument: 0, text: None, left: STEP_BYTES as i64 });
    }
    let kept = cx.count;
    let mut work = Work {
        out: cx.take_bytes(kept + BUFFER),
        position: cx.slot_offset(kept + POSITION),
        argument: cx.slot_offset(kept + ARGUMENT),
        text: None,
        left: STEP_BYTES as i64,
    };
    let string = cx.slot(kept + TEXT);
    if string.is_string() {
        let quoted = !cx.slot(kept + QUOTED).is_falsy();
        work.text = Some(Text { string, offset: cx.slot_offset(kept + OFFSET), quoted });
    }
    if matches!(cx.stage, CONVERTED | CHECKED) {
        let string = match work.text.take() {
            Some(text) if cx.stage == CHECKED => text.string,
            _ => cx.check_text()?,
        };
        // The specification is read once more: it was kept by its place.
        let Some(item) = Item::read(&cx.bytes(cx.slot(0))[work.position..]) else { return Err(too_long(cx)) };
        if cx.stage == CHECKED {
            let found = cx.bytes_found();
            write_checked(cx, &mut work, &item, string, found.contains(0))?;
        } else {
            cx.clear_results();
            if !add_text(cx, &mut work, &item, string)? {
                return check_text_bytes(cx, work, string);
            }
        }
        work.position += item.len();
    }
    go_on(cx, work)
}

/// Finds out which bytes a long string has that is to be written.
fn check_text_bytes(cx: &mut Cx<'_>, mut work: Work, string: Value) -> Res<Out> {
    work.text = Some(Text { string, offset: 0, quoted: false });
    keep(cx, work)?;
    cx.find_bytes(string, CHECKED)
}

fn charge(cx: &mut Cx<'_>, work: &Work) {
    cx.charge((STEP_BYTES as i64 - work.left) as usize / BYTES_PER_TICK);
}

fn keep(cx: &mut Cx<'_>, work: Work) -> Res<()> {
    charge(cx, &work);
    let kept = cx.count;
    cx.resize_window(kept + KEPT)?;
    cx.set_slot_offset(kept + POSITION, work.position);
    cx.set_slot_offset(kept + ARGUMENT, work.argument);
    let text = work.text.unwrap_or(Text { string: Value::NIL, offset: 0, quoted: false });
    cx.set_slot(kept + TEXT, text.string);
    cx.set_slot_offset(kept + OFFSET, text.offset);
    cx.set_slot(kept + QUOTED, Value::boolean(text.quoted));
    cx.store_bytes(kept + BUFFER, work.out)
}

fn go_on(cx: &mut Cx<'_>, mut work: Work) -> Res<Out> {
    loop {
        if work.left <= 0 {
            keep(cx, work)?;
            return cx.again(STEP);
        }
        if let Some(text) = &mut work.text {
            if write_text(cx.bytes(text.string), text, &mut work.out, &mut work.left) {
                work.text = None;
            }
            continue;
        }
        let Some(rest) = cx.bytes(cx.slot(0)).get(work.position..).filter(|rest| !rest.is_empty()) else { break };
        let rest = &rest[..rest.len().min(STEP_BYTES)];
        let literal = rest.iter().position(|&byte| byte == b'%').unwrap_or(rest.len());
        work.out.extend_from_slice(&rest[..literal]);
        work.left -= literal as i64 + RUN_BYTES;
        work.position += literal;
        if literal == rest.len() {
            continue;
        }
        let rest = &cx.bytes(cx.slot(0))[work.position + 1..];
        if rest.first() == Some(&b'%') {
            work.out.push(b'%');
            work.left -= RUN_BYTES;
            work.position += 2;
            continue;
        }
        let item = Item::read(rest);
        if cx.is_long_numeral(work.argument + 1) && item.as_ref().is_some_and(Item::takes_number) {
            let argument = work.argument + 1;
            keep(cx, work)?;
            return cx.read_numeral(argument, STEP);
        }
        work.argument += 1;
        work.position += 1;
        work.left -= ITEM_BYTES;
        if work.argument >= cx.count {
            return Err(cx.arg_error(work.argument, "no value"));
        }
        let Some(item) = item else { return Err(too_long(cx)) };
        if item.conversion() == b's' {
            let value = cx.arg(work.argument);
            let Some(text) = cx.text_of(value) else {
                keep(cx, work)?;
                return cx.call_tostring(value, CONVERTED);
            };
            if !add_text(cx, &mut work, &item, text)? {
                return check_text_bytes(cx, work, text);
            }
        } else {
            convert(cx, &mut work, &item)?;
        }
        work.position += item.len();
    }
    charge(cx, &work);
    let string =
        if work.out.len() <= crate::heap::SHORT_BYTES_MAX { cx.string(&work.out) } else { cx.string_from(work.out)? };
    cx.one(string)
}

/// All conversions but `%s`.
fn convert(cx: &mut Cx<'_>, work: &mut Work, item: &Item) -> Res<()> {
    let argument = work.argument;
    let before = work.out.len();
    match item.conversion() {
        letter @ (b'd' | b'i' | b'u' | b'o' | b'x' | b'X') => {
            let integer = cx.check_integer(argument)?;
            let accepted = match letter {
                b'd' | b'i' => flags::INTEGER,
                b'u' => flags::UNSIGNED,
                _ => flags::HEX_OR_OCTAL,
            };
            let spec = check_spec(cx, item, accepted, true)?;
            format_integer(&mut work.out, &spec, letter, integer);
        }
        letter @ (b'a' | b'A') => {
            let spec = check_spec(cx, item, flags::FLOAT, true)?;
            let float = number::canonical(cx.check_float(argument)?);
            format_float(&mut work.out, &spec, letter, float);
        }
        letter @ (b'e' | b'E' | b'f' | b'g' | b'G') => {
            let float = number::canonical(cx.check_float(argument)?);
            let spec = check_spec(cx, item, flags::FLOAT, true)?;
            format_float(&mut work.out, &spec, letter, float);
        }
        b'c' => {
            let spec = check_spec(cx, item, flags::TEXT, false)?;
            let byte = cx.check_integer(argument)? as u8;
            format_bytes(&mut work.out, &spec, &[byte]);
        }
        b'p' => {
            let value = cx.arg(argument);
            let spec = check_spec(cx, item, flags::TEXT, false)?;
            let mut text = Vec::new();
            if value.is_object() || matches!(value.tag(), Tag::NATIVE | Tag::LIGHT) {
                write_identity(&mut text, value);
            } else {
                text.extend_from_slice(b"(null)");
            }
            format_bytes(&mut work.out, &spec, &text);
        }
        b'q' => quote(cx, work, item)?,
        _ => {
            let message = [b"invalid conversion '", &*item.written(), b"' to 'format'"].concat();
            return Err(cx.vm.error_at_caller(&message));
        }
    }
    let written = work.out.len() - before;
    work.left -= written as i64;
    if written > DIGITS_MAX && matches!(item.conversion(), b'e' | b'E' | b'f' | b'F' | b'g' | b'G') {
        work.left -= written as i64 * DIGIT_BYTES;
    }
    Ok(())
}

fn check_spec(cx: &mut Cx<'_>, item: &Item, flags: &[u8], takes_precision: bool) -> Res<Spec> {
    item.spec(flags, takes_precision).ok_or_else(|| {
        let message = [b"invalid conversion specification: '", &*item.written(), b"'"].concat();
        cx.vm.error_at_caller(&message)
    })
}

#[cold]
fn too_long(cx: &mut Cx<'_>) -> Throw {
    cx.error("invalid format (too long)")
}

/// `%s` with the text of its argument. False if the text is so long that what bytes it has must be found out first.
fn add_text(cx: &mut Cx<'_>, work: &mut Work, item: &Item, string: Value) -> Res<bool> {
    let bytes = cx.bytes(string);
    if item.is_bare() {
        let len = bytes.len();
        if len > STEP_BYTES {
            cx.vm.reserve(work.out.len() + len)?;
            work.out.reserve(len);
        }
        work.text = Some(Text { string, offset: 0, quoted: false });
        return Ok(true);
    }
    if bytes.len() > STEP_BYTES {
        return Ok(false);
    }
    work.left -= bytes.len() as i64;
    let has_zeros = bytes.contains(&0);
    write_checked(cx, work, item, string, has_zeros)?;
    Ok(true)
}

fn write_checked(cx: &mut Cx<'_>, work: &mut Work, item: &Item, string: Value, has_zeros: bool) -> Res<()> {
    if has_zeros {
        return Err(cx.arg_error(work.argument, "string contains zeros"));
    }
    let len = cx.bytes(string).len();
    let spec = check_spec(cx, item, flags::TEXT, true)?;
    if !item.has_precision() && len > PADDED_BYTES_MAX {
        work.text = Some(Text { string, offset: 0, quoted: false });
    } else {
        format_bytes(&mut work.out, &spec, cx.bytes(string));
    }
    Ok(())
}

/// `%q`: a literal that reads back as the same value.
fn quote(cx: &mut Cx<'_>, work: &mut Work, item: &Item) -> Res<()> {
    if !item.is_bare() {
        return Err(cx.error("specifier '%q' cannot have modifiers"));
    }
    let value = cx.arg(work.argument);
    match value.tag() {
        Tag::STRING | Tag::LONG_STRING => {
            work.out.push(b'"');
            work.text = Some(Text { string: value, offset: 0, quoted: true });
        }
        Tag::INTEGER => number::write_quoted_number(&mut work.out, Number::Integer(value.bits as i64)),
        Tag::FLOAT => number::write_quoted_number(&mut work.out, Number::Float(f64::from_bits(value.bits))),
        Tag::NIL => work.out.extend_from_slice(b"nil"),
        Tag::FALSE => work.out.extend_from_slice(b"false"),
        Tag::TRUE => work.out.extend_from_slice(b"true"),
        _ => return Err(cx.arg_error(work.argument, "value has no literal form")),
    }
    Ok(())
}

/// Writes as much of a string as this step allows; says whether that is all of it.
fn write_text(bytes: &[u8], text: &mut Text, out: &mut Vec<u8>, left: &mut i64) -> bool {
    let most = usize::try_from(if text.quoted { *left / QUOTED_BYTES + 1 } else { *left }).unwrap_or(0);
    let end = bytes.len().min(text.offset + most);
    let written = out.len();
    if !text.quoted {
        out.extend_from_slice(&bytes[text.offset..end]);
    } else {
        quote_bytes(out, bytes, text.offset, end);
        if end == bytes.len() {
            out.push(b'"');
        }
        // What is looked at counts beside what is written.
        *left -= (end - text.offset) as i64 * QUOTED_BYTES;
    }
    *left -= (out.len() - written) as i64;
    text.offset = end;
    end == bytes.len()
}

/// Bytes of work that a byte to be quoted counts as.
const QUOTED_BYTES: i64 = 4;

/// Writes the bytes from `start` to `end` as they stand between quotes.
fn quote_bytes(out: &mut Vec<u8>, bytes: &[u8], start: usize, end: usize) {
    let mut at = start;
    while at < end {
        let is_plain = |byte: &u8| matches!(byte, b' '..=b'!' | b'#'..=b'[' | b']'..=b'~' | 128..);
        let plain = bytes[at..end].iter().position(|byte| !is_plain(byte)).unwrap_or(end - at);
        out.extend_from_slice(&bytes[at..at + plain]);
        at += plain;
        if at < end {
            quote_byte(out, bytes[at], bytes.get(at + 1).copied());
            at += 1;
        }
    }
}

fn quote_byte(out: &mut Vec<u8>, byte: u8, next: Option<u8>) {
    if matches!(byte, b'"' | b'\\' | b'\n') {
        return out.extend_from_slice(&[b'\\', byte]);
    }
    out.push(b'\\');
    if next.is_some_and(|next| next.is_ascii_digit()) {
        let digit = |power: u8| b'0' + byte / power % 10;
        out.extend_from_slice(&[digit(100), digit(10), digit(1)]);
    } else {
        number::write_integer(out, i64::from(byte));
    }
}
