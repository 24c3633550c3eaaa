//! Interim: the standard streams and reading of files, until `host` is there.
use std::io::{Read, Write};

use tidelock_vm::SystemCall;

use crate::manager::Answer;
use crate::message::Message;

/// The world outside.
pub trait Host: Send + std::fmt::Debug {
    /// Answers a system call.
    fn answer(&mut self, call: SystemCall, arguments: &[Message]) -> Answer;
    /// The process has ended.
    fn finish(&mut self) {}
    /// What it captured.
    fn captured(&self, _handle: i64) -> &[u8] {
        &[]
    }
}

/// Keeps what is written.
#[derive(Debug, Default)]
pub struct CaptureHost {
    streams: [Vec<u8>; 3],
}

impl CaptureHost {
    /// Nothing yet.
    pub fn new() -> CaptureHost {
        CaptureHost::default()
    }
}

impl Host for CaptureHost {
    fn answer(&mut self, call: SystemCall, arguments: &[Message]) -> Answer {
        match (call, arguments) {
            (SystemCall::Write, [Message::Integer(handle @ (1 | 2)), Message::Bytes(bytes), ..]) => {
                self.streams[*handle as usize].extend_from_slice(bytes);
                Ok(vec![true.into()])
            }
            (SystemCall::Warn, [Message::Bytes(bytes), ..]) => {
                self.streams[2].extend_from_slice(bytes);
                Ok(vec![])
            }
            _ => Ok(vec![Message::Nil, "not available".into(), 1_i64.into()]),
        }
    }
    fn captured(&self, handle: i64) -> &[u8] {
        &self.streams[handle as usize]
    }
}

/// Standard streams.
#[derive(Debug, Default)]
pub struct SystemHost {}

impl Host for SystemHost {
    fn answer(&mut self, call: SystemCall, arguments: &[Message]) -> Answer {
        let fail = |name: Option<&str>, error: std::io::Error| {
            let code = error.raw_os_error().unwrap_or(5);
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default().to_owned();
            let text = name.map_or(text.clone(), |name| format!("{name}: {text}"));
            Ok(vec![Message::Nil, text.into(), i64::from(code).into()])
        };
        match (call, arguments) {
            (SystemCall::Write, [Message::Integer(1), Message::Bytes(bytes), ..]) => {
                match std::io::stdout().write_all(bytes) {
                    Ok(()) => Ok(vec![true.into()]),
                    Err(error) => fail(None, error),
                }
            }
            (SystemCall::Write, [Message::Integer(2), Message::Bytes(bytes), ..])
            | (SystemCall::Warn, [Message::Bytes(bytes), ..]) => {
                let _ = std::io::stderr().write_all(bytes);
                Ok(vec![true.into()])
            }
            (SystemCall::ReadFile, [Message::Bytes(path), ..]) => {
                let path = String::from_utf8_lossy(path).into_owned();
                match std::fs::read(&path) {
                    Ok(bytes) => Ok(vec![bytes.into()]),
                    Err(error) => fail(Some(&path), error),
                }
            }
            (SystemCall::ReadFile, _) => {
                let mut all = Vec::new();
                match std::io::stdin().read_to_end(&mut all) {
                    Ok(_) => Ok(vec![all.into()]),
                    Err(error) => fail(None, error),
                }
            }
            (SystemCall::IsReadable, [Message::Bytes(path), ..]) => {
                Ok(vec![std::fs::File::open(String::from_utf8_lossy(path).into_owned()).is_ok().into()])
            }
            (SystemCall::Flush, [Message::Integer(1), ..]) => {
                let _ = std::io::stdout().flush();
                Ok(vec![true.into()])
            }
            (SystemCall::SetBuffer | SystemCall::Flush, _) => Ok(vec![true.into()]),
            (SystemCall::Environment, [Message::Bytes(name), ..]) => {
                let value = std::env::var(String::from_utf8_lossy(name).into_owned());
                Ok(vec![value.map_or(Message::Nil, Message::from)])
            }
            _ => Ok(vec![Message::Nil, "not available".into(), 1_i64.into()]),
        }
    }
    fn finish(&mut self) {
        let _ = std::io::stdout().flush();
    }
}
