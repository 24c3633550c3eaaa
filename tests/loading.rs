//! Chunks being loaded: a process may be stopped, written out, read back and copied between any two steps, and ends as
//! if it had not been.

use tidelock_fuzz::harness::{Machine, Setup, run, same};

/// Functions with names, numbers and strings of their own, some nested, and strings of several parts.
fn chunk() -> String {
    let functions =
        |i: usize| format!("t[{i}] = function(a) return function() a = a + {i}.5 return a, 'name{i}' end end\n");
    let long = "long ".repeat(20_000);
    format!("local t = ... {} t.a, t.b = '{long}', '{long}' return t", (0..100).map(functions).collect::<String>())
}

const PROGRAM: &str = "
    local text = TEXT
    local f = assert(load(text, '=text'))
    local t = f({})
    print(t[7](1)(), #t.a, t.a == t.b)
    local again = load(string.dump(f), 'again', 'b')
    print(again({})[99](1)(), string.dump(again) == string.dump(f))
    local at = 0
    local pieces = load(function() at = at + 5000 return text:sub(at - 4999, at) end, '=pieces')
    print(pieces({})[99](1)())
    print(load(text .. ' x', '=broken'))";

const OUTPUT: &str = "8.5\t100000\ttrue\n100.5\ttrue\n100.5\tname99\n\
    nil\tbroken:101: <eof> expected near 'x'\n";

#[test]
fn a_process_written_out_after_every_slice_loads_the_same() {
    let source = PROGRAM.replace("TEXT", &format!("[==[{}]==]", chunk()));
    let code = tidelock::program::load(source.as_bytes(), b"=test").expect("it is a program");
    let setup = Setup::default();
    let expected = run(&code, &setup, u64::MAX / 4).expect("it ends");
    assert_eq!(expected.output, OUTPUT);
    let mut machine = Machine::new(&code, &setup);
    let (mut slices, mut copies) = (0_u64, Vec::new());
    while !machine.run(1) {
        slices += 1;
        machine.reload(&Setup { hash_seed: slices, ..setup }).expect("it was written just now");
        if slices.is_multiple_of(20) {
            copies.push(machine.clone());
        }
    }
    same("written out after every slice", &expected, &machine.seen()).expect("nothing of it shows");
    assert!(slices > 200 && copies.len() > 10, "{slices} slices, {} copies", copies.len());
    for mut copy in copies {
        while !copy.run(1 << 20) {}
        same("copied", &expected, &copy.seen()).expect("nothing of it shows");
    }
}
