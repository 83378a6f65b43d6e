//! What an authenticated but hostile client may send: nothing of it gets past
//! the rule, and nothing panics.

use super::{
    people::{ANA, BUND, DORA, FORMER_PROMISE, HARBOUR, LIN, MEI, PRINTER, PROMISE, uuid},
    story::{
        Deed, Doing, START, Story, assignment, latest_completion, next_day, next_day_over_at,
        stars, submission, ticket,
    },
};
use crate::{
    capabilities::{Act, Refusal, permit},
    case::Asker,
    command::{COMMAND_BYTES_MAX, Command},
    directory::Targets,
    ids::{BlobId, CategoryId, CommandId, PersonId, StoreId},
    photos::PHOTOS_MAX,
    photos::Picture,
    tickets::{EQUIPMENT_MAX, LABEL_CHARS_MAX, TEXT_CHARS_MAX, TicketAct, TicketRefusal},
};

fn submitting(who: PersonId, spoil: impl Fn(&mut Submit)) -> Option<TicketRefusal> {
    let mut submit = Submit::default();
    spoil(&mut submit);
    let directory = super::people::directory();
    let asker = Asker {
        person: &directory.people[&who],
        at: START,
        directory: &directory,
    };
    match permit(None, &Act::Ticket(submit.act()), &asker) {
        Ok(()) => None,
        Err(Refusal::Ticket(refusal)) => Some(refusal),
        Err(refusal) => panic!("{refusal:?}"),
    }
}

struct Submit {
    category: CategoryId,
    targets: Targets,
    store: StoreId,
    description: String,
    equipment: Vec<String>,
    photos: Vec<Picture>,
}

impl Default for Submit {
    fn default() -> Self {
        Self {
            category: PRINTER,
            targets: PROMISE,
            store: BUND,
            description: "jams".to_owned(),
            equipment: Vec::new(),
            photos: Vec::new(),
        }
    }
}

impl Submit {
    fn act(self) -> TicketAct {
        TicketAct::Submit {
            category: self.category,
            targets: self.targets,
            store: self.store,
            description: self.description,
            equipment: self.equipment,
            photos: self.photos,
        }
    }
}

fn photos(count: u8) -> Vec<Picture> {
    (0..count)
        .map(|number| BlobId([number; 32]).into())
        .collect()
}

fn labels(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("PRN-{number}")).collect()
}

#[test]
fn a_submission_names_a_store_and_a_promise_that_exist() {
    use TicketRefusal::{ForeignStore, UnknownCategory, UnknownStore};
    assert_eq!(submitting(MEI, |_| ()), None);
    assert_eq!(submitting(MEI, |it| it.targets = FORMER_PROMISE), None);
    assert_eq!(submitting(MEI, |it| it.store = HARBOUR), Some(ForeignStore));
    assert_eq!(
        submitting(LIN, |_| ()),
        None,
        "the department asks for any store"
    );
    let nowhere = StoreId(uuid(0xbad));
    assert_eq!(
        submitting(DORA, |it| it.store = nowhere),
        Some(UnknownStore)
    );
    let spoils: [fn(&mut Submit); 3] = [
        |it| it.category = CategoryId(uuid(0xbad)),
        |it| it.category = super::people::DEVICES,
        |it| it.targets.completion_min = u32::MAX,
    ];
    for spoil in spoils {
        assert_eq!(submitting(MEI, spoil), Some(UnknownCategory));
    }
}

#[test]
fn texts_photos_and_labels_have_their_limits() {
    use TicketRefusal::{
        BadEquipment, RepeatedPhoto, TextMissing, TextTooLong, TextUnreadable, TooManyPhotos,
    };
    let says = |text: &str| submitting(MEI, |it| text.clone_into(&mut it.description));
    assert_eq!(says(" \n\t"), Some(TextMissing));
    assert_eq!(says(&"字".repeat(TEXT_CHARS_MAX)), None);
    assert_eq!(says(&"字".repeat(TEXT_CHARS_MAX + 1)), Some(TextTooLong));
    assert_eq!(says("no\u{0}paper"), Some(TextUnreadable));
    assert_eq!(says("two\nlines\tand a tab"), None);
    let shows = |photos: Vec<Picture>| submitting(MEI, |it| it.photos.clone_from(&photos));
    let most = u8::try_from(PHOTOS_MAX).expect("few");
    assert_eq!(shows(photos(most)), None);
    assert_eq!(shows(photos(most + 1)), Some(TooManyPhotos));
    assert_eq!(shows(vec![BlobId([7; 32]).into(); 2]), Some(RepeatedPhoto));
    let lists = |labels: Vec<String>| submitting(MEI, |it| it.equipment.clone_from(&labels));
    assert_eq!(lists(labels(EQUIPMENT_MAX)), None);
    assert_eq!(lists(labels(EQUIPMENT_MAX + 1)), Some(BadEquipment));
    assert_eq!(lists(vec!["号".repeat(LABEL_CHARS_MAX)]), None);
    for label in [
        "号".repeat(LABEL_CHARS_MAX + 1),
        " ".into(),
        "a\nb".into(),
        "\u{7}".into(),
    ] {
        assert_eq!(lists(vec![label]), Some(BadEquipment));
    }
    assert_eq!(lists(vec!["PRN-1".to_owned(); 2]), Some(BadEquipment));
}

