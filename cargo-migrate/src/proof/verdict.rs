//! What two schemas that should be the same say about the scripts between them.

use migrate_schema::{Class, Difference, Schema, compare};

use super::{Kind, Verdict};

/// What the difference between the schemas before an up and after its down says about the down.
pub(super) fn of(differences: &[Difference]) -> Verdict {
    let is = |class: Class| move |one: &&Difference| one.class == class;
    let mut changed = differences.iter().filter(|one| is_change(one)).peekable();
    if changed.peek().is_some() {
        let changed: Vec<&Difference> = changed.collect();
        let kind = if changed.iter().all(is(Class::Missing)) {
            Kind::Missing
        } else if changed.iter().all(is(Class::Leftover)) {
            Kind::Leftover
        } else {
            Kind::Changed
        };
        return Verdict::Wrong(kind);
    }
    if differences.is_empty() {
        Verdict::Restores
    } else if differences.iter().any(|one| one.class == Class::Layout) {
        Verdict::RestoresButLayout
    } else {
        Verdict::RestoresButOrder
    }
}

/// Whether an object is another one, not only elsewhere in a list or laid out otherwise.
pub(crate) fn is_change(difference: &Difference) -> bool {
    !matches!(difference.class, Class::Order | Class::Layout)
}

/// The objects that two schemas do not agree about.
pub(super) fn changes(before: &Schema, after: &Schema) -> Vec<Difference> {
    let mut found = compare(before, after);
    found.retain(is_change);
    found
}
