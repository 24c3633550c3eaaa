//! Expressions, by what they should be.

use super::{DEPTH_MAX, Dialect, Generator, Kind, NESTING_MAX};

impl Generator<'_, '_> {
    /// An expression of this kind, in parentheses where precedence asks for it.
    pub(super) fn expression(&mut self, kind: Kind, depth: usize) -> String {
        self.nodes += 1;
        // Something that does not fit, but not where a length is taken.
        let kind = if kind != Kind::Sequence && self.rarely(24) { Kind::Any } else { kind };
        match kind {
            Kind::Any => self.any(depth),
            Kind::Number => self.number(depth),
            Kind::Text => self.text(depth),
            Kind::Sequence => self.sequence(depth),
            Kind::Table => self.table(depth),
            Kind::Function => self.function_value(depth),
        }
    }

    /// What an index or a call can follow.
    pub(super) fn prefix(expression: &str) -> String {
        let is_name = expression.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if is_name && !matches!(expression, "nil" | "true" | "false") && !expression.as_bytes()[0].is_ascii_digit() {
            return expression.to_owned();
        }
        // A line that begins with a parenthesis would go on with the line before.
        format!("some({expression})")
    }

    pub(super) fn any_variable(&mut self) -> String {
        let global = self.pick(&["g", "h"]);
        if self.rarely(4) { global.to_owned() } else { self.variable(Kind::Any).unwrap_or_else(|| global.to_owned()) }
    }

    /// One to three expressions, or `...`.
    pub(super) fn list(&mut self, depth: usize) -> String {
        let count = 1 + self.choose(3);
        let mut items: Vec<String> = (0..count).map(|_| self.expression(Kind::Any, depth + 1)).collect();
        if self.has_varargs && self.rarely(3) {
            items.push("...".to_owned());
        }
        items.join(", ")
    }

    /// A function and its arguments, as `pcall` takes them.
    pub(super) fn call_arguments(&mut self, depth: usize) -> String {
        let callee =
            if self.rarely(5) { self.expression(Kind::Any, depth) } else { self.expression(Kind::Function, depth) };
        format!("{callee}, {}", self.list(depth))
    }

    /// A call.
    pub(super) fn call(&mut self, depth: usize) -> String {
        if depth >= DEPTH_MAX {
            return self.any_variable();
        }
        match self.choose(4) {
            0 | 1 => {
                let callee = self.expression(Kind::Function, depth + 1);
                format!("{}({})", Generator::prefix(&callee), self.list(depth + 1))
            }
            2 => format!("{}({})", self.any_variable(), self.list(depth + 1)),
            _ => {
                let (object, method) = (self.any_variable(), self.pick(&["x", "upper", "sub", "y"]));
                format!("{object}:{method}({})", self.expression(Kind::Number, depth + 1))
            }
        }
    }

    fn any(&mut self, depth: usize) -> String {
        if depth >= DEPTH_MAX {
            return self.leaf();
        }
        match self.choose(14) {
            0 => self.leaf(),
            1 | 2 => self.number(depth),
            3 | 4 => self.text(depth),
            5 => self.sequence(depth),
            6 => self.table(depth),
            7 => self.function_value(depth),
            8 => format!("({})", self.condition(depth)),
            9 => {
                let operator = self.pick(&["and", "or"]);
                let (a, b) = (self.any(depth + 1), self.any(depth + 1));
                format!("({a} {operator} {b})")
            }
            10 => {
                let object = self.any_variable();
                match self.choose(3) {
                    0 => format!("{object}.x"),
                    1 => format!("{object}[{}]", self.any(depth + 1)),
                    _ => format!("{object}.x.y"),
                }
            }
            11 => self.call(depth + 1),
            12 => {
                let operators = ["+", "..", "-", "*", "/", "//", "%", "&", "|", "~", "<<", ">>"];
                let operator = self.pick(&operators);
                let (a, b) = (self.any_variable(), self.any(depth + 1));
                if self.choose(2) == 0 { format!("({a} {operator} {b})") } else { format!("({b} {operator} {a})") }
            }
            _ => {
                let operator = self.pick(&["-", "~", "not "]);
                format!("({operator}{})", self.any_variable())
            }
        }
    }

    fn leaf(&mut self) -> String {
        match self.choose(6) {
            0 => self.any_variable(),
            1 => self.number_leaf(),
            2 => self.text_leaf(),
            3 => self.pick(&["nil", "true", "false"]).to_owned(),
            4 if self.has_varargs => "(...)".to_owned(),
            _ => "new()".to_owned(),
        }
    }

