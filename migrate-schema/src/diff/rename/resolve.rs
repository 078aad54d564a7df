//! From `users.mail=email`, as a caller gives it, to what it means between two schemas.

use std::fmt;

use super::Rename;
use crate::model::{Parent, Schema, TypeKind};
use crate::{Name, Snapshot};

/// A rename that was given and is none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenameRefused {
    /// It is not of the form `old=new`.
    Malformed {
        /// What was given.
        given: String,
    },
    /// Nothing has the old name.
    NotThere {
        /// What was given.
        given: String,
        /// The old name.
        old: String,
    },
    /// Nothing is to have the new name, or what has it is of another kind.
    NotWanted {
        /// What was given.
        given: String,
        /// The new name.
        new: String,
    },
    /// What has the old name keeps it.
    StillThere {
        /// What was given.
        given: String,
        /// The old name.
        old: String,
    },
    /// It can be understood in more than one way.
    Ambiguous {
        /// What was given.
        given: String,
        /// The ways, each as it is given.
        meanings: Vec<Rename>,
    },
}

impl fmt::Display for RenameRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { given } => write!(
                f,
                "`{given}` is no rename: it is given as `old=new`, `table.old=new` for a column or constraint, `type.old=new` for the value of an enum"
            ),
            Self::NotThere { given, old } => {
                write!(
                    f,
                    "`{given}`: there is no `{old}` that could get another name"
                )
            }
            Self::NotWanted { given, new } => {
                write!(f, "`{given}`: nothing of its kind is to be called `{new}`")
            }
            Self::StillThere { given, old } => {
                write!(
                    f,
                    "`{given}`: `{old}` is in both schemas, so it keeps its name"
                )
            }
            Self::Ambiguous { given, meanings } => {
                write!(f, "`{given}` can mean ")?;
                for (at, one) in meanings.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    write!(f, "{comma}`{one}`")?;
                }
                f.write_str(": say the schema, too")
            }
        }
    }
}

impl std::error::Error for RenameRefused {}

impl Snapshot {
    /// What renames mean that are given as texts, `old=new`, on the way to another snapshot.
    ///
    /// The old name is `table`, `type`, `table.column`, `table.constraint` or `enum.value`, with a schema before it where it is not in
    /// `public`; the new one may leave out what is the same. A table that itself gets another name may be called by either.
    ///
    /// # Errors
    ///
    /// The first of them that is none, or not plain.
    pub fn renames<'g>(
        &self,
        to: &Self,
        given: impl IntoIterator<Item = &'g str>,
    ) -> Result<Vec<Rename>, RenameRefused> {
        let mut all: Vec<Rename> = Vec::new();
        // Whole tables and types first: parts are spoken of by their new names.
        let mut open: Vec<(&str, Vec<String>, Vec<String>)> = Vec::new();
        for text in given {
            let two = split(text, '=');
            let [old, new] = &two[..] else {
                return Err(RenameRefused::Malformed {
                    given: text.to_owned(),
                });
            };
            let (old, new) = (parts(old), parts(new));
            if old.iter().chain(&new).any(String::is_empty)
                || old.len() > 3
                || new.len() > old.len() + 1
            {
                return Err(RenameRefused::Malformed {
                    given: text.to_owned(),
                });
            }
            open.push((text, old, new));
        }
        open.sort_by_key(|(_, old, new)| (old.len().max(new.len()), old.clone()));
        let taken: Vec<String> = open
            .iter()
            .filter_map(|one| one.2.last().cloned())
            .collect();
        for (text, old, new) in open {
            let mut found = Found {
                taken: taken.clone(),
                ..Found::default()
            };
            found.wholes(&self.schema, &to.schema, &old, &new);
            found.parts(&self.schema, &to.schema, &old, &new, &all);
            all.push(found.one(text, &old, &new)?);
        }
        Ok(all)
    }
}

/// Splits at a character outside of quotes.
fn split(text: &str, at: char) -> Vec<&str> {
    let mut quoted = false;
    let parts = text.split(|char: char| {
        quoted ^= char == '"';
        char == at && !quoted
    });
    parts.collect()
}

fn parts(text: &str) -> Vec<String> {
    let unquoted = |part: &str| match part
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(inside) => inside.replace("\"\"", "\""),
        None => part.to_owned(),
    };
    split(text.trim(), '.').into_iter().map(unquoted).collect()
}

/// What a text can mean, and what it nearly means.
#[derive(Default)]
struct Found {
    all: Vec<Rename>,
    is_there: bool,
    stays: bool,
    /// The names that are given to something else.
    taken: Vec<String>,
}

impl Found {
    fn add(&mut self, stays: bool, is_wanted: bool, rename: Rename) {
        self.is_there = true;
        self.stays |= stays;
        if !stays && is_wanted && !self.all.contains(&rename) {
            self.all.push(rename);
        }
    }

