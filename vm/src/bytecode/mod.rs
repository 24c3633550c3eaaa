//! The instruction set and the compiled form of a program.
//!
//! What the compiler makes, what the verifier accepts and what the interpreter runs. Nothing here knows of a heap:
//! constants are plain data until a process links a prototype into its own heap.

mod chunk_name;
mod dump;
mod insn;
mod live;
mod ops;
mod prototype;
mod effects;
mod verify;
mod encode;
mod disasm;
#[cfg(test)]
mod tests;

pub use chunk_name::chunk_id;
pub use disasm::disassemble;
pub(crate) use dump::{DUMP_BODY, DUMP_CHUNK, dump_header, undump_in_steps};
pub use dump::{dump, dumped_chunk, undump};
pub(crate) use effects::opens;
pub use effects::{Effects, Registers, takes_open};
pub use encode::{DecodeError, DecodeFault, FORMAT_VERSION, MAGIC, decode, encode};
pub(crate) use encode::{Encoding, Nested, body_checksum_start, checksum, seal};
pub use insn::{Insn, REGISTER_SCALE};
pub use live::LiveMap;
pub(crate) use live::contains as live_contains;
pub(crate) use ops::for_each_op;
pub use ops::{COST_MODEL_VERSION, Info, Op, Operand};
pub use prototype::{Constant, LocalName, Prototype, UpvalueDescriptor, UpvalueSource};
pub use verify::{Field, Privileges, Rule, Verified, VerifyError, verify, verify_in_steps, verify_with};
