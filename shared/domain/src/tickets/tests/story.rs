//! The language of the stories: `given` what everybody knows, `when` somebody
//! does something, `meanwhile` somebody else does who knows only the given,
//! `then` this holds.
//!
//! Every deed is put to the one rule in the state its author acts on, as the
//! judge does, and is then appended as the server adopts it.

use super::people::{BUND, PRINTER, PROMISE, directory, uuid};
use crate::{
    capabilities::{Act, Case, Kind, Refusal, Superseded, permit},
    case::{Asker, History, RecordedEntry, fold},
    command::Command,
    date::Date,
    directory::{Directory, Original},
    ids::{CaseId, CommandId, PersonId},
    presented::Notice,
    rating::Rating,
    tickets::{ClosedAs, Ticket, TicketAct, TicketSuperseded},
    time::{Span, Timestamp, UTC},
    view::Viewer,
    words::{Language, Words},
};
use std::collections::BTreeMap;

/// The minutes of a story are counted from here: 2026-03-02 01:00 UTC.
pub const START: Timestamp = Timestamp(1_772_413_200_000);

pub fn minute(minute: i64) -> Timestamp {
    START + Span::minutes(minute)
}

pub fn stars(overall: u8) -> Rating {
    Rating {
        overall,
        attitude: 5,
        speed: 4,
        quality: 3,
        comment: "thanks".to_owned(),
    }
}

type Will = Box<dyn Fn(&Ticket) -> TicketAct>;

/// What somebody wants to do with the ticket as they see it.
pub struct Deed {
    by: PersonId,
    minute: Option<i64>,
    will: Will,
}

impl Deed {
    pub fn at(self, minute: i64) -> Self {
        let minute = Some(minute);
        Self { minute, ..self }
    }
}

pub trait Doing: Sized {
    fn does(self, will: impl Fn(&Ticket) -> TicketAct + 'static) -> Deed;

    fn accepts(self) -> Deed {
        self.does(|_| TicketAct::Accept)
    }

    fn assigns_to(self, to: PersonId) -> Deed {
        self.does(move |_| TicketAct::Assign { to })
    }

    fn notes(self, text: &'static str) -> Deed {
        self.does(move |_| TicketAct::Note {
            text: text.to_owned(),
            photos: Vec::new(),
        })
    }

    /// Until the day after the story's is over.
    fn holds(self) -> Deed {
        self.does(|seen| TicketAct::Hold {
            assignment: assignment(seen),
            until: next_day(),
            over_at: next_day_over_at(),
            reason: "waits for a part".to_owned(),
        })
    }

    fn resumes(self) -> Deed {
        self.does(|seen| TicketAct::Resume {
            assignment: assignment(seen),
        })
    }

    fn reassigns_to(self, to: PersonId) -> Deed {
        self.does(move |seen| TicketAct::Reassign {
            assignment: assignment(seen),
            to,
            reason: "knows that printer".to_owned(),
        })
    }

    fn completes(self, solution: &'static str) -> Deed {
        self.does(move |seen| TicketAct::Complete {
            assignment: assignment(seen),
            solution: solution.to_owned(),
            photos: Vec::new(),
        })
    }

    fn cancels(self) -> Deed {
        self.does(|_| TicketAct::Cancel {
            reason: String::new(),
        })
    }

    fn closes_as(self, closed_as: ClosedAs) -> Deed {
        self.does(move |seen| TicketAct::Close {
            opening: opening(seen),
            closed_as,
            reason: "was for the landlord".to_owned(),
        })
    }

    fn closes(self) -> Deed {
        self.closes_as(ClosedAs::NotAService)
    }

    fn reopens(self) -> Deed {
        self.does(|seen| TicketAct::Reopen {
            ending: ending(seen),
            reason: "it jams again".to_owned(),
        })
    }

    fn rates(self, overall: u8) -> Deed {
        self.does(move |seen| TicketAct::Rate {
            completion: latest_completion(seen),
            rating: stars(overall),
        })
    }
}

impl Doing for PersonId {
    fn does(self, will: impl Fn(&Ticket) -> TicketAct + 'static) -> Deed {
        Deed {
            by: self,
            minute: None,
            will: Box::new(will),
        }
    }
}

/// The current assignment; one that never was if nobody has the ticket.
pub fn assignment(seen: &Ticket) -> CommandId {
    seen.assignment().unwrap_or(CommandId(uuid(0xdead)))
}

/// The latest completion; one that never was if there is none.
pub fn latest_completion(seen: &Ticket) -> CommandId {
    let completion = seen.latest_completion().map(|done| done.id);
    completion.unwrap_or(CommandId(uuid(0xdead)))
}

/// The completion or closing that stands, or the latest completion.
pub fn ending(seen: &Ticket) -> CommandId {
    seen.ending().unwrap_or_else(|| latest_completion(seen))
}

/// The submission or reopening since which it is open.
pub fn opening(seen: &Ticket) -> CommandId {
    seen.opening().expect("one has opened it")
}

/// The day after the one on which stories begin.
pub fn next_day() -> Date {
    "2026-03-03".parse().expect("a day")
}

/// When that is over in Greenwich.
pub fn next_day_over_at() -> Timestamp {
    next_day().over_at(&UTC).expect("a time")
}

/// A ticket of which others can be duplicates.
pub const ORIGINAL: CaseId = CaseId(uuid(0x0419));

pub fn submission() -> TicketAct {
    TicketAct::Submit {
        category: PRINTER,
        targets: PROMISE,
        store: BUND,
        description: "The printer jams\nat the till".to_owned(),
        equipment: vec!["PRN-0042".to_owned()],
        photos: Vec::new(),
    }
}

/// A ticket's life so far.
#[derive(Clone)]
pub struct Story {
    pub directory: Directory,
    adopted: Vec<RecordedEntry>,
    /// What everybody knows who is offline.
    given: Vec<RecordedEntry>,
    /// What those know who have acted offline.
    offline: BTreeMap<PersonId, Vec<RecordedEntry>>,
    minute: i64,
}

/// Mei asks for help, at minute 0.
pub fn ticket() -> Story {
    let original = Original {
        opened: CommandId(uuid(0x0420)),
        title: "The printer is jammed".to_owned(),
        store: BUND,
    };
    let story = Story {
        directory: Directory {
            originals: [(ORIGINAL, original)].into(),
            ..directory()
        },
        adopted: Vec::new(),
        given: Vec::new(),
        offline: BTreeMap::new(),
        minute: 0,
    };
    let entry = story.entry(super::people::MEI, START, submission());
    story.adopt(entry)
}

/// From here on, whoever acts `meanwhile` knows only this.
pub fn given(story: Story) -> Story {
    Story {
        given: story.adopted.clone(),
        ..story
    }
}

impl Story {
    fn entry(&self, author: PersonId, at: Timestamp, act: TicketAct) -> RecordedEntry {
        let command = Command {
            id: CommandId(uuid(10_000 + self.adopted.len() as u128)),
            author,
            at,
            act: Act::Ticket(act),
        };
        RecordedEntry {
            json: command.to_json(),
            received: Some(at),
        }
    }

