//! The phone of somebody who plays in the domain's stories: a model in which they
//! are signed in, and what its store would find if the stories stood in it.

use super::Sample;
use crate::{
    clock::{ClockReading, ServerTime},
    event::Route,
    model::{Access, Model, Photos, StackEntry, Sync, home},
    routes,
    store::{Counts, FoldedRow, Line, NoticeRow, QueryResult, Session, SessionState, Settings},
};
use domain::{
    capabilities::{self, Case, Kind},
    command::Command,
    ids::CommandId,
    samples::{HERE, NOW, Part, SampleCase, cases_of, directory},
    time::{Span, Timestamp, time_zone},
    view::Viewer,
    words::Language,
};
use replica::handed::{Certificate, Key};
use std::{cmp::Reverse, collections::BTreeSet, sync::Arc};
use uuid::Uuid;

/// What is older than this was read, and is in the notices all the same.
const READ_BEFORE: Span = Span::minutes(-120);

/// A state of the app: its name, and what makes it.
pub type State = (&'static str, fn(&mut Model));

/// A phone with the stories in its store.
pub struct SamplePhone {
    /// Who holds the phone.
    pub part: Part,
    /// The cases that stand in its store.
    pub cases: Vec<SampleCase>,
    model: Model,
    state: SessionState,
    counts: Counts,
}

impl SamplePhone {
    pub fn of(part: Part, language: Language) -> Self {
        let directory = Arc::new(directory());
        let cases = cases_of(part, &directory);
        let (authority, key) = (Key::of([1; 32]), Key::of([2; 32]));
        let organisation = Uuid::nil();
        let certificate = Certificate::issue(
            &authority,
            organisation,
            part.id(),
            Uuid::nil(),
            key.public(),
        );
        let heard = ClockReading::steady(NOW + Span::minutes(-2));
        let state = SessionState {
            session: Some(Session {
                server: "https://help.example.com".to_owned(),
                device: Uuid::nil(),
                incarnation: 0,
                organisation: "恒利集团".to_owned(),
                organisation_id: organisation,
                person: directory.people[&part.id()].clone(),
                cursor: Vec::new(),
                restored_at: None,
                server_time: Some(ServerTime::heard(NOW + Span::minutes(-2), &heard)),
                hands_in_until: None,
                certificate: Some(certificate),
                authority: Some(authority.public()),
                key: Some(key),
            }),
            settings: Settings {
                language: None,
                server: "https://help.example.com".to_owned(),
                login: format!("{}@hengli", part.name()),
            },
            directory,
            at_hand: None,
        };
        let mut model = Model::new(ClockReading::steady(NOW), [0; 32], language, state.clone());
        model.locale.time_zone = time_zone(HERE);
        "1.0.0".clone_into(&mut model.version);
        let mut phone = Self {
            part,
            cases,
            model,
            state,
            counts: Counts::default(),
        };
        phone.counts = phone.counted();
        phone.rest();
        phone
    }

    /// A page: of a route for which the store finds this, on a phone that is as
    /// usual but for this state.
    pub fn sample(
        &mut self,
        name: String,
        route: Route,
        result: QueryResult,
        state: impl FnOnce(&mut Model),
    ) -> Sample {
        self.model.back_stack = match route {
            Route::List(_) => vec![StackEntry::to(route)],
            route => vec![StackEntry::to(home()), StackEntry::to(route)],
        };
        self.model.shown = result;
        state(&mut self.model);
        let page = routes::page(&self.model);
        self.rest();
        Sample { name, page }
    }

    /// As usual: signed in and in sync, with nothing under way.
    fn rest(&mut self) {
        self.model.state = self.state.clone();
        self.model.counts = self.counts.clone();
        self.model.access = Access::Open(String::new());
        self.model.sync = Sync::default();
        self.model.photos = Photos::default();
        self.model.message = None;
    }

    pub fn session(&self) -> Option<&Session> {
        self.state.session.as_ref()
    }

    pub fn viewer(&self) -> Viewer<'_> {
        let viewer = self.model.viewer();
        viewer.expect("because somebody is signed in on a sample phone")
    }

    pub fn case(sample: &SampleCase) -> &Case {
        let case = sample.history.case.as_ref();
        case.expect("because a story that nobody has begun is on nobody's phone")
    }

    pub fn row(sample: &SampleCase) -> FoldedRow {
        FoldedRow {
            id: sample.id,
            case: Some(Self::case(sample).clone()),
            pending: sample.waiting.iter().map(|it| it.id).collect(),
            mark: None,
        }
    }

    /// The rows of a list, in the order in which the store finds them.
    pub fn rows(&self, list: &str) -> Vec<FoldedRow> {
        let listed = self.listed(list).into_iter();
        listed.map(|(_, row)| row).collect()
    }

    /// The same, with whether what stands in the list is over.
    fn listed(&self, list: &str) -> Vec<(bool, FoldedRow)> {
        let mut found = Vec::new();
        for sample in &self.cases {
            let row = Self::row(sample);
            let viewer = self.viewer();
            let case = Self::case(sample).as_dyn();
            let pending: Vec<CommandId> = sample.waiting.iter().map(|it| it.id).collect();
            let listings = case.listings(viewer.person, viewer.directory, &pending);
            found.extend(listings.iter().filter(|it| it.list == list).map(|listing| {
                let closed_at = listing.closed_at.map(Reverse);
                let row = row.clone();
                (closed_at.is_some(), listing.rank, closed_at, sample.id, row)
            }));
        }
        found.sort_by_key(|(is_closed, rank, closed_at, id, _)| {
            (*is_closed, *rank, *closed_at, *id)
        });
        let found = found.into_iter();
        found.map(|(is_over, .., row)| (is_over, row)).collect()
    }

    /// The notices, the latest first.
    pub fn notices(&self) -> Vec<NoticeRow> {
        let person = self.viewer().person;
        let mut rows = Vec::new();
        for sample in &self.cases {
            let entries = &sample.history.entries;
            for notice in Self::case(sample).as_dyn().notices(entries, person) {
                let entry = entries.iter().find(|entry| entry.id == notice.entry);
                let received = entry.and_then(|entry| entry.received);
                rows.extend(received.map(|received| {
                    NoticeRow {
                        case: sample.id,
                        entry: notice.entry,
                        title: Self::case(sample)
                            .as_dyn()
                            .row(sample.id, &self.viewer())
                            .title,
                        message: notice.message,
                        tone: notice.tone,
                        received,
                        is_read: received < NOW + READ_BEFORE,
                    }
                }));
            }
        }
        rows.sort_by_key(|row| Reverse((row.received, row.entry)));
        rows
    }

    /// What waits to be sent, in the order in which it was done.
    pub fn waiting(&self) -> Vec<Line> {
        let lines = self.cases.iter().flat_map(|sample| {
            let commands = sample.waiting.iter();
            commands.map(move |command| line(sample, command, None))
        });
        let mut lines: Vec<_> = lines.collect();
        lines.sort_by_key(acted_at);
        lines
    }

    /// What was refused, the latest first.
    pub fn refused(&self) -> Vec<Line> {
        let lines = self.cases.iter().flat_map(|sample| {
            let refused = sample.refused.iter();
            refused.map(move |(command, why)| line(sample, command, Some(why)))
        });
        let mut lines: Vec<_> = lines.collect();
        lines.sort_by_key(|line| Reverse(acted_at(line)));
        lines
    }

    fn counted(&self) -> Counts {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let open = |list: &'static str| {
            let listed = self.listed(list);
            let open = listed.iter().filter(|(is_over, _)| !is_over);
            (list, count(open.count()))
        };
        let lists = Kind::ALL.iter().flat_map(|kind| kind.as_dyn().lists());
        let unread = self.notices().iter().filter(|row| !row.is_read).count();
        let waiting = self.cases.iter().flat_map(|sample| &sample.waiting);
        Counts {
            lists: lists.map(|list| open(list)).collect(),
            waiting: count(waiting.clone().count()),
            refused: count(self.refused().len()),
            unread: count(unread),
            photos: count(
                waiting
                    .map(|command| command.act.as_dyn().pictures().len())
                    .sum(),
            ),
            drafts: 0,
            begun: BTreeSet::new(),
            missing_thumbnails: 0,
        }
    }
}

fn line(sample: &SampleCase, command: &Command, refusal: Option<&capabilities::Refusal>) -> Line {
    Line {
        id: command.id,
        case: sample.id,
        command: Some(command.clone()),
        refusal: refusal.cloned().map(Into::into),
        is_awaiting: false,
        on: sample.history.case.clone(),
    }
}

fn acted_at(line: &Line) -> Option<Timestamp> {
    line.command.as_ref().map(|command| command.at)
}
