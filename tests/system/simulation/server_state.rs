//! The server's documents, read from the database after everything that may have
//! changed them, and held against what was known of them before.

use super::{ledger::Ledger, promises};
use anyhow::Result;
use domain::{
    assets::Asset,
    capabilities::{Act, Case, Kind},
    case::{History, References},
    ids::{CaseId, CommandId},
    transfers::Transfer,
};
use replica::document::{Document, Receipt};
use std::collections::BTreeMap;
use tests::world::World;
use uuid::Uuid;

/// What the server has adopted.
#[derive(Default)]
pub struct ServerState {
    pub cases: BTreeMap<CaseId, KnownCase>,
    /// Where each command was adopted.
    pub adopted: BTreeMap<CommandId, CaseId>,
}

/// A case of the server.
pub struct KnownCase {
    pub document: Document,
    pub receipts: Vec<Receipt>,
    pub history: History,
    /// By which it shows that its row was written since.
    version: i64,
}

impl ServerState {
    /// Reads what has changed.
    ///
    /// # Errors
    /// If a promise about what was adopted is broken.
    pub fn refresh(&mut self, world: &World, ledger: &Ledger) -> Result<()> {
        let versions: Vec<(Uuid, i64)> = world.runtime.block_on(
            sqlx::query_as("select id, xmin::text::bigint from cases order by id")
                .fetch_all(&world.pool),
        )?;
        promises::nothing_adopted_goes_away(self.cases.keys(), &versions)?;
        let changed = versions.into_iter().filter(|(id, version)| {
            let known = self.cases.get(&CaseId(*id));
            known.is_none_or(|known| known.version != *version)
        });
        for (id, version) in changed.collect::<Vec<_>>() {
            self.learn(CaseId(id), version, world.document(CaseId(id))?, ledger)?;
        }
        Ok(())
    }

    /// How many cases of a kind are not over.
    pub fn open(&self, kind: Kind) -> usize {
        let cases = self.cases.values();
        let cases = cases.filter_map(|known| known.history.case.as_ref());
        let is_open = |case: &&Case| case.kind() == kind && case.as_dyn().closed_at().is_none();
        cases.filter(is_open).count()
    }

    /// On what an act hangs: what it names, what its case does, and the cases that
    /// either names.
    pub fn related(&self, case: CaseId, act: &Act) -> References {
        let of_case = |id: &CaseId| {
            let case = self.cases.get(id)?.history.case.as_ref()?;
            Some(case.as_dyn().references())
        };
        let mut related = act.as_dyn().references();
        related.extend(of_case(&case).unwrap_or_default());
        for other in related.cases.clone() {
            related.extend(of_case(&other).unwrap_or_default());
        }
        related
    }

    pub fn assets(&self) -> impl Iterator<Item = (CaseId, &Asset)> {
        self.cases
            .iter()
            .filter_map(|(id, known)| match &known.history.case {
                Some(Case::Asset(asset)) => Some((*id, asset)),
                _ => None,
            })
    }

    pub fn transfers(&self) -> impl Iterator<Item = &Transfer> {
        self.cases
            .values()
            .filter_map(|known| match &known.history.case {
                Some(Case::Transfer(transfer)) => Some(transfer),
                _ => None,
            })
    }

    fn learn(
        &mut self,
        id: CaseId,
        version: i64,
        document: Document,
        ledger: &Ledger,
    ) -> Result<()> {
        let known = KnownCase {
            receipts: document.receipts(),
            history: document.history(),
            document,
            version,
        };
        promises::all_is_adopted(id, &known)?;
        let former = self.cases.get(&id);
        let before = former.map_or(0, |former| former.receipts.len());
        promises::times_are_inside_their_bounds(id, &known, before, ledger)?;
        promises::figures_add_up(id, &known.history)?;
        promises::the_order_only_grows(id, former, &known)?;
        for receipt in &known.receipts[before..] {
            promises::a_command_is_adopted_once(receipt.id, self.adopted.get(&receipt.id))?;
            self.adopted.insert(receipt.id, id);
        }
        self.cases.insert(id, known);
        Ok(())
    }
}
