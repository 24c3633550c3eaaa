//! `tidelock compile`: source text to a precompiled chunk.

use tidelock::program;
use tidelock_vm::bytecode;

use super::args::Compile;
use super::{Complaint, output, source};

/// Writes the chunk; says the exit code.
pub(crate) fn compile(options: &Compile) -> Result<u8, Complaint> {
    let source = source::read(options.file.as_os_str())?;
    let code = program::load(program::skip_shebang(&source.bytes), &source.chunk_name)
        .map_err(|error| Complaint::new(error.to_string()))?;
    let bytes = bytecode::encode(code.prototype(), options.strip);
    std::fs::write(&options.output, bytes).map_err(|error| {
        Complaint::new(format!("cannot write '{}': {}", options.output.display(), output::reason(&error)))
    })?;
    Ok(0)
}
