//! What a test program is expected to write, from its comments.
//!
//! Each `--> text` is a line of output, one space after the arrow being no part of it, in the order of the file. A
//! `--> error: message` is the error the program ends with, caught by nobody; without one it must end well. `--> ended:
//! out of memory` says that its memory limit ends it. `-- memory limit: 8388608` gives it that limit, in logical bytes.

use tidelock_fuzz::harness::{Setup, first_difference, latin1};

/// The expectation of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    pub output: String,
    pub error: Option<String>,
    pub memory_bytes_max: Option<usize>,
}

impl Expectation {
    /// From the text of a program.
    pub fn of(source: &[u8]) -> Expectation {
        let mut expectation = Expectation::default();
        for line in latin1(source).split('\n') {
            if let Some(limit) = line.strip_prefix("-- memory limit: ") {
                expectation.memory_bytes_max = Some(limit.trim().parse().expect("a number of bytes"));
            }
            let Some((_, text)) = line.split_once("-->") else { continue };
            let text = text.strip_prefix(' ').unwrap_or(text);
            match text.strip_prefix("error: ").or_else(|| text.strip_prefix("ended: ")) {
                Some(message) => expectation.error = Some(message.to_owned()),
                None => {
                    expectation.output.push_str(text);
                    expectation.output.push('\n');
                }
            }
        }
        expectation
    }

    /// A run of the program as its file asks for it.
    pub fn setup(&self) -> Setup {
        let usual = Setup::default();
        Setup { memory_bytes_max: self.memory_bytes_max.unwrap_or(usual.memory_bytes_max), ..usual }
    }

    /// Compares with what was written, and with the error nobody caught.
    pub fn check(&self, output: &str, error: Option<&str>) -> Result<(), String> {
        // A last line without an end is a line.
        let is_same = output == self.output || output.len() + 1 == self.output.len() && self.output.starts_with(output);
        if !is_same {
            let error = error.map_or(String::new(), |error| format!("  it ended with the error: {error}\n"));
            return Err(format!("output:\n{}{error}", first_difference(&self.output, output)));
        }
        if self.error.as_deref() != error {
            return Err(format!("error: expected {:?}, found {error:?}", self.error));
        }
        Ok(())
    }
}
