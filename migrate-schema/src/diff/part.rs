//! The parts of a difference that are applied one after the other, each as a revision of its own.

use migrate_core::plan::TransactionMode;

use super::online::When;
use super::reread::faithful;
use super::{Diff, Statement};

/// Statements that are applied together.
///
/// What takes a part back is the difference from the schema after it to the schema before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    /// In one transaction, or each by itself outside of any.
    pub mode: TransactionMode,
    /// The statements, in their order.
    pub statements: &'a [Statement],
}

/// A statement that has no part yet.
pub(super) struct Piece {
    pub(super) when: When,
    pub(super) sql: String,
    pub(super) change: Option<usize>,
    /// Whether it is a function whose body names what may not be there yet.
    pub(super) late_bound: bool,
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

    /// Puts the statements into parts, after those that are there.
    pub(super) fn arrange(&mut self, mut pieces: Vec<Piece>) {
        // Those that wait keep their order among themselves.
        pieces.sort_by_key(|piece| match piece.when {
            When::Now | When::Apart | When::Outside => 0,
            When::After => 1,
            When::Validating => 2,
            When::Last => 3,
        });
        // What is after the rest goes on in its transaction.
        let class = |when: When| match when {
            When::After => When::Now,
            other => other,
        };
        let mut last = (!self.statements.is_empty()).then_some(When::Now);
        let mut part = 0;
        for together in pieces.chunk_by(|a, b| class(a.when) == class(b.when)) {
            let class = class(together[0].when);
            if last.is_some_and(|last| last != class) {
                part += 1;
            }
            last = Some(class);
            let mode = match class {
                When::Outside => TransactionMode::None,
                _ => TransactionMode::Single,
            };
            if together.iter().any(|piece| piece.late_bound) {
                self.statements.push(Statement {
                    sql: "SET LOCAL check_function_bodies = off".to_owned(),
                    change: None,
                    part,
                    mode,
                });
            }
            self.statements
                .extend(together.iter().map(|piece| Statement {
                    sql: faithful(&piece.sql).into_owned(),
                    change: piece.change,
                    part,
                    mode,
                }));
        }
    }
}
