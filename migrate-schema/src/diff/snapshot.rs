//! A schema together with what depends on what in it.

use super::{Diff, Key, Options, between};
use crate::model::Schema;
use crate::read::Row;
use crate::reader::{Reader, SnapshotError};

/// What depends on what among the objects of a schema, as `pg_depend` has it.
///
/// It is beside the schema and not in it: schemas are equal whatever it says.
#[derive(Debug, Clone, Default)]
pub struct Dependencies {
    /// All objects, sorted.
    keys: Vec<Key>,
    /// From what depends to what it depends on, each by its place among the objects; sorted.
    edges: Vec<(u32, u32)>,
}

impl Dependencies {
    /// Of objects in any order, and edges between their places.
    pub(crate) fn new(keys: Vec<Key>, edges: Vec<(u32, u32)>) -> Self {
        let mut numbered: Vec<(Key, u32)> = keys.into_iter().zip(0..).collect();
        numbered.sort_unstable();
        let mut places = vec![0; numbered.len()];
        let mut keys: Vec<Key> = Vec::with_capacity(numbered.len());
        for (key, was) in numbered {
            if keys.last() != Some(&key) {
                keys.push(key);
            }
            places[was as usize] = number(keys.len() - 1);
        }
        let place = |at: u32| places[at as usize];
        let mut edges: Vec<(u32, u32)> = edges
            .into_iter()
            .map(|(from, to)| (place(from), place(to)))
            .filter(|(from, to)| from != to)
            .collect();
        edges.sort_unstable();
        edges.dedup();
        Self { keys, edges }
    }

    pub(super) fn has(&self, from: &Key, to: &Key) -> bool {
        let place = |key: &Key| self.keys.binary_search(key).ok().map(number);
        match (place(from), place(to)) {
            (Some(from), Some(to)) => self.edges.binary_search(&(from, to)).is_ok(),
            _ => false,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// All objects, sorted.
    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The edges between the places of [`keys`](Self::keys).
    pub(super) fn edges(&self) -> &[(u32, u32)] {
        &self.edges
    }

    /// The same edges, between what becomes of the objects; but what has left a schema no longer depends on it.
    pub(super) fn map(&self, key: impl Fn(&Key) -> Key) -> Self {
        let keys: Vec<Key> = self.keys.iter().map(key).collect();
        let has_left = |from: u32, to: u32| match &self.keys[to as usize] {
            Key::Namespace(schema) => {
                let (was, is) = (&self.keys[from as usize], &keys[from as usize]);
                was.schema() == Some(schema) && is.schema() != Some(schema)
            }
            _ => false,
        };
        let mut edges = self.edges.clone();
        edges.retain(|(from, to)| !has_left(*from, *to));
        Self::new(keys, edges)
    }
}

/// The number of a place. A catalog has fewer rows than object identifiers, which have 32 bits.
pub(super) fn number(place: usize) -> u32 {
    u32::try_from(place).expect("a catalog has fewer objects than 32 bits can count")
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
            dependencies: crate::read::dependencies::of(rows)?,
        })
    }
}
