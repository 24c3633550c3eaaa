//! The instruction set, declared once.
//!
//! [`for_each_op!`] lists every opcode with its operands, its cost in ticks and what it does. The enum, the decoder,
//! the disassembler, the verifier's rules, the interpreter's dispatch table and the reference page derive from it.
//!
//! Notation: `R[a]` is a register, `K[c]` a constant, `U[b]` an upvalue; `pc` already points past the instruction.
//! A *count plus one* field holds 0 for "as many as there are" (up to the stack's top).
//!
//! Ticks belong to what the source says: an operator, an index, a call, a turn of a loop. Moving values between
//! registers, loading constants and jumping forward cost nothing, so that a better register allocator or a fused
//! instruction never moves a preemption point.

use super::Insn;

/// Version of the cost column. A recording made under another version can't be replayed.
pub const COST_MODEL_VERSION: u32 = 5;

/// What a field of an instruction means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// Not used; zero.
    Unused,
    /// A register that is written.
    Write,
    /// A register that is read.
    Read,
    /// A register that is read and written.
    ReadWrite,
    /// First of a span of registers (see the span column), each possibly read and written.
    Span,
    /// Index of a constant that equals what has its type and bits: nil, a boolean, an integer, or a string of at most
    /// 40 bytes.
    IdentityConstant,
    /// Index of a constant that is a number.
    NumberConstant,
    /// Index of a constant that is a string of at most 40 bytes.
    NameConstant,
    /// `b` and `c` together: index of a constant of any kind.
    ConstantWide,
    /// Index of an upvalue.
    Upvalue,
    /// Index of a nested prototype.
    Prototype,
    /// A signed 16-bit integer.
    Integer,
    /// `b` and `c` together: a signed 32-bit integer.
    IntegerWide,
    /// In `c`: a jump of signed 16 bits.
    Jump,
    /// In `b` and `c` together: a jump of signed 32 bits.
    JumpWide,
    /// A count.
    Count,
    /// A count plus one; 0 means "up to the top".
    CountOrTop,
    /// 0 or 1.
    Flag,
    /// A slot hint: any value, rewritten while running, without observable effect.
    Hint,
    /// A system call's number.
    SystemCall,
}

/// What the table says of an opcode.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// Name in disassembly.
    pub name: &'static str,
    /// Meaning of `x`, `a`, `b`, `c`.
    pub operands: [Operand; 4],
    /// Ticks it costs; what depends on data (copying, calling) is charged on top where it happens.
    pub cost: u8,
    /// Number of registers from `R[a]` on that it touches, for those with a [`Operand::Span`].
    pub span: fn(Insn) -> u32,
    /// Whether control never reaches the following instruction.
    pub ends_block: bool,
    /// One line of register-transfer semantics.
    pub semantics: &'static str,
}

