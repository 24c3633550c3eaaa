//! The code generator: from a resolved syntax tree to prototypes.
//!
//! Functions are generated in the order of the tree, inner ones before the function that holds them, each by a
//! [`Generator`] of its own; nesting of functions therefore costs no stack. Inside a function the generator descends
//! the left spine of an expression with a list on the heap and recurses only into right operands, arguments, keys
//! and blocks, whose depth the parser limits.
//!
//! Invariants of the code it makes:
//!
//! - registers are taken and given back like a stack; every register is written before it is read on every path;
//! - a captured local's register holds a cell from the moment the variable is in scope, so leaving a scope closes
//!   nothing but `<close>` variables and the fourth value of a generic `for`;
//! - only `loop`, `for_loop` and `foreach_loop` jump backwards.

mod assignments;
mod calls;
mod constants;
mod constructors;
mod expressions;
mod jumps;
mod loops;
mod operand;
mod operators;
mod registers;
mod safepoints;
mod scopes;
mod statements;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use tidelock_vm::bytecode::{self, Insn, LiveMap, LocalName, Op, Operand, Prototype, UpvalueDescriptor};

use tidelock_vm::steps::{Held, Pace, dismantle_parts};

use crate::ast::{Ast, ExprId, Function, FunctionId, StrId, Upvalue, UpvalueSource};
use constants::ConstantPool;
use jumps::JumpNode;
use scopes::{ActiveName, BlockState, LabelState, LoopState};

/// Registers a function may use.
const REGISTERS_MAX: u32 = 255;

/// Functions that may be nested directly in one.
const PROTOTYPES_MAX: usize = 1 << 16;

/// Why there is no code.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A limit of the code generator that the source goes beyond.
    Limit {
        /// The expression whose code goes beyond it.
        at: ExprId,
        /// In Lua's words.
        message: String,
    },
    /// It takes more memory than may be used.
    Memory,
}

type Gen<T> = Result<T, Box<Failure>>;

/// Generates the main function of `ast`. With `intrinsics`, calls of the global `__syscall` become `system_call`.
/// What the tree holds of a function is dropped when that is done. `held` is what the prototype takes.
pub(crate) async fn generate(
    ast: &mut Ast,
    chunk_name: &Arc<Vec<u8>>,
    intrinsics: bool,
    pace: &Pace,
    held: &mut Held,
) -> Gen<Prototype> {
    let progress = Progress { pace, held };
    generate_with(ast, chunk_name, intrinsics, Jumps::AsNeeded, progress).await
}

/// What work in steps counts by, and what the prototypes made so far take.
struct Progress<'a> {
    pace: &'a Pace,
    held: &'a mut Held,
}

/// Units of work for an instruction, and for a function or statement beyond its instructions.
const UNITS_PER_INSTRUCTION: usize = 12;
const UNITS_PER_FUNCTION: usize = 64;
const UNITS_PER_STATEMENT: usize = 8;
/// Instructions between two looks at whether there is room for them.
const INSTRUCTIONS_PER_LOOK: usize = 1024;
/// Bytes of a name that are counted with what it names.
const NAME_BYTES: usize = 64;
/// Items looked at between two rests, and functions moved.
const PART: usize = 1024;
const PART_FUNCTIONS: usize = 64;

/// How far the jumps of comparisons reach.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Jumps {
    /// 16 bits, or as far as it takes in functions where some are too short.
    AsNeeded,
    /// As far as it takes, everywhere: for tests.
    Long,
}

async fn generate_with(
    ast: &mut Ast,
    source: &Arc<Vec<u8>>,
    intrinsics: bool,
    jumps: Jumps,
    mut progress: Progress<'_>,
) -> Gen<Prototype> {
    let mut done = Vec::with_capacity(ast.functions.len());
    if let Err(failure) = generate_functions(ast, source, intrinsics, jumps, &mut done, &mut progress).await {
        dismantle_parts(&mut done, progress.pace).await;
        return Err(failure);
    }
    let mut main = done[ast.main.index()].take().expect("the main function is nested in none");
    for upvalue in &mut main.upvalues {
        upvalue.source = bytecode::UpvalueSource::Upvalue(0);
    }
    Ok(main)
}

