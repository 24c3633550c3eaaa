//! The kinds of token, recognised by a logos automaton.
//!
//! The automaton reads names, keywords, operators, blanks, and the *beginning* of numerals, strings and comments; the
//! rest of those is scanned by hand in the sibling modules, because PUC's rules for them are not regular and because
//! only bounded matches keep the automaton from recursing in unoptimised builds (which is also why blanks are tokens
//! and not logos skips).

use logos::Logos;

/// The kind of a token. `Space`, `Newline` and `Comment` never reach the parser.
#[derive(Logos, Clone, Copy, PartialEq, Eq, Debug)]
#[logos(utf8 = false)]
pub(crate) enum TokenKind {
    #[token(b"and")]
    And,
    #[token(b"break")]
    Break,
    #[token(b"do")]
    Do,
    #[token(b"else")]
    Else,
    #[token(b"elseif")]
    ElseIf,
    #[token(b"end")]
    End,
    #[token(b"false")]
    False,
    #[token(b"for")]
    For,
    #[token(b"function")]
    Function,
    #[token(b"goto")]
    Goto,
    #[token(b"if")]
    If,
    #[token(b"in")]
    In,
    #[token(b"local")]
    Local,
    #[token(b"nil")]
    Nil,
    #[token(b"not")]
    Not,
    #[token(b"or")]
    Or,
    #[token(b"repeat")]
    Repeat,
    #[token(b"return")]
    Return,
    #[token(b"then")]
    Then,
    #[token(b"true")]
    True,
    #[token(b"until")]
    Until,
    #[token(b"while")]
    While,
    #[token(b"+")]
    Plus,
    #[token(b"-")]
    Minus,
    #[token(b"*")]
    Star,
    #[token(b"/")]
    Slash,
    #[token(b"//")]
    DoubleSlash,
    #[token(b"%")]
    Percent,
    #[token(b"^")]
    Caret,
    #[token(b"#")]
    Hash,
    #[token(b"&")]
    Ampersand,
    #[token(b"~")]
    Tilde,
    #[token(b"|")]
    Pipe,
    #[token(b"<<")]
    ShiftLeft,
    #[token(b">>")]
    ShiftRight,
    #[token(b"..")]
    DoubleDot,
    #[token(b"...")]
    TripleDot,
    #[token(b"==")]
    Equal,
    #[token(b"~=")]
    NotEqual,
    #[token(b"<=")]
    LessEqual,
    #[token(b">=")]
    GreaterEqual,
    #[token(b"<")]
    Less,
    #[token(b">")]
    Greater,
    #[token(b"=")]
    Assign,
    #[token(b"(")]
    LeftParen,
    #[token(b")")]
    RightParen,
    #[token(b"{")]
    LeftBrace,
    #[token(b"}")]
    RightBrace,
    /// Alone, or the beginning of a long string.
    #[token(b"[")]
    LeftBracket,
    #[token(b"]")]
    RightBracket,
    #[token(b"::")]
    DoubleColon,
    #[token(b":")]
    Colon,
    #[token(b";")]
    Semicolon,
    #[token(b",")]
    Comma,
    #[token(b".")]
    Dot,
    #[regex(b"[A-Za-z_][A-Za-z0-9_]*")]
    Name,
    /// The automaton reads its first digit.
    #[regex(b"\\.?[0-9]")]
    Number,
    /// The automaton reads the opening quote.
    #[regex(b"[\"']")]
    String,
    #[regex(b"[ \\t\\x0b\\x0c]+")]
    Space,
    #[regex(b"\\n\\r?|\\r\\n?")]
    Newline,
    /// The automaton reads the two dashes.
    #[token(b"--")]
    Comment,
    /// A byte that begins no token; Lua takes each for a token of its own.
    Unknown,
    /// The end of the source.
    Eof,
}

impl TokenKind {
    /// The token as "... expected" and "to close ..." show it.
    pub fn display(self) -> &'static str {
        match self {
            TokenKind::Name => "<name>",
            TokenKind::Eof => "<eof>",
            TokenKind::Do => "'do'",
            TokenKind::End => "'end'",
            TokenKind::For => "'for'",
            TokenKind::Function => "'function'",
            TokenKind::If => "'if'",
            TokenKind::In => "'in'",
            TokenKind::Repeat => "'repeat'",
            TokenKind::Then => "'then'",
            TokenKind::Until => "'until'",
            TokenKind::While => "'while'",
            TokenKind::LeftParen => "'('",
            TokenKind::RightParen => "')'",
            TokenKind::LeftBrace => "'{'",
            TokenKind::RightBrace => "'}'",
            TokenKind::RightBracket => "']'",
            TokenKind::Assign => "'='",
            TokenKind::Comma => "','",
            TokenKind::Greater => "'>'",
            TokenKind::DoubleColon => "'::'",
            _ => unreachable!("the parser never expects {self:?}"),
        }
    }

    /// Whether a block ends before this token. `until` ends a block's text, but not its scope.
    pub fn ends_block(self, with_until: bool) -> bool {
        match self {
            TokenKind::Else | TokenKind::ElseIf | TokenKind::End | TokenKind::Eof => true,
            TokenKind::Until => with_until,
            _ => false,
        }
    }
}
