//! A path searched for a module, one template after another.
//!
//! As in PUC, the name is put into the whole path first, and the message is made of that. Texts are put together by the
//! functions of `string` that do it in steps, as hidden builtins.
//!
//! ```text
//! window   ... | name, path, where the next template begins, how far its end was looked for, separator, replacement
//! ```

use super::string::work::STEP_BYTES;
use crate::interp::{Res, Target};
use crate::native::{self, Cx, Out};
use crate::system::SystemCall;
use crate::value::Value;

const NAME: usize = 0;
const PATH: usize = 1;
const POSITION: usize = 2;
const SCANNED: usize = 3;
const SEPARATOR: usize = 4;
const REPLACEMENT: usize = 5;
const KEPT: usize = 6;

/// No file has a longer name: a host is not asked.
const FILE_NAME_BYTES_MAX: usize = STEP_BYTES;

// Stages. What was made: the separator as a pattern, its replacement, the name with separators replaced, the name as a
// replacement, the path with the name in it.
const SEPARATOR_MADE: u32 = 10;
const REPLACEMENT_MADE: u32 = 11;
const NAME_MADE: u32 = 12;
const NAME_ESCAPED: u32 = 13;
const PATH_MADE: u32 = 14;
/// The host has said whether there is the file.
const ASKED: u32 = 15;
/// The next template is looked for.
const SCANNING: u32 = 16;
/// The list of what was tried was made, without its ends, and with them.
const LISTED: u32 = 17;
const DONE: u32 = 18;

/// What a search has come to.
pub(super) enum Progress {
    Waits(Out),
    /// The name of a file that can be read.
    Found(Value),
    /// What was tried, in words.
    Missing(Value),
}

/// A search whose state is in the window from slot `first` on.
pub(super) struct Search {
    pub(super) first: usize,
    /// Whether the host is asked for the files, or they are only listed.
    pub(super) asks: bool,
}

/// Calls a function of `string` as a hidden builtin; its results are above the window at `stage`.
pub(super) fn call_hidden(cx: &mut Cx<'_>, name: &str, arguments: &[Value], stage: u32) -> Res<Out> {
    let functions = super::string::FUNCTIONS;
    let index = functions.iter().position(|function| function.name == name).expect("a function of `string`");
    let number = native::first_number(functions) + index as u32;
    cx.clear_results();
    let target = Target { dst: cx.vm.thread.frame().top, want: -1 };
    cx.vm.push_hidden_to(number, arguments, target)?;
    let below = cx.vm.thread.frames.len() - 2;
    cx.vm.thread.frames[below].pc = stage;
    Ok(Out::Done)
}

impl Search {
    /// Prepares a search, in which the first of two strings in the name is replaced by the second.
    pub(super) fn begin(
        &self,
        cx: &mut Cx<'_>,
        name: Value,
        path: Value,
        separator: Option<(Value, Value)>,
    ) -> Res<()> {
        cx.resize_window(self.first)?;
        cx.resize_window(self.first + KEPT)?;
        cx.vm.thread.frame_mut().extra = self.first as u32;
        let separator = separator.filter(|&(separator, _)| !cx.bytes(separator).is_empty());
        let (separator, replacement) = separator.unwrap_or((Value::NIL, Value::NIL));
        let zero = Value::integer(0);
        for (slot, value) in [
            (NAME, name),
            (PATH, path),
            (POSITION, zero),
            (SCANNED, zero),
            (SEPARATOR, separator),
            (REPLACEMENT, replacement),
        ] {
            cx.set_slot(self.first + slot, value);
        }
        Ok(())
    }

    fn replace(&self, cx: &mut Cx<'_>, text: Value, pattern: &[u8], replacement: Value, stage: u32) -> Res<Progress> {
        let pattern = cx.string(pattern);
        call_hidden(cx, "gsub", &[text, pattern, replacement], stage).map(Progress::Waits)
    }

