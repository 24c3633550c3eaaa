//! Functions, blocks and variables: which declaration a name means.
//!
//! The variables of all open functions stand in one vector, as in PUC; a function's are those from its `first_active`
//! on, and the first `active_count` of these are in scope, the rest declared but not yet in scope (`local x = x`).
//! [`Bindings`] leads from a name to the innermost variable of that name, so what a name means takes the same time
//! however many variables and functions are open.

use std::collections::BTreeMap;

use crate::ast::{
    Attribute, Block, Constant, Expr, ExprId, Function, FunctionId, Label, Local, LocalId, StrId, Upvalue, UpvalueId,
    UpvalueSource,
};
use crate::error::ErrorKind;

use super::labels::{PendingGoto, VisibleLabel};
use super::{FUNCTION_BYTES, Parse, Parser, UPVALUE_BYTES, VARIABLE_BYTES};

/// Most variables in scope of one function, hidden loop state included (PUC's `MAXVARS`).
const LOCALS_MAX: usize = 200;
/// Most upvalues of one function (PUC's `MAXUPVAL`).
const UPVALUES_MAX: usize = 255;

/// For each name the innermost variable in scope, of whichever open function: its place in `Parser::active` plus one,
/// 0 for none. There is an entry for each string up to the last one that was a variable's name.
#[derive(Default)]
pub(super) struct Bindings(Vec<u32>);

impl Bindings {
    fn get(&self, name: StrId) -> Option<usize> {
        self.0.get(name.index()).and_then(|&place| (place as usize).checked_sub(1))
    }

    /// Binds `name` to a place plus one, or to 0; what it was bound to.
    fn set(&mut self, name: StrId, place: u32) -> u32 {
        if name.index() >= self.0.len() {
            self.0.resize(name.index() + 1, 0);
        }
        std::mem::replace(&mut self.0[name.index()], place)
    }
}

/// A variable that is in scope, or declared and about to be.
#[derive(Clone, Copy)]
pub(super) struct ActiveVariable {
    name: StrId,
    /// `None` for the hidden state of a loop, which takes a place and has no name.
    local: Option<LocalId>,
    /// How many gotos had to wait for their label before it came into scope.
    pub gotos_before: u32,
    /// Its function's place among the open ones.
    level: u32,
    /// What its name was bound to before it came into scope.
    shadowed: u32,
}

impl ActiveVariable {
    fn new(name: StrId, local: Option<LocalId>, level: usize) -> ActiveVariable {
        ActiveVariable { name, local, gotos_before: 0, level: level as u32, shadowed: 0 }
    }
}

/// The name of hidden variables: no string has this identifier.
const NO_NAME: StrId = StrId(u32::MAX);

/// A function whose end has not been read.
pub(super) struct FunctionState {
    parameters: u32,
    pub is_vararg: bool,
    pub locals: Vec<Local>,
    upvalues: Vec<Upvalue>,
    pub labels: Vec<Label>,
    line: u32,
    /// Where its variables begin in `Parser::active`.
    pub first_active: usize,
    /// How many of them are in scope.
    pub active_count: usize,
    /// Its labels that a goto can see here.
    pub visible: BTreeMap<StrId, VisibleLabel>,
    /// Its gotos whose label has not appeared, by name and number.
    pub pending: BTreeMap<(StrId, u32), PendingGoto>,
    /// How many of its loops are open.
    pub loop_depth: u32,
    /// The innermost open block.
    pub block: BlockState,
    /// The last `_ENV` expression made in it; global names share it.
    env: Option<ExprId>,
}

/// What a block restores when it ends.
#[derive(Clone, Copy)]
pub(super) struct BlockState {
    /// `active_count` before it.
    pub active_count: usize,
    /// Where its labels begin in `Parser::labels`.
    pub first_label: usize,
    /// The number of its first goto that has to wait for a label.
    pub first_goto: u32,
}

/// What a name means.
#[derive(Clone, Copy)]
pub(super) enum Variable {
    Local(LocalId),
    Upvalue(UpvalueId),
    Constant(Constant),
    Global,
}

