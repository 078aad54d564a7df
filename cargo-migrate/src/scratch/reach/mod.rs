//! What a script does to the whole server, beyond the database that it runs in: roles, other databases, tablespaces, settings.
//!
//! Read from the tokens, as PostgreSQL's grammar has the statements. The body of a `DO` block is read too, also what it executes as
//! a literal; what is put together at run time is not, and neither is the body of a function.

mod words;

use std::ops::Range;

use migrate_core::scan;

use words::Words;

/// A statement that reaches beyond its database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reach {
    /// Its bytes in the script.
    pub(super) range: Range<usize>,
    /// What it does there.
    pub(super) effect: Effect,
}

/// What a statement does beyond its database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    /// It makes a role or a database, which can be dropped again; or a name that is not known before it runs is concerned.
    Makes,
    /// It changes or drops these, which nobody minds if the history made them.
    Changes(Vec<Named>),
    /// It makes some roles members of others, or takes that back.
    Members {
        /// The roles that have members.
        of: Vec<Named>,
        /// The members.
        members: Vec<Named>,
    },
    /// It does what cannot be taken back.
    Lasts(Lasting),
}

/// A role or a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// A role.
    Role(String),
    /// The role that the proof itself works as.
    Self_,
    /// A database.
    Database(String),
}

/// What cannot be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lasting {
    /// `ALTER SYSTEM`, and what is granted on its parameters.
    System,
    /// Anything about a tablespace.
    Tablespace,
    /// `ALTER ROLE ALL`.
    AllRoles,
    /// A subscription that connects to its publisher.
    Subscription,
    /// A replication slot that is made, moved or dropped.
    Slot,
    /// A replication origin that is made, moved or dropped.
    Origin,
}

/// Functions that change what belongs to the server. What they are given is a value, which need not be written out.
const FUNCTIONS: [(&str, Lasting); 10] = [
    ("pg_create_physical_replication_slot", Lasting::Slot),
    ("pg_create_logical_replication_slot", Lasting::Slot),
    ("pg_copy_physical_replication_slot", Lasting::Slot),
    ("pg_copy_logical_replication_slot", Lasting::Slot),
    ("pg_replication_slot_advance", Lasting::Slot),
    ("pg_drop_replication_slot", Lasting::Slot),
    ("pg_replication_origin_create", Lasting::Origin),
    ("pg_replication_origin_advance", Lasting::Origin),
    ("pg_replication_origin_drop", Lasting::Origin),
    ("pg_replication_origin_xact_setup", Lasting::Origin),
];

/// The statements of a script that reach beyond their database, in its order.
pub(super) fn of(script: &str) -> Vec<Reach> {
    let mut found = Vec::new();
    for range in scan::statements(script) {
        let words = Words::new(script, range);
        match words.is(0, "DO") {
            true => in_block(script, &words, &mut found),
            false => push(&words, &mut found),
        }
        // A function that makes roles may be called further down.
        let in_literal = words
            .literals()
            .any(|literal| makes_something(&script[literal]));
        if in_literal
            && found
                .last()
                .is_none_or(|last| last.range.end <= words.range().start)
        {
            let (range, effect) = (words.range(), Effect::Makes);
            found.push(Reach { range, effect });
        }
    }
    found
}

fn push(words: &Words<'_>, found: &mut Vec<Reach>) {
    if let Some(effect) = effect(words) {
        let range = words.range();
        found.push(Reach { range, effect });
    } else if let Some(reach) = called(words) {
        found.push(reach);
    }
}

/// The statements of a `DO` block.
fn in_block(script: &str, block: &Words<'_>, found: &mut Vec<Reach>) {
    for body in block.literals() {
        let words = Words::new(script, inside(script, body));
        let begins = |at: &usize| {
            let before = at.checked_sub(1).map(|before| words.text(before));
            before.is_none_or(|before| {
                let words = [";", "THEN", "ELSE", "BEGIN", "LOOP"];
                words.iter().any(|word| before.eq_ignore_ascii_case(word))
            })
        };
        for at in (0..words.len()).filter(begins) {
            push(&words.statement(at), found);
        }
        for at in (1..words.len()).filter(|at| words.is(at - 1, "EXECUTE")) {
            // `EXECUTE 'CREATE ROLE …'`, and `EXECUTE format('CREATE ROLE …', …)`.
            let literal = (at..at + 3).find(|at| words.is_literal(*at));
            if let Some(literal) = literal.and_then(|at| words.range_of(at)) {
                push(&Words::new(script, inside(script, literal)), found);
            }
        }
    }
    found.sort_by_key(|reach| reach.range.start);
    // A call stands in a condition and in the statement behind it.
    found.dedup();
}

/// A literal without its quotes.
fn inside(text: &str, literal: Range<usize>) -> Range<usize> {
    let token = &text[literal.clone()];
    let quotes = match token.starts_with('$') {
        true => token[1..].find('$').map_or(0, |end| end + 2),
        false => 1,
    };
    let begin = (literal.start + quotes).min(literal.end);
    let end = literal.end.saturating_sub(quotes).max(begin);
    begin..end
}

