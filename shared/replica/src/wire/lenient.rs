//! Reading what a newer server may know more sorts of: the elements of a list,
//! the outcomes of a command, the bodies of a case.

use super::{Body, Outcome};
use crate::refusal::{Refusal, ToldRefusal};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::IgnoredAny};
use std::collections::BTreeMap;

/// An element, if this version can read it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Element<T> {
    Known(T),
    Newer(IgnoredAny),
}

/// The elements that this version can read.
pub fn known<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let elements = Vec::<Element<T>>::deserialize(deserializer)?;
    let known = elements.into_iter().filter_map(|element| match element {
        Element::Known(known) => Some(known),
        Element::Newer(_) => None,
    });
    Ok(known.collect())
}

/// What may be said, if it is and this version can read it.
pub fn if_known<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let element = Option::<Element<T>>::deserialize(deserializer)?;
    Ok(element.and_then(|element| match element {
        Element::Known(known) => Some(known),
        Element::Newer(_) => None,
    }))
}

/// An outcome, as far as this version can read it.
#[derive(Deserialize)]
#[serde(untagged)]
enum ToldOutcome {
    Known(#[serde(deserialize_with = "Outcome::deserialize")] Outcome),
    /// Under its name, what can be shown of it.
    Worded(BTreeMap<String, ToldRefusal>),
    Newer(IgnoredAny),
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let refusal = match ToldOutcome::deserialize(deserializer)? {
            ToldOutcome::Known(outcome) => return Ok(outcome),
            ToldOutcome::Worded(told) => told.into_values().next().map(Refusal::of),
            ToldOutcome::Newer(_) => None,
        };
        Ok(Self::Refused(refusal.unwrap_or(Refusal::UnknownOutcome)))
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

/// A body, if this version can read it.
#[derive(Deserialize)]
#[serde(untagged)]
enum ToldBody {
    Known(#[serde(deserialize_with = "Body::deserialize")] Body),
    Newer(IgnoredAny),
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match ToldBody::deserialize(deserializer)? {
            ToldBody::Known(body) => body,
            ToldBody::Newer(_) => Self::Newer,
        })
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}
