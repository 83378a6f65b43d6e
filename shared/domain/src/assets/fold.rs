//! How entries make an asset.
//!
//! Total: what can have no effect any more is superseded with its reason.
//! Whether an act was permitted is not asked here but in `rules`.

use super::{Asset, AssetAct, AssetSuperseded, Correction, Details};
use crate::{header::CommandHeader, ids::PersonId};

impl Details {
    /// The details put right; none if one of them is not what is to be
    /// replaced: a correction counts as a whole.
    pub(super) fn corrected(&self, corrections: &[Correction]) -> Option<Self> {
        if !corrections.iter().all(|it| it.is_meant_for(self)) {
            return None;
        }
        let mut details = self.clone();
        for correction in corrections {
            correction.put(&mut details);
        }
        Some(details)
    }
}

impl Asset {
    pub(super) fn begin(header: &CommandHeader, act: &AssetAct) -> Result<Self, AssetSuperseded> {
        match act {
            AssetAct::Receive { details } => Ok(Self {
                details: details.clone(),
                received_at: header.at,
                corrections: Vec::new(),
            }),
            AssetAct::Correct { .. } => Err(AssetSuperseded::NotReceived),
        }
    }

    pub(super) fn apply(
        &mut self,
        header: &CommandHeader,
        act: &AssetAct,
    ) -> Result<(), AssetSuperseded> {
        match act {
            AssetAct::Receive { .. } => Err(AssetSuperseded::AlreadyReceived),
            AssetAct::Correct { corrections, .. } => {
                let Some(details) = self.details.corrected(corrections) else {
                    let by = self.overtaken_by(corrections);
                    return Err(by.map_or(AssetSuperseded::Groundless, |by| {
                        AssetSuperseded::Corrected { by }
                    }));
                };
                self.details = details;
                for correction in corrections {
                    self.corrections
                        .retain(|(former, _)| !former.is_of_same_detail(correction));
                    self.corrections.push((correction.clone(), header.author));
                }
                Ok(())
            }
        }
    }

    /// Who has corrected one of the details that these corrections find changed.
    fn overtaken_by(&self, corrections: &[Correction]) -> Option<PersonId> {
        let mut late = corrections
            .iter()
            .filter(|it| !it.is_meant_for(&self.details));
        late.find_map(|late| {
            let mut made = self.corrections.iter();
            let former = made.find(|(former, _)| former.is_of_same_detail(late));
            former.map(|(_, by)| *by)
        })
    }
}
