//! The comparison: what differs between two schemas, object by object.

mod details;
mod entries;
mod layout;
mod object;
mod retain;
mod text;

pub(crate) use entries::entries;
pub use object::{Kind, Object};

use crate::model::{Meta, Parent, RoutineKind, Schema, Type, TypeKind};
use crate::name::{Identifier, Name};
use text::Definition;

/// An object that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The object, as people write it: `column public.users.email`.
    pub object: Object,
    /// How it differs.
    pub class: Class,
    /// Its definition before, on one line; `None` when it was not there.
    pub before: Option<String>,
    /// Its definition after, on one line; `None` when it is not there.
    pub after: Option<String>,
}

/// How an object differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// It was there before, and is not after.
    Missing,
    /// It was not there before, and is after.
    Leftover,
    /// It is defined otherwise.
    Changed,
    /// Only the order of columns differs.
    Order,
    /// Only white space or comments in a body of SQL or PL/pgSQL differ.
    Layout,
}

/// What differs, sorted: schemas, extensions, types, tables and so on, by name in each.
///
/// Of an object that is only in one of them, its parts are not told too: the columns, constraints and indexes of a
/// missing table are missing with it.
///
/// ```
/// use migrate_schema::{Class, Namespace, Schema, compare};
///
/// let mut before = Schema::default();
/// let after = Schema::default();
/// before.namespaces.push(Namespace {
///     name: "billing".to_owned(),
///     meta: Default::default(),
/// });
/// let differences = compare(&before, &after);
/// assert_eq!(differences[0].class, Class::Missing);
/// assert_eq!(differences[0].object.to_string(), "schema billing");
/// assert_eq!(differences[0].before.as_deref(), Some("CREATE SCHEMA billing"));
/// ```
#[must_use]
pub fn compare(before: &Schema, after: &Schema) -> Vec<Difference> {
    let mut found = Found::default();
    if before == after {
        return found.all;
    }
    found.whole(&before.namespaces, &after.namespaces);
    found.whole(&before.extensions, &after.extensions);
    found.whole(&before.types, &after.types);
    found.whole(&before.sequences, &after.sequences);
    found.whole(&before.tables, &after.tables);
    found.whole(&before.views, &after.views);
    found.whole(&before.routines, &after.routines);
    found.whole(&before.others, &after.others);
    details::tables(before, after, &mut found);
    details::views(before, after, &mut found);
    details::types(before, after, &mut found);
    let parents = Parents::of(before, after);
    found.parts(&before.constraints, &after.constraints, &parents);
    found.parts(&before.indexes, &after.indexes, &parents);
    found.parts(&before.triggers, &after.triggers, &parents);
    found.parts(&before.rules, &after.rules, &parents);
    found.parts(&before.policies, &after.policies, &parents);
    found.all.sort_by(|a, b| a.object.cmp(&b.object));
    found.all
}

/// What can be compared: it has a name of its own, a definition, and what nearly every object has.
trait Compared: PartialEq {
    fn object(&self) -> Object;
    fn definition(&self) -> Definition;
    /// The definition with the parts that are otherwise compared one by one.
    fn whole(&self) -> String {
        self.definition().text
    }

    fn meta(&self) -> &Meta;

    /// What it is a part of.
    fn parent(&self) -> Option<Parent> {
        None
    }
}

/// The differences that were found.
#[derive(Default)]
struct Found {
    all: Vec<Difference>,
}

impl Found {
    /// Compares objects that stand for themselves.
    fn whole<T: Compared>(&mut self, before: &[T], after: &[T]) {
        self.pairs(before.iter(), after.iter());
    }

    /// Compares objects that belong to others: those whose parent is only on one side go with it.
    fn parts<T: Compared>(&mut self, before: &[T], after: &[T], parents: &Parents) {
        let stays = |part: &&T| part.parent().is_none_or(|parent| parents.stays(&parent));
        self.pairs(before.iter().filter(stays), after.iter().filter(stays));
    }

    fn pairs<'t, T: Compared + 't>(
        &mut self,
        before: impl Iterator<Item = &'t T>,
        after: impl Iterator<Item = &'t T>,
    ) {
        let keyed = |item: &'t T| (item.object(), item);
        let mut before: Vec<_> = before.map(keyed).collect();
        let mut after: Vec<_> = after.map(keyed).collect();
        before.sort_by(|a, b| a.0.cmp(&b.0));
        after.sort_by(|a, b| a.0.cmp(&b.0));
        let mut others = after.into_iter().peekable();
        for (object, old) in before {
            while let Some((object, new)) = others.next_if(|(other, _)| *other < object) {
                self.only_after(object, new);
            }
            match others.next_if(|(other, _)| *other == object) {
                Some((_, new)) => self.both(object, old, new),
                None => {
                    let definition = alone(&object, old);
                    self.push(object, Class::Missing, Some(definition), None);
                }
            }
        }
        for (object, new) in others {
            self.only_after(object, new);
        }
    }

