//! A day of the calendar, without a time and a place.

use crate::time::{Span, TimeZone, Timestamp, UTC};
use jiff::{ToSpan, civil};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use unicode_normalization::UnicodeNormalization;

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

impl Date {
    /// The day of a time in a time zone; none outside the calendar.
    #[must_use]
    pub fn of_time(at: Timestamp, time_zone: &TimeZone) -> Option<Self> {
        let instant = jiff::Timestamp::from_millisecond(at.0).ok()?;
        let day = instant.to_zoned(time_zone.clone()).date();
        day.to_string().parse().ok()
    }

    /// When it is over in a time zone; none at the end of the calendar.
    #[must_use]
    pub fn over_at(self, time_zone: &TimeZone) -> Option<Timestamp> {
        let next = self.0.tomorrow().ok()?;
        let begins = next.to_zoned(time_zone.clone()).ok()?;
        Some(Timestamp(begins.timestamp().as_millisecond()))
    }

    /// Whether it can be over at a time, in whichever time zone of the world.
    #[must_use]
    pub fn may_be_over_at(self, at: Timestamp) -> bool {
        let Some(in_utc) = self.over_at(&UTC) else {
            return false;
        };
        let earliest = in_utc + Span(-Span::minutes(14 * 60).0);
        let latest = in_utc + Span::minutes(12 * 60);
        (earliest..=latest).contains(&at)
    }

    /// Reads a day as spreadsheets and people write it: `2025-03-04`, `2025/3/4`,
    /// `2025.3.4`, `2025年3月4日`, the number of a day as a spreadsheet counts them, and
    /// day and month before the year where only one of them can be the month. Where
    /// both can, nothing is guessed.
    ///
    /// # Errors
    /// It is no day, or may be two.
    pub fn from_cell(text: &str) -> Result<Self, NotADate> {
        let text: String = text.nfkc().collect();
        let text = text.trim();
        // What a spreadsheet adds to a day that it takes for an instant.
        let midnights = [" 00:00:00", " 0:00:00", " 00:00", " 0:00"];
        let mut without = midnights.iter().filter_map(|it| text.strip_suffix(it));
        let text = without.next().unwrap_or(text).trim_end();
        if text.len() == 5 && text.bytes().all(|it| it.is_ascii_digit()) {
            return Self::of_spreadsheet(text.parse().map_err(|_| NotADate)?);
        }
        let text = text.strip_suffix('日').unwrap_or(text);
        let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).collect();
        let &[first, second, third] = &parts[..] else {
            return Err(NotADate);
        };
        let numbers = (number(first)?, number(second)?, number(third)?);
        match (first.len(), third.len(), numbers) {
            (4, ..=2, (year, month, day)) => Self::of(year, month, day),
            (..=2, 4, (day, month, year)) if day > 12 || day == month => Self::of(year, month, day),
            (..=2, 4, (month, day, year)) if day > 12 => Self::of(year, month, day),
            _ => Err(NotADate),
        }
    }

    /// The day of this number, where 1 is the first of 1900.
    fn of_spreadsheet(number: i64) -> Result<Self, NotADate> {
        // They count a 29 February 1900, which there was not.
        let before = civil::date(1899, 12, 30);
        let date = before.checked_add(number.days()).map_err(|_| NotADate)?;
        date.to_string().parse()
    }

    fn of(year: i16, month: i16, day: i16) -> Result<Self, NotADate> {
        format!("{year:04}-{month:02}-{day:02}").parse()
    }
}

fn number(digits: &str) -> Result<i16, NotADate> {
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err(NotADate);
    }
    digits.parse().map_err(|_| NotADate)
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

    #[test]
    fn a_day_of_a_spreadsheet_is_read_where_it_is_one_day_and_never_guessed() {
        for text in [
            "2025-03-04",
            "2025/3/4",
            "2025.03.04",
            "2025年3月4日",
            "２０２５／３／４",
            "45720",
            "2025/3/4 0:00",
            "2025-03-04 00:00:00",
        ] {
            let date = Date::from_cell(text).expect(text);
            assert_eq!(date.to_string(), "2025-03-04", "{text}");
        }
        for (text, date) in [
            ("31/12/2023", "2023-12-31"),
            ("12/31/2023", "2023-12-31"),
            ("4/4/2025", "2025-04-04"),
        ] {
            assert_eq!(Date::from_cell(text).expect(text).to_string(), date);
        }
        for text in [
            "04/03/2025",
            "2025-02-30",
            "31/13/2023",
            "待定",
            "",
            "2025",
            "25-3-4",
            "2025-3",
            "2025-3-4-5",
            "2025-3-4 13:00",
            "-2025-3-4",
            "123456",
            "99999999",
        ] {
            assert_eq!(Date::from_cell(text), Err(NotADate), "{text}");
        }
    }
}
