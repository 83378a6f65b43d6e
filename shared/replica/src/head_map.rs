//! What replaces the changes that a phone names but that a document
//! does not have.
//!
//! Commands come in chains: each is given on the change of the one before. When
//! one of them is adopted in the server's own version, or refused, what follows
//! it has to find its base all the same. Both ends keep the same map: the
//! server while it judges, the phone while it executes anew what survives. So a
//! command is judged by what its author could see, whatever became of those
//! before it.

use crate::{
    document::Document,
    heads::{HEADS_MAX, Hash, Heads},
};
use std::collections::HashMap;

/// The replacement of each change that is not in a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeadMap(HashMap<Hash, Heads>);

impl HeadMap {
    /// Notes the replacement of a change. One that is in the document is
    /// never replaced, whatever is noted.
    pub(crate) fn note(&mut self, claimed: Hash, replacement: Heads) {
        self.0.insert(claimed, replacement);
    }

    /// A base in changes that the document has; none if it names a change
    /// that neither the document nor this map knows, or too many.
    pub(crate) fn own(&self, base: &[Hash], document: &Document) -> Option<Heads> {
        if base.len() > HEADS_MAX {
            return None;
        }
        let mut own = Heads::new();
        for hash in base {
            if document.has(*hash) {
                own.push(*hash);
            } else {
                let replacement = self.0.get(hash)?;
                own.extend(replacement.iter().filter(|hash| document.has(**hash)));
            }
        }
        own.sort_unstable();
        own.dedup();
        (!own.is_empty() && own.len() <= HEADS_MAX).then_some(own)
    }
}
