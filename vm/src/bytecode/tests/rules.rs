//! Each rule of the verifier: at it and one past it.

use super::super::verify::{LABELS_MAX, REGISTERS_MAX, STRAIGHT_MAX};
use super::super::*;
use super::{RETURN, Random, accept, function, jump, nest, r, sample};

#[track_caller]
fn reject(prototype: Prototype, rule: u8, message: &str) {
    let error = verify(prototype).expect_err("accepted");
    assert_eq!((error.rule, error.to_string().as_str()), (Rule(rule), message));
}

#[track_caller]
fn reject_code(code: Vec<Insn>, rule: u8, message: &str) {
    reject(function(code), rule, message);
}

/// One instruction before a return.
#[track_caller]
fn reject_insn(insn: Insn, rule: u8, message: &str) {
    reject_code(vec![insn, RETURN], rule, &format!("main prototype, instruction 0 ({message}"));
}

#[test]
fn accepts_sample() {
    accept(sample());
}

#[test]
fn v1_sizes() {
    reject(
        Prototype { registers: 1, parameters: 0, ..function(vec![RETURN]) },
        1,
        "main prototype: 1 registers, expected 2 to 255",
    );
    reject(
        Prototype { registers: 4, parameters: 5, ..function(vec![RETURN]) },
        1,
        "main prototype: 4 registers, expected 5 to 255",
    );
    accept(Prototype { registers: REGISTERS_MAX, ..function(vec![RETURN]) });
    reject(
        Prototype { registers: 256, parameters: 0, ..function(vec![RETURN]) },
        1,
        "main prototype: 256 registers, expected 2 to 255",
    );
    reject(function(vec![]), 1, "main prototype: 0 instructions, expected 1 to 16777216");
    let upvalue = UpvalueDescriptor { source: UpvalueSource::Upvalue(0), name: [].into() };
    reject(
        Prototype { upvalues: vec![upvalue; 256], ..function(vec![RETURN]) },
        1,
        "main prototype: 256 upvalues, expected 0 to 255",
    );
}

#[test]
fn v1_depth() {
    accept(nest(200));
    let error = verify(nest(201)).expect_err("accepted");
    assert_eq!((error.rule, error.path.len()), (Rule(1), 201));
    assert_eq!(error.why, "nested 201 deep, expected at most 200");
    // Neither the answer nor dropping what was given recurses.
    assert!(verify(nest(200_000)).is_err());
}

#[test]
fn v2_to_v8_operands() {
    reject_code(vec![Insn(250)], 2, "main prototype, instruction 0: unknown opcode 250");
    reject_insn(Insn::new(Op::Move, 1, 0, 0, 0), 3, "move): operand x: 1 in an unused field, expected 0");
    reject_insn(Insn::new(Op::Eq, 2, 0, 0, 0), 3, "eq): operand x: 2 as a flag, expected 0 or 1");
    reject_insn(Insn::new(Op::Move, 0, 8, 0, 0), 4, "move): operand a: offset 8, expected a multiple of 16");
    reject_insn(
        Insn::new(Op::Add, 0, 0, r(10), 0),
        4,
        "add): operand b: register 10, expected below the function's 10",
    );
    reject_insn(
        Insn::new(Op::LoadNil, 0, r(8), 3, 0),
        5,
        "load_nil): operand a: 3 registers from 8 on, expected to end within the function's 10",
    );
    accept(function(vec![Insn::new(Op::LoadNil, 0, r(8), 2, 0), RETURN]));
    reject_insn(
        Insn::new(Op::GetField, 0, 0, 0, 2),
        6,
        "get_field): operand c: constant 2 is a float, expected a string of at most 40 bytes",
    );
    reject_insn(
        Insn::new(Op::SetField, 0, 0, 3, 0),
        6,
        "set_field): operand b: constant 3 is a string of 80 bytes, expected a string of at most 40 bytes",
    );
    reject_insn(
        Insn::new(Op::AddConst, 0, 0, 0, 0),
        6,
        "add_const): operand c: constant 0 is a string of 1 bytes, expected a number",
    );
    reject_insn(
        Insn::new(Op::EqConst, 0, 0, 2, 0),
        6,
        "eq_const): operand b: constant 2 is a float, expected nil, a boolean, an integer or a string of at most 40 bytes",
    );
    reject_insn(
        Insn::new(Op::EqConst, 0, 0, 3, 0),
        6,
        "eq_const): operand b: constant 3 is a string of 80 bytes, expected nil, a boolean, an integer or a string of at most \
         40 bytes",
    );
    reject_insn(
        Insn::wide(Op::LoadConst, 0, 0, 1 << 20),
        6,
        "load_const): operand b: constant 1048576, expected below the function's 4",
    );
    reject_insn(
        Insn::new(Op::GetUpvalue, 0, 0, 1, 0),
        7,
        "get_upvalue): operand b: upvalue 1, expected below the function's 1",
    );
    reject_insn(
        Insn::new(Op::Closure, 0, 0, 0, 0),
        8,
        "closure): operand b: nested prototype 0, expected below the function's 0",
    );
}

