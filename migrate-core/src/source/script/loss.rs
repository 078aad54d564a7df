//! What a script destroys.
//!
//! Statements that destroy data by what they say: dropped tables, columns, schemas, sequences, extensions, emptied tables,
//! changes of a column's type in which values are cut, rounded or made ambiguous, and what `CASCADE` may take along; in a `DO`
//! block, too, where they are written out. What a function, a trigger or a text that is put together does is not guessed. What was created [since](Fresh) is no loss.

mod columns;
mod fresh;
mod shapes;

use std::fmt;
use std::ops::Range;

pub use columns::Columns;
pub use fresh::Fresh;

pub use super::change::{Cascade, Kind, Owner};

use super::change::{Change, TEMPORARY, What, changes};
use super::name::{ObjectName, quoted};
use super::types::{Conversion, SqlType};

/// Data that a statement destroys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// What is lost.
    pub lost: Lost,
    /// The bytes of the part of the statement that says it, in the canonical text.
    pub range: Range<usize>,
}

/// What is lost. Its text is the end of a sentence: table `users`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lost {
    /// An object with what it holds; with `CASCADE` also what depends on it.
    Object(Kind, ObjectName, Cascade),
    /// A column with its values.
    Column(ObjectName, String, Cascade),
    /// An attribute of a type, with its values in every column of the type.
    Attribute(ObjectName, String, Cascade),
    /// The rows of a table, by `TRUNCATE`.
    Rows(ObjectName, Cascade),
    /// The rows of a table, by a `DELETE` without a condition.
    Deleted(ObjectName),
    /// Values of a column that its new type does not hold as they are; the old type where it is known.
    Values {
        /// The table.
        table: ObjectName,
        /// The column.
        column: String,
        /// Its type before, where earlier scripts tell it.
        old: Option<SqlType>,
        /// Its type afterwards.
        new: SqlType,
    },
    /// The rows of a partition, which its table has no longer.
    Partition(ObjectName, ObjectName),
    /// How far the numbers of an identity column have come.
    Identity(ObjectName, String),
    /// Everything that belongs to a role.
    Owned(Owner),
}

/// What a script destroys, in its order. `columns` is asked once, and only where it matters what earlier scripts tell: where the
/// type of a column is changed that is not new, or a function dropped with `CASCADE`. What the script creates is added to `fresh`.
///
/// ```
/// use migrate_core::source::script::loss::{Columns, Fresh, losses};
///
/// let script = "CREATE TABLE draft (id int); DROP TABLE draft; DROP TABLE orders;";
/// let lost = losses(script, Columns::default, &mut Fresh::default());
/// assert_eq!(lost[0].lost.to_string(), "table `orders`");
/// assert_eq!(lost.len(), 1);
/// ```
#[must_use]
pub fn losses(text: &str, columns: impl FnOnce() -> Columns, fresh: &mut Fresh) -> Vec<Loss> {
    let changes = changes(text);
    let start = fresh.clone();
    let mut columns = Some(columns);
    let mut known: Option<Columns> = None;
    let mut found = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let told = Told {
            columns: &mut columns,
            before: &changes[..at],
            known: &mut known,
        };
        if let Some(lost) = lost(&change.what, fresh, told) {
            let range = change.range.clone();
            found.push(Loss { lost, range });
        }
        if let Some(known) = &mut known {
            known.apply(change);
        }
        match change.what {
            What::RollBack => fresh.roll_back(&start),
            _ => fresh.apply(change),
        }
    }
    found
}

/// What the scripts and statements before a change tell, read when it is asked for.
struct Told<'a, C> {
    columns: &'a mut Option<C>,
    before: &'a [Change],
    known: &'a mut Option<Columns>,
}

impl<'a, C: FnOnce() -> Columns> Told<'a, C> {
    fn read(self) -> &'a Columns {
        let Self {
            columns, before, ..
        } = self;
        self.known.get_or_insert_with(|| {
            let mut read = columns.take().map_or_else(Columns::default, |read| read());
            before.iter().for_each(|change| read.apply(change));
            read
        })
    }
}

fn lost(what: &What, fresh: &Fresh, told: Told<'_, impl FnOnce() -> Columns>) -> Option<Lost> {
    match what {
        What::Drop(kind, name, cascade) => {
            let lost = drop_loses(*kind, name, *cascade, fresh, told);
            lost.then(|| Lost::Object(*kind, name.clone(), *cascade))
        }
        What::DropOwned(owner) => Some(Lost::Owned(owner.clone())),
        What::DropIdentity(table, column) => (!fresh.has_column(table, column))
            .then(|| Lost::Identity(table.clone(), column.clone())),
        What::DropColumn(table, column, cascade) => (!fresh.has_column(table, column))
            .then(|| Lost::Column(table.clone(), column.clone(), *cascade)),
        What::DropAttribute(of, attribute, cascade) => {
            let kept = fresh.has(Kind::Type, of) || fresh.has_added(of, attribute);
            (!kept).then(|| Lost::Attribute(of.clone(), attribute.clone(), *cascade))
        }
        What::Truncate(table, cascade) => {
            let kept = fresh.has_table(table) && !cascade.is_yes();
            (!kept).then(|| Lost::Rows(table.clone(), *cascade))
        }
        What::DeleteAll(table) => (!fresh.has_rows(table)).then(|| Lost::Deleted(table.clone())),
        What::Detach(table, partition) => {
            let kept = fresh.has_table(partition) || fresh.has_table(table);
            (!kept).then(|| Lost::Partition(table.clone(), partition.clone()))
        }
        What::Retype(table, column, ..) if fresh.has_column(table, column) => None,
        What::Retype(table, column, new, conversion) => {
            let columns = told.read();
            let old = columns.of(table, column).cloned();
            (!columns.keep(table, old.as_ref(), new, *conversion)).then(|| Lost::Values {
                table: table.clone(),
                column: column.clone(),
                old,
                new: new.clone(),
            })
        }
        What::RetypeAttribute(of, attribute, new) => {
            let kept = fresh.has(Kind::Type, of)
                || fresh.has_added(of, attribute)
                || told.read().keep(of, None, new, Conversion::Assignment);
            (!kept).then(|| Lost::Values {
                table: of.clone(),
                column: attribute.clone(),
                old: None,
                new: new.clone(),
            })
        }
        _ => None,
    }
}

