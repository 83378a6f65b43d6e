//! A day of the calendar, without a time and a place.

use jiff::civil;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A day, written as in ISO 8601: `2026-03-04`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(civil::Date);

/// A text is no day between the years 1900 and 2999 as ISO 8601 writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a day is written like 2026-03-04")
    }
}

impl std::error::Error for NotADate {}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let is_written_so = text.len() == "2026-03-04".len();
        let date: civil::Date = text.parse().map_err(|_| NotADate)?;
        if is_written_so && (1900..3000).contains(&date.year()) {
            Ok(Self(date))
        } else {
            Err(NotADate)
        }
    }
}

impl TryFrom<String> for Date {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, NotADate};

    #[test]
    fn a_day_is_read_as_it_is_written_and_nothing_else_is_guessed() {
        let date: Date = "2024-02-29".parse().expect("a day");
        assert_eq!(date.to_string(), "2024-02-29");
        for text in [
            "",
            "2025-02-29",
            "2025-2-3",
            "20250203",
            "1899-12-31",
            "3000-01-01",
            "03/04/2025",
            "2025-03-04T00:00",
            "待定",
        ] {
            assert_eq!(text.parse::<Date>(), Err(NotADate), "{text}");
        }
    }
}
