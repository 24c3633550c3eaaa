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

macro_rules! process_calls {
    ($($variant:ident = $number:literal, $name:literal, $doc:literal;)*) => {
        /// What a process asks of its manager, as [`SystemCall`] is what it asks of its host. Arguments and answers may
        /// be tables of plain data. A call that fails answers with an error.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        #[repr(u16)]
        pub enum ProcessCall { $(#[doc = $doc] $variant = $number,)* }

        impl ProcessCall {
            /// Every call.
            pub const ALL: &[ProcessCall] = &[$(ProcessCall::$variant),*];

            /// The call of this number.
            pub fn from_number(number: u16) -> Option<ProcessCall> {
                match number {
                    $($number => Some(ProcessCall::$variant),)*
                    _ => None,
                }
            }

            /// Its name in messages and traces.
            pub fn name(self) -> &'static str {
                match self {
                    $(ProcessCall::$variant => $name,)*
                }
            }
        }
    };
}

process_calls! {
    Call = 64, "call", "`context | nil, timeout | nil, name, ... -> cid`: calls an endpoint; an event `answer` will come.";
    Rpc = 65, "rpc", "the same, but waits: `-> ...`, what was answered.";
    Answer = 66, "answer", "`cid, ok, ...`: answers a call that came as an event.";
    Bind = 67, "bind", "`name, context | nil`: makes calls of that name come here.";
    Unbind = 68, "unbind", "`name, context | nil`";
    Cancel = 69, "cancel call", "`cid`: takes a call back; no answer will come.";
    Pull = 70, "pull", "`timeout | nil -> event | nil`: the next event, whatever it is.";
    NewContext = 71, "context", "`-> context`";
    Kill = 80, "kill", "`pid, signal`";
    Signal = 81, "signal", "`signal, true | false | nil -> true | false | nil`: it is handled, ignored, or does what it does by itself; what it was.";
    QueueEvent = 82, "queueEvent", "`name, params`: to the caller itself.";
    SendEvent = 83, "sendEvent", "`pid, name, params -> boolean`";
    Timer = 84, "timer", "`seconds -> id`: an event `timer` will come.";
    Alarm = 85, "alarm", "`time -> id`: an event `alarm` will come at that time.";
    CancelTimer = 86, "cancel", "`id`";
    GetPid = 87, "getpid", "`-> pid`";
    GetParent = 88, "getppid", "`-> pid | nil`";
    GetName = 89, "getname", "`-> name`";
    GetUser = 90, "getuser", "`-> user`";
    SetUser = 91, "setuser", "`user`";
    GetEnvironment = 92, "getenv", "`-> map`, `name -> value | nil`";
    ProcessClock = 93, "clock", "`-> seconds` of the process's own ticks.";
    ProcessList = 94, "getplist", "`-> pids`";
    ProcessInfo = 95, "getpinfo", "`pid -> map | nil`";
    Nice = 96, "nice", "`niceness | nil, pid | nil -> niceness`";
    Fork = 97, "fork", "`name -> pid`: a copy of the caller that runs the function beside it.";
    Replace = 98, "exec", "`path, ...`: another program in the caller's place.";
    Wait = 99, "wait", "`pid | nil, timeout | nil -> pid, code, reason | nil`: a child's end.";
    PullEvent = 100, "pullEvent", "`filter | nil, timeout | nil -> name, params | nil`";
    PeekEvent = 101, "peekEvent", "`filter | nil -> name, params | nil`: leaves it there.";
    Register = 110, "register", "`name -> boolean`";
    Lookup = 111, "lookup", "`name -> pid | nil`";
    SendServiceEvent = 112, "sendServiceEvent", "`name, event, params -> boolean`";
    ReceiveEvent = 113, "receiveEvent", "`pid | nil, event | nil, timeout | nil -> event, params, pid | nil`";
    Signals = 114, "signals", "`-> map` of their names, such as `SIGTERM`, to their numbers.";
    Spawn = 120, "spawn", "`program, options, handle | nil, handle | nil, handle | nil -> pid`: the handles are open pipes, for standard streams.";
    RunDescendants = 121, "run", "waits until no descendant of the caller is left.";
    KillProcess = 123, "kill", "`pid, signal | nil`: as `Kill`, SIGKILL unless told otherwise, for those that may manage others.";
    LockMutex = 130, "lock", "`name, timeout | nil -> true | true, \"owner died\" | nil, \"timeout\"`";
    UnlockMutex = 131, "unlock", "`name`";
    WaitSemaphore = 132, "wait", "`name, initial, timeout | nil -> true | nil, \"timeout\"`";
    PostSemaphore = 133, "post", "`name, initial, count | nil -> count`";
    WaitNamedEvent = 134, "wait", "`name, timeout | nil -> true | nil, \"timeout\"`";
    SetNamedEvent = 135, "set", "`name, is set | nil -> was set`";
    MakePipe = 140, "pipe", "`-> reading handle, writing handle`";
    SpawnFile = 141, "exec_luafile", "`options -> pid, handles of stdin, stdout, stderr | nil, error`: a script as a child.";
    SetEnvironment = 142, "env", "`name, value | nil`: of the caller, for itself and its children to come.";
    Disown = 144, "forget", "`pid`: nobody asks any more how this child ends.";
    SpawnChild = 150, "exec", "`options -> id, handles of stdin, stdout, stderr | nil, error`: a child of the operating system.";
    WaitChild = 151, "wait", "`id, timeout | nil -> id, code, reason, signal | nil`";
    KillChild = 152, "kill", "`id, signal -> true | nil, message, error number`";
    ChildInfo = 153, "info", "`id -> map | nil, message, error number`";
    ForgetChild = 154, "forget", "`id`: closes its pipes.";
    Module = 143, "require", "`name -> function`: the code of a module that comes with the manager.";
    Process = 122, "process", "`pid -> map | nil`: the record as thox describes it.";
}
