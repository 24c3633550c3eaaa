//! What a test program is expected to write, from its comments.
//!
//! Each `--> text` is a line of output, one space after the arrow being no part of it, in the order of the file. A
//! `--> error: message` is the error the program ends with, caught by nobody; without one it must end well.

use tidelock_fuzz::harness::{first_difference, latin1};

/// The expectation of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    pub output: String,
    pub error: Option<String>,
}

impl Expectation {
    /// From the text of a program.
    pub fn of(source: &[u8]) -> Expectation {
        let mut expectation = Expectation::default();
        for line in latin1(source).split('\n') {
            let Some((_, text)) = line.split_once("-->") else { continue };
            let text = text.strip_prefix(' ').unwrap_or(text);
            match text.strip_prefix("error: ") {
                Some(message) => expectation.error = Some(message.to_owned()),
                None => {
                    expectation.output.push_str(text);
                    expectation.output.push('\n');
                }
            }
        }
        expectation
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
