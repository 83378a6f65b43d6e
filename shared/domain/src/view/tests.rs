//! How times, spans and names are said.

use super::{Tone, Viewer};
use crate::{
    directory::{Category, Directory, Person, Record},
    ids::{CategoryId, PersonId, StoreId},
    time::{Span, Timestamp, time_zone},
    words::{Language, Words},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// 2026-02-28 15:30 UTC.
const NOW: i64 = 1_772_292_600_000;
const HOUR: i64 = 3_600_000;

fn look<T>(now: i64, zone: &str, look: impl FnOnce(&Viewer<'_>) -> T) -> T {
    look_into(&Directory::default(), now, zone, look)
}

fn look_into<T>(
    directory: &Directory,
    now: i64,
    zone: &str,
    look: impl FnOnce(&Viewer<'_>) -> T,
) -> T {
    let person = Person {
        id: PersonId(Uuid::nil()),
        name: "Mei".to_owned(),
        store: StoreId(Uuid::nil()),
        team: None,
        roles: BTreeSet::new(),
        active: true,
        former: Vec::new(),
    };
    look(&Viewer {
        person: &person,
        directory,
        words: &Words::new(Language::English, &[]),
        now: Timestamp(now),
        time_zone: &time_zone(zone),
    })
}

fn time(at: i64, now: i64, zone: &str) -> String {
    look(now, zone, |viewer| viewer.time(Timestamp(at)))
}

#[test]
fn today_shows_the_hour_this_year_the_day_and_before_that_the_year() {
    assert_eq!(time(NOW, NOW, "UTC"), "15:30");
    assert_eq!(time(NOW - 24 * HOUR, NOW, "UTC"), "02-27 15:30");
    assert_eq!(time(NOW - 60 * 24 * HOUR, NOW, "UTC"), "2025-12-30 15:30");
    assert_eq!(
        time(NOW + 9 * HOUR, NOW, "UTC"),
        "03-01 00:30",
        "tomorrow too"
    );
}

#[test]
fn the_day_ends_where_the_viewer_is() {
    // In Shanghai it is 23:30; half an hour later the month is over.
    assert_eq!(time(NOW, NOW, "Asia/Shanghai"), "23:30");
    assert_eq!(time(NOW, NOW + HOUR / 2, "Asia/Shanghai"), "02-28 23:30");
    assert_eq!(time(NOW, NOW + HOUR / 2, "UTC"), "15:30");
    assert_eq!(
        time(NOW, NOW, "Pacific/Marquesas"),
        "06:00",
        "west, by half an hour"
    );
    // 2025-12-31 16:30 UTC is this year's in Shanghai already.
    let new_year = 1_767_198_600_000;
    assert_eq!(time(new_year, NOW, "Asia/Shanghai"), "01-01 00:30");
    assert_eq!(time(new_year, NOW, "UTC"), "2025-12-31 16:30");
}

#[test]
fn times_and_offsets_outside_the_calendar_are_borne() {
    assert_eq!(time(i64::MIN, NOW, "Asia/Shanghai"), "");
    assert_eq!(time(i64::MAX, NOW, "Asia/Shanghai"), "");
    assert_eq!(time(NOW, i64::MAX, "Asia/Shanghai"), "");
    for zone in ["", "Mars/Olympus", "GMT+99:99", "GMT", "\u{202e}", "../etc"] {
        assert_eq!(time(NOW, NOW, zone), "15:30", "in UTC");
    }
}

#[test]
fn a_time_is_shown_as_the_clocks_of_its_season_showed_it() {
    // 2026-07-01 11:00 UTC, seen in winter, and the other way round.
    let summer = 1_782_903_600_000;
    assert_eq!(time(summer, NOW, "Europe/London"), "07-01 12:00");
    assert_eq!(time(NOW, summer, "Europe/London"), "02-28 15:30");
    assert_eq!(time(summer, NOW, "America/New_York"), "07-01 07:00");
    assert_eq!(time(NOW, summer, "America/New_York"), "02-28 10:30");
    assert_eq!(time(summer, NOW, "Asia/Shanghai"), "07-01 19:00");
}

#[test]
fn a_fixed_offset_is_a_zone_too() {
    for zone in ["GMT+08:00", "GMT+0800"] {
        assert_eq!(time(NOW, NOW, zone), "23:30");
    }
    assert_eq!(time(NOW, NOW, "GMT-09:30"), "06:00");
}

#[test]
fn a_span_is_said_in_its_two_largest_units() {
    let span = |span| look(NOW, "UTC", |viewer| viewer.span(Span(span)));
    assert_eq!(span(0), "0 min");
    assert_eq!(span(59_999), "0 min");
    assert_eq!(span(HOUR - 1), "59 min");
    assert_eq!(span(25 * HOUR - 60_000), "1 d 0 h");
    assert_eq!(span(2 * HOUR + 60_000), "2 h 1 min");
    assert_eq!(span(-5), "0 min");
    assert!(span(i64::MAX).ends_with(" h"));
}

#[test]
fn what_is_due_warns_in_the_last_fifth() {
    let due = |left: i64| {
        let at = Timestamp(NOW + left * 60_000);
        let badge = look(NOW, "UTC", |viewer| viewer.due(at, Span::minutes(100)));
        (badge.text, badge.tone)
    };
    assert_eq!(due(100), ("1 h 40 min left".to_owned(), Tone::Calm));
    assert_eq!(due(20), ("20 min left".to_owned(), Tone::Calm));
    assert_eq!(due(19), ("19 min left".to_owned(), Tone::Warning));
    assert_eq!(due(0), ("0 min left".to_owned(), Tone::Warning));
    assert_eq!(due(-1), ("late by 1 min".to_owned(), Tone::Alarm));
}

#[test]
fn a_category_is_named_with_its_headings_even_in_a_broken_tree() {
    let id = |number| CategoryId(Uuid::from_u128(number));
    let category = |number, parent, name: &str| {
        Record::Category(Category {
            id: id(number),
            parent,
            name_zh: name.to_owned(),
            name_en: name.to_owned(),
            targets: None,
            former_targets: Vec::new(),
        })
    };
    let directory: Directory = [
        category(1, None, "Devices"),
        category(2, Some(id(1)), "Printer"),
        category(3, Some(id(4)), "A"),
        category(4, Some(id(3)), "B"),
    ]
    .into_iter()
    .collect();
    let name = |number| look_into(&directory, NOW, "UTC", |viewer| viewer.category(id(number)));
    assert_eq!(name(2), "Devices / Printer");
    assert_eq!(name(9), "a service");
    assert_eq!(name(3).matches(" / ").count(), 7, "a circle ends");
}
