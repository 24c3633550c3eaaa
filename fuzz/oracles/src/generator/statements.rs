//! Statements.

use super::{DEPTH_MAX, Dialect, Generator, Kind, NESTING_MAX, Variable};

/// Forms of statements that nest nothing; they come first.
const FLAT: usize = 16;

impl Generator<'_, '_> {
    pub(super) fn statement(&mut self, depth: usize) -> String {
        self.nodes += 1;
        if self.dialect == Dialect::Own && self.rarely(8) {
            return self.own_statement();
        }
        if depth >= DEPTH_MAX {
            let form = self.choose(FLAT);
            return self.flat(form);
        }
        match self.choose(FLAT + 15) {
            form if form < FLAT => self.flat(form),
            form => self.nested(form - FLAT, depth),
        }
    }

    fn flat(&mut self, form: usize) -> String {
        match form {
            0 => format!("show({})", self.list(0)),
            1 | 2 => {
                let kinds = [Kind::Any, Kind::Number, Kind::Text, Kind::Sequence, Kind::Table, Kind::Function];
                let kind = kinds[self.choose(6)];
                let (name, value) = (self.fresh(), self.expression(kind, 0));
                let is_constant = self.rarely(5);
                self.variables.push(Variable { name: name.clone(), kind, is_constant });
                format!("local {name}{} = {value}", if is_constant { " <const>" } else { "" })
            }
            3 => {
                let (name, kind) = self.target();
                let value = self.expression(kind, 0);
                format!("{name} = {}", if kind == Kind::Text { format!("cut({value})") } else { value })
            }
            4 => {
                let ((a, kind_a), (b, kind_b)) = (self.target(), self.target());
                let (value_a, value_b) = (self.expression(kind_a, 2), self.expression(kind_b, 2));
                format!("{a}, {b} = cut({value_a}), cut({value_b})")
            }
            5 => {
                let key = self.expression(Kind::Any, 2);
                let (table, value) = (self.table(3), self.expression(Kind::Any, 1));
                format!("{}[{key}] = cut({value})", Generator::prefix(&table))
            }
            6 => {
                let (table, value) = (self.any_variable(), self.expression(Kind::Any, 1));
                format!("{table}.{} = cut({value})", self.pick(&["x", "y", "long_name_of_a_field"]))
            }
            7 => {
                let (sequence, value) = (self.expression(Kind::Sequence, 3), self.expression(Kind::Any, 1));
                match self.choose(4) {
                    0 => format!("table.insert({sequence}, some(cut({value})))"),
                    1 => format!("table.insert({sequence}, 1, some(cut({value})))"),
                    2 => format!("show(table.remove({sequence}))"),
                    _ => format!("show(table.remove({sequence}, 1))"),
                }
            }
            8 => format!("show(give({}))", self.list(2)),
            9 => {
                let value = self.expression(Kind::Any, 2);
                format!("if yieldable() then show(coroutine.yield({value})) end")
            }
            10 => {
                let name = self.fresh();
                self.variables.push(Variable { name: name.clone(), kind: Kind::Table, is_constant: true });
                format!("local {name} <close> = {}", self.pick(&["new()", "nil", "false", "h", "g"]))
            }
            11 => format!("if {} then return {} end", self.condition(1), self.list(2)),
            12 => {
                let condition = self.condition(1);
                match self.labels.last().cloned().filter(|_| self.choose(2) == 0) {
                    Some(label) => format!("if {condition} then goto {label} end"),
                    None if self.loops > 0 => format!("if {condition} then break end"),
                    None => format!("show({condition})"),
                }
            }
            13 => {
                let (value, level) = (self.expression(Kind::Any, 1), self.choose(3));
                format!("if {} then error({value}, {level}) end", self.condition(2))
            }
            14 => format!("show(pcall({}))", self.call_arguments(2)),
            _ => format!("show({})", self.call(1)),
        }
    }

