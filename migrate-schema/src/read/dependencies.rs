//! From the rows of `pg_depend` to edges between keys.

use std::collections::{BTreeSet, HashMap};

use super::row::{Row, Unreadable};
use crate::Name;
use crate::diff::Key;
use crate::model::Parent;

/// A catalog and an object in it.
type Address = (u32, u32);

/// The edges of an answer to `sql::dependencies`, from what depends to what it depends on.
pub(crate) fn edges(rows: Vec<Row>) -> Result<BTreeSet<(Key, Key)>, Unreadable> {
    let mut found = Found::default();
    let mut edges = Vec::new();
    for row in rows {
        let mut values = row.into_iter();
        let tag = values.next().flatten().unwrap_or_default();
        let values: Vec<Option<String>> = values.collect();
        match tag.as_str() {
            "set" => {}
            "node" => found.node(&values)?,
            "column" => {
                let column = (number(&values, 0)?, number(&values, 1)?);
                found.columns.insert(column, text(&values, 2)?);
            }
            "edge" => {
                let from = (number(&values, 0)?, number(&values, 1)?);
                let to = (number(&values, 3)?, number(&values, 4)?);
                let (part, other) = (number(&values, 2)?, number(&values, 5)?);
                edges.push(((from, part), (to, other), text(&values, 6)?));
            }
            other => return Err(Unreadable(format!("a row `{other}` was not asked for"))),
        }
    }
    for ((from, part), to, kind) in &edges {
        // What an extension brought stands for the extension; what is internal to another object, for that.
        let is_index_of_constraint = found.is(from, "index") && found.is(&to.0, "constraint");
        let is_alias = match kind.as_str() {
            "e" => true,
            "i" => !found.nodes.contains_key(from) || is_index_of_constraint,
            _ => false,
        };
        if is_alias && *part == 0 {
            found.aliases.insert(*from, *to);
        }
    }
    let mut all = BTreeSet::new();
    for (from, to, kind) in &edges {
        // How partitions hang together is in the model: `P` and `S`.
        if !matches!(kind.as_str(), "n" | "a" | "i" | "x") {
            continue;
        }
        if let (Some(from), Some(to)) = (found.key(*from), found.key(*to))
            && from != to
        {
            all.insert((from, to));
        }
    }
    Ok(all)
}

#[derive(Default)]
struct Found {
    /// The kind, and what it is.
    nodes: HashMap<Address, (String, Key)>,
    columns: HashMap<(u32, u32), String>,
    aliases: HashMap<Address, (Address, u32)>,
}

impl Found {
    fn node(&mut self, values: &[Option<String>]) -> Result<(), Unreadable> {
        let address = (number(values, 0)?, number(values, 1)?);
        let kind = text(values, 2)?;
        let first = text(values, 3)?;
        let optional = |at: usize| values.get(at).cloned().flatten();
        let name = Name::new(first.clone(), optional(4).unwrap_or_default());
        let third = optional(5);
        let part = third.clone().unwrap_or_default();
        let key = match kind.as_str() {
            "schema" => Key::Namespace(first),
            "extension" => Key::Extension(first),
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
            "other" => Key::Other(name.schema, name.name),
            // The expression of a generated column belongs to the column.
            "default" => match third {
                Some(column) => Key::Default(name, column),
                None => return Ok(()),
            },
            other => return Err(Unreadable(format!("an object `{other}` was not asked for"))),
        };
        self.nodes.insert(address, (kind, key));
        Ok(())
    }

    fn is(&self, address: &Address, kind: &str) -> bool {
        self.nodes.get(address).is_some_and(|(is, _)| is == kind)
    }

    fn key(&self, (address, part): (Address, u32)) -> Option<Key> {
        let (mut address, mut part) = (address, part);
        // An array of a row type of a table that an extension brought is three steps away.
        for _ in 0..8 {
            match self.aliases.get(&address) {
                Some((other, of)) => (address, part) = (*other, *of),
                None => break,
            }
        }
        match &self.nodes.get(&address)?.1 {
            Key::Table(name) if part > 0 => {
                let column = self.columns.get(&(address.1, part))?;
                Some(Key::Column(name.clone(), column.clone()))
            }
            key => Some(key.clone()),
        }
    }
}

fn text(values: &[Option<String>], at: usize) -> Result<String, Unreadable> {
    let value = values.get(at).cloned().flatten();
    value.ok_or_else(|| Unreadable(format!("value {at} of a dependency is not there")))
}

fn number(values: &[Option<String>], at: usize) -> Result<u32, Unreadable> {
    let text = text(values, at)?;
    text.parse()
        .map_err(|_| Unreadable(format!("`{text}` in a dependency is not a number")))
}
