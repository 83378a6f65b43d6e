//! The domain's stories as case pages, each as everybody sees it who may.

use super::{Sample, Stage};
use crate::{event::Route, store::QueryResult};
use domain::{capabilities::Kind, samples::Told};

pub fn samples(stages: &mut [Stage]) -> Vec<Sample> {
    let mut samples = Vec::new();
    for story in Kind::ALL.iter().flat_map(|kind| kind.stories()) {
        for stage in &mut *stages {
            let told = stage.told.iter().find(|told| told.name == story.name);
            if let Some(Told { id, history, .. }) = told {
                let (id, history) = (*id, history.clone());
                let name = format!("case/{}/{}", story.name, stage.part.name());
                let route = Route::Case(id.to_string());
                let result = QueryResult::Case { id, history };
                samples.push(stage.sample(name, route, result, |_| {}));
            }
        }
    }
    samples
}
