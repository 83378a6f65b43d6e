//! How entries make an asset.
//!
//! Total: what can have no effect any more is superseded with its reason.
//! Whether an act was permitted is not asked here but in `rules`.

use super::{Asset, AssetAct, AssetSuperseded, Correction, Details};
use crate::header::CommandHeader;

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
                corrected_by: None,
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
                let corrected = self.details.corrected(corrections);
                self.details = match (corrected, self.corrected_by) {
                    (Some(corrected), _) => corrected,
                    (None, Some(by)) => return Err(AssetSuperseded::Corrected { by }),
                    (None, None) => return Err(AssetSuperseded::Groundless),
                };
                self.corrected_by = Some(header.author);
                Ok(())
            }
        }
    }
}