    /// What only tidelock has to do alike each time.
    fn own_statement(&mut self) -> String {
        let forms = if self.nesting < NESTING_MAX { 10 } else { 8 };
        match self.choose(forms) {
            0 => {
                let what = self.pick(&["collect", "step", "count", "incremental", "generational", "stop", "restart"]);
                format!("show(collectgarbage('{what}'))")
            }
            1 => format!("print({})", self.expression(Kind::Any, 1)),
            2 => format!("for k, v in next, {} do step() print(k, v) end", self.expression(Kind::Table, 1)),
            3 => "print(math.random(100), math.random())".to_owned(),
            4 => {
                let mode = self.pick(&["k", "v", "kv"]);
                let name = self.fresh();
                let (key, value) = (self.expression(Kind::Any, 2), self.expression(Kind::Any, 2));
                self.declare(&name, Kind::Any);
                format!("local {name} = setmetatable({{[some({key})] = {value}, {{}}}}, {{__mode = '{mode}'}})")
            }
            5 => "print((debug.traceback('at')))".to_owned(),
            6 => format!("coroutine.yield({})", self.list(2)),
            7 => format!("print(#{}, {} ^ {})", self.any_variable(), self.number(2), self.number(2)),
            8 => {
                let body = self.function(&[("o", Kind::Table)], false, 2);
                format!("setmetatable({{}}, {{__gc = function{body}}})")
            }
            _ => {
                let body = self.function(&[("a", Kind::Any), ("e", Kind::Any)], false, 2);
                format!("do local c <close> = setmetatable({{}}, {{__close = function{body}}}) give(1) end")
            }
        }
    }

    fn nested(&mut self, form: usize, depth: usize) -> String {
        match form {
            0 => {
                let (condition, other) = (self.condition(0), self.condition(1));
                let (first, second) = (self.block(depth + 1), self.block(depth + 1));
                let last = self.block(depth + 1);
                format!("if {condition} then\n{first}elseif {other} then\n{second}else\n{last}end")
            }
            1 => {
                let name = self.fresh();
                let ranges = [
                    "1, 3",
                    "3, 1, -1",
                    "1.5, 3",
                    "math.maxinteger - 1, math.maxinteger",
                    "1, 0",
                    "1, 3, 2",
                    "1, 2, 0.5",
                    "math.mininteger, math.mininteger + 2",
                    "3, -math.huge, -2",
                    "1, 2, 0",
                    "'1', 2",
                ];
                let range = self.pick(&ranges);
                let turn = self.turn(&[(&name, Kind::Number)], depth);
                format!("for {name} = {range} do {turn}end")
            }
            2 => {
                let (start, end) = (self.number(2), self.number(2));
                let name = self.fresh();
                let turn = self.turn(&[(&name, Kind::Number)], depth);
                format!("for {name} = {start}, {end} do {turn}end")
            }
            3 => {
                let (index, value) = (self.fresh(), self.fresh());
                let iterator = match self.choose(4) {
                    0 => format!("ipairs({})", self.expression(Kind::Sequence, 1)),
                    1 => format!("ipairs(keys({}))", self.expression(Kind::Table, 1)),
                    2 => format!("string.gmatch({}, '{}')", self.text(1), self.pattern()),
                    _ => self.expression(Kind::Function, 2),
                };
                let turn = self.turn(&[(&index, Kind::Any), (&value, Kind::Any)], depth);
                format!("for {index}, {value} in {iterator} do {turn}end")
            }
            4 => {
                let name = self.fresh();
                // The counter is not in scope: nothing else may change it.
                let turn = self.turn(&[], depth);
                format!("local {name} = 0 while {name} < 3 do {name} = {name} + 1 {turn}end")
            }
            5 => {
                let name = self.fresh();
                self.loops += 1;
                let block = self.block(depth + 1);
                self.loops -= 1;
                let end = self.condition(1);
                format!("local {name} = 0 repeat {name} = {name} + 1 step()\n{block}until {name} > 2 or {end}")
            }
            6 => {
                let (name, parameter) = (self.fresh(), self.fresh());
                self.declare(&name, Kind::Function);
                let has_varargs = self.choose(2) == 0;
                let body = self.function(&[(&parameter, Kind::Any)], has_varargs, depth);
                format!("local function {name}{body}")
            }
            7 => {
                let (iterator, value) = (self.function(&[], true, depth), self.fresh());
                let turn = self.turn(&[(&value, Kind::Any)], depth);
                format!("for {value} in coroutine.wrap(function{iterator}) do {turn}end")
            }
            8 => {
                let (subject, pattern) = (self.text(2), self.pattern());
                let body = self.function(&[("c", Kind::Text)], true, depth);
                format!("show(string.gsub({subject}, '{pattern}', quietly(function{body})))")
            }
            9 => self.sort(),
            10 => {
                let protected = self.function(&[], true, depth);
                let value = self.expression(Kind::Any, 2);
                let handler = match self.choose(3) {
                    0 => "text".to_owned(),
                    1 => format!("quietly(function(e, ...) show('handler', e) return {value} end)"),
                    _ => "function(e) return e, 2 end".to_owned(),
                };
                format!("show(xpcall(function{protected}, {handler}, {}))", self.list(2))
            }
            11 => {
                let name = self.fresh();
                let block = self.block(depth + 1);
                format!(
                    "do local {name} = 0 ::top_{name}:: {name} = {name} + 1 step() do\n{block}end \
                     if {name} < 3 then goto top_{name} end end"
                )
            }
            12 => self.coroutine(depth),
            13 => {
                let name = self.fresh();
                let value = self.metatable(depth);
                self.declare(&name, Kind::Table);
                format!("local {name} = {value}")
            }
            _ => {
                let closing = self.function(&[("o", Kind::Any), ("e", Kind::Any)], false, depth);
                let block = self.block(depth + 1);
                let name = self.fresh();
                format!(
                    "do local {name} <close> = setmetatable({{}}, {{__close = quietly(function{closing})}})\n{block}end"
                )
            }
        }
    }

