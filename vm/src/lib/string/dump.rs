//! `dump`.

use crate::bytecode::{DUMP_BODY, DUMP_CHUNK, Encoding, Nested, body_checksum_start, checksum, dump_header, seal};
use crate::interp::Res;
use crate::native::{Cx, Out};
use crate::value::{Tag, Value};

/// Bytes written, and bytes whose checksum is taken, for a tick.
const DUMPED_BYTES_PER_TICK: usize = 16;
const CHECKED_BYTES_PER_TICK: usize = 16;
/// Bytes written in one stage, about, and bytes looked at.
const WRITTEN_BYTES: usize = 8 * 1024;
const CHECKED_BYTES: usize = 32 * 1024;

// Window: function, strip, then what is kept.
const STRIP: usize = 1;
const BUFFER: usize = 2;
const WORDS: usize = 3;
const WINDOW: usize = 4;
const WRITE: u32 = 1;
const CHECK: u32 = 2;

/// Words that are kept: how far the next function has been written; then handles of functions to be written and, plus
/// one, of those that enclose them, the next one last. Later: how much was looked at, and its checksum.
const ENCODING: usize = 3;

/// `string.dump(function [, strip])`
pub(super) fn dump(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {}
        WRITE => return write(cx),
        _ => return check(cx),
    }
    let function = cx.check_function(0)?;
    let strip = !cx.arg(STRIP).is_falsy();
    if function.tag() != Tag::CLOSURE {
        return Err(cx.error("unable to dump given function"));
    }
    let function = cx.vm.heap.closures.get(function.handle()).function;
    if cx.vm.heap.functions.get(function).is_prelude {
        return Err(cx.error("unable to dump given function"));
    }
    cx.resize_window(BUFFER)?;
    cx.resize_window(WINDOW)?;
    cx.set_slot(STRIP, Value::boolean(strip));
    cx.store_bytes(BUFFER, dump_header(strip))?;
    cx.store_words(WORDS, vec![0, 0, 0, u64::from(function), 0]);
    write(cx)
}

/// Writes some more.
fn write(cx: &mut Cx<'_>) -> Res<Out> {
    let strip = !cx.slot(STRIP).is_falsy();
    let mut words = cx.take_words(WORDS);
    let mut bytes = cx.take_bytes(BUFFER);
    let start = bytes.len();
    let mut at = Encoding { part: words[0], item: words[1] as usize, offset: words[2] as usize };
    while bytes.len() - start < WRITTEN_BYTES
        && let [_, _, _, .., function, enclosing] = words[..]
    {
        let handle = function as u32;
        let functions = &cx.vm.heap.functions;
        let function = functions.get(handle);
        let enclosing = enclosing.checked_sub(1).map(|enclosing| &*functions.get(enclosing as u32).prototype);
        let nested = Nested { function: &function.prototype, enclosing, prototypes: function.children.len(), strip };
        let left = WRITTEN_BYTES - (bytes.len() - start);
        if nested.write(&mut at, &mut bytes, left) {
            at = Encoding::default();
            words.truncate(words.len() - 2);
            let children = function.children.iter().rev();
            words.extend(children.flat_map(|&child| [u64::from(child), u64::from(handle) + 1]));
        }
    }
    cx.charge((bytes.len() - start) / DUMPED_BYTES_PER_TICK + 1);
    let is_complete = words.len() == ENCODING;
    words[..ENCODING].copy_from_slice(&[at.part, at.item as u64, at.offset as u64]);
    if is_complete {
        let sum = body_checksum_start(&mut bytes, DUMP_CHUNK);
        words[..ENCODING].copy_from_slice(&[DUMP_BODY as u64, sum, 0]);
    }
    cx.store_words(WORDS, words);
    cx.store_bytes(BUFFER, bytes)?;
    cx.again(if is_complete { CHECK } else { WRITE })
}

/// Looks at some more of what was written, for its checksum.
fn check(cx: &mut Cx<'_>) -> Res<Out> {
    let mut words = cx.take_words(WORDS);
    let mut bytes = cx.take_bytes(BUFFER);
    let start = words[0] as usize;
    let end = bytes.len().min(start + CHECKED_BYTES);
    let sum = checksum(words[1], &bytes[start..end]);
    cx.charge((end - start) / CHECKED_BYTES_PER_TICK);
    if end < bytes.len() {
        words[..2].copy_from_slice(&[end as u64, sum]);
        cx.store_words(WORDS, words);
        cx.store_bytes(BUFFER, bytes)?;
        return cx.again(CHECK);
    }
    seal(&mut bytes, DUMP_CHUNK, sum);
    let string = cx.string_from(bytes)?;
    cx.one(string)
}
