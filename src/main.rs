//! The `tidelock` command: arguments in, exit code out.

#![deny(unsafe_code)]

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::allocator::set_up();
    ExitCode::from(cli::main(std::env::args_os().collect()))
}
