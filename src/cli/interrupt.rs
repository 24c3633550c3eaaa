//! Ctrl-C, and the signals that ask a program to end: the first one asks whatever runs to stop; a program that the host
//! keeps waiting is ended all the same.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a run has to come to the end of its slice.
const GRACE: Duration = Duration::from_millis(500);

/// Ctrl-C's signal, SIGINT.
const INTERRUPT: u8 = 2;
/// Of a terminal that is gone, SIGHUP.
const HANG_UP: u8 = 1;
/// The usual one that asks a program to end, SIGTERM.
const TERMINATE: u8 = 15;

/// Which signals are taken over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Signals {
    /// Ctrl-C's.
    Keys,
    /// All that ask a program to end.
    All,
}

/// Ctrl-C's flags.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt {
    /// Set by Ctrl-C, and by whatever else is to end a run.
    pub(crate) requested: Arc<AtomicBool>,
    /// Set when the reason is that nobody reads standard output any more.
    pub(crate) is_output_closed: Arc<AtomicBool>,
    /// Set when written bytes could not be passed on at the end.
    pub(crate) is_output_lost: Arc<AtomicBool>,
    /// Set while somebody looks at `requested` and goes on afterwards.
    pub(crate) is_survived: Arc<AtomicBool>,
    /// The signal that came first; 0 if none has.
    signal: Arc<AtomicU8>,
    /// What is to be done before a program that keeps its run waiting is ended.
    farewells: Arc<Mutex<Vec<Farewell>>>,
}

/// Something that is to be done at last.
struct Farewell(Box<dyn FnOnce() + Send>);

impl fmt::Debug for Farewell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Farewell")
    }
}

impl Interrupt {
    /// Has something done before a program that keeps its run waiting is ended.
    pub(crate) fn at_last(&self, action: impl FnOnce() + Send + 'static) {
        let mut farewells = self.farewells.lock().unwrap_or_else(PoisonError::into_inner);
        farewells.push(Farewell(Box::new(action)));
    }

    /// Exit code of a run that was ended so: that of a program which the signal ends.
    pub(crate) fn code(&self) -> u8 {
        128 + self.signal_or_keys()
    }

    /// Why a run was ended.
    pub(crate) fn reason(&self) -> &'static str {
        match self.signal_or_keys() {
            HANG_UP => "ended by SIGHUP",
            TERMINATE => "ended by SIGTERM",
            _ => "interrupted",
        }
    }

    fn signal_or_keys(&self) -> u8 {
        match self.signal.load(Ordering::Relaxed) {
            0 => INTERRUPT,
            signal => signal,
        }
    }

    /// A signal has come.
    fn receive(&self, signal: u8) {
        let _ = self.signal.compare_exchange(0, signal, Ordering::Relaxed, Ordering::Relaxed);
        self.requested.store(true, Ordering::Relaxed);
        if !self.is_survived.load(Ordering::Relaxed) {
            std::thread::sleep(GRACE);
            self.say_farewell();
            std::process::exit(i32::from(self.code()));
        }
    }

    fn say_farewell(&self) {
        let farewells = std::mem::take(&mut *self.farewells.lock().unwrap_or_else(PoisonError::into_inner));
        farewells.into_iter().for_each(|Farewell(action)| action());
    }
}

/// Takes signals over.
pub(crate) fn install(signals: Signals) -> Interrupt {
    let interrupt = Interrupt::default();
    // Without that they end the process as the system sees fit, which is what can be done then.
    let _ = listen(signals, interrupt.clone());
    interrupt
}

#[cfg(unix)]
fn listen(signals: Signals, seen: Interrupt) -> io::Result<()> {
    let mut numbers = vec![i32::from(INTERRUPT)];
    if signals == Signals::All {
        numbers.push(i32::from(TERMINATE));
        // Whoever started this with `nohup` wants it to go on.
        if !is_ignored(HANG_UP) {
            numbers.push(i32::from(HANG_UP));
        }
    }
    let mut incoming = signal_hook::iterator::Signals::new(numbers)?;
    let receive = move || {
        for signal in incoming.forever() {
            seen.receive(u8::try_from(signal).unwrap_or(INTERRUPT));
        }
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(receive).map(drop)
}

#[cfg(not(unix))]
fn listen(_: Signals, seen: Interrupt) -> io::Result<()> {
    ctrlc::set_handler(move || seen.receive(INTERRUPT)).map_err(io::Error::other)
}

/// Whether a signal was ignored when this program began, as far as the system says so in a file.
#[cfg(unix)]
fn is_ignored(signal: u8) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}
