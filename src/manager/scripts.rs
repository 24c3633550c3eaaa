//! Scripts as children: what the module `proc` asks for.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::commit::{PerformResult, Performed};
use super::identity::{Identity, Limits};
use super::lua::{LuaProgram, LuaStep};
use super::pipes::{End, Place, Standard};
use super::process::{Parts, Pid};
use super::rounds::ProcessManager;
use super::serve::{Given, error};
use crate::message::Message;
use crate::program;

/// A standard stream of a child, as its parent asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// The parent's.
    Inherit,
    Null,
    /// A new pipe, of which the parent has the other end.
    Pipe,
    /// An end of a pipe that the parent has.
    Handle(i64),
}

/// `{ command, env, dir, stdin, stdout, stderr, autokill, limits }`, as the module puts it together.
struct Script {
    command: Vec<Vec<u8>>,
    environment: Option<BTreeMap<Vec<u8>, Vec<u8>>>,
    streams: [Wanted; 3],
    ends_with_parent: bool,
    limits: Vec<(Vec<u8>, i64)>,
}

const STREAMS: [&str; 3] = ["stdin", "stdout", "stderr"];

fn field<'a>(options: &'a Message, name: &str) -> &'a Message {
    let pairs = options.as_pairs().unwrap_or_default();
    let found = pairs.iter().find(|(key, _)| key.as_bytes() == Some(name.as_bytes()));
    found.map_or(&Message::Nil, |(_, value)| value)
}

fn text_pairs(message: &Message, what: &str) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, Vec<u8>> {
    let wrong = || format!("bad option {what} (table of strings expected)").into_bytes();
    let pair = |(key, value): &(Message, Message)| {
        Ok((key.as_bytes().ok_or_else(wrong)?.to_vec(), value.as_bytes().ok_or_else(wrong)?.to_vec()))
    };
    message.as_pairs().ok_or_else(wrong)?.iter().map(pair).collect()
}

impl Script {
    fn read(options: &Message) -> Result<Script, Vec<u8>> {
        let Message::Sequence(words) = field(options, "command") else {
            return error("bad option cmd (string or sequence of strings expected)");
        };
        let word = |word: &Message| word.as_bytes().map(<[u8]>::to_vec);
        let command: Option<Vec<Vec<u8>>> = words.iter().map(word).collect();
        let Some(command) = command.filter(|command| !command.is_empty()) else {
            return error("bad option cmd (string or sequence of strings expected)");
        };
        let environment = match field(options, "env") {
            Message::Nil => None,
            table => Some(text_pairs(table, "env")?),
        };
        let mut streams = [Wanted::Inherit; 3];
        for (stream, name) in streams.iter_mut().zip(STREAMS) {
            *stream = match field(options, name) {
                Message::Nil => Wanted::Inherit,
                Message::Boolean(true) => Wanted::Pipe,
                Message::Boolean(false) => Wanted::Null,
                Message::Integer(handle) => Wanted::Handle(*handle),
                _ => return error(format!("bad option {name} (true, false or a file expected)")),
            };
        }
        let limits = match field(options, "limits") {
            Message::Nil => Vec::new(),
            table => {
                let pair = |(key, value): &(Message, Message)| Some((key.as_bytes()?.to_vec(), value.as_integer()?));
                let pairs = table.as_pairs().and_then(|pairs| pairs.iter().map(pair).collect::<Option<Vec<_>>>());
                pairs.ok_or(b"bad option limits (table of integers expected)")?
            }
        };
        let ends_with_parent = field(options, "autokill").is_truthy();
        Ok(Script { command, environment, streams, ends_with_parent, limits })
    }

    fn limits(&self, parent: Limits) -> Result<Limits, Vec<u8>> {
        let mut limits = parent;
        for (name, most) in &self.limits {
            let Ok(most) = u64::try_from(*most) else {
                let name = String::from_utf8_lossy(name);
                return error(format!("bad option limits.{name}: found {most}, expected 0 or more"));
            };
            match name.as_slice() {
                b"memory" => {
                    limits.memory_bytes_max = parent.memory_bytes_max.min(usize::try_from(most).unwrap_or(usize::MAX))
                }
                b"cpu" => limits.ticks_max = parent.ticks_max.min(most.saturating_mul(super::clock::TICKS_PER_SECOND)),
                b"ticks" => limits.ticks_max = parent.ticks_max.min(most),
                _ => {
                    let name = String::from_utf8_lossy(name);
                    return error(format!("unknown limit '{name}', expected one of cpu, memory, ticks"));
                }
            }
        }
        Ok(limits)
    }
}

impl ProcessManager {
    /// `proc.exec_luafile`
    pub(super) fn spawn_file(&mut self, parent: Pid, given: &Given<'_>) -> PerformResult {
        let script = Script::read(given.message(0))?;
        self.check_room_for_child(parent)?;
        let process = self.table.living_mut(parent).expect("it has just asked");
        let limits = script.limits(*process.limits())?;
        let path = script.command[0].clone();
        let source = match process.host.read_file(Some(&path), limits.memory_bytes_max) {
            Ok(source) => source,
            Err(failure) => {
                let name = match failure.code {
                    2 => "not_found".to_owned(),
                    13 => "access_denied".to_owned(),
                    _ => failure.message,
                };
                return Ok(Performed::Answer(vec![Message::Nil, name.into()]));
            }
        };
        let code = match program::load(program::skip_shebang(&source), &[b"@", path.as_slice()].concat()) {
            Ok(code) => code,
            Err(problem) => return Ok(Performed::Answer(vec![Message::Nil, Message::Bytes(problem.message())])),
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
        process.ends_with_parent = script.ends_with_parent;
        for (i, (standard, handle)) in streams.into_iter().enumerate() {
            process.streams.standard[i] = standard;
            results.push(handle.map_or(Message::Nil, Message::Integer));
        }
        Ok(Performed::Answer(results))
    }

    /// What the child's standard streams are, and the parent's handles of the other ends.
    fn streams_of_child(&mut self, parent: Pid, wanted: [Wanted; 3]) -> Result<Vec<(Standard, Option<i64>)>, Vec<u8>> {
        let mut streams = Vec::new();
        for (i, wanted) in wanted.into_iter().enumerate() {
            let child_writes = i > 0;
            let process = self.table.living_mut(parent).expect("it has just asked");
            streams.push(match wanted {
                Wanted::Null => (Standard::Null, None),
                Wanted::Inherit => {
                    let standard = process.streams.standard[i];
                    if let Standard::Pipe(end) = standard {
                        self.pipes.open(end);
                    }
                    (standard, None)
                }
                Wanted::Handle(handle) => match process.streams.place(handle) {
                    Some(Place::Pipe(end)) if end.writes == child_writes => {
                        self.pipes.open(end);
                        (Standard::Pipe(end), None)
                    }
                    _ => {
                        let kind = if child_writes { "writing" } else { "reading" };
                        return error(format!("bad option {} (an open pipe for {kind} expected)", STREAMS[i]));
                    }
                },
                Wanted::Pipe => {
                    let pipe = self.pipes.add();
                    let [ours, theirs] = [!child_writes, child_writes].map(|writes| End { pipe, writes });
                    let handle = process.streams.add(ours)?;
                    self.pipes.open(ours);
                    self.pipes.open(theirs);
                    (Standard::Pipe(theirs), Some(handle))
                }
            });
        }
        Ok(streams)
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
