//! What a program may ask of the world outside: the numbers, arguments and answers of system calls.
//!
//! Arguments and answers are Lua values (nil, booleans, numbers, strings). A call that fails answers
//! `nil, message, error number`. The message is the bare reason (`No such file or directory`, 2), before which the
//! library puts names; only that of `ReadFile`, which no library words, is complete (`cannot open x: No such ...`).

macro_rules! system_calls {
    ($($variant:ident = $number:literal, $doc:literal;)*) => {
        /// A system call's number.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u16)]
        pub enum SystemCall { $(#[doc = $doc] $variant = $number,)* }

        impl SystemCall {
            /// Every system call.
            pub const ALL: &[SystemCall] = &[$(SystemCall::$variant),*];

            /// Longest string worth passing on, in bytes: of a longer one, only so much. Names that long are refused
            /// by every system, as they are with the rest.
            pub(crate) fn argument_bytes_max(self) -> usize {
                match self {
                    SystemCall::Write | SystemCall::Warn => usize::MAX,
                    SystemCall::Execute | SystemCall::OpenPipe => 128 * 1024 + 1,
                    _ => 4 * 1024 + 1,
                }
            }

            /// The call of this number.
            pub fn from_number(number: u16) -> Option<SystemCall> {
                Self::ALL.iter().copied().find(|&call| call as u16 == number)
            }
        }
    };
}

system_calls! {
    Write = 1, "`handle, bytes -> true`: writes all of them. Handles 0, 1, 2 are the standard streams.";
    Read = 2, "`handle, count -> bytes`: at most `count` bytes; the empty string at the end of the file.";
    Open = 3, "`path, mode -> handle`: `mode` as for `io.open`, already checked.";
    Close = 4, "`handle -> true`; for a child process `true | nil, \"exit\" | \"signal\", code`.";
    Seek = 5, "`handle, \"set\" | \"cur\" | \"end\", offset -> position`";
    Flush = 6, "`handle -> true`";
    SetBuffer = 7, "`handle, \"no\" | \"full\" | \"line\", size -> true`";
    Remove = 8, "`path -> true`";
    Rename = 9, "`from, to -> true`";
    TemporaryName = 10, "`-> path`: a file of this name has been created.";
    TemporaryFile = 11, "`-> handle`: open for update, removed when closed.";
    Time = 12, "`-> integer`: seconds since 1970-01-01 UTC.";
    Clock = 13, "`-> float`: seconds of processor time.";
    Environment = 14, "`name -> string | nil`";
    Exit = 15, "`code, close`: ends the process; no answer.";
    Warn = 16, "`text`: a complete warning for standard error; answer ignored.";
    Execute = 17, "`command | nil -> true | nil, \"exit\" | \"signal\", code`; with nil: whether there is a shell.";
    OpenPipe = 18, "`command, \"r\" | \"w\" -> handle`: a child process's output or input.";
    ReadFile = 19, "`path | nil -> bytes`: a whole source file (nil: standard input), for `loadfile`, `dofile`, `require`.";
    IsReadable = 20, "`path -> boolean`: whether a source file can be read.";
    ReadLine = 21, "`handle -> bytes`: up to and including the next newline, or to the end; empty at the end.";
    Entropy = 22, "`-> integer, integer`: a seed for `math.randomseed()`; from the run's seed, not from the machine.";
}
