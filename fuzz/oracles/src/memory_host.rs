//! A world in memory: standard streams that keep what is written, and files that are bytes.
//!
//! It can be cloned with the process that uses it, and touches nothing of the machine.

use std::collections::BTreeMap;

use tidelock::host::{Buffering, ChildExit, Handle, Host, HostError, HostResult, OpenBase, OpenMode, Whence};

#[derive(Clone, Debug)]
struct OpenFile {
    path: Vec<u8>,
    mode: OpenMode,
    position: usize,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct MemoryHost {
    output: Vec<u8>,
    errors: Vec<u8>,
    files: BTreeMap<Vec<u8>, Vec<u8>>,
    open: BTreeMap<Handle, OpenFile>,
    /// Files ever opened.
    opened: i64,
}

fn missing() -> HostError {
    HostError::new("No such file or directory", 2)
}

impl MemoryHost {
    fn open_file(&mut self, path: Vec<u8>, mode: OpenMode) -> Handle {
        self.opened += 1;
        let handle = self.opened + 2;
        self.open.insert(handle, OpenFile { path, mode, position: 0 });
        handle
    }

    fn file(&mut self, handle: Handle) -> HostResult<(&mut OpenFile, &mut Vec<u8>)> {
        let file = self.open.get_mut(&handle).ok_or_else(HostError::bad_handle)?;
        let bytes = self.files.entry(file.path.clone()).or_default();
        Ok((file, bytes))
    }
}

impl Host for MemoryHost {
    fn write(&mut self, handle: Handle, bytes: &[u8]) -> HostResult<()> {
        match handle {
            1 => self.output.extend_from_slice(bytes),
            2 => self.errors.extend_from_slice(bytes),
            _ => {
                let (file, content) = self.file(handle)?;
                if !file.mode.writes() {
                    return Err(HostError::bad_handle());
                }
                if file.mode.base == OpenBase::Append {
                    file.position = content.len();
                }
                let end = file.position + bytes.len();
                content.resize(content.len().max(end), 0);
                content[file.position..end].copy_from_slice(bytes);
                file.position = end;
            }
        }
        Ok(())
    }

    fn read(&mut self, handle: Handle, count: usize) -> HostResult<Vec<u8>> {
        if handle == 0 {
            return Ok(Vec::new());
        }
        let (file, content) = self.file(handle)?;
        if !file.mode.reads() {
            return Err(HostError::bad_handle());
        }
        let rest = content.get(file.position..).unwrap_or_default();
        let taken = rest[..count.min(rest.len())].to_vec();
        file.position += taken.len();
        Ok(taken)
    }

    fn open(&mut self, path: &[u8], mode: OpenMode) -> HostResult<Handle> {
        let is_there = self.files.contains_key(path);
        let can_be_made = mode.base != OpenBase::Read && (!path.contains(&b'/') || path.starts_with(b"/tmp/"));
        if !is_there && !can_be_made {
            return Err(missing());
        }
        match mode.base {
            OpenBase::Read => {}
            OpenBase::Write => drop(self.files.insert(path.to_vec(), Vec::new())),
            OpenBase::Append => drop(self.files.entry(path.to_vec()).or_default()),
        }
        Ok(self.open_file(path.to_vec(), mode))
    }

    fn close(&mut self, handle: Handle) -> HostResult<Option<ChildExit>> {
        self.open.remove(&handle).map(|_| None).ok_or_else(HostError::bad_handle)
    }

    fn seek(&mut self, handle: Handle, whence: Whence, offset: i64) -> HostResult<u64> {
        let (file, content) = self.file(handle)?;
        let from = match whence {
            Whence::Set => 0,
            Whence::Current => file.position,
            Whence::End => content.len(),
        };
        let position = (from as i64).checked_add(offset).and_then(|position| usize::try_from(position).ok());
        file.position = position.ok_or_else(|| HostError::new("Invalid argument", 22))?;
        Ok(file.position as u64)
    }

    fn flush(&mut self, _handle: Handle) -> HostResult<()> {
        Ok(())
    }

    fn set_buffer(&mut self, _handle: Handle, _buffering: Buffering, _size: usize) -> HostResult<()> {
        Ok(())
    }

    fn remove(&mut self, path: &[u8]) -> HostResult<()> {
        self.files.remove(path).map(|_| ()).ok_or_else(missing)
    }

    fn rename(&mut self, from: &[u8], to: &[u8]) -> HostResult<()> {
        let content = self.files.remove(from).ok_or_else(missing)?;
        self.files.insert(to.to_vec(), content);
        Ok(())
    }

    fn temporary_name(&mut self) -> HostResult<Vec<u8>> {
        self.opened += 1;
        let path = format!("/tmp/lua_{}", self.opened).into_bytes();
        self.files.insert(path.clone(), Vec::new());
        Ok(path)
    }

    fn temporary_file(&mut self) -> HostResult<Handle> {
        let path = self.temporary_name()?;
        Ok(self.open_file(path, OpenMode { base: OpenBase::Write, updates: true }))
    }

    fn environment(&mut self, _name: &[u8]) -> HostResult<Option<Vec<u8>>> {
        Ok(None)
    }

    fn warn(&mut self, text: &[u8]) {
        self.errors.extend_from_slice(text);
    }

    fn read_file(&mut self, path: Option<&[u8]>, bytes_max: usize) -> HostResult<Vec<u8>> {
        match path {
            Some(path) => {
                let bytes = self.files.get(path).ok_or_else(missing)?;
                if bytes.len() > bytes_max { Err(HostError::out_of_memory()) } else { Ok(bytes.clone()) }
            }
            None => Ok(Vec::new()),
        }
    }

    fn is_readable(&mut self, path: &[u8]) -> bool {
        self.files.contains_key(path)
    }

    fn captured(&self, handle: Handle) -> &[u8] {
        match handle {
            1 => &self.output,
            2 => &self.errors,
            _ => &[],
        }
    }
}
