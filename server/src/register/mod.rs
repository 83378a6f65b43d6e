//! The register of a kind of case over HTTP: taken in from a file, given out as one,
//! and printed on labels.
//!
//! What a line means, what its cells say and who may keep the register is the
//! domain's to say. `file` reads a file as people's spreadsheets save it, `runs` keeps
//! it and tells how far it is, `plan` finds out what its lines do, `work` does it, away
//! from the request that brought it; `export` and `labels` give out.

mod export;
mod file;
mod guard;
pub mod labels;
pub(crate) mod limits;
mod plan;
mod progress;
pub mod runs;
mod work;

pub use export::export;

use crate::{Server, devices::Device, error::Error};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use domain::{
    capabilities::Kind,
    directory::Directory,
    words::{Language, Message, Worded, Words},
};
use serde::Deserialize;
use std::sync::LazyLock;

pub(crate) use work::next;

/// A calling device whose person keeps the register of the kind that the address
/// names. As a handler's argument it lets nobody else in.
#[derive(Debug)]
pub struct Keeper {
    pub device: Device,
    pub kind: Kind,
}

impl FromRequestParts<Server> for Keeper {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Error> {
        let device = Device::from_request_parts(parts, server).await?;
        let named = RawPathParams::from_request_parts(parts, server).await;
        let named = named.map_err(|error| Error::fault("read an address", error))?;
        let mut kinds = named.iter().filter(|(name, _)| *name == "kind");
        let kind = kinds.next().and_then(|(_, kind)| Kind::named(kind));
        let kept = kind.filter(|kind| !kind.as_dyn().columns().is_empty());
        let kind = kept.ok_or_else(|| Error::not_found("there is no such register"))?;
        let refused = kind.as_dyn().may_keep_register(&device.person);
        refused.map_err(|refusal| {
            let why = say(Language::English, &refusal.message());
            Error::forbidden(why)
        })?;
        Ok(Self { device, kind })
    }
}

/// In which language an answer speaks to people.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) enum Spoken {
    #[default]
    #[serde(rename = "zh")]
    Chinese,
    #[serde(rename = "en")]
    English,
}

impl From<Spoken> for Language {
    fn from(spoken: Spoken) -> Self {
        match spoken {
            Spoken::Chinese => Self::Chinese,
            Spoken::English => Self::English,
        }
    }
}

/// The words of every language, in the order of [`Language::ALL`].
static WORDS: LazyLock<[Words; 2]> = LazyLock::new(|| {
    Language::ALL.map(|language| Words::new(language, &[replica::refusal::words(language)]))
});

/// The words of a language.
fn words(language: Language) -> &'static Words {
    let [chinese, english] = &*WORDS;
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

/// Says what speaks of nobody.
fn say(language: Language, message: &Message) -> String {
    words(language).say(message, &Directory::default())
}
