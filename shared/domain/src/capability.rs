//! What a capability must tell about its cases for them to be judged, folded
//! and delivered. What it shows of them stands in `presented`.

use crate::{
    asker::{Asker, References},
    directory::{Directory, Grant, Labelled, Original},
    follow_up::{Deed, FollowUp},
    header::CommandHeader,
    ids::{CaseId, CommandId, PersonId},
    names::{CaseName, Mention},
    photos::Picture,
    scope::{Scope, is_among},
    secret::SecretHash,
    time::Timestamp,
    words::{Message, Worded},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{any::Any, collections::BTreeSet};

/// One capability's cases: their state and every rule about them.
pub trait Capability: Clone + Serialize + DeserializeOwned + 'static {
    /// How many of its cases that one person has begun may be open; none if there may be
    /// any number. More than anybody has who means them, so that one person cannot fill
    /// everybody's lists.
    const OPEN_MAX: Option<usize> = None;

    /// What can be done to a case.
    type Act: AnyAct;
    /// An expected no, with its reason.
    type Refusal: Worded;
    /// Why an adopted entry has no effect.
    type Superseded: Worded;

    /// The capability's own part of the one rule: may this person, who is still
    /// here and may read the case, do this now? There is no case yet for an act
    /// that opens one.
    ///
    /// It is asked through [`permit`] only.
    fn permit(case: Option<&Self>, act: &Self::Act, asker: &Asker<'_>)
    -> Result<(), Self::Refusal>;

    /// The case that begins with an entry.
    ///
    /// # Errors
    /// If the act opens no case.
    fn begin(header: &CommandHeader, act: &Self::Act) -> Result<Self, Self::Superseded>;

    /// Applies a further entry, in the order of adoption.
    ///
    /// # Errors
    /// The reason why it has no effect, when something adopted earlier
    /// superseded it.
    fn apply(&mut self, header: &CommandHeader, act: &Self::Act) -> Result<(), Self::Superseded>;

    /// What follows in other cases from its last entry, which was adopted just now.
    fn follow_ups(
        &self,
        _id: CaseId,
        _header: &CommandHeader,
        _act: &Self::Act,
        _is_superseded: bool,
    ) -> Vec<FollowUp> {
        Vec::new()
    }

    /// The act by which something follows in a case of this kind; none if nothing of
    /// the sort can.
    fn act_for(_: &Deed) -> Option<Self::Act> {
        None
    }

    /// Whether it has a [`deadline`](Self::deadline), or may have had one.
    fn has_had_deadline(&self) -> bool {
        false
    }

    /// What the system does to it unless something else has happened by then, and when.
    fn deadline(&self) -> Option<(Timestamp, Self::Act)> {
        None
    }

    /// What the system does to it when a person leaves the organisation.
    fn after_departure(&self, _: PersonId) -> Option<Self::Act> {
        None
    }

    /// Whether an act proves that its author may do it, though they are not among those
    /// who may read the case.
    fn lets_in(&self, _: &Self::Act) -> bool {
        false
    }

    /// Whether a person shows it to another by a code, for the other to take over.
    fn is_handed_by(&self, _: PersonId) -> bool {
        false
    }

    /// Who may read the case.
    fn audience(&self, directory: &Directory) -> BTreeSet<Scope>;

    /// Whose phones have it by themselves while it is open and for a while after;
    /// the others of its audience have it when they ask for it. A scope may begin to
    /// carry it later, and then does so for as long as it reads it.
    fn carriers(&self, directory: &Directory) -> BTreeSet<Scope> {
        self.audience(directory)
    }

    /// Since when nothing more is expected to happen; none while it is open.
    fn closed_at(&self) -> Option<Timestamp>;

    /// The records that the rules about this case look up.
    fn references(&self) -> References;

    /// Whom it names besides those who acted: their names are shown with it.
    fn people(&self) -> BTreeSet<PersonId> {
        BTreeSet::new()
    }

    /// The names that it bears, each of which no other case of the organisation does.
    fn names(&self) -> BTreeSet<CaseName> {
        BTreeSet::new()
    }

    /// What people may hand on of it, or could before.
    fn grants(&self) -> Vec<Grant> {
        Vec::new()
    }

    /// What it says of other cases as long as it stands so, and these entries of it wait
    /// for the server: shown with them on the phones that have both.
    fn marks(&self, _pending: &[CommandId]) -> Vec<(CaseId, Message)> {
        Vec::new()
    }

    /// How forms offer it to those who mean it; none if it bears no label, or is of no
    /// use any more.
    fn labelled(&self) -> Option<Labelled> {
        None
    }

    /// How forms offer it to those who close another as its duplicate; none if nobody sees
    /// to what it is about.
    fn original(&self) -> Option<Original> {
        None
    }

    /// The other cases that it is about: pages lead from each to the other.
    fn mentions(&self) -> BTreeSet<Mention> {
        BTreeSet::new()
    }

    /// The name that a person or a label means by a text, if its cases bear any.
    fn name_meant_by(_: &str) -> Option<CaseName> {
        None
    }
}

/// What an act tells of itself, whatever case it is done to.
pub trait AnyAct: Any {
    /// Whether a case begins with it. No other act can be the first of a case,
    /// and this one can only be the first.
    fn opens(&self) -> bool;

    /// The records that the rules about it look up.
    fn references(&self) -> References;

    /// The photos and signatures that it shows.
    fn pictures(&self) -> Vec<Picture>;

    /// The hash of the secret that it gives out, if it does.
    fn gives_out(&self) -> Option<SecretHash> {
        None
    }

    /// What was done, said of its author (`by`).
    fn title(&self) -> Message;

    /// What its author said with it; empty if nothing.
    fn text(&self) -> &str;
}

/// Why somebody may not do something, for a case whose capability is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Denial<R> {
    HasLeft,
    NotYours,
    /// The capability's own rule says no.
    Rule(R),
}

/// The one rule. Who does not know the capability of a case asks
/// [`capabilities::permit`](crate::capabilities::permit), which comes here.
///
/// An act that the records of today do not allow is asked about with those of the time of
/// acting: its author may have lost the right since, and could use it then. The reason
/// given is that of today, for the words of reasons say how it is.
pub(crate) fn permit<C: Capability>(
    case: Option<&C>,
    act: &C::Act,
    asker: &Asker<'_>,
) -> Result<(), Denial<C::Refusal>> {
    let Err(denial) = permit_by_records_of(asker, case, act) else {
        return Ok(());
    };
    let mut references = act.references();
    references.extend(case.map(C::references).unwrap_or_default());
    match asker.then(&references) {
        Some(then) => permit_by_records_of(&then.asker(), case, act).map_err(|_| denial),
        None => Err(denial),
    }
}

fn permit_by_records_of<C: Capability>(
    asker: &Asker<'_>,
    case: Option<&C>,
    act: &C::Act,
) -> Result<(), Denial<C::Refusal>> {
    if !asker.person.active {
        return Err(Denial::HasLeft);
    }
    let may_not =
        |case: &C| !is_among(asker.person, &case.audience(asker.directory)) && !case.lets_in(act);
    if case.is_some_and(may_not) {
        return Err(Denial::NotYours);
    }
    C::permit(case, act, asker).map_err(Denial::Rule)
}
