//! An act leads back to its form, and the form to the act.

use super::people::{MEI, PRINTER, PROMISE, WEN, directory};
use crate::{
    asker::Author,
    capabilities::{Act, Case},
    form::SECRET,
    ids::{BlobId, CategoryId, PersonId, StoreId},
    photos::Picture,
    secret::Secret,
    tickets::TicketAct,
    time::Timestamp,
    view::Viewer,
    words::{Language, Words},
};

/// That what was filled in for an act is known from it, and comes to the same act again.
pub fn is_refilled(act: &Act, case: Option<&Case>, author: Author<'_>, secret: Option<Secret>) {
    let kind = act.kind().as_dyn();
    let mut refilled = kind.refill(act, case).expect("it came of a form");
    if let Some(secret) = secret {
        let values = &mut refilled.values;
        values.insert(SECRET.to_owned(), secret.0.to_string());
    }
    let again = match case {
        Some(case) => case
            .as_dyn()
            .build(refilled.offer, &refilled.values, author),
        None => kind.build(refilled.offer, &refilled.values, author),
    };
    assert_eq!(again.as_ref(), Ok(act));
}

#[test]
fn everything_that_an_act_says_is_shown_also_of_what_is_not_known_any_more() {
    let (directory, words) = (directory(), Words::new(Language::English, &[]));
    let viewer = Viewer {
        person: &directory.people[&WEN],
        directory: &directory,
        words: &words,
        now: Timestamp(0),
        time_zone: &crate::time::UTC,
    };
    let picture = Picture {
        whole: BlobId([1; 32]),
        thumbnail: BlobId([2; 32]),
    };
    let unknown = uuid::Uuid::from_u128(77);
    let said = |act: TicketAct| {
        let act = Act::from(act);
        act.kind().as_dyn().said(&act, None, &viewer)
    };
    let submitted = said(TicketAct::Submit {
        category: PRINTER,
        targets: PROMISE,
        store: StoreId(unknown),
        description: "jammed\nagain".to_owned(),
        equipment: vec!["PRN-1".to_owned(), "PRN-2".to_owned()],
        photos: vec![picture],
    });
    let texts: Vec<&str> = submitted.fields.iter().map(|it| it.text.as_str()).collect();
    let category = viewer.category(CategoryId(PRINTER.0));
    let code = crate::ids::CaseId(unknown).code();
    assert!(category.ends_with(texts[1]), "{texts:?}");
    assert_eq!(
        (texts[0], &texts[2..]),
        (code.as_str(), &["jammed\nagain", "PRN-1\nPRN-2"][..])
    );
    assert_eq!(submitted.pictures, [picture.into()]);
    assert!(submitted.fields.iter().all(|it| !it.label.is_empty()));
    // The requester is no engineer, so no form of today offers her.
    let assigned = said(TicketAct::Assign { to: MEI });
    assert_eq!(assigned.fields[0].text, directory.people[&MEI].name);
    let assigned = said(TicketAct::Assign {
        to: PersonId(unknown),
    });
    assert_eq!(assigned.fields[0].text, code);
}
