//! What is compared part by part: the columns of tables and views, the attributes of composite types.

use super::object::Object;
use super::{Class, Compared, Found, text};
use crate::Name;
use crate::model::{Attribute, Column, Meta, Schema, Table, Type, TypeKind, View, ViewColumn};
use crate::name::Identifier;

/// A column or an attribute.
pub(super) trait Part: PartialEq {
    fn name(&self) -> &str;
    fn text(&self) -> String;
    fn meta(&self) -> &Meta;
}

impl Part for Column {
    fn name(&self) -> &str {
        &self.name
    }

    fn text(&self) -> String {
        text::column(self)
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl Part for ViewColumn {
    fn name(&self) -> &str {
        &self.name
    }

    fn text(&self) -> String {
        let mut text = format!("{} {}", Identifier(&self.name), self.type_name);
        if let Some(default) = &self.default {
            text.push_str(&format!(" DEFAULT {default}"));
        }
        for setting in &self.settings {
            text.push_str(&format!(" {setting}"));
        }
        text
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl Part for Attribute {
    fn name(&self) -> &str {
        &self.name
    }

    fn text(&self) -> String {
        text::attribute(self)
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

/// The columns of the tables that are on both sides.
pub(super) fn tables(before: &Schema, after: &Schema, found: &mut Found) {
    let name = |table: &Table| table.name.clone();
    for (old, new) in both(&before.tables, &after.tables, name) {
        found.parts_of(&old.name, old.object(), &old.columns, &new.columns);
    }
}

/// The columns of the views that are on both sides; which ones there are is the view's definition.
pub(super) fn views(before: &Schema, after: &Schema, found: &mut Found) {
    let name = |view: &View| view.name.clone();
    for (old, new) in both(&before.views, &after.views, name) {
        for column in &old.columns {
            if let Some(other) = new.columns.iter().find(|other| other.name == column.name) {
                found.part(&old.name, column, other);
            }
        }
    }
}

/// The attributes of the composite types that are on both sides.
pub(super) fn types(before: &Schema, after: &Schema, found: &mut Found) {
    let name = |one: &Type| one.name.clone();
    for (old, new) in both(&before.types, &after.types, name) {
        if let (
            TypeKind::Composite { attributes: before },
            TypeKind::Composite { attributes: after },
        ) = (&old.kind, &new.kind)
        {
            found.parts_of(&old.name, old.object(), before, after);
        }
    }
}

/// What is on both sides and differs.
fn both<'a, T: PartialEq>(
    before: &'a [T],
    after: &'a [T],
    name: impl Fn(&T) -> Name + 'a,
) -> impl Iterator<Item = (&'a T, &'a T)> {
    before.iter().filter_map(move |old| {
        let wanted = name(old);
        let at = after.binary_search_by(|new| name(new).cmp(&wanted)).ok()?;
        let new = &after[at];
        (old != new).then_some((old, new))
    })
}

impl Found {
    fn parts_of<T: Part>(&mut self, relation: &Name, whole: Object, before: &[T], after: &[T]) {
        for old in before {
            match after.iter().find(|new| new.name() == old.name()) {
                Some(new) => self.part(relation, old, new),
                None => self.push(
                    Object::column(relation, old.name()),
                    Class::Missing,
                    Some(old.text()),
                    None,
                ),
            }
        }
        for new in after {
            if !before.iter().any(|old| old.name() == new.name()) {
                self.push(
                    Object::column(relation, new.name()),
                    Class::Leftover,
                    None,
                    Some(new.text()),
                );
            }
        }
        let common = |one: &[T], other: &[T]| -> Vec<String> {
            let is_common = |part: &&T| other.iter().any(|other| other.name() == part.name());
            let common = one.iter().filter(is_common);
            common
                .map(|part| Identifier(part.name()).to_string())
                .collect()
        };
        let (old, new) = (common(before, after), common(after, before));
        if old != new {
            let listed = |names: Vec<String>| Some(format!("({})", names.join(", ")));
            self.push(whole, Class::Order, listed(old), listed(new));
        }
    }

    fn part<T: Part>(&mut self, relation: &Name, old: &T, new: &T) {
        if old == new {
            return;
        }
        let object = Object::column(relation, old.name());
        let (before, after) = (old.text(), new.text());
        if before != after {
            self.push(object.clone(), Class::Changed, Some(before), Some(after));
        }
        self.meta(&object, old.meta(), new.meta());
    }
}
