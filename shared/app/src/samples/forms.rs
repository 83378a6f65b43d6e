//! Every form that somebody is offered, blank and filled in. Forms that look the
//! same are shown once.

use super::{Sample, SamplePhone, phone_of};
use crate::{
    event::Route,
    store::{ActionError, Draft, QueryResult, refilled},
};
use domain::{
    capabilities::{Case, Kind},
    ids::CaseId,
    samples::{Part, SampleCase, filling},
    view::{Form, Input, InputKind, Values},
};

/// An offer with something to fill in.
#[derive(Clone)]
struct Asked {
    form: Form,
    /// The kind that it begins, or the case.
    subject: String,
    case: Option<(CaseId, Case)>,
    /// The story of the case.
    story: &'static str,
}

pub fn samples(phones: &mut [SamplePhone]) -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut looks = Vec::new();
    for phone in &mut *phones {
        for asked in everything_asked(phone) {
            let look = look(&asked.form);
            if looks.contains(&look) {
                continue;
            }
            looks.push(look);
            let name = &asked.form.offer.name;
            let shown = format!("form/{name}/{}/{}", asked.story, phone.part.name());
            let filled = filling(&asked.form);
            samples.push(show(phone, format!("{shown}/blank"), &asked, Values::new()));
            samples.push(show(phone, format!("{shown}/filled"), &asked, filled));
        }
    }
    let phone = phone_of(phones, Part::Engineer);
    samples.extend(withdrawn(phone));
    samples.extend(not_filled_in(phone));
    samples.extend(revised(phone));
    samples
}

fn show(phone: &mut SamplePhone, name: String, asked: &Asked, draft: Values) -> Sample {
    let offer = asked.form.offer.name.clone();
    let route = Route::Form {
        subject: asked.subject.clone(),
        offer: offer.clone(),
    };
    let case = asked.case.clone();
    let draft = draft_of(&asked.subject, offer, draft);
    phone.sample(name, route, QueryResult::Form { case, draft }, |_| {})
}

fn draft_of(subject: &str, offer: String, values: Values) -> Draft {
    let subject = subject.parse();
    Draft {
        subject: subject.expect("because it is a kind or a case"),
        offer,
        revises: None,
        values,
    }
}

/// What the holder of a phone is asked for, in every story and to begin one.
fn everything_asked(phone: &SamplePhone) -> Vec<Asked> {
    let viewer = phone.viewer();
    let openings = Kind::ALL.iter().flat_map(|kind| {
        let offers = kind.as_dyn().openings(&viewer).into_iter();
        let forms = offers.filter_map(|it| kind.as_dyn().form(&it.name, &viewer));
        let forms: Vec<_> = forms.collect();
        forms.into_iter().map(|form| Asked {
            form,
            subject: kind.as_str().to_owned(),
            case: None,
            story: "new",
        })
    });
    let offers = phone.cases.iter().flat_map(|sample| {
        let case = SamplePhone::case(sample);
        let offers = case.as_dyn().offers(&viewer).into_iter();
        let forms = offers.filter_map(|it| case.as_dyn().form(&it.name, &viewer));
        let forms: Vec<_> = forms.collect();
        forms.into_iter().map(|form| Asked {
            form,
            subject: sample.id.to_string(),
            case: Some((sample.id, case.clone())),
            story: sample.name,
        })
    });
    let asks = |asked: &Asked| asked.form.offer.has_form;
    openings.chain(offers).filter(asks).collect()
}

/// What a form looks like, whatever it says: its offer's name, and of each input whether
/// it is filled in already, and whether choices stand under headings.
fn look(form: &Form) -> (String, Vec<(String, bool, bool)>) {
    let look = |input: &Input| {
        let has_headings = match &input.kind {
            InputKind::Choice { choices } => choices.iter().any(|it| !it.heading.is_empty()),
            _ => false,
        };
        (input.name.clone(), input.value.is_empty(), has_headings)
    };
    (
        form.offer.name.clone(),
        form.inputs.iter().map(look).collect(),
    )
}

/// A form of a case that has moved on while it was filled in.
fn withdrawn(phone: &mut SamplePhone) -> Option<Sample> {
    let all = everything_asked(phone);
    let moved_on = |asked: &Asked| {
        let is_withdrawn = |sample: &&SampleCase| {
            let (case, viewer) = (SamplePhone::case(sample).as_dyn(), phone.viewer());
            let name = &asked.form.offer.name;
            let is_offered = case.offers(&viewer).iter().any(|it| it.name == *name);
            case.form(name, &viewer).is_some() && !is_offered
        };
        let sample = phone.cases.iter().find(is_withdrawn)?;
        Some(Asked {
            subject: sample.id.to_string(),
            case: Some((sample.id, SamplePhone::case(sample).clone())),
            ..asked.clone()
        })
    };
    let mut offers = all.iter().filter(|asked| asked.case.is_some());
    let asked = offers.find_map(moved_on)?;
    let name = format!("form/{}/withdrawn", asked.form.offer.name);
    let draft = filling(&asked.form);
    Some(show(phone, name, &asked, draft))
}

/// A form that somebody has done with before it was filled in.
fn not_filled_in(phone: &mut SamplePhone) -> Option<Sample> {
    let asked = everything_asked(phone).into_iter().next()?;
    let mut inputs = asked.form.inputs.into_iter();
    let missing = inputs.find(|input| input.required && input.value.is_empty())?;
    let name = format!("form/{}/not_filled_in", asked.form.offer.name);
    let offer = asked.form.offer.name;
    let draft = draft_of(&asked.subject, offer.clone(), Values::new());
    let subject = asked.subject;
    let route = Route::Form { subject, offer };
    let result = QueryResult::Form { case: None, draft };
    Some(phone.sample(name, route, result, |model| {
        model.tell_failed(&ActionError::NotFilledIn {
            input: missing.name,
            label: missing.label,
        });
    }))
}

/// A refused act in its form again.
fn revised(phone: &mut SamplePhone) -> Option<Sample> {
    let (id, draft) = phone.refused().into_iter().find_map(|line| {
        let (subject, filled) = refilled(line.case, line.on.as_ref(), &line.command?.act)?;
        let draft = Draft {
            subject,
            offer: filled.offer.to_owned(),
            revises: Some(line.id),
            values: filled.values,
        };
        Some((line.id, draft))
    })?;
    let mut cases = phone.cases.iter();
    let sample = cases.find(|sample| draft.subject.case() == Some(sample.id));
    let case = sample.map(|sample| (sample.id, SamplePhone::case(sample).clone()));
    let name = format!("form/{}/revised", draft.offer);
    let route = Route::Revision(id.to_string());
    Some(phone.sample(name, route, QueryResult::Form { case, draft }, |_| {}))
}
