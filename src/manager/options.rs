//! The options of `spawn`: as a program gives them, and what its parent lets the new process have.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::asked::{STREAMS, Wanted};
use super::identity::{Identity, Limits, check_environment, environment_bytes};
use super::names::check_name;
use super::serve::{Given, error, pid_of};
use crate::host::{Confinement, ConfinementError, Grant};
use crate::message::{ContextId, Message};

/// What a new process is to be like, as its parent asks for it.
#[derive(Default)]
pub(super) struct Options {
    name: Option<Vec<u8>>,
    arguments: Vec<Vec<u8>>,
    environment: Option<BTreeMap<Vec<u8>, Vec<u8>>>,
    user: Option<Vec<u8>>,
    nice: Option<i64>,
    pub(super) quantum: Option<u64>,
    limits: Vec<(Vec<u8>, u64)>,
    pub(super) contexts: Vec<ContextId>,
    manage: Option<bool>,
    pub(super) confinement: Confinement,
    pub(super) streams: [Wanted; 3],
    pub(super) paused: bool,
    pub(super) monitor: bool,
}

/// Bytes of a name that messages show.
const NAME_BYTES_SHOWN: usize = 64;

fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(&name[..name.len().min(NAME_BYTES_SHOWN)]).into_owned()
}

fn bad_option<T>(name: &str, expected: &str, found: &Message) -> Result<T, Vec<u8>> {
    error(format!("bad option {name} ({expected} expected, got {})", found.type_name()))
}

fn text(name: &str, value: &Message) -> Result<Vec<u8>, Vec<u8>> {
    value.as_bytes().map_or_else(|| bad_option(name, "string", value), |bytes| Ok(bytes.to_vec()))
}

fn name_of(option: &str, value: &Message) -> Result<Vec<u8>, Vec<u8>> {
    let name = text(option, value)?;
    check_name(&name).map(|()| name)
}

fn number(name: &str, value: &Message) -> Result<i64, Vec<u8>> {
    value.as_integer().map_or_else(|| bad_option(name, "integer", value), Ok)
}

fn flag(name: &str, value: &Message) -> Result<bool, Vec<u8>> {
    if let Message::Boolean(flag) = value { Ok(*flag) } else { bad_option(name, "boolean", value) }
}

fn items<'a>(name: &str, value: &'a Message) -> Result<&'a [Message], Vec<u8>> {
    if let Message::Sequence(items) = value { Ok(items) } else { bad_option(name, "sequence", value) }
}

fn pairs<'a>(name: &str, value: &'a Message) -> Result<&'a [(Message, Message)], Vec<u8>> {
    value.as_pairs().map_or_else(|| bad_option(name, "table with names", value), Ok)
}

/// What an option is called in the messages about a key that names none.
fn key_in_words(key: &Message) -> String {
    match key {
        Message::Bytes(name) => format!("'{}'", shown(name)),
        Message::Integer(number) => format!("[{number}]"),
        other => format!("[{}]", other.type_name()),
    }
}

impl Options {
    /// Reads argument `i`, and behind it the handles of those streams that are files.
    pub(super) fn read(given: &Given<'_>, i: usize) -> Result<Options, Vec<u8>> {
        let mut options = Options::default();
        match given.message(i) {
            Message::Nil => {}
            Message::Sequence(items) if !items.is_empty() => return error("unknown option [1]"),
            table => {
                let Some(pairs) = table.as_pairs() else { return given.bad(i, "table") };
                for (key, value) in pairs {
                    options.set(key, value)?;
                }
            }
        }
        for (stream, wanted) in options.streams.iter_mut().enumerate() {
            if let Some(handle) = given.optional_integer(i + 1 + stream)? {
                *wanted = Wanted::Handle(handle);
            }
        }
        Ok(options)
    }

    fn set(&mut self, key: &Message, value: &Message) -> Result<(), Vec<u8>> {
        let name = key.as_bytes().unwrap_or_default();
        match name {
            b"name" => self.name = Some(name_of("name", value)?),
            b"args" => {
                let words = items("args", value)?.iter().map(|item| text("args", item));
                self.arguments = words.collect::<Result<_, _>>()?;
            }
            b"env" => {
                let pair = |(key, value): &(Message, Message)| Ok((text("env", key)?, text("env", value)?));
                let variables = pairs("env", value)?.iter().map(pair).collect::<Result<_, Vec<u8>>>()?;
                check_environment(environment_bytes(&variables))?;
                self.environment = Some(variables);
            }
            b"cwd" => self.confinement.directory = Some(text("cwd", value)?),
            b"user" => self.user = Some(name_of("user", value)?),
            b"nice" => self.nice = Some(number("nice", value)?),
            b"quantum" => match number("quantum", value)? {
                ticks @ 1.. => self.quantum = Some(ticks as u64),
                ticks => return error(format!("bad option quantum: found {ticks}, expected at least 1 tick")),
            },
            b"limits" => {
                for (key, value) in pairs("limits", value)? {
                    self.set_limit(key, value)?;
                }
            }
            b"contexts" => {
                for item in items("contexts", value)? {
                    let Message::Context(context) = item else { return bad_option("contexts", "context", item) };
                    self.contexts.push(*context);
                }
            }
            b"grants" => {
                for (key, value) in pairs("grants", value)? {
                    self.set_grant(key, value)?;
                }
            }
            b"paused" => self.paused = flag("paused", value)?,
            b"monitor" => self.monitor = flag("monitor", value)?,
            _ => match STREAMS.iter().position(|stream| stream.as_bytes() == name) {
                Some(stream) => self.streams[stream] = wanted(STREAMS[stream], value)?,
                None => return error(format!("unknown option {}", key_in_words(key))),
            },
        }
        Ok(())
    }