    pub(super) fn condition(&mut self, depth: usize) -> String {
        if depth >= DEPTH_MAX {
            return self.any_variable();
        }
        let one = depth + 1;
        match self.choose(8) {
            0 => self.any_variable(),
            1 | 2 => {
                let operator = self.pick(&["==", "~=", "<", "<=", ">", ">="]);
                let (a, b) = (self.number(one), self.number(one));
                format!("{a} {operator} {b}")
            }
            3 => {
                let operator = self.pick(&["==", "<", "<=", "~="]);
                let (a, b) = (self.text(one), self.text(one));
                format!("{a} {operator} {b}")
            }
            4 => {
                let operator = self.pick(&["==", "~="]);
                let (a, b) = (self.any(one), self.any(one));
                format!("{a} {operator} {b}")
            }
            5 => format!("not {}", self.any(one)),
            6 => {
                let operator = self.pick(&["<", "<=", ">", ">="]);
                let (a, b) = (self.any_variable(), self.any(one));
                format!("{a} {operator} {b}")
            }
            _ => {
                let operator = self.pick(&["and", "or"]);
                let (a, b) = (self.condition(one), self.condition(one));
                format!("({a} {operator} {b})")
            }
        }
    }

    fn number_leaf(&mut self) -> String {
        let literals = [
            "1",
            "0",
            "2",
            "3",
            "-1",
            "7",
            "10",
            "0.5",
            "1.5",
            "3.0",
            "-0.0",
            "255",
            "-7",
            "1e15",
            "1e100",
            "0x7p-2",
            "4294967296",
            "math.maxinteger",
            "math.mininteger",
            "9007199254740993",
            "2.0^53",
            "math.huge",
            "-2.75",
            "0xffffffffffffffff",
            "1e308",
            "5e-324",
        ];
        let literal = self.pick(&literals);
        if literal.starts_with('-') || literal.contains('^') { format!("({literal})") } else { literal.to_owned() }
    }

    pub(super) fn number(&mut self, depth: usize) -> String {
        if depth >= DEPTH_MAX {
            return if self.choose(2) == 0 { self.number_leaf() } else { self.number_variable() };
        }
        let one = depth + 1;
        match self.choose(16) {
            0 => self.number_leaf(),
            1 | 2 => self.number_variable(),
            3..=6 => {
                let operator = self.pick(&["+", "-", "*", "/", "//", "%", "&", "|", "~", "<<", ">>"]);
                let (a, b) = (self.expression(Kind::Number, one), self.expression(Kind::Number, one));
                format!("({a} {operator} {b})")
            }
            7 => format!("({}{})", self.pick(&["-", "~"]), self.expression(Kind::Number, one)),
            8 => format!("#{}", self.expression(Kind::Sequence, one)),
            9 => format!("#{}", self.text(one)),
            10 => {
                let base = self.pick(&["", ", 10", ", 16", ", 36", ", 2"]);
                format!("(tonumber({}{base}) or 4)", self.text(one))
            }
            11 if self.dialect == Dialect::Portable => {
                // Exact, whoever computes it.
                let exponent = self.pick(&["2", "3", "1", "0"]);
                format!("(((math.tointeger({}) or 3) % 50) ^ {exponent})", self.number(one))
            }
            11 => format!("({} ^ {})", self.number(one), self.number(one)),
            12 => {
                let function = self.pick(&["floor", "ceil", "abs", "sqrt", "tointeger", "fmod", "max", "min"]);
                let second = if matches!(function, "fmod" | "max" | "min") {
                    format!(", {}", self.number(one))
                } else {
                    String::new()
                };
                format!("(math.{function}({}{second}) or 5)", self.expression(Kind::Number, one))
            }
            13 => format!("select('#', {})", self.list(one)),
            14 => {
                let (text, pattern) = (self.text(one), self.pattern());
                format!("(string.find({text}, '{pattern}') or 6)")
            }
            _ => {
                let format = self.pick(&["<i4", ">i8", "<d", "<I2", "j", "n", "<f", "s1"]);
                format!("(string.unpack('{format}', string.pack('{format}', {})))", self.number(one))
            }
        }
    }

    fn number_variable(&mut self) -> String {
        self.variable(Kind::Number).unwrap_or_else(|| "steps".to_owned())
    }

    fn text_leaf(&mut self) -> String {
        let literals = [
            "'a'",
            "'10'",
            "''",
            "'hello world'",
            "'0x10'",
            "'a\\0b'",
            "' 7 '",
            "'1e2'",
            "'\\xff\\xfe'",
            "'h\\u{e9}'",
            "([[line\nline]])",
            "('long'):rep(20)",
            "'%d'",
            "'x'",
        ];
        let literal = self.pick(&literals);
        literal.to_owned()
    }

