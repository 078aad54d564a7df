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
    /// The statements of a script that runs outside a transaction; none of one that runs inside.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        match &self.steps {
            Steps::Statements(statements) => statements,
            Steps::Transaction => &[],
        }
    }

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
        /// Whether it says `UNIQUE`.
        unique: bool,
        /// Where the definition goes on after the table's name, in bytes from the beginning of the statement.
        definition: u32,
    },
    /// `DROP INDEX CONCURRENTLY`.
    DropIndexConcurrently {
        /// The index, qualified if the script qualified it.
        index: Text,
    },
    /// `REINDEX … CONCURRENTLY`: an interrupted one leaves an index with the suffix `_ccnew` or `_ccold`.
    ReindexConcurrently(Reindexed),
    /// `ALTER TABLE … DETACH PARTITION … CONCURRENTLY`: an interrupted one may have to be finalized.
    DetachPartitionConcurrently {
        /// The partitioned table, qualified if the script qualified it.
        table: Text,
        /// The partition, qualified if the script qualified it.
        partition: Text,
    },
    /// `VACUUM`, `CLUSTER` of all tables, `ALTER SYSTEM`, `CREATE DATABASE` and the like: PostgreSQL refuses it inside a
    /// transaction.
    Refused,
    /// Any other statement, which would have run inside a transaction too.
    Plain,
}

/// What a `REINDEX` builds anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reindexed {
    /// One index.
    Index(Text),
    /// The indexes of a table.
    Table(Text),
    /// The indexes of the tables of a schema.
    Schema(Text),
    /// All of the database.
    Database,
}
