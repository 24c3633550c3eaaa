//! The parser against tables of sources: messages, limits, and the shape of trees.

mod messages;

use super::{LEVELS_MAX, SOURCE_BYTES_MAX, parse};
use crate::ast::{Ast, Attribute, Block, Constant, Expr, ExprId, Function, StatKind, TableItem, UpvalueSource};
use crate::chunk_id;
use crate::error::{CompileError, ErrorKind};

fn ok(source: &str) -> Ast {
    parse(source.as_bytes(), b"=c").unwrap_or_else(|error| panic!("{source}: {error}"))
}

fn error(source: impl AsRef<[u8]>) -> CompileError {
    match parse(source.as_ref(), b"=c") {
        Ok(_) => panic!("{} compiles", String::from_utf8_lossy(source.as_ref())),
        Err(error) => error,
    }
}

/// The values of the last statement, a `return`, one line each.
fn returned(source: &str) -> String {
    let ast = ok(source);
    let main = &ast.functions[ast.main.index()];
    match main.body.stats.last().map(|stat| &stat.kind) {
        Some(StatKind::Return(values)) => {
            let shown: Vec<String> = ast.lists[values.range()].iter().map(|&id| show(&ast, id)).collect();
            shown.join(", ")
        }
        other => panic!("{source} ends in {other:?}"),
    }
}

/// An expression as a bracketed term.
fn show(ast: &Ast, id: ExprId) -> String {
    let text = |id: crate::ast::StrId| String::from_utf8_lossy(&ast.strings[id.index()]).into_owned();
    let list = |list: crate::ast::ExprList| {
        ast.lists[list.range()].iter().map(|&id| format!(" {}", show(ast, id))).collect::<String>()
    };
    match ast.exprs[id.index()] {
        Expr::Constant(Constant::String(id)) => format!("{:?}", text(id)),
        Expr::Constant(Constant::Nil) => "nil".to_owned(),
        Expr::Constant(Constant::Boolean(value)) => value.to_string(),
        Expr::Constant(Constant::Integer(value)) => value.to_string(),
        Expr::Constant(Constant::Float(value)) => format!("{value:?}f"),
        Expr::Vararg => "...".to_owned(),
        Expr::Function(id) => format!("function#{}", id.0),
        Expr::Local(id) => format!("local#{}", id.0),
        Expr::Upvalue(id) => format!("upvalue#{}", id.0),
        Expr::Global { name, .. } => text(name),
        Expr::Index { object, key } => format!("(index {} {})", show(ast, object), show(ast, key)),
        Expr::Call { function, arguments } => format!("(call {}{})", show(ast, function), list(arguments)),
        Expr::MethodCall { object, name, arguments } => {
            format!("(method {} {}{})", show(ast, object), text(name), list(arguments))
        }
        Expr::Binary { operator, left, right } => format!("({operator:?} {} {})", show(ast, left), show(ast, right)),
        Expr::Unary { operator, operand } => format!("({operator:?} {})", show(ast, operand)),
        Expr::And { left, right } => format!("(and {} {})", show(ast, left), show(ast, right)),
        Expr::Or { left, right } => format!("(or {} {})", show(ast, left), show(ast, right)),
        Expr::Paren(id) => format!("(paren {})", show(ast, id)),
        Expr::Table { start, len, .. } => {
            let items = &ast.table_items[start as usize..(start + len) as usize];
            let items = items.iter().map(|item| match *item {
                TableItem::Positional(value) => format!(" {}", show(ast, value)),
                TableItem::Keyed { key, value } => format!(" {}={}", show(ast, key), show(ast, value)),
            });
            format!("(table{})", items.collect::<String>())
        }
    }
}

fn main_function(ast: &Ast) -> &Function {
    &ast.functions[ast.main.index()]
}

#[test]
fn messages_are_pucs() {
    for (source, expected) in messages::ERRORS {
        let shown = String::from_utf8_lossy(source);
        let message = error(source).message;
        let message = message.strip_prefix(b"c:").unwrap_or(&message);
        assert_eq!(String::from_utf8_lossy(message), String::from_utf8_lossy(expected), "{shown}");
    }
}

#[test]
fn odd_but_valid_sources_are_accepted() {
    for source in messages::ACCEPTED {
        if let Err(error) = parse(source, b"=c") {
            panic!("{}: {error}", String::from_utf8_lossy(source));
        }
    }
}

