//! The domain's stories as case pages, each as everybody sees it who may.

use super::{Sample, SamplePhone};
use crate::{
    event::Route,
    routes::{self, Content},
    store::{FoldedRow, QueryResult},
};
use domain::{capabilities::Kind, names::Mention, samples::SampleCase};
use std::collections::BTreeSet;

pub fn samples(phones: &mut [SamplePhone]) -> Vec<Sample> {
    let mut samples = Vec::new();
    for story in Kind::ALL.iter().flat_map(|kind| kind.as_dyn().stories()) {
        for phone in &mut *phones {
            let sample = phone.cases.iter().find(|sample| sample.name == story.name);
            if let Some(sample) = sample {
                let name = format!("case/{}/{}", story.name, phone.part.name());
                let route = Route::Case(sample.id.to_string());
                let result = shown(sample, phone);
                samples.push(phone.sample(name, route, result, |_| {}));
            }
        }
    }
    let phone = phones.iter_mut().find(|phone| !phone.cases.is_empty());
    samples.extend(phone.map(with_drafts));
    samples
}

/// A case of which every form is half filled in.
fn with_drafts(phone: &mut SamplePhone) -> Sample {
    let sample = &phone.cases[0];
    let (route, result) = (Route::Case(sample.id.to_string()), shown(sample, phone));
    phone.sample("case/drafts".to_owned(), route, result, |model| {
        if let Content::Case(content) = routes::page(model).content {
            let offers = content.case.offers.into_iter();
            let forms = offers.filter(|offer| offer.has_form);
            let begun = forms.map(|offer| (content.subject.clone(), offer.name));
            model.counts.begun = begun.collect();
        }
    })
}

/// A case as the store would find it.
fn shown(sample: &SampleCase, phone: &SamplePhone) -> QueryResult {
    QueryResult::Case {
        id: sample.id,
        history: sample.history.clone(),
        mark: None,
        related: related(sample, phone),
    }
}

/// The other cases of the phone that it has to do with, as the store would find them.
fn related(sample: &SampleCase, phone: &SamplePhone) -> Vec<FoldedRow> {
    let others = phone.cases.iter().filter(|other| other.id != sample.id);
    let related = others.filter(|other| {
        let is_about_the_same = !mentions(sample).is_disjoint(&mentions(other));
        is_about(sample, other) || is_about(other, sample) || is_about_the_same
    });
    related.map(SamplePhone::row).collect()
}

fn is_about(one: &SampleCase, other: &SampleCase) -> bool {
    let names = SamplePhone::case(other).as_dyn().names();
    mentions(one).iter().any(|mention| match mention {
        Mention::Case(id) => *id == other.id,
        Mention::Name(name) => names.contains(name),
    })
}

fn mentions(sample: &SampleCase) -> BTreeSet<Mention> {
    SamplePhone::case(sample).as_dyn().mentions()
}
