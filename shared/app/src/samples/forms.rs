//! Every form that somebody is offered, blank and filled in. Forms that look the
//! same are shown once.

use super::{Sample, Stage, phone_of};
use crate::{
    event::Route,
    store::{ActionError, QueryResult},
};
use domain::{
    capabilities::{Case, Kind},
    ids::CaseId,
    samples::{Part, Told, filling},
    view::{Input, InputKind, Offer, Values},
};

/// An offer with something to fill in.
#[derive(Clone)]
struct Asked {
    offer: Offer,
    /// The kind that it begins, or the case.
    subject: String,
    case: Option<(CaseId, Case)>,
    /// The story of the case.
    story: &'static str,
}

pub fn samples(stages: &mut [Stage]) -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut looks = Vec::new();
    for stage in &mut *stages {
        for asked in everything_asked(stage) {
            let look = look(&asked.offer);
            if looks.contains(&look) {
                continue;
            }
            looks.push(look);
            let Offer { name, .. } = &asked.offer;
            let shown = format!("form/{name}/{}/{}", asked.story, stage.part.name());
            let filled = filling(&asked.offer);
            samples.push(show(stage, format!("{shown}/blank"), &asked, Values::new()));
            samples.push(show(stage, format!("{shown}/filled"), &asked, filled));
        }
    }
    let stage = phone_of(stages, Part::Engineer);
    samples.extend(withdrawn(stage));
    samples.extend(not_filled_in(stage));
    samples
}

fn show(stage: &mut Stage, name: String, asked: &Asked, draft: Values) -> Sample {
    let route = Route::Form {
        subject: asked.subject.clone(),
        offer: asked.offer.name.clone(),
    };
    let case = asked.case.clone();
    stage.sample(name, route, QueryResult::Form { case, draft }, |_| {})
}

/// What the holder of a phone is asked for, in every story and to begin one.
fn everything_asked(stage: &Stage) -> Vec<Asked> {
    let viewer = stage.viewer();
    let openings = Kind::ALL.iter().map(|kind| Asked {
        offer: kind.opening(&viewer),
        subject: kind.as_str().to_owned(),
        case: None,
        story: "new",
    });
    let offers = stage.told.iter().flat_map(|told| {
        let case = Stage::case(told);
        let offers = case.page(told.id, &[], &viewer).offers;
        offers.into_iter().map(|offer| Asked {
            offer,
            subject: told.id.to_string(),
            case: Some((told.id, case.clone())),
            story: told.name,
        })
    });
    let asks = |asked: &Asked| !asked.offer.inputs.is_empty();
    openings.chain(offers).filter(asks).collect()
}

/// What a form looks like, whatever it says: its offer, and of each input whether
/// it is filled in already, and whether choices stand under headings.
fn look(offer: &Offer) -> (String, Vec<(String, bool, bool)>) {
    let look = |input: &Input| {
        let has_headings = match &input.kind {
            InputKind::Choice { choices } => choices.iter().any(|it| !it.heading.is_empty()),
            _ => false,
        };
        (input.name.clone(), input.value.is_empty(), has_headings)
    };
    (offer.name.clone(), offer.inputs.iter().map(look).collect())
}

/// A form of a case that has moved on while it was filled in.
fn withdrawn(stage: &mut Stage) -> Option<Sample> {
    let all = everything_asked(stage);
    let moved_on = |asked: &Asked| {
        let is_withdrawn = |told: &&Told| {
            let page = Stage::case(told).page(told.id, &[], &stage.viewer());
            page.offers.iter().all(|it| it.name != asked.offer.name)
        };
        let told = stage.told.iter().find(is_withdrawn)?;
        Some(Asked {
            subject: told.id.to_string(),
            case: Some((told.id, Stage::case(told).clone())),
            ..asked.clone()
        })
    };
    let mut offers = all.iter().filter(|asked| asked.case.is_some());
    let asked = offers.find_map(moved_on)?;
    let name = format!("form/{}/withdrawn", asked.offer.name);
    let draft = filling(&asked.offer);
    Some(show(stage, name, &asked, draft))
}

/// A form that somebody has done with before it was filled in.
fn not_filled_in(stage: &mut Stage) -> Option<Sample> {
    let asked = everything_asked(stage).into_iter().next()?;
    let kind = Kind::ALL
        .iter()
        .find(|kind| kind.as_str() == asked.subject)?;
    let nothing = Values::new();
    let directory = stage.viewer().directory;
    let refusal = kind.open(&asked.offer.name, &nothing, directory).err()?;
    let name = format!("form/{}/not_filled_in", asked.offer.name);
    let route = Route::Form {
        subject: asked.subject,
        offer: asked.offer.name,
    };
    let result = QueryResult::Form {
        case: None,
        draft: nothing,
    };
    Some(stage.sample(name, route, result, |model| {
        model.tell(&ActionError::Refused(refusal));
    }))
}
