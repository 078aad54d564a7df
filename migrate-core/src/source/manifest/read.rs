//! The full reader of manifests, with the place of everything that is wrong.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Allow, Amended, Manifest, Part};
use crate::plan::{RevisionId, TransactionMode};
use crate::source::code::Code;
use crate::source::created::Created;
use crate::source::keys::{KeyCodes, Keys, Value};
use crate::source::near;
use crate::source::problem::Problem;

const KEYS: [&str; 11] = [
    "id",
    "parents",
    "message",
    "created",
    "transaction",
    "irreversible",
    "compatible",
    "lock_timeout",
    "statement_timeout",
    "allow",
    "amended",
];

const CODES: KeyCodes = KeyCodes {
    syntax: Code::ManifestSyntax,
    unknown: Code::UnknownKey,
    missing: Code::MissingKey,
    bad: Code::BadValue,
};

pub(super) fn read(path: &str, text: &str) -> Result<Manifest, Vec<Problem>> {
    let mut keys = Keys::new(path, text, CODES, format!("correct {path}"));
    let Some(table) = keys.parse() else {
        return keys.finish(None);
    };
    keys.refuse_unknown(&table, "revision.toml", &KEYS);
    let manifest = manifest(&mut keys, &table);
    keys.finish(manifest)
}

fn manifest<'t>(keys: &mut Keys<'t>, table: &DeTable<'t>) -> Option<Manifest> {
    // Every key is read before the first `?`, so that all problems are found at once.
    let required = |keys: &mut Keys<'t>, key| {
        let place = "revision.toml";
        keys.required(table, place, key, 0..0)
    };
    let id = required(keys, "id").and_then(|value| revision_id(keys, "id", value));
    let parents = required(keys, "parents").and_then(|value| parents(keys, value));
    let message = required(keys, "message").and_then(|value| keys.sentence("message", value));
    let created = required(keys, "created").and_then(|value| created(keys, "created", value));
    let transaction = optional(table, "transaction", |value| transaction(keys, value));
    let irreversible = optional(table, "irreversible", |value| {
        keys.sentence("irreversible", value)
    });
    let compatible = optional(table, "compatible", |value| {
        revision_id(keys, "compatible", value)
    });
    let lock_timeout = optional(table, "lock_timeout", |value| {
        keys.parsed("lock_timeout", value)
    });
    let statement_timeout = optional(table, "statement_timeout", |value| {
        keys.parsed("statement_timeout", value)
    });
    let allow = entries(keys, table, "allow", allow);
    let amended = entries(keys, table, "amended", amended);
    Some(Manifest {
        id: id?,
        parents: parents?,
        message: message?,
        created: created?,
        transaction: transaction.unwrap_or(TransactionMode::Single),
        irreversible,
        compatible,
        lock_timeout,
        statement_timeout,
        allow,
        amended,
    })
}

fn optional<'t, T>(
    table: &DeTable<'t>,
    key: &str,
    read: impl FnOnce(&Value<'t>) -> Option<T>,
) -> Option<T> {
    table.get(key).and_then(read)
}

fn revision_id<'t>(keys: &mut Keys<'t>, key: &str, value: &Value<'t>) -> Option<RevisionId> {
    let text = keys.string(key, value)?;
    match text.parse() {
        Ok(id) => Some(id),
        Err(error) => {
            let message = format!("`{text}` is not a revision id: {error}");
            keys.push(Code::BadId, message, value.span());
            None
        }
    }
}

fn parents<'t>(keys: &mut Keys<'t>, value: &Value<'t>) -> Option<Vec<RevisionId>> {
    let DeValue::Array(values) = value.get_ref() else {
        keys.bad("parents", value.span(), "expected an array of revision ids");
        return None;
    };
    let mut parents: Vec<RevisionId> = Vec::with_capacity(values.len());
    let mut all_read = true;
    for value in values.iter() {
        match revision_id(keys, "parents", value) {
            Some(id) if parents.contains(&id) => {
                keys.bad("parents", value.span(), "expected each parent once");
                all_read = false;
            }
            Some(id) => parents.push(id),
            None => all_read = false,
        }
    }
    parents.sort_unstable();
    all_read.then_some(parents)
}

fn created<'t>(keys: &mut Keys<'t>, key: &str, value: &Value<'t>) -> Option<Created> {
    // The text decides, so that one moment has one spelling; TOML's own type only says that it is not a string.
    let created = match value.get_ref() {
        DeValue::Datetime(datetime) => datetime.to_string().parse().ok(),
        _ => None,
    };
    if created.is_none() {
        let expected = "expected a UTC time to the second, without quotes: 2026-11-21T09:30:00Z";
        keys.bad(key, value.span(), expected);
    }
    created
}

fn transaction<'t>(keys: &mut Keys<'t>, value: &Value<'t>) -> Option<TransactionMode> {
    match keys.string("transaction", value)? {
        "single" => Some(TransactionMode::Single),
        "none" => Some(TransactionMode::None),
        _ => {
            let expected = "expected \"single\" or \"none\"";
            keys.bad("transaction", value.span(), expected);
            None
        }
    }
}

