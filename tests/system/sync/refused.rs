//! Commands that cannot be: each is refused with its reason, kept as it was
//! said, and leaves everything as it was.

use crate::fixture::{Fixture, altered, fixture, forged, no, note};
use domain::{
    capabilities::{self, Act},
    ids::CommandId,
    rating::Rating,
    tickets::{TicketAct, TicketRefusal},
};
use replica::{
    refusal::Refusal,
    wire::{Outcome, Pushed},
};
use tests::client::{Client, mint};

/// Pushes one command, which has to leave everything as it was.
fn refused(fixture: &Fixture, client: &Client, pushed: &Pushed) -> Outcome {
    let mut outcomes = fixture.assert_unchanged(|| client.push(vec![pushed.clone()]).unwrap());
    assert_eq!(outcomes.len(), 1);
    outcomes.remove(0)
}

#[test]
fn a_command_in_another_persons_name_is_refused() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    fixture.submit(&mut fang, "收银机打不开");
    let own = fang.pending().remove(0);
    let stolen = altered(&own, |command| {
        command.id = CommandId(mint(fixture.world.clock.now()));
        command.author = fixture.lin.id();
    });
    let said = refused(&fixture, &fang, &stolen);
    assert_eq!(said, Outcome::Refused(Refusal::ForeignAuthor));

    // Nor by the one whose phone it is not: before its author pushes it, and after.
    let lin = fixture.client(&fixture.lin);
    let said = refused(&fixture, &lin, &own);
    assert_eq!(said, Outcome::Refused(Refusal::ForeignAuthor));
    fang.sync().unwrap();
    assert!(fang.pending().is_empty(), "its author is not kept from it");
    assert_eq!(fang.held.len(), 1);
    let said = refused(&fixture, &lin, &own);
    assert_eq!(said, Outcome::Refused(Refusal::ForeignAuthor));
}

#[test]
fn a_text_that_is_no_command_is_refused_and_kept_as_it_was_said() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    fixture.submit(&mut fang, "收银机打不开");
    let honest = fang.pending().remove(0);
    let json = &honest.command;
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let texts = [
        String::new(),
        "null".to_owned(),
        "\0\0\0".to_owned(),
        "{}".to_owned(),
        "[1,2,3]".to_owned(),
        "收银机".to_owned(),
        deep,
        json[..json.len() - 1].to_owned(),
        format!("{json}{json}"),
        json.replacen("\"at\"", "\"at\":1,\"at\"", 1),
        json.replacen("\"at\":", "\"at\":9999999999999999999", 1),
        json.replacen("\"at\":", "\"at\":1e", 1),
        json.replacen("\"act\"", "\"admin\":true,\"act\"", 1),
        json.replacen("submit", "destroy", 1),
        json.replacen("\"ticket\"", "\"teapot\"", 1),
        json.replacen("收银机打不开", "\\ud800", 1),
        // Longer than a command may be, though it compresses to nothing.
        json.replacen("收银机打不开", &"店".repeat(300_000), 1),
    ];
    for text in texts {
        let pushed = Pushed {
            id: CommandId(mint(fixture.world.clock.now())),
            command: text.clone(),
            ..honest.clone()
        };
        let said = refused(&fixture, &fang, &pushed);
        let head: String = text.chars().take(60).collect();
        assert_eq!(said, Outcome::Refused(Refusal::NotUnderstood), "{head}");
        let kept = kept(&fixture, pushed.id);
        // The phone has all of it.
        let beginning = &text[..text.floor_char_boundary(1024)];
        assert_eq!(kept, beginning.replace('\0', "\u{fffd}"), "{head}");
    }
    fixture.assert_serves();
}

/// What the server has kept of a refused command.
fn kept(fixture: &Fixture, id: CommandId) -> String {
    let rows = fixture.world.rows(&["refusals"]).unwrap();
    let id = id.to_string();
    let row = rows["refusals"].iter().find(|row| row["command"] == *id);
    row.unwrap()["said"].as_str().unwrap().to_owned()
}

#[test]
fn a_command_whose_json_bears_another_id_is_refused() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    fixture.submit(&mut fang, "收银机打不开");
    let honest = fang.pending().remove(0);
    let pushed = Pushed {
        id: CommandId(mint(fixture.world.clock.now())),
        ..honest
    };
    let said = refused(&fixture, &fang, &pushed);
    assert_eq!(said, Outcome::Refused(Refusal::NotUnderstood));
    fang.sync().unwrap();
    assert!(
        fang.pending().is_empty(),
        "under its own id it comes through"
    );
}

