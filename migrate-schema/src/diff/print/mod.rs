//! A schema as SQL that people read: the difference from an empty database, in another order.
//!
//! Types and functions come first, then table by table all that belongs to it, then the foreign keys to tables further down, then
//! views. Where the dependencies want it otherwise, they have their way: the steps and what they wait for are those of a difference.

mod place;
mod table;

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::key::{Item, Key};
use super::order::{self, Graph};
use super::plan::Plan;
use super::reread::faithful;
use super::slot::{Slot, Step};
use super::{Dependencies, Manner, Snapshot, is_late_bound, side, statements, tables, uncovered};
use crate::Name;
use crate::compare::Object;
use crate::model::{Constraint, Effect, Grant, Meta, Namespace, Parent, Schema, Table};
use place::Place;

/// A schema as a script for an empty database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Printed {
    /// The statements by paragraph: a table and what belongs to it are one.
    paragraphs: Vec<Vec<String>>,
    /// What is there and not in the script, because the model does not have its whole definition.
    pub uncovered: Vec<Object>,
}

impl fmt::Display for Printed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, paragraph) in self.paragraphs.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            for statement in paragraph {
                writeln!(f, "{statement};")?;
            }
        }
        Ok(())
    }
}

impl Snapshot {
    /// The schema as SQL: equal schemas are equal texts, and an empty database has the schema after the script.
    ///
    /// ```
    /// use migrate_schema::{Namespace, Snapshot};
    ///
    /// let mut snapshot = Snapshot::default();
    /// snapshot.schema.namespaces.push(Namespace {
    ///     name: "billing".to_owned(),
    ///     meta: Default::default(),
    /// });
    /// assert_eq!(snapshot.print().to_string(), "DROP SCHEMA public;\nCREATE SCHEMA billing;\n");
    /// ```
    #[must_use]
    pub fn print(&self) -> Printed {
        let empty = empty(&self.schema);
        let plan = Plan::of(
            side((&empty, &Dependencies::default())),
            side((&self.schema, &self.dependencies)),
            Manner::Whole,
        );
        let mut printed = Printed {
            uncovered: uncovered(&plan),
            ..Printed::default()
        };
        let mut printer = Printer::new(&plan, &self.schema, order::graph(&plan));
        let is_late = |(key, step): &Slot| is_late_bound(&plan, key, *step);
        if printer.graph.slots().any(|(_, slot)| is_late(slot)) {
            let sql = "SET check_function_bodies = off".to_owned();
            printed.paragraphs.push(vec![sql]);
        }
        let mut last = None;
        while let Some((place, slot)) = printer.next() {
            let sql = printer.statements(&slot).into_iter();
            let sql: Vec<String> = sql.map(|sql| faithful(&sql).into_owned()).collect();
            if sql.is_empty() {
                continue;
            }
            let paragraph = place.paragraph();
            match printed.paragraphs.last_mut() {
                Some(open) if last.as_ref() == Some(&paragraph) => open.extend(sql),
                _ => printed.paragraphs.push(sql),
            }
            last = Some(paragraph);
        }
        printed
    }
}

/// Takes the steps in their order.
struct Printer<'p> {
    plan: &'p Plan<'p>,
    graph: Graph,
    ready: BTreeMap<Place, u32>,
    waiting: BTreeMap<Place, u32>,
    /// How many constraints of a schema have a name.
    constraints: HashMap<Name, usize>,
    places: place::Places<'p>,
}

impl<'p> Printer<'p> {
    fn new(plan: &'p Plan<'p>, schema: &Schema, graph: Graph) -> Self {
        let places = place::Places::of(plan);
        let (mut ready, mut waiting) = (BTreeMap::new(), BTreeMap::new());
        for (at, slot) in graph.slots() {
            let to = match graph.is_ready(at) {
                true => &mut ready,
                false => &mut waiting,
            };
            to.insert(places.of_slot(slot), at);
        }
        let mut constraints = HashMap::new();
        for one in &schema.constraints {
            if let Parent::Relation(table) = &one.parent {
                *constraints
                    .entry(Name::new(&table.schema, &one.name))
                    .or_default() += 1;
            }
        }
        Self {
            plan,
            graph,
            ready,
            waiting,
            constraints,
            places,
        }
    }

