//! One row of the ledger.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::plan::{Digest, Revision, RevisionId, TransactionMode};
use crate::run::Direction;

/// One row of the ledger, without the SQL texts, which are read only when they are needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The revision.
    pub id: RevisionId,
    /// What it was based on when it was applied.
    pub parents: Vec<RevisionId>,
    /// The digest of what was run.
    pub up: Digest,
    /// The digest of its down.
    pub down: Digest,
    /// The digest of the history up to it.
    pub chain: Digest,
    /// What it does, in the author's words.
    pub message: String,
    /// Its folder when it was applied.
    pub folder: String,
    /// Whether it ran in one transaction.
    pub transaction: TransactionMode,
    /// Whether it is done.
    pub progress: Progress,
    /// When it was applied, in RFC 3339 and UTC.
    pub applied_at: String,
    /// How long it took; `None` when it was stamped or is not done.
    pub duration: Option<Duration>,
    /// The role that applied it.
    pub applied_by: String,
    /// The `application_name` of the session that applied it.
    pub application_name: String,
    /// What applied it, with its version.
    pub tool: String,
    /// The oldest revision whose application still works on the schema that this one leaves.
    pub compatible: Option<RevisionId>,
}

/// How far a recorded revision is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It is applied.
    Applied,
    /// A non-transactional script was begun: the statements before `step` are done, `step` itself may be.
    Running {
        /// Whether its up or its down script was run.
        direction: Direction,
        /// The statement that was sent last, from 1.
        step: u32,
        /// The number of statements.
        of: u32,
        /// What somebody has said since about `step`.
        resolution: Option<Resolution>,
    },
}

/// What somebody said about the statement at which a script was interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// It was carried out, or is not needed any more: the script goes on after it.
    Done,
    /// It was not carried out, or was undone: the script goes on with it.
    Retry,
}

impl Resolution {
    /// The word for it, in the ledger and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retry => "retry",
        }
    }
}

impl Row {
    /// The number of columns of the query that reads the ledger.
    pub const COLUMNS: usize = 18;

    /// The row that the ledger has when the revision was applied as it is in the plan; who and when are left empty.
    #[must_use]
    pub fn of(revision: &Revision) -> Self {
        Self {
            id: revision.id,
            parents: revision.parents.to_vec(),
            up: revision.digests.up,
            down: revision.digests.down,
            chain: revision.digests.chain,
            message: revision.message.clone().into_owned(),
            folder: revision.folder.clone().into_owned(),
            transaction: revision.transaction,
            progress: Progress::Applied,
            applied_at: String::new(),
            duration: None,
            applied_by: String::new(),
            application_name: String::new(),
            tool: String::new(),
            compatible: revision.compatible,
        }
    }

    /// Reads one row as the query of [`crate::sql::read_ledger`] returns it.
    ///
    /// # Errors
    ///
    /// [`BadRow`] when a value is not what this version writes.
    pub fn from_columns(columns: &[Option<String>]) -> Result<Self, BadRow> {
        let row = Columns(columns);
        let id: RevisionId = row.parse(0, "id", "?")?;
        let key = row.text(0, "id", "?")?;
        let progress = match row.text(8, "state", key)? {
            "applied" => Progress::Applied,
            state => Progress::Running {
                direction: match state {
                    "running" => Direction::Up,
                    "reverting" => Direction::Down,
                    _ => return Err(BadRow::new("state", key)),
                },
                step: match (row.parse(9, "step", key)?, row.parse(10, "steps", key)?) {
                    (step, of) if (1..=of).contains(&step) => step,
                    _ => return Err(BadRow::new("step", key)),
                },
                of: row.parse(10, "steps", key)?,
                resolution: match row.0.get(17).and_then(Option::as_deref) {
                    None => None,
                    Some("done") => Some(Resolution::Done),
                    Some("retry") => Some(Resolution::Retry),
                    Some(_) => return Err(BadRow::new("resolution", key)),
                },
            },
        };
        let parents = row.text(1, "parents", key)?;
        Ok(Self {
            id,
            parents: parents
                .split_terminator(',')
                .map(|parent| parent.parse().map_err(|_| BadRow::new("parents", key)))
                .collect::<Result<_, _>>()?,
            up: row.parse(2, "up_digest", key)?,
            down: row.parse(3, "down_digest", key)?,
            chain: row.parse(4, "chain_digest", key)?,
            message: row.text(5, "message", key)?.to_owned(),
            folder: row.text(6, "folder", key)?.to_owned(),
            transaction: match row.text(7, "transaction", key)? {
                "single" => TransactionMode::Single,
                "none" => TransactionMode::None,
                _ => return Err(BadRow::new("transaction", key)),
            },
            progress,
            applied_at: row.text(11, "applied_at", key)?.to_owned(),
            duration: match row.0.get(12) {
                // Below zero it says that the clock was set back in between, which is no reason to refuse the ledger.
                Some(Some(_)) => {
                    let micros: i64 = row.parse(12, "duration", key)?;
                    Some(Duration::from_micros(micros.try_into().unwrap_or(0)))
                }
                _ => None,
            },
            applied_by: row.text(13, "applied_by", key)?.to_owned(),
            application_name: row.text(14, "application_name", key)?.to_owned(),
            tool: row.text(15, "tool", key)?.to_owned(),
            compatible: match row.0.get(16) {
                Some(Some(_)) => Some(row.parse(16, "compatible", key)?),
                _ => None,
            },
        })
    }
}

struct Columns<'a>(&'a [Option<String>]);

impl<'a> Columns<'a> {
    fn text(&self, at: usize, column: &'static str, key: &str) -> Result<&'a str, BadRow> {
        match self.0.get(at) {
            Some(Some(text)) => Ok(text),
            _ => Err(BadRow::new(column, key)),
        }
    }

    fn parse<T: FromStr>(&self, at: usize, column: &'static str, key: &str) -> Result<T, BadRow> {
        let text = self.text(at, column, key)?;
        text.parse().map_err(|_| BadRow::new(column, key))
    }
}

/// A row of the ledger has a value that this version does not write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The column.
    pub column: &'static str,
    /// The row's id, as it is.
    pub id: String,
}

impl BadRow {
    fn new(column: &'static str, id: &str) -> Self {
        Self {
            column,
            id: id.to_owned(),
        }
    }
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the row of `{}` has an unexpected value in column `{}`",
            self.id, self.column
        )
    }
}

impl std::error::Error for BadRow {}
