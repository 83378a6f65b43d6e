//! Much at once: what an answer weighs is bounded by what it carries, and not by
//! what that is compressed to.

use crate::fixture::{fixture, forged, note};
use domain::{command::Command, ids::CaseId};
use replica::wire::Outcome;
use tests::client::Client;

/// Somebody fills a score of tickets with texts that compress to nothing, while
/// the desk is offline. Uncompressed they are more than one answer may hold.
#[test]
fn changes_that_compress_well_do_not_shut_their_reader_out() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let cases: Vec<CaseId> = (0..24).map(|_| fixture.submit(&mut fang, "漏水")).collect();
    fang.sync().unwrap();
    let mut chen = fixture.client(&fixture.chen);
    let text = "漏".repeat(4_000);
    for case in &cases {
        let mut document = fang.held[case].document.clone();
        let notes = (0..80).map(|_| {
            let pushed = forged(&fang, *case, &document, note(&text));
            let command = Command::from_json(&pushed.command).unwrap();
            document.record(&pushed.actor, &command).unwrap();
            pushed
        });
        let outcomes = fang.push(notes.collect()).unwrap();
        assert_eq!(outcomes, [const { Outcome::Replaced }; 80]);
    }
    chen.sync().unwrap();
    assert_full(&chen, &cases);
    // As it is for a phone that begins with all of it.
    assert_full(&fixture.client(&fixture.chen), &cases);
}

fn assert_full(client: &Client, cases: &[CaseId]) {
    for case in cases {
        assert_eq!(client.held[case].history().entries.len(), 81);
    }
}
