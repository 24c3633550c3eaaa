//! A host that gives nothing, but keeps what is written to standard output and standard error, up to a limit.

use super::{Buffering, Confinement, ConfinementError, Handle, Host, HostError, HostResult, errno};

/// Bytes kept of each stream, unless told otherwise.
const BYTES_MAX_DEFAULT: usize = 64 << 20;

/// Keeps what is written; refuses the rest. Standard input is empty.
///
/// What is kept is no part of the process's memory limit, so it has one of its own: 64 MiB of each of the two streams,
/// or what [`CaptureHost::with_bytes_max`] says. A write that goes beyond fails with `No space left on device` (28) and
/// nothing of it is kept; a warning that goes beyond is lost.
#[derive(Clone, Debug)]
pub struct CaptureHost {
    output: Vec<u8>,
    errors: Vec<u8>,
    bytes_max: usize,
}

impl Default for CaptureHost {
    fn default() -> CaptureHost {
        CaptureHost { output: Vec::new(), errors: Vec::new(), bytes_max: BYTES_MAX_DEFAULT }
    }
}

impl CaptureHost {
    /// With nothing kept yet.
    pub fn new() -> CaptureHost {
        CaptureHost::default()
    }

    /// With so many bytes kept of each stream at most.
    #[must_use]
    pub fn with_bytes_max(mut self, bytes_max: usize) -> CaptureHost {
        self.bytes_max = bytes_max;
        self
    }
}

impl Host for CaptureHost {
    fn write(&mut self, handle: Handle, bytes: &[u8]) -> HostResult<()> {
        let stream = match handle {
            1 => &mut self.output,
            2 => &mut self.errors,
            _ => return Err(HostError::bad_handle()),
        };
        if bytes.len() > self.bytes_max.saturating_sub(stream.len()) {
            return Err(HostError::new("No space left on device", errno::ENOSPC));
        }
        stream.extend_from_slice(bytes);
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
        let _ = self.write(2, text);
    }

    fn child(&mut self, confinement: &Confinement) -> Result<Box<dyn Host>, ConfinementError> {
        confinement.check_nothing()?;
        Ok(Box::new(CaptureHost::new().with_bytes_max(self.bytes_max)))
    }

    fn captured(&self, handle: Handle) -> &[u8] {
        match handle {
            1 => &self.output,
            2 => &self.errors,
            _ => &[],
        }
    }
}
