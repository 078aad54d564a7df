//! Where a name without a schema leads: runs set `search_path = public`, temporary tables come before it, and a script may
//! set another path for its transaction.

use std::collections::BTreeSet;

use super::{Presence, What};
use crate::source::script::name::{Named, ObjectName};

/// The schema of temporary tables, as every session may call its own.
pub(in crate::source::script) const TEMPORARY: &str = "pg_temp";

/// What the statements before have said about names.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    path: Path,
    /// Temporary tables and views.
    temporary: BTreeSet<String>,
}

/// The `search_path`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Path {
    /// As the run set it.
    #[default]
    Run,
    /// This schema comes first.
    First(String),
    /// Nobody can tell from the script.
    Unknown,
}

impl Scope {
    /// The relation or type that a name means.
    pub(super) fn refer(&self, named: &Named) -> ObjectName {
        let is_temporary = self.temporary.contains(&named.name.name);
        match (&named.qualifier, &self.path) {
            (Some(_), _) | (None, Path::Unknown) => named.name.clone(),
            (None, _) if is_temporary => named.name.moved(TEMPORARY.to_owned()),
            (None, Path::First(schema)) => named.name.moved(schema.clone()),
            (None, Path::Run) => named.name.clone(),
        }
    }

    /// The name of what is created, and whether it is sure that this was not there before.
    pub(super) fn create(&self, named: &Named, presence: Presence) -> (ObjectName, Presence) {
        match (&named.qualifier, &self.path) {
            (None, Path::First(schema)) => (named.name.moved(schema.clone()), presence),
            (None, Path::Unknown) => (named.name.clone(), Presence::MayExist),
            _ => (named.name.clone(), presence),
        }
    }

    /// The name of a temporary table or view that is created.
    pub(super) fn create_temporary(&mut self, named: &Named) -> ObjectName {
        self.temporary.insert(named.name.name.clone());
        named.name.moved(TEMPORARY.to_owned())
    }

    /// A change that was read: what is dropped or renamed hides nothing any more.
    pub(super) fn follow(&mut self, what: &What) {
        match what {
            What::CreateTable(name, ..) if name.is_in(TEMPORARY) => {
                self.temporary.insert(name.name.clone());
            }
            What::Drop(_, name, _) if name.is_in(TEMPORARY) => {
                self.temporary.remove(&name.name);
            }
            What::Rename(_, from, to) if from.is_in(TEMPORARY) => {
                self.temporary.remove(&from.name);
                self.temporary.insert(to.name.clone());
            }
            _ => {}
        }
    }

    /// Temporary tables are gone.
    pub(super) fn forget_temporary(&mut self) {
        self.temporary.clear();
    }

    /// What was said since a savepoint does not hold any more.
    pub(super) fn roll_back(&mut self) {
        self.temporary.clear();
        if self.path != Path::Run {
            self.path = Path::Unknown;
        }
    }

    /// The path is these schemas from now on; `None` where the script does not say which. What cannot be told is answered with
    /// the change that forgets what was known.
    pub(super) fn search(&mut self, schemas: Option<Vec<String>>) -> Option<What> {
        let mut schemas = schemas.unwrap_or_default();
        // It has nothing that a script creates or destroys.
        schemas.retain(|schema| schema != "pg_catalog");
        let told = |schema: &String| !schema.starts_with(TEMPORARY) && schema != "$user";
        self.path = match schemas.first() {
            Some(first) if schemas.iter().all(told) => Path::First(first.clone()),
            _ => Path::Unknown,
        };
        (self.path == Path::Unknown).then_some(What::Doubt)
    }
}