#[test]
fn a_text_that_no_screen_shows_or_that_has_no_end_is_refused() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let document = fang.held[&case].document.clone();
    let texts = [
        ("\0", TicketRefusal::TextUnreadable),
        ("一\u{7}二", TicketRefusal::TextUnreadable),
        ("", TicketRefusal::TextMissing),
        (" \n\t ", TicketRefusal::TextMissing),
        (&"长".repeat(4_001), TicketRefusal::TextTooLong),
    ];
    for (text, refusal) in texts {
        let pushed = forged(&fang, case, &document, note(text));
        assert_eq!(refused(&fixture, &fang, &pushed), no(refusal));
    }
    fixture.assert_serves();
}

#[test]
fn stars_and_promises_that_are_not_there_are_refused() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let mut lin = fixture.client(&fixture.lin);
    let case = fixture.submitted(&mut fang);
    lin.sync().unwrap();
    let assignment = fixture.accept(&mut lin, case);
    let done = fixture.act(&mut lin, case, crate::fixture::completion(assignment));
    lin.sync().unwrap();
    fang.sync().unwrap();
    let document = fang.held[&case].document.clone();
    for stars in [0, 6, 255] {
        let rating = Rating {
            overall: 5,
            attitude: 5,
            speed: stars,
            quality: 5,
            comment: String::new(),
        };
        let act = TicketAct::Rate {
            completion: done,
            rating,
        };
        let pushed = forged(&fang, case, &document, Act::Ticket(act));
        let said = refused(&fixture, &fang, &pushed);
        assert_eq!(said, no(TicketRefusal::StarsOutOfRange));
        let beyond = Pushed {
            command: pushed
                .command
                .replace(&format!("\"speed\":{stars}"), "\"speed\":256"),
            id: pushed.id,
            ..pushed
        };
        let said = refused(&fixture, &fang, &beyond);
        assert_eq!(said, Outcome::Refused(Refusal::IdReused), "it was ruled on");
    }
}

#[test]
fn what_a_role_does_not_do_is_refused_whatever_the_phone_believes() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let case = fixture.submitted(&mut fang);
    let document = fang.held[&case].document.clone();
    let engineer = fixture.lin.id();
    let acts = [
        (TicketAct::Accept, TicketRefusal::NotAnEngineer),
        (
            TicketAct::Assign { to: engineer },
            TicketRefusal::NotADispatcher,
        ),
    ];
    for (act, refusal) in acts {
        let pushed = forged(&fang, case, &document, Act::Ticket(act));
        assert_eq!(refused(&fixture, &fang, &pushed), no(refusal));
    }
    // A role that was taken away is no role, though the phone has not heard of it.
    let mut lin = fixture.client(&fixture.lin);
    let former = domain::directory::Person {
        roles: [].into(),
        ..fixture.lin.person.clone()
    };
    fixture.world.put(&former).unwrap();
    fixture.act(&mut lin, case, Act::Ticket(TicketAct::Accept));
    let said = refused(&fixture, &lin, &lin.pending()[0]);
    assert_eq!(
        said,
        Outcome::Refused(Refusal::Rule(capabilities::Refusal::NotYours))
    );
}

#[test]
fn one_refused_command_does_not_keep_the_others_of_its_push() {
    let fixture = fixture();
    let mut fang = fixture.client(&fixture.fang);
    let good = fixture.submit(&mut fang, "好的");
    let bad = fixture.submit(&mut fang, "坏的");
    let mut pushed = fang.pending();
    let at = pushed.iter().position(|pushed| pushed.case == bad).unwrap();
    pushed[at].command = "garbage".to_owned();
    let answer = fang.exchange(&fang.request(pushed)).unwrap();
    let adopted = answer
        .rulings
        .iter()
        .filter(|ruled| ruled.outcome == Outcome::Adopted);
    assert_eq!(adopted.count(), 1);
    let stored = fixture.world.rows(&["cases"]).unwrap();
    assert_eq!(stored["cases"].len(), 1);
    assert_eq!(stored["cases"][0]["id"], good.to_string());
}