/// The entries of an array of tables.
fn entries<'t, T>(
    keys: &mut Keys<'t>,
    table: &DeTable<'t>,
    key: &str,
    read: fn(&mut Keys<'t>, &DeTable<'t>, Range<usize>) -> Option<T>,
) -> Vec<T> {
    let Some(value) = table.get(key) else {
        return Vec::new();
    };
    let DeValue::Array(values) = value.get_ref() else {
        let expected = format!("expected tables, each headed [[{key}]]");
        keys.bad(key, value.span(), &expected);
        return Vec::new();
    };
    let mut entries = Vec::new();
    for value in values.iter() {
        if let Some(table) = keys.table(key, value) {
            entries.extend(read(keys, table, value.span()));
        }
    }
    entries
}

fn allow<'t>(keys: &mut Keys<'t>, table: &DeTable<'t>, span: Range<usize>) -> Option<Allow> {
    keys.refuse_unknown(table, "[[allow]]", &["rule", "reason"]);
    let rule_value = keys.required(table, "[[allow]]", "rule", span.clone());
    let reason_value = keys.required(table, "[[allow]]", "reason", span);
    let rule = rule_value.and_then(|value| rule(keys, value));
    let reason = reason_value.and_then(|value| keys.sentence("reason", value));
    Some(Allow {
        rule: rule?,
        reason: reason?,
    })
}

/// The name of a rule that knows exemptions.
fn rule<'t>(keys: &mut Keys<'t>, value: &Value<'t>) -> Option<String> {
    let rule = keys.sentence("rule", value)?;
    match rule.parse::<Code>() {
        Ok(code) if !code.may_be_allowed() => {
            let expected = format!("`{}` cannot be allowed", code.name());
            keys.bad("rule", value.span(), &expected);
            None
        }
        Ok(code) if rule != code.name() => {
            let expected = format!("expected its name, \"{}\"", code.name());
            keys.bad("rule", value.span(), &expected);
            None
        }
        Ok(_) => Some(rule),
        Err(_) => {
            let near = near::names(&rule, Code::may_be_allowed);
            let message = format!("unknown rule `{rule}` in [[allow]]");
            let problem = keys
                .problem(Code::BadValue, message, value.span())
                .label("this rule does not exist")
                .help(near::help(&near));
            keys.push_problem(problem);
            None
        }
    }
}

fn amended<'t>(keys: &mut Keys<'t>, table: &DeTable<'t>, span: Range<usize>) -> Option<Amended> {
    keys.refuse_unknown(
        table,
        "[[amended]]",
        &["reason", "at", "up", "down", "manifest"],
    );
    let required = |keys: &mut Keys<'t>, key| {
        let place = "[[amended]]";
        keys.required(table, place, key, span.clone())
    };
    let reason = required(keys, "reason").and_then(|value| keys.sentence("reason", value));
    let at = required(keys, "at").and_then(|value| created(keys, "at", value));
    let up = required(keys, "up").and_then(|value| keys.parsed("up", value));
    let down = required(keys, "down").and_then(|value| keys.parsed("down", value));
    let manifest = optional(table, "manifest", |value| keys.parsed("manifest", value));
    Some(Amended {
        reason: reason?,
        at: at?,
        up: up?,
        down: down?,
        manifest,
    })
}

/// The place of a part. The text is read again: places are only needed when something is wrong.
pub(super) fn locate(text: &str, part: Part) -> Range<usize> {
    let Ok(table) = DeTable::parse(text) else {
        return 0..0;
    };
    let table = table.get_ref();
    let span = |key: &str| table.get(key).map(Spanned::span);
    let found = match part {
        Part::Id => span("id"),
        Part::Parents => span("parents"),
        Part::Parent(id) => parent(table, id).or_else(|| span("parents")),
        Part::Created => span("created"),
        Part::Transaction => span("transaction").or_else(|| span("id")),
        Part::Irreversible => span("irreversible"),
        Part::Compatible => span("compatible").or_else(|| span("id")),
        Part::LockTimeout => span("lock_timeout").or_else(|| span("id")),
        Part::StatementTimeout => span("statement_timeout").or_else(|| span("id")),
        Part::Allow(at) => entry(table, "allow", at),
    };
    found.unwrap_or(0..0)
}

/// The rule of an entry of `[[allow]]`.
fn entry(table: &DeTable<'_>, key: &str, at: usize) -> Option<Range<usize>> {
    let DeValue::Array(entries) = table.get(key)?.get_ref() else {
        return None;
    };
    let entry = entries.get(at)?;
    match entry.get_ref() {
        DeValue::Table(table) => Some(table.get("rule")?.span()),
        _ => Some(entry.span()),
    }
}

fn parent(table: &DeTable<'_>, id: RevisionId) -> Option<Range<usize>> {
    let DeValue::Array(parents) = table.get("parents")?.get_ref() else {
        return None;
    };
    let id = id.to_string();
    let is_it = |value: &&Value<'_>| matches!(value.get_ref(), DeValue::String(s) if *s == id);
    parents.iter().find(is_it).map(Spanned::span)
}
