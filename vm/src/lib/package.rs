//! `require` and `package`.

use super::load::{self, Loaded};
use crate::interp::{Res, Vm};
use crate::native::{self, Cx, Native, Out};
use crate::system::SystemCall;
use crate::value::{Tag, Value};

use super::search_path::{Progress, Search, call_hidden};
use super::string::work::STEP_BYTES;

pub(crate) const FUNCTIONS: &[Native] = &[Native::new("loadlib", loadlib), Native::new("searchpath", searchpath)];

/// `require` itself and the searchers, in their order.
pub(crate) const SEARCHERS: &[Native] = &[
    Native::new("require", require),
    Native::new("preload_searcher", preload_searcher),
    Native::new("lua_searcher", lua_searcher),
    Native::new("library_searcher", library_searcher),
    Native::new("root_searcher", root_searcher),
];

const PATH: &str = "./?.lua;./?/init.lua";
const LIBRARY_PATH: &str = "./?.so";

pub(crate) fn install(vm: &mut Vm) {
    let package = super::library(vm, "package");
    let first = native::first_number(SEARCHERS);
    let globals = vm.roots.globals.handle();
    super::put(vm, globals, "require", native::native_value(first));
    let searchers: Vec<Value> = (1..SEARCHERS.len() as u32).map(|i| native::native_value(first + i)).collect();
    let searchers = vm.sequence(&searchers);
    super::put(vm, package, "searchers", searchers);
    super::put(vm, package, "loaded", vm.roots.loaded);
    let preload = Value::object(Tag::TABLE, vm.heap.new_table(0, 0));
    super::put(vm, package, "preload", preload);
    let registry = vm.roots.registry.handle();
    super::put(vm, registry, "_PRELOAD", preload);
    super::put(vm, registry, "_PACKAGE", Value::object(Tag::TABLE, package));
    for (name, text) in [("path", PATH), ("cpath", LIBRARY_PATH), ("config", "/\n;\n?\n!\n-\n")] {
        let text = vm.heap.string(text.as_bytes());
        super::put(vm, package, name, text);
    }
}

fn loadlib(cx: &mut Cx<'_>) -> Res<Out> {
    cx.check_string(0)?;
    cx.check_string(1)?;
    let message = cx.string(b"dynamic libraries not enabled; check your Lua installation");
    let absent = cx.string(b"absent");
    cx.values(&[Value::NIL, message, absent])
}

/// The `package` table, wherever the program has put it.
fn package_table(cx: &mut Cx<'_>) -> u32 {
    let registry = cx.vm.roots.registry.handle();
    cx.get_field(registry, "_PACKAGE").handle()
}

fn searchpath(cx: &mut Cx<'_>) -> Res<Out> {
    const FIRST: usize = 4;
    if cx.stage == 0 {
        let (name, path) = (cx.check_string(0)?, cx.check_string(1)?);
        let separator = if cx.arg(2).is_nil() { cx.string(b".") } else { cx.check_string(2)? };
        let replacement = if cx.arg(3).is_nil() { cx.string(b"/") } else { cx.check_string(3)? };
        Search { first: FIRST, asks: true }.begin(cx, name, path, Some((separator, replacement)))?;
    }
    match (Search { first: FIRST, asks: true }).go_on(cx)? {
        Progress::Waits(out) => Ok(out),
        Progress::Found(file) => cx.one(file),
        Progress::Missing(message) => cx.values(&[Value::NIL, message]),
    }
}

/// Stage 1: the field of `package.preload` has come. Stage 2: the message.
fn preload_searcher(cx: &mut Cx<'_>) -> Res<Out> {
    let name = cx.check_string(0)?;
    match cx.stage {
        0 => {
            let registry = cx.vm.roots.registry.handle();
            let preload = cx.get_field(registry, "_PRELOAD");
            super::access::index(cx, preload, name, 1)
        }
        1 => {
            let loader = match cx.result(0) {
                loader if loader.is_nil() => super::process::loader_of(cx.bytes(name)),
                loader => loader,
            };
            cx.clear_results();
            if loader.is_nil() {
                let pieces = [cx.string(b"no field package.preload['"), name, cx.string(b"']")];
                return cx.join(&pieces, 2);
            }
            let extra = cx.string(b":preload:");
            cx.values(&[loader, extra])
        }
        _ => cx.return_results(),
    }
}

