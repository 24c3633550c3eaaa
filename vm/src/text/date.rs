//! Calendar time: seconds since 1970 to a date and back, and `strftime`, in UTC and the C locale.
//!
//! The calendar is the proleptic Gregorian one. As in C, a year must fit an `int` counted from 1900; years beyond are
//! errors. Days are counted in 400-year eras that begin in March, so that the leap day comes last (Howard Hinnant,
//! "chrono-compatible low-level date algorithms").

use std::fmt;

const SECONDS_PER_DAY: i64 = 86_400;
const DAYS_PER_ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_DAYS: i64 = 719_468;
const YEAR_MIN: i64 = i32::MIN as i64 + 1900;
const YEAR_MAX: i64 = i32::MAX as i64 + 1900;

const DAY_NAMES: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date and time of day, numbered as in Lua's date tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateTime {
    /// Any year an `int` counted from 1900 can hold.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
    /// 0 to 23.
    pub hour: i64,
    /// 0 to 59.
    pub min: i64,
    /// 0 to 59.
    pub sec: i64,
    /// Day of the week, 1 (Sunday) to 7.
    pub wday: i64,
    /// Day of the year, 1 to 366.
    pub yday: i64,
    /// Whether daylight saving time is in force: never, in UTC.
    pub isdst: bool,
}

/// What a date can't do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateError {
    /// The year of a time does not fit (`os.date`).
    DateNotRepresentable,
    /// The time of a date does not fit, or is -1, which C can't tell from an error (`os.time`).
    TimeNotRepresentable,
    /// A conversion that is not one: the rest of the format from after its `%` on. (A bad argument #1.)
    InvalidConversion(Vec<u8>),
}

impl DateError {
    /// The message as bytes: the format may hold any.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        match self {
            Self::DateNotRepresentable => b"date result cannot be represented in this installation".to_vec(),
            Self::TimeNotRepresentable => b"time result cannot be represented in this installation".to_vec(),
            Self::InvalidConversion(rest) => {
                let mut text = b"invalid conversion specifier '%".to_vec();
                text.extend_from_slice(rest);
                text.push(b'\'');
                text
            }
        }
    }
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.message()))
    }
}

impl std::error::Error for DateError {}

/// Days since 1970-01-01 of a day; the month is 1 to 12, the day any number.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - EPOCH_DAYS + day - 1
}

/// Year, month and day of a day counted from 1970-01-01.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH_DAYS;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

impl DateTime {
    /// The date of a time in seconds since 1970 (`gmtime`).
    pub fn from_time(time: i64) -> Result<DateTime, DateError> {
        let days = time.div_euclid(SECONDS_PER_DAY);
        let second = time.rem_euclid(SECONDS_PER_DAY);
        let (year, month, day) = civil_from_days(days);
        if !(YEAR_MIN..=YEAR_MAX).contains(&year) {
            return Err(DateError::DateNotRepresentable);
        }
        Ok(DateTime {
            year,
            month,
            day,
            hour: second / 3_600,
            min: second / 60 % 60,
            sec: second % 60,
            wday: (days + 4).rem_euclid(7) + 1,
            yday: days - days_from_civil(year, 1, 1) + 1,
            isdst: false,
        })
    }
}

/// The time of a date whose fields may be out of their ranges, and that date put right (`mktime`). The caller has
/// checked that each field fits an `int`, as `os.time` does; `isdst` has no meaning in UTC.
pub fn make_time(year: i64, month: i64, day: i64, hour: i64, min: i64, sec: i64) -> Result<(i64, DateTime), DateError> {
    let time = (|| {
        let months = year.checked_mul(12)?.checked_add(month.checked_sub(1)?)?;
        let year = months.div_euclid(12);
        // Twice what an int can hold is far from where the arithmetic on days would overflow.
        if !(2 * YEAR_MIN..=2 * YEAR_MAX).contains(&year) {
            return None;
        }
        let days = days_from_civil(year, months.rem_euclid(12) + 1, 1).checked_add(day.checked_sub(1)?)?;
        let seconds = hour.checked_mul(3_600)?.checked_add(min.checked_mul(60)?)?.checked_add(sec)?;
        days.checked_mul(SECONDS_PER_DAY)?.checked_add(seconds)
    })();
    let time = time.filter(|&time| time != -1).ok_or(DateError::TimeNotRepresentable)?;
    let date = DateTime::from_time(time).map_err(|_| DateError::TimeNotRepresentable)?;
    Ok((time, date))
}

