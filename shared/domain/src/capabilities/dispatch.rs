//! From a case of any kind to its capability: what can be asked, and how the
//! parts of one capability become parts of the list's enums.
//!
//! A new question to a capability is a method here and one of [`Capability`] or
//! [`Presented`], and nothing in the list.

use super::{Act, Case, Refusal, Superseded};
use crate::{
    asker::{Asker, Author, References},
    capability::{AnyAct, Capability, permit},
    directory::{Directory, Grant, Labelled, Original, Person},
    follow_up::{Deed, FollowUp},
    form::{self, Filled, FormSpec},
    header::CommandHeader,
    ids::{CaseId, CommandId, PersonId},
    names::{CaseName, Mention},
    presented::{CasePage, CaseRow, Listing, Notice, Presented, TypedEntry},
    refill::{self, Refilled, Said},
    register::{CellError, Column, Label, Line},
    scope::Scope,
    story::Story,
    time::Timestamp,
    timeline::timeline_entry,
    view::{Form, Offer, Values, Viewer, shown_pictures},
    words::{Message, Worded, Words},
};
use std::{any::Any, collections::BTreeSet, marker::PhantomData};

/// An entry as the fold has understood it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: CommandId,
    pub author: PersonId,
    /// When it was given.
    pub at: Timestamp,
    /// When the server adopted it; none while it is pending.
    pub received: Option<Timestamp>,
    /// What was done; none if only a newer version can read it.
    pub act: Option<Act>,
    /// Why it has no effect, if it has none.
    pub superseded: Option<Superseded>,
}

/// What can be asked of any kind of case.
pub trait AnyKind {
    /// What people call cases of this kind, in the plural.
    fn cases(&self) -> Message;

    /// How many of its cases that one person has begun may be open, if that is limited.
    fn open_max(&self) -> Option<usize>;

