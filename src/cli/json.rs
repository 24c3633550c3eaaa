//! Writing JSON: as much of it as the reports need.

use std::fmt::{self, Display, Write};

/// A JSON value.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number without a fraction.
    Number(u64),
    /// A signed number without a fraction.
    Signed(i64),
    /// A string; what is not UTF-8 in it is replaced.
    Text(String),
    /// Values in order.
    Array(Vec<Json>),
    /// Fields in order.
    Object(Vec<(&'static str, Json)>),
}

impl Json {
    /// A string of bytes.
    pub(crate) fn bytes(bytes: &[u8]) -> Json {
        Json::Text(String::from_utf8_lossy(bytes).into_owned())
    }
}

impl Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Json::Null => f.write_str("null"),
            Json::Boolean(flag) => flag.fmt(f),
            Json::Number(number) => number.fmt(f),
            Json::Signed(number) => number.fmt(f),
            Json::Text(text) => quote(text, f),
            Json::Array(items) => {
                f.write_char('[')?;
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        f.write_char(',')?;
                    }
                    item.fmt(f)?;
                }
                f.write_char(']')
            }
            Json::Object(fields) => {
                f.write_char('{')?;
                for (i, (name, value)) in fields.iter().enumerate() {
                    write!(f, "{}\"{name}\":{value}", if i > 0 { "," } else { "" })?;
                }
                f.write_char('}')
            }
        }
    }
}

fn quote(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\t' => f.write_str("\\t")?,
            '\r' => f.write_str("\\r")?,
            control if control < ' ' || control == '\x7f' => write!(f, "\\u{:04x}", u32::from(control))?,
            other => f.write_char(other)?,
        }
    }
    f.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_nests() {
        let value = Json::Object(vec![
            ("a", Json::Array(vec![Json::Number(1), Json::Null, Json::Signed(-2)])),
            ("b", Json::bytes(b"x\"\\\n\x01\xff")),
        ]);
        assert_eq!(value.to_string(), "{\"a\":[1,null,-2],\"b\":\"x\\\"\\\\\\n\\u0001\u{fffd}\"}");
    }
}