    fn adopt(mut self, entry: RecordedEntry) -> Self {
        self.adopted.push(entry);
        self
    }

    fn judge(
        &self,
        seen: &[RecordedEntry],
        by: PersonId,
        will: &Will,
        minute: i64,
    ) -> Result<RecordedEntry, Refusal> {
        let case = fold(Kind::Ticket, seen).case.expect("a ticket");
        let Case::Ticket(ticket) = &case else {
            panic!("{case:?}");
        };
        let act = will(ticket);
        let asker = Asker {
            person: &self.directory.people[&by],
            at: self::minute(minute),
            directory: &self.directory,
        };
        permit(Some(&case), &Act::Ticket(act.clone()), &asker)?;
        Ok(self.entry(by, asker.at, act))
    }

    /// Somebody does something, knowing everything.
    pub fn when(mut self, Deed { by, minute, will }: Deed) -> Self {
        self.minute = minute.unwrap_or(self.minute + 1);
        let entry = self.judge(&self.adopted, by, &will, self.minute);
        self.adopt(entry.expect("permitted"))
    }

    /// Somebody did something knowing only the given and what they did
    /// themselves since; it is adopted now.
    pub fn meanwhile(mut self, Deed { by, minute, will }: Deed) -> Self {
        self.minute = minute.unwrap_or(self.minute + 1);
        let seen = self.offline.get(&by).unwrap_or(&self.given);
        let entry = self.judge(seen, by, &will, self.minute);
        let entry = entry.expect("permitted");
        let seen = [seen.as_slice(), std::slice::from_ref(&entry)].concat();
        self.offline.insert(by, seen);
        self.adopt(entry)
    }

    /// Somebody who acts `meanwhile` knows only this other story, which began alike.
    pub fn offline_with(mut self, who: PersonId, known: &Self) -> Self {
        self.offline.insert(who, known.adopted.clone());
        self
    }

