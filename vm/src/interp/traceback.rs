//! Tracebacks, in the words of `luaL_traceback`.

use super::thread::{Frame, ThreadState};
use super::{FunctionName, Vm};
use crate::bytecode::chunk_id;

/// Levels shown before and after the part left out of a long traceback.
const LEVELS_FIRST: usize = 10;
const LEVELS_LAST: usize = 11;

impl Vm {
    /// The traceback of a coroutine (`None`: the running one) from `level` on, without the heading line's message.
    pub(crate) fn traceback(&self, thread: Option<u32>, level: usize) -> Vec<u8> {
        let state = thread.map_or(&*self.thread, |thread| self.thread_state(thread));
        let mut text = b"stack traceback:".to_vec();
        let frames = (1..state.frames.len())
            .rev()
            .filter(|&index| !state.frames[index].has(Frame::HIDDEN) && !self.is_prelude_frame(state, index));
        // Under the main coroutine's functions is the program that runs the process.
        let host = (thread.unwrap_or(self.current) == self.main_thread).then_some(0);
        let visible: Vec<usize> = frames.chain(host).skip(level).collect();
        let too_many = visible.len() > LEVELS_FIRST + LEVELS_LAST + 1;
        for (i, &index) in visible.iter().enumerate() {
            if too_many && i >= LEVELS_FIRST && i + LEVELS_LAST < visible.len() {
                if i == LEVELS_FIRST {
                    // One less than are left out, as `luaL_traceback` counts.
                    let skipped = visible.len() - LEVELS_FIRST - LEVELS_LAST - 1;
                    text.extend_from_slice(format!("\n\t...\t(skipping {skipped} levels)").as_bytes());
                }
                continue;
            }
            if index == 0 {
                text.extend_from_slice(b"\n\t[C]: in ?");
            } else {
                self.write_level(&mut text, state, index);
            }
        }
        text
    }

    /// Internal functions written in Lua don't show.
    fn is_prelude_frame(&self, state: &ThreadState, index: usize) -> bool {
        let frame = &state.frames[index];
        frame.is_lua() && self.function_of(frame).is_prelude
    }

    fn write_level(&self, text: &mut Vec<u8>, state: &ThreadState, index: usize) {
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
