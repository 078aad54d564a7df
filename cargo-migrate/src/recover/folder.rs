//! A folder from a row.

use migrate_core::ledger::Row;
use migrate_core::plan::RevisionId;
use migrate_core::source::digest::Digester;
use migrate_core::source::files::{DOWN_FILE, MANIFEST_FILE, UP_FILE};
use migrate_core::source::{Created, Manifest, SourceFolder, folder as folders};

use super::RecoverFailure;

/// What the ledger keeps of a revision's scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scripts {
    /// The revision.
    pub(crate) id: RevisionId,
    /// Its `up.sql`.
    pub(crate) up: String,
    /// Its `down.sql`; `None` for an irreversible revision.
    pub(crate) down: Option<String>,
}

impl Scripts {
    /// Reads a row of [`migrate_core::sql::recorded_scripts`]; `None` for one that is not ours.
    pub(crate) fn from_columns(columns: Vec<Option<String>>) -> Option<Self> {
        let mut columns = columns.into_iter();
        Some(Self {
            id: columns.next()??.parse().ok()?,
            up: columns.next()??,
            down: columns.next()?,
        })
    }
}

/// A revision, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recovered {
    /// The folder's name.
    pub(crate) folder: String,
    /// Its manifest.
    pub(crate) manifest: Manifest,
    /// Its scripts.
    pub(crate) scripts: Scripts,
}

/// The reason that a manifest must give and that no row has.
const NO_REASON: &str = "recovered from the ledger, which does not keep the reason";

/// Makes the files of a row, and checks that they mean what was applied.
///
/// # Errors
///
/// The digests of what is to be written are not the row's.
pub(crate) fn folder(row: &Row, scripts: Scripts) -> Result<Recovered, RecoverFailure> {
    let created = created(row);
    let mut manifest = Manifest::new(
        row.id,
        row.parents.clone(),
        // A row that somebody wrote by hand may hold anything; a manifest holds one line.
        row.message.replace(char::is_control, " "),
        created,
    );
    manifest.transaction = row.transaction;
    manifest.compatible = row.compatible;
    manifest.irreversible = scripts.down.is_none().then(|| NO_REASON.to_owned());
    let mut digester = Digester::new();
    let up = digester.up(row.id, &row.parents, row.transaction, &scripts.up);
    let down = digester.down(row.id, scripts.down.as_deref());
    for (column, found, recorded) in [("up_sql", up, row.up), ("down_sql", down, row.down)] {
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
        scripts,
    })
}

/// The time with which the folder's name begins; of an imported folder without one, when it was applied.
fn created(row: &Row) -> Created {
    let part = |at: std::ops::Range<usize>| row.folder.get(at).unwrap_or_default();
    let told = format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0..4),
        part(4..6),
        part(6..8),
        part(8..10),
        part(10..12),
        part(12..14)
    );
    told.parse()
        .or_else(|_| row.applied_at.parse())
        .unwrap_or_else(|_| Created::from_unix_seconds(0))
}

impl Recovered {
    /// The files, by name.
    pub(crate) fn files(&self) -> Vec<(&'static str, String)> {
        let mut files = vec![
            (MANIFEST_FILE, self.manifest.to_toml()),
            (UP_FILE, self.scripts.up.clone()),
        ];
        files.extend(self.scripts.down.clone().map(|down| (DOWN_FILE, down)));
        files
    }

    /// The folder as it will be read.
    pub(crate) fn source_folder(&self) -> SourceFolder {
        SourceFolder {
            name: self.folder.clone(),
            manifest: Some(self.manifest.to_toml().into_bytes()),
            up: Some(self.scripts.up.clone().into_bytes()),
            down: self.scripts.down.clone().map(String::into_bytes),
        }
    }
}
