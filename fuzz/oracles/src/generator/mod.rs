//! Lua programs made of a string of choices, by a grammar.
//!
//! Every program ends: loops and functions take steps of a budget, and strings are cut. It may fail at any point; each
//! of its parts runs under `pcall` or in a coroutine. When the choices run out, the simplest is taken, so that fewer
//! choices give a smaller program. Expressions know what they should be (`Kind`), and now and then are something
//! else, so that most of a program does something before it fails.
//!
//! - `statements`, `expressions`: one arm for each form
//! - `preamble.lua`: what programs share

mod expressions;
mod statements;

use arbitrary::Unstructured;

/// How deep statements and expressions nest.
const DEPTH_MAX: usize = 4;
/// How many functions are within one another.
const NESTING_MAX: usize = 3;
/// Most statements of a block.
const BLOCK_MAX: usize = 5;
/// Most parts of a program.
const PARTS_MAX: usize = 12;
/// Most statements and expressions of a program; beyond, only the simplest are made.
const NODES_MAX: usize = 600;

/// What a program may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// What every Lua 5.4 does alike: no addresses, order of tables, collections, or yields across C.
    Portable,
    /// Whatever tidelock promises to do the same way always.
    Own,
}

/// What an expression or variable should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Any,
    Number,
    Text,
    /// A table with values at 1 to n, and nothing else: its length is defined.
    Sequence,
    Table,
    Function,
}

#[derive(Clone, Debug)]
struct Variable {
    name: String,
    kind: Kind,
    is_constant: bool,
}

/// The program that these choices make.
pub fn program(input: &mut Unstructured<'_>, dialect: Dialect) -> String {
    let mut generator = Generator {
        input,
        dialect,
        variables: Vec::new(),
        made: 0,
        nodes: 0,
        labels: Vec::new(),
        loops: 0,
        has_varargs: true,
        nesting: 0,
    };
    let mut text = String::from(include_str!("preamble.lua"));
    if dialect == Dialect::Own {
        text.push_str("class.__gc = function() log[#log % 8 + 1] = 'gc' end\n");
    }
    for _ in 0..PARTS_MAX {
        if generator.input.is_empty() {
            break;
        }
        text.push_str(&generator.part());
    }
    text.push_str("show(steps, unpack(log))\n");
    if dialect == Dialect::Own {
        text.push_str("print(collectgarbage('count'))\n");
    }
    text
}

struct Generator<'a, 'input> {
    input: &'a mut Unstructured<'input>,
    dialect: Dialect,
    /// Local variables in scope.
    variables: Vec<Variable>,
    made: usize,
    nodes: usize,
    /// Labels that can be reached, the innermost last.
    labels: Vec<String>,
    /// Loops of this function that can be left.
    loops: usize,
    /// Whether the function has `...`.
    has_varargs: bool,
    /// Functions around this place.
    nesting: usize,
}

impl Generator<'_, '_> {
    /// A number below `bound`; 0 when the choices have run out.
    fn choose(&mut self, bound: usize) -> usize {
        if self.nodes > NODES_MAX {
            return 0;
        }
        self.input.int_in_range(0..=bound - 1).unwrap_or(0)
    }

    /// True once in `bound` times; never when the choices have run out.
    fn rarely(&mut self, bound: usize) -> bool {
        self.choose(bound) == bound - 1
    }

    fn pick<'s>(&mut self, from: &[&'s str]) -> &'s str {
        from[self.choose(from.len())]
    }

    fn fresh(&mut self) -> String {
        self.made += 1;
        format!("v{}", self.made)
    }

    fn declare(&mut self, name: &str, kind: Kind) {
        self.variables.push(Variable { name: name.to_owned(), kind, is_constant: false });
    }

    /// A variable of this kind, the latest first: it is what the program is about.
    fn variable(&mut self, kind: Kind) -> Option<String> {
        let fitting: Vec<usize> = (0..self.variables.len())
            .rev()
            .filter(|&i| kind == Kind::Any || self.variables[i].kind == kind)
            .take(8)
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let index = fitting[self.choose(fitting.len())];
        Some(self.variables[index].name.clone())
    }

    /// A variable that may be assigned to, with what it is to hold; or a global.
    fn target(&mut self) -> (String, Kind) {
        let fitting: Vec<usize> =
            (0..self.variables.len()).rev().filter(|&i| !self.variables[i].is_constant).take(8).collect();
        let chosen = self.choose(fitting.len() + 1);
        match fitting.get(chosen) {
            Some(&index) => (self.variables[index].name.clone(), self.variables[index].kind),
            None => ("g".to_owned(), Kind::Any),
        }
    }

    /// A statement of the whole program: its block runs protected, or as a coroutine.
    fn part(&mut self) -> String {
        let before = self.variables.len();
        let (open, close) = match self.choose(3) {
            0 => ("try(function(...)\n", "end, 1, 2.5, 'three')\n"),
            1 => ("try(coroutine.wrap(function(...)\n", "end), 4, 'five', nil)\n"),
            _ => (
                "do local co = coroutine.create(function(...)\n",
                "end)\nfor i = 1, 4 do show(coroutine.resume(co, i, 'x')) end\nshow(coroutine.close(co)) end\n",
            ),
        };
        let block = self.block(0);
        self.variables.truncate(before);
        format!("{open}{block}{close}")
    }

    fn block(&mut self, depth: usize) -> String {
        let before = self.variables.len();
        let count = 1 + self.choose(BLOCK_MAX);
        let mut text = String::new();
        for _ in 0..count {
            text.push_str(&self.statement(depth));
            text.push('\n');
        }
        self.variables.truncate(before);
        text
    }

    /// A block in which these variables are known.
    fn scoped(&mut self, variables: &[(&str, Kind)], depth: usize) -> String {
        let before = self.variables.len();
        for (name, kind) in variables {
            self.declare(name, *kind);
        }
        let text = self.block(depth + 1);
        self.variables.truncate(before);
        text
    }

    /// The block of a loop; it may leave the loop, and go on with the next turn.
    fn turn(&mut self, variables: &[(&str, Kind)], depth: usize) -> String {
        let label = self.fresh();
        self.labels.push(label.clone());
        self.loops += 1;
        let block = self.scoped(variables, depth);
        self.loops -= 1;
        self.labels.pop();
        format!("step() do\n{block}end ::{label}:: ")
    }

    /// A function with these parameters; `depth` is that of its place.
    fn function(&mut self, parameters: &[(&str, Kind)], has_varargs: bool, depth: usize) -> String {
        let labels = std::mem::take(&mut self.labels);
        let loops = std::mem::take(&mut self.loops);
        let outer_varargs = std::mem::replace(&mut self.has_varargs, has_varargs);
        let before = self.variables.len();
        self.nesting += 1;
        for (name, kind) in parameters {
            self.declare(name, *kind);
        }
        let mut block = String::new();
        for _ in 0..=self.choose(3) {
            block.push_str(&self.statement(depth + 1));
            block.push('\n');
        }
        let results = match self.choose(4) {
            0 => self.expression(Kind::Any, depth + 2),
            1 => self.list(depth + 2),
            2 => self.call(depth + 2),
            _ => String::new(),
        };
        self.variables.truncate(before);
        self.nesting -= 1;
        (self.labels, self.loops, self.has_varargs) = (labels, loops, outer_varargs);
        let mut names: Vec<&str> = parameters.iter().map(|(name, _)| *name).collect();
        if has_varargs {
            names.push("...");
        }
        format!("({}) step()\n{block}return {results} end", names.join(", "))
    }
}
