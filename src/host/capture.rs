//! A host that gives nothing, but keeps what is written to standard output and standard error.

use super::{Buffering, Handle, Host, HostError, HostResult};

/// Keeps what is written; refuses the rest. Standard input is empty.
#[derive(Clone, Debug, Default)]
pub struct CaptureHost {
    output: Vec<u8>,
    errors: Vec<u8>,
}

impl CaptureHost {
    /// With nothing kept yet.
    pub fn new() -> CaptureHost {
        CaptureHost::default()
    }

    fn stream(&mut self, handle: Handle) -> HostResult<&mut Vec<u8>> {
        match handle {
            1 => Ok(&mut self.output),
            2 => Ok(&mut self.errors),
            _ => Err(HostError::bad_handle()),
        }
    }
}

impl Host for CaptureHost {
    fn write(&mut self, handle: Handle, bytes: &[u8]) -> HostResult<()> {
        self.stream(handle)?.extend_from_slice(bytes);
        Ok(())
    }

    fn read(&mut self, handle: Handle, _count: usize) -> HostResult<Vec<u8>> {
        if handle == 0 { Ok(Vec::new()) } else { Err(HostError::bad_handle()) }
    }

    fn flush(&mut self, _handle: Handle) -> HostResult<()> {
        Ok(())
    }

    fn set_buffer(&mut self, _handle: Handle, _buffering: Buffering, _size: usize) -> HostResult<()> {
        Ok(())
    }

    fn warn(&mut self, text: &[u8]) {
        self.errors.extend_from_slice(text);
    }

    fn captured(&self, handle: Handle) -> &[u8] {
        match handle {
            1 => &self.output,
            2 => &self.errors,
            _ => &[],
        }
    }
}
