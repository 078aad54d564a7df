//! From the rows of `pg_depend` to edges between keys.
//!
//! Each object has one key, and an edge is two numbers: a schema of thousands of tables has a hundred thousand edges.

use std::collections::HashMap;
use std::str::FromStr;

use super::row::{Row, Unreadable, elements};
use crate::Name;
use crate::diff::{Dependencies, Key};
use crate::model::Parent;

/// A catalog and an object in it.
type Address = (u32, u32);

/// The edges of an answer to `sql::dependencies`, from what depends to what it depends on.
pub(crate) fn of(rows: Vec<Row>) -> Result<Dependencies, Unreadable> {
    let mut found = Found::default();
    let mut edges = Vec::new();
    for row in rows {
        let mut values = row.into_iter();
        let tag = values.next().flatten().unwrap_or_default();
        let values: Vec<Option<String>> = values.collect();
        match tag.as_str() {
            "set" => {}
            "node" => found.node(values)?,
            "columns" => {
                let names = elements(text(&values, 2)?);
                let names = names.ok_or_else(|| Unreadable("columns are no array".to_owned()))?;
                let numbers = numbers(&values, 1)?.into_iter();
                let columns = numbers.zip(names).collect();
                found.columns.insert(number(&values, 0)?, columns);
            }
            "edges" => edges.push(Edges::read(&values)?),
            other => return Err(Unreadable(format!("a row `{other}` was not asked for"))),
        }
    }
    for some in &edges {
        for (from, to) in some.all() {
            // What an extension brought stands for the extension; what is internal to another object, for that.
            let is_index_of_constraint =
                || found.is(from.0, Kind::Index) && found.is(to.0, Kind::Constraint);
            let is_alias = match some.kind {
                'e' => true,
                'i' => !found.nodes.contains_key(&from.0) || is_index_of_constraint(),
                _ => false,
            };
            if is_alias && from.1 == 0 {
                found.aliases.insert(from.0, to);
            }
        }
    }
    let mut all = Vec::new();
    for some in &edges {
        // How partitions hang together is in the model: `P` and `S`.
        if !matches!(some.kind, 'n' | 'a' | 'i' | 'x') {
            continue;
        }
        for (from, to) in some.all() {
            if let (Some(from), Some(to)) = (found.place(from), found.place(to)) {
                all.push((from, to));
            }
        }
    }
    Ok(Dependencies::new(found.keys, all))
}

/// The rows of `pg_depend` that are of the same two catalogs and the same kind.
struct Edges {
    kind: char,
    catalogs: (u32, u32),
    /// The object that depends, and its part.
    from: (Vec<u32>, Vec<u32>),
    /// What it depends on.
    to: (Vec<u32>, Vec<u32>),
}

impl Edges {
    fn read(values: &[Option<String>]) -> Result<Self, Unreadable> {
        Ok(Self {
            catalogs: (number(values, 0)?, number(values, 1)?),
            kind: text(values, 2)?.chars().next().unwrap_or(' '),
            from: (numbers(values, 3)?, numbers(values, 4)?),
            to: (numbers(values, 5)?, numbers(values, 6)?),
        })
    }

    fn all(&self) -> impl Iterator<Item = ((Address, u32), (Address, u32))> {
        let from = self.from.0.iter().zip(&self.from.1);
        let to = self.to.0.iter().zip(&self.to.1);
        from.zip(to).map(|((from, part), (to, of))| {
            let (from, to) = ((self.catalogs.0, *from), (self.catalogs.1, *to));
            ((from, *part), (to, *of))
        })
    }
}

/// What matters of the kind of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Index,
    Constraint,
    Another,
}

#[derive(Default)]
struct Found {
    keys: Vec<Key>,
    /// The kind, and the place of the key.
    nodes: HashMap<Address, (Kind, u32)>,
    /// The columns of a table by their numbers.
    columns: HashMap<u32, HashMap<u32, String>>,
    /// The places of the columns that edges speak of.
    places: HashMap<(u32, u32), u32>,
    aliases: HashMap<Address, (Address, u32)>,
}

