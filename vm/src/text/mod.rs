//! Text: the parts of the string, utf8 and os libraries that are pure functions of bytes.
//!
//! Everything here is plain data and arithmetic. No module touches the heap, reads a clock, a locale or the host's word
//! size, and none runs unbounded work in one go: what can be long takes a budget and says where it stopped.
//! Argument checking, Lua values and the words of argument errors belong to the library functions that call it.

pub mod date;
pub mod pack;
pub mod pattern;
pub mod utf8;
