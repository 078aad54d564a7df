//! What needs what in a schema: the dependencies of the catalog, and those that the schema shows by itself.
//!
//! Each key is kept once and has a number; an edge is two numbers. Making them is `n log n` in keys and edges, asking for the edges of
//! a key is a search.

use super::key::{Items, Key};
use super::shown::shown;
use super::snapshot::{Dependencies, number};

/// Edges by what depends, and by what it depends on.
#[derive(Debug, Default)]
pub(super) struct Edges {
    /// Sorted; a number is a place in it.
    keys: Vec<Key>,
    needs: Lists,
    needed_by: Lists,
}

impl Edges {
    /// Those of a schema.
    pub(super) fn of(items: &Items<'_>, dependencies: &Dependencies) -> Self {
        let mut keys: Vec<Key> = Vec::with_capacity(items.len().max(dependencies.keys().len()));
        // Both are sorted.
        let mut known = dependencies.keys().iter().peekable();
        let mut of_known: Vec<u32> = Vec::with_capacity(dependencies.keys().len());
        let mut of_items: Vec<u32> = Vec::with_capacity(items.len());
        for item in items.keys() {
            while let Some(key) = known.next_if(|key| *key <= item) {
                of_known.push(number(keys.len()));
                if key != item {
                    keys.push(key.clone());
                }
            }
            of_items.push(number(keys.len()));
            keys.push(item.clone());
        }
        for key in known {
            of_known.push(number(keys.len()));
            keys.push(key.clone());
        }
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (from, to) in dependencies.edges() {
            let (from, to) = (of_known[*from as usize], of_known[*to as usize]);
            if !is_ownership(&keys[from as usize], &keys[to as usize], items) {
                pairs.push((from, to));
            }
        }
        let mut strangers: Vec<(u32, Key)> = Vec::new();
        for (from, (key, item)) in of_items.into_iter().zip(items) {
            shown(key, item, items, |to| match keys.binary_search(&to) {
                Ok(to) => pairs.push((from, number(to))),
                Err(_) => strangers.push((from, to)),
            });
        }
        let edges = match strangers.is_empty() {
            true => Self::between(keys, pairs),
            false => Self::with_strangers(keys, pairs, strangers),
        };
        edges.with_identities(items)
    }

    /// Takes up keys that are in neither; a schema that was read has none.
    fn with_strangers(
        mut keys: Vec<Key>,
        mut pairs: Vec<(u32, u32)>,
        strangers: Vec<(u32, Key)>,
    ) -> Self {
        for (from, to) in strangers {
            pairs.push((from, number(keys.len())));
            keys.push(to);
        }
        let all = Dependencies::new(keys, pairs);
        Self::between(all.keys().to_vec(), all.edges().to_vec())
    }

    /// What identifies the rows of a replica needs the columns of the index, too.
    fn with_identities(self, items: &Items<'_>) -> Self {
        let identities = items
            .keys()
            .filter(|key| matches!(key, Key::ReplicaIdentity(_)));
        let mut more = Vec::new();
        for key in identities {
            let Some(from) = self.number(key) else {
                continue;
            };
            let indexes = self.needs.listed(from).iter();
            let below = indexes.flat_map(|index| self.needs.listed(*index));
            let columns =
                below.filter(|below| matches!(self.keys[**below as usize], Key::Column(..)));
            more.extend(columns.map(|column| (from, *column)));
        }
        if more.is_empty() {
            return self;
        }
        more.extend(self.needs.pairs());
        Self::between(self.keys, more)
    }

    fn between(keys: Vec<Key>, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.retain(|(from, to)| from != to);
        pairs.sort_unstable();
        pairs.dedup();
        let needs = Lists::new(keys.len(), &pairs);
        for (from, to) in &mut pairs {
            std::mem::swap(from, to);
        }
        pairs.sort_unstable();
        let needed_by = Lists::new(keys.len(), &pairs);
        Self {
            keys,
            needs,
            needed_by,
        }
    }

    fn number(&self, key: &Key) -> Option<u32> {
        self.keys.binary_search(key).ok().map(number)
    }

    /// What a key needs, sorted.
    pub(super) fn needs<'e>(
        &'e self,
        key: &Key,
    ) -> impl Iterator<Item = &'e Key> + Clone + use<'e> {
        self.listed(&self.needs, key)
    }

    /// What needs a key, sorted.
    pub(super) fn needed_by<'e>(
        &'e self,
        key: &Key,
    ) -> impl Iterator<Item = &'e Key> + Clone + use<'e> {
        self.listed(&self.needed_by, key)
    }

    /// Whether anything needs a key.
    pub(super) fn is_needed(&self, key: &Key) -> bool {
        self.needed_by(key).next().is_some()
    }

    pub(super) fn has(&self, from: &Key, to: &Key) -> bool {
        match (self.number(from), self.number(to)) {
            (Some(from), Some(to)) => self.needs.listed(from).binary_search(&to).is_ok(),
            _ => false,
        }
    }

    fn listed<'e>(
        &'e self,
        lists: &'e Lists,
        key: &Key,
    ) -> impl Iterator<Item = &'e Key> + Clone + use<'e> {
        let all = self.number(key).map_or(&[][..], |at| lists.listed(at));
        all.iter().map(|at| &self.keys[*at as usize])
    }
}

/// That a sequence goes with a column is a key of its own.
fn is_ownership(from: &Key, to: &Key, items: &Items<'_>) -> bool {
    match (from, to) {
        (Key::Sequence(name), Key::Column(..)) => items.contains_key(&Key::OwnedBy(name.clone())),
        _ => false,
    }
}

/// A list for each number, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Where the list of each number begins, and the end of the last.
    begins: Vec<u32>,
    all: Vec<u32>,
}

impl Lists {
    /// Of sorted pairs: the number and what is listed of it.
    pub(super) fn new(numbers: usize, pairs: &[(u32, u32)]) -> Self {
        let mut begins = Vec::with_capacity(numbers + 1);
        for (at, (of, _)) in pairs.iter().enumerate() {
            while begins.len() <= *of as usize {
                begins.push(number(at));
            }
        }
        begins.resize(numbers + 1, number(pairs.len()));
        Self {
            begins,
            all: pairs.iter().map(|(_, listed)| *listed).collect(),
        }
    }

    /// What is listed of a number.
    pub(super) fn listed(&self, place: u32) -> &[u32] {
        let place = place as usize;
        match (self.begins.get(place), self.begins.get(place + 1)) {
            (Some(begin), Some(end)) => &self.all[*begin as usize..*end as usize],
            _ => &[],
        }
    }

    fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        let places = 0..number(self.begins.len().saturating_sub(1));
        places.flat_map(|at| self.listed(at).iter().map(move |to| (at, *to)))
    }
}
