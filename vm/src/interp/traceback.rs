//! Tracebacks, in the words of `luaL_traceback`.

use super::thread::{Frame, Kind, ThreadState};
use super::{FunctionName, Vm};
use crate::bytecode::chunk_id;
use crate::native;

/// Levels shown before and after the part left out of a long traceback.
const LEVELS_FIRST: usize = 10;
const LEVELS_LAST: usize = 11;

/// Coroutines within one another whose stacks are shown for one error.
const COROUTINES_MAX: usize = 8;

/// How many levels a stack has, as far as it was looked through from its top.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LevelCount {
    /// Frames not yet looked at.
    pub(crate) next: usize,
    pub(crate) count: usize,
    /// Index of the frame of the first level to be shown.
    pub(crate) start: usize,
}

impl Vm {
    /// Begins to count the levels of a coroutine (`None`: the running one).
    pub(crate) fn level_count(&self, thread: Option<u32>) -> LevelCount {
        LevelCount { next: self.state_of(thread).frames.len(), count: 0, start: 0 }
    }

    /// Looks at up to `most` frames more; says whether that is all.
    pub(crate) fn count_levels(&self, thread: Option<u32>, level: usize, levels: &mut LevelCount, most: usize) -> bool {
        let state = self.state_of(thread);
        let end = levels.next.saturating_sub(most);
        for index in (end..levels.next.min(state.frames.len())).rev() {
            if self.is_visible(thread, state, index) {
                if levels.count == level {
                    levels.start = index;
                }
                levels.count += 1;
            }
        }
        levels.next = end;
        end == 0
    }

    fn state_of(&self, thread: Option<u32>) -> &ThreadState {
        thread.map_or(&*self.thread, |thread| self.thread_state(thread))
    }

    /// Whether a frame is a level. Under the main coroutine's functions is the program that runs the process.
    fn is_visible(&self, thread: Option<u32>, state: &ThreadState, index: usize) -> bool {
        if index == 0 {
            return thread.unwrap_or(self.current) == self.main_thread;
        }
        !state.frames[index].has(Frame::HIDDEN) && !self.is_prelude_frame(state, index)
    }

    /// The traceback of a coroutine (`None`: the running one) from `level` on, without the heading line's message.
    pub(crate) fn traceback(&self, thread: Option<u32>, level: usize) -> Vec<u8> {
        let mut levels = self.level_count(thread);
        self.count_levels(thread, level, &mut levels, usize::MAX);
        self.traceback_of(thread, level, levels)
    }

    /// The traceback of the running coroutine, above it that of the one whose error it is passing on, and so on.
    pub(crate) fn traceback_across(&self) -> Vec<u8> {
        let mut threads = vec![None];
        while threads.len() <= COROUTINES_MAX
            && let Some(inner) = self.failed_in(self.state_of(threads[threads.len() - 1]))
        {
            threads.push(Some(inner));
        }
        let mut text = Vec::new();
        for &thread in threads.iter().rev() {
            let own = self.traceback(thread, 0);
            // All after the first heading are stacks below it.
            let from =
                if text.is_empty() { 0 } else { own.iter().position(|&byte| byte == b'\n').unwrap_or(own.len()) };
            text.extend_from_slice(&own[from..]);
        }
        text
    }

    /// The coroutine that failed, of one that is passing its error on by what `coroutine.wrap` gave.
    fn failed_in(&self, state: &ThreadState) -> Option<u32> {
        let frame = state.frames.iter().rev().find(|frame| !frame.has(Frame::HIDDEN))?;
        if frame.kind != Kind::NativeClosure {
            return None;
        }
        let closure = self.heap.natives.get(frame.function);
        let thread = closure.values.first().filter(|_| closure.native == native::WRAPPED)?.handle();
        self.thread_state(thread).failure.is_some().then_some(thread)
    }

    /// The same where the levels have been counted.
    pub(crate) fn traceback_of(&self, thread: Option<u32>, level: usize, levels: LevelCount) -> Vec<u8> {
        let state = self.state_of(thread);
        let mut text = b"stack traceback:".to_vec();
        let shown = levels.count.saturating_sub(level);
        let is_visible = |index: &usize| self.is_visible(thread, state, *index);
        let too_many = shown > LEVELS_FIRST + LEVELS_LAST + 1;
        let first = if too_many { LEVELS_FIRST } else { shown };
        for index in (0..levels.start + 1).rev().filter(is_visible).take(first) {
            self.write_level(&mut text, state, index);
        }
        if too_many {
            // One less than are left out, as `luaL_traceback` counts.
            let skipped = shown - LEVELS_FIRST - LEVELS_LAST - 1;
            text.extend_from_slice(format!("\n\t...\t(skipping {skipped} levels)").as_bytes());
            let last: Vec<usize> = (0..state.frames.len()).filter(is_visible).take(LEVELS_LAST).collect();
            for &index in last.iter().rev() {
                self.write_level(&mut text, state, index);
            }
        }
        text
    }

    /// What finding the names of the functions that a traceback shows takes at most, in entries of tables.
    pub(crate) fn traceback_work(&self, level: usize, levels: LevelCount) -> usize {
        levels.count.saturating_sub(level).min(LEVELS_FIRST + LEVELS_LAST) * self.global_names()
    }

    /// Internal functions written in Lua don't show.
    fn is_prelude_frame(&self, state: &ThreadState, index: usize) -> bool {
        let frame = &state.frames[index];
        frame.is_lua() && self.function_of(frame).is_prelude
    }

    fn write_level(&self, text: &mut Vec<u8>, state: &ThreadState, index: usize) {
        if index == 0 {
            return text.extend_from_slice(b"\n\t[C]: in ?");
        }
        let frame = &state.frames[index];
        let mut definition = None;
        if frame.is_lua() {
            let function = self.function_of(frame);
            let line = function.line(function.pc_index(frame.pc).saturating_sub(1));
            let chunk = chunk_id(&function.prototype.source);
            text.extend_from_slice(b"\n\t");
            text.extend_from_slice(&chunk);
            text.push(b':');
            if line > 0 {
                text.extend_from_slice(format!("{line}:").as_bytes());
            }
            text.extend_from_slice(b" in ");
            definition = Some((chunk, function.prototype.line));
        } else {
            text.extend_from_slice(b"\n\t[C]: in ");
        }
        let name = self.global_name(Self::frame_function(frame));
        match (name, self.frame_name(state, index), definition) {
            (Some(name), ..) => text.extend_from_slice(&[b"function '", name.as_slice(), b"'"].concat()),
            (None, Some(FunctionName { kind, name }), _) => {
                text.extend_from_slice(&[kind.as_bytes(), b" '", &name, b"'"].concat());
            }
            (None, None, Some((_, 0))) => text.extend_from_slice(b"main chunk"),
            (None, None, Some((chunk, line))) => {
                text.extend_from_slice(&[b"function <", chunk.as_slice(), format!(":{line}>").as_bytes()].concat());
            }
            (None, None, None) => text.push(b'?'),
        }
        if frame.has(Frame::TAIL) {
            text.extend_from_slice(b"\n\t(...tail calls...)");
        }
    }
}
