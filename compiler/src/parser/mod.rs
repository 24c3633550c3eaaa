//! Tokens to the syntax tree: a recursive-descent parser that resolves scopes as it goes.
//!
//! It accepts what PUC Lua 5.4.8 accepts and stops at the same token with the same words. Invariant: every recursion
//! passes through [`Parser::enter_level`], so the Rust stack used is bounded whatever the source; what may repeat
//! without nesting (left-associative operators, suffixes, labels, targets) is a loop.
//!
//! - this file: the token cursor, errors, scratch lists
//! - [`scope`]: functions, blocks, variables
//! - [`labels`]: goto, break and labels
//! - [`expressions`], [`statements`]: the grammar
//! - [`fold`]: constant folding

mod expressions;
mod fold;
mod labels;
mod scope;
mod statements;
#[cfg(test)]
mod tests;

use std::ops::Range;

use tidelock_vm::steps::{self, Held, Pace, dismantle_parts};

use crate::ast::{Ast, Constant, Expr, ExprId, ExprList, FunctionId, Stat, StrId, TableItem};
use crate::chunk_id;
use crate::error::{CompileError, ErrorKind};
use crate::lexer::{LexError, Lexer, Token, TokenKind, TokenValue, quoted};
use scope::{ActiveVariable, Bindings, FunctionState};

/// Nested statements and expressions. PUC's limit is 200 C calls (`LUAI_MAXCCALLS`), of which running a script that
/// calls `load` takes three.
const LEVELS_MAX: u32 = 197;

/// Longest source in bytes: offsets, lines and indices fit 31 bits.
const SOURCE_BYTES_MAX: usize = i32::MAX as usize - 1;

/// Logical bytes of the parts of the tree.
const EXPRESSION_BYTES: usize = 28;
const TABLE_ITEM_BYTES: usize = 12;
const STATEMENT_BYTES: usize = 72;
const FUNCTION_BYTES: usize = 176;
const VARIABLE_BYTES: usize = 40;
const UPVALUE_BYTES: usize = 16;
const ARM_BYTES: usize = 48;

/// Bytes of source between two looks at whether there is room for what was made of them.
const SOURCE_BYTES_PER_LOOK: usize = 4096;

/// Boxed because it crosses every recursion's return.
type Failure = Box<CompileError>;
type Parse<T> = Result<T, Failure>;

/// Parses a chunk. `chunk_name` is as in Lua: `@file.lua`, `=stdin`, or the source text itself. A byte order mark or a
/// `#` line at the beginning is the loader's to skip.
///
/// # Errors
///
/// The first error of the source, in PUC Lua's words.
pub fn parse(source: &[u8], chunk_name: &[u8]) -> Result<Ast, CompileError> {
    let pace = Pace::unbroken();
    steps::in_one_go(parse_in_steps(source, chunk_name, &pace, &mut pace.held()))
}

/// The same in steps, which end between two statements of the main function. `held` is what the tree takes.
pub(crate) async fn parse_in_steps(
    source: &[u8],
    chunk_name: &[u8],
    pace: &Pace,
    held: &mut Held,
) -> Result<Ast, CompileError> {
    if source.len() > SOURCE_BYTES_MAX {
        let mut message = chunk_id(chunk_name);
        message.extend_from_slice(format!(":1: source too long (limit is {SOURCE_BYTES_MAX} bytes)").as_bytes());
        return Err(CompileError { kind: ErrorKind::Limit, line: 1, span: 0..0, message });
    }
    let mut parser = Parser::new(source, chunk_name, pace);
    let result = parser.run(pace, held).await;
    parser.count_source(pace).await;
    let Parser { mut ast, lexer, mut stats, .. } = parser;
    ast.strings = lexer.strings.into_strings();
    match result {
        Ok(main) => {
            ast.main = main;
            Ok(ast)
        }
        Err(failure) => {
            dismantle_parts(&mut stats, pace).await;
            ast.dismantle(pace).await;
            Err(*failure)
        }
    }
}

