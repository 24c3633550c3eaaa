//! The command line: what the user gave in, what the library says out.
//!
//! - [`args`]: every option, declared once
//! - [`source`]: reading program files, and what is said when that fails
//! - [`run`], [`check`], [`compile`], [`disasm`], [`repl`]: the commands
//! - [`prompt`]: reading lines for the prompt
//! - [`stats`]: figures of a run, as a table or JSON
//! - [`world`]: what programs see of the machine
//! - [`interrupt`]: what Ctrl-C does
//! - [`output`], [`json`]: writing, also to a closed stream

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
mod run;
mod source;
mod stats;
mod world;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches};

use args::{Cli, Command};

/// Exit code of a run that Ctrl-C ended.
const CODE_INTERRUPTED: u8 = 130;
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
    let parsed = Cli::command().try_get_matches_from(&raw);
    let parsed = parsed.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { 2 } else { 0 };
        }
    };
    let result = match cli.command {
        Command::Run(options) => run::run(&options, matches.subcommand_matches("run")),
        Command::Check(options) => check::check(&options),
        Command::Compile(options) => compile::compile(&options),
        Command::Disasm(options) => disasm::disasm(&options),
        Command::Repl(options) => repl::repl(&options),
    };
    result.unwrap_or_else(|Complaint(words)| {
        output::complain(&words);
        1
    })
}
