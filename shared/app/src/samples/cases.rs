//! The domain's stories as case pages, each as everybody sees it who may.

use super::{Sample, SamplePhone};
use crate::{event::Route, store::QueryResult};
use domain::{capabilities::Kind, samples::SampleCase};

pub fn samples(phones: &mut [SamplePhone]) -> Vec<Sample> {
    let mut samples = Vec::new();
    for story in Kind::ALL.iter().flat_map(|kind| kind.as_dyn().stories()) {
        for phone in &mut *phones {
            let sample = phone.cases.iter().find(|sample| sample.name == story.name);
            if let Some(SampleCase { id, history, .. }) = sample {
                let (id, history) = (*id, history.clone());
                let name = format!("case/{}/{}", story.name, phone.part.name());
                let route = Route::Case(id.to_string());
                let result = QueryResult::Case { id, history };
                samples.push(phone.sample(name, route, result, |_| {}));
            }
        }
    }
    samples
}