/// A limit that the code of the expression `at` goes beyond, in a chunk that does parse: an error at the token after
/// which that code would be emitted, found by parsing again.
pub(crate) async fn limit_error(
    source: &[u8],
    chunk_name: &[u8],
    at: ExprId,
    message: &str,
    pace: &Pace,
) -> CompileError {
    let mut parser = Parser::new(source, chunk_name, pace);
    parser.watched = at;
    let error = match parser.run(pace, &mut pace.held()).await {
        Err(failure) => *failure,
        Ok(_) => match parser.seen.take() {
            Some((line, span, near)) => {
                *parser.failure_at(line, ErrorKind::Limit, message.as_bytes(), near.as_deref(), span)
            }
            None => *parser.failure(ErrorKind::Limit, message.as_bytes(), None, parser.token.span()),
        },
    };
    dismantle_parts(&mut parser.stats, pace).await;
    parser.ast.dismantle(pace).await;
    error
}

/// Units of work for a byte of source.
const UNITS_PER_BYTE: usize = 4;

/// Where a watched expression is read: line, span and text of the current token.
type Seen = (u32, Range<usize>, Option<Vec<u8>>);

/// No expression.
const NOTHING: ExprId = ExprId(u32::MAX);

struct Parser<'s> {
    lexer: Lexer<'s>,
    chunk_name: &'s [u8],
    pace: &'s Pace,
    /// The current token.
    token: Token,
    /// The token after it, where it was peeked at.
    lookahead: Option<Token>,
    /// The lexer's line when the token before the current one had been read: where the code of what ends there is.
    last_line: u32,
    /// Span of the token before the current one.
    last_span: Range<usize>,
    /// Bytes of source that were counted as work.
    counted: usize,
    /// How many levels are open.
    level: u32,
    ast: Ast,
    env_name: StrId,

    /// The functions that are open, outermost first.
    functions: Vec<FunctionState>,
    /// Variables in scope or about to be, of all open functions.
    active: Vec<ActiveVariable>,
    /// Where names lead among them.
    bindings: Bindings,
    /// Names of the labels that are visible, of all open functions.
    labels: Vec<StrId>,
    /// How many gotos had to wait for their label, and how many still do, of all open functions.
    gotos: u32,
    pending_count: usize,

    /// Statements of the blocks that are open.
    stats: Vec<Stat>,
    /// Expressions of the lists that are open.
    list_items: Vec<ExprId>,
    /// Items of the table constructors that are open.
    table_items: Vec<TableItem>,

    /// Logical bytes of statements, functions and variables.
    other_bytes: usize,
    /// Those of the tree that are said to be held.
    held_bytes: usize,
    /// The most items that the lists of what is open had.
    list_items_most: usize,
    table_items_most: usize,
    /// Where in the source to look next whether there is room.
    next_look: usize,

    /// The expression of which [`limit_error`] wants to know the place.
    watched: ExprId,
    seen: Option<Seen>,
}

impl<'s> Parser<'s> {
    fn new(source: &'s [u8], chunk_name: &'s [u8], pace: &'s Pace) -> Self {
        let mut lexer = Lexer::new(source);
        let env_name = lexer.strings.intern(b"_ENV");
        Parser {
            lexer,
            chunk_name,
            pace,
            token: Token { kind: TokenKind::Eof, value: TokenValue::None, start: 0, end: 0 },
            lookahead: None,
            last_line: 1,
            last_span: 0..0,
            counted: 0,
            level: 0,
            ast: Ast {
                strings: Vec::new(),
                exprs: Vec::new(),
                expr_lines: Vec::new(),
                lists: Vec::new(),
                table_items: Vec::new(),
                functions: Vec::new(),
                main: FunctionId(0),
            },
            env_name,
            functions: Vec::new(),
            active: Vec::new(),
            bindings: Bindings::default(),
            labels: Vec::new(),
            gotos: 0,
            pending_count: 0,
            stats: Vec::new(),
            list_items: Vec::new(),
            table_items: Vec::new(),
            other_bytes: 0,
            held_bytes: 0,
            list_items_most: 0,
            table_items_most: 0,
            next_look: SOURCE_BYTES_PER_LOOK,
            watched: NOTHING,
            seen: None,
        }
    }

    /// Parses all of the source; the main function. `held` is what the tree takes.
    async fn run(&mut self, pace: &Pace, held: &mut Held) -> Parse<FunctionId> {
        self.open_main_function();
        self.advance()?;
        let body = self.main_statements(pace, held).await?;
        self.check(TokenKind::Eof)?;
        let end_line = self.last_line;
        self.close_function(body, end_line)
    }

