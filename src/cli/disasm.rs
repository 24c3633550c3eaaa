//! `tidelock disasm`: bytecode with lines, constants and tick costs.

use tidelock::program;
use tidelock_vm::bytecode;

use super::args::Disasm;
use super::{Complaint, output, source};

/// Shows the bytecode; says the exit code.
pub(crate) fn disasm(options: &Disasm) -> Result<u8, Complaint> {
    let source = source::read(options.file.as_os_str())?;
    let code = program::load(program::skip_shebang(&source.bytes), &source.chunk_name)
        .map_err(|error| Complaint::new(error.to_string()))?;
    let mut text = String::new();
    bytecode::disassemble(code.prototype(), &mut text).expect("a string takes all text");
    output::say(text.as_bytes())?;
    Ok(0)
}