    /// The system does something; the server has it at once.
    pub fn by_system(mut self, minute: i64, act: TicketAct) -> Self {
        self.minute = minute;
        let entry = self.entry(PersonId::SYSTEM, self::minute(minute), act);
        self.adopt(entry)
    }

    /// Why somebody who knows everything may not do something.
    pub fn refusal(&self, deed: &Deed) -> Option<Refusal> {
        let minute = deed.minute.unwrap_or(self.minute + 1);
        self.judge(&self.adopted, deed.by, &deed.will, minute).err()
    }

    pub fn then(self, fact: impl Fn(&Self)) -> Self {
        fact(&self);
        self
    }

    pub fn and(self, fact: impl Fn(&Self)) -> Self {
        self.then(fact)
    }

    pub fn history(&self) -> History {
        fold(Kind::Ticket, &self.adopted)
    }

    pub fn entries(&self) -> &[RecordedEntry] {
        &self.adopted
    }

    pub fn case(&self) -> Case {
        self.history().case.expect("a ticket")
    }

    pub fn ticket(&self) -> Ticket {
        match self.case() {
            Case::Ticket(ticket) => ticket,
            other => panic!("{other:?}"),
        }
    }

    pub fn last_superseded(&self) -> Option<Superseded> {
        self.history()
            .entries
            .last()
            .expect("an entry")
            .superseded
            .clone()
    }

    pub fn notices(&self, who: PersonId) -> Vec<Notice> {
        let entries = self.history().entries;
        self.case()
            .as_dyn()
            .notices(&entries, &self.directory.people[&who])
    }

    /// What somebody sees at a minute, in English.
    pub fn seen_by<T>(&self, who: PersonId, minute: i64, look: impl FnOnce(&Viewer<'_>) -> T) -> T {
        look(&Viewer {
            person: &self.directory.people[&who],
            directory: &self.directory,
            words: &Words::new(Language::English, &[]),
            now: self::minute(minute),
            time_zone: &crate::time::time_zone("Asia/Shanghai"),
        })
    }
}

pub fn in_hand_of(who: PersonId) -> impl Fn(&Story) {
    use crate::tickets::Status::{InHand, OnHold};
    move |story| {
        let ticket = story.ticket();
        assert!(matches!(ticket.status, InHand | OnHold), "{ticket:?}");
        assert_eq!(ticket.owner, Some(who));
    }
}

pub fn completed_by(who: PersonId) -> impl Fn(&Story) {
    move |story| {
        let ticket = story.ticket();
        assert_eq!(ticket.status, crate::tickets::Status::Completed);
        assert_eq!(ticket.owner, Some(who));
        assert_eq!(ticket.completion().map(|done| done.by), Some(who));
    }
}

pub fn closed_by(who: PersonId) -> impl Fn(&Story) {
    move |story| {
        let ticket = story.ticket();
        assert_eq!(ticket.status, crate::tickets::Status::Closed);
        assert_eq!(ticket.closing().map(|closing| closing.by), Some(who));
    }
}

pub fn in_the_pool() -> impl Fn(&Story) {
    |story| {
        let ticket = story.ticket();
        assert_eq!(ticket.status, crate::tickets::Status::Pool);
        assert_eq!(ticket.owner, None);
    }
}

pub fn cancelled() -> impl Fn(&Story) {
    |story| assert_eq!(story.ticket().status, crate::tickets::Status::Cancelled)
}

/// The last deed has its effect.
pub fn it_stands() -> impl Fn(&Story) {
    |story| assert_eq!(story.last_superseded(), None)
}

/// The last deed has none, and why.
pub fn without_effect(why: TicketSuperseded) -> impl Fn(&Story) {
    move |story| assert_eq!(story.last_superseded(), Some(Superseded::Ticket(why)))
}

/// The last that somebody was told.
pub fn told(who: PersonId, sentence: &'static str) -> impl Fn(&Story) {
    move |story| {
        let notices = story.notices(who);
        let notice = notices.last().expect("a notice");
        let said = story.seen_by(who, 0, |viewer| viewer.say(&notice.message));
        assert_eq!(said, sentence);
        let last = story.history().entries.last().map(|entry| entry.id);
        assert_eq!(Some(notice.entry), last, "about the last entry");
    }
}

/// Somebody was not told anything of the last deed.
pub fn not_told(who: PersonId) -> impl Fn(&Story) {
    move |story| {
        let last = story.history().entries.last().map(|entry| entry.id);
        let notice = story.notices(who).pop().map(|notice| notice.entry);
        assert!(notice.is_none() || notice != last);
    }
}