/// Generates the functions in their order. Each takes those nested in it from `done`.
async fn generate_functions(
    ast: &mut Ast,
    source: &Arc<Vec<u8>>,
    intrinsics: bool,
    jumps: Jumps,
    done: &mut Vec<Option<Prototype>>,
    progress: &mut Progress<'_>,
) -> Gen<()> {
    let pace = progress.pace;
    let system_call_name = if intrinsics {
        ast.strings.iter().position(|name| &**name == b"__syscall").map(|index| StrId(index as u32))
    } else {
        None
    };
    for index in 0..ast.functions.len() {
        let function = &ast.functions[index];
        let mut long_jumps = jumps == Jumps::Long;
        let mut generator;
        loop {
            generator = Generator::new(ast, function, system_call_name, long_jumps, pace);
            if index == ast.main.index() {
                generator.main_body(pace).await?;
            } else {
                generator.function_body()?;
                pace.did(generator.code.len() * UNITS_PER_INSTRUCTION);
            }
            generator.add_safepoints(pace).await?;
            if !generator.short_jump_overflowed || long_jumps {
                break;
            }
            long_jumps = true;
        }
        let prototype = generator.finish(source, done, progress).await?;
        done.push(Some(prototype));
        let function = &mut ast.functions[index];
        dismantle_parts(&mut function.body.stats, pace).await;
        function.locals = Vec::new();
        pace.spend(UNITS_PER_FUNCTION).await;
    }
    Ok(())
}

/// A nested function: its `closure` operand is its position in [`Generator::children`].
struct Child {
    function: FunctionId,
    /// Where the closure takes its upvalues from.
    sources: Vec<bytecode::UpvalueSource>,
}

/// The state of one function being generated.
struct Generator<'a> {
    // what it reads
    ast: &'a Ast,
    function: &'a Function,
    system_call_name: Option<StrId>,
    pace: &'a Pace,

    // what it makes
    code: Vec<Insn>,
    lines: Vec<u32>,
    constants: ConstantPool,
    children: Vec<Child>,
    names: Vec<ActiveName>,

    /// Logical bytes of it that are said to be held.
    held_bytes: usize,
    /// At how many instructions to look next whether there is room.
    next_look: usize,

    /// Line of what is being generated.
    line: u32,
    /// The expression that is being generated, or was last.
    at: ExprId,

    // registers
    /// First register above the locals in scope.
    level: u16,
    /// First register that is not in use.
    free: u16,
    /// Most registers ever in use.
    high: u16,
    /// Register of each local, once declared.
    local_registers: Vec<u16>,

    // jumps
    jumps: Vec<JumpNode>,
    /// The last place something jumps to.
    last_target: u32,
    /// Whether comparisons jump over a wide jump instead of jumping themselves.
    long_jumps: bool,
    /// Whether a jump of 16 bits was too short, so that the function must be generated again with long ones.
    short_jump_overflowed: bool,

    // scopes
    blocks: Vec<BlockState>,
    loops: Vec<LoopState>,
    labels: Vec<LabelState>,
    /// Indices into `names` of the variables in scope.
    active: Vec<u32>,
    /// Registers of the variables in scope that are to be closed.
    to_close: Vec<u16>,

    /// Nodes of left spines still to be combined, of all expressions being generated.
    spine: Vec<ExprId>,
}