impl Found {
    fn node(&mut self, values: Vec<Option<String>>) -> Result<(), Unreadable> {
        let address = (number(&values, 0)?, number(&values, 1)?);
        let mut values = values.into_iter().skip(2);
        let mut next = || values.next().flatten();
        let missing = || Unreadable("a dependency does not say of what".to_owned());
        let kind = next().ok_or_else(missing)?;
        let first = next().ok_or_else(missing)?;
        let second = next().unwrap_or_default();
        let third = next();
        let key = match kind.as_str() {
            "schema" => Key::Namespace(first),
            "extension" => Key::Extension(first),
            "other" => Key::Other(first, second),
            // The expression of a generated column belongs to the column.
            "default" => match third {
                Some(column) => Key::Default(Name::new(first, second), column),
                None => return Ok(()),
            },
            kind => {
                let name = Name::new(first, second);
                let part = third.unwrap_or_default();
                match kind {
                    "sequence" => Key::Sequence(name),
                    "view" => Key::View(name),
                    "index" => Key::Index(name),
                    "type" => Key::Type(name),
                    "table" => Key::Table(name),
                    "routine" => Key::Routine(name, part),
                    "constraint" => Key::Constraint(Parent::Relation(name), part),
                    "domain constraint" => Key::Constraint(Parent::Domain(name), part),
                    "trigger" => Key::Trigger(name, part),
                    "policy" => Key::Policy(name, part),
                    "rule" => Key::Rule(name, part),
                    other => {
                        return Err(Unreadable(format!("an object `{other}` was not asked for")));
                    }
                }
            }
        };
        let kind = match kind.as_str() {
            "index" => Kind::Index,
            "constraint" => Kind::Constraint,
            _ => Kind::Another,
        };
        let place = self.push(key)?;
        self.nodes.insert(address, (kind, place));
        Ok(())
    }

    fn push(&mut self, key: Key) -> Result<u32, Unreadable> {
        let place = u32::try_from(self.keys.len())
            .map_err(|_| Unreadable("there are more objects than can be counted".to_owned()))?;
        self.keys.push(key);
        Ok(place)
    }

    fn is(&self, address: Address, kind: Kind) -> bool {
        self.nodes.get(&address).is_some_and(|(is, _)| *is == kind)
    }

    /// The place of the key of an object, or of a column.
    fn place(&mut self, (address, part): (Address, u32)) -> Option<u32> {
        let (mut address, mut part) = (address, part);
        // An array of a row type of a table that an extension brought is three steps away.
        for _ in 0..8 {
            match self.aliases.get(&address) {
                Some((other, of)) => (address, part) = (*other, *of),
                None => break,
            }
        }
        let (_, place) = *self.nodes.get(&address)?;
        let Some(Key::Table(name)) = self.keys.get(place as usize).filter(|_| part > 0) else {
            return Some(place);
        };
        let column = (address.1, part);
        if let Some(place) = self.places.get(&column) {
            return Some(*place);
        }
        let key = Key::Column(
            name.clone(),
            self.columns.get(&address.1)?.get(&part)?.clone(),
        );
        let place = self.push(key).ok()?;
        self.places.insert(column, place);
        Some(place)
    }
}

fn text(values: &[Option<String>], at: usize) -> Result<&str, Unreadable> {
    let value = values.get(at).and_then(Option::as_deref);
    value.ok_or_else(|| Unreadable(format!("value {at} of a dependency is not there")))
}

fn number(values: &[Option<String>], at: usize) -> Result<u32, Unreadable> {
    parsed(text(values, at)?)
}

/// The numbers of an array.
fn numbers(values: &[Option<String>], at: usize) -> Result<Vec<u32>, Unreadable> {
    let text = text(values, at)?;
    let inner = text.trim_start_matches('{').trim_end_matches('}');
    inner.split_terminator(',').map(parsed).collect()
}

fn parsed<N: FromStr>(text: &str) -> Result<N, Unreadable> {
    text.parse()
        .map_err(|_| Unreadable(format!("`{text}` in a dependency is not a number")))
}
