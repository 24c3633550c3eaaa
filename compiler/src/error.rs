//! Compile errors in Lua's words, and the display form of chunk names.
//!
//! Invariant: [`CompileError::message`] is byte for byte what PUC Lua 5.4.8 reports for the same source.

use std::fmt;
use std::ops::Range;

/// What a compile error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A token that can't be read, or that can't stand where it stands.
    Syntax,
    /// A rule about names was broken: gotos and labels, `break`, constants, attributes.
    Name,
    /// One of the language's limits was exceeded: nesting, locals, upvalues, labels, size.
    Limit,
    /// In steps: more memory than may be used. The work is done anew, or who asked for it refuses.
    Memory,
}

/// Why a chunk does not compile. The first error ends compilation, so there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// What the error is about.
    pub kind: ErrorKind,
    /// Line the lexer stood at, counted from 1; the one in the message where the message has one.
    pub line: u32,
    /// Byte offsets into the source of the text to point at; empty and at its end for `near <eof>`.
    pub span: Range<usize>,
    /// The whole message: `file.lua:3: unexpected symbol near 'x'`. Names and strings of the source appear in it, so
    /// it need not be UTF-8.
    pub message: Vec<u8>,
}

impl CompileError {
    /// Whether the source ended too soon, so that a prompt should read another line and try again.
    pub fn is_incomplete(&self) -> bool {
        self.message.ends_with(b"<eof>")
    }

    /// What is said where memory is lacking; whoever set the limit says it in words of their own.
    #[cold]
    pub(crate) fn not_enough_memory() -> CompileError {
        CompileError { kind: ErrorKind::Memory, line: 0, span: 0..0, message: b"not enough memory".to_vec() }
    }

    /// The message with what is not UTF-8 in it replaced.
    pub fn message_lossy(&self) -> String {
        String::from_utf8_lossy(&self.message).into_owned()
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.message))
    }
}

impl std::error::Error for CompileError {}