    /// Goes on, at stage 0 or one of its own.
    pub(super) fn go_on(&self, cx: &mut Cx<'_>) -> Res<Progress> {
        let slot = |number: usize| self.first + number;
        let made = cx.result(0);
        if cx.stage != ASKED {
            cx.clear_results();
        }
        match cx.stage {
            SEPARATOR_MADE => {
                cx.set_slot(slot(SEPARATOR), made);
                let escaped = cx.string(b"%%%%");
                self.replace(cx, cx.slot(slot(REPLACEMENT)), b"%%", escaped, REPLACEMENT_MADE)
            }
            REPLACEMENT_MADE => {
                let arguments = [cx.slot(slot(NAME)), cx.slot(slot(SEPARATOR)), made];
                call_hidden(cx, "gsub", &arguments, NAME_MADE).map(Progress::Waits)
            }
            NAME_MADE => {
                cx.set_slot(slot(NAME), made);
                self.escape_name(cx)
            }
            NAME_ESCAPED => self.replace(cx, cx.slot(slot(PATH)), b"%?", made, PATH_MADE),
            PATH_MADE => {
                cx.set_slot(slot(PATH), made);
                if self.asks { self.ask_next(cx) } else { self.list(cx) }
            }
            ASKED => {
                let is_found = !made.is_falsy();
                cx.clear_results();
                if is_found { self.found(cx) } else { self.advance(cx) }
            }
            SCANNING => self.ask_next(cx),
            LISTED => {
                let pieces = [cx.string(b"no file '"), made, cx.string(b"'")];
                cx.join(&pieces, DONE).map(Progress::Waits)
            }
            DONE => Ok(Progress::Missing(made)),
            _ if cx.slot(slot(SEPARATOR)).is_nil() => self.escape_name(cx),
            _ => {
                let escaped = cx.string(b"%%%0");
                self.replace(cx, cx.slot(slot(SEPARATOR)), b"%W", escaped, SEPARATOR_MADE)
            }
        }
    }

    fn escape_name(&self, cx: &mut Cx<'_>) -> Res<Progress> {
        let escaped = cx.string(b"%%%%");
        self.replace(cx, cx.slot(self.first + NAME), b"%%", escaped, NAME_ESCAPED)
    }

    fn list(&self, cx: &mut Cx<'_>) -> Res<Progress> {
        let between = cx.string(b"'\n\tno file '");
        self.replace(cx, cx.slot(self.first + PATH), b";", between, LISTED)
    }

    /// Where the template begins and, up to where it was looked for, ends.
    fn template(&self, cx: &Cx<'_>) -> (usize, usize) {
        (cx.slot_offset(self.first + POSITION), cx.slot_offset(self.first + SCANNED))
    }

    fn found(&self, cx: &mut Cx<'_>) -> Res<Progress> {
        let (start, end) = self.template(cx);
        let file = cx.substring(cx.slot(self.first + PATH), start, end)?;
        Ok(Progress::Found(file))
    }

    /// Passes the template whose end is known.
    fn advance(&self, cx: &mut Cx<'_>) -> Res<Progress> {
        let (_, end) = self.template(cx);
        if end == cx.bytes(cx.slot(self.first + PATH)).len() {
            return self.list(cx);
        }
        cx.set_slot_offset(self.first + POSITION, end + 1);
        cx.set_slot_offset(self.first + SCANNED, end + 1);
        cx.again(SCANNING).map(Progress::Waits)
    }

    /// Looks for the end of the template, then asks the host for the file. Empty ones are no files.
    fn ask_next(&self, cx: &mut Cx<'_>) -> Res<Progress> {
        let (start, scanned) = self.template(cx);
        let path = cx.bytes(cx.slot(self.first + PATH));
        let window = &path[scanned..path.len().min(scanned + STEP_BYTES)];
        let passed = window.iter().position(|&byte| byte == b';').unwrap_or(window.len());
        let end = scanned + passed;
        let is_whole = passed < window.len() || end == path.len();
        cx.charge_bytes(passed);
        cx.set_slot_offset(self.first + SCANNED, end);
        if !is_whole {
            return cx.again(SCANNING).map(Progress::Waits);
        }
        if start == end || end - start > FILE_NAME_BYTES_MAX {
            cx.charge(1);
            return self.advance(cx);
        }
        let file = cx.substring(cx.slot(self.first + PATH), start, end)?;
        cx.system_call(SystemCall::IsReadable as u16, &[file], ASKED).map(Progress::Waits)
    }
}