    pub(super) fn text(&mut self, depth: usize) -> String {
        if depth >= DEPTH_MAX {
            return if self.choose(2) == 0 { self.text_leaf() } else { self.text_variable() };
        }
        let one = depth + 1;
        match self.choose(16) {
            0 => self.text_leaf(),
            1 | 2 => self.text_variable(),
            3 | 4 => {
                let (a, b) = (self.text(one), self.expression(Kind::Text, one));
                format!("({a} .. {b})")
            }
            5 => format!("({} .. text({}))", self.text(one), self.number(one)),
            6 => format!("string.rep({}, {}, ',')", self.text_leaf(), self.choose(5)),
            7 => format!("string.sub({}, {}, {})", self.text(one), self.number(one), self.number(one)),
            8 => {
                let function = self.pick(&["upper", "lower", "reverse"]);
                format!("string.{function}({})", self.expression(Kind::Text, one))
            }
            9 => {
                let formats = ["%d", "%5.2f", "%s", "%q", "%g", "%x", "%-5d|", "%+.3e", "%i", "%c", "%o", "%a", "%.3s"];
                let format = self.pick(&formats);
                let is_text = matches!(format, "%s" | "%q" | "%.3s");
                let value =
                    if is_text { format!("text({})", self.any(one)) } else { format!("real({})", self.number(one)) };
                format!("string.format('{format}', {value})")
            }
            10 => {
                let (text, pattern) = (self.text(one), self.pattern());
                let by = self.pick(&["'%0'", "'<%1>'", "{a = 'b'}", "''", "'%%'", "'%2'"]);
                format!("(string.gsub({text}, '{pattern}', {by}, 3))")
            }
            11 => format!("table.concat({}, ', ')", self.sequence(one)),
            12 => format!("type({})", self.any(one)),
            13 => format!("text({})", self.any(one)),
            14 => format!("(string.match({}, '{}') or 'none')", self.text(one), self.pattern()),
            _ => format!("string.char({} % 128)", self.number(one)),
        }
    }

    fn text_variable(&mut self) -> String {
        self.variable(Kind::Text).unwrap_or_else(|| "'word'".to_owned())
    }

    pub(super) fn pattern(&mut self) -> &'static str {
        let patterns = [
            "%w",
            "l+",
            "(%a)(%d*)",
            "[^%s]+",
            ".-o",
            "^h",
            "%f[%w]%w+",
            "()",
            "$",
            "%b()",
            "[a-f0-9]",
            "(l)%1",
            "o*",
            "(.)(.)",
            "%",
            "[a",
            "(",
            "\\0",
            "%d?%d",
            "x?",
        ];
        patterns[self.choose(patterns.len())]
    }

    fn sequence(&mut self, depth: usize) -> String {
        if let Some(name) = self.variable(Kind::Sequence).filter(|_| self.choose(3) > 0 || depth >= DEPTH_MAX) {
            return name;
        }
        if depth >= DEPTH_MAX {
            return "{3, 1, 2}".to_owned();
        }
        match self.choose(5) {
            0 => "{5, 3, 8, 1}".to_owned(),
            1 => "{'b', 'a', 'c'}".to_owned(),
            2 | 3 => {
                let items: Vec<String> =
                    (0..=self.choose(4)).map(|_| format!("some({})", self.any(depth + 1))).collect();
                format!("{{{}}}", items.join(", "))
            }
            _ => format!("table.move({{9, 8, 7}}, 1, 3, {}, {{1}})", 1 + self.choose(2)),
        }
    }

    pub(super) fn table(&mut self, depth: usize) -> String {
        if let Some(name) = self.variable(Kind::Table).filter(|_| self.choose(3) > 0 || depth >= DEPTH_MAX) {
            return name;
        }
        if depth >= DEPTH_MAX {
            return "{x = 1}".to_owned();
        }
        let one = depth + 1;
        match self.choose(5) {
            0 => "new()".to_owned(),
            1 => format!("{{x = {}, y = {}}}", self.any(one), self.any(one)),
            2 => format!("{{[{}] = {}, {}}}", self.leaf(), self.any(one), self.list(one)),
            3 => format!("setmetatable({{}}, {{__index = {}}})", self.table(one)),
            _ => format!("pack({})", self.list(one)),
        }
    }

    fn function_value(&mut self, depth: usize) -> String {
        if let Some(name) = self.variable(Kind::Function).filter(|_| self.choose(3) > 0) {
            return name;
        }
        let builtins = [
            "show",
            "select",
            "math.floor",
            "string.upper",
            "rawequal",
            "tonumber",
            "ipairs",
            "compile",
            "math.max",
            "error",
            "assert",
            "pcall",
            "string.format",
            "rawget",
            "utf8.char",
            "utf8.len",
            "string.byte",
            "math.type",
            "setmetatable",
            "getmetatable",
            "string.find",
            "math.fmod",
            "yieldable",
            "give",
            "utf8.codepoint",
            "math.ult",
            "table.pack",
            "coroutine.wrap",
        ];
        if depth >= DEPTH_MAX || self.nesting >= NESTING_MAX || self.choose(2) == 0 {
            return self.pick(&builtins).to_owned();
        }
        let parameter = self.fresh();
        let has_varargs = self.choose(2) == 0;
        format!("function{}", self.function(&[(&parameter, Kind::Any)], has_varargs, depth))
    }
}
