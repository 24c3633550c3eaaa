//! A file of the machine with a write buffer, as C's `FILE`.
//!
//! Bytes read ahead are kept only for [`Stream::read_line`]; programs buffer what they read themselves.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::process::Child;

use super::{Buffering, ChildExit, HostError, HostResult, OpenBase, OpenMode, Whence, errno};

/// Bytes that gather before a fully buffered file is written to.
const BUFFER_BYTES: usize = 8 * 1024;
/// Most bytes a program can have a file buffer.
const BUFFER_BYTES_MAX: usize = 1 << 20;

/// An open file.
#[derive(Debug)]
pub(super) struct Stream {
    /// `None` where the machine has no such standard stream.
    file: Option<File>,
    reads: bool,
    writes: bool,
    /// Written and not yet passed on.
    buffer: Vec<u8>,
    buffering: Buffering,
    buffer_bytes_max: usize,
    /// Read and not yet asked for.
    ahead: Vec<u8>,
    /// The end was found after what was read ahead.
    has_met_end: bool,
    /// The process at the other end of a pipe.
    child: Option<Child>,
    /// To be removed when the file is closed.
    temporary: Option<PathBuf>,
}

impl Stream {
    pub(super) fn new(file: Option<File>, reads: bool, writes: bool) -> Stream {
        Stream {
            file,
            reads,
            writes,
            buffer: Vec::new(),
            buffering: Buffering::Full,
            buffer_bytes_max: BUFFER_BYTES,
            ahead: Vec::new(),
            has_met_end: false,
            child: None,
            temporary: None,
        }
    }

    /// Opens a file; the path has been checked.
    pub(super) fn open(path: &std::path::Path, mode: OpenMode) -> HostResult<Stream> {
        let mut options = File::options();
        options.read(mode.reads()).write(mode.writes());
        match mode.base {
            OpenBase::Read => &mut options,
            OpenBase::Write => options.create(true).truncate(true),
            OpenBase::Append => options.create(true).append(true),
        };
        let mut file = options.open(path)?;
        if mode.base == OpenBase::Append && !mode.updates {
            // As glibc: the position is the end at once. A pipe has none.
            let _ = file.seek(SeekFrom::End(0));
        }
        Ok(Stream::new(Some(file), mode.reads(), mode.writes()))
    }

    pub(super) fn with_buffering(mut self, buffering: Buffering) -> Stream {
        self.buffering = buffering;
        self
    }

    pub(super) fn with_child(mut self, child: Child) -> Stream {
        self.child = Some(child);
        self
    }

    pub(super) fn removed_when_closed(mut self, path: PathBuf) -> Stream {
        self.temporary = Some(path);
        self
    }

    fn file(&mut self) -> HostResult<&mut File> {
        self.file.as_mut().ok_or_else(HostError::bad_handle)
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> HostResult<()> {
        if !self.writes || self.file.is_none() {
            return Err(HostError::bad_handle());
        }
        self.give_back()?;
        let kept = match self.buffering {
            Buffering::No => 0,
            Buffering::Full => bytes.len(),
            Buffering::Line => bytes.len() - bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1),
        };
        let (now, later) = bytes.split_at(bytes.len() - kept);
        if !now.is_empty() {
            self.pass_on(now)?;
        }
        if self.buffer.len() + later.len() > self.buffer_bytes_max {
            return self.pass_on(later);
        }
        self.buffer.extend_from_slice(later);
        Ok(())
    }