impl Parser<'_> {
    /// The innermost open function.
    pub(super) fn function(&mut self) -> &mut FunctionState {
        self.functions.last_mut().expect("a function is open while there are tokens")
    }

    pub(super) fn open_main_function(&mut self) {
        self.open_function(0);
        let name = self.env_name;
        let main = self.function();
        main.is_vararg = true;
        let source = UpvalueSource::Upvalue(UpvalueId(0));
        main.upvalues.push(Upvalue { name, source, attribute: Attribute::Regular });
    }

    pub(super) fn open_function(&mut self, line: u32) {
        let block = BlockState { active_count: 0, first_label: self.labels.len(), first_goto: self.gotos };
        self.other_bytes += FUNCTION_BYTES;
        self.functions.push(FunctionState {
            parameters: 0,
            is_vararg: false,
            locals: Vec::new(),
            upvalues: Vec::new(),
            labels: Vec::new(),
            line,
            first_active: self.active.len(),
            active_count: 0,
            visible: BTreeMap::new(),
            pending: BTreeMap::new(),
            loop_depth: 0,
            block,
            env: None,
        });
    }

    /// Ends the parameter list: every local so far is a parameter.
    pub(super) fn finish_parameters(&mut self, is_vararg: bool) {
        let function = self.function();
        function.parameters = function.locals.len() as u32;
        function.is_vararg = is_vararg;
    }

    pub(super) fn close_function(&mut self, body: Block, end_line: u32) -> Parse<FunctionId> {
        self.check_no_pending_goto()?;
        let Some(mut state) = self.functions.pop() else { unreachable!("close_function without open_function") };
        self.drop_active(state.first_active);
        // What the function's own block sees is dropped with it.
        self.labels.truncate(state.block.first_label);
        state.locals.shrink_to_fit();
        state.upvalues.shrink_to_fit();
        state.labels.shrink_to_fit();
        self.ast.functions.push(Function {
            parameters: state.parameters,
            is_vararg: state.is_vararg,
            locals: state.locals,
            upvalues: state.upvalues,
            labels: state.labels,
            body,
            line: state.line,
            end_line,
        });
        Ok(FunctionId(self.ast.functions.len() as u32 - 1))
    }

    /// Opens a block; returns what [`Parser::leave_block`] wants back.
    pub(super) fn enter_block(&mut self) -> BlockState {
        let (first_label, first_goto) = (self.labels.len(), self.gotos);
        let function = self.function();
        let block = BlockState { active_count: function.active_count, first_label, first_goto };
        std::mem::replace(&mut function.block, block)
    }

    /// Ends the scope of the innermost block's variables and labels, and makes `outer` the innermost one.
    pub(super) fn leave_block(&mut self, outer: BlockState) {
        let function = self.function();
        let block = std::mem::replace(&mut function.block, outer);
        function.active_count = block.active_count;
        let active_end = function.first_active + block.active_count;
        self.drop_active(active_end);
        self.hide_labels(block.first_label);
    }

    /// Ends the scope of the variables from `first` on.
    fn drop_active(&mut self, first: usize) {
        for variable in self.active.drain(first..).rev().filter(|variable| variable.local.is_some()) {
            self.bindings.set(variable.name, variable.shadowed);
        }
    }

    /// Declares a local; it comes into scope by [`Parser::activate`].
    pub(super) fn declare(&mut self, name: StrId) -> Parse<LocalId> {
        self.check_local_limit()?;
        let function = self.function();
        let id = LocalId(function.locals.len() as u32);
        function.locals.push(Local {
            name,
            attribute: Attribute::Regular,
            captured: false,
            assigned: false,
            constant: None,
        });
        self.other_bytes += VARIABLE_BYTES;
        self.active.push(ActiveVariable::new(name, Some(id), self.functions.len() - 1));
        Ok(id)
    }

    /// Declares `count` variables of hidden loop state.
    pub(super) fn declare_hidden(&mut self, count: usize) -> Parse<()> {
        for _ in 0..count {
            self.check_local_limit()?;
            self.active.push(ActiveVariable::new(NO_NAME, None, self.functions.len() - 1));
        }
        Ok(())
    }

    fn check_local_limit(&mut self) -> Parse<()> {
        if self.active.len() - self.function().first_active < LOCALS_MAX {
            return Ok(());
        }
        self.limit_error(self.functions.len() - 1, LOCALS_MAX, "local variables")
    }

    /// Brings the next `count` declared variables into scope.
    pub(super) fn activate(&mut self, count: usize) {
        let gotos_before = self.gotos;
        let function = self.function();
        let start = function.first_active + function.active_count;
        function.active_count += count;
        for place in start..start + count {
            let variable = &mut self.active[place];
            variable.gotos_before = gotos_before;
            if variable.local.is_some() {
                variable.shadowed = self.bindings.set(variable.name, place as u32 + 1);
            }
        }
    }

    #[cold]
    fn limit_error<T>(&self, function: usize, limit: usize, what: &str) -> Parse<T> {
        let place = match self.functions[function].line {
            0 => "main function".to_owned(),
            line => format!("function at line {line}"),
        };
        self.error_near(ErrorKind::Limit, &format!("too many {what} (limit is {limit}) in {place}"))
    }

    /// The name of the variable in place `index` of the innermost function.
    pub(super) fn active_name(&mut self, index: usize) -> String {
        let position = self.function().first_active + index;
        match self.active[position].name {
            NO_NAME => "(for state)".to_owned(),
            name => self.name_text(name),
        }
    }

    /// What `name` means here. An upvalue is added to every function between its declaration and its use.
    pub(super) fn resolve(&mut self, name: StrId) -> Parse<Variable> {
        let innermost = self.functions.len() - 1;
        // Where it is declared, and as what.
        let (owner, declared) = match self.bindings.get(name).map(|place| self.active[place]) {
            Some(ActiveVariable { local: Some(local), level, .. }) => (level as usize, UpvalueSource::Local(local)),
            _ if name == self.env_name => (0, UpvalueSource::Upvalue(UpvalueId(0))),
            _ => return Ok(Variable::Global),
        };
        if let UpvalueSource::Local(local) = declared {
            let local_state = &mut self.functions[owner].locals[local.index()];
            if let Some(constant) = local_state.constant {
                return Ok(Variable::Constant(constant));
            }
            if owner == innermost {
                return Ok(Variable::Local(local));
            }
            local_state.captured = true;
        }
        let (mut level, mut found) = (innermost, declared);
        while level > owner {
            if let Some(index) = self.functions[level].upvalues.iter().position(|upvalue| upvalue.name == name) {
                found = UpvalueSource::Upvalue(UpvalueId(index as u32));
                break;
            }
            level -= 1;
        }
        for inner in level + 1..=innermost {
            found = UpvalueSource::Upvalue(self.add_upvalue(inner, name, found)?);
        }
        match found {
            UpvalueSource::Upvalue(upvalue) => Ok(Variable::Upvalue(upvalue)),
            UpvalueSource::Local(_) => unreachable!("a local of the innermost function was returned above"),
        }
    }

    fn add_upvalue(&mut self, level: usize, name: StrId, source: UpvalueSource) -> Parse<UpvalueId> {
        if self.functions[level].upvalues.len() >= UPVALUES_MAX {
            return self.limit_error(level, UPVALUES_MAX, "upvalues");
        }
        let outer = &self.functions[level - 1];
        let attribute = match source {
            UpvalueSource::Local(local) => outer.locals[local.index()].attribute,
            UpvalueSource::Upvalue(upvalue) => outer.upvalues[upvalue.index()].attribute,
        };
        self.other_bytes += UPVALUE_BYTES;
        let upvalues = &mut self.functions[level].upvalues;
        upvalues.push(Upvalue { name, source, attribute });
        Ok(UpvalueId(upvalues.len() as u32 - 1))
    }

    /// The expression that `_ENV` resolves to here.
    pub(super) fn env_expr(&mut self) -> Parse<ExprId> {
        let expr = match self.resolve(self.env_name)? {
            Variable::Local(local) => Expr::Local(local),
            Variable::Upvalue(upvalue) => Expr::Upvalue(upvalue),
            Variable::Constant(constant) => Expr::Constant(constant),
            Variable::Global => unreachable!("the main function has _ENV"),
        };
        if let Some(id) = self.function().env
            && same_variable(self.ast.exprs[id.index()], expr)
        {
            return Ok(id);
        }
        let id = self.add_expr(expr, self.last_line);
        self.function().env = Some(id);
        Ok(id)
    }

    /// The attribute and name of the variable that `expr` is, if it is one.
    pub(super) fn variable_attribute(&mut self, expr: ExprId) -> Option<(Attribute, StrId)> {
        match self.ast.exprs[expr.index()] {
            Expr::Local(local) => {
                let local = &self.function().locals[local.index()];
                Some((local.attribute, local.name))
            }
            Expr::Upvalue(upvalue) => {
                let upvalue = &self.function().upvalues[upvalue.index()];
                Some((upvalue.attribute, upvalue.name))
            }
            _ => None,
        }
    }

    /// Notes that the variable `expr` is assigned to, in whichever function declares it.
    pub(super) fn mark_assigned(&mut self, expr: ExprId) {
        let mut level = self.functions.len() - 1;
        let mut source = match self.ast.exprs[expr.index()] {
            Expr::Local(local) => UpvalueSource::Local(local),
            Expr::Upvalue(upvalue) => UpvalueSource::Upvalue(upvalue),
            _ => return,
        };
        loop {
            match source {
                UpvalueSource::Local(local) => {
                    self.functions[level].locals[local.index()].assigned = true;
                    return;
                }
                // The main function's only upvalue is `_ENV`, which no local of the chunk declares.
                UpvalueSource::Upvalue(_) if level == 0 => return,
                UpvalueSource::Upvalue(upvalue) => {
                    source = self.functions[level].upvalues[upvalue.index()].source;
                    level -= 1;
                }
            }
        }
    }
}

fn same_variable(a: Expr, b: Expr) -> bool {
    match (a, b) {
        (Expr::Local(a), Expr::Local(b)) => a == b,
        (Expr::Upvalue(a), Expr::Upvalue(b)) => a == b,
        _ => false,
    }
}