#[test]
fn error_fields() {
    let cases: &[(&str, ErrorKind, u32, &str, bool)] = &[
        ("x = }", ErrorKind::Syntax, 1, "}", false),
        ("x =\n", ErrorKind::Syntax, 2, "", true),
        ("x = 'a\\q'", ErrorKind::Syntax, 1, "'a\\q", false),
        ("\nx = 3x y", ErrorKind::Syntax, 2, "3x", false),
        ("x = [[", ErrorKind::Syntax, 1, "[[", true),
        ("goto there", ErrorKind::Name, 1, "there", false),
        ("f() break", ErrorKind::Name, 1, "break", false),
        ("::a:: ::b:: ::a::", ErrorKind::Name, 1, "a", false),
        ("local x <const> = 1; x = 2", ErrorKind::Name, 1, "x", false),
        ("local x <odd> = 1", ErrorKind::Name, 1, "odd", false),
    ];
    for &(source, kind, line, pointed_at, is_incomplete) in cases {
        let error = error(source);
        let span = &source[error.span.clone()];
        let fields = (error.kind, error.line, span, error.is_incomplete());
        assert_eq!(fields, (kind, line, pointed_at, is_incomplete), "{source}");
    }
}

/// One more than `LEVELS_MAX` of anything that nests is refused, and what does not nest may repeat.
#[test]
fn nesting_limit() {
    let levels = LEVELS_MAX as usize;
    // Opening, middle, closing, levels taken besides the repeated ones, levels taken by each.
    let cases = [
        ("", "do ", "", " end", 0, 1),
        ("", "while x do ", "", " end", 1, 1),
        ("", "if x then ", "", " end", 1, 1),
        ("", "repeat ", "", " until x", 1, 1),
        ("x = ", "(", "1", ")", 2, 1),
        ("x = ", "{", "1", "}", 2, 1),
        ("x = ", "- ", "y", "", 2, 1),
        ("x = ", "y .. ", "y", "", 2, 1),
        ("x = ", "y ^ ", "y", "", 2, 1),
        ("x = ", "y[", "1", "]", 2, 1),
        ("", "f(", "1", ")", 1, 1),
        ("", "a, ", "a = 1", "", 2, 1),
        ("x = ", "function() return ", "1", " end", 2, 2),
    ];
    for (prefix, open, middle, close, besides, each) in cases {
        let nest = |count: usize| format!("{prefix}{}{middle}{}", open.repeat(count), close.repeat(count));
        let most = (levels - besides) / each;
        ok(&nest(most));
        for count in [most + 1, 1_000_000] {
            let error = error(nest(count));
            assert_eq!((error.kind, error.message.as_slice()), (ErrorKind::Limit, &b"C stack overflow"[..]), "{open}");
        }
    }
    for repeated in [" + y", " or y", ".z", "[1]", "()", "{}", "'s'", ":m()"] {
        ok(&format!("x = y{}", repeated.repeat(100_000)));
    }
}

/// Measured for the worst of these: 205 KiB in a release build, 390 KiB without optimisation.
#[test]
fn deepest_nesting_fits_a_small_stack() {
    let parse_all = || {
        for open in ["do ", "f{", "local function f() ", "x = function() return f(", "while f(function() "] {
            error(open.repeat(1_000_000));
        }
    };
    let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(parse_all);
    thread.expect("a thread starts").join().expect("the parser does not panic");
}

#[test]
fn limits_on_names() {
    let declare = |name: &str, count: usize| (0..count).map(|i| format!("local {name}{i} ")).collect::<String>();
    let call = |name: &str, count: usize| (0..count).map(|i| format!("{name}{i}() ")).collect::<String>();
    let locals = |count| declare("a", count);
    ok(&locals(200));
    ok(&(locals(196) + "for i = 1, 2 do end"));
    ok(&(locals(195) + "for i in x do end"));
    ok(&format!("do {} end {}", locals(200), locals(200)));
    let too_many = [
        (locals(201), "c:1: too many local variables (limit is 200) in main function near <eof>"),
        (locals(197) + "for i = 1, 2 do end", "c:1: too many local variables (limit is 200) in main function near '='"),
        (locals(196) + "for i in x do end", "c:1: too many local variables (limit is 200) in main function near 'in'"),
        (
            format!("\nfunction f()\n{}end", locals(201)),
            "c:3: too many local variables (limit is 200) in function at line 2 near 'end'",
        ),
    ];
    for (source, message) in too_many {
        assert_eq!(error(source).message_lossy(), message);
    }
    let upvalues = |count: usize| {
        let inner = format!("function g() {}{} end", call("a", 150), call("b", count - 150));
        format!("{} function f() {} {inner} end", declare("a", 150), declare("b", 150))
    };
    ok(&upvalues(255));
    let message = "c:1: too many upvalues (limit is 255) in function at line 1 near '('";
    assert_eq!(error(upvalues(256)).message_lossy(), message);
    assert!(SOURCE_BYTES_MAX < i32::MAX as usize);
}

