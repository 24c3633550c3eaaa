//! `goto`, `break` and labels.
//!
//! A backward goto finds its label among the visible ones. A forward goto waits in `Parser::pending` and moves out with
//! the blocks that end around it until its label appears. Those that wait in the same block for the same name end up at
//! the same label and share a [`LabelId`]; a label that meets several of them is placed once for each.

use std::ops::Range;

use crate::ast::{Label, LabelId, StatKind, StrId};
use crate::error::{CompileError, ErrorKind};

use super::{Parse, Parser, TokenKind};

/// Most labels, and most waiting gotos, at any time (PUC's `SHRT_MAX`); both are searched from end to end.
const LABELS_MAX: usize = 32767;

/// A label that a goto can see.
pub(super) struct VisibleLabel {
    name: StrId,
    line: u32,
    id: LabelId,
}

/// A goto whose label has not appeared, or a `break` outside a loop.
pub(super) struct PendingGoto {
    target: Target,
    line: u32,
    span: Range<usize>,
    /// How many variables were in scope, cut down as blocks end.
    pub active_count: usize,
}

#[derive(Clone, Copy)]
enum Target {
    Label(StrId, LabelId),
    LoopEnd,
}

impl Parser<'_> {
    /// `goto NAME`, after `goto`.
    pub(super) fn goto_statement(&mut self, stat_line: u32) -> Parse<()> {
        let line = self.lexer.line;
        let span = self.token.span();
        let name = self.expect_name()?;
        let id = match self.find_label(name) {
            Some(label) => label.id,
            None => self.wait_for_label(name, line, span)?,
        };
        self.add_stat(stat_line, StatKind::Goto(id));
        Ok(())
    }

    fn find_label(&mut self, name: StrId) -> Option<&VisibleLabel> {
        let first = self.function().first_label;
        self.labels[first..].iter().find(|label| label.name == name)
    }

    fn wait_for_label(&mut self, name: StrId, line: u32, span: Range<usize>) -> Parse<LabelId> {
        let first_goto = self.function().block.first_goto;
        let waiting = self.pending[first_goto..].iter().find_map(|goto| match goto.target {
            Target::Label(other, id) if other == name => Some(id),
            _ => None,
        });
        let id = waiting.unwrap_or_else(|| self.new_label(name));
        self.add_pending(Target::Label(name, id), line, span)?;
        Ok(id)
    }

    fn new_label(&mut self, name: StrId) -> LabelId {
        let labels = &mut self.function().labels;
        labels.push(Label { name });
        LabelId(labels.len() as u32 - 1)
    }

    fn add_pending(&mut self, target: Target, line: u32, span: Range<usize>) -> Parse<()> {
        self.check_label_limit(self.pending.len())?;
        let active_count = self.function().active_count;
        self.pending.push(PendingGoto { target, line, span, active_count });
        Ok(())
    }

    fn check_label_limit(&self, count: usize) -> Parse<()> {
        if count < LABELS_MAX {
            return Ok(());
        }
        // Raised by PUC's allocator, which knows no line.
        let message = format!("too many labels/gotos (limit is {LABELS_MAX})").into_bytes();
        let (line, span) = (self.lexer.line, self.last_span.clone());
        Err(Box::new(CompileError { kind: ErrorKind::Limit, line, span, message }))
    }

    /// `break`. Outside a loop it waits for a label that can't appear, so that the error comes where PUC gives it: at
    /// the end of the function, unless another comes first.
    pub(super) fn break_statement(&mut self, line: u32) -> Parse<()> {
        let span = self.token.span();
        self.advance()?;
        if self.function().loop_depth == 0 {
            self.add_pending(Target::LoopEnd, line, span)?;
        }
        self.add_stat(line, StatKind::Break);
        Ok(())
    }

    /// `::NAME::`, and the labels and semicolons that follow it, after the first `::`. PUC reads those that follow as
    /// statements nested in the first, so the last is defined first, and their number is limited.
    pub(super) fn label_statement(&mut self, line: u32) -> Parse<()> {
        let level = self.level;
        let first = self.label_name()?;
        let mut following = Vec::new();
        loop {
            let line = self.lexer.line;
            match self.token.kind {
                TokenKind::Semicolon => {
                    self.enter_level()?;
                    self.advance()?;
                    self.level -= 1;
                }
                TokenKind::DoubleColon => {
                    self.enter_level()?;
                    self.advance()?;
                    following.push((line, self.label_name()?));
                }
                _ => break,
            }
        }
        self.level = level;
        for (line, (name, span)) in following.into_iter().rev() {
            self.define_label(name, line, span)?;
        }
        let (name, span) = first;
        self.define_label(name, line, span)
    }

    fn label_name(&mut self) -> Parse<(StrId, Range<usize>)> {
        let span = self.token.span();
        let name = self.expect_name()?;
        self.expect(TokenKind::DoubleColon)?;
        Ok((name, span))
    }

    fn define_label(&mut self, name: StrId, line: u32, span: Range<usize>) -> Parse<()> {
        if let Some(label) = self.find_label(name) {
            let other_line = label.line;
            let name = self.name_text(name);
            return self.name_error(&format!("label '{name}' already defined on line {other_line}"), span);
        }
        self.check_label_limit(self.labels.len())?;
        // A label that only the block's end follows counts as outside the scope of the block's variables.
        let is_last = self.token.kind.ends_block(false);
        let function = self.function();
        let active_count = if is_last { function.block.active_count } else { function.active_count };
        let first_goto = function.block.first_goto;
        let mut ids = self.resolve_pending(name, first_goto, active_count)?;
        if ids.is_empty() {
            ids.push(self.new_label(name));
        }
        self.labels.push(VisibleLabel { name, line, id: ids[0] });
        for id in ids {
            self.add_stat(line, StatKind::Label(id));
        }
        Ok(())
    }

    /// Takes the gotos that wait for `name` in the innermost block off the list; returns their labels, each once.
    fn resolve_pending(&mut self, name: StrId, first_goto: usize, active_count: usize) -> Parse<Vec<LabelId>> {
        let mut ids = Vec::new();
        let mut kept = first_goto;
        for i in first_goto..self.pending.len() {
            match self.pending[i].target {
                Target::Label(waiting, id) if waiting == name => {
                    if self.pending[i].active_count < active_count {
                        return self.jump_into_scope(i);
                    }
                    if !ids.contains(&id) {
                        ids.push(id);
                    }
                }
                _ => {
                    self.pending.swap(kept, i);
                    kept += 1;
                }
            }
        }
        self.pending.truncate(kept);
        Ok(ids)
    }

    #[cold]
    fn jump_into_scope<T>(&mut self, pending: usize) -> Parse<T> {
        let PendingGoto { target, line, active_count, ref span } = self.pending[pending];
        let span = span.clone();
        let label = match target {
            Target::Label(name, _) => self.name_text(name),
            Target::LoopEnd => unreachable!("a break waits for no label"),
        };
        let local = self.active_name(active_count);
        let message = format!("<goto {label}> at line {line} jumps into the scope of local '{local}'");
        self.name_error(&message, span)
    }

    /// Checks at the end of the innermost function that every goto has met its label.
    pub(super) fn check_no_pending_goto(&mut self) -> Parse<()> {
        let first_goto = self.function().block.first_goto;
        let Some(goto) = self.pending.get(first_goto) else { return Ok(()) };
        let (line, span) = (goto.line, goto.span.clone());
        let message = match goto.target {
            Target::Label(name, _) => format!("no visible label '{}' for <goto> at line {line}", self.name_text(name)),
            Target::LoopEnd => format!("break outside loop at line {line}"),
        };
        self.name_error(&message, span)
    }
}