#[test]
fn v9_to_v13_control() {
    reject_insn(
        jump(Op::Jump, 0, 0, 1),
        9,
        "jump): operand b: a jump to 2, expected one of the function's 2 instructions",
    );
    reject_insn(
        Insn::new(Op::Lt, 0, 0, 0, -2_i16 as u16),
        9,
        "lt): operand c: a jump to -1, expected one of the function's 2 instructions",
    );
    let jumps = |insn| vec![insn, RETURN];
    accept(function(jumps(jump(Op::Jump, 0, 0, 0))));
    accept(function(jumps(jump(Op::Loop, 0, 0, -1))));
    reject_insn(
        jump(Op::Jump, 0, 0, -1),
        11,
        "jump): operand b: a jump back to 0, expected forward: only safepoints jump back",
    );
    reject_code(
        vec![Insn::new(Op::LoadTrue, 0, 0, 0, 0)],
        10,
        "main prototype, instruction 0 (load_true): control runs past the end, expected a return or a jump",
    );
    reject_insn(Insn::new(Op::Concat, 0, 0, 1, 0), 12, "concat): operand b: a count of 1, expected at least 2");
    reject_insn(
        Insn::new(Op::Safepoint, 0, 11, 0, 0),
        12,
        "safepoint): operand a: 11 live registers, expected at most the function's 10",
    );
    reject(
        Prototype { is_vararg: false, ..function(vec![Insn::new(Op::Vararg, 0, 0, 1, 0), RETURN]) },
        13,
        "main prototype, instruction 0 (vararg): in a function that takes no extra arguments",
    );
    let trap = vec![Insn::new(Op::SystemCall, 1, 0, 2, 5), RETURN];
    reject_insn(trap[0], 13, "system_call): in code without the privilege of system calls");
    assert!(verify_with(function(trap), Privileges { system_calls: true }).is_ok());
}

#[test]
fn v14_up_to_the_top() {
    let vararg = Insn::new(Op::Vararg, 0, r(2), 0, 0);
    let take = Insn::new(Op::Return, 0, r(2), 0, 0);
    accept(function(vec![vararg, take]));
    reject_code(
        vec![take],
        14,
        "main prototype, instruction 0 (return): takes values up to the top, expected the instruction before to leave \
         them",
    );
    reject_code(
        vec![vararg, RETURN],
        14,
        "main prototype, instruction 1 (return_0): values up to the top are left by the instruction before, expected \
         to be taken here",
    );
    reject_code(
        vec![vararg, Insn::new(Op::TailCall, 0, r(2), 0, 0)],
        14,
        "main prototype, instruction 1 (tail_call): values up to the top begin at register 2, expected 3 or above",
    );
    reject_code(
        vec![jump(Op::Test, 0, 0, 1), vararg, take],
        14,
        "main prototype, instruction 2 (return): takes values up to the top, expected no jump to land here",
    );
}

#[test]
fn v16_v17_tables() {
    let with_source = |source| {
        let upvalues = vec![UpvalueDescriptor { source, name: [].into() }];
        let nested = Prototype { upvalues, ..function(vec![RETURN]) };
        Prototype { prototypes: vec![function(vec![RETURN]), nested], ..function(vec![RETURN]) }
    };
    accept(with_source(UpvalueSource::Register(9)));
    let message = "prototype 1: upvalue 0 captures register 10, expected below the enclosing function's 10";
    reject(with_source(UpvalueSource::Register(10)), 16, message);
    let message = "prototype 1: upvalue 0 captures upvalue 1, expected below the enclosing function's 1";
    reject(with_source(UpvalueSource::Upvalue(1)), 16, message);
    let mut deep = with_source(UpvalueSource::Register(0));
    deep.prototypes[1].prototypes = vec![function(vec![])];
    reject(deep, 1, "prototype 1.0: 0 instructions, expected 1 to 16777216");

    let lines = Prototype { lines: vec![1, 2], ..function(vec![RETURN]) };
    reject(lines, 17, "main prototype: 2 lines for 1 instructions, expected as many or none");
    let with_local = |start, end, register| {
        let locals = vec![LocalName { name: [].into(), start, end, register }];
        Prototype { locals, ..function(vec![RETURN]) }
    };
    accept(with_local(1, 1, 9));
    let message = "main prototype: local 0 covers instructions 0 to 2, expected a range within 1";
    reject(with_local(0, 2, 0), 17, message);
    let message = "main prototype: local 0 is in register 10, expected below the function's 10";
    reject(with_local(0, 1, 10), 17, message);
}

