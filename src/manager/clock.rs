//! Virtual time: ticks at a fixed rate.

/// Ticks of one virtual second.
pub const TICKS_PER_SECOND: u64 = 1_000_000_000;

/// Where readings of the clock come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TimeSource {
    /// From the run itself: the same in every run.
    #[default]
    Virtual,
    /// From the host.
    Real,
}

/// The clock of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    source: TimeSource,
    /// Seconds since 1970-01-01 UTC when the run began.
    epoch: i64,
    /// Ticks from the beginning of the run to that of the round.
    round_start: u64,
}

impl Clock {
    /// A clock that begins at `epoch`, in seconds since 1970-01-01 UTC.
    pub fn new(source: TimeSource, epoch: i64) -> Clock {
        Clock { source, epoch, round_start: 0 }
    }

    /// Whether readings come from the host.
    pub fn is_real(&self) -> bool {
        self.source == TimeSource::Real
    }

    /// Ticks from the beginning of the run to that of the current round.
    pub fn ticks(&self) -> u64 {
        self.round_start
    }

    /// Seconds since 1970-01-01 UTC, `slice_ticks` into a slice of the current round.
    pub fn time(&self, slice_ticks: u64) -> i64 {
        self.epoch.saturating_add(((self.round_start + slice_ticks) / TICKS_PER_SECOND) as i64)
    }

    /// Seconds since the run began, `slice_ticks` into a slice of the current round.
    pub fn seconds(&self, slice_ticks: u64) -> f64 {
        seconds(self.round_start + slice_ticks)
    }

    /// The ticks at which it is so many seconds since 1970-01-01 UTC; 0 if that was before the run began.
    pub(super) fn ticks_at(&self, time: f64) -> u64 {
        ticks(time - self.epoch as f64)
    }

    /// A round has ended whose longest slice took so many ticks.
    pub(super) fn advance(&mut self, longest_slice: u64) {
        self.round_start += longest_slice;
    }

    /// Everybody waits: time goes on to `ticks`, if that is later.
    pub(super) fn jump_to(&mut self, ticks: u64) {
        self.round_start = self.round_start.max(ticks);
    }
}

/// So many ticks in seconds.
pub(super) fn seconds(ticks: u64) -> f64 {
    ticks as f64 / TICKS_PER_SECOND as f64
}

/// So many seconds in ticks, at least as long; negative ones are none, and too many are 2^62, which is never.
pub(super) fn ticks(seconds: f64) -> u64 {
    (seconds * TICKS_PER_SECOND as f64).ceil().clamp(0.0, (1_u64 << 62) as f64) as u64
}
