//! UTF-8 as the `utf8` library has it: up to 2^31 in the lax form, six bytes long.
//!
//! Positions are byte offsets from 0; those that Lua gives and takes are one more. Past the end of a string there is a
//! zero byte, as in C, which is no continuation byte. What may pass many bytes takes a budget, one unit a byte, makes
//! progress at each call and is plain data.

/// The largest code point of Unicode.
pub const UNICODE_MAX: u32 = 0x10_ffff;
/// The largest code the lax form can hold.
pub const CODE_MAX: u32 = 0x7fff_ffff;
/// `utf8.charpattern`
pub const CHAR_PATTERN: &[u8] = b"[\0-\x7F\xC2-\xFD][\x80-\xBF]*";
/// The message for what does not decode.
pub const INVALID_CODE: &str = "invalid UTF-8 code";

/// Whether the byte at this offset continues a sequence.
#[inline]
#[must_use]
pub fn is_continuation(subject: &[u8], at: usize) -> bool {
    subject.get(at).is_some_and(|byte| byte & 0xc0 == 0x80)
}

/// A position as Lua gives it, counted from the end if negative, made one counted from 1; 0 if before the beginning.
#[must_use]
pub fn relative_position(position: i64, length: usize) -> i64 {
    let length = length as i64;
    if position >= 0 {
        position
    } else if position < -length {
        0
    } else {
        length + position + 1
    }
}

/// Appends a code, at most [`CODE_MAX`].
pub fn encode(code: u32, out: &mut Vec<u8>) {
    if code < 0x80 {
        return out.push(code as u8);
    }
    let mut bytes = [0; 6];
    let mut first = bytes.len();
    let mut rest = code & CODE_MAX;
    // The largest value that fits the first byte.
    let mut first_max = 0x3f;
    while rest > first_max {
        first -= 1;
        bytes[first] = 0x80 | (rest & 0x3f) as u8;
        rest >>= 6;
        first_max >>= 1;
    }
    first -= 1;
    bytes[first] = (!first_max << 1) as u8 | rest as u8;
    out.extend_from_slice(&bytes[first..]);
}

/// The code that begins at `at` and the offset after it. `None` if there is none: a stray or missing continuation
/// byte, an overlong form, or, if `strict`, a surrogate or a code beyond Unicode. At the end it is the zero byte there.
#[inline]
#[must_use]
pub fn decode(subject: &[u8], at: usize, strict: bool) -> Option<(u32, usize)> {
    let first = subject.get(at).copied().unwrap_or(0);
    if first < 0x80 {
        return Some((u32::from(first), at + 1));
    }
    let count = first.leading_ones() as usize;
    if !(2..=6).contains(&count) {
        return None;
    }
    let mut code = u32::from(first & (0x7f >> count));
    for offset in 1..count {
        if !is_continuation(subject, at + offset) {
            return None;
        }
        code = code << 6 | u32::from(subject[at + offset] & 0x3f);
    }
    // The least code that needs this many bytes.
    const LEAST: [u32; 7] = [0, 0, 0x80, 0x800, 0x1_0000, 0x20_0000, 0x400_0000];
    let surrogate = (0xd800..=0xdfff).contains(&code);
    if code < LEAST[count] || strict && (code > UNICODE_MAX || surrogate) {
        return None;
    }
    Some((code, at + count))
}

/// What a step of [`Length`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LengthStep {
    /// This many characters.
    Count(u64),
    /// The bytes at this offset are no character.
    Invalid(usize),
    /// The budget is used up; call again.
    Pending,
}

/// `utf8.len`: counts the characters that begin in a range. Any state is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Length {
    /// The next character's offset.
    pub at: usize,
    /// Characters begin before this offset (Lua's `j`).
    pub end: usize,
    /// Whether only Unicode is accepted.
    pub strict: bool,
    /// Characters so far.
    pub count: u64,
}

impl Length {
    /// Characters that begin in `at..end`.
    #[must_use]
    pub fn new(at: usize, end: usize, strict: bool) -> Length {
        Length { at, end, strict, count: 0 }
    }

