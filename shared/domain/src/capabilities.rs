//! The list of capabilities, and what is the same for all of them.
//!
//! A new capability is one line in the call of `capabilities!` below. Everything
//! beneath this crate (replica, server, app) speaks of [`Case`], [`Act`],
//! [`Refusal`] and [`Superseded`] and knows none of them by name.

use crate::{
    case::{Asker, Capability, Entry, References, Scope, Worded, permit_in},
    command::CommandHeader,
    directory::{Directory, Person},
    ids::{BlobId, CaseId},
    presented::{CasePage, CaseRow, Listing, Notice, Presented},
    samples::Story,
    tickets::Ticket,
    time::Timestamp,
    view::{Offer, Values, Viewer},
    words::Message,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

macro_rules! capabilities {
    ($($(#[$doc:meta])* $name:ident = $kind:literal),+ $(,)?) => {
        /// What a case is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $name),+ }

        impl Kind {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word for it in documents, tables and addresses.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $kind),+ }
            }

            /// The names of the lists it keeps on a phone.
            #[must_use]
            pub const fn lists(self) -> &'static [&'static str] {
                match self { $(Self::$name => $name::LISTS),+ }
            }

            /// The stories that show its cases as samples.
            #[must_use]
            pub const fn stories(self) -> &'static [Story] {
                match self { $(Self::$name => $name::STORIES),+ }
            }

            /// Which of its lists concern a person, in the order of their tabs.
            #[must_use]
            pub fn lists_of(self, person: &Person) -> Vec<&'static str> {
                match self { $(Self::$name => $name::lists_of(person)),+ }
            }

            /// The message that heads a list; none if it keeps no such list.
            #[must_use]
            pub fn list_title(self, list: &str) -> Option<Message> {
                match self { $(Self::$name => $name::list_title(list).map(Message::new)),+ }
            }

            /// The offer with which a new case begins.
            #[must_use]
            pub fn opening(self, viewer: &Viewer<'_>) -> Offer {
                match self { $(Self::$name => $name::opening(viewer)),+ }
            }

            /// The act with which a filled form opens a new case.
            ///
            /// # Errors
            /// If something filled in cannot be read.
            pub fn open(
                self,
                offer: &str,
                values: &Values,
                directory: &Directory,
            ) -> Result<Act, Refusal> {
                match self {
                    $(Self::$name => $name::build(None, offer, values, directory)
                        .map(Act::$name)
                        .map_err(Refusal::$name)),+
                }
            }
        }

        /// What is done to a case.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Act { $($(#[$doc])* $name(<$name as Capability>::Act)),+ }

        impl Act {
            /// The kind of case it can be done to.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self { $(Self::$name(_) => Kind::$name),+ }
            }

            /// The records that the rules about it look up.
            #[must_use]
            pub fn references(&self) -> References {
                match self { $(Self::$name(act) => $name::act_references(act)),+ }
            }

            /// The photos and signatures that it shows.
            #[must_use]
            pub fn blobs(&self) -> &[BlobId] {
                match self { $(Self::$name(act) => $name::act_blobs(act)),+ }
            }

            /// What was done, said of its author (`by`).
            #[must_use]
            pub fn title(&self) -> Message {
                match self { $(Self::$name(act) => $name::title(act)),+ }
            }

            /// What its author said with it; empty if nothing.
            #[must_use]
            pub fn text(&self) -> &str {
                match self { $(Self::$name(act) => $name::text(act)),+ }
            }
        }

        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Case { $($(#[$doc])* $name($name)),+ }

        impl Case {
            fn permit_act(
                case: Option<&Self>,
                act: &Act,
                asker: &Asker<'_>,
            ) -> Result<(), Refusal> {
                match (case, act) {
                    $((None, Act::$name(act)) => permit_in::<$name>(None, act, asker),
                    (Some(Self::$name(case)), Act::$name(act)) =>
                        permit_in(Some(case), act, asker),)+
                    #[expect(unreachable_patterns, reason = "with a second capability kinds can differ")]
                    _ => Err(Refusal::NotUnderstood),
                }
            }

            /// Applies an entry, in the order of adoption.
            ///
            /// # Errors
            /// The reason why it has no effect.
            pub fn apply(
                case: &mut Option<Self>,
                header: &CommandHeader,
                act: &Act,
            ) -> Result<(), Superseded> {
                match act {
                    $(Act::$name(act) => {
                        let mut inner = match case.take() {
                            None => None,
                            Some(Self::$name(inner)) => Some(inner),
                            #[expect(unreachable_patterns, reason = "with a second capability kinds can differ")]
                            other => {
                                *case = other;
                                return Err(Superseded::NotUnderstood);
                            }
                        };
                        let outcome = $name::apply(&mut inner, header, act)
                            .map_err(Superseded::$name);
                        *case = inner.map(Self::$name);
                        outcome
                    })+
                }
            }

            /// Who may read the case.
            #[must_use]
            pub fn audience(&self, directory: &Directory) -> BTreeSet<Scope> {
                match self { $(Self::$name(case) => case.audience(directory)),+ }
            }

            /// Since when nothing more is expected to happen; none while it is open.
            #[must_use]
            pub fn closed_at(&self) -> Option<Timestamp> {
                match self { $(Self::$name(case) => case.closed_at()),+ }
            }

            /// The records that the rules about it look up.
            #[must_use]
            pub fn references(&self) -> References {
                match self { $(Self::$name(case) => case.references()),+ }
            }

            /// In which of a person's lists the case stands, and where.
            #[must_use]
            pub fn listings(&self, person: &Person, directory: &Directory) -> Vec<Listing> {
                match self { $(Self::$name(case) => case.listings(person, directory)),+ }
            }

            /// What a search looks through, in lower case.
            #[must_use]
            pub fn search_text(&self, directory: &Directory) -> String {
                match self { $(Self::$name(case) => case.search_text(directory)),+ }
            }

            /// The case as a line of a list.
            #[must_use]
            pub fn row(&self, id: CaseId, viewer: &Viewer<'_>) -> CaseRow {
                match self { $(Self::$name(case) => case.row(id, viewer)),+ }
            }

            /// The case as a page.
            #[must_use]
            pub fn page(&self, id: CaseId, entries: &[Entry], viewer: &Viewer<'_>) -> CasePage {
                match self { $(Self::$name(case) => case.page(id, entries, viewer)),+ }
            }

            /// What a person is to be told of what others did.
            #[must_use]
            pub fn notices(&self, entries: &[Entry], person: &Person) -> Vec<Notice> {
                match self { $(Self::$name(case) => case.notices(entries, person)),+ }
            }

            /// The form of the offer of this name, whether or not it is made
            /// now.
            #[must_use]
            pub fn form(&self, offer: &str, viewer: &Viewer<'_>) -> Option<Offer> {
                match self { $(Self::$name(case) => case.form(offer, viewer)),+ }
            }

            /// The act that a filled form means.
            ///
            /// # Errors
            /// If there is no such offer, or something filled in cannot be read.
            pub fn build(
                &self,
                offer: &str,
                values: &Values,
                directory: &Directory,
            ) -> Result<Act, Refusal> {
                match self {
                    $(Self::$name(case) => $name::build(Some(case), offer, values, directory)
                        .map(Act::$name)
                        .map_err(Refusal::$name)),+
                }
            }

            /// The same act, meant for the case as it stands now.
            #[must_use]
            pub fn anew(&self, act: &Act) -> Act {
                match (self, act) {
                    $((Self::$name(case), Act::$name(act)) => Act::$name(case.anew(act)),)+
                    #[expect(unreachable_patterns, reason = "with a second capability kinds can differ")]
                    (_, act) => act.clone(),
                }
            }
        }

        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Refusal {
            /// The case does not exist, or is none of the person's business.
            NotYours,
            /// The person has left the organisation.
            HasLeft,
            /// The text is no command of this version.
            NotUnderstood,
            /// The command names somebody else as its author.
            ForeignAuthor,
            /// The command's id has been used for something else.
            IdReused,
            /// The command builds on something that this side does not have.
            UnknownBase,
            /// More has happened to the case than one case can hold.
            CaseIsFull,
            $($(#[$doc])* $name(<$name as Capability>::Refusal)),+
        }

        $(impl From<<$name as Capability>::Refusal> for Refusal {
            fn from(refusal: <$name as Capability>::Refusal) -> Self {
                Self::$name(refusal)
            }
        })+

        impl Worded for Refusal {
            fn message(&self) -> Message {
                match self {
                    Self::NotYours => Message::new("refusal-not-yours"),
                    Self::HasLeft => Message::new("refusal-has-left"),
                    Self::NotUnderstood => Message::new("refusal-not-understood"),
                    Self::ForeignAuthor => Message::new("refusal-foreign-author"),
                    Self::IdReused => Message::new("refusal-id-reused"),
                    Self::UnknownBase => Message::new("refusal-unknown-base"),
                    Self::CaseIsFull => Message::new("refusal-case-is-full"),
                    $(Self::$name(refusal) => refusal.message()),+
                }
            }
        }

        /// Why an adopted entry has no effect.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Superseded {
            /// Only a newer version can read it.
            NotUnderstood,
            $($(#[$doc])* $name(<$name as Capability>::Superseded)),+
        }

        impl Worded for Superseded {
            fn message(&self) -> Message {
                match self {
                    Self::NotUnderstood => Message::new("superseded-not-understood"),
                    $(Self::$name(superseded) => superseded.message()),+
                }
            }
        }
    };
}

capabilities! {
    /// 工单: somebody needs help.
    Ticket = "ticket",
}

/// The one rule, as everybody asks it: may this person do this to this case?
///
/// `case` is the state at the base on which the act is given, none for a case
/// that begins with it. Nobody who has left may do anything, and nobody may act
/// on what they may not read; the rest is each capability's own rule.
pub fn permit(case: Option<&Case>, act: &Act, asker: &Asker<'_>) -> Result<(), Refusal> {
    Case::permit_act(case, act, asker)
}
