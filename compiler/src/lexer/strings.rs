//! Short strings with their escapes, long strings, and long comments.
//!
//! A message about an escape shows the string as decoded so far, and then the escape as written.

use std::ops::Range;

use super::{LexResult, Lexer, TokenValue, quoted};

/// Line breaks are normalised to `\n`, and `\r\n` and `\n\r` are one.
fn newline_length(rest: &[u8]) -> usize {
    match rest {
        [b'\r', b'\n', ..] | [b'\n', b'\r', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

impl Lexer<'_> {
    /// Reads a short string after its opening quote.
    pub(super) fn short_string(&mut self) -> LexResult<TokenValue> {
        let content = self.position();
        let quote = self.source[content - 1];
        let mut position = content;
        self.buffer.clear();
        let mut copied = content;
        loop {
            match self.byte_at(position) {
                Some(byte) if byte == quote => break,
                Some(b'\\') => {
                    self.buffer.extend_from_slice(&self.source[copied..position]);
                    position = self.escape(position)?;
                    copied = position;
                }
                Some(b'\n' | b'\r') => {
                    self.buffer.extend_from_slice(&self.source[copied..position]);
                    return self.error("unfinished string", self.near_escape(position..position), position);
                }
                Some(_) => position += 1,
                None => return self.error("unfinished string", b"<eof>".to_vec(), position),
            }
        }
        let id = if copied == content {
            self.strings.intern(&self.source[content..position])
        } else {
            self.buffer.extend_from_slice(&self.source[copied..position]);
            self.strings.intern(&self.buffer)
        };
        self.move_to(position + 1);
        Ok(TokenValue::String(id))
    }

    /// Decodes the escape at `start` (its backslash) into the buffer; returns the position after it.
    fn escape(&mut self, start: usize) -> LexResult<usize> {
        let mut position = start + 1;
        let Some(byte) = self.byte_at(position) else {
            return Ok(position);
        };
        let decoded = match byte {
            b'a' => 0x07,
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 0x0b,
            b'\\' | b'"' | b'\'' => byte,
            b'x' => {
                let high = self.hexadecimal_digit(start, position + 1)?;
                let low = self.hexadecimal_digit(start, position + 2)?;
                position += 2;
                (high * 16 + low) as u8
            }
            b'u' => return self.utf8_escape(start),
            b'z' => return Ok(self.skip_blanks(position + 1)),
            b'\n' | b'\r' => {
                self.line += 1;
                self.buffer.push(b'\n');
                return Ok(position + newline_length(&self.source[position..]));
            }
            b'0'..=b'9' => return self.decimal_escape(start),
            _ => return self.escape_error("invalid escape sequence", start, position),
        };
        self.buffer.push(decoded);
        Ok(position + 1)
    }

    /// `\ddd`: up to three decimal digits.
    fn decimal_escape(&mut self, start: usize) -> LexResult<usize> {
        let mut position = start + 1;
        let mut value = 0_u32;
        while position < start + 4
            && let Some(digit @ b'0'..=b'9') = self.byte_at(position)
        {
            value = value * 10 + u32::from(digit - b'0');
            position += 1;
        }
        match u8::try_from(value) {
            Ok(byte) => self.buffer.push(byte),
            Err(_) => return self.escape_error("decimal escape too large", start, position),
        }
        Ok(position)
    }

    /// `\u{XXX}`: a code point below 2^31, in UTF-8 as it was before it was cut to 2^21.
    fn utf8_escape(&mut self, start: usize) -> LexResult<usize> {
        let mut position = start + 2;
        if self.byte_at(position) != Some(b'{') {
            return self.escape_error("missing '{'", start, position);
        }
        let mut value = self.hexadecimal_digit(start, position + 1)?;
        position += 2;
        while self.byte_at(position).is_some_and(|byte| byte.is_ascii_hexdigit()) {
            if value > 0x7fff_ffff >> 4 {
                return self.escape_error("UTF-8 value too large", start, position);
            }
            value = value * 16 + self.hexadecimal_digit(start, position)?;
            position += 1;
        }
        if self.byte_at(position) != Some(b'}') {
            return self.escape_error("missing '}'", start, position);
        }
        push_utf8(&mut self.buffer, value);
        Ok(position + 1)
    }

    fn hexadecimal_digit(&self, start: usize, position: usize) -> LexResult<u32> {
        match self.byte_at(position).and_then(|byte| char::from(byte).to_digit(16)) {
            Some(digit) => Ok(digit),
            None => self.escape_error("hexadecimal digit expected", start, position),
        }
    }

    /// `\z` skips blanks and line breaks.
    fn skip_blanks(&mut self, mut position: usize) -> usize {
        loop {
            match self.byte_at(position) {
                Some(b'\n' | b'\r') => {
                    self.line += 1;
                    position += newline_length(&self.source[position..]);
                }
                Some(b' ' | b'\t' | 0x0b | 0x0c) => position += 1,
                _ => return position,
            }
        }
    }

    #[cold]
    fn escape_error<T>(&self, message: &str, start: usize, position: usize) -> LexResult<T> {
        let end = self.source.len().min(position + 1);
        self.error(message, self.near_escape(start..end), end)
    }

    /// The string up to here: its quote, what is decoded of it, and the escape as written.
    fn near_escape(&self, escape: Range<usize>) -> Vec<u8> {
        let quote = self.automaton.span().start;
        quoted(&[&self.source[quote..quote + 1], &self.buffer, &self.source[escape]].concat())
    }

    /// After `[`: the level of the long bracket that begins there, with the cursor past it, or `None` if none does.
    pub(super) fn long_bracket(&mut self) -> LexResult<Option<usize>> {
        let start = self.position();
        let (level, end) = self.count_equals(start);
        if self.byte_at(end) == Some(b'[') {
            self.move_to(end + 1);
            Ok(Some(level))
        } else if level == 0 {
            Ok(None)
        } else {
            self.error("invalid long string delimiter", quoted(&self.source[start - 1..end]), end)
        }
    }

    /// Reads a long string after its opening bracket.
    pub(super) fn long_string(&mut self, level: usize) -> LexResult<TokenValue> {
        let content = self.scan_long(level, "string")?;
        let bytes = &self.source[content];
        let bytes = &bytes[newline_length(bytes)..];
        let id = if bytes.contains(&b'\r') {
            self.buffer.clear();
            let mut rest = bytes;
            while let [first, tail @ ..] = rest {
                let length = newline_length(rest);
                self.buffer.push(if length > 0 { b'\n' } else { *first });
                rest = if length > 0 { &rest[length..] } else { tail };
            }
            self.strings.intern(&self.buffer)
        } else {
            self.strings.intern(bytes)
        };
        Ok(TokenValue::String(id))
    }

    /// Moves past the closing bracket of `level`, counting lines; returns the span of what was before it.
    pub(super) fn scan_long(&mut self, level: usize, what: &str) -> LexResult<Range<usize>> {
        let first_line = self.line;
        let start = self.position();
        let mut position = start;
        loop {
            match self.byte_at(position) {
                Some(b']') => {
                    let (count, end) = self.count_equals(position + 1);
                    if count == level && self.byte_at(end) == Some(b']') {
                        self.move_to(end + 1);
                        return Ok(start..position);
                    }
                    position = end;
                }
                Some(b'\n' | b'\r') => {
                    self.line += 1;
                    position += newline_length(&self.source[position..]);
                }
                Some(_) => position += 1,
                None => {
                    let message = format!("unfinished long {what} (starting at line {first_line})");
                    return self.error(message, b"<eof>".to_vec(), position);
                }
            }
        }
    }

    /// How many `=` there are at `position`, and the position after them.
    pub(super) fn count_equals(&self, position: usize) -> (usize, usize) {
        let count = self.source[position..].iter().take_while(|&&byte| byte == b'=').count();
        (count, position + count)
    }
}

/// Appends `value`, below 2^31, in up to six bytes.
fn push_utf8(buffer: &mut Vec<u8>, value: u32) {
    if value < 0x80 {
        buffer.push(value as u8);
        return;
    }
    // A sequence of n bytes has n - 1 continuation bytes of six bits and 7 - n bits in its first byte.
    let mut continuations = 1;
    while value >> (6 * continuations) >= 1 << (6 - continuations) {
        continuations += 1;
    }
    let mark = (0xff00_u32 >> (continuations + 1)) & 0xff;
    buffer.push((mark | value >> (6 * continuations)) as u8);
    for i in (0..continuations).rev() {
        buffer.push((0x80 | (value >> (6 * i)) & 0x3f) as u8);
    }
}