    /// Goes on.
    pub fn run(&mut self, subject: &[u8], budget: &mut i64) -> LengthStep {
        let end = self.end.min(subject.len());
        while self.at < end {
            let Some((_, next)) = decode(subject, self.at, self.strict) else { return LengthStep::Invalid(self.at) };
            *budget -= (next - self.at) as i64;
            self.at = next;
            self.count += 1;
            if *budget <= 0 && self.at < end {
                return LengthStep::Pending;
            }
        }
        LengthStep::Count(self.count)
    }
}

/// What a step of [`Offset`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetStep {
    /// The character begins at this byte offset.
    Found(usize),
    /// There is no such character.
    NotFound,
    /// "initial position is a continuation byte"
    OnContinuation,
    /// The budget is used up; call again.
    Pending,
}

/// `utf8.offset`: where the n-th character from a position begins. Any state is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Offset {
    /// The offset reached.
    pub at: usize,
    /// Characters left to pass; negative backwards.
    pub characters_left: i64,
    /// Whether it has begun, and on what errand.
    pub phase: OffsetPhase,
}

/// What an [`Offset`] is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OffsetPhase {
    /// Nothing has been looked at.
    Begin,
    /// Looking for the beginning of the sequence at the position (n = 0).
    Align,
    /// Going back.
    Back,
    /// Going forward.
    Forward,
}

impl Offset {
    /// From byte offset `at` (at most the length), for Lua's `n`.
    #[must_use]
    pub fn new(at: usize, n: i64) -> Offset {
        Offset { at, characters_left: n, phase: OffsetPhase::Begin }
    }

    /// Goes on.
    pub fn run(&mut self, subject: &[u8], budget: &mut i64) -> OffsetStep {
        self.at = self.at.min(subject.len());
        if self.phase == OffsetPhase::Begin {
            self.phase = match self.characters_left {
                0 => OffsetPhase::Align,
                _ if is_continuation(subject, self.at) => return OffsetStep::OnContinuation,
                ..0 => OffsetPhase::Back,
                _ => {
                    self.characters_left -= 1;
                    OffsetPhase::Forward
                }
            };
        }
        loop {
            let inside = is_continuation(subject, self.at);
            let arrived = self.characters_left == 0;
            match self.phase {
                // Between two characters, or at the end that stops the walk.
                OffsetPhase::Align | OffsetPhase::Back if self.at == 0 || arrived && !inside => break,
                OffsetPhase::Forward if self.at >= subject.len() || arrived && !inside => break,
                OffsetPhase::Align | OffsetPhase::Back => {
                    self.at -= 1;
                    if self.phase == OffsetPhase::Back && (self.at == 0 || !is_continuation(subject, self.at)) {
                        self.characters_left = (self.characters_left + 1).min(0);
                    }
                }
                OffsetPhase::Forward | OffsetPhase::Begin => {
                    self.at += 1;
                    if !is_continuation(subject, self.at) {
                        self.characters_left = (self.characters_left - 1).max(0);
                    }
                }
            }
            *budget -= 1;
            if *budget <= 0 {
                return OffsetStep::Pending;
            }
        }
        if self.characters_left == 0 { OffsetStep::Found(self.at) } else { OffsetStep::NotFound }
    }
}

/// What `utf8.codes` comes to at a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodesStep {
    /// The next character's offset and code.
    Code(usize, u32),
    /// The string is at its end.
    End,
    /// [`INVALID_CODE`]
    Invalid,
    /// The budget is used up; call again with the offset it has moved to.
    Pending,
}

