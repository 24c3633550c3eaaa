//! `require` and `package`.

use super::load::{self, Loaded};
use crate::heap::Payload;
use crate::interp::{Res, Vm};
use crate::native::{self, Cx, Native, Out};
use crate::system::SystemCall;
use crate::value::{Tag, Value};

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

/// The file names that a path template gives for a module.
fn candidates(name: &[u8], path: &[u8], separator: &[u8], replacement: &[u8]) -> Vec<Vec<u8>> {
    let name = if separator.is_empty() { name.to_vec() } else { replace(name, separator, replacement) };
    path.split(|&byte| byte == b';').map(|template| replace(template, b"?", &name)).collect()
}

fn replace(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text);
    while !rest.is_empty() {
        if rest.starts_with(from) {
            out.extend_from_slice(to);
            rest = &rest[from.len()..];
        } else {
            out.push(rest[0]);
            rest = &rest[1..];
        }
    }
    out
}

/// What was tried, as `require` and `searchpath` list it.
fn not_found(candidates: &[Vec<u8>]) -> Vec<u8> {
    let lines: Vec<Vec<u8>> = candidates.iter().map(|file| [b"no file '", file.as_slice(), b"'"].concat()).collect();
    lines.join(&b"\n\t"[..])
}

/// Goes through the candidates, asking for each whether it can be read. `slot` holds the number of the one asked for
/// last; the answer to that is the result. Gives the name found, or `None` when all were tried.
fn search(cx: &mut Cx<'_>, files: &[Vec<u8>], slot: usize, stage: u32) -> Res<Result<Option<Vec<u8>>, Out>> {
    let files: Vec<&Vec<u8>> = files.iter().filter(|file| !file.is_empty()).collect();
    let asked = cx.slot_integer(slot) as usize;
    if asked > 0 && !cx.result(0).is_falsy() {
        return Ok(Ok(Some(files[asked - 1].to_vec())));
    }
    let Some(file) = files.get(asked) else { return Ok(Ok(None)) };
    cx.set_slot(slot, Value::integer(asked as i64 + 1));
    let file = cx.string(file);
    Ok(Err(cx.system_call(SystemCall::IsReadable as u16, &[file], stage)?))
}

fn searchpath(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 {
        cx.clear_results();
        let count = cx.count;
        cx.resize_window(count.max(4) + 1)?;
        cx.vm.thread.frame_mut().extra = count as u32;
        cx.set_slot(count.max(4), Value::integer(0));
    }
    let (name, path) = (cx.check_bytes(0)?, cx.check_bytes(1)?);
    let separator = if cx.arg(2).is_nil() { b".".to_vec() } else { cx.check_bytes(2)? };
    let replacement = if cx.arg(3).is_nil() { b"/".to_vec() } else { cx.check_bytes(3)? };
    let files = candidates(&name, &path, &separator, &replacement);
    let slot = cx.count.max(4);
    match search(cx, &files, slot, 1)? {
        Ok(Some(file)) => {
            let file = cx.string(&file);
            cx.one(file)
        }
        Ok(None) => {
            let message = not_found(&files);
            let message = cx.string_from(message)?;
            cx.values(&[Value::NIL, message])
        }
        Err(out) => Ok(out),
    }
}

fn preload_searcher(cx: &mut Cx<'_>) -> Res<Out> {
    let name = cx.check_string(0)?;
    let registry = cx.vm.roots.registry.handle();
    let preload = cx.get_field(registry, "_PRELOAD");
    if cx.stage == 0 {
        return super::access::index(cx, preload, name, 1);
    }
    let loader = cx.result(0);
    if loader.is_nil() {
        let message = [b"no field package.preload['", cx.bytes(name), b"']"].concat();
        let message = cx.string_from(message)?;
        return cx.one(message);
    }
    let extra = cx.string(b":preload:");
    cx.values(&[loader, extra])
}

/// A path field of `package`, which must be a string.
fn path_field(cx: &mut Cx<'_>, field: &str) -> Res<Vec<u8>> {
    let package = package_table(cx);
    let path = cx.get_field(package, field);
    if let Some(number) = path.as_number() {
        let mut text = Vec::new();
        crate::number::write_number(&mut text, number);
        return Ok(text);
    }
    if path.is_string() {
        Ok(cx.bytes(path).to_vec())
    } else {
        cx.vm.fail(&format!("'package.{field}' must be a string"))
    }
}