const CELL_3: Insn = Insn::new(Op::NewCell, 0, r(3), 0, 0);

#[test]
fn v18_values() {
    reject_code(
        vec![CELL_3, Insn::new(Op::Return1, 0, r(3), 0, 0)],
        18,
        "main prototype, instruction 1 (return_1): operand a: register 3 holds a cell, expected a value",
    );
    reject_code(
        vec![CELL_3, Insn::new(Op::Call, 0, r(2), 3, 1), RETURN],
        18,
        "main prototype, instruction 1 (call): operand a: register 3 holds a cell, expected a value",
    );
    // Below the values up to the top there is a cell.
    reject_code(
        vec![CELL_3, Insn::new(Op::Vararg, 0, r(4), 0, 0), Insn::new(Op::Return, 0, r(2), 0, 0)],
        18,
        "main prototype, instruction 2 (return): operand a: register 3 holds a cell, expected a value",
    );
    reject_code(
        vec![CELL_3, CELL_3, RETURN],
        18,
        "main prototype, instruction 1 (new_cell): operand a: register 3 holds a cell, expected a value",
    );
    // A register that a callee's frame may have lain on.
    reject_code(
        vec![
            Insn::new(Op::Call, 0, r(2), 1, 2),
            Insn::new(Op::Move, 0, r(0), r(2), 0),
            Insn::new(Op::Return1, 0, r(3), 0, 0),
        ],
        18,
        "main prototype, instruction 2 (return_1): operand a: register 3 holds nothing that can be relied on, expected \
         a value",
    );
    // A register that was not live at a safepoint.
    reject_code(
        vec![Insn::new(Op::Safepoint, 0, 3, 0, 0), Insn::new(Op::Return1, 0, r(3), 0, 0)],
        18,
        "main prototype, instruction 1 (return_1): operand a: register 3 holds nothing that can be relied on, expected \
         a value",
    );
}

#[test]
fn v19_cells() {
    let get = Insn::new(Op::GetCell, 0, r(0), r(3), 0);
    let set = Insn::new(Op::SetCell, 0, r(3), r(0), 0);
    accept(function(vec![CELL_3, get, set, RETURN]));
    reject_insn(get, 19, "get_cell): operand b: register 3 holds a value, expected a cell");
    reject_insn(set, 19, "set_cell): operand a: register 3 holds a value, expected a cell");
    // A cell on one way only.
    let skip = jump(Op::Test, 0, 0, 1);
    accept(function(vec![skip, CELL_3, RETURN]));
    reject_code(
        vec![skip, CELL_3, get, RETURN],
        19,
        "main prototype, instruction 2 (get_cell): operand b: register 3 holds nothing that can be relied on, expected \
         a cell",
    );
    accept(function(vec![skip, CELL_3, Insn::new(Op::Close, 0, r(3), 0, 0), RETURN]));
    // What can't be reached reads what it likes.
    accept(function(vec![RETURN, get, RETURN]));
    let mut uncaptured = sample();
    uncaptured.code[5] = Insn::new(Op::LoadTrue, 0, r(3), 0, 0);
    uncaptured.code[7] = uncaptured.code[5];
    reject(
        uncaptured,
        19,
        "main prototype, instruction 6 (closure): operand b: register 3 holds a value, expected a cell to capture",
    );
}

