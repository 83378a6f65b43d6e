//! A sample of every page in every state, for the previews of shells and for the
//! tests of what they draw. No core, no folder and no server is needed for it.

use crate::CoreFault;
use app::{Page, Sample};
use domain::words::Language;
use std::panic::catch_unwind;

/// A page as it can be.
#[uniffi::remote(Record)]
pub struct Sample {
    /// Its name, which it keeps: what it is a sample of, and in which state, such
    /// as `case/in_hand/engineer`.
    pub name: String,
    /// The page.
    pub page: Page,
}

/// Every page in every state, the same each time.
///
/// # Errors
/// The core has a bug.
#[uniffi::export]
pub fn samples(language: Language) -> Result<Vec<Sample>, CoreFault> {
    catch_unwind(|| app::samples(language)).map_err(|_| CoreFault::Broken)
}
