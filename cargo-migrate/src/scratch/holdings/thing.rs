//! Something on the server that is no part of a database's schema.

use migrate_core::sql::literal;

use crate::scratch::ScratchFailure;
use crate::scratch::keeper::{Keeper, Refusal, identifier};

/// What kind of thing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Role,
    Database,
    Slot,
    Origin,
}

/// What a script made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Thing {
    pub(super) kind: Kind,
    /// By which the server knows it.
    pub(super) number: String,
    /// What the script calls it.
    pub(super) name: String,
    /// What it is called now.
    pub(super) called: String,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Database => "database",
            Self::Slot => "replication slot",
            Self::Origin => "replication origin",
        }
    }

    fn of(word: &str) -> Option<Self> {
        let all = [Self::Role, Self::Database, Self::Slot, Self::Origin];
        all.into_iter().find(|kind| kind.word() == word)
    }

    /// The statement that gives it another name; slots and origins keep theirs.
    fn rename(self, from: &str, to: &str) -> Option<String> {
        let (from, to) = (identifier(from), identifier(to));
        match self {
            Self::Role => Some(format!("ALTER ROLE {from} RENAME TO {to}")),
            Self::Database => Some(format!("ALTER DATABASE {from} RENAME TO {to}")),
            Self::Slot | Self::Origin => None,
        }
    }

    /// The statement that drops it.
    pub(super) fn drop(self, name: &str) -> String {
        match self {
            Self::Role => format!("DROP ROLE {}", identifier(name)),
            Self::Database => format!("DROP DATABASE {}", identifier(name)),
            Self::Slot => format!(
                "SELECT pg_catalog.pg_drop_replication_slot({})",
                literal(name)
            ),
            Self::Origin => format!(
                "SELECT pg_catalog.pg_replication_origin_drop({})",
                literal(name)
            ),
        }
    }
}

/// Slots of a database go with it, and temporary ones with their session.
const ALL: &str = "SELECT 'role', oid::text, rolname::text FROM pg_catalog.pg_roles \
     UNION ALL SELECT 'database', oid::text, datname::text FROM pg_catalog.pg_database \
     UNION ALL SELECT 'replication slot', slot_name::text, slot_name::text FROM pg_catalog.pg_replication_slots \
         WHERE database IS NULL AND NOT temporary \
     UNION ALL SELECT 'replication origin', roname, roname FROM pg_catalog.pg_replication_origin";

/// What is on the server.
///
/// # Errors
///
/// The server cannot tell.
pub(super) fn read(keeper: &mut Keeper) -> Result<Vec<Thing>, Refusal> {
    let things = keeper.rows(ALL)?.into_iter().filter_map(|row| {
        let [kind, number, name] = <[String; 3]>::try_from(row).ok()?;
        let kind = Kind::of(&kind)?;
        let called = name.clone();
        Some(Thing {
            kind,
            number,
            name,
            called,
        })
    });
    Ok(things.collect())
}

/// Gives a thing another name, if such a thing can have one.
///
/// # Errors
///
/// The server refuses.
pub(super) fn rename(
    thing: &mut Thing,
    name: String,
    keeper: &mut Keeper,
) -> Result<(), ScratchFailure> {
    let Some(statement) = thing.kind.rename(&thing.called, &name) else {
        return Ok(());
    };
    let renamed = keeper.run(&statement);
    renamed.map_err(|refusal| ScratchFailure::NotPutAside {
        what: thing.to_string(),
        why: refusal.why,
    })?;
    thing.called = name;
    Ok(())
}

impl std::fmt::Display for Thing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the {} `{}`", self.kind.word(), self.name)
    }
}
