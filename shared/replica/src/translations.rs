//! Which changes stand in a document for those that a phone speaks of but that
//! are not in it.
//!
//! Commands come in chains: each is given on the change of the one before. When
//! one of them is adopted in the server's own version, or refused, what follows
//! it has to find its base all the same. Both ends keep the same table: the
//! server while it judges, the phone while it executes anew what survives. So a
//! command is judged by what its author could see, whatever became of those
//! before it.

use crate::{
    document::Document,
    heads::{HEADS_MAX, Hash, Heads},
};
use std::collections::HashMap;

/// What stands for changes that are not in a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Translations(HashMap<Hash, Heads>);

impl Translations {
    /// Notes what stands for a change. For one that is in the document nothing
    /// else ever does, whatever is noted.
    pub(crate) fn note(&mut self, claimed: Hash, stands_for: Heads) {
        self.0.insert(claimed, stands_for);
    }

    /// A base in changes that the document has; none if it names what neither
    /// the document nor this table knows, or far too much.
    pub(crate) fn own(&self, base: &[Hash], document: &Document) -> Option<Heads> {
        if base.len() > HEADS_MAX {
            return None;
        }
        let mut own = Heads::new();
        for hash in base {
            if document.has(*hash) {
                own.push(*hash);
            } else {
                let stands_for = self.0.get(hash)?;
                own.extend(stands_for.iter().filter(|hash| document.has(**hash)));
            }
        }
        own.sort_unstable();
        own.dedup();
        (!own.is_empty() && own.len() <= HEADS_MAX).then_some(own)
    }
}
