//! The command line: what the user gave in, what the library says out.
//!
//! - [`args`]: every option
//! - [`source`]: reading program files, and what is said when that fails
//! - [`run`], [`check`], [`compile`], [`disasm`], [`repl`]: the commands
//! - [`reports`]: what is said of processes that end badly
//! - [`prompt`]: reading lines for the prompt
//! - [`stats`]: figures of a run, as a table or JSON
//! - [`top`]: the processes of a run as a table while it goes on
//! - [`trace`]: the course of a run as a file
//! - [`world`]: what programs see of the machine
//! - [`interrupt`]: what Ctrl-C does, and the signals that ask a program to end
//! - [`output`], [`json`]: writing, also to a closed stream
//! - [`allocator`]: setting up the C library's

pub(crate) mod allocator;
mod args;
mod check;
mod compile;
mod disasm;
mod interrupt;
mod json;
mod output;
mod prompt;
mod repl;
mod reports;
mod run;
mod source;
mod stats;
mod top;
mod trace;
mod world;

use std::ffi::OsString;

use args::Command;

/// Exit code of a command line that can't be understood.
const CODE_BAD_USAGE: u8 = 2;
/// Exit code of a run that Ctrl-C ended.
const CODE_INTERRUPTED: u8 = 130;
/// Of a run in which all that is left waits for ever.
const CODE_DEADLOCK: u8 = 4;
/// Exit code of a run whose standard output nobody reads any more: that of a C program, which `SIGPIPE` ends.
const CODE_OUTPUT_CLOSED: u8 = 141;

/// A failure of a command, already in words for the user.
#[derive(Debug)]
pub(crate) struct Complaint(String);

impl Complaint {
    fn new(words: impl Into<String>) -> Complaint {
        Complaint(words.into())
    }
}

/// Runs the command line; says the exit code.
pub(crate) fn main(raw: Vec<OsString>) -> u8 {
    let command = match args::parse(raw) {
        Ok(command) => command,
        Err(why) => {
            output::complain(&why);
            return CODE_BAD_USAGE;
        }
    };
    let result = match command {
        Command::Show(text) => output::say(text.as_bytes()).map(|()| 0),
        Command::Run(options) => run::run(&options),
        Command::Check(options) => check::check(&options),
        Command::Compile(options) => compile::compile(&options),
        Command::Disasm(options) => disasm::disasm(&options),
        Command::Repl(world) => repl::repl(&world),
    };
    result.unwrap_or_else(|Complaint(words)| {
        output::complain(&words);
        1
    })
}
