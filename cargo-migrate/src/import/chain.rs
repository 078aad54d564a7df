//! From migrations in order to revisions: ids, parents, folders, manifests.

use std::collections::HashMap;

use migrate_core::plan::{Outside, RevisionId, TransactionMode};
use migrate_core::source::{Lock, Manifest, folder, normal, script, text};

use super::created::{self, Told};
use super::remark::What;
use super::{Migration, Note, Obstacle, Recognised, Skipped, Tool};

/// The purpose of the hash that ids are cut from. It must never change: importing again must give the same ids.
const ID_CONTEXT: &str = "cargo-migrate 2026-11-21 import: revision id of another tool's migration";

/// The longest part of an empty down script's comment that is kept as the reason.
const REASON_LIMIT: usize = 300;

/// A history, ready to be written.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    /// The revisions in order.
    pub revisions: Vec<Imported>,
    /// What is left behind.
    pub skipped: Vec<Skipped>,
    /// What comes along and deserves a word.
    pub notes: Vec<Note>,
}

/// One revision, ready to be written.
#[derive(Debug, PartialEq, Eq)]
pub struct Imported {
    /// The migration's path below the imported directory.
    pub path: String,
    /// The name of the revision's folder.
    pub folder: String,
    /// Its manifest.
    pub manifest: Manifest,
    /// The bytes of `up.sql`, as they were.
    pub up: Vec<u8>,
    /// The bytes of `down.sql`, as they were; `None` for an irreversible revision.
    pub down: Option<Vec<u8>>,
}

impl Import {
    /// The lock of the new directory: every revision a draft.
    pub fn lock(&self) -> Lock {
        self.revisions
            .iter()
            .fold(Lock::default(), |lock, revision| {
                lock.with_draft(revision.manifest.id)
            })
    }
}

/// Makes a chain of the migrations, each based on the one before it.
pub(super) fn link(tool: Tool, recognised: Recognised) -> Result<Import, Vec<Obstacle>> {
    let Recognised {
        migrations,
        mut skipped,
        mut notes,
        mut obstacles,
    } = recognised;
    let mut revisions: Vec<Imported> = Vec::with_capacity(migrations.len());
    let mut by_id: HashMap<RevisionId, String> = HashMap::new();
    let mut folders: HashMap<String, usize> = HashMap::new();
    for (place, migration) in migrations.into_iter().enumerate() {
        let id = id(tool, &migration);
        if let Some(earlier) = by_id.insert(id, migration.path.clone()) {
            obstacles.push(Obstacle::SameId {
                paths: [earlier, migration.path.clone()],
            });
        }
        let told = created::told_by(&migration.version, place);
        notes.extend(remarks(&migration, told));
        let parents: Vec<_> = revisions
            .last()
            .map(|r| r.manifest.id)
            .into_iter()
            .collect();
        let mut manifest = Manifest::new(id, parents, message(tool, &migration), told.created());
        manifest.transaction = migration.transaction;
        let down = migration.down.filter(|down| {
            !is_empty(down) || {
                manifest.irreversible = Some(reason(tool, Some(down)));
                false
            }
        });
        if down.is_none() && manifest.irreversible.is_none() {
            manifest.irreversible = Some(reason(tool, None));
        }
        let folder = unique(&mut folders, folder::name(told.created(), &migration.name));
        revisions.push(Imported {
            path: migration.path,
            folder,
            manifest,
            up: migration.up,
            down,
        });
    }
    if !obstacles.is_empty() {
        return Err(obstacles);
    }
    skipped.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Import {
        revisions,
        skipped,
        notes,
    })
}

/// The first 48 bits of a hash of the tool and of the migration's own name.
fn id(tool: Tool, migration: &Migration) -> RevisionId {
    let mut hasher = blake3::Hasher::new_derive_key(ID_CONTEXT);
    for field in [tool.name(), &migration.version, &migration.name] {
        hasher.update(&(field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    let hash = hasher.finalize();
    let bits = hash.as_bytes()[..6]
        .iter()
        .fold(0, |bits, byte| (bits << 8) | u64::from(*byte));
    RevisionId::from_bits(bits)
}

/// The migration's own name and version, to the letter, so that it can be found again in the other tool's files. Only
/// control characters, which a file's name may hold and a manifest may not, are written as an escape.
fn message(tool: Tool, migration: &Migration) -> String {
    let Migration { version, name, .. } = migration;
    let message = if name.trim().is_empty() {
        format!("{tool} {version}")
    } else {
        format!("{name} ({tool} {version})")
    };
    let mut line = String::with_capacity(message.len());
    for c in message.chars() {
        match c.is_control() {
            true => line.extend(c.escape_default()),
            false => line.push(c),
        }
    }
    line
}

/// Why an imported revision cannot be reverted; a down script that is only a comment speaks for itself.
fn reason(tool: Tool, down: Option<&[u8]>) -> String {
    let Some(down) = down else {
        return format!("imported from {tool} without a down script");
    };
    let text = String::from_utf8_lossy(down);
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|word| word.trim_matches(['-', '/', '*', '\u{feff}']))
        .filter(|word| !word.is_empty())
        .collect();
    let mut said: String = words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect();
    if let Some((limit, _)) = said.char_indices().nth(REASON_LIMIT) {
        said.truncate(limit);
        said.push('…');
    }
    if said.is_empty() {
        format!("imported from {tool} with an empty down script")
    } else {
        format!("imported from {tool} with a down script that only says: {said}")
    }
}

fn is_empty(bytes: &[u8]) -> bool {
    text::canonical(bytes).is_ok_and(|text| normal::is_empty(&text))
}

fn unique(taken: &mut HashMap<String, usize>, name: String) -> String {
    let count = taken.entry(name.clone()).or_insert(0);
    *count += 1;
    match *count {
        1 => name,
        count => unique(taken, format!("{name}_{count}")),
    }
}

fn remarks(migration: &Migration, told: Told) -> Vec<Note> {
    let mut all = Vec::new();
    let mut note = |what| {
        all.push(Note {
            path: migration.path.clone(),
            what,
        })
    };
    if let Told::StandIn(created) = told {
        note(What::NoTime { created });
    }
    if migration.down.as_deref().is_none_or(is_empty) {
        note(What::Irreversible);
    }
    let Ok(text) = text::canonical(&migration.up) else {
        return all;
    };
    if normal::is_empty(&text) {
        note(What::EmptyUp);
        return all;
    }
    let analysis = script::analyse(&migration.path, &text, migration.transaction);
    let outside = analysis
        .statements
        .iter()
        .find(|statement| statement.kind != Outside::Plain);
    match (migration.transaction, outside) {
        (TransactionMode::None, None) => note(What::NeedlessNone),
        (TransactionMode::Single, Some(statement)) => {
            let before = &text[..statement.range.start];
            note(What::RefusedInside {
                line: before.matches('\n').count() + 1,
            });
        }
        (TransactionMode::None, Some(_)) | (TransactionMode::Single, None) => {}
    }
    all
}