/// A path field of `package`, which must be a string.
fn path_field(cx: &mut Cx<'_>, field: &str) -> Res<Value> {
    let package = package_table(cx);
    let path = cx.get_field(package, field);
    if let Some(number) = path.as_number() {
        let mut text = Vec::new();
        crate::number::write_number(&mut text, number);
        return Ok(cx.string(&text));
    }
    if path.is_string() { Ok(path) } else { cx.vm.fail(&format!("'package.{field}' must be a string")) }
}

/// Begins the search of a searcher, which has one argument.
fn begin_search(cx: &mut Cx<'_>, search: &Search, name: Value, field: &str) -> Res<()> {
    let path = path_field(cx, field)?;
    let separator = (cx.string(b"."), cx.string(b"/"));
    search.begin(cx, name, path, Some(separator))
}

/// Stages of its own: the file was read, and is being loaded. Others are the search's.
const FILE_READ: u32 = 1;
const LOADING: u32 = 2;

fn lua_searcher(cx: &mut Cx<'_>) -> Res<Out> {
    const SEARCH: Search = Search { first: 1, asks: true };
    if cx.stage == 0 {
        let name = cx.check_string(0)?;
        begin_search(cx, &SEARCH, name, "path")?;
    }
    if matches!(cx.stage, FILE_READ | LOADING) {
        let name = cx.check_bytes(0)?;
        return lua_loader(cx, &name);
    }
    match SEARCH.go_on(cx)? {
        Progress::Waits(out) => Ok(out),
        Progress::Found(file) => {
            cx.set_slot(1, file);
            // What the search kept goes.
            cx.resize_window(2)?;
            cx.system_call(SystemCall::ReadFile as u16, &[file], FILE_READ)
        }
        Progress::Missing(message) => cx.one(message),
    }
}

fn lua_loader(cx: &mut Cx<'_>, name: &[u8]) -> Res<Out> {
    let file = cx.slot(1);
    let file_name = cx.bytes(file).to_vec();
    let failed =
        |message: &[u8]| [b"error loading module '", name, b"' from file '", &file_name, b"':\n\t", message].concat();
    let loaded = if cx.stage == FILE_READ {
        let text = cx.result(0);
        if text.is_nil() {
            let message = cx.result(1);
            let message = if message.is_string() { cx.bytes(message).to_vec() } else { b"cannot read".to_vec() };
            return Err(cx.vm.error_at_caller(&failed(&message)));
        }
        let name = load::Name::Short([b"@", file_name.as_slice()].concat());
        load::begin(cx, &load::Request { text, name, mode: None, is_file: true })?
    } else {
        load::go_on(cx, 2)?
    };
    match loaded {
        Loaded::Pending | Loaded::NextPiece => cx.again(LOADING),
        Loaded::Function(function) => {
            let globals = cx.vm.roots.globals;
            let closure = cx.vm.close_over(function, globals);
            cx.values(&[closure, file])
        }
        Loaded::Failed(message) => Err(cx.vm.error_at_caller(&failed(&message))),
    }
}

/// Libraries in C can't be loaded; this lists what would have been tried.
fn library_searcher(cx: &mut Cx<'_>) -> Res<Out> {
    const SEARCH: Search = Search { first: 1, asks: false };
    if cx.stage == 0 {
        let name = cx.check_string(0)?;
        begin_search(cx, &SEARCH, name, "cpath")?;
    }
    list_all(cx, &SEARCH)
}

fn list_all(cx: &mut Cx<'_>, search: &Search) -> Res<Out> {
    match search.go_on(cx)? {
        Progress::Waits(out) => Ok(out),
        Progress::Found(message) | Progress::Missing(message) => cx.one(message),
    }
}