impl<'a> Generator<'a> {
    fn new(
        ast: &'a Ast,
        function: &'a Function,
        system_call_name: Option<StrId>,
        long_jumps: bool,
        pace: &'a Pace,
    ) -> Generator<'a> {
        Generator {
            ast,
            function,
            system_call_name,
            pace,
            held_bytes: 0,
            next_look: INSTRUCTIONS_PER_LOOK,
            code: Vec::new(),
            lines: Vec::new(),
            constants: ConstantPool::default(),
            children: Vec::new(),
            names: Vec::new(),
            line: function.line,
            at: ExprId(0),
            level: 0,
            free: 0,
            high: 2,
            local_registers: vec![0; function.locals.len()],
            jumps: Vec::new(),
            last_target: 0,
            long_jumps,
            short_jump_overflowed: false,
            blocks: Vec::new(),
            loops: Vec::new(),
            labels: vec![LabelState::default(); function.labels.len()],
            active: Vec::new(),
            to_close: Vec::new(),
            spine: Vec::new(),
        }
    }

    /// Index of the next instruction.
    fn here(&self) -> u32 {
        self.code.len() as u32
    }

    /// Appends an instruction at the current line; its index.
    fn emit(&mut self, insn: Insn) -> u32 {
        self.emit_at(insn, self.line)
    }

    /// Appends an instruction at `line`; its index.
    fn emit_at(&mut self, insn: Insn, line: u32) -> u32 {
        let at = self.here();
        self.code.push(insn);
        self.lines.push(line);
        at
    }

    /// Line of the expression `id`.
    fn line_of(&self, id: ExprId) -> u32 {
        self.ast.expr_lines[id.index()]
    }

    /// Whether control can come from the last instruction to the next.
    fn is_reachable(&self) -> bool {
        self.last_target == self.here()
            || self.code.last().is_none_or(|insn| !insn.op().is_some_and(|op| op.info().ends_block))
    }

    #[cold]
    fn fail<T>(&self, message: impl Into<String>) -> Gen<T> {
        Err(Box::new(Failure::Limit { at: self.at, message: message.into() }))
    }

    /// Looks from time to time whether there is room for what is being made: at each statement, and at each
    /// expression without a left operand.
    #[inline]
    fn look_at_room(&mut self) -> Gen<()> {
        if self.code.len() < self.next_look { Ok(()) } else { self.check_room(0) }
    }

    /// Gives up if what there is of the function and `more` bytes are too many.
    #[cold]
    #[inline(never)]
    fn check_room(&mut self, more: usize) -> Gen<()> {
        self.next_look = self.code.len() + INSTRUCTIONS_PER_LOOK;
        let scratch = self.labels.len() * size_of::<LabelState>() + self.local_registers.len() * 2;
        let bytes = (self.bytes() + scratch).saturating_sub(self.held_bytes);
        if self.pace.lacks_room(bytes + more) { Err(Box::new(Failure::Memory)) } else { Ok(()) }
    }

    /// `too many <what> (limit is <limit>) in <where>`
    #[cold]
    fn fail_limit<T>(&self, what: &str, limit: usize) -> Gen<T> {
        let place = match self.function.line {
            0 => "main function".to_string(),
            line => format!("function at line {line}"),
        };
        self.fail(format!("too many {what} (limit is {limit}) in {place}"))
    }

    /// The index of the nested function `id`, for `closure`.
    fn add_child(&mut self, id: FunctionId) -> Gen<u16> {
        if self.children.len() >= PROTOTYPES_MAX {
            return self.fail_limit("functions", PROTOTYPES_MAX);
        }
        let sources = self.ast.functions[id.index()]
            .upvalues
            .iter()
            .map(|upvalue| match upvalue.source {
                UpvalueSource::Local(local) => bytecode::UpvalueSource::Register(self.local_registers[local.index()]),
                UpvalueSource::Upvalue(outer) => bytecode::UpvalueSource::Upvalue(outer.0 as u16),
            })
            .collect();
        let index = self.children.len() as u16;
        self.children.push(Child { function: id, sources });
        Ok(index)
    }

    /// Assembles the prototype, taking the nested ones from `done`.
    async fn finish(
        mut self,
        source: &Arc<Vec<u8>>,
        done: &mut [Option<Prototype>],
        progress: &mut Progress<'_>,
    ) -> Gen<Prototype> {
        let pace = progress.pace;
        // Parts are there twice for a moment.
        let twice = self.children.len() * size_of::<Prototype>()
            + self.names.len() * size_of::<LocalName>()
            + self.constants.len() * size_of::<bytecode::Constant>();
        self.held_bytes = 0;
        self.check_room(twice)?;
        self.thread_jumps(pace).await;
        // Making the cells of captured parameters belongs to the first line of the body.
        let prologue = self.code.iter().take_while(|insn| insn.op() == Some(Op::NewCell)).count();
        if let Some(&line) = self.lines.get(prologue) {
            self.lines[..prologue].fill(line);
        }
        let registers = self.count_registers(pace).await?;
        let strings = &self.ast.strings;
        let mut prototypes = Vec::with_capacity(self.children.len());
        for part in std::mem::take(&mut self.children).chunks(PART_FUNCTIONS) {
            for child in part {
                let mut prototype = done[child.function.index()].take().expect("a function is nested in one place");
                for (upvalue, source) in prototype.upvalues.iter_mut().zip(&child.sources) {
                    upvalue.source = *source;
                }
                prototypes.push(prototype);
            }
            pace.spend(part.len() * UNITS_PER_FUNCTION / 4).await;
        }
        // Names of usual lengths are counted with what they name. Each function on the way to a variable has a copy.
        let upvalues = &self.function.upvalues;
        let name_bytes = |upvalue: &Upvalue| strings[upvalue.name.index()].len().saturating_sub(NAME_BYTES);
        let long_name_bytes: usize = upvalues.iter().map(name_bytes).sum();
        if pace.lacks_room(long_name_bytes) {
            return Err(Box::new(Failure::Memory));
        }
        let upvalues = upvalues
            .iter()
            .map(|upvalue| UpvalueDescriptor {
                source: bytecode::UpvalueSource::Upvalue(0),
                name: strings[upvalue.name.index()].clone(),
            })
            .collect();
        let mut locals = Vec::with_capacity(self.names.len());
        for part in self.names.chunks(PART) {
            locals.extend(part.iter().map(|name| LocalName {
                name: name.name.map_or_else(|| b"(for state)".as_slice().into(), |id| strings[id.index()].clone()),
                start: name.start,
                end: name.end,
                register: name.register,
            }));
            pace.spend(part.len()).await;
        }
        let (constants, string_bytes) = self.constants.finish(strings, pace).await;
        let prototype = Prototype {
            code: self.code,
            constants,
            prototypes,
            upvalues,
            parameters: self.function.parameters as u8,
            is_vararg: self.function.is_vararg,
            registers,
            source: source.clone(),
            line: self.function.line,
            end_line: self.function.end_line,
            lines: self.lines,
            locals,
            live: LiveMap::default(),
        };
        progress.held.add(prototype.logical_bytes() + string_bytes + long_name_bytes);
        if pace.lacks_room(0) {
            dismantle_parts(&mut vec![prototype], pace).await;
            return Err(Box::new(Failure::Memory));
        }
        Ok(prototype)
    }

    /// Logical bytes of the function so far.
    fn bytes(&self) -> usize {
        self.code.len() * 12
            + self.constants.len() * 48
            + self.names.len() * 24
            + self.jumps.len() * 12
            + self.children.len() * 32
    }

    /// Registers used, spans included.
    async fn count_registers(&self, pace: &Pace) -> Gen<u16> {
        let mut registers = u32::from(self.high);
        for part in self.code.chunks(PART) {
            for insn in part {
                let info = insn.op().map(Op::info).expect("only real opcodes are emitted");
                if info.operands[1] == Operand::Span {
                    registers = registers.max(u32::from(insn.reg_a()) + (info.span)(*insn));
                }
            }
            pace.spend(part.len() / 4).await;
        }
        if registers > REGISTERS_MAX { self.fail_registers() } else { Ok(registers as u16) }
    }
}
