//! The listing.

use super::super::disassemble;
use super::sample;

#[test]
fn lists() {
    let mut listing = String::new();
    disassemble(&sample(), &mut listing).expect("a string takes any text");
    assert_eq!(listing, LISTING);
}

const LISTING: &str = r#"main <sample.lua:0,4> (10+ parameters, 10 registers, 1 upvalue, 15 instructions)
     0     [1]  0 safepoint    0
     1     [1]  0 load_int     r0 1
     2     [1]  0 load_int     r1 -10
     3     [1]  0 load_const   r2 k7
     4     [1]  1 for_prep     r0..r3 ->10                  ; r0 (for state)
     5     [2]  0 new_cell     r3                           ; r3 i
     6     [2]  2 closure      r4 p0                        ; <sample.lua:2,2>
     7     [2]  0 get_cell     r5 r3                        ; r3 i
     8     [2]  0 set_cell     r3 r5                        ; r3 i
     9     [1]  1 for_loop     r0..r3 ->5                   ; r0 (for state)
    10     [4]  1 get_global   r4 u0 _ENV k"x"
    11     [4]  1 get_field    r5 r4 k"x"
    12     [4]  1 vararg       r6 top
    13     [4]  3 call         r4 top top
    14     [4]  0 return       r4 top x=0
  4 constants
     0 "x"
     1 7
     2 0.5
     3 "longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong"
  2 locals
     0 (for state) r0 4..10
     1 i r3 6..9
  1 upvalue
     0 _ENV u0
  1 nested function
     0 <sample.lua:2,2>

function <sample.lua:2,2> 0 (0 parameters, 2 registers, 1 upvalue, 2 instructions)
     0     [2]  0 get_upvalue  r0 u0 i
     1     [2]  0 return_1     r0
  1 upvalue
     0 i r3
"#;