/// Whether a text within a literal may make what belongs to no database. It is not read as SQL: it may be a body in any language.
fn makes_something(literal: &str) -> bool {
    let mut before = "";
    literal
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .any(|word| {
            let made = ["ROLE", "USER", "DATABASE"];
            let makes = before.eq_ignore_ascii_case("CREATE")
                && made.iter().any(|one| word.eq_ignore_ascii_case(one));
            before = word;
            makes || lasting(word).is_some()
        })
}

/// What a function of this name changes beyond its database.
fn lasting(function: &str) -> Option<Lasting> {
    let is_it = |(name, _): &&(&str, Lasting)| function.eq_ignore_ascii_case(name);
    FUNCTIONS.iter().find(is_it).map(|(_, lasting)| *lasting)
}

/// The first call in a statement that changes what is beyond its database.
fn called(words: &Words<'_>) -> Option<Reach> {
    let mut calls = (0..words.len()).filter(|at| words.is(at + 1, "("));
    let found = calls.find_map(|at| Some((at, lasting(words.text(at).trim_matches('"'))?)));
    let (at, lasting) = found?;
    let is_defined = ["FUNCTION", "PROCEDURE", "VIEW"]
        .iter()
        .any(|word| words.is(0, "CREATE") && (words.is(1, word) || words.is(3, word)));
    Some(Reach {
        range: words.range_of(at)?,
        effect: match is_defined {
            // It may be called further down.
            true => Effect::Makes,
            false => Effect::Lasts(lasting),
        },
    })
}

/// What one statement does beyond its database.
fn effect(words: &Words<'_>) -> Option<Effect> {
    let is_role = |at| {
        ["ROLE", "USER", "GROUP"]
            .iter()
            .any(|word| words.is(at, word))
            && !words.is(at + 1, "MAPPING")
    };
    if words.is(0, "CREATE") {
        return match () {
            () if is_role(1) || words.is(1, "DATABASE") => Some(Effect::Makes),
            () if words.is(1, "TABLESPACE") => Some(Effect::Lasts(Lasting::Tablespace)),
            () if words.is(1, "SUBSCRIPTION") && !words.has_off("connect") => {
                Some(Effect::Lasts(Lasting::Subscription))
            }
            () => None,
        };
    }
    if words.is(0, "ALTER") {
        return match () {
            () if words.is(1, "SYSTEM") => Some(Effect::Lasts(Lasting::System)),
            () if words.is(1, "TABLESPACE") => Some(Effect::Lasts(Lasting::Tablespace)),
            () if is_role(1) && words.is(2, "ALL") => Some(Effect::Lasts(Lasting::AllRoles)),
            () if is_role(1) => Some(changes(words.roles(2))),
            () if words.is(1, "DATABASE") => Some(changes(words.databases(2))),
            () if words.is(1, "SUBSCRIPTION") && (words.has("ENABLE") || words.has("REFRESH")) => {
                Some(Effect::Lasts(Lasting::Subscription))
            }
            () => None,
        };
    }
    if words.is(0, "DROP") {
        let name = if words.is(2, "IF") { 4 } else { 2 };
        return match () {
            () if words.is(1, "OWNED") => Some(changes(words.roles(3))),
            () if is_role(1) => Some(changes(words.roles(name))),
            () if words.is(1, "DATABASE") => Some(changes(words.databases(name))),
            () if words.is(1, "TABLESPACE") => Some(Effect::Lasts(Lasting::Tablespace)),
            () => None,
        };
    }
    if words.is(0, "REASSIGN") {
        // The databases that they own would go over, too.
        return Some(changes(words.roles(3)));
    }
    if words.is(0, "COMMENT") {
        return match () {
            () if words.is(2, "ROLE") => Some(changes(words.roles(3))),
            () if words.is(2, "DATABASE") => Some(changes(words.databases(3))),
            () if words.is(2, "TABLESPACE") => Some(Effect::Lasts(Lasting::Tablespace)),
            () => None,
        };
    }
    if words.is(0, "GRANT") || words.is(0, "REVOKE") {
        return granted(words);
    }
    None
}

/// `GRANT` and `REVOKE`, of roles or on something.
fn granted(words: &Words<'_>) -> Option<Effect> {
    let end = words.find(1, "TO").or_else(|| words.find(1, "FROM"))?;
    if let Some(on) = words.find(1, "ON").filter(|on| *on < end) {
        return match () {
            () if words.is(on + 1, "DATABASE") => Some(changes(words.databases(on + 2))),
            () if words.is(on + 1, "TABLESPACE") => Some(Effect::Lasts(Lasting::Tablespace)),
            () if words.is(on + 1, "PARAMETER") => Some(Effect::Lasts(Lasting::System)),
            () => None,
        };
    }
    // `REVOKE ADMIN OPTION FOR role FROM …`
    let first = words.find(1, "FOR").filter(|at| *at < end);
    let (of, members) = (
        words.roles(first.map_or(1, |at| at + 1)),
        words.roles(end + 1),
    );
    Some(Effect::Members { of, members })
}

fn changes(named: Vec<Named>) -> Effect {
    match named.is_empty() {
        // The name is put together when it runs.
        true => Effect::Makes,
        false => Effect::Changes(named),
    }
}

#[cfg(test)]
mod tests;
