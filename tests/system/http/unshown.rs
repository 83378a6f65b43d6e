//! Photos that no case shows: how much of them there may be, that they are collected
//! after a day, and what a crash or a store that fails leaves behind.

use super::{
    assert_problem,
    blobs::{assert_progress, get, photo, put, put_piece, shown},
};
use crate::fixture::{Fixture, fixture, fixture_with};
use domain::time::Span;
use server::{
    blobs::{
        collect::{Collected, UNSHOWN_KEPT, collect},
        store::BlobStore,
    },
    settings::Settings,
};
use std::{fs, path::Path};
use tempfile::TempDir;
use tests::world::unhurried;

/// A fixture whose photos are in a folder.
fn fixture_in(folder: &TempDir) -> Fixture {
    fixture_with(Settings {
        blobs: BlobStore::open(folder.path().to_str().unwrap()).unwrap(),
        ..unhurried()
    })
}

fn collected(fixture: &Fixture) -> Collected {
    let world = &fixture.world;
    let work = collect(&world.pool, &world.blobs, world.clock.now());
    world.runtime.block_on(work).unwrap()
}

/// How many files stand in a folder, at whatever depth.
fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let count = |path: &Path| if path.is_dir() { files(path) } else { 1 };
    entries.map(|entry| count(&entry.path())).sum()
}

#[test]
fn what_no_case_shows_is_collected_after_a_day_and_may_come_again() {
    let folder = TempDir::new().unwrap();
    let fixture = fixture_in(&folder);
    let mut fang = fixture.client(&fixture.fang);
    let (unshown, seen, late) = (photo(1, 700), photo(2, 700), photo(3, 700));
    let unfinished = photo(4, 700);
    shown(&fixture, &mut fang, &seen);
    for photo in [&unshown, &seen, &late] {
        assert_progress(&put_piece(&fang, photo, 0), 700, true);
    }
    put(&fang, unfinished.id(), 0, 700, &unfinished.bytes[..100]);
    shown(&fixture, &mut fang, &late);
    assert_eq!(files(folder.path()), 3);
    fixture.world.clock.pass(UNSHOWN_KEPT);
    assert_eq!(collected(&fixture), Collected::default());

    fixture.world.clock.pass(Span::minutes(1));
    let all = Collected {
        blobs: 1,
        uploads: 1,
        objects: 1,
    };
    assert_eq!(collected(&fixture), all);
    assert_eq!(collected(&fixture), Collected::default());
    assert_eq!(files(folder.path()), 2);
    assert_problem(&get(&fang, &unshown), 404, "not-found");
    for photo in [&seen, &late] {
        assert_eq!(get(&fang, photo).body, photo.bytes);
    }
    for photo in [&unshown, &unfinished] {
        assert_progress(&put(&fang, photo.id(), 0, 700, b""), 0, false);
        assert_progress(&put_piece(&fang, photo, 0), 700, true);
        assert_eq!(get(&fang, photo).body, photo.bytes);
    }
}

#[test]
fn whoever_is_told_that_a_photo_is_here_has_a_day_to_show_it() {
    let fixture = fixture();
    let fang = fixture.client(&fixture.fang);
    let photo = photo(1, 700);
    put_piece(&fang, &photo, 0);
    for _ in 0..3 {
        fixture.world.clock.pass(UNSHOWN_KEPT);
        assert_progress(&put(&fang, photo.id(), 0, 700, b""), 700, true);
        assert_eq!(collected(&fixture), Collected::default());
    }
}

#[test]
fn what_no_case_shows_has_a_limit_for_each_person_and_for_all() {
    let fixture = fixture_with(Settings {
        unshown_bytes_per_person: 100_000,
        unshown_bytes_per_organisation: 150_000,
        ..unhurried()
    });
    let mut fang = fixture.client(&fixture.fang);
    let (lin, chen) = (fixture.client(&fixture.lin), fixture.client(&fixture.chen));
    let own: Vec<_> = (0..4).map(|seed| photo(seed, 40_000)).collect();
    assert_progress(&put_piece(&fang, &own[0], 0), 40_000, true);
    assert_progress(&put_piece(&fang, &own[1], 0), 40_000, true);
    for bytes in [&b""[..], &own[2].bytes] {
        let refused = put(&fang, own[2].id(), 0, 40_000, bytes);
        assert_problem(&refused, 507, "no-room");
    }
    let others = photo(9, 71_000);
    assert_problem(&put_piece(&lin, &others, 0), 507, "no-room");
    assert_progress(&put_piece(&chen, &own[3], 0), 40_000, true);

    // What a case shows takes no room, whenever it comes to show it.
    shown(&fixture, &mut fang, &own[2]);
    assert_progress(&put_piece(&fang, &own[2], 0), 40_000, true);
    for photo in &own[..2] {
        shown(&fixture, &mut fang, photo);
    }
    assert_progress(&put_piece(&lin, &others, 0), 71_000, true);
    let last = photo(8, 40_000);
    assert_problem(&put_piece(&fang, &last, 0), 507, "no-room");
    fixture.world.clock.pass(UNSHOWN_KEPT + Span::minutes(1));
    assert_eq!(collected(&fixture).blobs, 2);
    assert_progress(&put_piece(&fang, &last, 0), 40_000, true);
}

