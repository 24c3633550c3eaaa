//! From bytes to code that may run: source text, or a precompiled chunk, to verified bytecode.
//!
//! Invariant: nothing reaches a VM but through here, so only verified bytecode runs. This is where the compiler meets
//! the VM; neither knows the other's half.

use std::fmt;

use tidelock_compiler::CompileError;
use tidelock_vm::bytecode::{self, DecodeError, Verified, VerifyError};
use tidelock_vm::steps::Work;
use tidelock_vm::{Compiled, Source};

/// Why bytes are not a program.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ProgramError {
    /// Source text that does not compile.
    Compile(CompileError),
    /// A precompiled chunk whose header says that it is not for this version, or of another implementation.
    Header {
        /// The chunk's name as messages show it.
        name: String,
        /// What is wrong with it, in Lua's words.
        mismatch: &'static str,
    },
    /// A precompiled chunk that is damaged, or not for this version.
    Decode {
        /// The chunk's name as messages show it.
        name: String,
        /// What is wrong with it.
        error: DecodeError,
    },
    /// Code that breaks a rule of the bytecode.
    Verify {
        /// The chunk's name as messages show it.
        name: String,
        /// The rule and the place.
        error: VerifyError,
    },
}

impl ProgramError {
    /// As bytes: names and text of the program appear in it as they are.
    pub fn message(&self) -> Vec<u8> {
        match self {
            ProgramError::Compile(error) => error.message.clone(),
            other => other.to_string().into_bytes(),
        }
    }
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProgramError::Compile(error) => error.fmt(f),
            ProgramError::Header { name, mismatch } => write!(f, "{name}: bad binary format ({mismatch})"),
            ProgramError::Decode { name, error } => write!(f, "{name}: {error}"),
            ProgramError::Verify { name, error } => write!(f, "{name}: {error}"),
        }
    }
}

impl std::error::Error for ProgramError {}

/// Whether these bytes are a precompiled chunk, or claim to be: no source text begins so.
pub fn is_precompiled(bytes: &[u8]) -> bool {
    bytes.first() == Some(&bytecode::MAGIC[0])
}

/// Whether these bytes are a WebAssembly module, or claim to be: no source text begins so.
pub fn is_wasm(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0asm")
}

/// What of a file is the chunk: a byte order mark is skipped, and a first line that begins with `#`, but for its end,
/// so that lines keep their numbers.
pub fn skip_shebang(file: &[u8]) -> &[u8] {
    let text = file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file);
    if text.first() != Some(&b'#') {
        return text;
    }
    let end = text.iter().position(|&byte| byte == b'\n').unwrap_or(text.len());
    let rest = &text[end..];
    // A precompiled chunk may follow the line.
    if rest.get(1).is_some_and(|_| is_precompiled(&rest[1..])) { &rest[1..] } else { rest }
}

/// Makes verified code of source text or of a precompiled chunk, which may be as `string.dump` gives it. `chunk_name` is as in Lua: `@file.lua`, `=stdin`, or
/// the text itself.
///
/// # Errors
///
/// The first error of the text, or what is wrong with the chunk.
pub fn load(bytes: &[u8], chunk_name: &[u8]) -> Result<Verified, ProgramError> {
    let name = || String::from_utf8_lossy(&tidelock_compiler::chunk_id(chunk_name)).into_owned();
    let prototype = if is_precompiled(bytes) {
        let chunk = bytecode::dumped_chunk(bytes);
        let chunk = chunk.map_err(|mismatch| ProgramError::Header { name: name(), mismatch })?;
        bytecode::decode(chunk).map_err(|error| ProgramError::Decode { name: name(), error })?
    } else {
        tidelock_compiler::compile(bytes, chunk_name).map_err(ProgramError::Compile)?
    };
    bytecode::verify(prototype).map_err(|error| ProgramError::Verify { name: name(), error })
}

/// The hook by which `load` inside a program reaches the compiler.
pub fn compile_hook(source: Source) -> Work<Result<Compiled, Vec<u8>>> {
    Box::pin(async move {
        let mut held = source.pace.held();
        let text = &source.text[source.start..];
        match tidelock_compiler::compile_in_steps(text, &source.name, &source.pace, &mut held).await {
            Ok(prototype) => Ok(Compiled { prototype, held }),
            Err(error) => Err(error.message),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shebang_line_and_a_byte_order_mark_are_skipped_and_lines_keep_their_numbers() {
        assert_eq!(skip_shebang(b"#!/usr/bin/tidelock\nprint(1)"), b"\nprint(1)");
        assert_eq!(skip_shebang(b"\xEF\xBB\xBF# x\n\nprint(1)"), b"\n\nprint(1)");
        assert_eq!(skip_shebang(b"\xEF\xBB\xBFprint(1)"), b"print(1)");
        assert_eq!(skip_shebang(b"# only"), b"");
        assert_eq!(skip_shebang(b""), b"");
        assert_eq!(skip_shebang(b"#line\n\x1bTidelock"), b"\x1bTidelock");
    }
}
