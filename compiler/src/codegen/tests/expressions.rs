//! Expressions, and the locals they use.

use super::expect;

#[test]
fn locals_and_nil() {
    expect(
        "local a, b, c; local d = a; local e, f = 1",
        "
        0 load_nil r0 3
        1 move r3 r0
        2 load_int r4 1
        3 load_nil r5 1
        4 return_0
        ",
    );
}

#[test]
fn constants() {
    expect(
        "local a, b, c, d, e = true, false, 70000, 3000000000, 1.5",
        "
        0 load_true r0
        1 load_false r1
        2 load_int r2 70000
        3 load_const r3 k3000000000
        4 load_const r4 k1.5
        5 return_0
        ",
    );
}

#[test]
fn constants_are_shared() {
    expect(
        "local a, b, c, d = 1.0, -0.0, 1.0, 0.0",
        "
        0 load_const r0 k1.0
        1 load_const r1 k0.0
        2 neg r1 r1
        3 load_const r2 k1.0
        4 load_const r3 k0.0
        5 return_0
        ",
    );
}

#[test]
fn globals() {
    expect(
        "x = y.z",
        "
        0 get_global r0 u0 'y'
        1 get_field r0 r0 'z'
        2 set_global r0 u0 'x'
        3 return_0
        ",
    );
}

#[test]
fn long_names() {
    expect(
        "local t;
         t.aaaaaaaaaabbbbbbbbbbccccccccccdddddddddde = t.aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd",
        "
        0 load_nil r0 1
        1 load_const r1 'aaaaaaaaaabbbbbbbbbbccccccccccdddddddddde'
        2 get_field r2 r0 'aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd'
        3 set_table r0 r1 r2
        4 return_0
        ",
    );
}

#[test]
fn indexing() {
    expect(
        "local t, k; t[1], t[k], t.x, t[-1], t[40000] = t.y[2], t[k].z",
        "
        0 load_nil r0 2
        1 load_int r2 -1
        2 load_int r3 40000
        3 get_field r4 r0 'y'
        4 get_index r4 r4 2
        5 get_table r5 r0 r1
        6 get_field r5 r5 'z'
        7 load_nil r6 3
        8 set_table r0 r3 r8
        9 set_table r0 r2 r7
        10 set_field r0 'x' r6
        11 set_table r0 r1 r5
        12 set_index r0 1 r4
        13 return_0
        ",
    );
}

#[test]
fn arithmetic() {
    expect(
        "local a, b = 1, 2; local c = a + b * 3 - 4; c = a - 40000; c = 2 ^ a // 1.5; c = -a .. ~b;
         a = a + 1",
        "
        0 load_int r0 1
        1 load_int r1 2
        2 mul_const r2 r1 k3
        3 add r2 r0 r2
        4 add_int r2 r2 -4 /1
        5 sub_const r2 r0 k40000
        6 load_int r3 2
        7 pow r3 r3 r0
        8 idiv_const r2 r3 k1.5
        9 neg r3 r0
        10 bnot r4 r1
        11 concat r3 2
        12 move r2 r3
        13 add_int r0 r0 1
        14 return_0
        ",
    );
}

#[test]
fn arithmetic_with_metamethod_order() {
    expect(
        r#"local a; local b = 1 + a; b = 5 - a; b = "1" + a"#,
        "
        0 load_nil r0 1
        1 load_int r1 1
        2 add r1 r1 r0
        3 load_int r2 5
        4 sub r1 r2 r0
        5 load_const r2 '1'
        6 add r1 r2 r0
        7 return_0
        ",
    );
}

#[test]
fn concat() {
    expect(
        r#"local a, b; local c = a .. b .. "x" .. 1 + 2; c = (a .. b) .. c"#,
        "
        0 load_nil r0 2
        1 move r2 r0
        2 move r3 r1
        3 load_const r4 'x'
        4 load_int r5 3
        5 concat r2 4
        6 move r3 r0
        7 move r4 r1
        8 concat r3 2
        9 move r4 r2
        10 concat r3 2
        11 move r2 r3
        12 return_0
        ",
    );
}

