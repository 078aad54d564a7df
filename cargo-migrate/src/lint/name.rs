//! Names as PostgreSQL compares them.

use std::cmp::Ordering;
use std::fmt;

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

/// The name of a table, an index, a type or the like. A name without a schema counts as one in `public`, which is where
/// runs put it unless configured.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    schema: String,
    name: String,
    written: Written,
}

/// Whether a name says its schema. Two names are compared without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Bare,
    Qualified,
}

const PUBLIC: &str = "public";

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Name {}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.schema, &self.name).cmp(&(&other.schema, &other.name))
    }
}

impl Name {
    /// The name of something that is created.
    pub(crate) fn of(path: &ast::Path) -> Option<Self> {
        let name = path.segment()?.text();
        Some(Self::new(path.qualifier().as_ref(), name))
    }

    /// The name of something that is referred to.
    pub(crate) fn of_ref(path: &ast::PathRef) -> Option<Self> {
        let name = path.segment()?.text();
        Some(Self::new(path.qualifier().as_ref(), name))
    }

    /// The table of an `ALTER TABLE`, a `CREATE INDEX` and the like.
    pub(crate) fn of_relation(relation: Option<ast::TableRelationName>) -> Option<Self> {
        Self::of_ref(&relation?.table_name_ref()?.path_ref()?)
    }

    /// Another name in the same schema.
    pub(crate) fn sibling(&self, name: String) -> Self {
        let (schema, written) = (self.schema.clone(), self.written);
        Self {
            schema,
            name,
            written,
        }
    }

    /// The same name in another schema.
    pub(crate) fn moved(&self, schema: String) -> Self {
        let (name, written) = (self.name.clone(), Written::Qualified);
        Self {
            schema,
            name,
            written,
        }
    }

    /// Whether it does not say its schema, so that a temporary table of its name hides what it means otherwise.
    pub(crate) fn is_unqualified(&self) -> bool {
        self.written == Written::Bare
    }

    /// The name without its schema.
    pub(crate) fn bare(&self) -> &str {
        &self.name
    }

    fn new(qualifier: Option<&ast::PathRef>, name: String) -> Self {
        let schema = qualifier.and_then(ast::PathRef::segment);
        let written = match schema {
            Some(_) => Written::Qualified,
            None => Written::Bare,
        };
        let schema = schema.map_or_else(|| PUBLIC.to_owned(), |segment| segment.text());
        Self {
            schema,
            name,
            written,
        }
    }
}

/// As it is written in SQL: the schema only where it is not `public`, quotes only where they are needed.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.schema != PUBLIC {
            write!(f, "{}.", quoted(&self.schema))?;
        }
        f.write_str(&quoted(&self.name))
    }
}

/// An identifier as it is written in SQL, with quotes only where they are needed.
pub(crate) fn quoted(name: &str) -> String {
    squawk_syntax::quote::quote_ident(name)
}

/// The name that a node spells: without quotes, in lower case if it had none.
pub(crate) fn spelled(node: &SyntaxNode) -> String {
    ast::normalize_name_node(node)
}

/// Whether a name in an expression is a column's: neither a function that is called, nor one of the grammar's own values
/// such as `current_date`. Many keywords may be names of columns.
pub(crate) fn is_column(name: &ast::NameRef) -> bool {
    const VALUES: [&str; 11] = [
        "current_catalog",
        "current_date",
        "current_role",
        "current_schema",
        "current_time",
        "current_timestamp",
        "current_user",
        "localtime",
        "localtimestamp",
        "session_user",
        "system_user",
    ];
    let called = |node: SyntaxNode| ast::CallExpr::can_cast(node.kind());
    let value = !name.is_quoted() && VALUES.contains(&name.text().as_str());
    !value && !name.syntax().parent().is_some_and(called)
}

/// The name that a constraint is given.
pub(crate) fn of_constraint(constraint: &ast::Constraint) -> Option<String> {
    Some(spelled(constraint.constraint_name()?.syntax()))
}

/// A name that PostgreSQL would choose: the parts with `_` between them. It cuts the parts where the whole would be too
/// long, as PostgreSQL's `makeObjectName` does: the longer of the first two loses bytes first.
pub(crate) fn chosen(first: &str, second: &str, label: &str) -> String {
    const LONGEST: usize = 63;
    let (mut a, mut b) = (first.len(), second.len());
    let second_costs = usize::from(!second.is_empty());
    while a + b + second_costs + 1 + label.len() > LONGEST {
        if a > b { a -= 1 } else { b -= 1 }
    }
    let mut parts = vec![cut(first, a)];
    if !second.is_empty() {
        parts.push(cut(second, b));
    }
    parts.push(label);
    parts.join("_")
}

fn cut(text: &str, length: usize) -> &str {
    &text[..text.floor_char_boundary(length)]
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn a_chosen_name_has_the_parts_that_fit() {
        assert_eq!(chosen("orders", "user_id", "fkey"), "orders_user_id_fkey");
        assert_eq!(chosen("orders", "", "pkey"), "orders_pkey");
        let long = "a".repeat(63);
        let name = chosen(&long, "user_id", "fkey");
        assert_eq!(name.len(), 63);
        assert!(name.ends_with("_user_id_fkey"), "{name}");
    }
}
