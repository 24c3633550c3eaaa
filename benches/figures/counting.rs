//! An allocator that counts the bytes asked of it, while something is being counted.
//!
//! Invariant: it only adds up sizes; all memory is the system's. Its own overhead (headers, rounding) isn't seen.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};

pub(crate) struct CountingAllocator;

/// Off while time is measured.
static IS_COUNTING: AtomicBool = AtomicBool::new(false);
static LIVE_BYTES: AtomicI64 = AtomicI64::new(0);
static PEAK_BYTES: AtomicI64 = AtomicI64::new(0);

fn count(bytes: i64) {
    if IS_COUNTING.load(Relaxed) {
        let live = LIVE_BYTES.fetch_add(bytes, Relaxed) + bytes;
        PEAK_BYTES.fetch_max(live, Relaxed);
    }
}

// SAFETY: every method hands its arguments to the system's allocator as they are, and returns what that returns.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        // SAFETY: as for `alloc`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count(-(layout.size() as i64));
        // SAFETY: as for `alloc`; the block came from `System`.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as i64 - layout.size() as i64);
        // SAFETY: as for `dealloc`.
        unsafe { System.realloc(block, layout, size) }
    }
}

/// Bytes allocated and not freed since it began.
pub(crate) struct Counted(());

impl Counted {
    /// One at a time.
    pub(crate) fn begin() -> Counted {
        LIVE_BYTES.store(0, Relaxed);
        PEAK_BYTES.store(0, Relaxed);
        IS_COUNTING.store(true, Relaxed);
        Counted(())
    }

    pub(crate) fn live_bytes(&self) -> f64 {
        LIVE_BYTES.load(Relaxed) as f64
    }

    pub(crate) fn peak_bytes(&self) -> f64 {
        PEAK_BYTES.load(Relaxed) as f64
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        IS_COUNTING.store(false, Relaxed);
    }
}