    /// The next step; a cycle is cut where the order begins.
    fn next(&mut self) -> Option<(Place, Slot)> {
        let next = self.ready.pop_first();
        let (place, at) = next.or_else(|| self.waiting.pop_first())?;
        self.finish(at);
        Some((place, self.graph.slot(at).clone()))
    }

    /// What waited for this step alone is ready.
    fn finish(&mut self, at: u32) {
        for then in self.graph.finish(at) {
            let place = self.places.of_slot(self.graph.slot(then));
            if self.waiting.remove(&place).is_some() {
                self.ready.insert(place, then);
            }
        }
    }

    fn statements(&mut self, slot: &Slot) -> Vec<String> {
        match (&slot.0, self.plan.to.items.get(&slot.0)) {
            (Key::Table(_), Some(Item::Table(table))) if slot.1 == Step::Create => {
                let inlined = self.inlined(table);
                let mut all = table::create(self.plan, table, &inlined, &self.constraints);
                for column in &table.columns {
                    all.extend(statements::identity(self.plan, &table.name, &column.name));
                }
                all
            }
            (Key::Sequence(_) | Key::OwnedBy(_), _)
                if slot.1 == Step::Create && table::is_serial(self.plan, &slot.0) =>
            {
                Vec::new()
            }
            (Key::Index(_), _) => {
                let all = statements::of(self.plan, slot).into_iter();
                all.map(|sql| without_default_method(&sql)).collect()
            }
            _ => statements::of(self.plan, slot),
        }
    }

    /// The constraints of a table that nothing but the table was missing for, and which are written in it.
    fn inlined(&mut self, table: &Table) -> Vec<&'p Constraint> {
        let mut all: Vec<&Constraint> = tables::inline(self.plan, table);
        loop {
            let near = Place::constraints(&table.name).into_iter();
            let near = near.flat_map(|from| {
                let ready = self.ready.range(from.clone()..);
                ready.take_while(move |(place, _)| place.is_beside(&from))
            });
            let found = near
                .filter_map(|(place, at)| {
                    let (key, _) = self.graph.slot(*at);
                    match self.plan.to.items.get(key)? {
                        Item::Constraint(one) if table::can_inline(one) => {
                            Some((place.clone(), *at, *one))
                        }
                        _ => None,
                    }
                })
                .next();
            let Some((place, at, one)) = found else {
                all.sort_by_key(|one| table::rank(one));
                return all;
            };
            self.ready.remove(&place);
            self.finish(at);
            all.push(one);
        }
    }
}

/// An index of the method that is used when none is named.
fn without_default_method(sql: &str) -> String {
    match sql.contains(['"', '\'']) {
        true => sql.to_owned(),
        false => sql.replacen(" USING btree (", " (", 1),
    }
}

/// What a new database has of what this one has: `public` and `plpgsql`.
fn empty(schema: &Schema) -> Schema {
    let extensions = schema.extensions.iter();
    let public = schema.namespaces.iter().find(|one| one.name == "public");
    let to_public = |privileges: &[&str]| Grant {
        effect: Effect::Granted,
        role: "PUBLIC".to_owned(),
        privileges: privileges.iter().map(|one| (*one).to_owned()).collect(),
        grant_option: false,
        by: None,
    };
    let comment = Some("standard public schema".to_owned());
    // Before PostgreSQL 15 everybody could create objects in it, and it was the superuser's.
    let older = vec![to_public(&["CREATE", "USAGE"])];
    let meta = match public {
        Some(one) if one.meta.grants == older && one.meta.comment == comment => one.meta.clone(),
        _ => Meta {
            owner: Some("pg_database_owner".to_owned()),
            comment,
            grants: vec![to_public(&["USAGE"])],
            extensions: Vec::new(),
        },
    };
    Schema {
        namespaces: vec![Namespace {
            name: "public".to_owned(),
            meta,
        }],
        extensions: extensions
            .filter(|one| one.name == "plpgsql")
            .cloned()
            .collect(),
        ..Schema::default()
    }
}
