//! A schema together with what depends on what in it.

use std::collections::BTreeSet;

use super::{Diff, Key, Options, between};
use crate::model::Schema;
use crate::read::Row;
use crate::reader::{Reader, SnapshotError};

/// What depends on what among the objects of a schema, as `pg_depend` has it.
///
/// It is beside the schema and not in it: schemas are equal whatever it says.
#[derive(Debug, Clone, Default)]
pub struct Dependencies {
    edges: BTreeSet<(Key, Key)>,
}

impl Dependencies {
    pub(super) fn has(&self, from: &Key, to: &Key) -> bool {
        self.edges.contains(&(from.clone(), to.clone()))
    }

    pub(super) fn edges(&self) -> impl Iterator<Item = &(Key, Key)> {
        self.edges.iter()
    }
}

impl FromIterator<(Key, Key)> for Dependencies {
    fn from_iter<I: IntoIterator<Item = (Key, Key)>>(edges: I) -> Self {
        Self {
            edges: edges.into_iter().collect(),
        }
    }
}

/// A schema with its dependencies.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// The schema.
    pub schema: Schema,
    /// What depends on what in it.
    pub dependencies: Dependencies,
}

impl Snapshot {
    /// What makes another schema of this one.
    #[must_use]
    pub fn diff(&self, to: &Self) -> Diff {
        between(self, to, &Options::default())
    }

    /// The same, as it is asked for: with renames, in a manner that does not block.
    #[must_use]
    pub fn diff_with(&self, to: &Self, options: &Options) -> Diff {
        between(self, to, options)
    }
}

impl Reader {
    /// Reads the schema, as far as it is [`declared`](Schema::declared), and in one more message what depends on what.
    ///
    /// # Errors
    ///
    /// Those of [`snapshot`](Self::snapshot).
    pub fn snapshot_with_dependencies<E>(
        &mut self,
        mut send: impl FnMut(&str) -> Result<Vec<Row>, E>,
    ) -> Result<Snapshot, SnapshotError<E>> {
        let schema = self.snapshot(&mut send)?.declared();
        let rows = send(&crate::sql::dependencies::message()).map_err(SnapshotError::Send)?;
        Ok(Snapshot {
            schema,
            dependencies: Dependencies {
                edges: crate::read::dependencies::edges(rows)?,
            },
        })
    }
}
