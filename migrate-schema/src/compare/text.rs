//! Definitions as readable text, on one line.

use super::object::{Kind, Object};
use super::{Compared, routine_kind, type_kind};
use crate::model::{
    Attribute, Column, Constraint, Extension, Generated, Identity, Index, Meta, Namespace, Other,
    Parent, Persistence, Policy, Routine, RowSecurity, Rule, Sequence, SequenceOwner, Table,
    TableKind, Trigger, Type, TypeKind, View, ViewKind,
};
use crate::name::Identifier;

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
#[derive(Default)]
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

impl Compared for Type {
    fn object(&self) -> Object {
        Object::new(type_kind(self), &self.name)
    }

    fn definition(&self) -> Definition {
        let name = &self.name;
        match &self.kind {
            TypeKind::Enum { labels } => {
                let quoted: Vec<String> = labels.iter().map(|label| quoted(label)).collect();
                format!("CREATE TYPE {name} AS ENUM ({})", quoted.join(", "))
            }
            TypeKind::Domain {
                base,
                collation,
                not_null,
                not_null_constraint,
                default,
            } => {
                Clauses::begin(format!("CREATE DOMAIN {name} AS {base}"))
                    .add(
                        collation
                            .as_ref()
                            .map(|collation| format!("COLLATE {collation}")),
                    )
                    .add(default.as_ref().map(|default| format!("DEFAULT {default}")))
                    .add(not_null_clause(*not_null, not_null_constraint.as_ref()))
                    .0
            }
            // The attributes are compared one by one.
            TypeKind::Composite { .. } => format!("CREATE TYPE {name} AS"),
            TypeKind::Range { definition } => format!("CREATE TYPE {name} AS RANGE ({definition})"),
            TypeKind::Base { definition } => format!("CREATE TYPE {name} ({definition})"),
            TypeKind::Shell => format!("CREATE TYPE {name}"),
        }
        .into()
    }

