//! What the types are that the scripts create, as far as it matters to the values of a column.

use std::collections::BTreeMap;

use crate::source::script::change::{Change, Kind, Shape, What};
use crate::source::script::name::ObjectName;
use crate::source::script::types::{Conversion, SqlType};

/// Domains and composite types, by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shapes(BTreeMap<ObjectName, Shape>);

impl Shapes {
    /// Carries a change out.
    pub(super) fn apply(&mut self, change: &Change) {
        match &change.what {
            What::Create(Kind::Type, name, _) | What::Drop(Kind::Type, name, _) => {
                self.0.remove(name);
            }
            What::Shape(name, shape) => {
                self.0.insert(name.clone(), shape.clone());
            }
            What::Rename(Kind::Schema, from, to) => {
                let all = std::mem::take(&mut self.0).into_iter();
                let renamed = all.map(|(name, shape)| match name.is_in(&from.name) {
                    true => (name.moved(to.name.clone()), shape),
                    false => (name, shape),
                });
                self.0 = renamed.collect();
            }
            What::Rename(Kind::Type, from, to) => {
                if let Some(shape) = self.0.remove(from) {
                    self.0.insert(to.clone(), shape);
                }
            }
            What::Drop(Kind::Schema, schema, _) => {
                self.0.retain(|name, _| !name.is_in(&schema.name));
            }
            _ => {}
        }
    }

    /// Whether every value of a column of this table is kept; `None` for an old type that is not known. A domain is judged by
    /// the type of its values, and rows that go by way of their text by the order of the attributes, which may differ.
    pub(super) fn keep(
        &self,
        table: &ObjectName,
        old: Option<&SqlType>,
        new: &SqlType,
        conversion: Conversion,
    ) -> bool {
        let is_row = matches!(self.of(table, new), Some(Shape::Composite));
        let was_text = old.is_some_and(|old| !old.is_named());
        if is_row && conversion == Conversion::TextCast && !was_text {
            return false;
        }
        let old = old.map(|old| self.values(table, old));
        self.values(table, new).keeps(old.as_ref(), conversion)
    }

    /// The type of the values of a type: what a domain is over, and any other type itself.
    fn values(&self, table: &ObjectName, of: &SqlType) -> SqlType {
        let mut values = of.clone();
        // Each domain is over an older type, but what has been renamed since may look like a ring.
        for _ in 0..self.0.len() {
            let Some(Shape::Domain(over)) = self.of(table, &values) else {
                break;
            };
            match over.in_place_of(&values) {
                Some(over) => values = over,
                None => break,
            }
        }
        values
    }

    /// What is known of a type. A name without a schema may mean the schema of the table: scripts set `search_path`.
    fn of(&self, table: &ObjectName, named: &SqlType) -> Option<&Shape> {
        let name = named.name()?;
        let beside = || match (&name.schema, &table.schema) {
            (None, Some(schema)) => self.0.get(&name.moved(schema.clone())),
            _ => None,
        };
        self.0.get(&name).or_else(beside)
    }
}