    // The token cursor.

    /// Makes the next token the current one.
    fn advance(&mut self) -> Parse<()> {
        self.last_line = self.lexer.line;
        self.last_span = self.token.span();
        self.token = match self.lookahead.take() {
            Some(token) => token,
            None => match self.lexer.next() {
                Ok(token) => token,
                Err(error) => return Err(self.lexical_error(*error)),
            },
        };
        Ok(())
    }

    /// The kind of the token after the current one.
    fn peek(&mut self) -> Parse<TokenKind> {
        match self.lexer.next() {
            Ok(token) => {
                self.lookahead = Some(token);
                Ok(token.kind)
            }
            Err(error) => Err(self.lexical_error(*error)),
        }
    }

    /// Skips the current token if it is a `kind`; says whether it was.
    fn skip_if(&mut self, kind: TokenKind) -> Parse<bool> {
        if self.token.kind != kind {
            return Ok(false);
        }
        self.advance()?;
        Ok(true)
    }

    fn check(&self, kind: TokenKind) -> Parse<()> {
        if self.token.kind == kind { Ok(()) } else { self.expected(kind) }
    }

    fn expect(&mut self, kind: TokenKind) -> Parse<()> {
        self.check(kind)?;
        self.advance()
    }

    /// Expects the `close` of an `open` that stands at `line`.
    fn expect_match(&mut self, close: TokenKind, open: TokenKind, line: u32) -> Parse<()> {
        if self.token.kind == close {
            self.advance()
        } else if line == self.lexer.line {
            self.expected(close)
        } else {
            self.syntax_error(&format!("{} expected (to close {} at line {line})", close.display(), open.display()))
        }
    }

    fn expect_name(&mut self) -> Parse<StrId> {
        match self.token {
            Token { kind: TokenKind::Name, value: TokenValue::String(name), .. } => {
                self.advance()?;
                Ok(name)
            }
            _ => self.expected(TokenKind::Name),
        }
    }

    /// Counts one more nested statement or expression; the caller subtracts it when that is read.
    fn enter_level(&mut self) -> Parse<()> {
        self.level += 1;
        if self.level > LEVELS_MAX {
            return self.stack_overflow();
        }
        self.look_at_room()
    }

    /// Looks from time to time whether there is room for what is being read. Everything that goes on without an end
    /// passes through here.
    #[inline]
    fn look_at_room(&mut self) -> Parse<()> {
        if self.token.start < self.next_look { Ok(()) } else { self.check_room(0) }
    }

    /// Gives up if the tree and `more` bytes are too many.
    #[cold]
    #[inline(never)]
    fn check_room(&mut self, more: usize) -> Parse<()> {
        self.next_look = self.token.start + SOURCE_BYTES_PER_LOOK;
        let scratch = (self.list_items_most.max(self.list_items.len())) * 4
            + (self.table_items_most.max(self.table_items.len())) * TABLE_ITEM_BYTES;
        if self.pace.lacks_room(self.tree_bytes().saturating_sub(self.held_bytes) + scratch + more) {
            return Err(Box::new(CompileError::not_enough_memory()));
        }
        Ok(())
    }

    // Errors.

    #[cold]
    #[inline(never)]
    fn stack_overflow<T>(&self) -> Parse<T> {
        let message = b"C stack overflow".to_vec();
        Err(Box::new(CompileError { kind: ErrorKind::Limit, line: self.lexer.line, span: self.token.span(), message }))
    }

    #[cold]
    #[inline(never)]
    fn lexical_error(&self, error: LexError) -> Failure {
        self.failure(ErrorKind::Syntax, error.message.as_bytes(), Some(&error.near), error.span)
    }

    #[cold]
    #[inline(never)]
    fn expected<T>(&self, kind: TokenKind) -> Parse<T> {
        self.syntax_error(&format!("{} expected", kind.display()))
    }

    /// An error at the current token, which the message ends with.
    #[cold]
    #[inline(never)]
    fn syntax_error<T>(&self, message: &str) -> Parse<T> {
        self.error_near(ErrorKind::Syntax, message)
    }

