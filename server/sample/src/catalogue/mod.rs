//! The service catalogue: what can be asked for, how fast it is promised, and
//! what people say when they ask and when it is done.
//!
//! One file per part of the business; how the words are filled in stands in
//! `texts`.

mod office;
mod premises;
mod tills;

use super::rng::SampleRng;
use domain::{
    directory::{Category, Targets},
    ids::CategoryId,
    time::Timestamp,
};

/// Where something is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// In stores only: it concerns customers.
    InStores,
    Everywhere,
}

/// A heading, and what stands under it.
pub(super) struct Heading {
    zh: &'static str,
    en: &'static str,
    offers: &'static [Offer],
}

/// Something that can be asked for.
pub(super) struct Offer {
    zh: &'static str,
    en: &'static str,
    /// In minutes.
    targets: Targets,
    /// What was promised before the catalogue was last changed.
    former: Option<Targets>,
    /// How often it is asked for, and where.
    pub weight: i64,
    pub asked: Asked,
    /// How the labels of the equipment begin; none if there is no equipment.
    pub label: Option<&'static str>,
    /// What can be the matter.
    pub troubles: &'static [Trouble],
}

/// What can be the matter, and what helps.
pub(super) struct Trouble {
    /// In the requester's words.
    pub says: &'static str,
    /// In the engineer's words, one of these.
    pub solutions: &'static [&'static str],
}

const fn within(response_min: u32, completion_min: u32) -> Targets {
    Targets {
        response_min,
        completion_min,
    }
}

const fn trouble(says: &'static str, solutions: &'static [&'static str]) -> Trouble {
    Trouble { says, solutions }
}

const HEADINGS: [&Heading; 8] = [
    &tills::TILLS,
    &tills::PRICE_TAGS,
    &tills::PRINTERS,
    &premises::NETWORK,
    &premises::CAMERAS,
    &office::COMPUTERS,
    &office::ACCOUNTS,
    &office::HANDHELDS,
];

/// An offer with its record.
pub(super) struct Listed {
    /// The record as the catalogue has it now.
    pub category: Category,
    /// What is behind it.
    pub offer: &'static Offer,
}

impl Listed {
    /// What was promised at a time, if the catalogue changed at another.
    pub fn promised(&self, at: Timestamp, changed: Timestamp) -> Targets {
        let former = self.offer.former.filter(|_| at < changed);
        former.unwrap_or(self.offer.targets)
    }
}

pub(super) struct Catalogue {
    pub headings: Vec<Category>,
    /// What can be asked for.
    pub listed: Vec<Listed>,
}

impl Catalogue {
    /// With ids that this generator gives.
    pub fn new(rng: &mut SampleRng, at: Timestamp) -> Self {
        let mut catalogue = Self {
            headings: Vec::new(),
            listed: Vec::new(),
        };
        for heading in HEADINGS {
            let parent = CategoryId(rng.id(at));
            let record = |id, parent, zh: &str, en: &str| Category {
                id,
                parent,
                name_zh: zh.to_owned(),
                name_en: en.to_owned(),
                targets: None,
                former_targets: Vec::new(),
            };
            catalogue
                .headings
                .push(record(parent, None, heading.zh, heading.en));
            for offer in heading.offers {
                let id = CategoryId(rng.id(at));
                let category = Category {
                    targets: Some(offer.targets),
                    former_targets: offer.former.into_iter().collect(),
                    ..record(id, Some(parent), offer.zh, offer.en)
                };
                catalogue.listed.push(Listed { category, offer });
            }
        }
        catalogue
    }
}
