//! tidelock-compiler: Lua 5.4 source bytes to verified bytecode.
//!
//! `lexer` -> `parser` -> [`ast`] -> `codegen`. Nothing here runs a program or sees a heap.

#![forbid(unsafe_code)]

pub mod ast;
pub mod error;
mod lexer;
mod parser;

pub use error::{CompileError, ErrorKind};
pub use parser::parse;
pub use tidelock_vm::bytecode::chunk_id;
mod codegen;

use tidelock_vm::bytecode::Prototype;

/// Compiles a chunk. `chunk_name` is as for `load`: `@file`, `=name`, or the text itself.
///
/// # Errors
/// What the parser refuses, and functions too large for the instruction set.
pub fn compile(source: &[u8], chunk_name: &[u8]) -> Result<Prototype, CompileError> {
    compile_with(source, chunk_name, false)
}

/// Compiles a chunk that comes with tidelock: in it, a call `__syscall(number, ...)`, the number being written out, is
/// the instruction `system_call`.
///
/// # Errors
/// As [`compile`].
pub fn compile_prelude(source: &[u8], chunk_name: &[u8]) -> Result<Prototype, CompileError> {
    compile_with(source, chunk_name, true)
}

fn compile_with(source: &[u8], chunk_name: &[u8], intrinsics: bool) -> Result<Prototype, CompileError> {
    let ast = parse(source, chunk_name)?;
    codegen::generate(&ast, chunk_name, intrinsics)
        .map_err(|failure| parser::limit_error(source, chunk_name, failure.at, &failure.message))
}
