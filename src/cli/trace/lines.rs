//! The lines of a trace: how the file begins and ends, and how long it may get.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

/// The form with an object: in a bare list times count as microseconds, and are rounded to them by some who read it.
const BEGIN: &str = "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n";
const END: &str = "\n]}\n";

/// A file of events, each on its line.
#[derive(Debug)]
pub(super) struct Lines<W> {
    /// `None` when the file has ended.
    out: Option<W>,
    /// What went wrong first; nothing is written after that.
    error: Option<io::Error>,
    bytes: u64,
    bytes_max: u64,
    /// The line that is being made, kept for its allocation.
    line: String,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(out: W, bytes_max: u64) -> Lines<W> {
        Lines { out: Some(out), error: None, bytes: 0, bytes_max, line: String::new() }
    }

    /// Writes an event, of which the common part is added.
    pub(super) fn add(&mut self, fields: fmt::Arguments<'_>) {
        let Some(out) = self.out.as_mut().filter(|_| self.error.is_none()) else { return };
        self.line.clear();
        self.line.push_str(if self.bytes == 0 { BEGIN } else { ",\n" });
        // Writing to a string doesn't fail.
        let _ = write!(self.line, "{{{fields},\"pid\":1}}");
        match out.write_all(self.line.as_bytes()) {
            Ok(()) => self.bytes += self.line.len() as u64,
            Err(error) => self.error = Some(error),
        }
    }

    /// Whether there is no more room for events.
    pub(super) fn is_full(&self) -> bool {
        self.bytes >= self.bytes_max
    }

    /// Whether the file has not ended.
    pub(super) fn is_open(&self) -> bool {
        self.out.is_some()
    }

    /// Something went wrong, of which [`Lines::finish`] says so.
    pub(super) fn fail(&mut self, error: io::Error) {
        self.error = Some(error);
    }

    /// Ends the file. Says what went wrong since it began.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        let ended = match self.out.take() {
            Some(mut out) if self.error.is_none() => out.write_all(END.as_bytes()).and_then(|()| out.flush()),
            _ => Ok(()),
        };
        self.error.take().map_or(ended, Err)
    }
}
