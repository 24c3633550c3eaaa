//! Ctrl-C: the first one asks whatever runs to stop; a program that the host keeps waiting is ended all the same.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::CODE_INTERRUPTED;

/// How long a run has to come to the end of its slice.
const GRACE: Duration = Duration::from_millis(500);

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

    fn say_farewell(&self) {
        let farewells = std::mem::take(&mut *self.farewells.lock().unwrap_or_else(PoisonError::into_inner));
        farewells.into_iter().for_each(|Farewell(action)| action());
    }
}

/// Takes Ctrl-C over.
pub(crate) fn install() -> Interrupt {
    let interrupt = Interrupt::default();
    let seen = interrupt.clone();
    let handler = move || {
        seen.requested.store(true, Ordering::Relaxed);
        if !seen.is_survived.load(Ordering::Relaxed) {
            std::thread::sleep(GRACE);
            seen.say_farewell();
            std::process::exit(i32::from(CODE_INTERRUPTED));
        }
    };
    // Without a handler Ctrl-C ends the process as the system sees fit, which is what can be done then.
    let _ = ctrlc::set_handler(handler);
    interrupt
}
