//! What was acknowledged, and whether it is kept: read from the private Postgres itself,
//! whose socket its owner can reach.

use super::{Faults, installation::cluster, pushers::Acknowledged};
use domain::ids::{CaseId, CommandId};
use replica::document::Document;
use server::pool;
use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    path::Path,
};
use tests::{client::Client, records};
use tokio::runtime::Runtime;
use uuid::Uuid;

/// What was acknowledged, by the cases.
type ByCase = BTreeMap<CaseId, BTreeSet<CommandId>>;

pub struct Kept {
    database: String,
    runtime: Runtime,
    /// Of this round.
    latest: ByCase,
    all: ByCase,
}

impl Kept {
    pub fn in_data(data: &Path) -> Self {
        let cluster = cluster(data);
        let socket = cluster.parent().unwrap().display();
        Self {
            database: format!("postgres://fieldloop@localhost/fieldloop?host={socket}"),
            runtime: Runtime::new().unwrap(),
            latest: ByCase::new(),
            all: ByCase::new(),
        }
    }

    pub fn note(&mut self, acknowledged: Acknowledged) {
        for (case, id) in acknowledged {
            self.latest.entry(case).or_default().insert(id);
        }
    }

    pub fn acts(&self) -> usize {
        self.all.values().map(BTreeSet::len).sum()
    }

    /// The documents of these cases, or of all.
    fn documents(&self, of: Option<&ByCase>, faults: &mut Faults) -> BTreeMap<CaseId, Document> {
        let ids = of.map(|of| of.keys().map(|id| id.0).collect::<Vec<_>>());
        let rows: Vec<(Uuid, Vec<u8>)> = self.runtime.block_on(async {
            let pool = pool::connect(&self.database, 1).await.unwrap();
            let rows = "select id, document from cases where $1::uuid[] is null or id = any ($1)";
            let rows = sqlx::query_as(rows).bind(ids).fetch_all(&pool).await;
            pool.close().await;
            rows.unwrap()
        });
        let documents = rows.into_iter().filter_map(|(id, bytes)| {
            let document = Document::load(&bytes);
            let document = document.map_err(|error| faults.torn.push(format!("{id}: {error:?}")));
            Some((CaseId(id), document.ok()?))
        });
        documents.collect()
    }

    /// That what was acknowledged in this round is kept.
    pub fn check_latest(&mut self, faults: &mut Faults) {
        let latest = mem::take(&mut self.latest);
        let documents = self.documents(Some(&latest), faults);
        check(&latest, &documents, faults);
        for (case, ids) in latest {
            self.all.entry(case).or_default().extend(ids);
        }
    }

    /// That all is kept, that the projections made anew say the same, and that a phone
    /// that knew nothing was told all of it.
    pub fn check_all(&self, phone: &Client, faults: &mut Faults) {
        let documents = self.documents(None, faults);
        check(&self.all, &documents, faults);
        let mut where_adopted = BTreeMap::new();
        for (case, document) in &documents {
            for receipt in document.receipts() {
                if let Some(other) = where_adopted.insert(receipt.id, *case) {
                    let fault = format!("{} is adopted in {case} and {other}", receipt.id);
                    faults.torn.push(fault);
                }
            }
            let held = phone.held.get(case);
            if held.is_none_or(|held| held.document.heads() != document.heads()) {
                faults
                    .torn
                    .push(format!("a new phone is told another {case}"));
            }
        }
        let differing = self.runtime.block_on(async {
            let pool = pool::connect(&self.database, 1).await.unwrap();
            let (_, differing) = records::rebuilt(&pool).await.unwrap();
            pool.close().await;
            differing
        });
        faults.torn.extend(differing);
    }
}

fn check(kept: &ByCase, documents: &BTreeMap<CaseId, Document>, faults: &mut Faults) {
    for (case, ids) in kept {
        let Some(document) = documents.get(case) else {
            faults.lost.push(format!("{case} with {ids:?}"));
            continue;
        };
        let receipts = document.receipts();
        let adopted: BTreeSet<CommandId> = receipts.iter().map(|receipt| receipt.id).collect();
        let lost = ids.difference(&adopted);
        faults.lost.extend(lost.map(|id| format!("{id} in {case}")));
        let entries = document.history().entries;
        if entries.len() != receipts.len() || adopted.len() != receipts.len() {
            faults.torn.push(format!("{case}: {entries:#?}"));
        }
    }
}
