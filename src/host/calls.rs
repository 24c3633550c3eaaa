//! System calls to methods of [`Host`], and what those give to answers.
//!
//! A failure is `nil, message, error number`. The message is the bare reason; the library that made the call puts names
//! before it. Only for source files, whose errors no library words, the message is complete.

use tidelock_vm::SystemCall;

use super::{Buffering, ChildExit, Handle, Host, HostError, HostResult, OpenMode, PipeEnd, Whence, errno};
use crate::manager::Answer;
use crate::message::Message;

/// Most bytes one call reads, whatever it asks for.
const READ_BYTES_MAX: usize = 1 << 20;

/// Answers one system call of a process that may hold `bytes_max` bytes.
pub fn answer<H: Host + ?Sized>(host: &mut H, call: SystemCall, arguments: &[Message], bytes_max: usize) -> Answer {
    Ok(perform(host, call, &Arguments(arguments), bytes_max).unwrap_or_else(failure))
}

fn perform<H: Host + ?Sized>(
    host: &mut H,
    call: SystemCall,
    given: &Arguments<'_>,
    bytes_max: usize,
) -> HostResult<Vec<Message>> {
    match call {
        SystemCall::Write => host.write(given.handle(0)?, given.bytes(1)?).map(done),
        SystemCall::Read => {
            let count = given.integer(1)?.clamp(0, READ_BYTES_MAX as i64) as usize;
            host.read(given.handle(0)?, count).map(bytes)
        }
        SystemCall::ReadLine => host.read_line(given.handle(0)?, READ_BYTES_MAX).map(bytes),
        SystemCall::Open => host.open(given.path(0)?, given.mode(1)?).map(integer),
        SystemCall::Close => Ok(match host.close(given.handle(0)?)? {
            Some(exit) => exit_of_child(exit),
            None => done(()),
        }),
        SystemCall::Seek => {
            let position = host.seek(given.handle(0)?, given.whence(1)?, given.integer(2)?)?;
            Ok(integer(i64::try_from(position).unwrap_or(i64::MAX)))
        }
        SystemCall::Flush => host.flush(given.handle(0)?).map(done),
        SystemCall::SetBuffer => {
            let size = usize::try_from(given.integer(2)?).unwrap_or(0);
            host.set_buffer(given.handle(0)?, given.buffering(1)?, size).map(done)
        }
        SystemCall::Remove => host.remove(given.path(0)?).map(done),
        SystemCall::Rename => host.rename(given.path(0)?, given.path(1)?).map(done),
        SystemCall::TemporaryName => host.temporary_name().map(bytes),
        SystemCall::TemporaryFile => host.temporary_file().map(integer),
        SystemCall::Time => Ok(integer(host.time())),
        SystemCall::Clock => Ok(vec![Message::Float(host.clock())]),
        SystemCall::Environment => Ok(vec![host.environment(given.path(0)?)?.map_or(Message::Nil, Message::from)]),
        SystemCall::Warn => {
            host.warn(given.bytes(0)?);
            Ok(Vec::new())
        }
        SystemCall::Execute if given.is_nil(0) => Ok(vec![Message::Boolean(host.has_shell())]),
        SystemCall::Execute => host.execute(given.path(0)?).map(exit_of_child),
        SystemCall::OpenPipe => host.open_pipe(given.path(0)?, given.pipe_end(1)?).map(integer),
        SystemCall::ReadFile => {
            let path = if given.is_nil(0) { None } else { Some(given.path(0)?) };
            host.read_file(path, bytes_max).map(bytes).map_err(|error| describe(error, path))
        }
        SystemCall::IsReadable => Ok(vec![Message::Boolean(host.is_readable(given.path(0)?))]),
        // Answered by the manager.
        SystemCall::Exit | SystemCall::Entropy => Err(HostError::new("Invalid argument", errno::EINVAL)),
    }
}

/// As `luaL_loadfile` words it.
fn describe(error: HostError, path: Option<&[u8]>) -> HostError {
    const EISDIR: i32 = 21;
    let is_open = path.is_none() || matches!(error.code, EISDIR | errno::ENOMEM);
    let verb = if is_open { "read" } else { "open" };
    let name = path.map_or("stdin".into(), String::from_utf8_lossy);
    HostError::new(format!("cannot {verb} {name}: {}", error.message), error.code)
}

// --- answers ---

fn done((): ()) -> Vec<Message> {
    vec![Message::Boolean(true)]
}

fn bytes(bytes: Vec<u8>) -> Vec<Message> {
    vec![bytes.into()]
}

fn integer(integer: i64) -> Vec<Message> {
    vec![Message::Integer(integer)]
}

fn failure(error: HostError) -> Vec<Message> {
    vec![Message::Nil, error.message.into(), Message::Integer(error.code.into())]
}

/// `true | nil, "exit" | "signal", code`
fn exit_of_child(exit: ChildExit) -> Vec<Message> {
    let (how, code) = match exit {
        ChildExit::Code(code) => ("exit", code),
        ChildExit::Signal(signal) => ("signal", signal),
    };
    let success = if exit == ChildExit::Code(0) { Message::Boolean(true) } else { Message::Nil };
    vec![success, Message::Bytes(how.into()), Message::Integer(code.into())]
}

