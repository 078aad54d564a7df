//! sqlx's layout: a file per migration, or an `.up.sql` and a `.down.sql`.

use std::collections::BTreeMap;

use migrate_core::plan::TransactionMode;

use super::listing::{Content, Found};
use super::{Migration, Obstacle, Recognised, Skipped, Why};

/// A script's part in a migration, by the end of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Up,
    Down,
}

/// What `sqlx migrate run` would run: every `<version>_<name>.sql`, ordered by the number of its version.
pub(super) fn recognise(found: &[Found]) -> Recognised {
    let mut all = Recognised::default();
    let mut ups: BTreeMap<i64, Migration> = BTreeMap::new();
    let mut downs: BTreeMap<i64, (&Found, &[u8])> = BTreeMap::new();
    for thing in found {
        let bytes = match &thing.content {
            Content::File(bytes) => bytes,
            Content::Folder(_) => {
                skip(&mut all, thing, Why::FolderAmongFiles);
                continue;
            }
            Content::Other => {
                skip(&mut all, thing, Why::NotAFile);
                continue;
            }
        };
        let Some(name) = Name::parse(thing.name()) else {
            skip(&mut all, thing, Why::NotAMigrationName);
            continue;
        };
        let earlier = match name.role {
            Role::Up => ups
                .insert(name.version, migration(thing, &name, bytes))
                .map(|up| up.path),
            Role::Down => downs
                .insert(name.version, (thing, bytes))
                .map(|(down, _)| down.path.clone()),
        };
        if let Some(earlier) = earlier {
            all.obstacles.push(Obstacle::SameVersion {
                version: name.version.to_string(),
                paths: [earlier, thing.path.clone()],
            });
        }
    }
    for (version, (thing, bytes)) in downs {
        match ups.get_mut(&version) {
            Some(up) => up.down = Some(bytes.to_owned()),
            None => skip(&mut all, thing, Why::DownWithoutUp),
        }
    }
    all.migrations = ups.into_values().collect();
    all
}

/// The parts of a file's name.
struct Name<'n> {
    version: i64,
    written: &'n str,
    name: &'n str,
    role: Role,
}

impl<'n> Name<'n> {
    fn parse(file: &'n str) -> Option<Self> {
        let (written, rest) = file.split_once('_')?;
        let (name, role) = match rest.strip_suffix(".down.sql") {
            Some(name) => (name, Role::Down),
            None => {
                let up = rest.strip_suffix(".up.sql");
                (up.or_else(|| rest.strip_suffix(".sql"))?, Role::Up)
            }
        };
        let version = written.parse().ok()?;
        Some(Self {
            version,
            written,
            name,
            role,
        })
    }
}

fn migration(thing: &Found, name: &Name<'_>, bytes: &[u8]) -> Migration {
    // sqlx looks at the first bytes of the file, and nowhere else: a byte order mark or a licence switches the mark off.
    let transaction = if bytes.starts_with(b"-- no-transaction") {
        TransactionMode::None
    } else {
        TransactionMode::Single
    };
    Migration {
        path: thing.path.clone(),
        version: name.written.to_owned(),
        name: name.name.to_owned(),
        up: bytes.to_owned(),
        down: None,
        transaction,
    }
}

fn skip(all: &mut Recognised, thing: &Found, why: Why) {
    all.skipped.push(Skipped {
        path: thing.path.clone(),
        why,
    });
}
