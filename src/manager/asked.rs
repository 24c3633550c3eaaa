//! What the module `proc` asks for when it starts a child, of either kind: put together by the module, read once here.

use std::collections::BTreeMap;

use super::identity::{check_environment, environment_bytes};
use super::process::Pid;
use super::serve::error;
use crate::host::HostError;
use crate::message::Message;

/// A child as its parent asks for it.
#[derive(Debug)]
pub(super) struct Asked {
    /// A name or path, then arguments.
    pub(super) command: Vec<Vec<u8>>,
    pub(super) environment: Option<BTreeMap<Vec<u8>, Vec<u8>>>,
    pub(super) directory: Option<Vec<u8>>,
    pub(super) streams: [Wanted; 3],
    pub(super) autokill: bool,
    pub(super) limits: Vec<(Vec<u8>, u64)>,
}

/// A standard stream of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Wanted {
    /// The parent's.
    #[default]
    Inherit,
    Null,
    /// A new pipe, of which the parent has the other end.
    Pipe,
    /// A file or an end of a pipe that the parent has.
    Handle(i64),
    /// That of another process.
    Of(Pid),
}

/// Names of the standard streams, as options and in messages.
pub(super) const STREAMS: [&str; 3] = ["stdin", "stdout", "stderr"];

fn wrong<T>(option: &str, expected: &str) -> Result<T, Vec<u8>> {
    error(format!("bad option {option} ({expected} expected)"))
}

impl Asked {
    pub(super) fn read(options: &Message) -> Result<Asked, Vec<u8>> {
        let pairs = options.as_pairs().unwrap_or_default();
        let field = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key.as_bytes() == Some(name.as_bytes()));
            found.map_or(&Message::Nil, |(_, value)| value)
        };
        let words = match field("command") {
            Message::Sequence(words) => words.iter().map(|word| Some(word.as_bytes()?.to_vec())).collect(),
            _ => None,
        };
        let Some(command) = words.filter(|command: &Vec<Vec<u8>>| !command.is_empty()) else {
            return wrong("cmd", "string or sequence of strings");
        };
        let environment = match field("env") {
            Message::Nil => None,
            table => {
                let pair =
                    |(key, value): &(Message, Message)| Some((key.as_bytes()?.to_vec(), value.as_bytes()?.to_vec()));
                let Some(pairs) = table.as_pairs().and_then(|pairs| pairs.iter().map(pair).collect()) else {
                    return wrong("env", "table of strings");
                };
                check_environment(environment_bytes(&pairs))?;
                Some(pairs)
            }
        };
        let directory = match field("dir") {
            Message::Nil => None,
            Message::Bytes(directory) => Some(directory.to_vec()),
            _ => return wrong("cur_dir", "string"),
        };
        let mut streams = [Wanted::Inherit; 3];
        for (stream, name) in streams.iter_mut().zip(STREAMS) {
            *stream = match field(name) {
                Message::Nil => Wanted::Inherit,
                Message::Boolean(true) => Wanted::Pipe,
                Message::Boolean(false) => Wanted::Null,
                Message::Integer(handle) => Wanted::Handle(*handle),
                _ => return wrong(name, "true, false or a file"),
            };
        }
        let limits = match field("limits") {
            Message::Nil => Vec::new(),
            table => {
                let pair = |(key, most): &(Message, Message)| {
                    Some((key.as_bytes()?.to_vec(), u64::try_from(most.as_integer()?).ok()?))
                };
                let Some(limits) = table.as_pairs().and_then(|pairs| pairs.iter().map(pair).collect()) else {
                    return wrong("limits", "table of integers from 0");
                };
                limits
            }
        };
        Ok(Asked { command, environment, directory, streams, autokill: field("autokill").is_truthy(), limits })
    }
}

/// What a program is told of a child that could not be started: an error where that was not granted, else a result.
pub(super) fn not_started(failed: HostError) -> Result<Vec<Message>, Vec<u8>> {
    if failed.is_refused {
        return error(failed.message);
    }
    let why = match failed.code {
        2 => "not_found".to_owned(),
        13 => "access_denied".to_owned(),
        _ => failed.message,
    };
    Ok(vec![Message::Nil, why.into()])
}
