//! What was let in lately, by the hash of what it showed.

use std::sync::atomic::{AtomicU64, Ordering};

/// What was let in lately, such as tokens: its hashes, each in the cell that a part of it
/// names, so that the memory is bounded. For limits only: whether a device may call is
/// looked up each time.
#[derive(Debug)]
pub struct KnownTokens(Box<[AtomicU64]>);

impl Default for KnownTokens {
    fn default() -> Self {
        Self((0..=u16::MAX).map(|_| AtomicU64::new(0)).collect())
    }
}

impl KnownTokens {
    /// The cell of a hash, and what stands there if it is known.
    fn cell(&self, sha256: &[u8; 32]) -> (&AtomicU64, u64) {
        let number = u16::from_be_bytes([sha256[0], sha256[1]]);
        let (print, _) = sha256[2..].split_first_chunk().unwrap_or((&[0; 8], &[]));
        (&self.0[usize::from(number)], u64::from_be_bytes(*print))
    }

    #[must_use]
    pub fn has(&self, sha256: &[u8; 32]) -> bool {
        let (cell, print) = self.cell(sha256);
        cell.load(Ordering::Relaxed) == print
    }

    pub fn note(&self, sha256: &[u8; 32]) {
        let (cell, print) = self.cell(sha256);
        cell.store(print, Ordering::Relaxed);
    }

    pub fn forget(&self, sha256: &[u8; 32]) {
        self.cell(sha256).0.store(0, Ordering::Relaxed);
    }
}