#[test]
fn comparison_values() {
    expect(
        "local a, b; local c = a < b; c = a >= b; c = a ~= b; c = not (a <= b)",
        "
        0 load_nil r0 2
        1 lt r0 r1 ->4 /1
        2 load_false r2
        3 jump ->5
        4 load_true r2
        5 le r1 r0 ->8 /1
        6 load_false r2
        7 jump ->9
        8 load_true r2
        9 eq r0 r1 ->12
        10 load_false r2
        11 jump ->13
        12 load_true r2
        13 le r0 r1 ->16
        14 load_false r2
        15 jump ->17
        16 load_true r2
        17 return_0
        ",
    );
}

#[test]
fn comparison_constants() {
    expect(
        r#"local a; local c = a == nil; c = "x" ~= a; c = a < 5; c = 5 < a; c = a >= -3; c = 1.0 <= a;
         c = a == 1.0"#,
        "
        0 load_nil r0 1
        1 eq_const r0 knil ->4 /1
        2 load_false r1
        3 jump ->5
        4 load_true r1
        5 eq_const r0 'x' ->8
        6 load_false r1
        7 jump ->9
        8 load_true r1
        9 lt_int r0 5 ->12 /1
        10 load_false r1
        11 jump ->13
        12 load_true r1
        13 gt_int r0 5 ->16 /1
        14 load_false r1
        15 jump ->17
        16 load_true r1
        17 ge_int r0 -3 ->20 /1
        18 load_false r1
        19 jump ->21
        20 load_true r1
        21 load_const r2 k1.0
        22 le r2 r0 ->25 /1
        23 load_false r1
        24 jump ->26
        25 load_true r1
        26 load_const r2 k1.0
        27 eq r0 r2 ->30 /1
        28 load_false r1
        29 jump ->31
        30 load_true r1
        31 return_0
        ",
    );
}

#[test]
fn logic_values() {
    expect(
        "local a, b, c; local d = a and b or c; d = a == 1 and b; d = not a or b == c; d = nil and a;
         d = false and a; d = 5 or a; d = a or nil",
        "
        0 load_nil r0 3
        1 test r0 ->3
        2 test_set r3 r1 ->4 /1
        3 move r3 r2
        4 eq_const r0 k1 ->7
        5 move r3 r1
        6 jump ->8
        7 load_false r3
        8 test r0 ->12
        9 eq r1 r2 ->12 /1
        10 load_false r3
        11 jump ->13
        12 load_true r3
        13 load_nil r4 1
        14 test_set r3 r4 ->19
        15 move r3 r0
        16 jump ->19
        17 move r3 r0
        18 jump ->20
        19 load_false r3
        20 load_int r4 5
        21 test_set r3 r4 ->23 /1
        22 move r3 r0
        23 test_set r3 r0 ->25 /1
        24 load_nil r3 1
        25 return_0
        ",
    );
}

#[test]
fn calls() {
    expect(
        "f(); f(1, g()); f((g())); local a, b = f(...); f(...)",
        "
        0 get_global r0 u0 'f'
        1 call r0 0 0
        2 get_global r0 u0 'f'
        3 load_int r1 1
        4 get_global r2 u0 'g'
        5 call r2 0 *
        6 call r0 * 0
        7 get_global r0 u0 'f'
        8 get_global r1 u0 'g'
        9 call r1 0 1
        10 call r0 1 0
        11 get_global r0 u0 'f'
        12 vararg r1 *
        13 call r0 * 2
        14 get_global r2 u0 'f'
        15 vararg r3 *
        16 call r2 * 0
        17 return_0
        ",
    );
}

#[test]
fn methods() {
    expect(
        "local o; o:m(1):n(...)",
        "
        0 load_nil r0 1
        1 method r1 r0 'm'
        2 load_int r3 1
        3 call r1 2 1
        4 method r1 r1 'n'
        5 vararg r3 *
        6 call r1 * 0
        7 return_0
        ",
    );
}