/// Stage 1: a candidate was asked for. Stage 2: the file was read. Stage 3: it is being loaded.
fn lua_searcher(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 {
        cx.check_string(0)?;
        cx.resize_window(2)?;
        cx.vm.thread.frame_mut().extra = 1;
        cx.set_slot(1, Value::integer(0));
    }
    let name = cx.check_bytes(0)?;
    if cx.stage >= 2 {
        return lua_loader(cx, &name);
    }
    let path = path_field(cx, "path")?;
    let files = candidates(&name, &path, b".", b"/");
    match search(cx, &files, 1, 1)? {
        Ok(Some(file)) => {
            let file = cx.string(&file);
            cx.set_slot(1, file);
            cx.system_call(SystemCall::ReadFile as u16, &[file], 2)
        }
        Ok(None) => {
            let message = not_found(&files);
            let message = cx.string_from(message)?;
            cx.one(message)
        }
        Err(out) => Ok(out),
    }
}

fn lua_loader(cx: &mut Cx<'_>, name: &[u8]) -> Res<Out> {
    let file = cx.slot(1);
    let file_name = cx.bytes(file).to_vec();
    let failed =
        |message: &[u8]| [b"error loading module '", name, b"' from file '", &file_name, b"':\n\t", message].concat();
    let loaded = if cx.stage == 2 {
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
        Loaded::Pending | Loaded::NextPiece => cx.again(3),
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
    let name = cx.check_bytes(0)?;
    let path = path_field(cx, "cpath")?;
    let message = not_found(&candidates(&name, &path, b".", b"/"));
    let message = cx.string_from(message)?;
    cx.one(message)
}

fn root_searcher(cx: &mut Cx<'_>) -> Res<Out> {
    let name = cx.check_bytes(0)?;
    let Some(dot) = name.iter().position(|&byte| byte == b'.') else { return cx.none() };
    let path = path_field(cx, "cpath")?;
    let message = not_found(&candidates(&name[..dot], &path, b".", b"/"));
    let message = cx.string_from(message)?;
    cx.one(message)
}

/// Slots: name, number of the searcher asked, messages so far, loader data. Stage 1: a searcher has returned. Stage 2:
/// the loader has.
fn require(cx: &mut Cx<'_>) -> Res<Out> {
    const NUMBER: usize = 1;
    const MESSAGES: usize = 2;
    const DATA: usize = 3;
    let name = cx.check_string(0)?;
    let loaded = cx.vm.roots.loaded.handle();
    match cx.stage {
        0 => {
            let value = cx.vm.heap.table_get(loaded, name);
            if !value.is_falsy() {
                return cx.one(value);
            }
            cx.resize_window(4)?;
            cx.vm.thread.frame_mut().extra = 1;
            let messages = cx.new_payload(Payload::Bytes(Vec::new()));
            cx.set_slot(NUMBER, Value::integer(0));
            cx.set_slot(MESSAGES, messages);
        }
        1 => {
            let found = cx.result(0);
            if found.is_function() {
                let data = cx.result(1);
                cx.set_slot(DATA, data);
                return cx.call(found, &[name, data], 2);
            }
            if found.is_string() {
                let line = [b"\n\t", cx.bytes(found)].concat();
                let messages = cx.slot(MESSAGES);
                cx.vm.commit();
                cx.vm.reserve(line.len())?;
                cx.vm.heap.account(line.len());
                cx.buffer(messages).extend_from_slice(&line);
            }
        }
        _ => {
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
    }
    let package = package_table(cx);
    let searchers = cx.get_field(package, "searchers");
    if !searchers.is_table() {
        return cx.vm.fail("'package.searchers' must be a table");
    }
    let number = cx.slot_integer(NUMBER) + 1;
    cx.set_slot(NUMBER, Value::integer(number));
    let searcher = cx.vm.heap.table_get_integer(searchers.handle(), number);
    if searcher.is_nil() {
        let messages = cx.slot(MESSAGES);
        let tried = cx.buffer(messages).clone();
        let text = [b"module '", cx.bytes(name), b"' not found:", &tried].concat();
        return Err(cx.vm.error_at_caller(&text));
    }
    cx.call(searcher, &[name], 1)
}
