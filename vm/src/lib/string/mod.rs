//! The `string` library, and the metatable all strings share.
//!
//! Nothing here runs unbounded work in one go. What may be long goes on in steps of a fixed size ([`work`]); between
//! two steps its state is in the window and in objects kept there. The size of a step does not depend on the ticks
//! left, so the same program makes the same objects at the same moments whatever its quantum is.
//!
//! Left to others: the matcher and the formats of `pack` (`crate::text`), numbers as text (`crate::number`), any
//! value as text (`crate::lib::text`).

mod arith;
mod basic;
mod dump;
mod format;
mod format_item;
mod gsub;
pub(crate) mod long;
mod pack;
mod rep;
mod search;
mod transform;
mod unpack;
pub(crate) mod work;

pub(super) use search::{find_quickly, match_quickly};
pub(super) use work::{end_position, start_position};

use crate::interp::Vm;
use crate::lib::quick;
use crate::native::Native;
use crate::value::{Tag, Value};

pub(crate) use search::gmatch_step;

/// `string.*`
pub(crate) const FUNCTIONS: &[Native] = &[
    Native::new("byte", basic::byte).or_quick(quick::byte),
    Native::new("char", basic::char).or_quick(quick::char),
    Native::new("dump", dump::dump),
    Native::new("find", search::find).or_quick_few(quick::find),
    Native::new("format", format::format),
    Native::new("gmatch", search::gmatch),
    Native::new("gsub", gsub::gsub),
    Native::new("len", basic::len).or_quick(quick::len),
    Native::new("lower", transform::lower),
    Native::new("match", search::match_).or_quick_few(quick::match_),
    Native::new("pack", pack::pack),
    Native::new("packsize", pack::packsize),
    Native::new("rep", rep::rep),
    Native::new("reverse", transform::reverse),
    Native::new("sub", transform::sub).or_quick(quick::sub),
    Native::new("unpack", unpack::unpack),
    Native::new("upper", transform::upper),
];

/// What the metatable of strings holds besides `__index`.
pub(crate) const METAMETHODS: &[Native] = &[
    Native::new("__add", arith::add),
    Native::new("__sub", arith::sub),
    Native::new("__mul", arith::mul),
    Native::new("__mod", arith::modulo),
    Native::new("__pow", arith::pow),
    Native::new("__div", arith::div),
    Native::new("__idiv", arith::idiv),
    Native::new("__unm", arith::unm),
];

/// Gives strings their metatable.
pub(crate) fn install(vm: &mut Vm) {
    let meta = vm.heap.new_table(0, METAMETHODS.len() + 1);
    super::fill(vm, meta, METAMETHODS);
    let library = super::library(vm, "string");
    super::put(vm, meta, "__index", Value::object(Tag::TABLE, library));
    vm.roots.string_meta = Some(meta);
}
