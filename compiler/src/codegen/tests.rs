//! What the generator makes of small sources, in the notation of [`listing`], and that it stays sound on all of them.

mod debug_information;
mod expressions;
mod limits;
mod listing;
mod paths;
mod statements;

use std::sync::Arc;

use tidelock_vm::bytecode::{Privileges, Prototype, verify_with};
use tidelock_vm::steps::{Pace, in_one_go};

use super::{Gen, Jumps, Progress};
use crate::ast::Ast;
use listing::listing;

fn parse(source: &str) -> Ast {
    crate::parser::parse(source.as_bytes(), b"=test").unwrap_or_else(|error| panic!("{error}: {source}"))
}

/// Panics if `prototype` is not sound.
fn check(prototype: &Prototype) {
    if let Err(error) = verify_with(prototype.clone(), Privileges { system_calls: true }) {
        panic!("{error}\n{}", listing(prototype));
    }
    check_locals(prototype);
}

/// Locals are listed by start and then by register, and are in scope somewhere inside the code.
fn check_locals(prototype: &Prototype) {
    assert!(prototype.locals.is_sorted_by_key(|local| (local.start, local.register)));
    assert!(prototype.locals.iter().all(|local| local.start <= local.end));
    prototype.prototypes.iter().for_each(check_locals);
}

fn generate(source: &str, intrinsics: bool, jumps: Jumps) -> Gen<Prototype> {
    let (pace, name) = (Pace::unbroken(), Arc::new(b"=test".to_vec()));
    let progress = Progress { pace: &pace, held: &mut pace.held() };
    in_one_go(super::generate_with(&mut parse(source), &name, intrinsics, jumps, progress))
}

/// Compiles and checks `source`, and that it would do the same with long jumps.
fn compile(source: &str) -> Prototype {
    let [prototype, long] = [Jumps::AsNeeded, Jumps::Long].map(|jumps| {
        let prototype = generate(source, false, jumps);
        let prototype = prototype.unwrap_or_else(|failure| panic!("{failure:?}"));
        check(&prototype);
        prototype
    });
    paths::check_same(&prototype, &long);
    prototype
}

/// Checks that `source` becomes the code listed, line by line.
fn expect(source: &str, expected: &str) {
    expect_listing(source, &listing(&compile(source)), expected);
}

fn expect_listing(source: &str, listing: &str, expected: &str) {
    let clean = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    assert_eq!(clean(listing), clean(expected), "\n{source}\n{listing}");
}
