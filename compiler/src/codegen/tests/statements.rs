//! Statements, loops and scopes.

use super::expect;

#[test]
fn logic_conditions() {
    expect(
        "local a, b, c; if a and (b or not c) then f() end; if not (a == b and a) then g() end",
        "
        0 load_nil r0 3
        1 test r0 ->6
        2 test r1 ->4 /1
        3 test r2 ->6 /1
        4 get_global r3 u0 'f'
        5 call r3 0 0
        6 eq r0 r1 ->8
        7 test r0 ->10 /1
        8 get_global r3 u0 'g'
        9 call r3 0 0
        10 return_0
        ",
    );
}

#[test]
fn if_chain() {
    expect(
        "local a; if a == 1 then f() elseif a then g() else h() end",
        "
        0 load_nil r0 1
        1 eq_const r0 k1 ->5
        2 get_global r1 u0 'f'
        3 call r1 0 0
        4 jump ->11
        5 test r0 ->9
        6 get_global r1 u0 'g'
        7 call r1 0 0
        8 jump ->11
        9 get_global r1 u0 'h'
        10 call r1 0 0
        11 return_0
        ",
    );
}

#[test]
fn if_constant() {
    expect(
        "if false then f() else g() end; if 1 then f() end; if nil then g() end",
        "
        0 jump ->4
        1 get_global r0 u0 'f'
        2 call r0 0 0
        3 jump ->6
        4 get_global r0 u0 'g'
        5 call r0 0 0
        6 get_global r0 u0 'f'
        7 call r0 0 0
        8 jump ->11
        9 get_global r0 u0 'g'
        10 call r0 0 0
        11 return_0
        ",
    );
}

#[test]
fn while_loop() {
    expect(
        "local i = 1; while i < 10 do i = i + 1 if i == 5 then break end end",
        "
        0 load_int r0 1
        1 lt_int r0 10 ->5
        2 add_int r0 r0 1
        3 eq_const r0 k5 ->5 /1
        4 loop 1 ->1
        5 return_0
        ",
    );
}

#[test]
fn while_true() {
    expect(
        "while true do local x = f() if x then return end end",
        "
        0 get_global r0 u0 'f'
        1 call r0 0 1
        2 test r0 ->4
        3 return_0
        4 loop 0 ->0
        5 return_0
        ",
    );
}

#[test]
fn repeat_loop() {
    expect(
        "local i = 1; repeat local j = i; i = j + 1 until j > 5",
        "
        0 load_int r0 1
        1 move r1 r0
        2 add_int r0 r1 1
        3 gt_int r1 5 ->5 /1
        4 loop 1 ->1
        5 return_0
        ",
    );
}

#[test]
fn repeat_closes() {
    expect(
        "repeat local x <close> = f() until x",
        "
        0 get_global r0 u0 'f'
        1 call r0 0 1
        2 mark_close r0
        3 test r0 ->6 /1
        4 close r0
        5 loop 0 ->0
        6 close r0
        7 return_0
        ",
    );
}

#[test]
fn numeric_for() {
    expect(
        "for i = 1, 10 do f(i) end; for i = 10, 1, -1 do break end",
        "
        0 load_int r0 1
        1 load_int r1 10
        2 load_int r2 1
        3 for_prep r0 ->8
        4 get_global r4 u0 'f'
        5 move r5 r3
        6 call r4 1 0
        7 for_loop r0 ->4
        8 load_int r0 10
        9 load_int r1 1
        10 load_int r2 -1
        11 for_prep r0 ->14
        12 jump ->14
        13 for_loop r0 ->12
        14 return_0
        ",
    );
}

#[test]
fn numeric_for_captured() {
    expect(
        "for i = 1, 3 do f(function() return i end) end",
        "
        0 load_int r0 1
        1 load_int r1 3
        2 load_int r2 1
        3 for_prep r0 ->9
        4 new_cell r3
        5 get_global r4 u0 'f'
        6 closure r5 p0
        7 call r4 1 0
        8 for_loop r0 ->4
        9 return_0
        p0 [Register(3)]
          0 get_upvalue r0 u0
          1 return_1 r0
          2 return_0
        ",
    );
}

#[test]
fn generic_for() {
    expect(
        "for k, v in pairs(t) do f(k, v) end",
        "
        0 get_global r0 u0 'pairs'
        1 get_global r1 u0 't'
        2 call r0 1 4
        3 foreach_prep r0 ->8
        4 get_global r6 u0 'f'
        5 move r7 r4
        6 move r8 r5
        7 call r6 2 0
        8 foreach_call r0 2
        9 foreach_loop r0 ->4
        10 close r3
        11 return_0
        ",
    );
}

