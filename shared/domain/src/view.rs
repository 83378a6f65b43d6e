//! What every capability's view is made of: who looks, and parts ready to draw.
//!
//! A shell draws these as they are. It never asks for a status or a role: what
//! can be done is among the offers, what is urgent says its tone.

use crate::{
    asker::Asker,
    directory::{Directory, Person},
    ids::{CategoryId, PersonId, StoreId},
    photos::Picture,
    signature::Drawing,
    time::{Span, TimeZone, Timestamp},
    words::{Language, Message, Worded, Words},
};
use jiff::Timestamp as Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

/// Who looks, when and where, in which language.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    /// The person.
    pub person: &'a Person,
    /// The records they have.
    pub directory: &'a Directory,
    /// Their language.
    pub words: &'a Words,
    /// The time of looking.
    pub now: Timestamp,
    /// Where they are.
    pub time_zone: &'a TimeZone,
}

/// How something is to be felt; a shell has a colour for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// As it should be.
    #[default]
    Calm,
    /// Something to do.
    Active,
    /// Soon late, or waiting.
    Warning,
    /// Late, refused or gone wrong.
    Alarm,
    /// Over.
    Quiet,
}

/// A short text with its tone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    /// The words.
    pub text: String,
    /// The tone.
    pub tone: Tone,
}

/// A labelled text of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What it is.
    pub label: String,
    /// What it says.
    pub text: String,
}

/// Something that the viewer may do now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its name, which the shell gives back when it is taken up.
    pub name: String,
    /// What stands on the button.
    pub label: String,
    /// Its tone.
    pub tone: Tone,
    /// Whether its form is to be opened and filled in first; without one it is
    /// performed at once.
    pub has_form: bool,
}

/// What is filled in to take up an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The offer.
    pub offer: Offer,
    /// What is to be filled in.
    pub inputs: Vec<Input>,
}

/// Something to fill in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its name, under which the shell gives back what was filled in.
    pub name: String,
    /// What stands beside it.
    pub label: String,
    /// How it is filled in.
    pub kind: InputKind,
    /// Whether it must be.
    pub required: bool,
    /// What is filled in so far.
    pub value: String,
}

/// How something is filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// By one line.
    Line,
    /// By a text of several lines.
    Text,
    /// By lines, a label each: a scanner adds one, and so does whoever chooses one of
    /// these.
    Labels {
        /// What can be chosen.
        choices: Vec<Choice>,
    },
    /// By one of these.
    Choice {
        /// What can be chosen.
        choices: Vec<Choice>,
    },
    /// By any number of these, separated by line ends.
    Choices {
        /// What can be chosen.
        choices: Vec<Choice>,
    },
    /// By a day of the calendar, as ISO 8601 writes it: `2026-03-04`.
    Day,
    /// By 1 to 5 stars.
    Stars,
    /// By photos.
    Photos {
        /// What stands there so far.
        photos: Vec<ShownPicture>,
    },
    /// By drawing one's name on a pad of any shape.
    Signature {
        /// What is drawn so far, to be shown as large as the pad lets it be, in its
        /// proportion, and in the middle.
        drawing: Drawing,
    },
}

impl Input {
    /// Fills it in. What its kind shows of the value is read from it, as far as it
    /// can be read.
    pub fn fill(&mut self, value: String) {
        match &mut self.kind {
            InputKind::Photos { photos } => {
                let lines = value.lines().map(str::trim);
                *photos = lines
                    .filter_map(|line| Some(line.parse::<Picture>().ok()?.into()))
                    .collect();
            }
            InputKind::Signature { drawing } => *drawing = value.parse().unwrap_or_default(),
            InputKind::Line
            | InputKind::Text
            | InputKind::Labels { .. }
            | InputKind::Choice { .. }
            | InputKind::Choices { .. }
            | InputKind::Day
            | InputKind::Stars => {}
        }
        self.value = value;
    }
}

/// One of several that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What the shell gives back.
    pub value: String,
    /// What it shows.
    pub label: String,
    /// The heading it stands under; empty if none.
    pub heading: String,
}

/// A photo or a signature, as the ids by which a shell asks for its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownPicture {
    /// The whole. It is on this phone once it was looked at.
    pub whole: String,
    /// What is shown of it until then, and in small.
    pub thumbnail: String,
}

impl From<Picture> for ShownPicture {
    fn from(picture: Picture) -> Self {
        Self {
            whole: picture.whole.to_string(),
            thumbnail: picture.thumbnail.to_string(),
        }
    }
}

/// Pictures as a page shows them.
pub(crate) fn shown_pictures(pictures: &[Picture]) -> Vec<ShownPicture> {
    pictures.iter().copied().map(ShownPicture::from).collect()
}