/// In a loop, a register must be written anew before it becomes a cell again.
#[test]
fn v18_v19_loops() {
    let back = |distance| jump(Op::Loop, 0, 10, distance);
    accept(function(vec![Insn::new(Op::LoadNil, 0, r(3), 1, 0), CELL_3, back(-3)]));
    reject_code(
        vec![CELL_3, back(-2)],
        18,
        "main prototype, instruction 0 (new_cell): operand a: register 3 holds nothing that can be relied on, expected \
         a value",
    );
    // The variable of a for loop is rewritten by each turn, but not by leaving.
    let body =
        |after| function(vec![jump(Op::ForPrep, 0, r(0), 2), CELL_3, jump(Op::ForLoop, 0, r(0), -2), after, RETURN]);
    accept(body(Insn::new(Op::LoadTrue, 0, r(3), 0, 0)));
    reject(
        body(Insn::new(Op::Move, 0, r(0), r(3), 0)),
        18,
        "main prototype, instruction 3 (move): operand b: register 3 holds nothing that can be relied on, expected a \
         value",
    );
    // So are those of a generic one, whose head is reached by a jump alone.
    let cell_4 = Insn::new(Op::NewCell, 0, r(4), 0, 0);
    accept(function(vec![
        cell_4,
        jump(Op::ForEachPrep, 0, r(0), 1),
        cell_4,
        Insn::new(Op::ForEachCall, 0, r(0), 2, 0),
        jump(Op::ForEachLoop, 0, r(0), -3),
        RETURN,
    ]));
}

#[test]
fn v15_generic_loops() {
    let after =
        |before| function(vec![jump(Op::ForEachPrep, 0, r(0), 0), before, jump(Op::ForEachLoop, 0, r(0), -2), RETURN]);
    accept(after(Insn::new(Op::ForEachCall, 0, r(0), 1, 0)));
    let message =
        "main prototype, instruction 2 (foreach_loop): expected right behind a foreach_call of the same registers";
    reject(after(Insn::new(Op::ForEachCall, 0, r(1), 1, 0)), 15, message);
    reject(after(Insn::new(Op::Move, 0, r(0), r(1), 0)), 15, message);
    let first = vec![jump(Op::ForEachLoop, 0, r(0), -1), RETURN];
    reject_code(first, 15, &message.replace("instruction 2", "instruction 0"));
}

#[test]
fn v18_entry() {
    let uses = |register| {
        let code = vec![Insn::new(Op::Return1, 0, r(register), 0, 0)];
        Prototype { parameters: 3, ..function(code) }
    };
    accept(uses(2));
    reject(
        uses(3),
        18,
        "main prototype, instruction 0 (return_1): operand a: register 3 holds nothing that can be relied on, expected \
         a value",
    );
}

#[test]
fn v20_numeric_loops() {
    let prep = jump(Op::ForPrep, 0, r(0), 2);
    let back = jump(Op::ForLoop, 0, r(0), -2);
    let body = |insn| function(vec![prep, insn, back, RETURN]);
    accept(body(Insn::new(Op::Move, 0, r(3), r(0), 0)));
    let message =
        "main prototype, instruction 2 (for_loop): operand a: registers 0 to 2 may not be as for_prep left them";
    for register in 0..3 {
        reject(body(Insn::new(Op::Move, 0, r(register), r(3), 0)), 20, message);
    }
    reject(body(Insn::new(Op::Call, 0, r(2), 1, 2)), 20, message);
    // An overlapping loop.
    let code = vec![jump(Op::ForPrep, 0, r(0), 3), jump(Op::ForPrep, 0, r(2), 1), jump(Op::ForLoop, 0, r(2), -1)];
    let code = [code, vec![jump(Op::ForLoop, 0, r(0), -3), RETURN]].concat();
    reject_code(code, 20, &message.replace("instruction 2", "instruction 3"));
    // A way around for_prep.
    let skip = jump(Op::Test, 0, r(0), 1);
    reject_code(vec![skip, jump(Op::ForPrep, 0, r(0), 1), jump(Op::ForLoop, 0, r(0), -1), RETURN], 20, message);
    // Leaving the loop by its end, and coming back.
    let code = vec![prep, skip, back, jump(Op::Loop, 0, 10, -4)];
    accept(function(code.clone()));
    let mut entered_late = code;
    entered_late[0] = jump(Op::Jump, 0, 0, 1);
    reject_code(entered_late, 20, message);
}

/// What stands at `pc` in a long chain of these: now and then a safepoint.
fn chained(pc: usize, insn: Insn) -> Insn {
    if pc.is_multiple_of(2000) { Insn::new(Op::Safepoint, 0, 255, 0, 0) } else { insn }
}

