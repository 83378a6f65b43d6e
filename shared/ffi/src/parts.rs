//! The domain's parts of pages, ready to draw, declared once more for the
//! generator. What they mean stands where they are at home, in the domain; a
//! field or variant that differs from there does not compile.

use domain::{
    presented::{CasePage, CaseRow},
    signature::{Drawing, Point, Stroke},
    view::{Badge, Choice, Field, Input, InputKind, Offer, ShownPicture, TimelineEntry, Tone},
    words::Language,
};

/// A case as a line of a list.
#[uniffi::remote(Record)]
pub struct CaseRow {
    /// The case, which the shell gives back to open it.
    pub case: String,
    /// Its short code, by which people name it.
    pub code: String,
    /// What it is about.
    pub title: String,
    /// The thumbnail of the first photo of that; empty if there is none.
    pub thumbnail: String,
    /// Where.
    pub location: String,
    /// With whom the viewer has to do in it.
    pub person: String,
    /// When it began.
    pub time: String,
    /// How it stands.
    pub status: Badge,
    /// How long there is; none while no clock runs.
    pub due: Option<Badge>,
    /// Whether something of it waits to be sent.
    pub pending: bool,
}

/// A case as a page.
#[uniffi::remote(Record)]
pub struct CasePage {
    /// Its line in lists, which heads the page.
    pub row: CaseRow,
    /// What it is about, whole.
    pub text: String,
    /// The photos that show what it is about.
    pub photos: Vec<ShownPicture>,
    /// What there is to know.
    pub fields: Vec<Field>,
    /// What happened, in the order of adoption, pending entries last.
    pub timeline: Vec<TimelineEntry>,
    /// What the viewer may do.
    pub offers: Vec<Offer>,
}

/// How something is to be felt; a shell has a colour for each.
#[uniffi::remote(Enum)]
pub enum Tone {
    /// As it should be.
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
#[uniffi::remote(Record)]
pub struct Badge {
    /// The words.
    pub text: String,
    /// The tone.
    pub tone: Tone,
}

/// A labelled text of a page.
#[uniffi::remote(Record)]
pub struct Field {
    /// What it is.
    pub label: String,
    /// What it says.
    pub text: String,
}

/// Something that the viewer may do now.
#[uniffi::remote(Record)]
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

/// Something to fill in.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Enum)]
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

/// One of several that can be chosen.
#[uniffi::remote(Record)]
pub struct Choice {
    /// What the shell gives back.
    pub value: String,
    /// What it shows.
    pub label: String,
    /// The heading it stands under; empty if none.
    pub heading: String,
}

/// A photo or a signature, as the ids by which a shell asks for its bytes.
#[uniffi::remote(Record)]
pub struct ShownPicture {
    /// The whole. It is on this phone once it was looked at.
    pub whole: String,
    /// What is shown of it until then, and in small.
    pub thumbnail: String,
}

/// What is drawn on a pad so far.
#[uniffi::remote(Record)]
pub struct Drawing {
    /// The pad's width, in the units of the points; 0 while nothing is drawn.
    pub width: i32,
    /// The pad's height.
    pub height: i32,
    /// The strokes in the order in which they were drawn.
    pub strokes: Vec<Stroke>,
}

/// What is drawn without lifting the finger.
#[uniffi::remote(Record)]
pub struct Stroke {
    /// Its points in order; a single one is a dot.
    pub points: Vec<Point>,
}

/// A point, counted from the upper left corner of its pad.
#[uniffi::remote(Record)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
}

/// An entry of a case, as its page shows it.
#[uniffi::remote(Record)]
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

/// A language of the interface. Chinese comes first, everywhere.
#[uniffi::remote(Enum)]
pub enum Language {
    /// 简体中文.
    Chinese,
    /// English.
    English,
}
