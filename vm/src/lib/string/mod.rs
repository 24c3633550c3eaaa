//! stub
use crate::native::{Cx, Native, Out};
use crate::interp::{Res, Vm};
pub(crate) const FUNCTIONS: &[Native] = &[Native::new("stub_string", gmatch_step)];
pub(crate) const METAMETHODS: &[Native] = &[Native::new("stub_meta", gmatch_step)];
pub(crate) fn gmatch_step(cx: &mut Cx<'_>) -> Res<Out> { cx.none() }
pub(crate) fn install(_vm: &mut Vm) {}