/// Conversions that may stand alone, after `E`, and after `O`.
const CONVERSIONS: &[u8] = b"aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
const CONVERSIONS_E: &[u8] = b"cCxXyY";
const CONVERSIONS_O: &[u8] = b"deHImMSuUVwWy";

/// Formats the next piece of a format from `at` on: one conversion, or literal text up to the next one but at most
/// `literal_max` bytes (at least 1). Appends to `out` and returns where the piece ends, or `None` at the end of the
/// format. A conversion appends at most some 40 bytes besides the zone's name.
///
/// `zone` is what `%Z` gives: "GMT" for a format that began with `!` (which the caller strips), else "UTC".
pub fn format_piece(
    format: &[u8],
    at: usize,
    date: &DateTime,
    zone: &str,
    literal_max: usize,
    out: &mut Vec<u8>,
) -> Result<Option<usize>, DateError> {
    let rest = format.get(at..).unwrap_or(&[]);
    let Some(&first) = rest.first() else { return Ok(None) };
    if first != b'%' {
        let window = &rest[..rest.len().min(literal_max.max(1))];
        let length = window.iter().position(|&byte| byte == b'%').unwrap_or(window.len());
        out.extend_from_slice(&window[..length]);
        return Ok(Some(at + length));
    }
    let (conversion, length) = match rest[1..] {
        [b'E', conversion, ..] if CONVERSIONS_E.contains(&conversion) => (conversion, 3),
        [b'O', conversion, ..] if CONVERSIONS_O.contains(&conversion) => (conversion, 3),
        [conversion, ..] if CONVERSIONS.contains(&conversion) => (conversion, 2),
        _ => {
            let shown = rest[1..].split(|&byte| byte == 0).next().unwrap_or(&[]);
            return Err(DateError::InvalidConversion(shown.to_vec()));
        }
    };
    out.extend_from_slice(convert(conversion, date, zone).as_bytes());
    Ok(Some(at + length))
}

/// Formats all of a format.
#[cfg(test)]
pub fn format_date(format: &[u8], date: &DateTime, zone: &str, out: &mut Vec<u8>) -> Result<(), DateError> {
    let mut at = 0;
    while let Some(next) = format_piece(format, at, date, zone, usize::MAX, out)? {
        at = next;
    }
    Ok(())
}

fn convert(conversion: u8, date: &DateTime, zone: &str) -> String {
    let DateTime { year, month, day, hour, min, sec, wday, yday, .. } = *date;
    let hour12 = (hour + 11) % 12 + 1;
    let half = if hour < 12 { "AM" } else { "PM" };
    let day_name = DAY_NAMES.get((wday - 1) as usize).copied().unwrap_or("?");
    let month_name = MONTH_NAMES.get((month - 1) as usize).copied().unwrap_or("?");
    let short_day = day_name.get(..3).unwrap_or("?");
    let short_month = month_name.get(..3).unwrap_or("?");
    let year2 = year.rem_euclid(100);
    match conversion {
        b'a' => short_day.into(),
        b'A' => day_name.into(),
        b'b' | b'h' => short_month.into(),
        b'B' => month_name.into(),
        b'c' => format!("{short_day} {short_month} {day:2} {hour:02}:{min:02}:{sec:02} {year}"),
        b'C' => format!("{}", year.div_euclid(100)),
        b'd' => format!("{day:02}"),
        b'D' | b'x' => format!("{month:02}/{day:02}/{year2:02}"),
        b'e' => format!("{day:2}"),
        b'F' => format!("{year}-{month:02}-{day:02}"),
        b'g' => format!("{:02}", iso_week(date).0.rem_euclid(100)),
        b'G' => format!("{}", iso_week(date).0),
        b'H' => format!("{hour:02}"),
        b'I' => format!("{hour12:02}"),
        b'j' => format!("{yday:03}"),
        b'm' => format!("{month:02}"),
        b'M' => format!("{min:02}"),
        b'n' => "\n".into(),
        b'p' => half.into(),
        b'r' => format!("{hour12:02}:{min:02}:{sec:02} {half}"),
        b'R' => format!("{hour:02}:{min:02}"),
        b'S' => format!("{sec:02}"),
        b't' => "\t".into(),
        b'T' | b'X' => format!("{hour:02}:{min:02}:{sec:02}"),
        b'u' => format!("{}", (wday + 5) % 7 + 1),
        b'U' => format!("{:02}", (yday - 1 + 7 - (wday - 1)) / 7),
        b'V' => format!("{:02}", iso_week(date).1),
        b'w' => format!("{}", wday - 1),
        b'W' => format!("{:02}", (yday - 1 + 7 - (wday + 5) % 7) / 7),
        b'y' => format!("{year2:02}"),
        b'Y' => format!("{year}"),
        b'z' => "+0000".into(),
        b'Z' => zone.into(),
        _ => "%".into(),
    }
}

