//! All builtins by number: those that the interpreter names, then the library's tables. A builtin as a value is its
//! number, so it takes no room in any heap and is the same in every process.

use crate::native::{Native, OWN};
use crate::value::{Tag, Value};

const TABLES: &[&[Native]] = &[
    &OWN,
    crate::lib::base::FUNCTIONS,
    crate::lib::coroutine::FUNCTIONS,
    crate::lib::string::FUNCTIONS,
    crate::lib::utf8::FUNCTIONS,
    crate::lib::table::FUNCTIONS,
    crate::lib::math::FUNCTIONS,
    crate::lib::os::FUNCTIONS,
    crate::lib::io::FUNCTIONS,
    crate::lib::io::METHODS,
    crate::lib::io::METAMETHODS,
    crate::lib::debug::FUNCTIONS,
    crate::lib::package::FUNCTIONS,
    crate::lib::package::SEARCHERS,
    crate::lib::string::METAMETHODS,
    crate::lib::process::OS,
    crate::lib::process::SYSCALL,
    crate::lib::process::IPC,
    crate::lib::process::KERNEL,
    crate::lib::process::MANAGER,
    crate::lib::process::SYSTEM,
    crate::lib::process::LOADERS,
    crate::lib::process::METAMETHODS,
];

const COUNT: usize = {
    let (mut total, mut i) = (0, 0);
    while i < TABLES.len() {
        total += TABLES[i].len();
        i += 1;
    }
    total
};

static NATIVES: [Native; COUNT] = {
    let mut all = [OWN[0]; COUNT];
    let (mut at, mut i) = (0, 0);
    while i < TABLES.len() {
        let mut j = 0;
        while j < TABLES[i].len() {
            all[at] = TABLES[i][j];
            at += 1;
            j += 1;
        }
        i += 1;
    }
    all
};

/// The builtin numbered `number`.
pub(crate) fn native(number: u32) -> &'static Native {
    &NATIVES[number as usize]
}

/// Number of builtins.
pub(crate) fn native_count() -> u32 {
    COUNT as u32
}

/// The number of the first entry of a library's table, found by its functions' names.
pub(crate) fn first_number(table: &'static [Native]) -> u32 {
    let mut number = 0;
    for other in TABLES {
        if other.len() == table.len() && other.iter().zip(table).all(|(a, b)| a.name == b.name) {
            return number;
        }
        number += other.len() as u32;
    }
    panic!("every library's table is in TABLES")
}

/// The number of a builtin that the interpreter itself names.
pub(crate) fn own_number(name: &str) -> Option<u32> {
    OWN.iter().position(|native| native.name == name).map(|number| number as u32)
}

/// A builtin as a value.
pub(crate) const fn native_value(number: u32) -> Value {
    Value { tag: Tag::NATIVE, bits: number as u64 }
}
