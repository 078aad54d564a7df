//! Tables and what they refer to, as pictures: for Mermaid, for Graphviz, or drawn.
//!
//! Only what such a picture shows is taken from the schema ([`entity`]); each form is text made of that. The drawing has
//! places that [`layout`] finds.

mod dot;
mod entity;
mod layout;
mod mermaid;
mod svg;

use std::collections::BTreeSet;

use crate::Name;
use crate::model::Schema;
use entity::{Entity, Reference};

/// The tables of a schema with their columns and keys, and the foreign keys between them.
///
/// Partitions are left out: they are what their table is.
///
/// ```
/// use migrate_schema::{Picture, Schema};
///
/// let picture = Picture::of(&Schema::default());
/// assert_eq!(picture.mermaid(), "erDiagram\n");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    entities: Vec<Entity>,
    references: Vec<Reference>,
}

/// A table that was asked for is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchTable {
    /// What was asked for.
    pub asked: String,
    /// The tables that are there, as they are written in SQL.
    pub tables: Vec<String>,
}

impl std::fmt::Display for NoSuchTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no table `{}`", self.asked)
    }
}

impl std::error::Error for NoSuchTable {}

impl Picture {
    /// The picture of a whole schema.
    #[must_use]
    pub fn of(schema: &Schema) -> Self {
        let (entities, references) = entity::all(schema);
        Self {
            entities,
            references,
        }
    }

    /// These tables, and those that they refer to or that refer to them.
    ///
    /// A table is given as in SQL, with or without its schema: `orders`, `billing.orders`.
    ///
    /// # Errors
    ///
    /// [`NoSuchTable`] for the first that is not there.
    pub fn around<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<Self, NoSuchTable> {
        let mut wanted = BTreeSet::new();
        for asked in names {
            let is_it = |one: &&Entity| one.is_called(asked);
            let found: Vec<&Entity> = self.entities.iter().filter(is_it).collect();
            if found.is_empty() {
                let tables = self.entities.iter().map(|one| one.name.to_string());
                return Err(NoSuchTable {
                    asked: asked.to_owned(),
                    tables: tables.collect(),
                });
            }
            wanted.extend(found.into_iter().map(|one| one.name.clone()));
        }
        let near = self
            .references
            .iter()
            .filter(|one| wanted.contains(&one.from) || wanted.contains(&one.to));
        let shown: BTreeSet<Name> = near
            .flat_map(|one| [one.from.clone(), one.to.clone()])
            .chain(wanted.iter().cloned())
            .collect();
        let entities = self.entities.iter();
        let references = self.references.iter();
        Ok(Self {
            entities: entities
                .filter(|one| shown.contains(&one.name))
                .cloned()
                .collect(),
            references: references
                .filter(|one| shown.contains(&one.from) && shown.contains(&one.to))
                .cloned()
                .collect(),
        })
    }

    /// How many tables it shows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Whether it shows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// An `erDiagram` for Mermaid, which GitHub and GitLab draw in a block of the language `mermaid`.
    #[must_use]
    pub fn mermaid(&self) -> String {
        mermaid::text(self)
    }

    /// A graph for Graphviz, the tables as HTML-like labels.
    #[must_use]
    pub fn dot(&self) -> String {
        dot::text(self)
    }

    /// A drawing that needs no other program.
    #[must_use]
    pub fn svg(&self) -> String {
        svg::text(self)
    }

    /// What a table is called: without its schema where all are of one.
    fn title(&self, name: &Name) -> String {
        let is_only = self
            .entities
            .iter()
            .all(|one| one.name.schema == name.schema);
        match is_only {
            true => name.name.clone(),
            false => format!("{}.{}", name.schema, name.name),
        }
    }
}

/// Text in XML, and in the HTML-like labels of Graphviz.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML 1.0 has no way to write the other control characters.
            char if char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}') => {
                out.push('\u{fffd}');
            }
            char => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests;