#[test]
fn generic_for_captured() {
    expect(
        "for k in f do g(function() k = k + 1 end); if k then break end end",
        "
        0 get_global r0 u0 'f'
        1 load_nil r1 3
        2 foreach_prep r0 ->9
        3 new_cell r4
        4 get_global r5 u0 'g'
        5 closure r6 p0
        6 call r5 1 0
        7 get_cell r5 r4
        8 test r5 ->11 /1
        9 foreach_call r0 1
        10 foreach_loop r0 ->3
        11 close r3
        12 return_0
        p0 [Register(4)]
          0 get_upvalue r0 u0
          1 add_int r0 r0 1
          2 set_upvalue r0 u0
          3 return_0
        ",
    );
}

#[test]
fn generic_for_return() {
    expect(
        "for k in f do return g(k) end",
        "
        0 get_global r0 u0 'f'
        1 load_nil r1 3
        2 foreach_prep r0 ->7
        3 get_global r5 u0 'g'
        4 move r6 r4
        5 call r5 1 *
        6 return r5 * /1
        7 foreach_call r0 1
        8 foreach_loop r0 ->3
        9 close r3
        10 return_0
        ",
    );
}

#[test]
fn returns() {
    expect(
        "local a, b; local function f() return end; local function g() return a end;
         if a then return b end; if b then return a, b end; if a then return f(a) end; return a, ...",
        "
        0 load_nil r0 2
        1 new_cell r0
        2 closure r2 p0
        3 closure r3 p1
        4 get_cell r4 r0
        5 test r4 ->7
        6 return_1 r1
        7 test r1 ->11
        8 get_cell r4 r0
        9 move r5 r1
        10 return r4 2
        11 get_cell r4 r0
        12 test r4 ->16
        13 move r4 r2
        14 get_cell r5 r0
        15 tail_call r4 1
        16 get_cell r4 r0
        17 vararg r5 *
        18 return r4 *
        19 return_0
        p0 []
          0 return_0
          1 return_0
        p1 [Register(0)]
          0 get_upvalue r0 u0
          1 return_1 r0
          2 return_0
        ",
    );
}

#[test]
fn return_in_close() {
    expect(
        "local x <close> = f(); do return g(x) end",
        "
        0 get_global r0 u0 'f'
        1 call r0 0 1
        2 mark_close r0
        3 get_global r1 u0 'g'
        4 move r2 r0
        5 call r1 1 *
        6 return r1 * /1
        7 close r0
        8 return_0
        ",
    );
}

#[test]
fn return_many_in_close() {
    expect(
        "local x <close> = f(); if x then return end; if g then return 1 end; return ...",
        "
        0 get_global r0 u0 'f'
        1 call r0 0 1
        2 mark_close r0
        3 test r0 ->5
        4 return r0 0 /1
        5 get_global r1 u0 'g'
        6 test r1 ->9
        7 load_int r1 1
        8 return r1 1 /1
        9 vararg r1 *
        10 return r1 * /1
        11 close r0
        12 return_0
        ",
    );
}

#[test]
fn captured_parameters() {
    expect(
        "local function f(a, b, c) return function() b = a end end",
        "
        0 closure r0 p0
        1 return_0
        p0 []
          0 new_cell r0
          1 new_cell r1
          2 closure r3 p0
          3 return_1 r3
          4 return_0
          p0 [Register(1) Register(0)]
            0 get_upvalue r0 u1
            1 set_upvalue r0 u0
            2 return_0
        ",
    );
}

#[test]
fn recursive_function() {
    expect(
        "local function f() return f() end; local function g() end; g()",
        "
        0 load_nil r0 1
        1 new_cell r0
        2 closure r1 p0
        3 set_cell r0 r1
        4 closure r1 p1
        5 move r2 r1
        6 call r2 0 0
        7 return_0
        p0 [Register(0)]
          0 get_upvalue r0 u0
          1 tail_call r0 0
          2 return_0
        p1 []
          0 return_0
        ",
    );
}

#[test]
fn function_statements() {
    expect(
        "local t; function t.a.b() end; function t:m(x) return self end; function g() end",
        "
        0 load_nil r0 1
        1 get_field r1 r0 'a'
        2 closure r2 p0
        3 set_field r1 'b' r2
        4 closure r1 p1
        5 set_field r0 'm' r1
        6 closure r1 p2
        7 set_global r1 u0 'g'
        8 return_0
        p0 []
          0 return_0
        p1 []
          0 return_1 r0
          1 return_0
        p2 []
          0 return_0
        ",
    );
}

