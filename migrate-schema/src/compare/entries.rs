//! Every object of a schema by itself, with what it is part of: what a comparison would tell of it.

use std::collections::BTreeMap;

use migrate_core::scan::tokens;

use super::object::Object;
use super::text::Definition;
use super::{Compared, details};
use crate::Name;
use crate::model::{Meta, Parent, Schema, SequenceOwner, TypeKind};
use crate::name::Identifier;

/// An object, and all that counts of it.
pub(crate) struct Entry {
    pub(crate) object: Object,
    /// What it goes with.
    pub(crate) parent: Option<Object>,
    /// Its definition without what does not count: equal where the comparison finds none, or a difference of layout.
    pub(crate) definition: String,
}

/// Hands out every object.
pub(crate) fn entries(schema: &Schema, give: impl FnMut(Entry)) {
    let mut entries = Entries {
        parents: BTreeMap::new(),
        give,
    };
    entries.whole(&schema.namespaces);
    entries.whole(&schema.extensions);
    entries.whole(&schema.routines);
    entries.whole(&schema.others);
    for one in &schema.types {
        entries
            .parents
            .insert(Parent::Domain(one.name.clone()), one.object());
        entries.one(one, None);
        if let TypeKind::Composite { attributes } = &one.kind {
            entries.columns(&one.name, &one.object(), attributes);
        }
    }
    for one in &schema.tables {
        entries
            .parents
            .insert(Parent::Relation(one.name.clone()), one.object());
        entries.one(one, None);
        entries.columns(&one.name, &one.object(), &one.columns);
    }
    for one in &schema.views {
        entries
            .parents
            .insert(Parent::Relation(one.name.clone()), one.object());
        entries.one(one, None);
        entries.columns(&one.name, &one.object(), &one.columns);
    }
    for one in &schema.sequences {
        let table = match &one.owner {
            Some(SequenceOwner::Column(table, _) | SequenceOwner::Identity(table, _)) => entries
                .parents
                .get(&Parent::Relation(table.clone()))
                .cloned(),
            None => None,
        };
        entries.one(one, table);
    }
    entries.parts(&schema.constraints);
    entries.parts(&schema.indexes);
    entries.parts(&schema.triggers);
    entries.parts(&schema.rules);
    entries.parts(&schema.policies);
}

struct Entries<G> {
    /// The relations and domains as objects.
    parents: BTreeMap<Parent, Object>,
    give: G,
}

impl<G: FnMut(Entry)> Entries<G> {
    fn whole(&mut self, all: &[impl Compared]) {
        all.iter().for_each(|one| self.one(one, None));
    }

    fn parts(&mut self, all: &[impl Compared]) {
        for one in all {
            let parent = one
                .parent()
                .and_then(|parent| self.parents.get(&parent).cloned());
            self.one(one, parent);
        }
    }

    fn columns(&mut self, relation: &Name, whole: &Object, columns: &[impl details::Part]) {
        for column in columns {
            let object = Object::column(relation, column.name());
            self.give(object, Some(whole.clone()), column.text(), column.meta());
        }
    }

    fn one(&mut self, one: &impl Compared, parent: Option<Object>) {
        self.give(
            one.object(),
            parent,
            without_layout(one.definition()),
            one.meta(),
        );
    }

    fn give(&mut self, object: Object, parent: Option<Object>, definition: String, meta: &Meta) {
        let mut part = |object: Object, whole: &Object, definition: String| {
            let parent = Some(whole.clone());
            (self.give)(Entry {
                object,
                parent,
                definition,
            });
        };
        // Each by name: what is added to it is compared, too.
        let Meta {
            owner,
            comment,
            grants,
            extensions,
        } = meta;
        if let Some(owner) = owner {
            part(object.owner(), &object, Identifier(owner).to_string());
        }
        if let Some(comment) = comment {
            part(object.comment(), &object, comment.clone());
        }
        if !grants.is_empty() {
            let grants: Vec<String> = grants.iter().map(ToString::to_string).collect();
            part(object.grants(), &object, grants.join("; "));
        }
        if !extensions.is_empty() {
            part(object.extensions(), &object, extensions.join("\n"));
        }
        (self.give)(Entry {
            object,
            parent,
            definition,
        });
    }
}

/// A definition, of whose body in SQL or PL/pgSQL the tokens are left.
fn without_layout(definition: Definition) -> String {
    let Some(body) = definition.body else {
        return definition.text;
    };
    let mut text = body.header;
    for token in tokens(&body.text).filter(|token| !token.is_gap()) {
        text.push('\n');
        text.push_str(&body.text[token.range()]);
    }
    text
}
