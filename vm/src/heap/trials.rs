//! Trials: what tests do to a process so that it comes to what ordinary runs hardly ever come to.
//!
//! A trial is no state of the process: snapshots are without it, copies have it. Nothing on a fast path asks for it.
//! While lack of memory is tried, the limit is 0: whoever looks whether there is room finds none, and asks here, off the
//! common path, whether that is to be believed. The limit proper is kept aside, and comes back when the trial is over.

use super::Collector;

/// What is tried on a process.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Trial {
    /// Nothing.
    #[default]
    None,
    /// Each safepoint collects all garbage: what is live but not reached is gone at once.
    CollectAlways,
    /// No safepoint collects; `collectgarbage` still does.
    CollectNever,
    /// There is no room at one of the points at which that is found out: where something large is asked for, and at the
    /// first safepoint after each allocation. No safepoint collects meanwhile, but where there is no room.
    NoRoom {
        /// The point, from 1 on.
        point: u64,
        /// For how long.
        lasts: Lasts,
    },
}

/// How long there is no room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lasts {
    /// Until garbage was collected, which is enough: what asked begins anew, and the program sees nothing of it.
    UntilCollected,
    /// Until the error was raised.
    UntilRaised,
    /// For good.
    Forever,
}

/// A trial under way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OnTrial {
    trial: Trial,
    /// Points come to; none are counted from the one on at which there is no room.
    points: u64,
    /// The limit proper.
    bytes_max: usize,
}

impl Collector {
    pub(crate) fn begin_trial(&mut self, trial: Trial) {
        self.end_trial();
        if trial == Trial::None {
            return;
        }
        self.on_trial = OnTrial { trial, points: 0, bytes_max: self.bytes_max };
        if self.tries_no_room() {
            self.bytes_max = 0;
        }
        self.wait_for(0);
    }

    fn end_trial(&mut self) {
        if self.on_trial.trial == Trial::None {
            return;
        }
        self.bytes_max = self.proper_bytes_max();
        self.on_trial.trial = Trial::None;
        self.wait_for(0);
    }

    /// The limit without the trial.
    pub(crate) fn proper_bytes_max(&self) -> usize {
        if self.tries_no_room() { self.on_trial.bytes_max } else { self.bytes_max }
    }

    pub(crate) fn points(&self) -> u64 {
        self.on_trial.points
    }

    pub(crate) fn collects_always(&self) -> bool {
        self.on_trial.trial == Trial::CollectAlways
    }

    pub(super) fn tries_no_room(&self) -> bool {
        matches!(self.on_trial.trial, Trial::NoRoom { .. })
    }

    /// The debt after work is done, if a trial says.
    pub(super) fn debt_on_trial(&self) -> Option<i64> {
        match self.on_trial.trial {
            Trial::None => None,
            // As far from each other as sums of sizes never get.
            Trial::CollectAlways => Some(i64::MAX / 4),
            Trial::CollectNever => Some(i64::MIN / 4),
            Trial::NoRoom { .. } => Some(0),
        }
    }

    /// Where there is no room for `bytes`: whether that is to be believed.
    #[cold]
    pub(crate) fn lacks_room(&mut self, bytes: usize) -> bool {
        let Trial::NoRoom { point, lasts } = self.on_trial.trial else { return true };
        // What was asked for is no reason to look again.
        self.debt = self.debt.min(-(bytes as i64));
        self.on_trial.points += u64::from(self.on_trial.points < point);
        let lacks = self.on_trial.points == point;
        if lacks && lasts == Lasts::UntilCollected {
            self.end_trial();
        }
        lacks
    }

    /// The same where nothing is asked for: only what was allocated since can be too much.
    #[cold]
    pub(crate) fn has_too_much(&mut self) -> bool {
        if self.tries_no_room() {
            let was_due = self.is_due();
            self.debt = 0;
            if !was_due {
                return false;
            }
        }
        self.lacks_room(0)
    }

    /// An error for lack of room is raised.
    pub(crate) fn lack_is_raised(&mut self) {
        if matches!(self.on_trial.trial, Trial::NoRoom { lasts: Lasts::UntilRaised, .. }) {
            self.end_trial();
        }
    }
}
