//! Sample cases: short stories with fixed people, times and ids, for whoever has
//! to show what a case looks like without a server, a clock or a disk.
//!
//! A story says what its people fill in, and nothing of what comes of it. It is
//! told by the code that real cases go through: the filled form becomes an act,
//! the one rule permits it in the state that its author had seen, and the fold
//! makes the case. So no sample shows what cannot be. Each capability has its
//! stories beside its rules, in `samples.rs`; which pages are made of them is not
//! decided here.

pub use crate::story::{HERE, NOW, Part, directory};

use crate::{
    asker::{Asker, Author},
    capabilities::{Act, Kind, Refusal, permit},
    case::{History, RecordedEntry, fold, may_read},
    command::Command,
    directory::{Directory, Person},
    ids::{CaseId, CommandId},
    story::{Sent, Step, Story, ago},
    time::time_zone,
    view::{Form, Input, InputKind, Values},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How somebody draws their name in a form.
const SIGNATURE: &str = "2000x1000
200,700 420,240 560,720 760,300 900,680
1100,320 1100,760 1420,520 1760,300";

/// The case of a story, as it stands on somebody's phone.
#[derive(Clone, Debug)]
pub struct SampleCase {
    pub name: &'static str,
    pub id: CaseId,
    pub history: History,
    /// Those of its commands that wait to be sent.
    pub waiting: Vec<Command>,
    pub refused: Vec<(Command, Refusal)>,
}

/// The case of every story that a part has on their phone, in the order of the
/// capabilities.
#[must_use]
pub fn cases_of(part: Part, directory: &Directory) -> Vec<SampleCase> {
    let stories = Kind::ALL
        .iter()
        .flat_map(|kind| kind.as_dyn().stories().iter().map(|story| (*kind, story)));
    stories
        .filter_map(|(kind, story)| story.on_the_phone_of(part, kind, directory))
        .collect()
}

/// How somebody fills in a form: as the first story does in which most of it is
/// filled in, by those who choose what can be chosen here; nothing if no story
/// takes up the offer.
#[must_use]
pub fn filling(form: &Form) -> Values {
    let stories = Kind::ALL.iter().flat_map(|kind| kind.as_dyn().stories());
    let steps = stories.flat_map(|story| story.steps);
    let fillings = steps.filter(|step| step.offer == form.offer.name);
    let fillings = fillings.map(Step::filled).map(|mut values| {
        values.retain(|name, value| is_filled_in(form, name, value));
        values
    });
    let fillings = fillings.filter(|values| {
        let is_offered = |input: &Input| {
            let (InputKind::Choice { choices } | InputKind::Choices { choices }) = &input.kind
            else {
                return true;
            };
            let Some(chosen) = values.get(&input.name) else {
                return !input.required || !input.value.is_empty();
            };
            let is_choice = |line: &str| choices.iter().any(|choice| choice.value == line);
            chosen.lines().all(is_choice)
        };
        form.inputs.iter().all(is_offered)
    });
    // The last of the greatest, seen from the end.
    fillings.rev().max_by_key(Values::len).unwrap_or_default()
}

/// Whether somebody fills this in: of several that are chosen already, nobody chooses
/// anew. A signature is drawn, where a story names the picture that came of it.
fn is_filled_in(form: &Form, name: &str, value: &mut String) -> bool {
    let mut inputs = form.inputs.iter();
    let Some(input) = inputs.find(|input| input.name == name) else {
        return true;
    };
    match input.kind {
        InputKind::Choices { .. } => input.value.is_empty(),
        InputKind::Signature { .. } => {
            SIGNATURE.clone_into(value);
            true
        }
        _ => true,
    }
}

impl Story {
    /// The story as it stands on a part's phone; none if it is not there: it is
    /// none of theirs, or somebody else's phone has not sent all of it.
    fn on_the_phone_of(&self, part: Part, kind: Kind, directory: &Directory) -> Option<SampleCase> {
        let is_elsewhere = |step: &Step| step.sent == Sent::NotYet && step.by != part;
        if self.steps.iter().any(is_elsewhere) {
            return None;
        }
        let mut sample = SampleCase {
            name: self.name,
            id: CaseId(uuid(self.name, 0)),
            history: History::default(),
            waiting: Vec::new(),
            refused: Vec::new(),
        };
        let formerly = with_all_here(directory);
        let mut entries: Vec<(Part, RecordedEntry)> = Vec::new();
        for (step, nth) in self.steps.iter().zip(1..) {
            let known = entries.iter().enumerate();
            let known = known.filter(|(place, (by, _))| *place < step.seen || *by == step.by);
            let seen = fold(kind, known.map(|(_, (_, recorded))| recorded));
            let then = if step.is_former { &formerly } else { directory };
            let command = Command {
                id: CommandId(uuid(self.name, nth)),
                author: step.by.id(),
                at: ago(step.ago_min),
                act: step.act(kind, &seen, then),
            };
            let asked = |person| ask(person, &seen, &command, then);
            let person = &directory.people[&step.by.id()];
            asked(person).expect("because people in stories do only what they may");
            let bereft = Person {
                roles: BTreeSet::new(),
                ..person.clone()
            };
            match (step.sent, asked(&bereft)) {
                (Sent::InVain, Err(refusal)) if step.by == part => {
                    sample.refused.push((command, refusal));
                    continue;
                }
                (Sent::InVain, _) => continue,
                (Sent::NotYet, _) => sample.waiting.push(command.clone()),
                (Sent::AtOnce | Sent::Late(_), _) => {}
            }
            let recorded = RecordedEntry {
                json: command.to_json(),
                received: step.received(),
            };
            sample.history.append(kind, &recorded);
            entries.push((step.by, recorded));
        }
        let person = &directory.people[&part.id()];
        let case = sample.history.case.as_ref()?;
        may_read(person, case, directory).then_some(sample)
    }
}

/// As it was while nobody had left yet.
fn with_all_here(directory: &Directory) -> Directory {
    let mut formerly = directory.clone();
    for person in formerly.people.values_mut() {
        person.active = true;
    }
    formerly
}

impl Step {
    fn act(&self, kind: Kind, seen: &History, directory: &Directory) -> Act {
        let values = self.filled();
        let author = Author {
            person: &directory.people[&self.by.id()],
            directory,
            now: ago(self.ago_min),
            time_zone: &time_zone(HERE),
        };
        let act = match &seen.case {
            Some(case) => case.as_dyn().build(self.offer, &values, author),
            None => kind.as_dyn().build(self.offer, &values, author),
        };
        act.expect("because forms in stories are filled in")
    }
}

fn ask(
    person: &Person,
    seen: &History,
    command: &Command,
    directory: &Directory,
) -> Result<(), Refusal> {
    let asker = Asker {
        person,
        at: command.at,
        directory,
    };
    permit(seen.case.as_ref(), &command.act, &asker)
}

/// An id that looks like any other and is the same for good: a story that is
/// added changes none.
fn uuid(story: &str, nth: u8) -> Uuid {
    // FNV-1a: eight bytes that differ as soon as one letter does.
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = story.bytes().chain([nth]).fold(0xcbf2_9ce4_8422_2325, mix);
    let random = u128::from(hash) & 0x0000_ffff_ffff_ffff;
    Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 | random)
}
