//! `goto`, `break` and labels.
//!
//! A backward goto finds its label among the visible ones. A forward goto waits in [`FunctionState::pending`] until its
//! label appears in its block or in one around it. Gotos are numbered, so that those of a block are the ones from
//! [`BlockState::first_goto`] on, and nothing is to be done for them where a block ends: a goto's number also says which
//! variables came into scope after it. Those that wait in the same block for the same name end up at the same label and
//! share a [`LabelId`]; a label that meets several of them is placed once for each.
//!
//! [`FunctionState::pending`]: super::scope::FunctionState::pending
//! [`BlockState::first_goto`]: super::scope::BlockState::first_goto

use std::ops::Range;

use crate::ast::{Label, LabelId, StatKind, StrId};
use crate::error::{CompileError, ErrorKind};

use super::{Parse, Parser, TokenKind};

/// Most labels, and most waiting gotos, at any time (PUC's `SHRT_MAX`).
const LABELS_MAX: usize = 32767;

/// A label that a goto can see.
#[derive(Clone, Copy)]
pub(super) struct VisibleLabel {
    line: u32,
    id: LabelId,
}

/// A goto whose label has not appeared, or a `break` outside a loop.
pub(super) struct PendingGoto {
    id: LabelId,
    line: u32,
    span: Range<usize>,
}

/// What a `break` outside a loop waits for: no string has this identifier.
const LOOP_END: StrId = StrId(u32::MAX);

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

    fn find_label(&mut self, name: StrId) -> Option<VisibleLabel> {
        self.function().visible.get(&name).copied()
    }

    fn wait_for_label(&mut self, name: StrId, line: u32, span: Range<usize>) -> Parse<LabelId> {
        let first_goto = self.function().block.first_goto;
        let waiting = self.function().pending.range((name, first_goto)..=(name, u32::MAX)).next();
        let id = match waiting {
            Some((_, goto)) => goto.id,
            None => self.new_label(name),
        };
        self.add_pending(name, PendingGoto { id, line, span })?;
        Ok(id)
    }

    fn new_label(&mut self, name: StrId) -> LabelId {
        let labels = &mut self.function().labels;
        labels.push(Label { name });
        LabelId(labels.len() as u32 - 1)
    }

    fn add_pending(&mut self, name: StrId, goto: PendingGoto) -> Parse<()> {
        self.check_label_limit(self.pending_count)?;
        self.pending_count += 1;
        let number = self.gotos;
        self.gotos += 1;
        self.function().pending.insert((name, number), goto);
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
            self.add_pending(LOOP_END, PendingGoto { id: LabelId(u32::MAX), line, span })?;
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
        self.labels.push(name);
        self.function().visible.insert(name, VisibleLabel { line, id: ids[0] });
        for id in ids {
            self.add_stat(line, StatKind::Label(id));
        }
        Ok(())
    }

    /// Takes the gotos that wait for `name` in the innermost block off the list; returns their labels, each once.
    fn resolve_pending(&mut self, name: StrId, first_goto: u32, active_count: usize) -> Parse<Vec<LabelId>> {
        let mut ids = Vec::new();
        let waiting = (name, first_goto)..=(name, u32::MAX);
        while let Some((&key, goto)) = self.function().pending.range(waiting.clone()).next() {
            let id = goto.id;
            if let Some(local) = self.activated_since(key.1, active_count) {
                return self.jump_into_scope(key, local);
            }
            ids.push(id);
            self.function().pending.remove(&key);
            self.pending_count -= 1;
        }
        // Identifiers are given in order, so this is the order of their first gotos.
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// The first of the innermost function's first `active_count` variables that came into scope after the goto
    /// numbered `number`.
    fn activated_since(&mut self, number: u32, active_count: usize) -> Option<usize> {
        let first_active = self.function().first_active;
        let active = &self.active[first_active..first_active + active_count];
        let first = active.partition_point(|variable| variable.gotos_before <= number);
        (first < active_count).then_some(first)
    }

    #[cold]
    fn jump_into_scope<T>(&mut self, key: (StrId, u32), local: usize) -> Parse<T> {
        let PendingGoto { line, ref span, .. } = self.function().pending[&key];
        let span = span.clone();
        let (label, local) = (self.name_text(key.0), self.active_name(local));
        let message = format!("<goto {label}> at line {line} jumps into the scope of local '{local}'");
        self.name_error(&message, span)
    }

    /// Ends the scope of the labels from `first` on, which are the innermost function's.
    pub(super) fn hide_labels(&mut self, first: usize) {
        let function = self.functions.last_mut().expect("a function is open while there are tokens");
        for name in self.labels.drain(first..) {
            function.visible.remove(&name);
        }
    }

    /// Checks at the end of the innermost function that every goto has met its label.
    pub(super) fn check_no_pending_goto(&mut self) -> Parse<()> {
        let first = self.function().pending.iter().min_by_key(|((_, number), _)| *number);
        let Some((&(name, _), &PendingGoto { line, ref span, .. })) = first else { return Ok(()) };
        let span = span.clone();
        let message = match name {
            LOOP_END => format!("break outside loop at line {line}"),
            name => format!("no visible label '{}' for <goto> at line {line}", self.name_text(name)),
        };
        self.name_error(&message, span)
    }
}
