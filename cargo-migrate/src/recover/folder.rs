//! A folder from a row.

use migrate_core::ledger::Row;
use migrate_core::plan::{RevisionId, Timeout};
use migrate_core::source::digest::{Digester, Facts};
use migrate_core::source::files::{DOWN_FILE, MANIFEST_FILE, UP_FILE};
use migrate_core::source::{Created, Entry, Manifest, SourceFolder, folder as folders};

use super::RecoverFailure;

/// What the ledger keeps of a revision's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Files {
    /// The revision.
    pub(crate) id: RevisionId,
    /// Its `up.sql`.
    up: String,
    /// Its `down.sql`; `None` for an irreversible revision.
    down: Option<String>,
    /// When it was created.
    created: Created,
    /// Why there is no `down.sql`.
    irreversible: Option<String>,
    /// Its own `lock_timeout`.
    lock_timeout: Option<Timeout>,
    /// Its own `statement_timeout`.
    statement_timeout: Option<Timeout>,
}

impl Files {
    /// Reads a row of [`migrate_core::sql::recorded_files`].
    ///
    /// # Errors
    ///
    /// The column whose value is not what this version writes.
    pub(crate) fn from_columns(columns: Vec<Option<String>>) -> Result<Self, &'static str> {
        let mut columns = columns.into_iter();
        let mut next = || columns.next().flatten();
        Ok(Self {
            id: next().and_then(|id| id.parse().ok()).ok_or("id")?,
            up: next().ok_or("up_sql")?,
            down: next(),
            created: next()
                .and_then(|created| created.parse().ok())
                .ok_or("created")?,
            irreversible: next(),
            lock_timeout: timeout(next()).ok_or("lock_timeout")?,
            statement_timeout: timeout(next()).ok_or("statement_timeout")?,
        })
    }
}

/// `None` for a value that is no timeout.
fn timeout(value: Option<String>) -> Option<Option<Timeout>> {
    match value {
        Some(text) => text.parse().ok().map(Some),
        None => Some(None),
    }
}

/// A revision, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recovered {
    /// The folder's name.
    pub(crate) folder: String,
    /// Its manifest.
    pub(crate) manifest: Manifest,
    up: String,
    down: Option<String>,
}

/// Makes the files of a row, and checks that they mean what was applied.
///
/// # Errors
///
/// The digests of what is to be written are not the row's.
pub(crate) fn folder(row: &Row, files: Files) -> Result<Recovered, RecoverFailure> {
    let Files {
        id: _,
        up,
        down,
        created,
        irreversible,
        lock_timeout,
        statement_timeout,
    } = files;
    let mut manifest = Manifest::new(row.id, row.parents.clone(), &row.message, created);
    manifest.transaction = row.transaction;
    manifest.compatible = row.compatible;
    manifest.irreversible = irreversible;
    manifest.lock_timeout = lock_timeout;
    manifest.statement_timeout = statement_timeout;
    let mut digester = Digester::new();
    let found = [
        (
            "up_sql",
            digester.up(row.id, &row.parents, row.transaction, &up),
            row.up,
        ),
        ("down_sql", digester.down(row.id, down.as_deref()), row.down),
    ];
    for (column, found, recorded) in found {
        if found != recorded {
            return Err(RecoverFailure::Altered { id: row.id, column });
        }
    }
    // The name is for people; one that is no folder's name must not become a path.
    let folder = match folders::slug_of(&row.folder) {
        Some(_) => row.folder.clone(),
        None => folders::name(created, &row.message),
    };
    Ok(Recovered {
        folder,
        manifest,
        up,
        down,
    })
}

impl Recovered {
    /// The entry that seals it as it was applied.
    pub(crate) fn sealed(&self) -> Entry {
        let Manifest {
            id,
            parents,
            message,
            created,
            transaction,
            irreversible,
            compatible,
            lock_timeout,
            statement_timeout,
            allow: _,
            amended: _,
        } = &self.manifest;
        let mut digester = Digester::new();
        Entry::Sealed {
            up: digester.up(*id, parents, *transaction, &self.up),
            down: digester.down(*id, self.down.as_deref()),
            manifest: Some(digester.manifest(&Facts {
                id: *id,
                message,
                created: created.to_string().into(),
                compatible: *compatible,
                lock_timeout: *lock_timeout,
                statement_timeout: *statement_timeout,
                irreversible: irreversible.as_deref(),
            })),
        }
    }

    /// The files, by name.
    pub(crate) fn files(&self) -> Vec<(&'static str, String)> {
        let mut files = vec![
            (MANIFEST_FILE, self.manifest.to_toml()),
            (UP_FILE, self.up.clone()),
        ];
        files.extend(self.down.clone().map(|down| (DOWN_FILE, down)));
        files
    }

    /// The folder as it will be read.
    pub(crate) fn source_folder(&self) -> SourceFolder {
        SourceFolder {
            name: self.folder.clone(),
            manifest: Some(self.manifest.to_toml().into_bytes()),
            up: Some(self.up.clone().into_bytes()),
            down: self.down.clone().map(String::into_bytes),
        }
    }
}