#[test]
fn multiple_assignment() {
    expect(
        "local a, b, c; a, b = b, a; a, b, c = f(); a.x, a = 1, 2; a[b], b = b, 3; x, y = 1, 2, 3",
        "
        0 load_nil r0 3
        1 move r3 r1
        2 move r1 r0
        3 move r0 r3
        4 get_global r3 u0 'f'
        5 call r3 0 3
        6 move r2 r5
        7 move r1 r4
        8 move r0 r3
        9 move r3 r0
        10 load_int r4 1
        11 load_int r0 2
        12 set_field r3 'x' r4
        13 move r3 r1
        14 move r4 r1
        15 load_int r1 3
        16 set_table r0 r3 r4
        17 load_int r3 1
        18 load_int r4 2
        19 load_int r5 3
        20 set_global r4 u0 'y'
        21 set_global r3 u0 'x'
        22 return_0
        ",
    );
}

#[test]
fn multiple_assignment_of_upvalues() {
    expect(
        "local t; local function f() t.x, t = 1, 2 end",
        "
        0 load_nil r0 1
        1 new_cell r0
        2 closure r1 p0
        3 return_0
        p0 [Register(0)]
          0 get_upvalue r0 u0
          1 load_int r1 1
          2 load_int r2 2
          3 set_upvalue r2 u0
          4 set_field r0 'x' r1
          5 return_0
        ",
    );
}

#[test]
fn goto_continue() {
    expect(
        "for i = 1, 3 do if i == 2 then goto continue end; f(i); local x = i; ::continue:: end",
        "
        0 load_int r0 1
        1 load_int r1 3
        2 load_int r2 1
        3 for_prep r0 ->10
        4 eq_const r3 k2 ->9 /1
        5 get_global r4 u0 'f'
        6 move r5 r3
        7 call r4 1 0
        8 move r4 r3
        9 for_loop r0 ->4
        10 return_0
        ",
    );
}

#[test]
fn goto_back() {
    expect(
        "do local a = 1; ::top:: local b = a; if b then goto top end end",
        "
        0 load_int r0 1
        1 move r1 r0
        2 test r1 ->4
        3 loop 1 ->1
        4 return_0
        ",
    );
}

#[test]
fn goto_closes() {
    expect(
        "local z = 1; ::top:: do local x <close> = f(); if x then goto done end;
         local y <close> = g(); if y then goto top end ::done:: end; h()",
        "
        0 load_int r0 1
        1 get_global r1 u0 'f'
        2 call r1 0 1
        3 mark_close r1
        4 test r1 ->7
        5 close r1
        6 jump ->14
        7 get_global r2 u0 'g'
        8 call r2 0 1
        9 mark_close r2
        10 test r2 ->13
        11 close r1
        12 loop 1 ->1
        13 close r1
        14 get_global r1 u0 'h'
        15 call r1 0 0
        16 return_0
        ",
    );
}

#[test]
fn close_in_loop() {
    expect(
        "while f() do local x <close> = g(); if x then break end end",
        "
        0 get_global r0 u0 'f'
        1 call r0 0 1
        2 test r0 ->11
        3 get_global r0 u0 'g'
        4 call r0 0 1
        5 mark_close r0
        6 test r0 ->9
        7 close r0
        8 jump ->11
        9 close r0
        10 loop 0 ->0
        11 return_0
        ",
    );
}

#[test]
fn close_captured() {
    expect(
        "local x, y <close> = f(); local function g() return x, y end",
        "
        0 get_global r0 u0 'f'
        1 call r0 0 2
        2 mark_close r1
        3 new_cell r0
        4 new_cell r1
        5 closure r2 p0
        6 close r1
        7 return_0
        p0 [Register(0) Register(1)]
          0 get_upvalue r0 u0
          1 get_upvalue r1 u1
          2 return r0 2
          3 return_0
        ",
    );
}

#[test]
fn environment() {
    expect(
        "local _ENV = x; y = z",
        "
        0 get_global r0 u0 'x'
        1 get_field r1 r0 'z'
        2 set_field r0 'y' r1
        3 return_0
        ",
    );
}

#[test]
fn blocks() {
    expect(
        "do local a = 1 end; local b = 2",
        "
        0 load_int r0 1
        1 load_int r0 2
        2 return_0
        ",
    );
}

#[test]
fn nil_behind_a_label() {
    // The second variable is cleared each turn: the two may not be cleared together.
    expect(
        "local a; ::top:: local b; if f() then b = 1; goto top end",
        "
        0 load_nil r0 1
        1 load_nil r1 1
        2 get_global r2 u0 'f'
        3 call r2 0 1
        4 test r2 ->7
        5 load_int r1 1
        6 loop 1 ->1
        7 return_0
        ",
    );
}