#[test]
fn trees() {
    let cases = [
        ("return a.b[c]:d(1, ...)", "(method (index (index a \"b\") c) d 1 ...)"),
        ("return f'x'{y}", "(call (call f \"x\") (table y))"),
        ("return {1, a = 2, [b] = 3; ...}", "(table 1 \"a\"=2 b=3 ...)"),
        ("return {a, a = b, a == b}", "(table a \"a\"=b (Eq a b))"),
        ("return (f()), (...), (x), ((f()))", "(paren (call f)), (paren ...), x, (paren (call f))"),
        ("return a + b * c ^ d ^ e - f", "(Sub (Add a (Mul b (Pow c (Pow d e)))) f)"),
        ("return -a ^ b, not a == b", "(Neg (Pow a b)), (Eq (Not a) b)"),
        ("return a .. b .. c, a < b and c or d", "(Concat a (Concat b c)), (or (and (Lt a b) c) d)"),
        ("return a | b ~ c & d << e .. f + g", "(BOr a (BXor b (BAnd c (Shl d (Concat e (Add f g))))))"),
        (
            "return a > b, a >= b, a ~= b, a // b, a % b, #a, ~a",
            "(Gt a b), (Ge a b), (Ne a b), (IDiv a b), (Mod a b), (Len a), (BNot a)",
        ),
        // Folding.
        ("return 1 + 2 * 3 - 4, 7 // 2, -7 // 2, 7 % -3, 2 ^ 10", "3, 3, -4, -2, 1024.0f"),
        ("return 1 << 63, 1 << 64, -1 >> 60, 3.0 | 4, ~0, -(-5)", "-9223372036854775808, 0, 15, 7, -1, 5"),
        ("return 1 / 0, 1 // 0, 1 % 0, 1 % 0.0", "(Div 1 0), (IDiv 1 0), (Mod 1 0), (Mod 1 0.0f)"),
        (
            "return 0.0 * 1, -0.0, 3.5 | 1, 1 < 2, 'a' .. 'b'",
            "(Mul 0.0f 1), (Neg 0.0f), (BOr 3.5f 1), (Lt 1 2), (Concat \"a\" \"b\")",
        ),
        ("return '1' + 2, 1e308 * 10 - 1e308 * 10", "(Add \"1\" 2), (Sub inff inff)"),
        ("return not nil, not 0, not 'x', not not false", "true, false, false, false"),
        ("return true and x, false or x, nil or f(), 1 and ...", "x, x, (paren (call f)), (paren ...)"),
        ("return nil and x, true or x", "(and nil x), (or true x)"),
        ("return a + 1 + 2, 1 + 2 + a", "(Add (Add a 1) 2), (Add 3 a)"),
        ("return 9223372036854775807 + 1, 9223372036854775808", "-9223372036854775808, 9.223372036854776e18f"),
        ("return 0xffffffffffffffff, 0x1p4, 0xA.8p0, 1e2, .5, 3.", "-1, 16.0f, 10.5f, 100.0f, 0.5f, 3.0f"),
        // Compile-time constants.
        ("local x <const> = 5; return x, -x, x + 1, function() return x end", "5, -5, 6, function#0"),
        ("local s <const> = 'a'; local t <const> = s; return t, s:rep(2)", "\"a\", (method \"a\" rep 2)"),
        ("local a, b <const> = f(), 5; return a, b", "local#0, 5"),
        ("local a <const>, b = 5, 6; return a, b", "local#0, local#1"),
        ("local a <const> = 5, 6; return a", "local#0"),
        ("local a <const> = f(); return a", "local#0"),
        ("local a <const> = (5); local b <const> = true and 'x'; return a, b", "5, \"x\""),
        ("local a <const> = nil; local b <const> = not a; return a, b", "nil, true"),
        ("local a <const> = 5; local a = a; return a", "local#1"),
        // Scopes.
        ("local a = a; return a", "local#0"),
        ("local a; local a; return a", "local#1"),
        ("local a; do local a end return a", "local#0"),
        ("local _ENV = {}; return x", "x"),
        ("return _ENV", "upvalue#0"),
    ];
    for (source, expected) in cases {
        assert_eq!(returned(source), expected, "{source}");
    }
}