    /// The names of the lists it keeps on a phone.
    fn lists(&self) -> &'static [&'static str];

    /// The stories that show its cases as samples.
    fn stories(&self) -> &'static [Story];

    /// Which of its lists concern a person, in the order of their tabs.
    fn lists_of(&self, person: &Person) -> Vec<&'static str>;

    /// The message that heads a list; none if it keeps no such list.
    fn list_title(&self, list: &str) -> Option<Message>;

    /// The cases that the viewer may begin.
    fn openings(&self, viewer: &Viewer<'_>) -> Vec<Offer>;

    /// The form of the opening of this name, whether or not it is offered now;
    /// none if there is no such opening.
    fn form(&self, opening: &str, viewer: &Viewer<'_>) -> Option<Form>;

    /// The act with which a filled form opens a new case.
    ///
    /// # Errors
    /// If there is no such opening, or something filled in cannot be read.
    fn build(&self, opening: &str, values: &Values, author: Author<'_>) -> Result<Act, Refusal>;

    /// The form that an act came of, filled in again for the case as it stands now; none
    /// if it came of no form.
    fn refill(&self, act: &Act, case: Option<&Case>) -> Option<Refilled>;

    /// Everything that an act says: each field and each photo. The case is that to which
    /// it was done, if it is at hand.
    fn said(&self, act: &Act, case: Option<&Case>, viewer: &Viewer<'_>) -> Said;

    /// The one rule, for an act that begins a case. Asked through
    /// [`permit`](super::permit).
    fn permit(&self, act: &Act, asker: &Asker<'_>) -> Result<(), Refusal>;

    /// The act by which something follows in a case of this kind from another; none if
    /// nothing of the sort can.
    fn act_for(&self, deed: &Deed) -> Option<Act>;

    /// The name that a person or a label means by a text; none if its cases bear none.
    fn name_meant_by(&self, text: &str) -> Option<CaseName>;

    /// The columns of its register, the first of them the one by which a line's case
    /// is known; none if it keeps no register.
    fn columns(&self) -> &'static [Column];

    /// Whether a person may keep the register.
    ///
    /// # Errors
    /// They may not, or there is none.
    fn may_keep_register(&self, person: &Person) -> Result<(), Refusal>;

    /// What a line of the register does: to the case that it is about, or to begin one.
    ///
    /// # Errors
    /// What cannot be read of it.
    fn read_line(&self, case: Option<&Case>, line: &Line<'_>) -> Result<Vec<Act>, Vec<CellError>>;

    /// The case that begins with an entry.
    ///
    /// # Errors
    /// If the act opens no case of this kind.
    fn begin(&self, header: &CommandHeader, act: &Act) -> Result<Case, Superseded>;
}

/// What can be asked of a case, whatever it is about.
pub trait AnyCase: Any {
    /// Who may read it.
    fn audience(&self, directory: &Directory) -> BTreeSet<Scope>;

    /// Whose phones have it by themselves: some of its audience.
    fn carriers(&self, directory: &Directory) -> BTreeSet<Scope>;

    /// Since when nothing more is expected to happen; none while it is open.
    fn closed_at(&self) -> Option<Timestamp>;

    /// The records that the rules about it look up.
    fn references(&self) -> References;

    /// Whom it names besides those who acted.
    fn people(&self) -> BTreeSet<PersonId>;

    /// The names that it bears, each of which no other case of the organisation does.
    fn names(&self) -> BTreeSet<CaseName>;

    /// What people may hand on of it, or could before.
    fn grants(&self) -> Vec<Grant>;

    /// What it says of other cases, while these entries of it wait for the server.
    fn marks(&self, pending: &[CommandId]) -> Vec<(CaseId, Message)>;

    /// How forms offer it to those who mean it, if they do.
    fn labelled(&self) -> Option<Labelled>;

    /// The other cases that it is about.
    fn mentions(&self) -> BTreeSet<Mention>;

    /// How forms offer it to those who close another as its duplicate, if they do.
    fn original(&self) -> Option<Original>;

    /// Whether it has a deadline, or may have had one.
    fn has_had_deadline(&self) -> bool;

    /// What the system does to it unless something else has happened by then.
    fn deadline(&self) -> Option<(Timestamp, Act)>;

    /// Whether a person shows it to another by a code.
    fn is_handed_by(&self, person: PersonId) -> bool;

    /// What the system does to it when a person leaves.
    fn after_departure(&self, of: PersonId) -> Option<Act>;

    /// The one rule, for an act upon the case. Asked through
    /// [`permit`](super::permit).
    fn permit(&self, act: &Act, asker: &Asker<'_>) -> Result<(), Refusal>;

    /// Applies a further entry, in the order of adoption.
    ///
    /// # Errors
    /// The reason why it has no effect.
    fn apply(&mut self, header: &CommandHeader, act: &Act) -> Result<(), Superseded>;

    /// What follows in other cases from an entry, which was adopted last.
    fn follow_ups(&self, id: CaseId, entry: &Entry) -> Vec<FollowUp>;

    /// In which of a person's lists it stands, and where, while these entries of it wait
    /// for the server.
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
    fn row_in(&self, list: &str, id: CaseId, pending: &[CommandId], viewer: &Viewer<'_>)
    -> CaseRow;

    fn page(&self, id: CaseId, entries: &[Entry], viewer: &Viewer<'_>) -> CasePage;

    /// What a person is to be told of what others did.
    fn notices(&self, entries: &[Entry], person: &Person) -> Vec<Notice>;

    /// What the viewer may do to it now.
    fn offers(&self, viewer: &Viewer<'_>) -> Vec<Offer>;

    /// The form of the offer of this name, whether or not it is made now; none
    /// if there is no such offer.
    fn form(&self, offer: &str, viewer: &Viewer<'_>) -> Option<Form>;

    /// The act that a filled form means.
    ///
    /// # Errors
    /// If there is no such offer, or something filled in cannot be read.
    fn build(&self, offer: &str, values: &Values, author: Author<'_>) -> Result<Act, Refusal>;

    /// The same act, meant for the case as it stands now.
    fn anew(&self, act: &Act) -> Act;

    /// Its line in the register: a cell for each column.
    fn line(&self, directory: &Directory, words: &Words) -> Vec<String>;

    /// What stands on its label; none if cases of its kind have none.
    fn label(&self) -> Option<Label>;
}

/// A capability of the list: its parts are parts of the enums.
trait Listed:
    Presented<Act: Into<Act>, Refusal: Into<Refusal>, Superseded: Into<Superseded>> + Into<Case>
{
}

impl<C> Listed for C where
    C: Presented<Act: Into<Act>, Refusal: Into<Refusal>, Superseded: Into<Superseded>> + Into<Case>
{
}

/// The act as the capability knows it; none if it is meant for another kind.
fn act_of<C: Capability>(act: &Act) -> Option<&C::Act> {
    let act: &dyn Any = act.as_dyn();
    act.downcast_ref()
}

/// The case as its capability knows it; none if it is of another kind.
fn case_of<C: Capability>(case: &Case) -> Option<&C> {
    let case: &dyn Any = case.as_dyn();
    case.downcast_ref()
}

/// The forms among which is the one that an act came of.
fn forms_of<C: Listed>(act: &C::Act) -> &'static [FormSpec<C>] {
    if act.opens() { C::OPENINGS } else { C::FORMS }
}

fn permit_any<C: Listed>(case: Option<&C>, act: &Act, asker: &Asker<'_>) -> Result<(), Refusal> {
    let kind = act.kind().as_str();
    let act = act_of::<C>(act).ok_or(Refusal::OtherKind)?;
    permit(case, act, asker)?;
    let open = asker.directory.open.get(&(asker.person.id, kind));
    let is_full = open
        .zip(C::OPEN_MAX)
        .is_some_and(|(open, max)| *open >= max);
    if case.is_none() && is_full {
        return Err(Refusal::TooManyOpen);
    }
    Ok(())
}

fn build_any<C: Listed>(
    case: Option<&C>,
    offer: &str,
    values: &Values,
    author: Author<'_>,
) -> Result<Act, Refusal> {
    let forms = if case.is_some() {
        C::FORMS
    } else {
        C::OPENINGS
    };
    let filled = Filled {
        case,
        person: author.person,
        values,
        directory: author.directory,
        now: author.now,
        time_zone: author.time_zone,
    };
    let act = form::build(forms, offer, &filled);
    act.map(Into::into).map_err(Into::into)
}

fn typed<C: Capability>(entries: &[Entry]) -> Vec<TypedEntry<'_, C::Act>> {
    let typed = entries.iter().map(|entry| TypedEntry {
        id: entry.id,
        author: entry.author,
        at: entry.at,
        received: entry.received,
        act: entry.act.as_ref().and_then(act_of::<C>),
        superseded: entry.superseded.as_ref().map(|why| why as &dyn Worded),
    });
    typed.collect()
}

impl<C: Listed> AnyKind for PhantomData<C> {
    fn cases(&self) -> Message {
        Message::new(C::CASES)
    }

    fn open_max(&self) -> Option<usize> {
        C::OPEN_MAX
    }

    fn lists(&self) -> &'static [&'static str] {
        C::LISTS
    }

    fn stories(&self) -> &'static [Story] {
        C::STORIES
    }

    fn lists_of(&self, person: &Person) -> Vec<&'static str> {
        C::lists_of(person)
    }

    fn list_title(&self, list: &str) -> Option<Message> {
        C::list_title(list).map(Message::new)
    }

    fn openings(&self, viewer: &Viewer<'_>) -> Vec<Offer> {
        form::offers(C::OPENINGS, None, viewer)
    }

    fn form(&self, opening: &str, viewer: &Viewer<'_>) -> Option<Form> {
        form::named(C::OPENINGS, opening, None, viewer)
    }

    fn build(&self, opening: &str, values: &Values, author: Author<'_>) -> Result<Act, Refusal> {
        build_any::<C>(None, opening, values, author)
    }

    fn refill(&self, act: &Act, case: Option<&Case>) -> Option<Refilled> {
        let act = act_of::<C>(act)?;
        let (form, refill) = refill::refill(forms_of::<C>(act), act, case.and_then(case_of::<C>))?;
        Some(Refilled::of(form, refill))
    }

    fn said(&self, act: &Act, case: Option<&Case>, viewer: &Viewer<'_>) -> Said {
        let case = case.and_then(case_of::<C>);
        act_of::<C>(act).map_or_else(Said::default, |act| {
            refill::said(forms_of::<C>(act), act, case, viewer)
        })
    }

    fn permit(&self, act: &Act, asker: &Asker<'_>) -> Result<(), Refusal> {
        permit_any::<C>(None, act, asker)
    }

    fn act_for(&self, deed: &Deed) -> Option<Act> {
        C::act_for(deed).map(Into::into)
    }

    fn name_meant_by(&self, text: &str) -> Option<CaseName> {
        C::name_meant_by(text)
    }

    fn columns(&self) -> &'static [Column] {
        C::REGISTER.map_or(&[], |register| register.columns)
    }

    fn may_keep_register(&self, person: &Person) -> Result<(), Refusal> {
        let register = C::REGISTER.ok_or(Refusal::OtherKind)?;
        (register.may_keep)(person).map_err(Into::into)
    }

    fn read_line(&self, case: Option<&Case>, line: &Line<'_>) -> Result<Vec<Act>, Vec<CellError>> {
        let register = C::REGISTER.filter(|_| case.is_none_or(|case| case_of::<C>(case).is_some()));
        let other = || {
            let message = Refusal::OtherKind.message();
            vec![CellError {
                column: None,
                message,
            }]
        };
        let case = case.and_then(case_of::<C>);
        let register = register.ok_or_else(other)?;
        let cells = case.map(|case| {
            let directory = line.records.directory;
            line.differing(register.columns, |words| {
                (register.write)(case, directory, words)
            })
        });
        let line = Line {
            cells: cells.as_ref().unwrap_or(line.cells),
            ..*line
        };
        let acts = (register.read)(case, &line)?;
        Ok(acts.into_iter().map(Into::into).collect())
    }

    fn begin(&self, header: &CommandHeader, act: &Act) -> Result<Case, Superseded> {
        let act = act_of::<C>(act).ok_or(Superseded::NotUnderstood)?;
        C::begin(header, act).map(Into::into).map_err(Into::into)
    }
}

impl<C: Listed> AnyCase for C {
    fn audience(&self, directory: &Directory) -> BTreeSet<Scope> {
        Capability::audience(self, directory)
    }

    fn carriers(&self, directory: &Directory) -> BTreeSet<Scope> {
        Capability::carriers(self, directory)
    }

    fn closed_at(&self) -> Option<Timestamp> {
        Capability::closed_at(self)
    }

    fn references(&self) -> References {
        Capability::references(self)
    }

    fn people(&self) -> BTreeSet<PersonId> {
        Capability::people(self)
    }

    fn names(&self) -> BTreeSet<CaseName> {
        Capability::names(self)
    }

    fn grants(&self) -> Vec<Grant> {
        Capability::grants(self)
    }

    fn marks(&self, pending: &[CommandId]) -> Vec<(CaseId, Message)> {
        Capability::marks(self, pending)
    }

    fn labelled(&self) -> Option<Labelled> {
        Capability::labelled(self)
    }

    fn mentions(&self) -> BTreeSet<Mention> {
        Capability::mentions(self)
    }

    fn original(&self) -> Option<Original> {
        Capability::original(self)
    }

    fn has_had_deadline(&self) -> bool {
        Capability::has_had_deadline(self)
    }

    fn deadline(&self) -> Option<(Timestamp, Act)> {
        Capability::deadline(self).map(|(at, act)| (at, act.into()))
    }

    fn is_handed_by(&self, person: PersonId) -> bool {
        Capability::is_handed_by(self, person)
    }

    fn after_departure(&self, of: PersonId) -> Option<Act> {
        Capability::after_departure(self, of).map(Into::into)
    }

    fn permit(&self, act: &Act, asker: &Asker<'_>) -> Result<(), Refusal> {
        permit_any(Some(self), act, asker)
    }

    fn apply(&mut self, header: &CommandHeader, act: &Act) -> Result<(), Superseded> {
        let act = act_of::<C>(act).ok_or(Superseded::NotUnderstood)?;
        Capability::apply(self, header, act).map_err(Into::into)
    }

    fn follow_ups(&self, id: CaseId, entry: &Entry) -> Vec<FollowUp> {
        let Some(act) = entry.act.as_ref().and_then(act_of::<C>) else {
            return Vec::new();
        };
        let header = CommandHeader {
            id: entry.id,
            author: entry.author,
            at: entry.at,
        };
        Capability::follow_ups(self, id, &header, act, entry.superseded.is_some())
    }

    fn listings(
        &self,
        person: &Person,
        directory: &Directory,
        pending: &[CommandId],
    ) -> Vec<Listing> {
        Presented::listings(self, person, directory, pending)
    }

    fn search_text(&self, directory: &Directory) -> String {
        Presented::search_text(self, directory)
    }

    fn row(&self, id: CaseId, viewer: &Viewer<'_>) -> CaseRow {
        Presented::row(self, id, viewer)
    }

    fn row_in(
        &self,
        list: &str,
        id: CaseId,
        pending: &[CommandId],
        viewer: &Viewer<'_>,
    ) -> CaseRow {
        Presented::row_in(self, list, id, pending, viewer)
    }

    fn page(&self, id: CaseId, entries: &[Entry], viewer: &Viewer<'_>) -> CasePage {
        let timeline = typed::<C>(entries);
        let timeline = timeline.iter().map(|it| timeline_entry::<C>(it, viewer));
        CasePage {
            row: CaseRow {
                pending: entries.iter().any(|entry| entry.received.is_none()),
                ..Presented::row(self, id, viewer)
            },
            text: self.text().to_owned(),
            photos: shown_pictures(self.photos()),
            fields: self.fields(viewer),
            timeline: timeline.collect(),
            offers: AnyCase::offers(self, viewer),
        }
    }

    fn notices(&self, entries: &[Entry], person: &Person) -> Vec<Notice> {
        Presented::notices(self, &typed::<C>(entries), person)
    }

    fn offers(&self, viewer: &Viewer<'_>) -> Vec<Offer> {
        form::offers(C::FORMS, Some(self), viewer)
    }

    fn form(&self, offer: &str, viewer: &Viewer<'_>) -> Option<Form> {
        form::named(C::FORMS, offer, Some(self), viewer)
    }

    fn build(&self, offer: &str, values: &Values, author: Author<'_>) -> Result<Act, Refusal> {
        build_any(Some(self), offer, values, author)
    }

    fn anew(&self, act: &Act) -> Act {
        let known = act_of::<C>(act);
        known.map_or_else(|| act.clone(), |act| Presented::anew(self, act).into())
    }

    fn line(&self, directory: &Directory, words: &Words) -> Vec<String> {
        let write = C::REGISTER.map(|register| register.write);
        write.map_or_else(Vec::new, |write| write(self, directory, words))
    }

    fn label(&self) -> Option<Label> {
        C::REGISTER.map(|register| (register.label)(self))
    }
}