    #[cold]
    #[inline(never)]
    fn error_near<T>(&self, kind: ErrorKind, message: &str) -> Parse<T> {
        let near = self.token_text();
        Err(self.failure(kind, message.as_bytes(), near.as_deref(), self.token.span()))
    }

    /// A broken rule about names; the message does not show the current token.
    #[cold]
    #[inline(never)]
    fn name_error<T>(&self, message: &str, span: Range<usize>) -> Parse<T> {
        Err(self.failure(ErrorKind::Name, message.as_bytes(), None, span))
    }

    fn failure(&self, kind: ErrorKind, what: &[u8], near: Option<&[u8]>, span: Range<usize>) -> Failure {
        self.failure_at(self.lexer.line, kind, what, near, span)
    }

    fn failure_at(&self, line: u32, kind: ErrorKind, what: &[u8], near: Option<&[u8]>, span: Range<usize>) -> Failure {
        let mut message = chunk_id(self.chunk_name);
        message.extend_from_slice(format!(":{line}: ").as_bytes());
        message.extend_from_slice(what);
        if let Some(near) = near {
            message.extend_from_slice(b" near ");
            message.extend_from_slice(near);
        }
        Box::new(CompileError { kind, line, span, message })
    }

    /// The current token as "near" shows it: strings decoded between their delimiters, bytes that don't print by their
    /// number. PUC can't tell a NUL from no token, and shows nothing.
    fn token_text(&self) -> Option<Vec<u8>> {
        let text = self.lexer.text(self.token.span());
        match (self.token.kind, self.token.value) {
            (TokenKind::Eof, _) => Some(b"<eof>".to_vec()),
            (TokenKind::Unknown, _) => match text[0] {
                0 => None,
                b'!'..=b'~' => Some(quoted(text)),
                byte => Some(format!("'<\\{byte}>'").into_bytes()),
            },
            (TokenKind::String, TokenValue::String(content)) => {
                let delimiter = match text {
                    [b'[', rest @ ..] => 2 + rest.iter().take_while(|&&byte| byte == b'=').count(),
                    _ => 1,
                };
                let content = self.lexer.strings.get(content);
                Some(quoted(&[&text[..delimiter], content, &text[text.len() - delimiter..]].concat()))
            }
            _ => Some(quoted(text)),
        }
    }

    /// The text of a name, for messages.
    fn name_text(&self, name: StrId) -> String {
        String::from_utf8_lossy(self.lexer.strings.get(name)).into_owned()
    }

    // Building the tree.

    fn add_expr(&mut self, expr: Expr, line: u32) -> ExprId {
        let id = ExprId(self.ast.exprs.len() as u32);
        self.ast.exprs.push(expr);
        self.ast.expr_lines.push(line);
        if id == self.watched {
            self.note_watched();
        }
        id
    }

    /// Moves the line of an expression to the last token read.
    fn move_here(&mut self, id: ExprId) {
        self.ast.expr_lines[id.index()] = self.last_line;
        if id == self.watched {
            self.note_watched();
        }
    }

    #[cold]
    #[inline(never)]
    fn note_watched(&mut self) {
        self.seen = Some((self.lexer.line, self.token.span(), self.token_text()));
    }

    fn add_constant(&mut self, constant: Constant) -> ExprId {
        self.add_expr(Expr::Constant(constant), self.last_line)
    }

    /// Closes the list whose items begin at `start` of the scratch list.
    fn finish_list(&mut self, start: usize) -> ExprList {
        let list = ExprList { start: self.ast.lists.len() as u32, len: (self.list_items.len() - start) as u32 };
        self.list_items_most = self.list_items_most.max(self.list_items.len());
        self.ast.lists.extend(self.list_items.drain(start..));
        list
    }

    fn add_stat(&mut self, line: u32, kind: crate::ast::StatKind) {
        self.stats.push(Stat { line, kind });
        self.other_bytes += STATEMENT_BYTES;
    }

    /// Logical bytes of the tree so far.
    fn tree_bytes(&self) -> usize {
        self.ast.exprs.len() * EXPRESSION_BYTES
            + self.ast.lists.len() * 4
            + self.ast.table_items.len() * TABLE_ITEM_BYTES
            + self.lexer.strings.logical_bytes()
            + self.other_bytes
    }
}