/// Calls a macro with the whole table. Columns: variant, name, `x a b c`, cost, span, ends block, semantics.
macro_rules! for_each_op {
    ($callback:ident) => {
        $callback! {
// moving values
Move        "move"         [Unused Write Read Unused]              0 |_| 1; false "R[a] = R[b]";
LoadNil     "load_nil"     [Unused Span Count Unused]              0 |i| u32::from(i.b()); false "R[a], ..., R[a+b-1] = nil";
LoadFalse   "load_false"   [Unused Write Unused Unused]            0 |_| 1; false "R[a] = false";
LoadTrue    "load_true"    [Unused Write Unused Unused]            0 |_| 1; false "R[a] = true";
LoadInt     "load_int"     [Unused Write IntegerWide Unused]       0 |_| 1; false "R[a] = integer bc";
LoadConst   "load_const"   [Unused Write ConstantWide Unused]      0 |_| 1; false "R[a] = K[bc]";
// upvalues and captured locals: a captured local's register holds a cell
GetUpvalue  "get_upvalue"  [Unused Write Upvalue Unused]           0 |_| 1; false "R[a] = U[b]";
SetUpvalue  "set_upvalue"  [Unused Read Upvalue Unused]            0 |_| 1; false "U[b] = R[a]";
NewCell     "new_cell"     [Unused ReadWrite Unused Unused]        0 |_| 1; false "R[a] = cell(R[a])";
GetCell     "get_cell"     [Unused Write Read Unused]              0 |_| 1; false "R[a] = value of cell R[b]";
SetCell     "set_cell"     [Unused Read Read Unused]               0 |_| 1; false "value of cell R[a] = R[b]";
// tables
GetGlobal   "get_global"   [Hint Write Upvalue NameConstant]       1 |_| 1; false "R[a] = U[b][K[c]]";
SetGlobal   "set_global"   [Hint Read Upvalue NameConstant]        1 |_| 1; false "U[b][K[c]] = R[a]";
GetTable    "get_table"    [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b][R[c]]";
GetIndex    "get_index"    [Unused Write Read Integer]             1 |_| 1; false "R[a] = R[b][c]";
GetField    "get_field"    [Hint Write Read NameConstant]          1 |_| 1; false "R[a] = R[b][K[c]]";
SetTable    "set_table"    [Unused Read Read Read]                 1 |_| 1; false "R[a][R[b]] = R[c]";
SetIndex    "set_index"    [Unused Read Integer Read]              1 |_| 1; false "R[a][b] = R[c]";
SetField    "set_field"    [Hint Read NameConstant Read]           1 |_| 1; false "R[a][K[b]] = R[c]";
Method      "method"       [Hint Span Read NameConstant]           1 |_| 2; false "R[a+1] = R[b]; R[a] = R[b][K[c]]";
NewTable    "new_table"    [Unused Write Count Count]              2 |_| 1; false "R[a] = {} sized for b array and c hash entries";
SetList     "set_list"     [Count Span CountOrTop Count]           0 |i| u32::from(i.b().max(1)); false "R[a][256*256*x + c + i] = R[a+i], i = 1 to b-1 (or top)";
// arithmetic
Add         "add"          [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b] + R[c]";
Sub         "sub"          [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b] - R[c]";
Mul         "mul"          [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b] * R[c]";
Div         "div"          [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b] / R[c]";
Mod         "mod"          [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b] % R[c]";
IDiv        "idiv"         [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b] // R[c]";
Pow         "pow"          [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b] ^ R[c]";
BAnd        "band"         [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b] & R[c]";
BOr         "bor"          [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b] | R[c]";
BXor        "bxor"         [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b] ~ R[c]";
Shl         "shl"          [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b] << R[c]";
Shr         "shr"          [Unused Write Read Read]                1 |_| 1; false "R[a] = R[b] >> R[c]";
AddConst    "add_const"    [Unused Write Read NumberConstant]      1 |_| 1; false "R[a] = R[b] + K[c]";
SubConst    "sub_const"    [Unused Write Read NumberConstant]      1 |_| 1; false "R[a] = R[b] - K[c]";
MulConst    "mul_const"    [Unused Write Read NumberConstant]      1 |_| 1; false "R[a] = R[b] * K[c]";
DivConst    "div_const"    [Unused Write Read NumberConstant]      1 |_| 1; false "R[a] = R[b] / K[c]";
ModConst    "mod_const"    [Unused Write Read NumberConstant]      1 |_| 1; false "R[a] = R[b] % K[c]";
IDivConst   "idiv_const"   [Unused Write Read NumberConstant]      1 |_| 1; false "R[a] = R[b] // K[c]";
PowConst    "pow_const"    [Unused Write Read NumberConstant]      1 |_| 1; false "R[a] = R[b] ^ K[c]";
AddInt      "add_int"      [Flag Write Read Integer]               1 |_| 1; false "R[a] = R[b] + c; with x, the source said R[b] - -c";
Neg         "neg"          [Unused Write Read Unused]              1 |_| 1; false "R[a] = -R[b]";
BNot        "bnot"         [Unused Write Read Unused]              1 |_| 1; false "R[a] = ~R[b]";
Not         "not"          [Unused Write Read Unused]              1 |_| 1; false "R[a] = not R[b]";
Len         "len"          [Unused Write Read Unused]              1 |_| 1; false "R[a] = #R[b]";
Concat      "concat"       [Unused Span Count Unused]              1 |i| u32::from(i.b()); false "R[a] = R[a] .. ... .. R[a+b-1]";
// control
Jump        "jump"         [Unused Unused JumpWide Unused]         0 |_| 0; true "pc += bc";
Loop        "loop"         [Unused Count JumpWide Unused]          1 |_| 0; true "safepoint with a live registers; pc += bc";
Safepoint   "safepoint"    [Unused Count Unused Unused]            0 |_| 0; false "with a live registers: collect if due, yield if out of ticks";
Test        "test"         [Flag Read JumpWide Unused]             1 |_| 1; false "if truth(R[a]) == x then pc += bc";
TestSet     "test_set"     [Flag Write Read Jump]                  1 |_| 1; false "if truth(R[b]) == x then R[a] = R[b]; pc += c";
Eq          "eq"           [Flag Read Read Jump]                   1 |_| 1; false "if (R[a] == R[b]) == x then pc += c";
EqConst     "eq_const"     [Flag Read IdentityConstant Jump]               1 |_| 1; false "if (R[a] == K[b]) == x then pc += c";
Lt          "lt"           [Flag Read Read Jump]                   1 |_| 1; false "if (R[a] < R[b]) == x then pc += c";
Le          "le"           [Flag Read Read Jump]                   1 |_| 1; false "if (R[a] <= R[b]) == x then pc += c";
LtInt       "lt_int"       [Flag Read Integer Jump]                1 |_| 1; false "if (R[a] < b) == x then pc += c";
LeInt       "le_int"       [Flag Read Integer Jump]                1 |_| 1; false "if (R[a] <= b) == x then pc += c";
GtInt       "gt_int"       [Flag Read Integer Jump]                1 |_| 1; false "if (R[a] > b) == x then pc += c";
GeInt       "ge_int"       [Flag Read Integer Jump]                1 |_| 1; false "if (R[a] >= b) == x then pc += c";
// loops
ForPrep     "for_prep"     [Unused Span JumpWide Unused]           1 |_| 4; false "R[a] start, R[a+1] limit, R[a+2] step: check; if it never runs, pc += bc; else R[a+3] = R[a]";
ForLoop     "for_loop"     [Unused Span JumpWide Unused]           1 |_| 4; false "step; if it goes on, R[a+3] = R[a], safepoint, pc += bc";
ForEachPrep "foreach_prep" [Unused Span JumpWide Unused]           1 |_| 4; true "R[a+3] is to be closed; pc += bc";
ForEachCall "foreach_call" [Unused Span Count Unused]              2 |i| 5 + u32::from(i.b()).max(2); false "R[a+4], ..., R[a+3+b] = R[a](R[a+1], R[a+2])";
ForEachLoop "foreach_loop" [Unused Span JumpWide Unused]           1 |_| 5; false "if R[a+4] ~= nil then R[a+2] = R[a+4]; safepoint; pc += bc";
// functions
Call        "call"         [Unused Span CountOrTop CountOrTop]     3 |i| u32::from(i.b().max(1)).max(u32::from(i.c().saturating_sub(1))); false "R[a], ..., R[a+c-2] = R[a](R[a+1], ..., R[a+b-1]); safepoint at the callee's entry";
TailCall    "tail_call"    [Flag Span CountOrTop Unused]           3 |i| u32::from(i.b().max(1)); true "return R[a](R[a+1], ..., R[a+b-1])";
Return      "return"       [Flag Span CountOrTop Unused]           0 |i| u32::from(i.b().saturating_sub(1)).max(1); true "return R[a], ..., R[a+b-2]; with x, close variables first";
Return0     "return_0"     [Unused Unused Unused Unused]           0 |_| 0; true "return";
Return1     "return_1"     [Unused Read Unused Unused]             0 |_| 1; true "return R[a]";
Vararg      "vararg"       [Unused Span CountOrTop Unused]         1 |i| u32::from(i.b().saturating_sub(1)).max(1); false "R[a], ..., R[a+b-2] = ...";
Closure     "closure"      [Unused Write Prototype Unused]         2 |_| 1; false "R[a] = closure(P[b])";
MarkClose   "mark_close"   [Unused Read Unused Unused]             1 |_| 1; false "R[a] is to be closed";
Close       "close"        [Unused Read Unused Unused]             0 |_| 1; false "close every variable >= R[a] that is marked";
// the world outside
SystemCall  "system_call"  [Count Span Count SystemCall]           1 |i| u32::from(i.b()).max(u32::from(i.x())).max(1); false "R[a], ..., R[a+x-1] = system call c with R[a], ..., R[a+b-1]";
        }
    };
}
pub(crate) use for_each_op;

