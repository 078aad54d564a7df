//! The parts of a difference that are applied one after the other, each as a revision of its own.

use migrate_core::plan::TransactionMode;

use super::{Diff, Statement};

/// Statements that are applied together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    /// In one transaction, or each by itself outside of any.
    pub mode: TransactionMode,
    /// The statements, in their order.
    pub statements: &'a [Statement],
}

impl Diff {
    /// The parts, in their order; one where everything goes in one transaction.
    #[must_use]
    pub fn parts(&self) -> Vec<Part<'_>> {
        let together = |a: &Statement, b: &Statement| a.part == b.part;
        self.statements
            .chunk_by(together)
            .map(|statements| Part {
                mode: statements[0].mode,
                statements,
            })
            .collect()
    }
}
