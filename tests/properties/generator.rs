//! Programs made of a string of choices.
//!
//! Every program ends: loops are bounded, and calls and traversals, which could go on for ever, count
//! against a budget. It may fail at any point; each of its parts runs under `pcall`. When the choices run out, the simplest is taken, so that fewer choices give
//! a smaller program.

/// How deep statements and expressions nest.
const DEPTH_MAX: usize = 4;
/// Most statements of a block.
const BLOCK_MAX: u64 = 5;

/// The program that these choices make.
pub fn program(genes: &[u8]) -> String {
    let mut generator = Generator { genes: genes.iter().copied(), names: Vec::new(), made: 0, out: String::new() };
    generator.out.push_str(PREAMBLE);
    while generator.genes.len() > 0 {
        generator.part();
    }
    generator.out.push_str("print(collectgarbage('count'))\n");
    generator.out
}

/// What programs share: a class with every metamethod, and ways to show values without their identity.
const PREAMBLE: &str = r##"
local function show(...)
  local out = {}
  for i = 1, select("#", ...) do
    local v = select(i, ...)
    local t = type(v)
    out[i] = (t == "table" or t == "function" or t == "thread") and t or tostring(v):sub(1, 60)
  end
  print(table.concat(out, " "))
end
local log = {}
local class = {__name = "class"}
class.__index = function(t, k) return k end
class.__call = function(self, ...) return select("#", ...), ... end
for _, event in ipairs {"add", "sub", "mul", "div", "mod", "pow", "unm", "idiv", "band", "bor", "bxor", "shl", "shr",
  "bnot", "concat"} do
  class["__" .. event] = function(a, b) log[#log % 8 + 1] = event return event end
end
class.__len = function() return 3 end
class.__eq = function(a, b) return true end
class.__lt = function(a, b) return coroutine.isyieldable() end
class.__le = function(a, b) return true end
class.__close = function(self, e) show("closed", e) end
class.__gc = function() log[#log % 8 + 1] = "gc" end
class.__tostring = function() return "object" end
local function new() return setmetatable({}, class) end
local function try(f, ...) show(pcall(f, ...)) end
g, h = 1, new()
local steps = 0
local function step() steps = steps + 1 if steps > 300 then error("enough") end end
local function call(f, ...) step() return f(...) end
"##;

struct Generator<'a> {
    genes: std::iter::Copied<std::slice::Iter<'a, u8>>,
    /// Local variables in scope.
    names: Vec<String>,
    made: usize,
    out: String,
}

impl Generator<'_> {
    /// A number below `bound`; 0 when the choices have run out.
    fn choose(&mut self, bound: u64) -> u64 {
        self.genes.next().map_or(0, |gene| u64::from(gene) % bound)
    }

    fn fresh(&mut self) -> String {
        self.made += 1;
        format!("v{}", self.made)
    }

    fn name(&mut self) -> String {
        if self.names.is_empty() {
            return ["g", "h"][self.choose(2) as usize].to_owned();
        }
        let index = self.choose(self.names.len() as u64 + 1) as usize;
        // The latest first: it is what the program is about.
        self.names.iter().rev().nth(index).cloned().unwrap_or_else(|| "g".to_owned())
    }

    /// A statement of the whole program: its block runs protected, or as a coroutine.
    fn part(&mut self) {
        let before = self.names.len();
        let (open, close) = match self.choose(3) {
            0 => ("try(function(...) ", " end, 1, 2.5, 'three')\n"),
            1 => ("try(coroutine.wrap(function(...) ", " end), 4, 'five', nil)\n"),
            _ => (
                "do local co = coroutine.create(function(...) ",
                " end) for i = 1, 4 do show(coroutine.resume(co, i, 'x')) end show(coroutine.close(co)) end\n",
            ),
        };
        self.out.push_str(open);
        self.block(0);
        self.out.push_str(close);
        self.names.truncate(before);
    }

    fn block(&mut self, depth: usize) {
        let before = self.names.len();
        let count = 1 + self.choose(BLOCK_MAX);
        for _ in 0..count {
            self.statement(depth);
            self.out.push(' ');
        }
        self.names.truncate(before);
    }

    fn statement(&mut self, depth: usize) {
        let kinds = if depth < DEPTH_MAX { 22 } else { 9 };
        match self.choose(kinds) {
            0 => {
                let value = self.expression(0);
                self.out.push_str(&format!("show({value})"));
            }
            1 => {
                let (name, value) = (self.fresh(), self.expression(0));
                self.out.push_str(&format!("local {name} = {value}"));
                self.names.push(name);
            }
            2 => {
                let (name, value) = (self.name(), self.expression(0));
                self.out.push_str(&format!("{name} = {value}"));
            }
            3 => {
                let (table, key, value) = (self.name(), self.expression(2), self.expression(1));
                self.out.push_str(&format!("{table}[{key}] = {value}"));
            }
            4 => {
                let (a, b) = (self.name(), self.name());
                self.out.push_str(&format!("{a}, {b} = {b}, {a}"));
            }
            5 => {
                let value = self.expression(0);
                self.out.push_str(&format!("h.x = {value}"));
            }
            6 => {
                let value = self.expression(1);
                self.out.push_str(&format!("if coroutine.isyieldable() then show(coroutine.yield({value})) end"));
            }
            7 => {
                let what = ["collect", "step", "count", "incremental", "generational"][self.choose(5) as usize];
                self.out.push_str(&format!("collectgarbage('{what}')"));
            }
            8 => {
                let name = self.fresh();
                self.out.push_str(&format!("local {name} <close> = new()"));
                self.names.push("h".to_owned());
            }
            9 => {
                let value = self.expression(0);
                self.out.push_str(&format!("if {value} then "));
                self.block(depth + 1);
                self.out.push_str("else ");
                self.block(depth + 1);
                self.out.push_str("end");
            }
            10 => self.numeric_loop(depth),
            11 => {
                let (key, value) = (self.fresh(), self.fresh());
                let table = self.expression(1);
                self.out.push_str(&format!("for {key}, {value} in pairs({table}) do step() "));
                self.scoped(&[key, value], depth);
                self.out.push_str("end");
            }
            12 => {
                let name = self.fresh();
                self.out.push_str(&format!("local {name} = 0 while {name} < 3 do {name} = {name} + 1 "));
                // The counter is not in scope: nothing else may change it.
                self.block(depth + 1);
                self.out.push_str("end");
            }
            13 => {
                let name = self.fresh();
                let end = self.expression(1);
                self.out.push_str(&format!("local {name} = 0 repeat {name} = {name} + 1 "));
                self.block(depth + 1);
                self.out.push_str(&format!("until {name} > 2 or {end}"));
            }
            14 => {
                let name = self.fresh();
                let parameter = self.fresh();
                self.out.push_str(&format!("local function {name}({parameter}, ...) "));
                self.scoped(std::slice::from_ref(&parameter), depth);
                let value = self.expression(1);
                self.out.push_str(&format!("return {value}, ... end"));
                self.names.push(name);
            }
            15 => {
                self.out.push_str("show(pcall(function(...) ");
                self.block(depth + 1);
                let value = self.expression(1);
                self.out.push_str(&format!("error({value}) end, ...))"));
            }
            16 => {
                let value = self.fresh();
                self.out.push_str(&format!("for {value} in coroutine.wrap(function(...) "));
                self.block(depth + 1);
                self.out.push_str("for i = 1, 3 do coroutine.yield(i) end end) do ");
                self.scoped(std::slice::from_ref(&value), depth);
                self.out.push_str("end");
            }
            17 => {
                self.out.push_str("show(string.gsub('hello world', '%w', function(c, ...) ");
                self.block(depth + 1);
                self.out.push_str("return c:upper() end))");
            }
            18 => {
                self.out.push_str("show(pcall(table.sort, {3, 1, 2, 5, 4}, function(a, b, ...) ");
                self.block(depth + 1);
                self.out.push_str("return a < b end))");
            }
            19 => {
                self.out.push_str("show(xpcall(function(...) ");
                self.block(depth + 1);
                self.out.push_str("end, function(e, ...) ");
                self.block(depth + 1);
                self.out.push_str("return e end))");
            }
            20 => {
                let value = self.expression(0);
                self.out.push_str("do ");
                self.block(depth + 1);
                self.out.push_str(&format!("if {value} then return {value} end end"));
            }
            _ => {
                let name = self.fresh();
                self.out.push_str(&format!("do local {name} = 0 ::top_{name}:: {name} = {name} + 1 "));
                self.block(depth + 1);
                self.out.push_str(&format!("if {name} < 3 then goto top_{name} end end"));
            }
        }
    }

    fn numeric_loop(&mut self, depth: usize) {
        let name = self.fresh();
        let range = ["1, 3", "3, 1, -1", "1.5, 3", "math.maxinteger - 1, math.maxinteger", "1, 0", "1, 3, 2"];
        let range = range[self.choose(6) as usize];
        self.out.push_str(&format!("for {name} = {range} do "));
        self.scoped(std::slice::from_ref(&name), depth);
        let value = self.expression(1);
        self.out.push_str(&format!("if {value} == 2 then break end end"));
    }

    /// A block in which these names are known.
    fn scoped(&mut self, names: &[String], depth: usize) {
        let before = self.names.len();
        self.names.extend_from_slice(names);
        self.block(depth + 1);
        self.names.truncate(before);
    }

    fn expression(&mut self, depth: usize) -> String {
        let kinds = if depth < DEPTH_MAX { 22 } else { 4 };
        let one = depth + 1;
        match self.choose(kinds) {
            0 => self.name(),
            1 => {
                ["1", "0", "-1", "2", "7", "255", "math.maxinteger", "math.mininteger"][self.choose(8) as usize].into()
            }
            2 => ["0.5", "1e300", "-0.0", "0/0", "2^53", "math.huge", "3.0"][self.choose(7) as usize].into(),
            3 => ["'a'", "'10'", "''", "nil", "true", "false", "'0x10'", "('long'):rep(20)"][self.choose(8) as usize]
                .into(),
            4 | 5 => {
                let operators =
                    ["+", "-", "*", "/", "//", "%", "^", "&", "|", "~", "<<", ">>", "..", "==", "~=", "<", "<=", ">"];
                let operator = operators[self.choose(18) as usize];
                let (a, b) = (self.expression(one), self.expression(one));
                format!("({a} {operator} {b})")
            }
            6 => {
                let operator = ["-", "~", "#", "not"][self.choose(4) as usize];
                format!("({operator} {})", self.expression(one))
            }
            7 => {
                let operator = ["and", "or"][self.choose(2) as usize];
                let (a, b) = (self.expression(one), self.expression(one));
                format!("({a} {operator} {b})")
            }
            8 => {
                let (a, b, c) = (self.expression(one), self.expression(one), self.name());
                format!("{{{a}, {b}, x = {c}, ...}}")
            }
            9 => format!("({})[{}]", self.name(), self.expression(one)),
            10 => format!("({}).x", self.name()),
            11 => "new()".to_owned(),
            12 => {
                let name = self.fresh();
                let before = self.names.len();
                self.names.push(name.clone());
                let value = self.expression(one);
                self.names.truncate(before);
                format!("(function({name}, ...) return {value}, ... end)")
            }
            13 => {
                let (function, a) = (self.name(), self.expression(one));
                format!("call({function}, {a}, ...)")
            }
            14 => format!("select('#', ..., {})", self.expression(one)),
            15 => format!("tostring({}):sub(1, 20)", self.expression(one)),
            16 => format!("tonumber({})", self.expression(one)),
            17 => format!("string.format('%5s|%q', 1, {})", self.expression(one)),
            18 => format!("table.concat({{1, 2, {}}}, ',')", self.expression(one)),
            19 => format!("table.unpack({{{}, 2, 3}})", self.expression(one)),
            20 => format!("math.type({})", self.expression(one)),
            _ => format!("setmetatable({{{}}}, {{__mode = 'k'}})", self.expression(one)),
        }
    }
}