    fn whole(&self) -> String {
        let text = self.definition().text;
        match &self.kind {
            TypeKind::Composite { attributes } => {
                let attributes: Vec<String> = attributes.iter().map(attribute).collect();
                format!("{text} ({})", attributes.join(", "))
            }
            _ => text,
        }
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl Compared for Sequence {
    fn object(&self) -> Object {
        Object::new(Kind::Sequence, &self.name)
    }

    fn definition(&self) -> Definition {
        let unlogged = unlogged(self.persistence);
        let owner = self.owner.as_ref().map(|owner| match owner {
            SequenceOwner::Column(table, column) => {
                format!("OWNED BY {table}.{}", Identifier(column))
            }
            SequenceOwner::Identity(table, column) => {
                format!("AS IDENTITY OF {table}.{}", Identifier(column))
            }
        });
        let number = |clause: &str, value: i64, usual: i64| {
            (value != usual).then(|| format!("{clause} {value}"))
        };
        Clauses::begin(format!(
            "CREATE{unlogged} SEQUENCE {} AS {}",
            self.name, self.type_name
        ))
        .add(number("START WITH", self.start, 1))
        .add(number("INCREMENT BY", self.increment, 1))
        .add(number("MINVALUE", self.min, 1))
        .add(number("MAXVALUE", self.max, greatest(&self.type_name)))
        .add(number("CACHE", self.cache, 1))
        .add(self.cycle.then_some("CYCLE"))
        .add(owner)
        .0
        .into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl Compared for Table {
    fn object(&self) -> Object {
        let kind = match self.kind {
            TableKind::Foreign => Kind::ForeignTable,
            TableKind::Ordinary | TableKind::Partitioned => Kind::Table,
        };
        Object::new(kind, &self.name)
    }

    /// The columns are compared one by one.
    fn definition(&self) -> Definition {
        self.with_columns("").into()
    }

    fn whole(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(column).collect();
        self.with_columns(&format!(" ({})", columns.join(", ")))
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl Table {
    fn with_columns(&self, columns: &str) -> String {
        let foreign = match self.kind {
            TableKind::Foreign => " FOREIGN",
            TableKind::Ordinary | TableKind::Partitioned => "",
        };
        let inherits: Vec<String> = self.inherits.iter().map(ToString::to_string).collect();
        let partition = self.partition_of.as_ref();
        Clauses::begin(format!(
            "CREATE{}{foreign} TABLE {}{columns}",
            unlogged(self.persistence),
            self.name
        ))
        .add(self.of_type.as_ref().map(|one| format!("OF {one}")))
        .add(partition.map(|of| format!("PARTITION OF {} {}", of.parent, of.bound)))
        .list("INHERITS", &inherits)
        .add(
            self.partition_by
                .as_ref()
                .map(|key| format!("PARTITION BY {key}")),
        )
        .add(
            self.access_method
                .as_ref()
                .map(|method| format!("USING {}", Identifier(method))),
        )
        .list("WITH", &self.options)
        .add(
            self.tablespace
                .as_ref()
                .map(|space| format!("TABLESPACE {}", Identifier(space))),
        )
        .add(self.foreign.as_ref())
        .add(
            self.replica_identity
                .as_ref()
                .map(|identity| format!("REPLICA IDENTITY {identity}")),
        )
        .add(match self.row_security {
            RowSecurity::Disabled => None,
            RowSecurity::Enabled => Some("ENABLE ROW LEVEL SECURITY"),
            RowSecurity::ForcedButDisabled => Some("FORCE ROW LEVEL SECURITY"),
            RowSecurity::Forced => Some("ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
        })
        .0
    }
}

impl Compared for View {
    fn object(&self) -> Object {
        let kind = match self.kind {
            ViewKind::Plain => Kind::View,
            ViewKind::Materialized => Kind::MaterializedView,
        };
        Object::new(kind, &self.name)
    }

    /// Names and types of the columns follow from the query, except names that were given.
    fn definition(&self) -> Definition {
        let materialized = match self.kind {
            ViewKind::Plain => "",
            ViewKind::Materialized => " MATERIALIZED",
        };
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|column| Identifier(&column.name).to_string())
            .collect();
        Clauses::begin(format!(
            "CREATE{materialized} VIEW {} ({})",
            self.name,
            columns.join(", ")
        ))
        .add(
            self.access_method
                .as_ref()
                .map(|method| format!("USING {}", Identifier(method))),
        )
        .list("WITH", &self.options)
        .add(
            self.tablespace
                .as_ref()
                .map(|space| format!("TABLESPACE {}", Identifier(space))),
        )
        .add(Some(format!("AS {}", &self.query)))
        .0
        .into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl Compared for Constraint {
    fn object(&self) -> Object {
        Object::constraint(&self.name, &self.parent)
    }

    fn definition(&self) -> Definition {
        Clauses::begin(&self.definition)
            .list("WITH", &self.index.options)
            .add(
                self.index
                    .tablespace
                    .as_ref()
                    .map(|space| format!("USING INDEX TABLESPACE {}", Identifier(space))),
            )
            .add(
                self.index
                    .part_of
                    .as_ref()
                    .map(|whole| format!("ATTACHED TO {whole}")),
            )
            .add(self.index.clustered.then_some("CLUSTER"))
            .0
            .into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn parent(&self) -> Option<Parent> {
        Some(self.parent.clone())
    }
}

impl Compared for Index {
    fn object(&self) -> Object {
        Object::new(Kind::Index, &self.name)
    }

    fn definition(&self) -> Definition {
        let statistics = self.statistics.iter();
        let statistics: Vec<String> = statistics
            .map(|(column, target)| format!("{column} = {target}"))
            .collect();
        Clauses::begin(&self.definition)
            .add(
                self.tablespace
                    .as_ref()
                    .map(|space| format!("TABLESPACE {}", Identifier(space))),
            )
            .add(
                self.part_of
                    .as_ref()
                    .map(|whole| format!("ATTACHED TO {whole}")),
            )
            .list("STATISTICS", &statistics)
            .add(self.clustered.then_some("CLUSTER"))
            .add((!self.valid).then_some("INVALID"))
            .0
            .into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn parent(&self) -> Option<Parent> {
        Some(Parent::Relation(self.table.clone()))
    }
}

impl Compared for Routine {
    fn object(&self) -> Object {
        let arguments = match (self.kind, self.arguments.as_str()) {
            (crate::model::RoutineKind::Aggregate, "") => "*",
            (_, arguments) => arguments,
        };
        Object::new(
            routine_kind(self.kind),
            format_args!("{}({arguments})", self.name),
        )
    }

    fn definition(&self) -> Definition {
        let has_layout = matches!(self.language.as_str(), "sql" | "plpgsql");
        Definition {
            text: self.definition.clone(),
            body: self
                .split()
                .filter(|_| has_layout)
                .map(|(header, body)| Body {
                    header: header.to_owned(),
                    text: body.to_owned(),
                }),
        }
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl Compared for Trigger {
    fn object(&self) -> Object {
        Object::part(Kind::Trigger, &self.name, &self.table)
    }

    fn definition(&self) -> Definition {
        Clauses::begin(&self.definition)
            .add(self.firing.as_ref())
            .0
            .into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn parent(&self) -> Option<Parent> {
        Some(Parent::Relation(self.table.clone()))
    }
}

impl Compared for Rule {
    fn object(&self) -> Object {
        Object::part(Kind::Rule, &self.name, &self.table)
    }

    fn definition(&self) -> Definition {
        Clauses::begin(&self.definition)
            .add(self.firing.as_ref())
            .0
            .into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn parent(&self) -> Option<Parent> {
        Some(Parent::Relation(self.table.clone()))
    }
}

impl Compared for Policy {
    fn object(&self) -> Object {
        Object::part(Kind::Policy, &self.name, &self.table)
    }

    fn definition(&self) -> Definition {
        self.definition.clone().into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn parent(&self) -> Option<Parent> {
        Some(Parent::Relation(self.table.clone()))
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

/// A column, as in `CREATE TABLE`.
pub(super) fn column(column: &Column) -> String {
    Clauses::begin(format!("{} {}", Identifier(&column.name), column.type_name))
        .add(
            column
                .storage
                .as_ref()
                .map(|storage| format!("STORAGE {storage}")),
        )
        .add(
            column
                .compression
                .as_ref()
                .map(|method| format!("COMPRESSION {method}")),
        )
        .add(
            column
                .collation
                .as_ref()
                .map(|collation| format!("COLLATE {collation}")),
        )
        .add(
            column
                .default
                .as_ref()
                .map(|default| format!("DEFAULT {default}")),
        )
        .add(column.generated.as_ref().map(|generated| match generated {
            Generated::Stored(expression) => format!("GENERATED ALWAYS AS ({expression}) STORED"),
            Generated::Virtual(expression) => format!("GENERATED ALWAYS AS ({expression}) VIRTUAL"),
        }))
        .add(column.identity.map(|identity| match identity {
            Identity::Always => "GENERATED ALWAYS AS IDENTITY",
            Identity::ByDefault => "GENERATED BY DEFAULT AS IDENTITY",
        }))
        .add(not_null_clause(
            column.not_null,
            column.not_null_constraint.as_ref(),
        ))
        .add(
            column
                .statistics
                .map(|target| format!("STATISTICS {target}")),
        )
        .list("OPTIONS", &column.options)
        .add(column.inherited.then_some("INHERITED"))
        .0
}

/// An attribute, as in `CREATE TYPE … AS (…)`.
pub(super) fn attribute(attribute: &Attribute) -> String {
    Clauses::begin(format!(
        "{} {}",
        Identifier(&attribute.name),
        attribute.type_name
    ))
    .add(
        attribute
            .collation
            .as_ref()
            .map(|collation| format!("COLLATE {collation}")),
    )
    .0
}

fn not_null_clause(not_null: bool, constraint: Option<&String>) -> Option<String> {
    match constraint {
        Some(constraint) => Some(constraint.clone()),
        None => not_null.then(|| "NOT NULL".to_owned()),
    }
}

fn unlogged(persistence: Persistence) -> &'static str {
    match persistence {
        Persistence::Permanent => "",
        Persistence::Unlogged => " UNLOGGED",
    }
}

/// The greatest value of a sequence of this type.
fn greatest(type_name: &str) -> i64 {
    match type_name {
        "smallint" => i16::MAX.into(),
        "integer" => i32::MAX.into(),
        _ => i64::MAX,
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
