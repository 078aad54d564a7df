//! Definitions as readable text, on one line.

mod programs;
mod relations;
mod types;

use std::fmt;

use super::Compared;
use super::object::{Kind, Object};
use crate::model::{Extension, Meta, Namespace, Other};
use crate::name::Identifier;

pub(super) use relations::column;
pub(super) use types::attribute;

/// A definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Definition {
    /// The whole, to the letter.
    pub(super) text: String,
    /// The body of a routine in a language in which layout has no meaning.
    pub(super) body: Option<Body>,
}

/// A routine, split where its body begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) header: String,
    pub(super) text: String,
}

impl From<String> for Definition {
    fn from(text: String) -> Self {
        Self { text, body: None }
    }
}

/// Clauses that may be there, each with a space before it.
struct Clauses(String);

impl Clauses {
    fn begin(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    fn add(mut self, clause: Option<impl AsRef<str>>) -> Self {
        if let Some(clause) = clause {
            self.0.push(' ');
            self.0.push_str(clause.as_ref());
        }
        self
    }

    /// A clause of words and a value.
    fn with(self, words: &str, value: Option<impl fmt::Display>) -> Self {
        self.add(value.map(|value| format!("{words} {value}")))
    }

    /// A clause of words and a name.
    fn named(self, words: &str, name: Option<&str>) -> Self {
        self.with(words, name.map(Identifier))
    }

    fn list(self, before: &str, all: &[String]) -> Self {
        self.add((!all.is_empty()).then(|| format!("{before} ({})", all.join(", "))))
    }
}

impl Compared for Namespace {
    fn object(&self) -> Object {
        Object::new(Kind::Schema, Identifier(&self.name))
    }

    fn definition(&self) -> Definition {
        format!("CREATE SCHEMA {}", Identifier(&self.name)).into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl Compared for Extension {
    fn object(&self) -> Object {
        Object::new(Kind::Extension, Identifier(&self.name))
    }

    fn definition(&self) -> Definition {
        let (name, schema) = (Identifier(&self.name), Identifier(&self.schema));
        format!(
            "CREATE EXTENSION {name} WITH SCHEMA {schema} VERSION '{}'",
            self.version
        )
        .into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl Compared for Other {
    fn object(&self) -> Object {
        Object::new(Kind::Other(self.kind.clone()), &self.name)
    }

    fn definition(&self) -> Definition {
        self.definition.clone().into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

fn not_null_clause(not_null: bool, constraint: Option<&String>) -> Option<String> {
    match constraint {
        Some(constraint) => Some(constraint.clone()),
        None => not_null.then(|| "NOT NULL".to_owned()),
    }
}
