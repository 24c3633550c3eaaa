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
mod run;
mod source;
mod stats;
mod world;

use std::ffi::OsString;
use std::path::Path;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
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

/// Adds what was meant where the first argument is a file instead of a command.
fn suggest_run(mut error: clap::Error, raw: &[OsString]) -> clap::Error {
    let file = raw.get(1).map(Path::new).filter(|file| file.extension().is_some() || file.is_file());
    if let (ErrorKind::InvalidSubcommand, Some(file)) = (error.kind(), file) {
        let run = StyledStr::from(format!("'tidelock run {}' runs a program", file.display()));
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![run]));
    }
    error
}

/// Runs the command line; says the exit code.
pub(crate) fn main(raw: Vec<OsString>) -> u8 {
    let parsed = Cli::command().try_get_matches_from(&raw);
    let parsed = parsed.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let error = suggest_run(error, &raw);
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
