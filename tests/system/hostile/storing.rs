//! Whoever has the server keep more than is theirs.

use crate::fixture::{Fixture, fixture, fixture_with, note};
use crate::http::{ask, assert_problem};
use domain::{
    capabilities,
    ids::{BlobId, CaseId},
    photos::Picture,
    secret::Secret,
    tickets::OPEN_MAX,
    time::Span,
};
use replica::{
    refusal::Refusal,
    wire::{Outcome, Pushed},
};
use server::{
    blobs::store::BlobStore,
    settings::{Rate, Settings},
};
use tempfile::TempDir;
use tests::{client::Client, world::unhurried};
use uuid::Uuid;

fn count(fixture: &Fixture, sql: &'static str) -> i64 {
    let count = sqlx::query_scalar(sql).fetch_one(&fixture.world.pool);
    fixture.world.runtime.block_on(count).unwrap()
}

/// A push of what nobody understands, as long as this.
fn gibberish(fixture: &Fixture, fang: &mut Client, length: usize) -> Pushed {
    fixture.submit(fang, "打不开");
    let pushed = fang.pending().pop().unwrap();
    fang.held.clear();
    Pushed {
        command: "啊".repeat(length / 3),
        ..pushed
    }
}

#[test]
fn of_what_is_refused_little_is_kept_and_the_answer_stays() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let pushed = gibberish(&fixture, &mut fang, 600_000);
    for _ in 0..2 {
        let outcomes = fang.push(vec![pushed.clone()]).unwrap();
        assert_eq!(outcomes, [Outcome::Refused(Refusal::NotUnderstood)]);
    }
    let bytes = "select sum(octet_length(said)) from refusals";
    assert!((1..=1024).contains(&count(&fixture, bytes)));
    let other = Pushed {
        command: "呀".repeat(200_000),
        ..pushed
    };
    let outcomes = fang.push(vec![other]).unwrap();
    assert_eq!(outcomes, [Outcome::Refused(Refusal::IdReused)]);
}

#[test]
fn whoever_has_too_much_open_begins_nothing_more() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    // All but one of those that may be, as far as they matter to what is counted.
    let most = i64::try_from(OPEN_MAX).unwrap();
    let rows = sqlx::query(
        "insert into cases (organisation, id, kind, authors, document, plain_bytes, opened_by)
         select $1, gen_random_uuid(), 'ticket', '{}', '', 0, $2 from generate_series(2, $3)",
    );
    let rows = rows
        .bind(fixture.world.organisation)
        .bind(fang.person.id.0)
        .bind(most)
        .execute(&fixture.world.pool);
    fixture.world.runtime.block_on(rows).unwrap();
    // Within one push, too.
    for what in ["第一张", "第二张"] {
        fixture.submit(&mut fang, what);
    }
    let mut outcomes = fang.push(fang.pending()).unwrap();
    outcomes.sort_by_key(|outcome| *outcome != Outcome::Adopted);
    let too_many = Refusal::Rule(capabilities::Refusal::TooManyOpen);
    assert_eq!(outcomes, [Outcome::Adopted, Outcome::Refused(too_many)]);
    // Nobody else is concerned.
    let mut lin = fixture.client(&fixture.lin);
    fixture.submitted(&mut lin);
}

#[test]
fn whoever_signs_in_on_too_many_devices_is_signed_out_on_the_one_that_syncs_least() {
    let fixture = fixture_with(Settings {
        devices_per_person: 3,
        ..unhurried()
    });
    let devices: Vec<Client> = (0..5)
        .map(|_| {
            fixture.world.clock.pass(Span::minutes(1));
            fixture.client(&fixture.fang)
        })
        .collect();
    let statuses = devices.iter().map(|it| ask(it, "GET", "/v1/me").status);
    assert_eq!(statuses.collect::<Vec<_>>(), [401, 401, 200, 200, 200]);
    assert_problem(&ask(&devices[0], "GET", "/v1/me"), 401, "revoked");
    // Those that were signed out long ago go, but for the newest and the first.
    let old = sqlx::query(
        "insert into devices (organisation, id, person, label, token_sha256, created_at,
             revoked_at)
         select $1, gen_random_uuid(), $2, '旧手机', gen_random_uuid()::text::bytea,
             now() - interval '10 years' + n * interval '1 day',
             now() - interval '9 years'
         from generate_series(1, 300) as n",
    );
    let old = old
        .bind(fixture.world.organisation)
        .bind(fixture.fang.person.id.0)
        .execute(&fixture.world.pool);
    fixture.world.runtime.block_on(old).unwrap();
    fixture.client(&fixture.fang);
    assert!(count(&fixture, "select count(*) from devices") < 110);
}

