//! The codes by which cases are handed over that wait to be sent, and what such codes
//! have brought to others.

use super::{Sample, SamplePhone};
use crate::{
    event::Route,
    store::{QueryResult, code_texts},
};
use domain::samples::SampleCase;
use replica::{actor::Actor, document::Document};
use uuid::Uuid;

pub fn samples(phones: &mut [SamplePhone]) -> Vec<Sample> {
    let shown = phones.iter_mut().flat_map(of_phone);
    let mut samples: Vec<Sample> = shown.collect();
    samples.extend(phones.iter_mut().flat_map(taken_in));
    samples
}

/// What a code has brought: open, and of nobody who has it from the server.
fn taken_in(phone: &mut SamplePhone) -> Vec<Sample> {
    let person = phone.part.id();
    let is_brought = |sample: &&SampleCase| {
        let case = SamplePhone::case(sample).as_dyn();
        let entries = &sample.history.entries;
        let is_others = entries.len() == 1 && entries[0].author != person;
        is_others && case.is_handed_by(entries[0].author)
    };
    let brought: Vec<SampleCase> = phone.cases.iter().filter(is_brought).cloned().collect();
    let shown = brought.into_iter().map(|mut sample| {
        for entry in &mut sample.history.entries {
            entry.received = None;
        }
        let name = format!("case/{}_by_code/{}", sample.name, phone.part.name());
        let route = Route::Case(sample.id.to_string());
        let result = QueryResult::Case {
            id: sample.id,
            history: sample.history,
            mark: None,
            related: Vec::new(),
        };
        phone.sample(name, route, result, |_| {})
    });
    shown.collect()
}

fn of_phone(phone: &mut SamplePhone) -> Vec<Sample> {
    let person = phone.part.id();
    let is_handed = |sample: &&SampleCase| {
        let is_begun_here = sample.waiting.len() == sample.history.entries.len();
        is_begun_here && SamplePhone::case(sample).as_dyn().is_handed_by(person)
    };
    let handed: Vec<SampleCase> = phone.cases.iter().filter(is_handed).cloned().collect();
    let shown = handed.into_iter().map(|sample| {
        let document = document_of(&sample);
        let texts = phone
            .session()
            .map(|session| code_texts(session, &document, sample.id, None));
        let result = QueryResult::Code {
            id: sample.id,
            history: sample.history,
            texts: texts.unwrap_or_default(),
        };
        let route = Route::Code(sample.id.to_string());
        let name = format!("code/{}/{}", sample.name, phone.part.name());
        phone.sample(name, route, result, |_| {})
    });
    shown.collect()
}

/// The document of a case of which nothing was sent.
fn document_of(sample: &SampleCase) -> Document {
    let mut document = Document::new(SamplePhone::case(sample).kind());
    let actor = Actor::of_device(Uuid::nil(), 0);
    for command in &sample.waiting {
        let recorded = document.record(&actor, command);
        recorded.expect("because each command of a story is another");
    }
    document
}