/// One who has no room left asks for the names of photos, with a byte and without.
#[test]
fn room_tells_nobody_what_others_show() {
    let fixture = fixture_with(Settings {
        unshown_bytes_per_person: 50_000,
        ..unhurried()
    });
    let mut fang = fixture.client(&fixture.fang);
    let far = fixture.client(&fixture.far);
    let (others, nobodys) = (photo(1, 40_000), photo(2, 40_000));
    shown(&fixture, &mut fang, &others);
    assert_progress(&put_piece(&fang, &others, 0), 40_000, true);
    assert_progress(&put_piece(&far, &photo(3, 40_000), 0), 40_000, true);
    let mut told = [&others, &nobodys]
        .map(|photo| [&b""[..], &[7]].map(|bytes| put(&far, photo.id(), 0, 40_000, bytes).status));
    assert_eq!(told, [[507; 2]; 2]);

    // Nor is what another shows begun for nothing.
    fixture.world.clock.pass(UNSHOWN_KEPT + Span::minutes(1));
    collected(&fixture);
    told = [&others, &nobodys].map(|photo| {
        let begun = put(&far, photo.id(), 0, 40_000, &photo.bytes[..30_000]).status;
        let next = put(&far, self::photo(4, 40_000).id(), 0, 40_000, b"").status;
        fixture.world.clock.pass(UNSHOWN_KEPT + Span::minutes(1));
        collected(&fixture);
        [begun, next]
    });
    assert_eq!(told, [[200, 507]; 2]);
}

#[test]
fn a_store_that_fails_makes_nothing_whole_and_loses_no_piece() {
    let folder = TempDir::new().unwrap();
    let fixture = fixture_in(&folder);
    let fang = fixture.client(&fixture.fang);
    let photo = photo(1, 700);
    let in_the_way = folder.path().join(fixture.world.organisation.to_string());
    fs::write(&in_the_way, "").unwrap();
    assert_problem(&put_piece(&fang, &photo, 0), 503, "unavailable");
    assert_problem(&get(&fang, &photo), 404, "not-found");
    fs::remove_file(&in_the_way).unwrap();
    assert_progress(&put(&fang, photo.id(), 0, 700, b""), 700, true);
    assert_eq!(get(&fang, &photo).body, photo.bytes);
}

/// The server dies when the bytes are in the store and their row is not written.
#[test]
fn an_object_that_a_crash_has_left_behind_is_collected() {
    let folder = TempDir::new().unwrap();
    let fixture = fixture_in(&folder);
    let fang = fixture.client(&fixture.fang);
    let photo = photo(1, 700);
    put_piece(&fang, &photo, 0);
    for statement in [
        "insert into blob_leftovers (organisation, object, sha256, since)
         select organisation, object, sha256, unshown_since from blobs",
        "delete from blobs",
    ] {
        let done = sqlx::query(statement).execute(&fixture.world.pool);
        fixture.world.runtime.block_on(done).unwrap();
    }
    assert_problem(&get(&fang, &photo), 404, "not-found");
    assert_progress(&put_piece(&fang, &photo, 0), 700, true);
    assert_eq!(files(folder.path()), 2);
    shown(&fixture, &mut fixture.client(&fixture.fang), &photo);
    fixture.world.clock.pass(UNSHOWN_KEPT + Span::minutes(1));
    assert_eq!(collected(&fixture).objects, 1);
    assert_eq!(files(folder.path()), 1);
    assert_eq!(get(&fang, &photo).body, photo.bytes);
}
