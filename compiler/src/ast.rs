//! The syntax tree between the parser and the code generator.
//!
//! Names are already resolved: a variable is a local of its function, an upvalue, or a field of `_ENV`.
//! Nodes live in flat vectors and refer to each other by index, so that a chain of a million operators neither
//! recurses when it is walked from the left nor when it is dropped. Constant operands are already folded.

use std::ops::Range;

use tidelock_vm::steps::{Pace, dismantle_parts};

macro_rules! index_type {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The index as a vector position.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

index_type! {
    /// An interned byte string of the chunk ([`Ast::strings`]).
    StrId
}
index_type! {
    /// An expression ([`Ast::exprs`]).
    ExprId
}
index_type! {
    /// A function body ([`Ast::functions`]).
    FunctionId
}
index_type! {
    /// A local variable of one function ([`Function::locals`]); parameters come first.
    LocalId
}
index_type! {
    /// An upvalue of one function ([`Function::upvalues`]).
    UpvalueId
}
index_type! {
    /// A label of one function ([`Function::labels`]).
    LabelId
}

/// A whole chunk. The main function is `functions[main]`; it is vararg and its only upvalue is `_ENV`.
#[derive(Debug)]
pub struct Ast {
    /// Every distinct string and name of the source.
    pub strings: Vec<Box<[u8]>>,
    /// Expression nodes; children come before their parents.
    pub exprs: Vec<Expr>,
    /// For each expression the line that an error in it is reported at (1-based), as PUC Lua chooses it.
    pub expr_lines: Vec<u32>,
    /// Argument, value and target lists; see [`ExprList`].
    pub lists: Vec<ExprId>,
    /// Items of table constructors; see [`Expr::Table`].
    pub table_items: Vec<TableItem>,
    /// Function bodies; inner functions come before the function that holds them.
    pub functions: Vec<Function>,
    /// The main function.
    pub main: FunctionId,
}

impl Ast {
    /// Drops it in parts.
    pub(crate) async fn dismantle(mut self, pace: &Pace) {
        for function in &mut self.functions {
            dismantle_parts(&mut function.body.stats, pace).await;
        }
        dismantle_parts(&mut self.functions, pace).await;
        dismantle_parts(&mut self.strings, pace).await;
        dismantle_parts(&mut self.exprs, pace).await;
        dismantle_parts(&mut self.expr_lines, pace).await;
        dismantle_parts(&mut self.lists, pace).await;
        dismantle_parts(&mut self.table_items, pace).await;
    }
}

/// A run of [`Ast::lists`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExprList {
    /// First position.
    pub start: u32,
    /// Number of expressions.
    pub len: u32,
}

impl ExprList {
    /// The positions in [`Ast::lists`].
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.start as usize + self.len as usize
    }
}

/// One function body.
#[derive(Debug)]
pub struct Function {
    /// Number of parameters: `locals[0..parameters]`.
    pub parameters: u32,
    /// Whether the parameter list ends in `...`.
    pub is_vararg: bool,
    /// Every local declared anywhere in this function, in order of declaration, block ends notwithstanding.
    pub locals: Vec<Local>,
    /// Upvalues, in order of first use.
    pub upvalues: Vec<Upvalue>,
    /// Labels, in order of first mention. Every one that a `goto` names is placed by a [`StatKind::Label`].
    pub labels: Vec<Label>,
    /// The statements.
    pub body: Block,
    /// Line of the `function` keyword; 0 for the main function.
    pub line: u32,
    /// Line of the closing `end`; the last line of the source for the main function.
    pub end_line: u32,
}

/// A local variable.
#[derive(Debug, Clone)]
pub struct Local {
    /// Its name; names of hidden `for` state begin with `(`.
    pub name: StrId,
    /// `<const>`, `<close>` or neither.
    pub attribute: Attribute,
    /// Whether an inner function refers to it (and it is not a compile-time constant).
    pub captured: bool,
    /// Whether it is assigned to after its declaration, here or in an inner function.
    pub assigned: bool,
    /// For `<const>` locals whose initial value is a constant: that value. Such a local has no register; the parser
    /// has replaced each use by the constant.
    pub constant: Option<Constant>,
}

/// The attribute of a local.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// An ordinary variable.
    Regular,
    /// `<const>`
    Const,
    /// `<close>`
    Close,
}

/// A compile-time constant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Constant {
    /// `nil`
    Nil,
    /// `true` or `false`
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// A string.
    String(StrId),
}

/// An upvalue of a function: where the enclosing function finds it.
#[derive(Debug, Clone)]
pub struct Upvalue {
    /// Name of the variable.
    pub name: StrId,
    /// Where it is taken from when the closure is made.
    pub source: UpvalueSource,
    /// Attribute of the variable it stands for.
    pub attribute: Attribute,
}

/// Where a closure's upvalue comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpvalueSource {
    /// A local of the enclosing function.
    Local(LocalId),
    /// An upvalue of the enclosing function. The main function's `_ENV` is `Upvalue(UpvalueId(0))` of nothing.
    Upvalue(UpvalueId),
}

/// A label. Gotos that reach one label from different blocks may each have their own, placed one after the other.
#[derive(Debug, Clone)]
pub struct Label {
    /// Its name; `break` targets are not labels.
    pub name: StrId,
}

/// A sequence of statements with its own scope.
#[derive(Debug, Default)]
pub struct Block {
    /// In source order.
    pub stats: Vec<Stat>,
    /// Line of the token before the first statement: `then`, `do`, ...
    pub line: u32,
    /// Line of the last token before what ends it: `end`, `else`, ...
    pub end_line: u32,
}

