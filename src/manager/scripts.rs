//! Scripts as children: what the module `proc` asks for.

use std::sync::Arc;

use super::asked::{Asked, STREAMS, Wanted, not_started};
use super::clock::TICKS_PER_SECOND;
use super::commit::{PerformResult, Performed};
use super::identity::{Identity, Limits};
use super::lua::{LuaProgram, LuaStep};
use super::pipes::{End, Place, Standard};
use super::process::{Parts, Pid};
use super::rounds::ProcessManager;
use super::serve::{Given, error};
use crate::message::Message;
use crate::program;

/// The limits that a script asks for, and no more than its parent has.
fn limits_of(asked: &Asked, parent: Limits) -> Result<Limits, Vec<u8>> {
    let mut limits = parent;
    for &(ref name, most) in &asked.limits {
        match name.as_slice() {
            b"memory" => {
                limits.memory_bytes_max = parent.memory_bytes_max.min(usize::try_from(most).unwrap_or(usize::MAX));
            }
            b"cpu" => limits.ticks_max = parent.ticks_max.min(most.saturating_mul(TICKS_PER_SECOND)),
            b"ticks" => limits.ticks_max = parent.ticks_max.min(most),
            _ => {
                let name = String::from_utf8_lossy(name);
                return error(format!("unknown limit '{name}', expected one of cpu, memory, ticks"));
            }
        }
    }
    Ok(limits)
}

impl ProcessManager {
    /// `proc.exec_luafile`
    pub(super) fn spawn_file(&mut self, parent: Pid, given: &Given<'_>) -> PerformResult {
        let script = Asked::read(given.message(0))?;
        self.check_room_for_child(parent)?;
        let process = self.table.living_mut(parent).expect("it has just asked");
        let limits = limits_of(&script, *process.limits())?;
        let path = script.command[0].clone();
        let source = match process.host.read_file(Some(&path), limits.memory_bytes_max) {
            Ok(source) => source,
            Err(failed) => return not_started(failed).map(Performed::Answer),
        };
        let code = match program::load(program::skip_shebang(&source), &[b"@", path.as_slice()].concat()) {
            Ok(code) => code,
            Err(problem) => return Ok(Performed::Answer(vec![Message::Nil, problem.message().into()])),
        };
        let identity = Identity {
            name: path.clone().into(),
            command_line: script.command.clone().into(),
            environment: script.environment.clone().map_or_else(|| process.identity.environment.clone(), Arc::new),
            ..process.identity.clone()
        };
        let (quantum, host) = (process.quantum(), process.host.child());
        let arg_table = script.command.iter().enumerate().map(|(i, word)| (i as i64, word.clone())).collect();
        let steps = vec![LuaStep::Chunk { code, arguments: script.command[1..].to_vec() }];
        let guest = Box::new(self.lua_guest(LuaProgram { steps, arg_table }, limits.memory_bytes_max, quantum));
        let streams = self.streams_of_child(parent, script.streams)?;
        let parts =
            Parts { quantum, limits, guest, host, identity, parent: Some(parent), is_stopped: false, entropy: 0 };
        let child = self.add(parts);
        let mut results = vec![Message::Process(child)];
        let process = self.table.living_mut(child).expect("it has just begun");
        process.ends_with_parent = script.autokill;
        for (i, (standard, handle)) in streams.into_iter().enumerate() {
            process.streams.standard[i] = standard;
            results.push(handle.map_or(Message::Nil, Message::Integer));
        }
        Ok(Performed::Answer(results))
    }

    /// What the child's standard streams are, and the parent's handles of the other ends; with an error nothing is left
    /// open.
    fn streams_of_child(&mut self, parent: Pid, wanted: [Wanted; 3]) -> Result<Vec<(Standard, Option<i64>)>, Vec<u8>> {
        let mut streams = Vec::new();
        for (i, wanted) in wanted.into_iter().enumerate() {
            match self.stream_of_child(parent, i, wanted) {
                Ok(stream) => streams.push(stream),
                Err(message) => {
                    for (standard, handle) in streams {
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

    fn stream_of_child(&mut self, parent: Pid, i: usize, wanted: Wanted) -> Result<(Standard, Option<i64>), Vec<u8>> {
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
            Wanted::Pipe => {
                let pipe = self.pipes.add();
                let handle = self.give_end(parent, End { pipe, writes: !child_writes })?;
                let theirs = End { pipe, writes: child_writes };
                self.pipes.open(theirs);
                return Ok((Standard::Pipe(theirs), Some(handle)));
            }
        };
        if let Standard::Pipe(end) = standard {
            self.pipes.open(end);
        }
        Ok((standard, None))
    }

    /// `proc.env(k, v)`
    pub(super) fn set_environment(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let (name, value) = (given.bytes(0)?.to_vec(), given.optional_bytes(1)?.map(<[u8]>::to_vec));
        if name.is_empty() || name.contains(&b'=') || name.contains(&0) {
            return error("bad argument #1 to 'env' (a name without '=' expected)");
        }
        let process = self.table.living_mut(pid).expect("it has just asked");
        let variables = Arc::make_mut(&mut process.identity.environment);
        match value {
            Some(value) => variables.insert(name, value),
            None => variables.remove(&name),
        };
        Ok(Performed::Answer(Vec::new()))
    }
}
