//! Scripts as children: what the module `proc` asks for.

use std::sync::Arc;

use super::asked::{Asked, not_started};
use super::clock::TICKS_PER_SECOND;
use super::commit::{PerformResult, Performed};
use super::identity::{Identity, Limits, check_environment, environment_bytes, variable_bytes};
use super::lua::{LuaProgram, LuaStep};
use super::names::check_name;
use super::process::{Parts, Pid};
use super::rounds::ProcessManager;
use super::serve::{Given, error};
use crate::host::{Confinement, ConfinementError};
use crate::message::Message;
use crate::program;

/// The limits that a script asks for, and no more than its parent has.
fn limits_of(asked: &Asked, parent: Limits) -> Result<Limits, Vec<u8>> {
    let mut limits = parent;
    for &(ref name, most) in &asked.limits {
        let is_known = match name.as_slice() {
            b"cpu" => limits.narrow(b"ticks", most.saturating_mul(TICKS_PER_SECOND)),
            name => limits.narrow(name, most),
        };
        if !is_known {
            let (name, known) = (String::from_utf8_lossy(name), Limits::names().join(", "));
            return error(format!("unknown limit '{name}', expected one of cpu, {known}"));
        }
    }
    Ok(limits)
}

impl ProcessManager {
    /// `proc.exec_luafile`
    pub(super) fn spawn_file(&mut self, parent: Pid, given: &Given<'_>) -> PerformResult {
        let script = Asked::read(given.message(0))?;
        check_name(&script.command[0])?;
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
        let confinement = Confinement { directory: script.directory.clone(), ..Confinement::default() };
        let host = match process.host.child(&confinement) {
            Ok(host) => host,
            Err(ConfinementError::Directory(failed)) => return not_started(failed).map(Performed::Answer),
            Err(other) => return error(other.to_string()),
        };
        let quantum = process.quantum();
        let arg_table = script.command.iter().enumerate().map(|(i, word)| (i as i64, word.clone())).collect();
        let steps = vec![LuaStep::Chunk { code, arguments: script.command[1..].to_vec() }];
        let guest = Box::new(self.lua_guest(LuaProgram { steps, arg_table }, &limits, quantum));
        let streams = self.standard_of_child(parent, script.streams)?;
        let parts =
            Parts { quantum, limits, guest, host, identity, parent: Some(parent), is_stopped: false, entropy: 0 };
        let child = self.add(parts);
        let mut results = vec![Message::Process(child)];
        let process = self.table.living_mut(child).expect("it has just begun");
        process.ends_with_parent = script.autokill;
        process.streams.standard = streams.map(|stream| stream.standard);
        results.extend(streams.map(|stream| stream.handle.map_or(Message::Nil, Message::Integer)));
        Ok(Performed::Answer(results))
    }

    /// `proc.env(k, v)`
    pub(super) fn set_environment(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let (name, value) = (given.bytes(0)?.to_vec(), given.optional_bytes(1)?.map(<[u8]>::to_vec));
        if name.is_empty() || name.contains(&b'=') || name.contains(&0) {
            return error("bad argument #1 to 'env' (a name without '=' expected)");
        }
        let process = self.table.living_mut(pid).expect("it has just asked");
        let variables = &mut process.identity.environment;
        let old = variables.get(&name).map_or(0, |value| variable_bytes(&name, value));
        let new = value.as_ref().map_or(0, |value| variable_bytes(&name, value));
        let bytes = process.environment_bytes.unwrap_or_else(|| environment_bytes(variables)) - old + new;
        // One that it was given may be larger.
        if new > old {
            check_environment(bytes)?;
        }
        process.environment_bytes = Some(bytes);
        match value {
            Some(value) => Arc::make_mut(variables).insert(name, value),
            None => Arc::make_mut(variables).remove(&name),
        };
        Ok(Performed::Answer(Vec::new()))
    }
}
