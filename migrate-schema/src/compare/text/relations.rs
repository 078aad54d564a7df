//! Tables, columns, views, sequences, constraints, indexes.

use super::super::Compared;
use super::super::object::{Kind, Object};
use super::{Clauses, Definition, not_null_clause};
use crate::model::{
    Column, Constraint, Filling, Generated, Identity, Index, Meta, Parent, Persistence,
    RowSecurity, Sequence, SequenceOwner, Table, TableKind, View, ViewKind,
};
use crate::name::Identifier;

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
        Clauses::begin(format!(
            "CREATE{unlogged} SEQUENCE {} AS {}",
            self.name, self.type_name
        ))
        .with("START WITH", unusual(self.start, 1))
        .with("INCREMENT BY", unusual(self.increment, 1))
        .with("MINVALUE", unusual(self.min, 1))
        .with("MAXVALUE", unusual(self.max, greatest(&self.type_name)))
        .with("CACHE", unusual(self.cache, 1))
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
        .with("OF", self.of_type.as_ref())
        .add(partition.map(|of| format!("PARTITION OF {} {}", of.parent, of.bound)))
        .list("INHERITS", &inherits)
        .with("PARTITION BY", self.partition_by.as_ref())
        .named("USING", self.access_method.as_deref())
        .list("WITH", &self.options)
        .named("TABLESPACE", self.tablespace.as_deref())
        .add(self.foreign.as_ref())
        .with("REPLICA IDENTITY", self.replica_identity.as_ref())
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
        .named("USING", self.access_method.as_deref())
        .list("WITH", &self.options)
        .named("TABLESPACE", self.tablespace.as_deref())
        .add(Some(match self.filling {
            Filling::Filled => format!("AS {}", self.query),
            Filling::NoData => {
                let query = self.query.trim_end().trim_end_matches(';');
                format!("AS {query} WITH NO DATA")
            }
        }))
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
            .named("USING INDEX TABLESPACE", self.index.tablespace.as_deref())
            .with("ATTACHED TO", self.index.part_of.as_ref())
            .add(self.index.clustered.then_some("CLUSTER"))
            .with(
                "COMMENT ON INDEX",
                self.index
                    .comment
                    .as_deref()
                    .map(|text| format!("'{text}'")),
            )
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
            .named("TABLESPACE", self.tablespace.as_deref())
            .with("ATTACHED TO", self.part_of.as_ref())
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

/// A column, as in `CREATE TABLE`.
pub(in crate::compare) fn column(column: &Column) -> String {
    Clauses::begin(format!("{} {}", Identifier(&column.name), column.type_name))
        .with("STORAGE", column.storage.as_ref())
        .with("COMPRESSION", column.compression.as_ref())
        .with("COLLATE", column.collation.as_ref())
        .with("DEFAULT", column.default.as_ref())
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

/// A number where it is not the usual one.
fn unusual(value: i64, usual: i64) -> Option<i64> {
    (value != usual).then_some(value)
}
