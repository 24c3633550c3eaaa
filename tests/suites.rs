//! Suites in which a test is a file: adding one is adding the file.
//!
//! - `lua/`, `limit/`, `regression/`: Lua programs with what they write in comments, run in many ways
//! - `bytecode/`: Lua text and its disassembly beside it; `BLESS=1` rewrites the latter
//! - `ticks.txt`: the ticks of each program
//! - `official/`: the test suite of Lua 5.4 from the directory that `LUA_TESTSUITE` names

#[path = "suites/bytecode.rs"]
mod bytecode;
#[path = "suites/expectation.rs"]
mod expectation;
#[path = "suites/official.rs"]
mod official;
#[path = "suites/programs.rs"]
mod programs;
#[path = "suites/ticks.rs"]
mod ticks;

use libtest_mimic::Arguments;

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for directory in ["lua", "limit", "regression"] {
        trials.extend(programs::trials(directory));
    }
    trials.extend(bytecode::trials());
    trials.extend(official::trials());
    let conclusion = libtest_mimic::run(&arguments, trials);
    ticks::finish();
    conclusion.exit();
}
