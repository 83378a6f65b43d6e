//! Days and opening hours in the stores' time, which is eight hours ahead of UTC.

use domain::{
    date::Date,
    time::{Span, TimeZone, Timestamp, time_zone},
};
use sqlx::types::time::OffsetDateTime;
use std::sync::LazyLock;

/// For so many days before now tickets are told of.
pub(super) const DAYS: i64 = 42;
/// For so many days there is the organisation, and equipment changes hands.
pub(super) const YEAR: i64 = 365;
/// When stores open and close, in minutes of the day.
pub(super) const OPENS: i64 = 9 * 60;
pub(super) const CLOSES: i64 = 22 * 60;

const DAY_MS: i64 = 24 * 60 * 60_000;
const OFFSET_MS: i64 = 8 * 60 * 60_000;

/// The stores' time.
pub(super) static STORES_TIME: LazyLock<TimeZone> = LazyLock::new(|| time_zone("GMT+08:00"));

/// A day of the stores, counted from the epoch.
pub(super) type Day = i64;

/// The day of a time.
pub(super) fn day_of(at: Timestamp) -> Day {
    (at.0 + OFFSET_MS).div_euclid(DAY_MS)
}

/// The day so many days after a time, as people write it.
pub(super) fn date_after(at: Timestamp, days: i64) -> Option<Date> {
    Date::of_time(at + Span::days(days), &STORES_TIME)
}

/// The minute of its day.
pub(super) fn minute_of(at: Timestamp) -> i64 {
    (at.0 + OFFSET_MS).rem_euclid(DAY_MS) / 60_000
}

pub(super) fn time_of(day: Day, minute: i64) -> Timestamp {
    Timestamp(day * DAY_MS - OFFSET_MS) + Span::minutes(minute)
}

/// The day of the week: 0 is Monday.
pub(super) fn weekday(day: Day) -> usize {
    // The epoch began on a Thursday.
    usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default()
}

/// The first day of the month that a time lies in.
pub(super) fn month_of(at: Timestamp) -> Day {
    let local = OffsetDateTime::from_unix_timestamp((at.0 + OFFSET_MS).div_euclid(1000))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    day_of(at) - i64::from(local.day() - 1)
}

/// This time, or the next opening if stores are closed then.
pub(super) fn open_from(at: Timestamp) -> Timestamp {
    let (day, minute) = (day_of(at), minute_of(at));
    match minute {
        ..OPENS => time_of(day, OPENS),
        CLOSES.. => time_of(day + 1, OPENS),
        _ => at,
    }
}

/// So many opening minutes before a time.
pub(super) fn open_before(at: Timestamp, minutes: i64) -> Timestamp {
    let (mut day, mut minute) = (day_of(at), minute_of(at).clamp(OPENS, CLOSES));
    let mut rest = minutes;
    while minute - rest < OPENS {
        rest -= minute - OPENS;
        day -= 1;
        minute = CLOSES;
    }
    // Before opening, `minute` is the opening itself, which is still to come.
    time_of(day, minute - rest).min(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Friday 2026-11-20, 10:30 in the stores.
    const FRIDAY: Timestamp = Timestamp(1_795_141_800_000);

    #[test]
    fn a_time_has_its_day_minute_and_month() {
        assert_eq!(minute_of(FRIDAY), 10 * 60 + 30);
        assert_eq!(weekday(day_of(FRIDAY)), 4);
        assert_eq!(time_of(day_of(FRIDAY), minute_of(FRIDAY)), FRIDAY);
        assert_eq!(month_of(FRIDAY), day_of(FRIDAY) - 19);
    }

    #[test]
    fn only_opening_minutes_count_backwards() {
        let day = day_of(FRIDAY);
        assert_eq!(open_before(FRIDAY, 30), time_of(day, 10 * 60));
        assert_eq!(open_before(FRIDAY, 100), time_of(day - 1, CLOSES - 10));
        let night = time_of(day, 3 * 60);
        assert_eq!(open_before(night, 10), time_of(day - 1, CLOSES - 10));
    }

    #[test]
    fn what_comes_at_night_waits_for_the_morning() {
        let day = day_of(FRIDAY);
        assert_eq!(open_from(FRIDAY), FRIDAY);
        assert_eq!(open_from(time_of(day, 60)), time_of(day, OPENS));
        assert_eq!(open_from(time_of(day, CLOSES + 5)), time_of(day + 1, OPENS));
    }
}
