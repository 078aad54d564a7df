//! Where a step stands when nothing else decides.

use std::collections::{BTreeMap, BTreeSet};

use super::super::key::{Item, Key};
use super::super::plan::Plan;
use super::super::slot::{Slot, Step};
use crate::Name;
use crate::model::{Parent, SequenceOwner};

/// What a script consists of, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Schemas,
    Extensions,
    Types,
    Routines,
    Sequences,
    Tables,
    ForeignKeys,
    /// Types and routines that need tables.
    Late,
    Views,
    Others,
}

/// The rank of constraints among what belongs to a table.
const CONSTRAINTS: u8 = 4;

/// The place of a step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    section: Section,
    /// What it is of: the table of an index.
    of: Name,
    step: Step,
    /// What comes first of what it is of.
    rank: u8,
    key: Key,
}

impl Place {
    /// Where the constraints of a table begin: its own, and those that wait for other tables.
    pub(super) fn constraints(table: &Name) -> [Self; 2] {
        [(Section::Tables, CONSTRAINTS), (Section::ForeignKeys, 0)].map(|(section, rank)| Self {
            section,
            of: table.clone(),
            step: Step::Create,
            rank,
            key: Key::Namespace(String::new()),
        })
    }

    /// Whether it is of the same section, table and rank.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        (self.section, &self.of, self.rank) == (other.section, &other.of, other.rank)
    }

    /// Steps of the same paragraph are not set apart.
    pub(super) fn paragraph(&self) -> impl Eq + use<> {
        let of = match self.section {
            Section::Schemas | Section::Extensions | Section::ForeignKeys | Section::Others => None,
            _ => Some(self.of.clone()),
        };
        (self.section, of)
    }
}

/// Finds places.
pub(super) struct Places<'p> {
    plan: &'p Plan<'p>,
    /// The types and routines that need tables.
    late: BTreeSet<Key>,
}

impl<'p> Places<'p> {
    pub(super) fn of(plan: &'p Plan<'p>) -> Self {
        let mut needs_table: BTreeMap<&Key, bool> = BTreeMap::new();
        let programs = plan.to.items.keys();
        let programs = programs.filter(|key| matches!(key, Key::Type(_) | Key::Routine(..)));
        let late = programs
            .filter(|key| reaches_table(plan, key, &mut needs_table))
            .cloned()
            .collect();
        Self { plan, late }
    }

    pub(super) fn of_slot(&self, (key, step): &Slot) -> Place {
        let (section, of, rank) = self.parts(key);
        Place {
            section,
            of,
            step: *step,
            rank,
            key: key.clone(),
        }
    }

    fn parts(&self, key: &Key) -> (Section, Name, u8) {
        let none = || Name::new("", "");
        let early = |section| match self.late.contains(key) {
            true => Section::Late,
            false => section,
        };
        match key {
            Key::Namespace(_) => (Section::Schemas, none(), 0),
            Key::Extension(_) => (Section::Extensions, none(), 0),
            Key::Type(name) => (early(Section::Types), name.clone(), 0),
            Key::Routine(name, _) => (early(Section::Routines), name.clone(), 0),
            Key::Sequence(name) => match self.plan.to.items.get(key) {
                Some(Item::Sequence(one)) => match &one.owner {
                    Some(SequenceOwner::Column(table, _) | SequenceOwner::Identity(table, _)) => {
                        self.relation(table, 0)
                    }
                    None => (Section::Sequences, name.clone(), 0),
                },
                _ => (Section::Sequences, name.clone(), 0),
            },
            Key::OwnedBy(_) => match self.plan.to.items.get(key) {
                Some(Item::OwnedBy(table, _)) => self.relation(table, 7),
                _ => (Section::Sequences, none(), 7),
            },
            Key::Table(name) | Key::View(name) => self.relation(name, 1),
            Key::Column(table, _) => self.relation(table, 2),
            Key::Default(relation, _) => self.relation(relation, 3),
            Key::Constraint(Parent::Domain(domain), _) => (Section::Types, domain.clone(), 1),
            Key::Constraint(Parent::Relation(table), _) => match self.plan.to.items.get(key) {
                Some(Item::Constraint(one)) if one.definition.starts_with("FOREIGN KEY") => {
                    (Section::ForeignKeys, table.clone(), 0)
                }
                _ => self.relation(table, CONSTRAINTS),
            },
            Key::Index(name) => match self.plan.to.items.get(key) {
                Some(Item::Index(index)) => self.relation(&index.table, 5),
                _ => (Section::Tables, name.clone(), 5),
            },
            Key::Inherit(table, _) | Key::Attach(table) => self.relation(table, 6),
            Key::ReplicaIdentity(table) => self.relation(table, 8),
            Key::Rule(relation, _) => self.relation(relation, 9),
            Key::Trigger(relation, _) => self.relation(relation, 10),
            Key::Policy(table, _) => self.relation(table, 11),
            Key::Other(..) => (Section::Others, none(), 0),
        }
    }

    fn relation(&self, name: &Name, rank: u8) -> (Section, Name, u8) {
        let is_view = self.plan.to.items.contains_key(&Key::View(name.clone()));
        let section = match is_view {
            true => Section::Views,
            false => Section::Tables,
        };
        (section, name.clone(), rank)
    }
}

/// Whether a type or routine needs a table or view, by whatever way; `known` remembers, and ends cycles.
fn reaches_table<'p>(
    plan: &'p Plan<'_>,
    key: &'p Key,
    known: &mut BTreeMap<&'p Key, bool>,
) -> bool {
    if let Some(known) = known.get(key) {
        return *known;
    }
    known.insert(key, false);
    let needs = plan.to.edges.needs(key);
    let mut reaches = false;
    for other in needs {
        reaches |= match other {
            Key::Namespace(_) | Key::Extension(_) => false,
            Key::Type(_) | Key::Routine(..) => reaches_table(plan, other, known),
            _ => true,
        };
    }
    known.insert(key, reaches);
    reaches
}