/// The step of `utf8.codes`. `at` is the control variable taken as it is, as an unsigned number: the last character's
/// offset from 0, plus one. (A control variable that is no integer counts as 0.)
pub fn next_code(subject: &[u8], at: &mut u64, strict: bool, budget: &mut i64) -> CodesStep {
    let Some(mut here) = usize::try_from(*at).ok().filter(|&here| here < subject.len()) else {
        return CodesStep::End;
    };
    while is_continuation(subject, here) {
        here += 1;
        *at = here as u64;
        *budget -= 1;
        if *budget <= 0 {
            return CodesStep::Pending;
        }
    }
    if here >= subject.len() {
        return CodesStep::End;
    }
    match decode(subject, here, strict) {
        Some((code, next)) if !is_continuation(subject, next) => {
            *budget -= (next - here) as i64;
            CodesStep::Code(here, code)
        }
        _ => CodesStep::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_round() {
        for code in [0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x1_0000, 0x10_ffff, 0x1f_ffff, 0x3ff_ffff, CODE_MAX] {
            for code in [code, code.saturating_sub(1), (code + 1) & CODE_MAX] {
                let mut out = Vec::new();
                encode(code, &mut out);
                assert_eq!(decode(&out, 0, false), Some((code, out.len())), "{code:x}");
                let expected = char::from_u32(code).map(|_| (code, out.len()));
                assert_eq!(decode(&out, 0, true), expected, "{code:x}");
                if let Some(character) = char::from_u32(code) {
                    assert_eq!(character.to_string().as_bytes(), out);
                }
            }
        }
    }

    #[test]
    fn invalid_forms() {
        let table: &[&[u8]] = &[
            b"\x80",
            b"\xbf",
            b"\xff",
            b"\xfe\x80\x80\x80\x80\x80\x80",
            b"\xc0\x80",
            b"\xc1\xbf",
            b"\xe0\x9f\xbf",
            b"\xf0\x8f\xbf\xbf",
            b"\xe2\x82",
            b"\xc3",
            b"\xc3a",
        ];
        for bytes in table {
            assert_eq!(decode(bytes, 0, false), None, "{bytes:x?}");
        }
    }

    #[test]
    fn lengths() {
        let table: &[(&[u8], usize, usize, LengthStep)] = &[
            (b"", 0, 0, LengthStep::Count(0)),
            ("汉字/漢字".as_bytes(), 0, 13, LengthStep::Count(5)),
            ("汉字".as_bytes(), 1, 6, LengthStep::Invalid(1)),
            (b"abc\xe3def", 0, 7, LengthStep::Invalid(3)),
            ("aé".as_bytes(), 1, 2, LengthStep::Count(1)),
        ];
        for (subject, at, end, expected) in table {
            let mut length = Length::new(*at, *end, true);
            assert_eq!(length.run(subject, &mut 1_000), *expected);
            let mut length = Length::new(*at, *end, true);
            let step = std::iter::repeat_with(|| length.run(subject, &mut 1)).find(|step| *step != LengthStep::Pending);
            assert_eq!(step, Some(*expected));
        }
    }

    #[test]
    fn offsets() {
        let text = "aé汉b".as_bytes(); // begins at 0, 1, 3, 6; length 7
        let table: &[(i64, usize, OffsetStep)] = &[
            (1, 0, OffsetStep::Found(0)),
            (2, 0, OffsetStep::Found(1)),
            (4, 0, OffsetStep::Found(6)),
            (5, 0, OffsetStep::Found(7)),
            (6, 0, OffsetStep::NotFound),
            (1, 7, OffsetStep::Found(7)),
            (2, 7, OffsetStep::NotFound),
            (-1, 7, OffsetStep::Found(6)),
            (-4, 7, OffsetStep::Found(0)),
            (-5, 7, OffsetStep::NotFound),
            (0, 5, OffsetStep::Found(3)),
            (0, 7, OffsetStep::Found(7)),
            (1, 2, OffsetStep::OnContinuation),
        ];
        for (n, at, expected) in table {
            for budget in [1, 1_000] {
                let mut offset = Offset::new(*at, *n);
                let step = std::iter::repeat_with(|| offset.run(text, &mut { budget }));
                let step = step.into_iter().find(|step| *step != OffsetStep::Pending);
                assert_eq!(step, Some(*expected), "{n} {at}");
            }
        }
    }

    #[test]
    fn iteration() {
        let text = "é!".as_bytes();
        assert_eq!(next_code(text, &mut 0, true, &mut 9), CodesStep::Code(0, 0xe9));
        assert_eq!(next_code(text, &mut 1, true, &mut 9), CodesStep::Code(2, 0x21));
        assert_eq!(next_code(text, &mut 3, true, &mut 9), CodesStep::End);
        assert_eq!(next_code(text, &mut { u64::MAX }, true, &mut 9), CodesStep::End);
        assert_eq!(next_code(b"a\x80", &mut 0, true, &mut 9), CodesStep::Invalid);
    }
}