/// The same for the part of the name before its first dot. Stage 1: the dot was looked for. Stage 2: the part has come.
fn root_searcher(cx: &mut Cx<'_>) -> Res<Out> {
    const SEARCH: Search = Search { first: 1, asks: false };
    match cx.stage {
        0 => {
            let name = cx.check_string(0)?;
            let dot = cx.string(b".");
            cx.resize_window(1)?;
            return call_hidden(cx, "find", &[name, dot, Value::integer(1), Value::TRUE], 1);
        }
        1 => {
            let Some(dot) = cx.result(0).as_integer() else { return cx.none() };
            cx.clear_results();
            if let Some(out) = cx.push_part(cx.slot(0), 0, dot as usize - 1, 2)? {
                return Ok(out);
            }
        }
        _ => {}
    }
    if cx.stage <= 2 {
        let name = cx.result(0);
        cx.clear_results();
        let path = path_field(cx, "cpath")?;
        SEARCH.begin(cx, name, path, None)?;
        cx.stage = 0;
    }
    list_all(cx, &SEARCH)
}

// Slots of `require`.
const NUMBER: usize = 1;
const MESSAGES: usize = 2;
const DATA: usize = 3;
/// A message that is being added, and how much of it is.
const MESSAGE: usize = 4;
const ADDED: usize = 5;
const REQUIRE_WINDOW: usize = 6;

/// Stage 1: a searcher has returned. Stage 2: the loader has. Stage 3: the messages grow.
fn require(cx: &mut Cx<'_>) -> Res<Out> {
    let name = cx.check_string(0)?;
    let loaded = cx.vm.roots.loaded.handle();
    match cx.stage {
        0 => {
            cx.vm.ready_for_key(loaded, name)?;
            let value = cx.vm.heap.table_get(loaded, name);
            if !value.is_falsy() {
                return cx.one(value);
            }
            cx.resize_window(1)?;
            cx.resize_window(REQUIRE_WINDOW)?;
            cx.vm.thread.frame_mut().extra = 1;
            cx.set_slot(NUMBER, Value::integer(0));
        }
        1 => {
            let found = cx.result(0);
            if found.is_function() {
                let data = cx.result(1);
                cx.set_slot(DATA, data);
                return cx.call(found, &[name, data], 2);
            }
            cx.clear_results();
            if found.is_string() {
                cx.set_slot(MESSAGE, found);
                cx.set_slot_offset(ADDED, 0);
                return cx.again(3);
            }
        }
        2 => {
            let value = cx.result(0);
            if !value.is_nil() {
                cx.vm.raw_set(loaded, name, value)?;
            }
            let mut result = cx.vm.heap.table_get(loaded, name);
            if result.is_nil() {
                result = Value::TRUE;
                cx.vm.raw_set(loaded, name, result)?;
            }
            return cx.values(&[result, cx.slot(DATA)]);
        }
        _ => {
            if !add_message(cx)? {
                return cx.again(3);
            }
        }
    }
    ask_next_searcher(cx, name)
}

/// Adds what a step allows of the message; says whether that is all of it.
fn add_message(cx: &mut Cx<'_>) -> Res<bool> {
    let mut messages = cx.take_bytes(MESSAGES);
    let (message, from) = (cx.bytes(cx.slot(MESSAGE)), cx.slot_offset(ADDED));
    if from == 0 {
        messages.extend_from_slice(b"\n\t");
    }
    let to = message.len().min(from + STEP_BYTES);
    messages.extend_from_slice(&message[from..to]);
    let is_all = to == message.len();
    cx.charge_bytes(to - from);
    cx.set_slot_offset(ADDED, to);
    cx.store_bytes(MESSAGES, messages)?;
    Ok(is_all)
}

fn ask_next_searcher(cx: &mut Cx<'_>, name: Value) -> Res<Out> {
    let package = package_table(cx);
    let searchers = cx.get_field(package, "searchers");
    if !searchers.is_table() {
        return cx.vm.fail("'package.searchers' must be a table");
    }
    let number = cx.slot_integer(NUMBER) + 1;
    cx.set_slot(NUMBER, Value::integer(number));
    let searcher = cx.vm.heap.table_get_integer(searchers.handle(), number);
    if searcher.is_nil() {
        let tried = cx.take_bytes(MESSAGES);
        let tried = cx.string_from(tried)?;
        let pieces = [cx.string(b"module '"), name, cx.string(b"' not found:"), tried];
        return Err(cx.raise_joined_at_caller(&pieces));
    }
    cx.call(searcher, &[name], 1)
}
