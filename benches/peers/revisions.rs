//! The same history in each tool's own layout.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use migrate_core::plan::RevisionId;

/// One revision, before it takes a tool's form.
pub(crate) struct Revision {
    pub(crate) up: String,
    pub(crate) down: String,
    minute: usize,
    mode: Mode,
}

/// Whether a revision is run in a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It is.
    Single,
    /// Its statement cannot be.
    None,
}

/// A history of `count` revisions: a table, then four columns with a default and an index each, and so on.
pub(crate) fn history(count: usize) -> Vec<Revision> {
    (0..count)
        .map(|at| {
            let table = format!("table_{}", at / 5);
            let (up, down) = if at % 5 == 0 {
                (
                    format!(
                        "CREATE TABLE {table} (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    \
                         name text NOT NULL,\n    created_at timestamptz NOT NULL DEFAULT now()\n);\n"
                    ),
                    format!("DROP TABLE {table};\n"),
                )
            } else {
                (
                    format!(
                        "-- Adds a column with a default, and an index for it.\n\
                         ALTER TABLE {table} ADD COLUMN c{at} integer NOT NULL DEFAULT {at};\n\
                         CREATE INDEX {table}_c{at} ON {table} (c{at});\n"
                    ),
                    format!("DROP INDEX {table}_c{at};\nALTER TABLE {table} DROP COLUMN c{at};\n"),
                )
            };
            Revision {
                up,
                down,
                minute: at,
                mode: Mode::Single,
            }
        })
        .collect()
}

impl Revision {
    /// One by itself, at this place of a history.
    pub(crate) fn new(minute: usize, up: &str, mode: Mode) -> Self {
        Self {
            up: up.to_owned(),
            down: "SELECT 1;\n".to_owned(),
            minute,
            mode,
        }
    }

    /// `yyyymmddhhmmss`, one minute apart from 2020-01-01 on.
    fn stamp(&self) -> String {
        let (day, hour, minute) = (self.minute / 1440, self.minute / 60 % 24, self.minute % 60);
        format!("202001{:02}{hour:02}{minute:02}00", day + 1)
    }

    fn created(&self) -> String {
        let (day, hour, minute) = (self.minute / 1440, self.minute / 60 % 24, self.minute % 60);
        format!("2020-01-{:02}T{hour:02}:{minute:02}:00Z", day + 1)
    }

    fn slug(&self) -> String {
        format!("change_{}", self.minute)
    }

    /// A number that looks random and is the same in each run.
    fn id(&self) -> RevisionId {
        let mixed = (self.minute as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        RevisionId::from_bits(mixed >> 16)
    }
}

/// `<stamp>_<slug>/{up,down}.sql`.
pub(crate) fn write_diesel(directory: &Path, history: &[Revision]) -> io::Result<()> {
    for revision in history {
        let folder = directory.join(format!("{}_{}", revision.stamp(), revision.slug()));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("up.sql"), &revision.up)?;
        fs::write(folder.join("down.sql"), &revision.down)?;
    }
    Ok(())
}

/// `<stamp>_<slug>.{up,down}.sql`.
pub(crate) fn write_sqlx(directory: &Path, history: &[Revision]) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    for revision in history {
        let stem = directory.join(format!("{}_{}", revision.stamp(), revision.slug()));
        let head = match revision.mode {
            Mode::Single => "",
            Mode::None => "-- no-transaction\n",
        };
        fs::write(
            stem.with_extension("up.sql"),
            format!("{head}{}", revision.up),
        )?;
        fs::write(stem.with_extension("down.sql"), &revision.down)?;
    }
    Ok(())
}

/// `V<n>__<slug>.sql`; refinery has no downs.
pub(crate) fn write_refinery(directory: &Path, history: &[Revision]) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    for (at, revision) in history.iter().enumerate() {
        fs::write(
            directory.join(format!("V{}__{}.sql", at + 1, revision.slug())),
            &revision.up,
        )?;
    }
    Ok(())
}

/// Our own folders, without the lock: `cargo migrate lock` writes that.
pub(crate) fn write_ours(directory: &Path, history: &[Revision]) -> io::Result<()> {
    let mut parent = None;
    for revision in history {
        let folder = directory.join(format!("{}_{}", revision.stamp(), revision.slug()));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("up.sql"), &revision.up)?;
        fs::write(folder.join("down.sql"), &revision.down)?;
        let mut manifest = String::new();
        let parents = parent
            .map(|id: RevisionId| format!("\"{id}\""))
            .unwrap_or_default();
        let _ = write!(
            manifest,
            "id = \"{}\"\nparents = [{parents}]\nmessage = \"change {}\"\ncreated = {}\n",
            revision.id(),
            revision.minute,
            revision.created()
        );
        if revision.mode == Mode::None {
            manifest.push_str("transaction = \"none\"\n");
        }
        fs::write(folder.join("revision.toml"), manifest)?;
        parent = Some(revision.id());
    }
    Ok(())
}

/// What psql is given: each revision in a transaction of its own.
pub(crate) fn psql_script(history: &[Revision]) -> String {
    history.iter().fold(String::new(), |mut script, revision| {
        let _ = write!(script, "BEGIN;\n{}COMMIT;\n", revision.up);
        script
    })
}
