//! Reading a list of which a newer server may know more sorts of elements.

use serde::{Deserialize, Deserializer, de::IgnoredAny};

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