// --- arguments ---

/// The arguments of a call. The libraries pass what the call takes; anything else is an invalid argument.
struct Arguments<'a>(&'a [Message]);

fn invalid() -> HostError {
    HostError::new("Invalid argument", errno::EINVAL)
}

impl<'a> Arguments<'a> {
    fn is_nil(&self, i: usize) -> bool {
        matches!(self.0.get(i), None | Some(Message::Nil))
    }

    fn integer(&self, i: usize) -> HostResult<i64> {
        self.0.get(i).and_then(Message::as_integer).ok_or_else(invalid)
    }

    fn handle(&self, i: usize) -> HostResult<Handle> {
        self.integer(i)
    }

    fn bytes(&self, i: usize) -> HostResult<&'a [u8]> {
        match self.0.get(i) {
            Some(Message::Bytes(bytes)) => Ok(bytes),
            _ => Err(invalid()),
        }
    }

    /// Bytes up to the first NUL, where C would stop reading.
    fn path(&self, i: usize) -> HostResult<&'a [u8]> {
        let bytes = self.bytes(i)?;
        Ok(bytes.split(|&byte| byte == 0).next().unwrap_or(bytes))
    }

    fn mode(&self, i: usize) -> HostResult<OpenMode> {
        OpenMode::parse(self.bytes(i)?).ok_or_else(invalid)
    }

    fn whence(&self, i: usize) -> HostResult<Whence> {
        match self.bytes(i)? {
            b"set" => Ok(Whence::Set),
            b"cur" => Ok(Whence::Current),
            b"end" => Ok(Whence::End),
            _ => Err(invalid()),
        }
    }

    fn buffering(&self, i: usize) -> HostResult<Buffering> {
        match self.bytes(i)? {
            b"no" => Ok(Buffering::No),
            b"full" => Ok(Buffering::Full),
            b"line" => Ok(Buffering::Line),
            _ => Err(invalid()),
        }
    }

    fn pipe_end(&self, i: usize) -> HostResult<PipeEnd> {
        match self.path(i)? {
            b"r" => Ok(PipeEnd::Read),
            b"w" => Ok(PipeEnd::Write),
            _ => Err(invalid()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{CaptureHost, NullHost};

    fn text(text: &str) -> Message {
        Message::Bytes(text.into())
    }

    #[test]
    fn nothing_is_given_by_default() {
        let refused = |call, arguments: &[Message]| match answer(&mut NullHost, call, arguments, usize::MAX).as_deref()
        {
            Ok([Message::Nil, Message::Bytes(message), Message::Integer(code)]) => {
                (String::from_utf8_lossy(message).into_owned(), *code)
            }
            other => panic!("{call:?} answered {other:?}"),
        };
        let read = "reading files is not granted; --allow-read would allow it";
        let write = "writing files is not granted; --allow-write would allow it";
        let env = "reading the environment is not granted; --allow-env would allow it";
        let exec = "running programs is not granted; --allow-exec would allow it";
        assert_eq!(refused(SystemCall::Open, &[text("x"), text("r")]), (read.into(), 13));
        assert_eq!(refused(SystemCall::Open, &[text("x"), text("w")]), (write.into(), 13));
        assert_eq!(refused(SystemCall::Remove, &[text("x")]), (write.into(), 13));
        assert_eq!(refused(SystemCall::TemporaryFile, &[]), (write.into(), 13));
        assert_eq!(refused(SystemCall::Environment, &[text("HOME")]), (env.into(), 13));
        assert_eq!(refused(SystemCall::Execute, &[text("true")]), (exec.into(), 13));
        assert_eq!(refused(SystemCall::ReadFile, &[text("x.lua")]), (format!("cannot open x.lua: {read}"), 13));
        assert_eq!(refused(SystemCall::Write, &[Message::Integer(1), text("x")]).1, 9);
        assert_eq!(refused(SystemCall::Seek, &[text("x")]).1, 22);
    }

    #[test]
    fn capture_keeps_no_more_than_its_limit() {
        let mut host = CaptureHost::new().with_bytes_max(3);
        let full = Err(HostError::new("No space left on device", 28));
        assert_eq!(host.write(1, b"ab"), Ok(()));
        assert_eq!(host.write(1, b"cd"), full);
        assert_eq!(host.write(1, b"c"), Ok(()));
        assert_eq!(host.write(1, b"d"), full);
        assert_eq!(host.write(1, b""), Ok(()));
        host.warn(b"ef");
        host.warn(b"gh");
        assert_eq!((host.captured(1), host.captured(2)), (&b"abc"[..], &b"ef"[..]));
    }

    #[test]
    fn capture_keeps_what_is_written() {
        let mut host = CaptureHost::new();
        let done = Ok(vec![Message::Boolean(true)]);
        assert_eq!(host.answer(SystemCall::Write, &[Message::Integer(1), text("a")], usize::MAX), done);
        assert_eq!(host.answer(SystemCall::Write, &[Message::Integer(2), text("b")], usize::MAX), done);
        assert_eq!(host.answer(SystemCall::Write, &[Message::Integer(1), text("c")], usize::MAX), done);
        assert_eq!((host.captured(1), host.captured(2)), (&b"ac"[..], &b"b"[..]));
    }
}
