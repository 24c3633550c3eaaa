//! `tonumber`.

use super::string::work::STEP_BYTES;
use crate::interp::Res;
use crate::native::{Cx, Out};
use crate::value::Value;

/// Bytes read for a tick.
const BYTES_PER_TICK: usize = super::numeral::BYTES_PER_TICK;

/// `tonumber(value [, base])`
pub(super) fn tonumber(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage != 0 {
        let digits = Digits::load(cx);
        return read_digits(cx, digits);
    }
    if cx.arg(1).is_nil() {
        let value = cx.arg(0);
        if value.is_number() {
            return cx.one(value);
        }
        if value.is_string() {
            let number = cx.number_argument(0)?.map_or(Value::NIL, Value::number);
            return cx.one(number);
        }
        cx.check_any(0)?;
        return cx.one(Value::NIL);
    }
    let base = cx.check_integer(1)?;
    if !cx.arg(0).is_string() {
        return Err(cx.type_error(0, "string"));
    }
    if !(2..=36).contains(&base) {
        return Err(cx.arg_error(1, "base out of range"));
    }
    cx.set_slot(BASE, Value::integer(base));
    read_digits(cx, Digits { place: Place::Before, is_negative: false, value: 0, offset: 0 })
}

/// Where in the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Signed,
    Digits,
    After,
    Wrong,
}

const PLACES: [Place; 5] = [Place::Before, Place::Signed, Place::Digits, Place::After, Place::Wrong];

/// Digits of a base, with an optional sign and white space around; wraps around like integer arithmetic.
struct Digits {
    place: Place,
    is_negative: bool,
    value: i64,
    /// How far it is read.
    offset: usize,
}

// Window: text, base, then the state of `Digits`.
const BASE: usize = 1;
const PLACE: usize = 2;
const NEGATIVE: usize = 3;
const VALUE: usize = 4;
const OFFSET: usize = 5;
const WINDOW: usize = 6;
const STEP: u32 = 1;

impl Digits {
    fn load(cx: &Cx<'_>) -> Digits {
        Digits {
            place: PLACES.get(cx.slot_offset(PLACE)).copied().unwrap_or(Place::Wrong),
            is_negative: !cx.slot(NEGATIVE).is_falsy(),
            value: cx.slot_integer(VALUE),
            offset: cx.slot_offset(OFFSET),
        }
    }

    fn store(self, cx: &mut Cx<'_>) -> Res<()> {
        cx.resize_window(2)?;
        cx.resize_window(WINDOW)?;
        let place = PLACES.iter().position(|&place| place == self.place).unwrap_or(0);
        cx.set_slot_offset(PLACE, place);
        cx.set_slot(NEGATIVE, Value::boolean(self.is_negative));
        cx.set_slot(VALUE, Value::integer(self.value));
        cx.set_slot_offset(OFFSET, self.offset);
        Ok(())
    }

    fn read(&mut self, byte: u8, base: u32) {
        let is_space = byte.is_ascii_whitespace() || byte == 0x0b;
        self.place = match self.place {
            Place::Before if is_space => Place::Before,
            Place::Digits | Place::After if is_space => Place::After,
            Place::Before if matches!(byte, b'-' | b'+') => {
                self.is_negative = byte == b'-';
                Place::Signed
            }
            Place::Before | Place::Signed | Place::Digits => match char::from(byte).to_digit(base) {
                Some(digit) => {
                    self.value = self.value.wrapping_mul(i64::from(base)).wrapping_add(i64::from(digit));
                    Place::Digits
                }
                None => Place::Wrong,
            },
            Place::After | Place::Wrong => Place::Wrong,
        };
    }
}

fn read_digits(cx: &mut Cx<'_>, mut digits: Digits) -> Res<Out> {
    let bytes = cx.bytes(cx.slot(0));
    let base = cx.slot_integer(BASE).clamp(2, 36) as u32;
    let end = bytes.len().min(digits.offset.saturating_add(STEP_BYTES));
    let is_last = end == bytes.len();
    for &byte in bytes.get(digits.offset..end).unwrap_or_default() {
        digits.read(byte, base);
        if digits.place == Place::Wrong {
            break;
        }
    }
    cx.charge((end - digits.offset.min(end)) / BYTES_PER_TICK);
    digits.offset = end;
    match digits.place {
        Place::Digits | Place::After if is_last => {
            let Digits { is_negative, value, .. } = digits;
            cx.one(Value::integer(if is_negative { value.wrapping_neg() } else { value }))
        }
        Place::Wrong => cx.one(Value::NIL),
        _ if is_last => cx.one(Value::NIL),
        _ => {
            digits.store(cx)?;
            cx.again(STEP)
        }
    }
}
