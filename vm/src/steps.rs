//! Work that is done in steps: compiling, verifying, reading and linking code for `load`.
//!
//! Such work is an `async fn` that says how much it has done ([`Pace::did`]) and rests where it can go on later
//! ([`Pace::rest`]). The compiler makes a state machine of it; there is no executor, no thread and no waiting: whoever
//! drives it polls, once for each step. So code that descends and borrows stays as it would be in one go, and what it
//! keeps between two steps needs no form of its own. It is not plain data: a process that is copied or written out
//! begins such work anew, and takes the steps that were recorded.
//!
//! Invariant: where the steps end follows from the work and the budget alone.

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

/// Work, boxed.
pub type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Units of work for a tick.
pub const UNITS_PER_TICK: u64 = 16;

/// What work in steps counts by.
#[derive(Clone, Debug)]
pub struct Pace(Arc<Counters>);

/// Only ever used by one thread at a time: there is nothing to synchronise.
#[derive(Debug)]
struct Counters {
    /// Units done since the beginning.
    done: AtomicU64,
    /// When to rest.
    until: AtomicU64,
    /// Logical bytes in use.
    bytes: AtomicUsize,
    /// The most of them since it was last asked.
    peak_bytes: AtomicUsize,
    /// How many may be.
    bytes_max: AtomicUsize,
    /// How many there would be of the work that gave up because they may not; 0 if it did not.
    lacked_bytes: AtomicUsize,
}

impl Default for Counters {
    fn default() -> Counters {
        Counters {
            done: AtomicU64::default(),
            until: AtomicU64::default(),
            bytes: AtomicUsize::default(),
            peak_bytes: AtomicUsize::default(),
            bytes_max: AtomicUsize::new(usize::MAX),
            lacked_bytes: AtomicUsize::default(),
        }
    }
}

impl Pace {
    /// The pace of work in one go: it never rests.
    pub fn unbroken() -> Pace {
        Pace(Arc::new(Counters { until: AtomicU64::new(u64::MAX), ..Counters::default() }))
    }

    /// Counts work done.
    #[inline]
    pub fn did(&self, units: usize) {
        self.0.done.store(self.0.done.load(Relaxed) + units as u64, Relaxed);
    }

    /// Rests until the next step if this one is used up.
    #[inline]
    pub async fn rest(&self) {
        if self.0.done.load(Relaxed) >= self.0.until.load(Relaxed) {
            poll_fn(|_| {
                if self.0.done.load(Relaxed) < self.0.until.load(Relaxed) { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
        }
    }

    /// Counts work done, then rests if need be.
    #[inline]
    pub async fn spend(&self, units: usize) {
        self.did(units);
        self.rest().await;
    }

    /// Whether `more` bytes than those held are more than may be. Work that finds it so between two rests gives up;
    /// whatever result it gives does not count.
    pub fn lacks_room(&self, more: usize) -> bool {
        let wanted = self.0.bytes.load(Relaxed).saturating_add(more);
        let lacks = wanted > self.0.bytes_max.load(Relaxed);
        if lacks {
            self.0.lacked_bytes.store(wanted, Relaxed);
        }
        lacks
    }

    /// Memory that the work uses, none as yet.
    pub fn held(&self) -> Held {
        Held { pace: self.clone(), bytes: 0 }
    }
}

/// Logical bytes that a part of the work uses, until it is dropped.
#[derive(Debug)]
pub struct Held {
    pace: Pace,
    bytes: usize,
}

impl Held {
    /// Says how many they are now.
    #[inline]
    pub fn set(&mut self, bytes: usize) {
        let total = &self.pace.0.bytes;
        let now = total.load(Relaxed) - self.bytes + bytes;
        total.store(now, Relaxed);
        self.bytes = bytes;
        if now > self.pace.0.peak_bytes.load(Relaxed) {
            self.pace.0.peak_bytes.store(now, Relaxed);
        }
    }

    /// How many they are; they are counted elsewhere from now on.
    pub fn take(&mut self) -> usize {
        let bytes = self.bytes;
        self.set(0);
        bytes
    }

    /// Says that there are more.
    pub fn add(&mut self, bytes: usize) {
        self.set(self.bytes + bytes);
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.set(0);
    }
}

/// Work under way.
pub struct Steps<T> {
    /// A mutex only to be shared between threads, which none does: it is never locked.
    work: Mutex<Work<T>>,
    pace: Pace,
}

impl<T> Steps<T> {
    /// Work that has not begun.
    pub fn new<F: Future<Output = T> + Send + 'static>(work: impl FnOnce(Pace) -> F) -> Steps<T> {
        let pace = Pace(Arc::default());
        Steps { work: Mutex::new(Box::pin(work(pace.clone()))), pace }
    }

    /// Goes on for about `units`: to the first rest after so many. Not to be called again once it gave the result.
    pub fn step(&mut self, units: u64) -> Option<T> {
        let counters = &self.pace.0;
        counters.until.store(counters.done.load(Relaxed).saturating_add(units.max(1)), Relaxed);
        let work = self.work.get_mut().unwrap_or_else(PoisonError::into_inner);
        match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => Some(result),
            Poll::Pending => None,
        }
    }

    /// Units done since the beginning.
    pub fn units(&self) -> u64 {
        self.pace.0.done.load(Relaxed)
    }

    /// Logical bytes that it uses now.
    pub fn memory_bytes(&self) -> usize {
        self.pace.0.bytes.load(Relaxed)
    }

    /// Says how many logical bytes it may use. Work looks at this where it takes much memory between two rests; what
    /// it takes beyond that little by little is for who drives it to see.
    pub fn allow(&mut self, bytes_max: usize) {
        self.pace.0.bytes_max.store(bytes_max, Relaxed);
    }

    /// How many logical bytes it wanted to use when it gave up for lack of them.
    pub fn lacked_bytes(&self) -> Option<usize> {
        Some(self.pace.0.lacked_bytes.load(Relaxed)).filter(|&bytes| bytes > 0)
    }

    /// The most that it used since it was last asked.
    pub fn take_peak_bytes(&mut self) -> usize {
        self.pace.0.peak_bytes.swap(self.memory_bytes(), Relaxed)
    }
}

impl<T> fmt::Debug for Steps<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Steps").field("pace", &self.pace).finish_non_exhaustive()
    }
}