/// Every act that carries a text, with this one.
fn saying(text: &str) -> Vec<(Story, Deed)> {
    let text = || text.to_owned();
    let in_hand = || ticket().when(ANA.accepts());
    let completed = || in_hand().when(ANA.completes("new roller"));
    let (note, hold, reassign, complete, cancel, reopen, rate) =
        (text(), text(), text(), text(), text(), text(), text());
    vec![
        (
            ticket(),
            MEI.does(move |_| TicketAct::Note {
                text: note.clone(),
                photos: Vec::new(),
            }),
        ),
        (
            in_hand(),
            ANA.does(move |seen| TicketAct::Hold {
                assignment: assignment(seen),
                until: next_day(),
                over_at: next_day_over_at(),
                reason: hold.clone(),
            }),
        ),
        (
            in_hand(),
            ANA.does(move |seen| TicketAct::Reassign {
                assignment: assignment(seen),
                to: super::people::BO,
                reason: reassign.clone(),
            }),
        ),
        (
            in_hand(),
            ANA.does(move |seen| TicketAct::Complete {
                assignment: assignment(seen),
                solution: complete.clone(),
                photos: Vec::new(),
            }),
        ),
        (
            ticket(),
            MEI.does(move |_| TicketAct::Cancel {
                reason: cancel.clone(),
            }),
        ),
        (
            completed(),
            MEI.does(move |seen| TicketAct::Reopen {
                ending: latest_completion(seen),
                reason: reopen.clone(),
            }),
        ),
        (
            completed(),
            MEI.does(move |seen| {
                let mut rating = stars(5);
                rate.clone_into(&mut rating.comment);
                TicketAct::Rate {
                    completion: latest_completion(seen),
                    rating,
                }
            }),
        ),
    ]
}

#[test]
fn no_text_of_any_act_gets_past_its_limits() {
    let refused = |text: &str, why: TicketRefusal| {
        for (story, deed) in saying(text) {
            assert_eq!(story.refusal(&deed), Some(Refusal::Ticket(why)));
        }
    };
    refused(&"字".repeat(TEXT_CHARS_MAX + 1), TicketRefusal::TextTooLong);
    refused("\u{0}", TicketRefusal::TextUnreadable);
    refused("a\u{1b}[2Jb", TicketRefusal::TextUnreadable);
    let silent = saying("  ").into_iter();
    let refusals: Vec<_> = silent.map(|(story, deed)| story.refusal(&deed)).collect();
    let missing = Some(Refusal::Ticket(TicketRefusal::TextMissing));
    let may_be_silent = [false, false, false, false, true, false, true];
    let expected = may_be_silent.map(|may| if may { None } else { missing.clone() });
    assert_eq!(refusals, expected);
}

#[test]
fn a_note_says_or_shows_something() {
    let story = ticket();
    let note = |text: &'static str, count| {
        story.refusal(&MEI.does(move |_| TicketAct::Note {
            text: text.to_owned(),
            photos: photos(count),
        }))
    };
    assert_eq!(note("", 1), None);
    assert_eq!(
        note("", 0),
        Some(Refusal::Ticket(TicketRefusal::TextMissing))
    );
    assert_eq!(
        note("", 11),
        Some(Refusal::Ticket(TicketRefusal::TooManyPhotos))
    );
    assert_eq!(
        note("\u{0}", 1),
        Some(Refusal::Ticket(TicketRefusal::TextUnreadable))
    );
}

#[test]
fn ids_that_nobody_knows_are_refused() {
    let nobody = PersonId(uuid(0xbad));
    let nothing = CommandId(uuid(0xbad));
    let refused = |story: &Story, deed: Deed| match story.refusal(&deed) {
        Some(Refusal::Ticket(refusal)) => refusal,
        answer => panic!("{answer:?}"),
    };
    let in_hand = ticket().when(ANA.accepts());
    let completed = ticket()
        .when(ANA.accepts())
        .when(ANA.completes("new roller"));
    assert_eq!(
        refused(&ticket(), DORA.assigns_to(nobody)),
        TicketRefusal::NotAssignable
    );
    assert_eq!(
        refused(&ticket(), DORA.assigns_to(MEI)),
        TicketRefusal::NotAssignable
    );
    assert_eq!(
        refused(&in_hand, ANA.reassigns_to(nobody)),
        TicketRefusal::NotAssignable
    );
    assert_eq!(
        refused(&in_hand, ANA.reassigns_to(ANA)),
        TicketRefusal::NotAssignable
    );
    let resume = ANA.does(move |_| TicketAct::Resume {
        assignment: nothing,
    });
    assert_eq!(refused(&in_hand, resume), TicketRefusal::Outdated);
    let rate = MEI.does(move |_| TicketAct::Rate {
        completion: nothing,
        rating: stars(5),
    });
    assert_eq!(refused(&completed, rate), TicketRefusal::Outdated);
    let reopen = MEI.does(move |_| TicketAct::Reopen {
        ending: nothing,
        reason: "it jams".to_owned(),
    });
    assert_eq!(refused(&completed, reopen), TicketRefusal::Outdated);
}

#[test]
fn a_command_that_is_too_long_or_says_more_than_this_version_knows_is_not_understood() {
    let command = Command {
        id: CommandId(uuid(1)),
        author: MEI,
        at: START,
        act: Act::Ticket(submission()),
    };
    let json = command.to_json();
    assert_eq!(Command::from_json(&json).as_ref(), Ok(&command));
    let padded = format!("{json}{}", " ".repeat(COMMAND_BYTES_MAX));
    let spoilt = [
        padded,
        String::new(),
        "null".to_owned(),
        json.replace("\"at\":", "\"when\":"),
        json.replace("\"store\":", "\"priority\":1,\"store\":"),
        json.replace("\"submit\"", "\"escalate\""),
        json.replace("\"ticket\"", "\"transfer\""),
        json.replace(&START.0.to_string(), "99999999999999999999999"),
        json.replace(&START.0.to_string(), "1.5"),
        json.replace(&MEI.to_string(), "mei"),
        "[".repeat(COMMAND_BYTES_MAX),
    ];
    for text in spoilt {
        assert!(Command::from_json(&text).is_err(), "{text:.200}");
    }
}