    fn only_after<T: Compared>(&mut self, object: Object, new: &T) {
        let definition = alone(&object, new);
        self.push(object, Class::Leftover, None, Some(definition));
    }

    fn both<T: Compared>(&mut self, object: Object, old: &T, new: &T) {
        if old == new {
            return;
        }
        let (before, after) = (old.definition(), new.definition());
        if before != after {
            let class = match layout::is_all_that_differs(&before, &after) {
                true => Class::Layout,
                false => Class::Changed,
            };
            let (old, new) = lines(&before.text, &after.text);
            self.push(object.clone(), class, Some(old), Some(new));
        }
        self.meta(&object, old.meta(), new.meta());
    }

    /// Compares what nearly every object has.
    fn meta(&mut self, object: &Object, old: &Meta, new: &Meta) {
        let owner = |meta: &Meta| {
            let name = meta.owner.as_deref().map(Identifier);
            name.map_or_else(|| "CURRENT_USER".to_owned(), |name| name.to_string())
        };
        if old.owner != new.owner {
            self.push(
                object.owner(),
                Class::Changed,
                Some(owner(old)),
                Some(owner(new)),
            );
        }
        self.optional(object.comment(), old.comment.as_ref(), new.comment.as_ref());
        let grants = |meta: &Meta| -> Option<String> {
            let all: Vec<String> = meta.grants.iter().map(ToString::to_string).collect();
            (!all.is_empty()).then(|| all.join("; "))
        };
        self.optional(object.grants(), grants(old).as_ref(), grants(new).as_ref());
        self.optional(
            object.extensions(),
            extensions(old).as_ref(),
            extensions(new).as_ref(),
        );
    }

    /// Compares what may be there or not.
    fn optional(&mut self, object: Object, old: Option<&String>, new: Option<&String>) {
        let class = match (old, new) {
            (Some(_), None) => Class::Missing,
            (None, Some(_)) => Class::Leftover,
            (Some(old), Some(new)) if old != new => Class::Changed,
            _ => return,
        };
        let (old, new) = match (old, new) {
            (Some(old), Some(new)) => {
                let (old, new) = lines(old, new);
                (Some(old), Some(new))
            }
            (old, new) => (old.map(|text| line(text)), new.map(|text| line(text))),
        };
        self.push(object, class, old, new);
    }

    fn push(
        &mut self,
        object: Object,
        class: Class,
        before: Option<String>,
        after: Option<String>,
    ) {
        self.all.push(Difference {
            object,
            class,
            before,
            after,
        });
    }
}

/// The extensions that take an object along, as clauses; `None` where there are none.
fn extensions(meta: &Meta) -> Option<String> {
    let all = meta.extensions.iter();
    let all: Vec<String> = all
        .map(|one| format!("DEPENDS ON EXTENSION {}", Identifier(one)))
        .collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// A definition that has no counterpart; what is known by name only is its own definition.
fn alone(object: &Object, item: &impl Compared) -> String {
    match line(&item.whole()) {
        text if text.is_empty() => object.to_string(),
        text => text,
    }
}

/// Two texts on one line each, unless the difference would not be seen there.
fn lines(before: &str, after: &str) -> (String, String) {
    match (line(before), line(after)) {
        (one, other) if one == other => (before.to_owned(), after.to_owned()),
        lines => lines,
    }
}

/// A text on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The relations and domains that are on both sides.
struct Parents<'a> {
    before: &'a Schema,
    after: &'a Schema,
}

impl<'a> Parents<'a> {
    fn of(before: &'a Schema, after: &'a Schema) -> Self {
        Self { before, after }
    }

    fn stays(&self, parent: &Parent) -> bool {
        let has = |schema: &Schema| match parent {
            Parent::Relation(name) => has_relation(schema, name),
            Parent::Domain(name) => schema
                .types
                .binary_search_by(|one| one.name.cmp(name))
                .is_ok(),
        };
        has(self.before) && has(self.after)
    }
}

fn has_relation(schema: &Schema, name: &Name) -> bool {
    schema
        .tables
        .binary_search_by(|one| one.name.cmp(name))
        .is_ok()
        || schema
            .views
            .binary_search_by(|one| one.name.cmp(name))
            .is_ok()
}

/// The kind of a type as its object's kind.
fn type_kind(one: &Type) -> Kind {
    match one.kind {
        TypeKind::Domain { .. } => Kind::Domain,
        _ => Kind::Type,
    }
}

/// The kind of a routine as its object's kind.
fn routine_kind(kind: RoutineKind) -> Kind {
    match kind {
        RoutineKind::Function | RoutineKind::Window => Kind::Function,
        RoutineKind::Procedure => Kind::Procedure,
        RoutineKind::Aggregate => Kind::Aggregate,
    }
}