/// Does work at an unbroken pace, in one go.
///
/// # Panics
/// If it rests.
pub fn in_one_go<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("work at an unbroken pace does not rest"),
    }
}

/// Bytes that are copied between two rests.
const COPIED_BYTES: usize = 64 * 1024;
/// Bytes copied for a unit.
pub const COPIED_BYTES_PER_UNIT: usize = 16;

/// A copy of `bytes`, made in parts.
pub async fn copied(bytes: &[u8], pace: &Pace) -> Vec<u8> {
    let mut copy = Vec::with_capacity(bytes.len());
    append(&mut copy, bytes, pace).await;
    copy
}

/// Appends `bytes` in parts.
pub async fn append(to: &mut Vec<u8>, bytes: &[u8], pace: &Pace) {
    for part in bytes.chunks(COPIED_BYTES) {
        to.extend_from_slice(part);
        pace.spend(part.len() / COPIED_BYTES_PER_UNIT).await;
    }
}

/// Empties a vector in parts. What it frees at a time is an eighth at most, since giving memory back takes time too.
pub async fn dismantle_parts<T>(items: &mut Vec<T>, pace: &Pace) {
    const PART: usize = 256;
    const UNITS_PER_ITEM: usize = 8;
    while !items.is_empty() {
        let part = items.len().min(if std::mem::needs_drop::<T>() { PART } else { PART * 64 });
        items.truncate(items.len() - part);
        if items.len() < items.capacity() / 8 * 7 {
            items.shrink_to_fit();
        }
        pace.spend(part.min(PART) * UNITS_PER_ITEM).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn count_to(most: usize, pace: Pace) -> usize {
        let mut held = pace.held();
        for number in 1..=most {
            held.set(number);
            pace.spend(3).await;
        }
        most
    }

    #[test]
    fn a_step_ends_at_the_first_rest_after_its_units() {
        let mut steps = Steps::new(|pace| count_to(5, pace));
        assert_eq!((steps.step(1), steps.units(), steps.memory_bytes()), (None, 3, 1));
        assert_eq!((steps.step(4), steps.units(), steps.memory_bytes()), (None, 9, 3));
        assert_eq!((steps.step(100), steps.units(), steps.memory_bytes()), (Some(5), 15, 0));
    }

    #[test]
    fn work_is_told_how_much_it_may_use() {
        let mut steps = Steps::new(|pace| async move {
            let mut held = pace.held();
            held.set(10);
            let answers = [pace.lacks_room(5), pace.lacks_room(6)];
            pace.spend(1).await;
            answers
        });
        steps.allow(15);
        assert_eq!((steps.step(1), steps.lacked_bytes(), steps.memory_bytes()), (None, Some(16), 10));
        assert_eq!((steps.step(1), steps.memory_bytes()), (Some([false, true]), 0));
        let pace = Pace::unbroken();
        assert!(!pace.lacks_room(usize::MAX));
    }

    #[test]
    fn at_an_unbroken_pace_work_does_not_rest() {
        assert_eq!(in_one_go(count_to(1000, Pace::unbroken())), 1000);
    }

    #[test]
    fn a_copy_in_parts_is_a_copy() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|i| i as u8).collect();
        let mut steps = Steps::new(|pace| {
            let bytes = bytes.clone();
            async move { copied(&bytes, &pace).await }
        });
        let parts = std::iter::from_fn(|| Some(steps.step(1))).take_while(Option::is_none).count();
        assert_eq!(parts, 4);
        assert_eq!(in_one_go(copied(&bytes, &Pace::unbroken())), bytes);
    }
}