#[test]
fn whoever_says_more_than_anybody_waits() {
    let fixture = fixture_with(Settings {
        commands_stored_per_person: Rate {
            burst: 4,
            interval_ms: 60_000,
        },
        ..unhurried()
    });
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    for _ in 0..2 {
        fixture.act(&mut fang, case, note(&"很长".repeat(500)));
    }
    fang.sync().unwrap();
    fixture.act(&mut fang, case, note("还有"));
    let refused = fang.sync().unwrap_err().to_string();
    assert!(refused.starts_with("429"), "{refused}");
    fixture.world.clock.pass(Span::minutes(10));
    fang.sync().unwrap();
    assert!(fang.pending().is_empty());
}

#[test]
fn a_server_whose_disk_is_full_is_not_ready() {
    let folder = TempDir::new().unwrap();
    let place = folder.path().to_str().unwrap();
    for (disk_bytes_min, status) in [(0, 204), (u64::MAX, 503)] {
        let fixture = fixture_with(Settings {
            blobs: BlobStore::open(place).unwrap(),
            disk_bytes_min,
            ..unhurried()
        });
        let client = fixture.client(&fixture.fang);
        assert_eq!(ask(&client, "GET", "/health/ready").status, status);
        assert_eq!(ask(&client, "GET", "/health/live").status, 204);
    }
}

#[test]
fn a_server_that_turns_honest_callers_away_is_not_ready() {
    let fixture = fixture();
    let settings = Settings {
        permits: 0,
        ..unhurried()
    };
    let full = fixture.world.server_with(2, settings).unwrap();
    let mut fang = fixture.client(&fixture.fang);
    fang.move_to(&full.url());
    assert_eq!(ask(&fang, "GET", "/health/ready").status, 204);
    assert_problem(&ask(&fang, "GET", "/v1/me"), 503, "unavailable");
    assert_eq!(ask(&fang, "GET", "/health/ready").status, 503);
    fixture.world.stop(full).unwrap();
}

#[test]
fn a_code_that_is_guessed_opens_nothing_and_leaves_little() {
    let fixture = fixture();
    let far = fixture.client(&fixture.far);
    // Nobody has handed this out, and nobody may know whether somebody has.
    let case = CaseId(Uuid::from_u128(77));
    let document = replica::document::Document::new(capabilities::Kind::Transfer);
    let guesses: Vec<Pushed> = (0..100_u8)
        .map(|n| {
            let act = domain::transfers::TransferAct::Confirm {
                items: Vec::new(),
                secret: Some(Secret(Uuid::from_u128(n.into()))),
                signature: Picture {
                    whole: BlobId([n; 32]),
                    thumbnail: BlobId([n; 32]),
                },
                store: fixture.store,
            };
            let act = capabilities::Act::Transfer(act);
            let pushed = crate::fixture::forged(&far, case, &document, act);
            Pushed {
                kind: capabilities::Kind::Transfer,
                ..pushed
            }
        })
        .collect();
    let outcomes = far.push(guesses).unwrap();
    assert_eq!(outcomes.len(), 100);
    let is_refused = |it: &Outcome| matches!(it, Outcome::Refused(_));
    assert!(outcomes.iter().all(is_refused), "{outcomes:?}");
    let bytes = "select sum(octet_length(said) + octet_length(outcome::text)) from refusals";
    assert!(count(&fixture, bytes) < 200_000);
}
