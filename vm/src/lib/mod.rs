//! The standard library. Each module holds one table of builtins; `install` puts them where programs find them.

pub(crate) mod access;
pub(crate) mod base;
pub(crate) mod collect;
pub(crate) mod coroutine;
pub(crate) mod debug;
pub(crate) mod io;
pub(crate) mod joining;
pub(crate) mod load;
pub(crate) mod math;
pub(crate) mod numeral;
pub(crate) mod occurring;
pub(crate) mod os;
pub(crate) mod package;
pub(crate) mod process;
mod print;
pub(crate) mod quick;
mod search_path;
pub(crate) mod string;
pub(crate) mod table;
pub(crate) mod text;
mod tonumber;
pub(crate) mod utf8;

use crate::interp::Vm;
use crate::native::{self, Native};
use crate::value::{Tag, Value};

/// Libraries that are tables: global name and functions.
const LIBRARIES: &[(&str, &[Native])] = &[
    ("coroutine", coroutine::FUNCTIONS),
    ("string", string::FUNCTIONS),
    ("utf8", utf8::FUNCTIONS),
    ("table", table::FUNCTIONS),
    ("math", math::FUNCTIONS),
    ("os", os::FUNCTIONS),
    ("io", io::FUNCTIONS),
    ("debug", debug::FUNCTIONS),
    ("package", package::FUNCTIONS),
];

/// Gives a new process its globals.
pub(crate) fn install(vm: &mut Vm, random_seed: (u64, u64)) {
    let globals = vm.heap.new_table(0, 48);
    vm.roots.globals = Value::object(Tag::TABLE, globals);
    let registry = vm.heap.new_table(0, 8);
    vm.roots.registry = Value::object(Tag::TABLE, registry);
    let loaded = vm.heap.new_table(0, 12);
    vm.roots.loaded = Value::object(Tag::TABLE, loaded);
    put(vm, registry, "_LOADED", vm.roots.loaded);
    put(vm, registry, "_G", vm.roots.globals);
    fill(vm, globals, base::FUNCTIONS);
    put(vm, globals, "_G", vm.roots.globals);
    let version = vm.heap.string(b"Lua 5.4");
    put(vm, globals, "_VERSION", version);
    put(vm, loaded, "_G", vm.roots.globals);
    for (name, functions) in LIBRARIES {
        let table = vm.heap.new_table(0, functions.len());
        fill(vm, table, functions);
        put(vm, globals, name, Value::object(Tag::TABLE, table));
        put(vm, loaded, name, Value::object(Tag::TABLE, table));
    }
    string::install(vm);
    utf8::install(vm);
    math::install(vm, random_seed);
    io::install(vm);
    package::install(vm);
    process::install(vm);
    vm.settle();
}

/// Sets a field by name.
pub(crate) fn put(vm: &mut Vm, table: u32, name: &str, value: Value) {
    let key = vm.heap.string(name.as_bytes());
    vm.heap.table_set_unlimited(table, key, value);
}

/// The table of a library.
pub(crate) fn library(vm: &mut Vm, name: &str) -> u32 {
    let key = vm.heap.string(name.as_bytes());
    vm.heap.table_get(vm.roots.globals.handle(), key).handle()
}

/// Puts a table of builtins into a Lua table.
pub(crate) fn fill(vm: &mut Vm, table: u32, functions: &'static [Native]) {
    let first = native::first_number(functions);
    for (i, function) in functions.iter().enumerate() {
        // A few builtins the interpreter knows by number are listed with its own.
        let number = native::own_number(function.name).unwrap_or(first + i as u32);
        put(vm, table, function.name, native::native_value(number));
    }
}