/// Blocks that are joined by jumps back alone, each loop seeing one register less, and a long way down every time.
fn tangle(instructions: usize) -> Vec<Insn> {
    let mut code = vec![jump(Op::Jump, 0, 0, 0)];
    // A chain of labels: each test jumps to the next instruction.
    while code.len() + 1000 < instructions {
        code.push(chained(code.len(), jump(Op::Test, 0, r(248), 0)));
    }
    let head = 1;
    code.push(jump(Op::Jump, 0, 0, 0));
    let entry = code.len() - 1;
    // Steps in reverse order: each makes a cell, offers a way to the head, and goes back to the step before it.
    for step in 0..200_u16 {
        let here = code.len() as i32;
        if step > 0 {
            code.push(Insn::new(Op::LoadTrue, 0, r(step), 0, 0));
            code.push(Insn::new(Op::NewCell, 0, r(step), 0, 0));
            code.push(Insn::new(Op::ForEachCall, 0, r(244), 6, 0));
            code.push(jump(Op::ForEachLoop, 0, r(244), head - (here + 4)));
            code.push(jump(Op::Loop, 0, 255, -10));
        } else {
            code.extend([RETURN; 5]);
        }
    }
    let last = code.len() - 5;
    code[entry] = jump(Op::Jump, 0, 0, last as i32 - entry as i32 - 1);
    code
}

#[test]
fn v11_straight_code() {
    const LOAD: Insn = Insn::new(Op::LoadTrue, 0, 0, 0, 0);
    const SAFEPOINT: Insn = Insn::new(Op::Safepoint, 0, 0, 0, 0);
    let most = usize::from(STRAIGHT_MAX);
    let straight = |count: usize| vec![LOAD; count];
    let code = |parts: &[&[Insn]]| [parts.concat(), vec![RETURN]].concat();
    accept(function(code(&[&straight(most - 1)])));
    let message = |pc: usize, op: &str| {
        format!("main prototype, instruction {pc} ({op}): no safepoint in 4096 instructions before it")
    };
    reject_code(code(&[&straight(most)]), 11, &message(most, "return_0"));
    accept(function(code(&[&straight(most - 1), &[SAFEPOINT], &straight(most - 2)])));
    reject_code(code(&[&straight(most - 1), &[SAFEPOINT], &straight(most)]), 11, &message(2 * most - 1, "load_true"));
    // A way that leaves the safepoint out counts, however short the others are.
    let around = [jump(Op::Test, 0, 0, 1), SAFEPOINT];
    accept(function(code(&[&straight(most - 3), &around, &straight(1)])));
    reject_code(code(&[&straight(most - 3), &around, &straight(3)]), 11, &message(most + 1, "load_true"));
    // Jumping over code is no way through it.
    accept(function(code(&[&[jump(Op::Test, 0, 0, 3000)], &straight(3000), &[SAFEPOINT], &straight(1000)])));
}

#[test]
fn v21_tangle_is_bounded() {
    let accepted = verify(Prototype { registers: 255, parameters: 255, ..function(tangle(20_000)) });
    assert!(accepted.is_ok(), "{accepted:?}");
    let error =
        verify(Prototype { registers: 255, parameters: 255, ..function(tangle(1 << 20)) }).expect_err("accepted");
    assert_eq!(error.rule, Rule(21), "{error}");
    let mut labels: Vec<Insn> =
        (1..=LABELS_MAX + LABELS_MAX / 1000).map(|pc| chained(pc, jump(Op::Test, 0, 0, 0))).collect();
    labels.push(RETURN);
    let error = verify(Prototype { registers: 255, ..function(labels) }).expect_err("accepted");
    assert_eq!(error.rule, Rule(21), "{error}");
}

/// An instruction's listed effects stay within its span, so that V5 bounds what V17 says is touched.
#[test]
fn effects_stay_within_spans() {
    let mut random = Random(3);
    for op in Op::ALL {
        for _ in 0..200 {
            let counts = [random.below(12) as u16, random.below(12) as u16];
            let insn = Insn::new(*op, random.below(4) as u8, r(5), counts[0], counts[1]);
            if op.info().operands[1] != Operand::Span {
                continue;
            }
            let end = 5 + (op.info().span)(insn);
            let before = Insn::new(Op::Vararg, 0, r(5 + counts[0].min(1)), 0, 0);
            let effects = Effects::of(*op, insn, Some(before));
            for registers in [effects.reads, effects.writes, effects.writes_next, effects.writes_jump] {
                assert!(registers.length == 0 || registers.start >= 5 && registers.end() <= end, "{insn:?} {op:?}");
            }
        }
    }
}
