//! What a push is about: the cases that it acts on and those in which something may
//! follow, each with its judge, all of them locked until the transaction ends.

use super::{audience::Ties, steps::Step, store};
use crate::{error::Error, records};
use domain::{
    capabilities::Kind,
    case::References,
    directory::Directory,
    ids::{CaseId, PersonId},
};
use replica::{document::Document, incoming::Incoming, judge::Judge};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Commands, and the cases that they concern as they are stored.
pub(super) struct Batch {
    pub step: Step,
    documents: HashMap<CaseId, Vec<u8>>,
    /// How many bytes the documents have when they are open.
    pub plain_bytes: u64,
    /// The cases that are acted on, and as what they would begin.
    acted_on: BTreeMap<CaseId, Kind>,
}

/// A case that is open to be judged.
pub(super) struct OpenCase {
    pub judge: Judge,
    /// Whether it would begin now.
    pub is_new: bool,
    pub entries_before: usize,
    pub ties_before: Ties,
}

impl OpenCase {
    fn of(judge: Judge, is_new: bool) -> Self {
        Self {
            is_new,
            entries_before: judge.entries(),
            ties_before: Ties::of(judge.case()),
            judge,
        }
    }
}

/// The cases of a batch, and which of them cannot be read.
#[derive(Default)]
pub(super) struct OpenCases {
    pub cases: BTreeMap<CaseId, OpenCase>,
    pub damaged: BTreeMap<CaseId, Error>,
}

impl OpenCases {
    /// Gives each stored case its judge.
    pub fn of(documents: &HashMap<CaseId, Vec<u8>>) -> Self {
        let mut open = Self::default();
        for (id, document) in documents {
            match Document::load(document) {
                Ok(document) => {
                    let case = OpenCase::of(Judge::of(document), false);
                    open.cases.insert(*id, case);
                }
                Err(fault) => {
                    open.damaged.insert(*id, Error::fault("read a case", fault));
                }
            }
        }
        open
    }
}

impl Batch {
    /// Locks the cases that the commands concern.
    pub async fn lock(
        connection: &mut PgConnection,
        organisation: Uuid,
        step: &Step,
    ) -> Result<Self, Error> {
        let mut acted_on = BTreeMap::new();
        for incoming in step.commands() {
            let pushed = &incoming.pushed;
            acted_on.entry(pushed.case).or_insert(pushed.kind);
        }
        let locked = store::lock(connection, organisation, step.concerned.iter()).await?;
        Ok(Self {
            step: step.clone(),
            plain_bytes: locked.iter().map(|case| case.plain_bytes).sum(),
            documents: locked
                .into_iter()
                .map(|case| (case.id, case.document))
                .collect(),
            acted_on,
        })
    }

    /// Gives each case its judge.
    pub fn open(&self) -> OpenCases {
        let mut open = OpenCases::of(&self.documents);
        let begun = self.acted_on.iter();
        for (id, kind) in begun.filter(|(id, _)| !self.documents.contains_key(id)) {
            let case = OpenCase::of(Judge::open(*kind), true);
            open.cases.insert(*id, case);
        }
        open
    }

    /// The records that the rules will look up.
    pub async fn directory(
        &self,
        connection: &mut PgConnection,
        organisation: Uuid,
        open: &OpenCases,
    ) -> Result<Directory, Error> {
        let mut references = References::default();
        for case in open.cases.values() {
            references.extend(case.ties_before.references.clone());
        }
        let commands = self.step.commands();
        for command in commands.filter_map(|incoming| incoming.command.as_ref()) {
            references.extend(command.act.as_dyn().references());
            // What passes to its author hangs on them, who may have left just now.
            references.people.insert(command.author);
        }
        let directory = records::lookup(&mut *connection, organisation, references).await?;
        let begun = self.step.commands().filter_map(begun_by).collect();
        let open = store::open(connection, organisation, &begun).await?;
        Ok(Directory { open, ..directory })
    }
}

/// Who begins a case by a command, and of which kind.
fn begun_by(incoming: &Incoming) -> Option<(PersonId, Kind)> {
    let command = incoming.command.as_ref()?;
    let begins = command.act.as_dyn().opens();
    begins.then_some((command.author, command.act.kind()))
}

/// The other cases in which something may follow from a command.
pub(super) fn cases_of(incoming: &Incoming) -> BTreeSet<CaseId> {
    let command = incoming.command.as_ref();
    let references = command.map(|command| command.act.as_dyn().references());
    references.unwrap_or_default().cases
}