/// A statement.
#[derive(Debug)]
pub struct Stat {
    /// Line it begins at.
    pub line: u32,
    /// What it does.
    pub kind: StatKind,
}

/// The kinds of statement.
#[derive(Debug)]
pub enum StatKind {
    /// A call as a statement ([`Expr::Call`] or [`Expr::MethodCall`]).
    Call(ExprId),
    /// `local a, b <attr> = values`. The locals are consecutive, from `first`; a compile-time constant is among them
    /// only where the statement declares it alone, and then `values` is empty.
    Local {
        /// First local declared.
        first: LocalId,
        /// How many.
        count: u32,
        /// The initial values, any number.
        values: ExprList,
    },
    /// `targets = values`. Targets are `Local`, `Upvalue`, `Global` or `Index` expressions.
    Assign {
        /// At least one.
        targets: ExprList,
        /// At least one.
        values: ExprList,
    },
    /// `local function f`
    LocalFunction {
        /// The variable, in scope inside the body.
        local: LocalId,
        /// The body.
        function: FunctionId,
    },
    /// `function a.b.c:m() ... end`: the target expression and the body (`self` is already its first parameter).
    Function {
        /// `Local`, `Upvalue`, `Global` or `Index`.
        target: ExprId,
        /// The body.
        function: FunctionId,
    },
    /// `do ... end`
    Do(Block),
    /// `while condition do ... end`
    While {
        /// The condition.
        condition: ExprId,
        /// Line of its last token, where it is tested.
        condition_line: u32,
        /// The body.
        body: Block,
    },
    /// `repeat ... until condition`; the condition sees the body's locals.
    Repeat {
        /// The body.
        body: Block,
        /// The condition.
        condition: ExprId,
    },
    /// `if ... elseif ... else ... end`
    If {
        /// Conditions and their blocks, at least one.
        arms: Vec<(ExprId, Block)>,
        /// The `else` block.
        otherwise: Option<Block>,
    },
    /// `for v = start, limit, step do ... end`
    NumericFor {
        /// The control variable.
        variable: LocalId,
        /// First value.
        start: ExprId,
        /// Limit.
        limit: ExprId,
        /// Step; 1 if absent.
        step: Option<ExprId>,
        /// The body.
        body: Block,
    },
    /// `for a, b in values do ... end`
    GenericFor {
        /// First declared variable.
        first: LocalId,
        /// How many are declared.
        count: u32,
        /// The explist: iterator, state, control, closing value.
        values: ExprList,
        /// Line of its first token, where the iterator is called.
        line: u32,
        /// The body.
        body: Block,
    },
    /// `return values`
    Return(ExprList),
    /// `break`, always inside a loop of this function.
    Break,
    /// `goto label`, always to a visible label.
    Goto(LabelId),
    /// `::label::`
    Label(LabelId),
}

/// An expression.
#[derive(Debug, Clone, Copy)]
pub enum Expr {
    /// A literal, or what constant folding made of an operator on literals.
    Constant(Constant),
    /// `...`
    Vararg,
    /// `function ... end`
    Function(FunctionId),
    /// A local variable.
    Local(LocalId),
    /// An upvalue.
    Upvalue(UpvalueId),
    /// A free name: `env.name` where `env` is what `_ENV` resolves to (`Local`, `Upvalue` or `Constant`).
    Global {
        /// The `_ENV` expression; the globals of a function share it where they can.
        env: ExprId,
        /// The name.
        name: StrId,
    },
    /// `object[key]` or `object.key`
    Index {
        /// What is indexed.
        object: ExprId,
        /// The key; a string constant for `.name`.
        key: ExprId,
    },
    /// `function(arguments)`
    Call {
        /// What is called.
        function: ExprId,
        /// The arguments.
        arguments: ExprList,
    },
    /// `object:name(arguments)`
    MethodCall {
        /// The receiver.
        object: ExprId,
        /// The method's name.
        name: StrId,
        /// The arguments.
        arguments: ExprList,
    },
    /// A binary operator other than `and` and `or`. Comparisons `>` and `>=` stay as written.
    Binary {
        /// Which.
        operator: BinaryOperator,
        /// Left operand.
        left: ExprId,
        /// Right operand.
        right: ExprId,
    },
    /// A unary operator.
    Unary {
        /// Which.
        operator: UnaryOperator,
        /// Its operand.
        operand: ExprId,
    },
    /// `left and right`
    And {
        /// Left operand.
        left: ExprId,
        /// Right operand.
        right: ExprId,
    },
    /// `left or right`
    Or {
        /// Left operand.
        left: ExprId,
        /// Right operand.
        right: ExprId,
    },
    /// `(expression)` where the parentheses matter: they cut a call or `...` to one value.
    Paren(ExprId),
    /// A table constructor: `Ast::table_items[start..start + len]`.
    Table {
        /// First item.
        start: u32,
        /// Number of items.
        len: u32,
        /// Line of the closing brace, where the last items are stored.
        end_line: u32,
    },
}

/// An item of a table constructor, in source order.
#[derive(Debug, Clone, Copy)]
pub enum TableItem {
    /// `value`: the next position.
    Positional(ExprId),
    /// `[key] = value` or `name = value`.
    Keyed {
        /// The key; a string constant for `name = value`.
        key: ExprId,
        /// The value.
        value: ExprId,
    },
}

/// Binary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the operators'")]
pub enum BinaryOperator {
    Add,
    Sub,
    Mul,
    Mod,
    Pow,
    Div,
    IDiv,
    BAnd,
    BOr,
    BXor,
    Shl,
    Shr,
    Concat,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// Unary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the operators'")]
pub enum UnaryOperator {
    Neg,
    Not,
    Len,
    BNot,
}
