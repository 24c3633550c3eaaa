//! Writing to the standard streams: a closed one is no reason to panic.

use std::io::{self, BufWriter, IsTerminal, Write};

use super::Complaint;

/// Writes `tidelock: WORDS` to standard error.
pub(crate) fn complain(words: &str) {
    complain_bytes(words.as_bytes());
}

/// Writes `tidelock: WORDS` to standard error.
pub(crate) fn complain_bytes(words: &[u8]) {
    // Nobody is left to be told if this fails.
    let _ = io::stderr().write_all(&[b"tidelock: ", words, b"\n"].concat());
}

/// Writes to standard output. A reader who has seen enough and closes the pipe is no failure.
pub(crate) fn say(bytes: &[u8]) -> Result<(), Complaint> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Complaint::new(format!("cannot write standard output: {}", reason(&error))))
        }
        _ => Ok(()),
    }
}

/// What a table is drawn on: standard error.
pub(crate) type Screen = BufWriter<io::Stderr>;

/// The terminal behind standard error, to be drawn on.
pub(crate) fn screen() -> Screen {
    BufWriter::with_capacity(64 * 1024, io::stderr())
}

/// Whether standard error is a terminal.
pub(crate) fn is_error_terminal() -> bool {
    io::stderr().is_terminal()
}

/// What went wrong, in the operating system's words alone.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}

/// Writes to standard error as it is.
pub(crate) fn note(text: &str) {
    // Nobody is left to be told if this fails.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Text that is cut, and shows it, where it is longer than so many characters.
pub(crate) fn cut(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        None => text.to_owned(),
        Some(_) if chars_max == 0 => String::new(),
        Some(_) => text.chars().take(chars_max - 1).chain(['…']).collect(),
    }
}

/// How many of something there are; `plural` is what is put behind its name if that is not one.
pub(crate) fn counted(count: u64, name: &str, plural: &str) -> String {
    format!("{count} {name}{}", if count == 1 { "" } else { plural })
}
