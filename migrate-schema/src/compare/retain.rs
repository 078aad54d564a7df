//! A schema without some of its objects, and in the words of another reader.

use std::collections::BTreeSet;

use super::{Compared, Object};
use crate::Name;
use crate::model::{Effect, Grant, Meta, Parent, Schema, SequenceOwner, TypeKind};
use crate::name::Identifier;

impl Schema {
    /// Leaves out what `keep` says no to, with its parts: the constraints and indexes of a table, the sequences of its
    /// columns.
    ///
    /// It is asked about every object that [`compare`](super::compare) tells: columns, and also the owner, the comment and
    /// the grants of an object, each by itself.
    ///
    /// ```
    /// use migrate_schema::{Namespace, Schema};
    ///
    /// let mut schema = Schema::default();
    /// for name in ["app", "queue"] {
    ///     let (name, meta) = (name.to_owned(), Default::default());
    ///     schema.namespaces.push(Namespace { name, meta });
    /// }
    /// schema.retain(|object| object.to_string() != "schema queue");
    /// assert_eq!(schema.namespaces.len(), 1);
    /// ```
    pub fn retain(&mut self, mut keep: impl FnMut(&Object) -> bool) {
        let keep: Keep<'_> = &mut keep;
        sift(&mut self.namespaces, keep, |one| &mut one.meta);
        sift(&mut self.extensions, keep, |one| &mut one.meta);
        sift(&mut self.types, keep, |one| &mut one.meta);
        sift(&mut self.tables, keep, |one| &mut one.meta);
        sift(&mut self.views, keep, |one| &mut one.meta);
        sift(&mut self.routines, keep, |one| &mut one.meta);
        sift(&mut self.others, keep, |one| &mut one.meta);
        self.retain_columns(keep);
        let tables = self.tables.iter().map(|table| table.name.clone());
        let views = self.views.iter().map(|view| view.name.clone());
        let parents = Remaining {
            relations: tables.chain(views).collect(),
            domains: self.types.iter().map(|one| one.name.clone()).collect(),
        };
        self.sequences.retain(|one| match &one.owner {
            Some(SequenceOwner::Column(table, _) | SequenceOwner::Identity(table, _)) => {
                parents.relations.contains(table)
            }
            None => true,
        });
        sift(&mut self.sequences, keep, |one| &mut one.meta);
        self.constraints.retain(|one| parents.have(one));
        sift(&mut self.constraints, keep, |one| &mut one.meta);
        self.indexes.retain(|one| parents.have(one));
        sift(&mut self.indexes, keep, |one| &mut one.meta);
        self.triggers.retain(|one| parents.have(one));
        sift(&mut self.triggers, keep, |one| &mut one.meta);
        self.rules.retain(|one| parents.have(one));
        sift(&mut self.rules, keep, |one| &mut one.meta);
        self.policies.retain(|one| parents.have(one));
        sift(&mut self.policies, keep, |one| &mut one.meta);
    }

    fn retain_columns(&mut self, keep: Keep<'_>) {
        for table in &mut self.tables {
            table.columns.retain_mut(|column| {
                let object = Object::column(&table.name, &column.name);
                stays(&object, &mut column.meta, keep)
            });
        }
        for view in &mut self.views {
            for column in &mut view.columns {
                // Which columns there are is the view's definition.
                let object = Object::column(&view.name, &column.name);
                let _is_of_the_view = stays(&object, &mut column.meta, keep);
            }
        }
        for one in &mut self.types {
            if let TypeKind::Composite { attributes } = &mut one.kind {
                attributes.retain_mut(|attribute| {
                    let object = Object::column(&one.name, &attribute.name);
                    stays(&object, &mut attribute.meta, keep)
                });
            }
        }
    }

    /// The same schema as this role would have read it: what it owns and what is granted to it is told as the reader's own.
    #[must_use]
    pub fn as_read_by(mut self, role: &str) -> Self {
        let written = Identifier(role).to_string();
        let me = |name: &mut String| {
            if *name == written {
                "CURRENT_USER".clone_into(name);
            }
        };
        self.metas(&mut |meta, kind| {
            meta.owner.take_if(|owner| owner == role);
            for grant in &mut meta.grants {
                me(&mut grant.role);
                grant.by.as_mut().map(me);
            }
            if kind == Of::Object && meta.owner.is_none() {
                // The owner has every privilege anyway.
                let is_implied =
                    |grant: &Grant| grant.effect == Effect::Granted && grant.role == "CURRENT_USER";
                meta.grants.retain(|grant| !is_implied(grant));
            }
            meta.grants.sort();
        });
        self
    }

    /// Every owner, comment and grants that there are.
    fn metas(&mut self, change: &mut dyn FnMut(&mut Meta, Of)) {
        fn each<T>(
            all: &mut [T],
            change: &mut dyn FnMut(&mut Meta, Of),
            meta: fn(&mut T) -> &mut Meta,
        ) {
            all.iter_mut().for_each(|one| change(meta(one), Of::Object));
        }
        each(&mut self.namespaces, change, |one| &mut one.meta);
        each(&mut self.extensions, change, |one| &mut one.meta);
        each(&mut self.types, change, |one| &mut one.meta);
        each(&mut self.sequences, change, |one| &mut one.meta);
        each(&mut self.tables, change, |one| &mut one.meta);
        each(&mut self.views, change, |one| &mut one.meta);
        each(&mut self.routines, change, |one| &mut one.meta);
        each(&mut self.others, change, |one| &mut one.meta);
        let tables = self.tables.iter_mut().flat_map(|one| &mut one.columns);
        tables.for_each(|column| change(&mut column.meta, Of::Column));
        let views = self.views.iter_mut().flat_map(|one| &mut one.columns);
        views.for_each(|column| change(&mut column.meta, Of::Column));
    }
}

/// What an owner, a comment and grants belong to. A column has no owner of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Object,
    Column,
}

type Keep<'k> = &'k mut dyn FnMut(&Object) -> bool;

/// What parts may hang on.
struct Remaining {
    relations: BTreeSet<Name>,
    domains: BTreeSet<Name>,
}

impl Remaining {
    fn have(&self, part: &impl Compared) -> bool {
        match part.parent() {
            Some(Parent::Relation(name)) => self.relations.contains(&name),
            Some(Parent::Domain(name)) => self.domains.contains(&name),
            None => true,
        }
    }
}

fn sift<T: Compared>(all: &mut Vec<T>, keep: Keep<'_>, meta: fn(&mut T) -> &mut Meta) {
    all.retain_mut(|one| {
        let object = one.object();
        stays(&object, meta(one), keep)
    });
}

/// Whether an object stays; if it does, with what of its owner, comment and grants stays.
fn stays(object: &Object, meta: &mut Meta, keep: Keep<'_>) -> bool {
    if !keep(object) {
        return false;
    }
    if meta.owner.is_some() && !keep(&object.owner()) {
        meta.owner = None;
    }
    if meta.comment.is_some() && !keep(&object.comment()) {
        meta.comment = None;
    }
    if !meta.extensions.is_empty() && !keep(&object.extensions()) {
        meta.extensions.clear();
    }
    if !meta.grants.is_empty() && !keep(&object.grants()) {
        meta.grants.clear();
    }
    true
}