#[test]
fn method_long_name() {
    expect(
        "local o; o:aaaaaaaaaabbbbbbbbbbccccccccccdddddddddde(1)",
        "
        0 load_nil r0 1
        1 load_const r3 'aaaaaaaaaabbbbbbbbbbccccccccccdddddddddde'
        2 move r2 r0
        3 get_table r1 r0 r3
        4 load_int r3 1
        5 call r1 2 0
        6 return_0
        ",
    );
}

#[test]
fn tables() {
    expect(
        "local t = {}; t = {1, 2, x = 3, [f()] = 4, [5] = 6, f()}; t = {...}",
        "
        0 new_table r0 0 0
        1 new_table r1 2 3
        2 load_int r2 1
        3 load_int r3 2
        4 load_int r4 3
        5 set_field r1 'x' r4
        6 get_global r4 u0 'f'
        7 call r4 0 1
        8 load_int r5 4
        9 set_table r1 r4 r5
        10 load_int r4 6
        11 set_index r1 5 r4
        12 get_global r4 u0 'f'
        13 call r4 0 *
        14 set_list r1 * 0
        15 move r0 r1
        16 new_table r1 0 0
        17 vararg r2 *
        18 set_list r1 * 0
        19 move r0 r1
        20 return_0
        ",
    );
}

#[test]
fn varargs() {
    expect(
        "local a, b = ...; local c = ... + 1; local t = (...)",
        "
        0 vararg r0 2
        1 vararg r2 1
        2 add_int r2 r2 1
        3 vararg r3 1
        4 return_0
        ",
    );
}

#[test]
fn captured_operands() {
    expect(
        "local a, t, k; local function f() a, t, k = a, t, k end; a = a + f(); t[k] = f(); t[f()] = a;
         t.x, t = 1, 2",
        "
        0 load_nil r0 3
        1 new_cell r0
        2 new_cell r1
        3 new_cell r2
        4 closure r3 p0
        5 move r4 r3
        6 call r4 0 1
        7 get_cell r5 r0
        8 add r4 r5 r4
        9 set_cell r0 r4
        10 move r4 r3
        11 call r4 0 1
        12 get_cell r5 r1
        13 get_cell r6 r2
        14 set_table r5 r6 r4
        15 move r4 r3
        16 call r4 0 1
        17 get_cell r5 r0
        18 get_cell r6 r1
        19 set_table r6 r4 r5
        20 get_cell r4 r1
        21 load_int r5 1
        22 load_int r6 2
        23 set_cell r1 r6
        24 set_field r4 'x' r5
        25 return_0
        p0 [Register(0) Register(1) Register(2)]
          0 get_upvalue r0 u0
          1 get_upvalue r1 u1
          2 get_upvalue r2 u2
          3 set_upvalue r2 u2
          4 set_upvalue r1 u1
          5 set_upvalue r0 u0
          6 return_0
        ",
    );
}

#[test]
fn captured_locals() {
    expect(
        "local a, b = 1, 2; local function f() a = b end; a = a + b; b, a = a, b",
        "
        0 load_int r0 1
        1 load_int r1 2
        2 new_cell r0
        3 new_cell r1
        4 closure r2 p0
        5 get_cell r3 r1
        6 get_cell r4 r0
        7 add r3 r4 r3
        8 set_cell r0 r3
        9 get_cell r3 r0
        10 get_cell r4 r1
        11 set_cell r0 r4
        12 set_cell r1 r3
        13 return_0
        p0 [Register(0) Register(1)]
          0 get_upvalue r0 u1
          1 set_upvalue r0 u0
          2 return_0
        ",
    );
}

#[test]
fn upvalues_through_functions() {
    expect(
        "local a; local function f() return function() return a end end",
        "
        0 load_nil r0 1
        1 new_cell r0
        2 closure r1 p0
        3 return_0
        p0 [Register(0)]
          0 closure r0 p0
          1 return_1 r0
          2 return_0
          p0 [Upvalue(0)]
            0 get_upvalue r0 u0
            1 return_1 r0
            2 return_0
        ",
    );
}
