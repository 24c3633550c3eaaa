//! `tidelock repl`.
use super::Complaint;
use super::args::Repl;
/// The prompt.
pub(crate) fn repl(_: &Repl) -> Result<u8, Complaint> {
    Ok(0)
}