#[test]
fn strings() {
    let cases: &[(&[u8], &[u8])] = &[
        (br#""a\a\b\f\n\r\t\v\\\"\'z""#, b"a\x07\x08\x0c\n\r\t\x0b\\\"'z"),
        (br#""\x41\65\065\0651\0""#, b"AAA\x41\x31\0"),
        (b"'a\\\nb\\\r\nc\\\n\rd\\\re'", b"a\nb\nc\nd\ne"),
        (b"'a\\z  \n\r\n\t b'", b"ab"),
        (br"'\u{0}\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}'", b"\0\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf"),
        (br"'\u{10000}\u{1fffff}\u{200000}'", b"\xf0\x90\x80\x80\xf7\xbf\xbf\xbf\xf8\x88\x80\x80\x80"),
        (
            br"'\u{3ffffff}\u{4000000}\u{7fffffff}'",
            b"\xfb\xbf\xbf\xbf\xbf\xfc\x84\x80\x80\x80\x80\xfd\xbf\xbf\xbf\xbf\xbf",
        ),
        (b"[[\r\na\r\nb\n\rc\rd\n\ne]]", b"a\nb\nc\nd\n\ne"),
        (b"[==[\na]]b]=]c\\n]==]", b"a]]b]=]c\\n"),
        (b"'\xff\xfe\xc0'", b"\xff\xfe\xc0"),
    ];
    for (source, expected) in cases {
        let ast = parse(&[b"return ", *source].concat(), b"=c").unwrap_or_else(|error| panic!("{error}"));
        let found = match ast.exprs.last() {
            Some(Expr::Constant(Constant::String(id))) => &ast.strings[id.index()],
            other => panic!("{other:?}"),
        };
        assert_eq!(&**found, *expected, "{}", String::from_utf8_lossy(source));
    }
}

#[test]
fn variables_know_their_fate() {
    let ast = ok("local a, b, c, d, e <close> = 1
        local function f() b = c; return function() d = e end end
        a = 2; function f() end; for i = 1, 2 do i = 3 end");
    let shown: Vec<String> = main_function(&ast)
        .locals
        .iter()
        .map(|local| {
            let name = String::from_utf8_lossy(&ast.strings[local.name.index()]);
            let captured = if local.captured { " captured" } else { "" };
            let assigned = if local.assigned { " assigned" } else { "" };
            format!("{name}{captured}{assigned}")
        })
        .collect();
    let expected = [
        "a assigned",
        "b captured assigned",
        "c captured",
        "d captured assigned",
        "e captured",
        "f assigned",
        "i assigned",
    ];
    assert_eq!(shown, expected);

    let inner = &ast.functions[0];
    assert_eq!(inner.upvalues.len(), 2);
    assert!(inner.upvalues.iter().all(|upvalue| matches!(upvalue.source, UpvalueSource::Upvalue(_))));
    assert_eq!(inner.upvalues[1].attribute, Attribute::Close);
}

#[test]
fn functions() {
    let ast = ok("function a.b:c(x, y, ...)\n return self, ...\nend\nlocal f = function\n() end\n\n");
    let method = &ast.functions[0];
    assert_eq!((method.parameters, method.is_vararg, method.line, method.end_line), (3, true, 1, 3));
    assert_eq!(&*ast.strings[method.locals[0].name.index()], b"self");
    assert_eq!((ast.functions[1].line, ast.functions[1].end_line), (5, 5));
    let main = main_function(&ast);
    assert_eq!((main.parameters, main.is_vararg, main.line, main.end_line), (0, true, 0, 5));
}

/// A constant that is declared with others is not among the statement's locals, nor is its value.
#[test]
fn constants_declared_with_others() {
    let ast = ok("local a, b <const> = f(), 5; local c <const> = 6");
    let body = &main_function(&ast).body;
    match (&body.stats[0].kind, &body.stats[1].kind) {
        (StatKind::Local { count: 1, values: two, .. }, StatKind::Local { first, count: 1, values: none }) => {
            assert_eq!((two.len, none.len, first.0), (1, 0, 2));
        }
        other => panic!("{other:?}"),
    }
}

/// Every goto's label is placed once in the function, whatever blocks the gotos wait in.
#[test]
fn gotos_meet_their_labels() {
    let cases = [
        ("goto a; do goto a end ::a::", "goto 0, goto 1, label 0, label 1"),
        ("goto a; do goto a; ::a:: end ::a::", "goto 0, goto 1, label 1, label 0"),
        ("goto a; goto a; ::a:: goto a", "goto 0, goto 0, label 0, goto 0"),
        ("do goto a end do goto a end ::a::", "goto 0, goto 1, label 0, label 1"),
        ("::a:: do goto a end", "label 0, goto 0"),
        // Consecutive labels are defined from the last to the first.
        ("::b:: ::c:: goto b; goto c", "label 0, label 1, goto 1, goto 0"),
        ("while x do if y then goto on end ::on:: end", "goto 0, label 0"),
    ];
    for (source, expected) in cases {
        let ast = ok(source);
        let mut shown = Vec::new();
        jumps(&main_function(&ast).body, &mut shown);
        assert_eq!(shown.join(", "), expected, "{source}");
    }
}

fn jumps(block: &Block, shown: &mut Vec<String>) {
    for stat in &block.stats {
        match &stat.kind {
            StatKind::Goto(id) => shown.push(format!("goto {}", id.0)),
            StatKind::Label(id) => shown.push(format!("label {}", id.0)),
            StatKind::Do(body) | StatKind::While { body, .. } => jumps(body, shown),
            StatKind::If { arms, .. } => arms.iter().for_each(|(_, body)| jumps(body, shown)),
            _ => {}
        }
    }
}

/// The line of the node that the source's last statement returns, calls or assigns to first.
#[test]
fn lines() {
    let cases = [
        ("return a\n+\nb", 2),
        ("return a\n<\nb", 3),
        ("return a\n..\nb\n..\nc", 4),
        ("return -\na", 1),
        ("return f\n(\n1\n)", 2),
        ("return f\n'x'", 2),
        ("return f\n:m\n(\n)", 3),
        ("return a\n.\nb", 3),
        ("return a\n[\nb\n]", 4),
        ("return (a.b\n)", 2),
        ("return a.b\n, c", 2),
        ("a.b\n=\nc", 3),
        ("function\na.b()\nend", 1),
    ];
    for (source, line) in cases {
        let ast = ok(source);
        let expr = match &main_function(&ast).body.stats[0].kind {
            StatKind::Return(values) => ast.lists[values.range()][0],
            StatKind::Assign { targets, .. } => ast.lists[targets.range()][0],
            StatKind::Function { target, .. } => *target,
            other => panic!("{other:?}"),
        };
        assert_eq!(ast.expr_lines[expr.index()], line, "{source}");
    }
}

#[test]
fn chunk_names() {
    let long = "x".repeat(100);
    let cases = [
        ("@file.lua".to_owned(), "file.lua".to_owned()),
        ("=stdin".to_owned(), "stdin".to_owned()),
        ("return 1".to_owned(), "[string \"return 1\"]".to_owned()),
        ("a\nb".to_owned(), "[string \"a...\"]".to_owned()),
        ("a\0b\nc".to_owned(), "[string \"a\"]".to_owned()),
        (format!("@{}", &long[..59]), long[..59].to_owned()),
        (format!("@{}", &long[..60]), format!("...{}", &long[..56])),
        (format!("={}", &long[..59]), long[..59].to_owned()),
        (format!("={}", &long[..60]), long[..59].to_owned()),
        (long[..44].to_owned(), format!("[string \"{}\"]", &long[..44])),
        (long[..45].to_owned(), format!("[string \"{}...\"]", &long[..45])),
        (long.clone(), format!("[string \"{}...\"]", &long[..45])),
        (String::new(), "[string \"\"]".to_owned()),
    ];
    for (name, expected) in cases {
        assert_eq!(String::from_utf8_lossy(&chunk_id(name.as_bytes())), expected, "{name:?}");
    }
}
