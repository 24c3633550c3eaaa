//! The table library.
//!
//! Elements are read and written as by `t[i]`, metamethods included; what needs none goes straight to the table
//! ([`element`]). A function at work keeps its state as integers in its window, and charges the same ticks however it
//! is sliced.

mod concat;
mod copy;
mod element;
mod pack;
mod sort;

use crate::lib::quick;
use crate::native::Native;

pub(crate) const FUNCTIONS: &[Native] = &[
    Native::new("concat", concat::concat),
    Native::new("insert", copy::insert).or_quick_few(quick::insert),
    Native::new("move", copy::move_elements),
    Native::new("pack", pack::pack),
    Native::new("remove", copy::remove).or_quick_few(quick::remove),
    Native::new("sort", sort::sort),
    Native::new("unpack", pack::unpack),
];