/// Year and number of the ISO 8601 week: weeks begin on Monday and belong to the year that has their Thursday.
fn iso_week(date: &DateTime) -> (i64, i64) {
    let thursday = date.yday - 1 - (date.wday + 5) % 7 + 3;
    if thursday < 0 {
        return (date.year - 1, (thursday + year_length(date.year - 1)) / 7 + 1);
    }
    let length = year_length(date.year);
    if thursday >= length { (date.year + 1, 1) } else { (date.year, thursday / 7 + 1) }
}

fn year_length(year: i64) -> i64 {
    days_from_civil(year + 1, 1, 1) - days_from_civil(year, 1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(format: &str, time: i64) -> String {
        let mut out = Vec::new();
        match DateTime::from_time(time).and_then(|date| format_date(format.as_bytes(), &date, "GMT", &mut out)) {
            Ok(()) => String::from_utf8_lossy(&out).into_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn formats() {
        let table = [
            ("%c", 0, "Thu Jan  1 00:00:00 1970"),
            ("%x %X %p %r", 45_296, "01/01/70 12:34:56 PM 12:34:56 PM"),
            ("%Y|%C|%y|%G|%g|%V|%D|%F", -62_324_942_400, "-5|-1|95|-6|94|52|01/01/95|-5-01-01"),
            ("%Y|%C|%y|%G|%g|%V", -451_737_691_200, "-12345|-124|55|-12346|54|53"),
            ("%EC%Ey%Od%OV%%%n%t", 0, "19700101%\n\t"),
            ("%Ez abc\0d", 0, "invalid conversion specifier '%Ez abc'"),
            ("%", 0, "invalid conversion specifier '%'"),
            ("%Q", 0, "invalid conversion specifier '%Q'"),
            ("", 0, ""),
            ("%Y", 67_768_036_191_676_799, "2147485547"),
            ("%Y", 67_768_036_191_676_800, "date result cannot be represented in this installation"),
            ("%Y", i64::MIN, "date result cannot be represented in this installation"),
        ];
        for (format, time, expected) in table {
            assert_eq!(shown(format, time), expected, "{format:?} {time}");
        }
    }

    #[test]
    fn times() {
        let table = [
            ((1970, 1, 1, 0, 0, 0), Ok(0)),
            ((2000, 6, 1, 12, 0, 0), Ok(959_860_800)),
            ((1970, 1, 0, 12, 0, 0), Ok(-43_200)),
            ((1970, 14, -3, 25, 61, 61), Ok(33_962_521)),
            ((1969, 12, 31, 23, 59, 59), Err(DateError::TimeNotRepresentable)),
            ((YEAR_MAX, 12, 31, 23, 59, 59), Ok(67_768_036_191_676_799)),
            ((YEAR_MAX, 12, 31, 23, 59, 60), Err(DateError::TimeNotRepresentable)),
            ((i64::MAX, i64::MIN, i64::MIN, 0, 0, 0), Err(DateError::TimeNotRepresentable)),
        ];
        for ((year, month, day, hour, min, sec), expected) in table {
            let time = make_time(year, month, day, hour, min, sec).map(|(time, _)| time);
            assert_eq!(time, expected, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn dates_go_round() {
        for step in -4_000..4_000 {
            let time = step * 7_654_321 + 17;
            let date = DateTime::from_time(time).unwrap();
            let back = make_time(date.year, date.month, date.day, date.hour, date.min, date.sec);
            assert_eq!(back, Ok((time, date)));
        }
    }
}
