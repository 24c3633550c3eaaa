//! What a module occupies, held to the process's limit.
//!
//! Invariant: what is counted is there. wasmi asks before it looks for fuel, and says so if there was none; then it
//! asks again when the program goes on.

use wasmi::ResourceLimiter;
use wasmi::errors::MemoryError;
use wasmi_core::LimiterError;

/// Logical bytes of a reference in a table.
const REFERENCE_BYTES: usize = 8;
/// Tables of one module.
const TABLES_MAX: usize = 100;

/// How much there is, and how much there may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    module_bytes: usize,
    memory_bytes: usize,
    /// Before the last request, which may still fail.
    memory_bytes_before: usize,
    table_bytes: usize,
    bytes_max: usize,
    was_refused: bool,
    /// Whether the module has all that it begins with.
    has_begun: bool,
}

impl Room {
    pub(super) fn new(module_bytes: usize, bytes_max: usize) -> Room {
        Room {
            module_bytes,
            memory_bytes: 0,
            memory_bytes_before: 0,
            table_bytes: 0,
            bytes_max,
            was_refused: false,
            has_begun: false,
        }
    }

    /// For another instance of the same module.
    pub(super) fn anew(&self) -> Room {
        Room::new(self.module_bytes, self.bytes_max)
    }

    pub(super) fn begin(&mut self) {
        self.has_begun = true;
    }

    pub(super) fn has_begun_within_limit(&self) -> bool {
        self.bytes() <= self.bytes_max
    }

    pub(super) fn bytes(&self) -> usize {
        self.module_bytes + self.memory_bytes + self.table_bytes
    }

    pub(super) fn bytes_max(&self) -> usize {
        self.bytes_max
    }

    /// Whether something was asked for that doesn't fit.
    pub(super) fn was_refused(&self) -> bool {
        self.was_refused
    }

    fn fits(&mut self, more: usize) -> bool {
        let fits = self.bytes().checked_add(more).is_some_and(|bytes| bytes <= self.bytes_max);
        self.was_refused |= !fits;
        fits
    }
}

impl ResourceLimiter for Room {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> Result<bool, LimiterError> {
        let more = desired.saturating_sub(current);
        if maximum.is_some_and(|most| desired > most) || !self.fits(more) {
            return Ok(false);
        }
        self.memory_bytes_before = self.memory_bytes;
        self.memory_bytes += more;
        Ok(true)
    }

    fn memory_grow_failed(&mut self, _: &MemoryError) -> Result<(), LimiterError> {
        self.memory_bytes = self.memory_bytes_before;
        Ok(())
    }

    /// Tables don't grow: wasmi 2.0.0 does not go on where it was when there was no fuel to do that.
    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool, LimiterError> {
        let more = desired.saturating_sub(current).saturating_mul(REFERENCE_BYTES);
        if self.has_begun || !self.fits(more) {
            return Ok(false);
        }
        self.table_bytes += more;
        Ok(true)
    }

    fn instances(&self) -> usize {
        1
    }

    fn tables(&self) -> usize {
        TABLES_MAX
    }

    fn memories(&self) -> usize {
        1
    }
}