/// The thumbnail by which a list shows a case; empty if it has no photo.
pub(crate) fn first_thumbnail(photos: &[Picture]) -> String {
    let first = photos.first();
    first.map_or_else(String::new, |photo| photo.thumbnail.to_string())
}

/// What was filled in, by the names of the inputs.
pub type Values = BTreeMap<String, String>;

/// An entry of a case, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// Tells it from every other entry of the case, also while it is pending.
    pub id: String,
    /// Who did what.
    pub title: String,
    /// In their words; empty if they said nothing.
    pub text: String,
    /// The photos and signatures that go with it.
    pub photos: Vec<ShownPicture>,
    /// When it was done.
    pub acted: String,
    /// When the server received it; empty while it is pending.
    pub received: String,
    /// Why it has no effect; empty if it has.
    pub superseded: String,
    /// Its tone.
    pub tone: Tone,
}

impl<'a> Viewer<'a> {
    /// The viewer as one who asks whether they may.
    #[must_use]
    pub const fn asker(&self) -> Asker<'a> {
        Asker {
            person: self.person,
            at: self.now,
            directory: self.directory,
        }
    }

    /// Says a message in the viewer's language.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        self.words.say(message, self.directory)
    }

    /// Says a word.
    #[must_use]
    pub fn word(&self, id: &'static str) -> String {
        self.words.word(id)
    }

    /// Says a reason.
    #[must_use]
    pub fn tell(&self, reason: &impl Worded) -> String {
        self.say(&reason.message())
    }

    /// A person's name.
    #[must_use]
    pub fn person(&self, id: PersonId) -> String {
        if id == PersonId::SYSTEM {
            return self.word("the-system");
        }
        let known = self.directory.people.get(&id);
        known.map_or_else(|| self.word("somebody"), |person| person.name.clone())
    }

    /// A store's name.
    #[must_use]
    pub fn store(&self, id: StoreId) -> String {
        let known = self.directory.stores.get(&id);
        known.map_or_else(|| self.word("some-store"), |store| store.name.clone())
    }

    /// A category's name, with the headings it stands under.
    #[must_use]
    pub fn category(&self, id: CategoryId) -> String {
        let mut names = Vec::new();
        let mut next = Some(id);
        // Bounded, for a broken tree must not hang a phone.
        while let Some(category) = next.and_then(|id| self.directory.categories.get(&id))
            && names.len() < 8
        {
            names.push(match self.words.language() {
                Language::Chinese => category.name_zh.as_str(),
                Language::English => category.name_en.as_str(),
            });
            next = category.parent;
        }
        if names.is_empty() {
            return self.word("some-category");
        }
        names.reverse();
        names.join(" / ")
    }

    /// A point in time as people here write it: without the date if it is
    /// today's, without the year if it is this one's. Empty outside the calendar.
    #[must_use]
    pub fn time(&self, at: Timestamp) -> String {
        let (Some(at), Some(now)) = (self.local(at), self.local(self.now)) else {
            return String::new();
        };
        let format = if at.date() == now.date() {
            "%H:%M"
        } else if at.year() == now.year() {
            "%m-%d %H:%M"
        } else {
            "%Y-%m-%d %H:%M"
        };
        at.strftime(format).to_string()
    }

    fn local(&self, at: Timestamp) -> Option<jiff::Zoned> {
        let instant = Instant::from_millisecond(at.0).ok()?;
        Some(instant.to_zoned(self.time_zone.clone()))
    }

    /// A span in its two largest units.
    #[must_use]
    pub fn span(&self, span: Span) -> String {
        let minutes = span.0.max(0) / 60_000;
        let (days, hours) = (minutes / 1_440, minutes / 60 % 24);
        let message = match (days, hours) {
            (0, 0) => Message::new("span-minutes").number("minutes", minutes),
            (0, _) => Message::new("span-hours")
                .number("hours", hours)
                .number("minutes", minutes % 60),
            _ => Message::new("span-days")
                .number("days", days)
                .number("hours", hours),
        };
        self.say(&message)
    }

    /// How long there is until something is due, or since when it is late. It
    /// warns in the last fifth of the whole time allowed.
    #[must_use]
    pub fn due(&self, due: Timestamp, allowed: Span) -> Badge {
        if self.now > due {
            let late = Message::new("due-late").text("span", self.span(self.now.since(due)));
            return Badge {
                text: self.say(&late),
                tone: Tone::Alarm,
            };
        }
        let left = due.since(self.now);
        Badge {
            text: self.say(&Message::new("due-left").text("span", self.span(left))),
            tone: if left.0 < allowed.0 / 5 {
                Tone::Warning
            } else {
                Tone::Calm
            },
        }
    }
}