/// Whether data goes with an object that is dropped.
fn drop_loses(
    kind: Kind,
    name: &ObjectName,
    cascade: Cascade,
    fresh: &Fresh,
    told: Told<'_, impl FnOnce() -> Columns>,
) -> bool {
    match kind {
        Kind::Table | Kind::Sequence if name.is_in(TEMPORARY) => false,
        // What depends on it may be older, and without CASCADE nothing may depend on it.
        Kind::Function => cascade.is_yes() && !told.read().is_trigger_function(name),
        kind if kind.is_dependency() => cascade.is_yes(),
        kind if fresh.has(kind, name) => false,
        // Without CASCADE it has to be empty, or unused.
        Kind::Schema | Kind::Type => cascade.is_yes(),
        Kind::Extension => cascade.is_yes() || !holds_nothing(&name.name),
        _ => true,
    }
}

/// Whether an extension is known to have no tables of its own.
fn holds_nothing(extension: &str) -> bool {
    const WITHOUT_TABLES: [&str; 24] = [
        "amcheck",
        "bloom",
        "btree_gin",
        "btree_gist",
        "citext",
        "cube",
        "dblink",
        "earthdistance",
        "fuzzystrmatch",
        "hstore",
        "intarray",
        "isn",
        "ltree",
        "pageinspect",
        "pg_buffercache",
        "pg_stat_statements",
        "pg_trgm",
        "pgcrypto",
        "pgrowlocks",
        "pgstattuple",
        "tablefunc",
        "unaccent",
        "uuid-ossp",
        "vector",
    ];
    WITHOUT_TABLES.contains(&extension)
}

impl Lost {
    /// The word for programs: `table`, `column`, `rows`, `values`, and what else an object is.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Object(Kind::MaterializedView, ..) => "materialized-view",
            Self::Object(Kind::OperatorClass, ..) => "operator-class",
            Self::Object(Kind::OperatorFamily, ..) => "operator-family",
            Self::Object(Kind::AccessMethod, ..) => "access-method",
            Self::Object(kind, ..) => kind.word(),
            Self::Column(..) => "column",
            Self::Attribute(..) => "attribute",
            Self::Rows(..) | Self::Deleted(..) => "rows",
            Self::Values { .. } => "values",
            Self::Partition(..) => "partition",
            Self::Identity(..) => "identity",
            Self::Owned(..) => "owned",
        }
    }

    /// Whether the statement says `CASCADE`, so that more may go than is named.
    #[must_use]
    pub const fn cascade(&self) -> Cascade {
        match self {
            Self::Object(_, _, cascade)
            | Self::Column(_, _, cascade)
            | Self::Attribute(_, _, cascade)
            | Self::Rows(_, cascade) => *cascade,
            _ => Cascade::No,
        }
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(kind @ Kind::MaterializedView, name, _) => {
                write!(
                    f,
                    "{} `{name}`, whose rows can be computed again",
                    kind.word()
                )
            }
            Self::Object(Kind::Sequence, name, _) => {
                write!(f, "sequence `{name}` and how far it has counted")
            }
            Self::Object(kind, name, _) => write!(f, "{} `{name}`", kind.word()),
            Self::Column(table, column, _) => write!(f, "column `{}` of `{table}`", quoted(column)),
            Self::Attribute(of, attribute, _) => {
                write!(f, "attribute `{}` of type `{of}`", quoted(attribute))
            }
            Self::Rows(table, _) | Self::Deleted(table) => write!(f, "all rows of `{table}`"),
            Self::Values {
                table,
                column,
                old,
                new,
            } => {
                write!(f, "values of column `{}` of `{table}`", quoted(column))?;
                match old {
                    Some(old) if old == new => write!(f, ", which an expression computes anew"),
                    Some(old) => write!(f, ", which becomes {new} from {old}"),
                    None => write!(f, ", which becomes {new}"),
                }
            }
            Self::Partition(table, partition) => {
                write!(
                    f,
                    "the rows of `{partition}` from `{table}`; they stay in `{partition}`"
                )
            }
            Self::Identity(table, column) => write!(
                f,
                "how far the identity column `{}` of `{table}` has counted",
                quoted(column)
            ),
            Self::Owned(owner) => write!(f, "everything that belongs to {owner}"),
        }?;
        match self.cascade() {
            Cascade::Yes => f.write_str(", and with CASCADE what depends on it"),
            Cascade::No => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