    fn set_limit(&mut self, key: &Message, value: &Message) -> Result<(), Vec<u8>> {
        let known = Limits::names();
        let Some(name) = known.iter().find(|name| key.as_bytes() == Some(name.as_bytes())) else {
            return error(format!("unknown limit {}, expected one of {}", key_in_words(key), known.join(", ")));
        };
        let most = number(&format!("limits.{name}"), value)?;
        let Ok(most) = u64::try_from(most) else {
            return error(format!("bad option limits.{name}: found {most}, expected 0 or more"));
        };
        self.limits.push((name.as_bytes().to_vec(), most));
        Ok(())
    }

    fn set_grant(&mut self, key: &Message, value: &Message) -> Result<(), Vec<u8>> {
        let grants = &mut self.confinement.grants;
        let (name, grant) = match key.as_bytes() {
            Some(b"manage") => {
                self.manage = Some(flag("grants.manage", value)?);
                return Ok(());
            }
            Some(b"read") => ("grants.read", &mut grants.read),
            Some(b"write") => ("grants.write", &mut grants.write),
            Some(b"env") => ("grants.env", &mut grants.env),
            Some(b"exec") => ("grants.exec", &mut grants.exec),
            _ => {
                let known = "manage, read, write, env, exec";
                return error(format!("unknown grant {}, expected one of {known}", key_in_words(key)));
            }
        };
        *grant = match value {
            Message::Boolean(true) => Grant::All,
            Message::Boolean(false) => Grant::None,
            Message::Sequence(items) => {
                Grant::Only(items.iter().map(|item| text(name, item)).collect::<Result<_, _>>()?)
            }
            other => return bad_option(name, "boolean or sequence of strings", other),
        };
        Ok(())
    }

    /// Who and what it is to be, if its parent may make it so.
    pub(super) fn identity(&self, parent: &Identity) -> Result<Identity, Vec<u8>> {
        let is_root = *parent.user == *b"root";
        let name: Arc<[u8]> = self.name.as_ref().map_or_else(|| Arc::from(&b"?"[..]), |name| name.as_slice().into());
        let user = match &self.user {
            Some(user) if !is_root && *user != *parent.user => return error("bad option user: Permission denied"),
            Some(user) => user.as_slice().into(),
            None => parent.user.clone(),
        };
        let nice = match self.nice {
            Some(nice) if !(-20..=19).contains(&nice) => {
                return error(format!("bad option nice: found {nice}, expected -20 to 19"));
            }
            Some(nice) if nice < i64::from(parent.nice) && !is_root => {
                return error("bad option nice: Permission denied");
            }
            Some(nice) => nice as i8,
            None => parent.nice,
        };
        let words = std::iter::once(name.to_vec()).chain(self.arguments.iter().cloned()).collect::<Vec<_>>();
        Ok(Identity {
            name,
            user,
            command_line: words.into(),
            environment: self.environment(parent),
            nice,
            manages: parent.manages && self.manage.unwrap_or(true),
        })
    }

    /// Its environment: what it is given, or of its parent's what it may read.
    fn environment(&self, parent: &Identity) -> Arc<BTreeMap<Vec<u8>, Vec<u8>>> {
        let own = &parent.environment;
        match (&self.environment, &self.confinement.grants.env) {
            (Some(given), _) => Arc::new(given.clone()),
            (None, Grant::All) => own.clone(),
            (None, Grant::None) => Arc::default(),
            (None, Grant::Only(names)) => {
                let pair = |name: &Vec<u8>| Some((name.clone(), own.get(name)?.clone()));
                Arc::new(names.iter().filter_map(pair).collect())
            }
        }
    }

    /// What it may use: what it asks for, and no more than its parent has.
    pub(super) fn limits(&self, parent: Limits) -> Limits {
        let mut limits = parent;
        for (name, most) in &self.limits {
            let is_known = limits.narrow(name, *most);
            debug_assert!(is_known, "names were checked");
        }
        limits
    }
}

/// Which option of `spawn` something is wrong with that the host would not give.
pub(super) fn not_given(problem: &ConfinementError) -> Vec<u8> {
    match problem {
        ConfinementError::Directory(_) => format!("bad option cwd: {problem}"),
        ConfinementError::Grant { kind, .. } => format!("bad option grants.{kind}: {problem}"),
    }
    .into_bytes()
}

/// `"inherit"`, `"null"`, or the number of a process.
fn wanted(stream: &str, value: &Message) -> Result<Wanted, Vec<u8>> {
    match value {
        Message::Bytes(word) if **word == *b"inherit" => Ok(Wanted::Inherit),
        Message::Bytes(word) if **word == *b"null" => Ok(Wanted::Null),
        Message::Bytes(word) => {
            let expected = "'inherit', 'null', an open pipe or the number of a process";
            error(format!("bad option {stream} ({expected} expected, got '{}')", shown(word)))
        }
        other => match other.as_integer() {
            Some(number) => match pid_of(number) {
                Ok(pid) => Ok(Wanted::Of(pid)),
                Err(_) => error(format!("bad option {stream}: No such process: {number}")),
            },
            None => bad_option(stream, "'inherit', 'null', an open pipe or the number of a process", other),
        },
    }
}
