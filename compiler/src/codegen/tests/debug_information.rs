//! Lines of instructions, and the names of locals.

use tidelock_vm::bytecode::Prototype;

use super::compile;

fn lines(source: &str) -> Vec<u32> {
    compile(source).lines
}

fn locals(prototype: &Prototype) -> Vec<(String, u32, u32, u16)> {
    let row = |local: &tidelock_vm::bytecode::LocalName| {
        (String::from_utf8_lossy(&local.name).into_owned(), local.start, local.end, local.register)
    };
    prototype.locals.iter().map(row).collect()
}

#[test]
fn lines_of_operators_and_calls() {
    // get_global a at the operator, get_global b, add at the operator, set_global
    assert_eq!(lines("x = a\n+\nb")[..4], [2, 3, 2, 3]);
    // get_global f, load_int at the closing parenthesis, call at the opening one
    assert_eq!(lines("f\n(\n1\n)")[1..3], [4, 2]);
    assert_eq!(lines("x = -\na")[..2], [2, 1]);
    // method of the second call is in its line
    assert_eq!(lines("a\n:b()\n:c()")[1..5], [2, 2, 3, 3]);
}

#[test]
fn lines_of_functions_and_loops() {
    // closure where the function ends; storing it where it begins
    assert_eq!(lines("function f()\n\nend")[..2], [3, 1]);
    assert_eq!(lines("local function f()\n\nend")[..1], [2 + 1]);
    // load_int x3, for_prep, get_global, call, for_loop
    assert_eq!(lines("for i = 1, 2 do\nf()\nend")[..7], [1, 1, 1, 1, 2, 2, 1]);
    // get_global, load_nil, foreach_prep, get_global, call, foreach_call, foreach_loop
    assert_eq!(lines("for k in\nf do\ng()\nend")[..7], [2, 2, 2, 3, 3, 2, 2]);
    assert_eq!(lines("while a do\nf()\nend")[..5], [1, 1, 2, 2, 2]);
}

#[test]
fn names_of_locals() {
    let prototype = compile("local a = 1; do local b, c = a end; local d <const> = 2; local e");
    let expected = [("a", 1, 5, 0), ("b", 3, 3, 1), ("c", 3, 3, 2), ("e", 4, 5, 1)];
    let expected = expected.map(|(name, start, end, register)| (name.to_string(), start, end, register));
    assert_eq!(locals(&prototype), expected);
}

#[test]
fn names_of_loop_variables() {
    let prototype = compile("for i = 1, 2 do f(function() return i end) end");
    let state = |register| ("(for state)".to_string(), 3, 9, register);
    assert_eq!(locals(&prototype), [state(0), state(1), state(2), ("i".to_string(), 5, 8, 3)]);
}

#[test]
fn names_of_parameters_and_upvalues() {
    let prototype = compile("local function f(a, ...) return function() return f, a end end");
    let function = &prototype.prototypes[0];
    assert_eq!((function.parameters, function.is_vararg, function.line, function.end_line), (1, true, 1, 1));
    assert_eq!(locals(function), [("a".to_string(), 0, 4, 0)]);
    let names: Vec<&[u8]> = function.prototypes[0].upvalues.iter().map(|upvalue| &*upvalue.name).collect();
    assert_eq!(names, [b"f", b"a"]);
    assert_eq!(&*prototype.upvalues[0].name, b"_ENV");
}
