//! What every capability shows of its cases: the other half of `Capability`.
//!
//! Kept apart from the rules because a server's judge needs only those, and
//! because nothing here may decide anything.

use crate::{
    capability::{AnyAct, Capability},
    directory::{Directory, Person},
    form::{FormSpec, NotFilledIn},
    ids::{CaseId, CommandId, PersonId},
    photos::Picture,
    register::RegisterSpec,
    story::Story,
    time::Timestamp,
    view::{Badge, Field, Offer, ShownPicture, TimelineEntry, Tone, Viewer},
    words::{Message, Worded},
};
use serde::{Deserialize, Serialize};

/// A case as a line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

impl CaseRow {
    /// A case that only a newer version of the app can read.
    #[must_use]
    pub fn newer(id: CaseId, viewer: &Viewer<'_>) -> Self {
        Self {
            case: id.to_string(),
            code: id.code(),
            title: viewer.word("newer-case"),
            thumbnail: String::new(),
            location: String::new(),
            person: String::new(),
            time: String::new(),
            status: Badge {
                text: String::new(),
                tone: Tone::Quiet,
            },
            due: None,
            pending: false,
        }
    }
}

/// A case as a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// That a case stands in one of a person's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The list, one of those its kind keeps.
    pub list: &'static str,
    /// Its place in it, smallest first.
    pub rank: i64,
    /// Since when it is over; what is open stands before it.
    pub closed_at: Option<Timestamp>,
}

/// Something a person should know, which others did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The entry it is about.
    pub entry: CommandId,
    /// What it says.
    pub message: Message,
    /// Its tone.
    pub tone: Tone,
}

/// An entry as its own capability reads it.
pub(crate) struct TypedEntry<'a, A> {
    pub id: CommandId,
    pub author: PersonId,
    /// When it was given.
    pub at: Timestamp,
    /// When the server adopted it; none while it is pending.
    pub received: Option<Timestamp>,
    /// What was done; none if only a newer version can read it.
    pub act: Option<&'a A>,
    /// Why it has no effect, if it has none.
    pub superseded: Option<&'a dyn Worded>,
}

/// How a capability keeps its cases as a register.
pub(crate) type RegisterOf<C> = RegisterSpec<C, <C as Capability>::Act, <C as Capability>::Refusal>;

/// What a capability shows of its cases.
pub(crate) trait Presented: Capability<Refusal: From<NotFilledIn>> {
    /// The message that names its cases, in the plural.
    const CASES: &'static str;

    /// The names of the lists it keeps on a phone.
    const LISTS: &'static [&'static str];

    /// Sample cases, which between them stand in every way they can.
    const STORIES: &'static [Story];

    /// The forms with which a case begins, in the order of their buttons.
    const OPENINGS: &'static [FormSpec<Self>];

    /// The forms of what can be done to a case that exists, in the order of
    /// their buttons.
    const FORMS: &'static [FormSpec<Self>];

    /// How its cases are kept as a register, if they are.
    const REGISTER: Option<RegisterOf<Self>> = None;

    /// Which of the lists concern a person, in the order of their tabs. Whoever
    /// has nothing to do with the others is not shown them.
    fn lists_of(person: &Person) -> Vec<&'static str>;

    /// The message that heads a list; none if it keeps no such list.
    fn list_title(list: &str) -> Option<&'static str>;

    /// In which of a person's lists the case stands, and where, while these entries of
    /// it wait for the server.
    fn listings(
        &self,
        person: &Person,
        directory: &Directory,
        pending: &[CommandId],
    ) -> Vec<Listing>;

    /// What a search looks through, [folded](crate::text::folded).
    fn search_text(&self, directory: &Directory) -> String;

    /// The case as a line of a list.
    fn row(&self, id: CaseId, viewer: &Viewer<'_>) -> CaseRow;

    /// The same in one of the lists, where it may stand for a part of the case, while these
    /// entries of it wait for the server.
    fn row_in(
        &self,
        _list: &str,
        id: CaseId,
        _pending: &[CommandId],
        viewer: &Viewer<'_>,
    ) -> CaseRow {
        self.row(id, viewer)
    }

    /// What it is about, whole.
    fn text(&self) -> &str;

    /// The photos that show what it is about.
    fn photos(&self) -> &[Picture];

    /// What there is to know.
    fn fields(&self, viewer: &Viewer<'_>) -> Vec<Field>;

    /// What the timeline says under an act's title.
    fn said(act: &Self::Act, _: &Viewer<'_>) -> String {
        act.text().to_owned()
    }

    /// The same act, meant for the case as it stands now.
    fn anew(&self, act: &Self::Act) -> Self::Act;

    /// What a person is to be told of what others did, in the order of adoption.
    fn notices(&self, entries: &[TypedEntry<'_, Self::Act>], person: &Person) -> Vec<Notice>;
}
