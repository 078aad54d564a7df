//! Sequences, as statements.

use super::meta::Target;
use crate::model::{Persistence, Sequence, SequenceOwner};

/// The parameters that differ from those of another, or from what a sequence has by itself.
pub(super) fn parameters(old: Option<&Sequence>, new: &Sequence) -> Vec<String> {
    let rising = new.increment > 0;
    let greatest = match new.type_name.as_str() {
        "smallint" => i64::from(i16::MAX),
        "integer" => i64::from(i32::MAX),
        _ => i64::MAX,
    };
    let (least, most) = match rising {
        true => (1, greatest),
        false => (-greatest - 1, -1),
    };
    let start = if rising { new.min } else { new.max };
    let usual = |value: fn(&Sequence) -> i64, usual: i64| old.map_or(usual, value);
    let mut all = Vec::new();
    // A new type brings new limits.
    let is_retyped = old.is_some_and(|old| old.type_name != new.type_name);
    let mut add = |word: &str, value: i64, usual: i64, always: bool| {
        if value != usual || always {
            all.push(format!("{word} {value}"));
        }
    };
    add(
        "INCREMENT BY",
        new.increment,
        usual(|one| one.increment, 1),
        false,
    );
    add("MINVALUE", new.min, usual(|one| one.min, least), is_retyped);
    add("MAXVALUE", new.max, usual(|one| one.max, most), is_retyped);
    add(
        "START WITH",
        new.start,
        usual(|one| one.start, start),
        false,
    );
    add("CACHE", new.cache, usual(|one| one.cache, 1), false);
    match (old.is_some_and(|old| old.cycle), new.cycle) {
        (false, true) => all.push("CYCLE".to_owned()),
        (true, false) => all.push("NO CYCLE".to_owned()),
        _ => {}
    }
    // The value that it is at may be beyond the new limits.
    if old.is_some_and(|old| old.start < new.min || old.start > new.max) {
        all.push("RESTART".to_owned());
    }
    all
}

pub(super) fn create(one: &Sequence) -> Vec<String> {
    let unlogged = match one.persistence {
        Persistence::Permanent => "",
        Persistence::Unlogged => " UNLOGGED",
    };
    let mut text = format!("CREATE{unlogged} SEQUENCE {}", one.name);
    if one.type_name != "bigint" {
        text.push_str(&format!(" AS {}", one.type_name));
    }
    for parameter in parameters(None, one) {
        text.push_str(&format!(" {parameter}"));
    }
    let mut all = vec![text];
    all.extend(target(one).created(&one.meta));
    all
}

/// What a sequence has that the clause of its identity column does not say.
pub(super) fn of_identity(one: &Sequence) -> Vec<String> {
    target(one).created(&one.meta)
}

pub(super) fn alter(old: &Sequence, new: &Sequence) -> Vec<String> {
    let mut text = String::new();
    if old.type_name != new.type_name {
        text.push_str(&format!(" AS {}", new.type_name));
    }
    for parameter in parameters(Some(old), new) {
        text.push_str(&format!(" {parameter}"));
    }
    let mut all = Vec::new();
    if !text.is_empty() {
        all.push(format!("ALTER SEQUENCE {}{text}", new.name));
    }
    let is_identity = matches!(new.owner, Some(SequenceOwner::Identity(..)));
    if old.persistence != new.persistence && !is_identity {
        all.push(match new.persistence {
            Persistence::Permanent => format!("ALTER SEQUENCE {} SET LOGGED", new.name),
            Persistence::Unlogged => format!("ALTER SEQUENCE {} SET UNLOGGED", new.name),
        });
    }
    // One that goes with a column has its table's owner.
    let target = match old.owner.is_some() && new.owner.is_some() {
        true => target(new).owned(),
        false => target(new),
    };
    all.extend(target.altered(&old.meta, &new.meta));
    all
}

pub(super) fn target(one: &Sequence) -> Target {
    let target = Target::whole("SEQUENCE", &one.name);
    match one.owner {
        Some(SequenceOwner::Identity(..)) => target.owned(),
        _ => target,
    }
}
