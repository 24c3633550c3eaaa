//! The standard streams of new processes: where each leads, as whoever starts one asks for it.

use super::asked::{STREAMS, Wanted};
use super::pipes::{End, Place, Standard};
use super::process::Pid;
use super::rounds::ProcessManager;
use super::serve::error;
use crate::host::Handle;

/// A standard stream of a new process. Its end of a pipe is open already.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ChildStandard {
    pub(super) standard: Standard,
    /// Of a new pipe, the parent's handle of the other end.
    pub(super) handle: Option<Handle>,
}

impl ProcessManager {
    /// What a child's standard streams are to be; with an error nothing is left open.
    pub(super) fn standard_of_child(
        &mut self,
        parent: Pid,
        wanted: [Wanted; 3],
    ) -> Result<[ChildStandard; 3], Vec<u8>> {
        let mut streams = [ChildStandard::default(); 3];
        for (i, wanted) in wanted.into_iter().enumerate() {
            match self.stream_of_child(parent, i, wanted) {
                Ok(stream) => streams[i] = stream,
                Err(message) => {
                    for ChildStandard { standard, handle } in streams {
                        let process = self.table.living_mut(parent).expect("it has just asked");
                        let ours = handle.and_then(|handle| process.streams.remove(handle));
                        let theirs = if let Standard::Pipe(end) = standard { Some(end) } else { None };
                        ours.into_iter().chain(theirs).for_each(|end| self.close_end(end));
                    }
                    return Err(message);
                }
            }
        }
        Ok(streams)
    }

    fn stream_of_child(&mut self, parent: Pid, i: usize, wanted: Wanted) -> Result<ChildStandard, Vec<u8>> {
        let child_writes = i > 0;
        let process = self.table.living_mut(parent).expect("it has just asked");
        let standard = match wanted {
            Wanted::Null => Standard::Null,
            Wanted::Inherit => process.streams.standard[i],
            Wanted::Handle(handle) => match process.streams.place(handle) {
                Some(Place::Pipe(end)) if end.writes == child_writes => Standard::Pipe(end),
                _ => {
                    let kind = if child_writes { "writing" } else { "reading" };
                    return error(format!("bad option {} (an open pipe for {kind} expected)", STREAMS[i]));
                }
            },
            Wanted::Of(other) => {
                if let Err(why) = self.check_may_signal(parent, other) {
                    return error(format!("bad option {}: {}", STREAMS[i], String::from_utf8_lossy(&why)));
                }
                self.table.living(other).expect("it has just been looked at").streams.standard[i]
            }
            Wanted::Pipe => {
                let pipe = self.pipes.add();
                let handle = self.give_end(parent, End { pipe, writes: !child_writes })?;
                let theirs = End { pipe, writes: child_writes };
                self.pipes.open(theirs);
                return Ok(ChildStandard { standard: Standard::Pipe(theirs), handle: Some(handle) });
            }
        };
        if let Standard::Pipe(end) = standard {
            self.pipes.open(end);
        }
        Ok(ChildStandard { standard, handle: None })
    }
}
