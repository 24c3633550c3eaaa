//! Source bytes to tokens.
//!
//! Invariant: [`Lexer::line`] is at every moment what PUC's `linenumber` is at the same place, for it is the line that
//! errors report. What can't be read is a [`LexError`]; which tokens may follow which is the parser's business.

mod intern;
mod strings;
mod token;

use std::ops::Range;

use logos::Logos;
use tidelock_vm::number::{self, Number};

use crate::ast::StrId;
pub(crate) use intern::Interner;
pub(crate) use token::TokenKind;

/// A token, its place and its value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub kind: TokenKind,
    pub value: TokenValue,
    /// Byte offset of its first byte.
    pub start: usize,
    /// Byte offset past its last byte.
    pub end: usize,
}

impl Token {
    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// What a token carries.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TokenValue {
    /// Nothing: the kind says it all.
    None,
    /// The text of a name or the contents of a string.
    String(StrId),
    /// The value of a numeral.
    Number(Number),
}

/// A token that can't be read, found at the lexer's line.
#[derive(Debug)]
pub(crate) struct LexError {
    pub message: String,
    /// What follows "near", already quoted.
    pub near: Vec<u8>,
    pub span: Range<usize>,
}

type LexResult<T> = Result<T, Box<LexError>>;

/// The lexer: a cursor over the source, the line it stands at, and the strings met so far.
pub(crate) struct Lexer<'s> {
    source: &'s [u8],
    automaton: logos::Lexer<'s, TokenKind>,
    /// The current line, counted from 1.
    pub line: u32,
    pub strings: Interner,
    /// Where strings with escapes are put together.
    buffer: Vec<u8>,
}

impl<'s> Lexer<'s> {
    pub fn new(source: &'s [u8]) -> Self {
        Lexer { source, automaton: TokenKind::lexer(source), line: 1, strings: Interner::new(), buffer: Vec::new() }
    }

    /// The source text of a span.
    pub fn text(&self, span: Range<usize>) -> &'s [u8] {
        &self.source[span]
    }

    /// The next token; `Eof` again and again at the end.
    pub fn next(&mut self) -> LexResult<Token> {
        loop {
            let Some(kind) = self.automaton.next() else {
                let end = self.source.len();
                return Ok(Token { kind: TokenKind::Eof, value: TokenValue::None, start: end, end });
            };
            let start = self.automaton.span().start;
            let (kind, value) = match kind.unwrap_or(TokenKind::Unknown) {
                TokenKind::Space => continue,
                TokenKind::Newline => {
                    self.line += 1;
                    continue;
                }
                TokenKind::Comment => {
                    self.skip_comment()?;
                    continue;
                }
                TokenKind::Name => (TokenKind::Name, TokenValue::String(self.strings.intern(self.automaton.slice()))),
                TokenKind::Number => (TokenKind::Number, self.numeral()?),
                TokenKind::String => (TokenKind::String, self.short_string()?),
                TokenKind::LeftBracket => match self.long_bracket()? {
                    Some(level) => (TokenKind::String, self.long_string(level)?),
                    None => (TokenKind::LeftBracket, TokenValue::None),
                },
                kind => (kind, TokenValue::None),
            };
            return Ok(Token { kind, value, start, end: self.position() });
        }
    }

    /// Byte offset of the next byte to read.
    fn position(&self) -> usize {
        self.automaton.span().end
    }

    /// Moves the next byte to read to `position`.
    fn move_to(&mut self, position: usize) {
        self.automaton.bump(position - self.position());
    }

    fn byte_at(&self, position: usize) -> Option<u8> {
        self.source.get(position).copied()
    }

    #[cold]
    fn error<T>(&self, message: impl Into<String>, near: Vec<u8>, end: usize) -> LexResult<T> {
        let span = self.automaton.span().start..end;
        Err(Box::new(LexError { message: message.into(), near, span }))
    }

    /// Reads what follows the first digit. Like PUC it takes anything that resembles a numeral, so that `3x` is one
    /// malformed number and not a number and a name.
    fn numeral(&mut self) -> LexResult<TokenValue> {
        let start = self.automaton.span().start;
        let mut end = self.position();
        let mut exponent = b'e';
        if self.byte_at(end - 1) == Some(b'0') && matches!(self.byte_at(end), Some(b'x' | b'X')) {
            exponent = b'p';
            end += 1;
        }
        while let Some(byte) = self.byte_at(end) {
            if byte | 0x20 == exponent {
                end += 1;
                if matches!(self.byte_at(end), Some(b'+' | b'-')) {
                    end += 1;
                }
            } else if byte.is_ascii_hexdigit() || byte == b'.' {
                end += 1;
            } else {
                break;
            }
        }
        if self.byte_at(end).is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_') {
            end += 1;
        }
        self.move_to(end);
        let text = &self.source[start..end];
        match short_integer(text).map(Number::Integer).or_else(|| number::parse(text)) {
            Some(value) => Ok(TokenValue::Number(value)),
            None => self.error("malformed number", quoted(text), end),
        }
    }

    fn skip_comment(&mut self) -> LexResult<()> {
        let mut position = self.position();
        if self.byte_at(position) == Some(b'[') {
            let (level, after) = self.count_equals(position + 1);
            position = after;
            if self.byte_at(position) == Some(b'[') {
                self.move_to(position + 1);
                return self.scan_long(level, "comment").map(drop);
            }
        }
        let rest = &self.source[position..];
        let length = rest.iter().position(|&byte| byte == b'\n' || byte == b'\r').unwrap_or(rest.len());
        self.move_to(position + length);
        Ok(())
    }
}

/// The value of up to 18 decimal digits; `None` for anything else.
fn short_integer(text: &[u8]) -> Option<i64> {
    if text.len() > 18 {
        return None;
    }
    let mut value = 0;
    for &byte in text {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(byte - b'0');
    }
    Some(value)
}

/// `text` in single quotes, cut at its first NUL because C's formatting cuts it there.
pub(crate) fn quoted(text: &[u8]) -> Vec<u8> {
    let end = text.iter().position(|&byte| byte == 0).unwrap_or(text.len());
    [b"'", &text[..end], b"'"].concat()
}