    fn sort(&mut self) -> String {
        let (name, values) = (self.fresh(), self.expression(Kind::Sequence, 1));
        let (values, order) = match self.choose(5) {
            0 => (format!("numbers({values})"), ""),
            1 => (format!("words({values})"), ""),
            2 => (format!("numbers({values})"), ", function(a, b) return a > b end"),
            3 => (format!("words({values})"), ", function(a, b) if #a ~= #b then return #a < #b end return a < b end"),
            _ => (format!("numbers({values})"), ", function(a, b) error(new()) end"),
        };
        self.declare(&name, Kind::Sequence);
        format!("local {name} = {values} show(pcall(table.sort, {name}{order})) show(unpack({name}))")
    }

    fn coroutine(&mut self, depth: usize) -> String {
        let name = self.fresh();
        let body = self.function(&[("a", Kind::Any)], true, depth);
        self.declare(&name, Kind::Any);
        let mut text = format!("local {name} = coroutine.create(function{body})\n");
        for _ in 0..=self.choose(3) {
            let arguments = self.list(3);
            text.push_str(&format!("show(coroutine.resume({name}, {arguments}))\n"));
        }
        match self.choose(3) {
            0 => text.push_str(&format!("show(coroutine.status({name}))")),
            1 => text.push_str(&format!("show(pcall(quietly(coroutine.close), {name}))")),
            _ => text.push_str(&format!("show(coroutine.status({name}), pcall(quietly(coroutine.close), {name}))")),
        }
        text
    }

    /// A table with a metatable of a few events, each a function made up here.
    fn metatable(&mut self, depth: usize) -> String {
        let mut events = String::new();
        for _ in 0..=self.choose(3) {
            let event = self.pick(&[
                "index", "add", "concat", "call", "eq", "lt", "le", "unm", "newindex", "len", "sub", "mul", "div",
                "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot", "tostring", "close",
            ]);
            let is_reached_from_c = matches!(event, "index" | "newindex" | "len" | "tostring" | "close");
            if event == "index" && self.choose(2) == 1 {
                let table = self.expression(Kind::Table, 3);
                events.push_str(&format!("__index = {table}, "));
                continue;
            }
            let function = self.function(&[("a", Kind::Table), ("b", Kind::Any)], true, depth);
            let function = format!("function{function}");
            let function = if is_reached_from_c { format!("quietly({function})") } else { function };
            events.push_str(&format!("__{event} = {function}, "));
        }
        let fields = self.expression(Kind::Any, 3);
        format!("setmetatable({{x = {fields}}}, {{{events}}})")
    }
}
