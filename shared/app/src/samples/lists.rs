//! Every list with the stories in it and without; the first of them searched, and
//! with more than it shows.

use super::{Sample, SamplePhone};
use crate::{
    event::Route,
    ids::Ids,
    model::StackEntry,
    store::{Counts, FoldedRow, QueryResult},
};
use domain::{capabilities::Kind, samples::NOW};

pub fn samples(phones: &mut [SamplePhone]) -> Vec<Sample> {
    let mut samples = Vec::new();
    for kind in Kind::ALL {
        for list in kind.as_dyn().lists() {
            let concerns = |phone: &&mut SamplePhone| {
                let person = phone.viewer().person;
                kind.as_dyn().lists_of(person).contains(list)
            };
            if let Some(phone) = phones.iter_mut().find(concerns) {
                samples.extend(filled_and_empty(phone, list));
            }
        }
    }
    let first = Kind::ALL
        .first()
        .and_then(|kind| kind.as_dyn().lists().first());
    if let (Some(list), Some(phone)) = (first, phones.first_mut()) {
        samples.extend(searched_and_long(phone, list));
    }
    samples
}

fn filled_and_empty(phone: &mut SamplePhone, list: &str) -> [Sample; 2] {
    let route = Route::List(list.to_owned());
    let filled = whole(phone.rows(list));
    [
        phone.sample(format!("list/{list}/rows"), route.clone(), filled, |_| {}),
        phone.sample(
            format!("list/{list}/empty"),
            route,
            whole(Vec::new()),
            |model| {
                model.counts = Counts::default();
            },
        ),
    ]
}

fn searched_and_long(phone: &mut SamplePhone, list: &str) -> [Sample; 3] {
    let route = Route::List(list.to_owned());
    let rows = phone.rows(list);
    let hit: Vec<_> = rows.iter().take(1).cloned().collect();
    let code = hit.first().map(|row| row.id.code()).unwrap_or_default();
    // A list has each case once, whatever stands in it.
    let mut ids = Ids::new([0; 32]);
    let window = usize::try_from(StackEntry::to(route.clone()).limit).unwrap_or_default();
    let many = rows.iter().cycle().take(window).map(|row| FoldedRow {
        id: ids.for_act(NOW).case,
        ..row.clone()
    });
    let many = QueryResult::List {
        rows: many.collect(),
        total: 137,
    };
    [
        phone.sample(
            format!("list/{list}/found"),
            route.clone(),
            whole(hit),
            |model| {
                model.current_mut().search = code;
            },
        ),
        phone.sample(
            format!("list/{list}/not_found"),
            route.clone(),
            whole(Vec::new()),
            |model| "打字机".clone_into(&mut model.current_mut().search),
        ),
        phone.sample(format!("list/{list}/more"), route, many, |_| {}),
    ]
}

/// A list that shows all it has.
pub fn whole(rows: Vec<FoldedRow>) -> QueryResult {
    QueryResult::List {
        total: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        rows,
    }
}