    fn wholes(&mut self, from: &Schema, to: &Schema, old: &[String], new: &[String]) {
        for (one, is_type) in wholes(from) {
            if !is_called(&one, old) {
                continue;
            }
            let schema = match new {
                [schema, _] => schema.clone(),
                _ => one.schema.clone(),
            };
            let target = Name::new(schema, new.last().cloned().unwrap_or_default());
            let has = |name: &Name| {
                wholes(to)
                    .iter()
                    .any(|(other, kind)| other == name && *kind == is_type)
            };
            let is_wanted = new.len() < 3 && has(&target);
            let rename = match is_type {
                true => Rename::Type {
                    from: one.clone(),
                    to: target,
                },
                false => Rename::Relation {
                    from: one.clone(),
                    to: target,
                },
            };
            // What is partitioned from now on is another table: the rows can go on in a partition of it.
            let kind = |schema: &Schema| {
                let mut tables = schema.tables.iter().filter(|other| other.name == one);
                tables.next().map(|other| other.kind)
            };
            let is_taken = self.taken.contains(&one.name);
            let stays = has(&one) && !is_taken && (is_type || kind(from) == kind(to));
            self.add(stays, is_wanted, rename);
        }
    }

    fn parts(
        &mut self,
        from: &Schema,
        to: &Schema,
        old: &[String],
        new: &[String],
        before: &[Rename],
    ) {
        let (Some((last, whole)), Some(wanted)) = (old.split_last(), new.last()) else {
            return;
        };
        if whole.is_empty() {
            return;
        }
        for (one, is_type) in wholes(from) {
            let renamed = before.iter().find_map(|rename| match rename {
                Rename::Relation { from, to } | Rename::Type { from, to } if *from == one => {
                    Some(to)
                }
                _ => None,
            });
            let then = renamed.unwrap_or(&one);
            if !is_called(&one, whole) && !is_called(then, whole) {
                continue;
            }
            if new.len() > 1 && !is_called(then, &new[..new.len() - 1]) {
                continue;
            }
            let table = then.clone();
            let (last, wanted) = (last.clone(), wanted.clone());
            let columns = |schema: &Schema, table: &Name, name: &str| {
                let mut tables = schema.tables.iter().filter(|one| one.name == *table);
                tables.any(|one| one.columns.iter().any(|column| column.name == name))
            };
            let parent = |of: &Name| match is_type {
                true => Parent::Domain(of.clone()),
                false => Parent::Relation(of.clone()),
            };
            let constraints = |schema: &Schema, of: &Name, name: &str| {
                let mut all = schema.constraints.iter();
                all.any(|one| one.parent == parent(of) && one.name == name)
            };
            let values = |schema: &Schema, of: &Name, name: &str| {
                schema.types.iter().any(|one| match &one.kind {
                    TypeKind::Enum { labels } => {
                        one.name == *of && labels.iter().any(|label| label == name)
                    }
                    _ => false,
                })
            };
            let (from_, to_) = (last.clone(), wanted.clone());
            if is_type && values(from, &one, &last) {
                let rename = Rename::Value {
                    of: table,
                    from: from_,
                    to: to_,
                };
                self.add(values(to, then, &last), values(to, then, &wanted), rename);
            } else if columns(from, &one, &last) {
                let rename = Rename::Column {
                    table,
                    from: from_,
                    to: to_,
                };
                self.add(columns(to, then, &last), columns(to, then, &wanted), rename);
            } else if constraints(from, &one, &last) {
                let rename = Rename::Constraint {
                    of: parent(then),
                    from: from_,
                    to: to_,
                };
                self.add(
                    constraints(to, then, &last),
                    constraints(to, then, &wanted),
                    rename,
                );
            }
        }
    }

    fn one(mut self, given: &str, old: &[String], new: &[String]) -> Result<Rename, RenameRefused> {
        let given = given.to_owned();
        // Where both are there, `public` is meant.
        let is_public = |one: &Rename| match one {
            Rename::Relation { from, .. } | Rename::Type { from, .. } => from.schema == "public",
            Rename::Column { table: of, .. }
            | Rename::Constraint {
                of: Parent::Relation(of) | Parent::Domain(of),
                ..
            }
            | Rename::Value { of, .. } => of.schema == "public",
            Rename::Index { .. } | Rename::Sequence { .. } => false,
        };
        if self.all.len() > 1 && self.all.iter().filter(|one| is_public(one)).count() == 1 {
            self.all.retain(is_public);
        }
        match (self.all.len(), self.is_there, self.stays) {
            (1, ..) => Ok(self.all.remove(0)),
            (0, false, _) => Err(RenameRefused::NotThere {
                given,
                old: old.join("."),
            }),
            (0, _, true) => Err(RenameRefused::StillThere {
                given,
                old: old.join("."),
            }),
            (0, ..) => Err(RenameRefused::NotWanted {
                given,
                new: new.join("."),
            }),
            _ => Err(RenameRefused::Ambiguous {
                given,
                meanings: self.all,
            }),
        }
    }
}

/// The tables, views and types, and whether one is a type.
fn wholes(schema: &Schema) -> Vec<(Name, bool)> {
    let tables = schema.tables.iter().map(|one| (one.name.clone(), false));
    let views = schema.views.iter().map(|one| (one.name.clone(), false));
    let types = schema.types.iter().map(|one| (one.name.clone(), true));
    tables.chain(views).chain(types).collect()
}

fn is_called(name: &Name, parts: &[String]) -> bool {
    match parts {
        [one] => *one == name.name,
        [schema, one] => *schema == name.schema && *one == name.name,
        _ => false,
    }
}