macro_rules! declare_ops {
    ($($variant:ident $name:literal [$x:ident $a:ident $b:ident $c:ident] $cost:literal $span:expr; $ends:literal $semantics:literal;)*) => {
        /// An opcode. See [`Op::info`] for everything about it.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u8)]
        pub enum Op {
            $(#[doc = concat!("`", $semantics, "`")] $variant,)*
        }

        impl Op {
            /// Every opcode, by number.
            pub const ALL: &[Op] = &[$(Op::$variant),*];

            const INFO: &[Info] = &[$(Info {
                name: $name,
                operands: [Operand::$x, Operand::$a, Operand::$b, Operand::$c],
                cost: $cost,
                span: $span,
                ends_block: $ends,
                semantics: $semantics,
            }),*];
        }
    };
}
for_each_op!(declare_ops);

impl Op {
    /// Number of opcodes.
    pub const COUNT: usize = Op::ALL.len();

    /// The opcode numbered `byte`.
    pub const fn from_byte(byte: u8) -> Option<Op> {
        if (byte as usize) < Op::ALL.len() { Some(Op::ALL[byte as usize]) } else { None }
    }

    /// Its row of the table.
    pub const fn info(self) -> &'static Info {
        &Op::INFO[self as usize]
    }

    /// Ticks it costs.
    pub const fn cost(self) -> u8 {
        Op::INFO[self as usize].cost
    }
}
