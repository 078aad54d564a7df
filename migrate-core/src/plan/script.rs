//! Scripts, split into what the runtime sends.

use super::{List, Text};

/// The canonical text of an `up.sql` or `down.sql`, and how it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The canonical text: what was parsed and hashed, and what is executed.
    pub text: Text,
    /// How the text is sent.
    pub steps: Steps,
}

/// How a script is sent: decided at compile time, so that the runtime never parses SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Steps {
    /// The whole text in one transaction, in one message, together with its ledger row.
    Transaction,
    /// Numbered statements, each sent alone and recorded before and after (`transaction = "none"`).
    Statements(List<Statement>),
}

/// One statement of a script that runs outside a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The byte offset of its first token in the canonical text.
    pub start: u32,
    /// The byte offset after its last token, without the semicolon.
    pub end: u32,
    /// What it is, as far as a resume needs to know.
    pub kind: Outside,
}

impl Script {
    /// The text of one of the script's statements.
    #[must_use]
    pub fn statement(&self, statement: &Statement) -> &str {
        &self.text[statement.start as usize..statement.end as usize]
    }
}

/// What a statement that runs outside a transaction is. Names are as written in the script, with their quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outside {
    /// `CREATE INDEX CONCURRENTLY`: an interrupted one leaves an invalid index.
    CreateIndexConcurrently {
        /// The index's name; `None` when PostgreSQL was left to choose it.
        index: Option<Text>,
        /// The table, qualified if the script qualified it.
        table: Text,
    },
    /// `DROP INDEX CONCURRENTLY`.
    DropIndexConcurrently,
    /// `REINDEX … CONCURRENTLY`: an interrupted one leaves an index with the suffix `_ccnew` or `_ccold`.
    ReindexConcurrently,
    /// `ALTER TABLE … DETACH PARTITION … CONCURRENTLY`.
    DetachPartitionConcurrently,
    /// `VACUUM`, `CLUSTER` of all tables, `ALTER SYSTEM`, `CREATE DATABASE` and the like: PostgreSQL refuses it inside a
    /// transaction.
    Refused,
    /// Any other statement, which would have run inside a transaction too.
    Plain,
}