    /// Writes the buffer and then `bytes`. What could not be written is dropped, so that it is reported once.
    fn pass_on(&mut self, bytes: &[u8]) -> HostResult<()> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let file = self.file()?;
        let result = if buffer.len() + bytes.len() <= BUFFER_BYTES {
            buffer.extend_from_slice(bytes);
            file.write_all(&buffer)
        } else {
            file.write_all(&buffer).and_then(|()| file.write_all(bytes))
        };
        buffer.clear();
        self.buffer = buffer;
        result.map_err(HostError::from)
    }

    pub(super) fn flush(&mut self) -> HostResult<()> {
        if self.buffer.is_empty() { Ok(()) } else { self.pass_on(&[]) }
    }

    pub(super) fn read(&mut self, count: usize) -> HostResult<Vec<u8>> {
        if !self.reads {
            return Err(HostError::bad_handle());
        }
        self.flush()?;
        if !self.ahead.is_empty() {
            let rest = self.ahead.split_off(count.min(self.ahead.len()));
            return Ok(std::mem::replace(&mut self.ahead, rest));
        }
        if std::mem::take(&mut self.has_met_end) {
            return Ok(Vec::new());
        }
        let mut bytes = vec![0; count];
        let file = self.file()?;
        let len = loop {
            match file.read(&mut bytes) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        bytes.truncate(len);
        Ok(bytes)
    }

    /// Whether reading has an answer at once, with `has_come` to say whether the file has something. A line is read
    /// ahead as far as it has come. Errors are left to be found by reading.
    #[cfg(unix)]
    pub(super) fn is_ready(&mut self, count: usize, is_line: bool, has_come: impl Fn(&File) -> bool) -> bool {
        let Some(file) = self.file.as_mut().filter(|_| self.reads) else { return true };
        loop {
            let is_enough = match is_line {
                true => self.ahead.contains(&b'\n') || self.ahead.len() >= count,
                false => !self.ahead.is_empty() || count == 0,
            };
            if is_enough || self.has_met_end {
                return true;
            }
            if !has_come(file) {
                return false;
            }
            if !is_line {
                return true;
            }
            let mut bytes = [0; BUFFER_BYTES];
            match file.read(&mut bytes) {
                Ok(0) => self.has_met_end = true,
                Ok(len) => self.ahead.extend_from_slice(&bytes[..len]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => return true,
            }
        }
    }

    /// The same file, for waiting.
    #[cfg(unix)]
    pub(super) fn duplicate(&self) -> Option<File> {
        self.file.as_ref()?.try_clone().ok()
    }

    /// At most `count` bytes of a line.
    pub(super) fn read_line(&mut self, count: usize) -> HostResult<Vec<u8>> {
        let mut line = Vec::new();
        loop {
            let mut bytes = self.read(BUFFER_BYTES)?;
            let room = bytes.len().min(count - line.len());
            let newline = bytes[..room].iter().position(|&byte| byte == b'\n');
            let len = newline.map_or(room, |at| at + 1);
            let mut rest = bytes.split_off(len);
            rest.append(&mut self.ahead);
            self.ahead = rest;
            line.append(&mut bytes);
            if len == 0 || newline.is_some() || line.len() == count {
                return Ok(line);
            }
        }
    }

    /// All that is left, if that is at most `bytes_max` bytes.
    pub(super) fn read_to_end(&mut self, bytes_max: usize) -> HostResult<Vec<u8>> {
        let ahead = std::mem::take(&mut self.ahead);
        read_to_end(self.file()?, ahead, bytes_max)
    }

    /// Before someone else uses the file's position: it goes back to where the program is. Of what can't seek, what was
    /// read ahead is kept.
    pub(super) fn give_back(&mut self) -> HostResult<()> {
        if self.ahead.is_empty() {
            return Ok(());
        }
        let len = self.ahead.len() as i64;
        self.file()?.seek(SeekFrom::Current(-len))?;
        self.ahead.clear();
        Ok(())
    }

    /// The same open file for another process to read or to write, at the position where the program is.
    #[cfg(unix)]
    pub(super) fn share(&mut self, is_read: bool) -> HostResult<File> {
        if !(if is_read { self.reads } else { self.writes }) {
            return Err(HostError::bad_handle());
        }
        self.flush()?;
        // A pipe can't: the other process reads what comes after that.
        let _ = self.give_back();
        Ok(self.file()?.try_clone()?)
    }

    pub(super) fn seek(&mut self, whence: Whence, offset: i64) -> HostResult<u64> {
        self.flush()?;
        let ahead = self.ahead.len() as i64;
        let target = match whence {
            Whence::Set => u64::try_from(offset).map(SeekFrom::Start).ok(),
            Whence::Current => offset.checked_sub(ahead).map(SeekFrom::Current),
            Whence::End => Some(SeekFrom::End(offset)),
        };
        let target = target.ok_or_else(|| HostError::new("Invalid argument", errno::EINVAL))?;
        let position = self.file()?.seek(target)?;
        self.ahead.clear();
        Ok(position)
    }

    pub(super) fn set_buffer(&mut self, buffering: Buffering, size: usize) -> HostResult<()> {
        self.flush()?;
        self.buffering = buffering;
        self.buffer_bytes_max = size.clamp(1, BUFFER_BYTES_MAX);
        Ok(())
    }

    /// Closes the file. A child at the other end is waited for.
    pub(super) fn close(mut self) -> HostResult<Option<ChildExit>> {
        let flushed = self.flush();
        drop(self.file.take());
        if let Some(path) = self.temporary.take() {
            let _ = std::fs::remove_file(path);
        }
        match self.child.take() {
            Some(mut child) => Ok(Some(exit_of(child.wait()?))),
            None => flushed.map(|()| None),
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let _ = self.flush();
        drop(self.file.take());
        #[cfg(unix)]
        if let Some(child) = self.child.take() {
            super::children::reap_later(child);
        }
        if let Some(path) = self.temporary.take() {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Adds all that is left of a file, if it is at most `bytes_max` bytes with that. Never holds more than one byte beyond.
pub(super) fn read_to_end(file: &mut File, mut bytes: Vec<u8>, bytes_max: usize) -> HostResult<Vec<u8>> {
    let grow = |bytes: &mut Vec<u8>, more: usize| {
        let more = more.min(bytes_max.saturating_add(1).saturating_sub(bytes.len()));
        if more == 0 { Err(HostError::out_of_memory()) } else { reserve(bytes, more) }
    };
    // At a byte more than there should be, the end is seen without growing.
    let expected = usize::try_from(bytes_left(file)).unwrap_or(usize::MAX);
    if expected > bytes_max {
        return Err(HostError::out_of_memory());
    }
    grow(&mut bytes, expected.saturating_add(1))?;
    loop {
        let room = bytes.capacity() - bytes.len();
        if file.take(room as u64).read_to_end(&mut bytes)? < room {
            break;
        }
        let more = bytes.len().max(BUFFER_BYTES);
        grow(&mut bytes, more)?;
    }
    if bytes.len() > bytes_max { Err(HostError::out_of_memory()) } else { Ok(bytes) }
}

fn reserve(bytes: &mut Vec<u8>, more: usize) -> HostResult<()> {
    bytes.try_reserve_exact(more).map_err(|_| HostError::out_of_memory())
}

/// What a file says it still holds; 0 for what is no file of a known length.
fn bytes_left(file: &mut File) -> u64 {
    let len = file.metadata().map_or(0, |metadata| if metadata.is_file() { metadata.len() } else { 0 });
    len.saturating_sub(file.stream_position().unwrap_or(0))
}

/// How a child process ended.
pub(super) fn exit_of(status: std::process::ExitStatus) -> ChildExit {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = status.signal() {
            return ChildExit::Signal(signal);
        }
    }
    ChildExit::Code(status.code().unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(name: &str, text: &[u8]) -> Stream {
        let path = std::env::temp_dir().join(format!("tidelock-stream-{}-{name}", std::process::id()));
        std::fs::write(&path, text).expect("temporary files can be written");
        let mode = OpenMode { base: OpenBase::Read, updates: false };
        Stream::open(&path, mode).expect("it is there").removed_when_closed(path)
    }

    #[test]
    fn a_line_comes_in_parts_of_the_size_asked_for() {
        let long = "x".repeat(20_000);
        let mut stream = stream("lines", format!("{long}\nab\n\nend").as_bytes());
        let mut read = |count| stream.read_line(count).unwrap().len();
        assert_eq!([read(15_000), read(5_000), read(5_000)], [15_000, 5_000, 1]);
        assert_eq!([read(2), read(2), read(2), read(2), read(2), read(2)], [2, 1, 1, 2, 1, 0]);
    }

    #[test]
    fn a_file_is_read_up_to_the_limit_and_not_beyond() {
        for len in [0, 1, 100, 10_000] {
            let text = vec![b'x'; len];
            assert_eq!(stream(&format!("at-{len}"), &text).read_to_end(len).unwrap(), text);
            if let Some(less) = len.checked_sub(1) {
                let error = stream(&format!("past-{len}"), &text).read_to_end(less).unwrap_err();
                assert_eq!(error, HostError::out_of_memory());
            }
        }
        let mut begun = stream("begun", b"a\nbcd");
        assert_eq!(begun.read_line(10).unwrap(), b"a\n");
        assert_eq!(begun.read_to_end(3).unwrap(), b"bcd");
    }
}
