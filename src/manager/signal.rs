//! Signals: their numbers, and what each does to a process that doesn't handle it.

use std::fmt;

/// What a signal does where nothing handles it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DefaultAction {
    /// The process ends.
    Terminate,
    /// It stops until it is continued.
    Stop,
    /// It goes on if it was stopped.
    Continue,
    /// Nothing.
    Ignore,
}

macro_rules! signals {
    ($($variant:ident = $number:literal $action:ident;)*) => {
        /// A signal, numbered as POSIX systems mostly do.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        #[repr(u8)]
        pub enum Signal { $(#[doc = concat!("SIG", stringify!($variant))] $variant = $number,)* }

        impl Signal {
            /// Every signal.
            pub const ALL: &[Signal] = &[$(Signal::$variant),*];

            /// The signal of this number.
            pub fn from_number(number: i64) -> Option<Signal> {
                match number {
                    $($number => Some(Signal::$variant),)*
                    _ => None,
                }
            }

            /// What it does where nothing handles it.
            pub fn default_action(self) -> DefaultAction {
                match self {
                    $(Signal::$variant => DefaultAction::$action,)*
                }
            }

            /// `SIGTERM` and so on.
            pub fn name(self) -> &'static str {
                match self {
                    $(Signal::$variant => concat!("SIG", stringify!($variant)),)*
                }
            }
        }
    };
}

signals! {
    HUP = 1 Terminate;
    INT = 2 Terminate;
    QUIT = 3 Terminate;
    TRAP = 5 Terminate;
    ABRT = 6 Terminate;
    KILL = 9 Terminate;
    USR1 = 10 Terminate;
    USR2 = 12 Terminate;
    PIPE = 13 Terminate;
    TERM = 15 Terminate;
    CHLD = 17 Ignore;
    CONT = 18 Continue;
    STOP = 19 Stop;
    TTIN = 21 Stop;
    TTOU = 22 Stop;
}

impl Signal {
    /// Its number.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Whether a process may handle it.
    pub fn can_be_handled(self) -> bool {
        !matches!(self, Signal::KILL | Signal::STOP)
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of signals.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SignalSet(u32);

impl SignalSet {
    /// Whether a signal is in it.
    pub fn has(self, signal: Signal) -> bool {
        self.0 & (1 << signal.number()) != 0
    }

    pub(super) fn set(&mut self, signal: Signal, is_in: bool) {
        let bit = 1 << signal.number();
        self.0 = if is_in { self.0 | bit } else { self.0 & !bit };
    }

    /// The lowest, taken out.
    pub(super) fn take_first(&mut self) -> Option<Signal> {
        let signal = Signal::ALL.iter().copied().find(|&signal| self.has(signal))?;
        self.set(signal, false);
        Some(signal)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}
