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

use std::sync::Arc;

use tidelock_vm::bytecode::Prototype;
use tidelock_vm::steps::{self, Held, Pace};

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
    let (pace, chunk_name) = (Pace::unbroken(), Arc::new(chunk_name.to_vec()));
    steps::in_one_go(work(source, &chunk_name, intrinsics, &pace, &mut pace.held()))
}

/// Compiles a chunk in steps, which end between two statements of the main function or within what needs no more
/// than looking at instructions. `held` is what the prototype takes.
///
/// # Errors
/// As [`compile`].
pub async fn compile_in_steps(
    source: &[u8],
    chunk_name: &Arc<Vec<u8>>,
    pace: &Pace,
    held: &mut Held,
) -> Result<Prototype, CompileError> {
    work(source, chunk_name, false, pace, held).await
}

async fn work(
    source: &[u8],
    chunk_name: &Arc<Vec<u8>>,
    intrinsics: bool,
    pace: &Pace,
    held: &mut Held,
) -> Result<Prototype, CompileError> {
    let mut tree = pace.held();
    let mut ast = parser::parse_in_steps(source, chunk_name, pace, &mut tree).await?;
    let generated = codegen::generate(&mut ast, chunk_name, intrinsics, pace, held).await;
    ast.dismantle(pace).await;
    drop(tree);
    match generated {
        Ok(prototype) => Ok(prototype),
        Err(failure) => Err(match *failure {
            codegen::Failure::Limit { at, message } => {
                parser::limit_error(source, chunk_name, at, &message, pace).await
            }
            codegen::Failure::Memory => CompileError::not_enough_memory(),
        }),
    }
}
