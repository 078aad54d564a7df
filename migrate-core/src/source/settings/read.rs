//! The reader of `[package.metadata.migrate]`.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Ignore, LintLevel, PostgresVersion, Scratch, Settings};
use crate::plan::LedgerName;
use crate::source::code::Code;
use crate::source::keys::{KeyCodes, Keys, Value};
use crate::source::near;
use crate::source::problem::Problem;

const SECTION: &str = "[package.metadata.migrate]";
const KEYS: [&str; 10] = [
    "directory",
    "plan",
    "ledger",
    "database",
    "scratch",
    "postgres-version",
    "schema",
    "lints",
    "ignore",
    "fingerprint",
];

/// PostgreSQL's limit for names is 63 bytes, and the log's name is four longer than the ledger's.
const LEDGER_LIMIT: usize = NAME_LIMIT - "_log".len();
const NAME_LIMIT: usize = 63;

const CODES: KeyCodes = KeyCodes {
    syntax: Code::SettingsUnreadable,
    unknown: Code::SettingsUnknownKey,
    missing: Code::SettingsUnreadable,
    bad: Code::SettingsBadValue,
};

pub(super) fn read(path: &str, text: &str) -> Result<Settings, Vec<Problem>> {
    let mut keys = Keys::new(path, text, CODES, format!("correct {path}"));
    let Some(root) = keys.parse() else {
        return keys.finish(None);
    };
    let settings = settings(&mut keys, &root);
    keys.finish(settings)
}

fn settings<'t>(keys: &mut Keys<'t>, root: &DeTable<'t>) -> Option<Settings> {
    let package = keys.required(root, "Cargo.toml", "package", 0..0)?;
    let package_span = package.span();
    let package = keys.table("package", package)?;
    let name = keys.required(package, "[package]", "name", package_span)?;
    let name = keys.sentence("name", name)?;
    let mut settings = Settings::for_package(name);
    let Some(metadata) = package.get("metadata") else {
        return Some(settings);
    };
    let metadata = keys.table("metadata", metadata)?;
    let Some(section) = metadata.get("migrate") else {
        return Some(settings);
    };
    let section = keys.table("migrate", section)?;
    keys.refuse_unknown(section, SECTION, &KEYS);
    fill(keys, section, &mut settings);
    Some(settings)
}

fn fill<'t>(keys: &mut Keys<'t>, section: &DeTable<'t>, settings: &mut Settings) {
    if let Some(directory) = section.get("directory").and_then(|v| directory(keys, v)) {
        settings.directory = directory;
    }
    if let Some(plan) = section.get("plan").and_then(|v| keys.sentence("plan", v)) {
        settings.plan = plan;
    }
    if let Some(ledger) = section.get("ledger").and_then(|v| ledger(keys, v)) {
        settings.ledger = ledger;
    }
    let database = section.get("database");
    settings.database = database.and_then(|v| keys.sentence("database", v));
    settings.scratch = section.get("scratch").and_then(|v| scratch(keys, v));
    let version = section.get("postgres-version");
    if let Some(version) = version.and_then(|v| postgres_version(keys, v)) {
        settings.postgres_version = version;
    }
    settings.schema = section.get("schema").and_then(|v| schema(keys, v));
    if let Some(table) = section.get("lints").and_then(|v| keys.table("lints", v)) {
        settings.lints = lints(keys, table);
    }
    if let Some(value) = section.get("ignore") {
        settings.ignore = ignored(keys, value);
    }
    if let Some(value) = section.get("fingerprint") {
        settings.fingerprint = fingerprint(keys, value, section.get("ledger"), &settings.ledger);
    }
}

/// A path below the package, with `/`, without `.` and `..`.
fn directory<'t>(keys: &mut Keys<'t>, value: &Value<'t>) -> Option<String> {
    let text = keys.sentence("directory", value)?;
    match inside(&text) {
        Ok(()) => Some(text.trim_end_matches('/').to_owned()),
        Err(why) => {
            let message = format!("the directory `{text}` {why}");
            let problem = keys
                .problem(Code::SettingsDirectory, message, value.span())
                .label("outside of the package")
                .help("give a path below the folder of Cargo.toml, with `/`: directory = \"migrations\"");
            keys.push_problem(problem);
            None
        }
    }
}

/// A file or a folder below the package, as [`directory`].
fn schema<'t>(keys: &mut Keys<'t>, value: &Value<'t>) -> Option<String> {
    let text = keys.sentence("schema", value)?;
    match inside(&text) {
        Ok(()) => Some(text.trim_end_matches('/').to_owned()),
        Err(why) => {
            let message = format!("the desired schema `{text}` {why}");
            let problem = keys
                .problem(Code::SettingsDirectory, message, value.span())
                .label("outside of the package")
                .help("give a file or a folder below the folder of Cargo.toml, with `/`: schema = \"schema.sql\"");
            keys.push_problem(problem);
            None
        }
    }
}

/// Whether a directory of revisions stays inside the package.
///
/// # Errors
///
/// What is wrong with the path, as the end of a sentence.
pub(super) fn inside(path: &str) -> Result<(), &'static str> {
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') || drive {
        return Err("is absolute, and it is part of the package");
    }
    if path.contains('\\') {
        return Err("holds a backslash, and paths are written with `/` on every system");
    }
    for part in path.trim_end_matches('/').split('/') {
        match part {
            ".." => return Err("leads out of the package with `..`"),
            "" | "." => return Err("holds an empty part or `.`"),
            _ => {}
        }
    }
    Ok(())
}

fn ledger<'t>(keys: &mut Keys<'t>, value: &Value<'t>) -> Option<LedgerName> {
    let text = keys.sentence("ledger", value)?;
    let default = LedgerName::default();
    let (schema, table) = match text.split_once('.') {
        Some((schema, table)) => (schema.to_owned().into(), table),
        None => (default.schema, text.as_str()),
    };
    let fits = !schema.is_empty()
        && schema.len() <= NAME_LIMIT
        && !table.is_empty()
        && table.len() <= LEDGER_LIMIT
        && !table.contains('.')
        && !text.contains('"');
    if !fits {
        let expected = format!(
            "expected \"table\" or \"schema.table\" without quotes inside, the table at most {LEDGER_LIMIT} bytes long"
        );
        keys.bad("ledger", value.span(), &expected);
        return None;
    }
    Some(LedgerName {
        schema,
        table: table.to_owned().into(),
    })
}

fn scratch<'t>(keys: &mut Keys<'t>, value: &Value<'t>) -> Option<Scratch> {
    let expected = "expected { env = \"SCRATCH_DATABASE_URL\" }, or { roles = [\"app\"] }, or both";
    let DeValue::Table(table) = value.get_ref() else {
        keys.bad("scratch", value.span(), expected);
        return None;
    };
    keys.refuse_unknown(table, "scratch", &["env", "roles"]);
    if table.get("env").is_none() && table.get("roles").is_none() {
        keys.bad("scratch", value.span(), expected);
        return None;
    }
    let env = table
        .get("env")
        .and_then(|v| keys.sentence("scratch.env", v));
    let roles = table.get("roles").map(|v| roles(keys, v));
    Some(Scratch {
        env,
        roles: roles.unwrap_or_default(),
    })
}

/// Names that PostgreSQL takes for a role.
fn roles<'t>(keys: &mut Keys<'t>, value: &Value<'t>) -> Vec<String> {
    let DeValue::Array(values) = value.get_ref() else {
        let expected = "expected the names of roles: [\"app\", \"readonly\"]";
        keys.bad("scratch.roles", value.span(), expected);
        return Vec::new();
    };
    let mut roles = Vec::new();
    for value in values {
        let Some(role) = keys.sentence("scratch.roles", value) else {
            continue;
        };
        let is_reserved = role.starts_with("pg_") || matches!(&*role, "public" | "none");
        if is_reserved || role.len() > NAME_LIMIT || roles.contains(&role) {
            let expected = format!(
                "expected names that PostgreSQL takes for a role, each once: at most {NAME_LIMIT} bytes, not `public`, not `none`, \
                 and not beginning with `pg_`"
            );
            keys.bad("scratch.roles", value.span(), &expected);
        } else {
            roles.push(role);
        }
    }
    roles
}

fn postgres_version<'t>(keys: &mut Keys<'t>, value: &Value<'t>) -> Option<PostgresVersion> {
    let major = match value.get_ref() {
        DeValue::Integer(number) => number.as_str().parse().ok(),
        _ => None,
    };
    let version = major.and_then(PostgresVersion::new);
    if version.is_none() {
        let oldest = PostgresVersion::OLDEST;
        let expected = format!("expected a major version from {oldest} on, such as 17");
        keys.bad("postgres-version", value.span(), &expected);
    }
    version
}

fn lints<'t>(keys: &mut Keys<'t>, table: &DeTable<'t>) -> Vec<(String, LintLevel)> {
    let mut lints = Vec::new();
    for (name, value) in table {
        let level = match value.get_ref() {
            DeValue::String(word) => level(word),
            _ => None,
        };
        if level.is_none() {
            let key = format!("lints.{}", name.get_ref());
            let expected = "expected \"allow\", \"warn\" or \"deny\"";
            keys.bad(&key, Spanned::span(value), expected);
        }
        let is_lint = |code: &Code| code.is_lint() && code.name() == name.get_ref();
        if !Code::ALL.iter().any(is_lint) {
            let message = format!("unknown rule `{}` in lints", name.get_ref());
            let near = near::names(name.get_ref(), Code::is_lint);
            let problem = keys
                .problem(Code::SettingsUnknownKey, message, name.span())
                .label("this rule does not exist")
                .help(near::help(&near));
            keys.push_problem(problem);
        } else if let Some(level) = level {
            lints.push((name.get_ref().to_string(), level));
        }
    }
    lints
}

/// Whether fingerprints are recorded. Their table is beside the ledger, and PostgreSQL cuts names that are too long for it.
fn fingerprint<'t>(
    keys: &mut Keys<'t>,
    value: &Value<'t>,
    ledger: Option<&Value<'t>>,
    name: &LedgerName,
) -> bool {
    let is_on = match value.get_ref() {
        DeValue::Boolean(is_on) => *is_on,
        _ => {
            keys.bad("fingerprint", value.span(), "expected true or false");
            return false;
        }
    };
    let limit = NAME_LIMIT - LedgerName::FINGERPRINTS.len();
    if is_on && name.table.len() > limit {
        let place = ledger.map_or_else(|| value.span(), Spanned::span);
        let expected =
            format!("with `fingerprint = true`, expected a table of at most {limit} bytes");
        keys.bad("ledger", place, &expected);
    }
    is_on
}

/// Tables with an object and a reason each.
fn ignored<'t>(keys: &mut Keys<'t>, value: &Value<'t>) -> Vec<Ignore> {
    let DeValue::Array(values) = value.get_ref() else {
        let expected = "expected tables, each headed [[package.metadata.migrate.ignore]]";
        keys.bad("ignore", value.span(), expected);
        return Vec::new();
    };
    let mut all = Vec::new();
    for value in values.iter() {
        let Some(table) = keys.table("ignore", value) else {
            continue;
        };
        let place = "[[package.metadata.migrate.ignore]]";
        keys.refuse_unknown(table, place, &["object", "reason"]);
        let object = keys.required(table, place, "object", value.span());
        let reason = keys.required(table, place, "reason", value.span());
        let object = object.and_then(|value| ignored_object(keys, value));
        let reason = reason.and_then(|value| keys.sentence("ignore.reason", value));
        all.extend(
            object
                .zip(reason)
                .map(|(object, reason)| Ignore { object, reason }),
        );
    }
    all
}

/// A kind and a name. One that leaves out everything would make every comparison an agreement.
fn ignored_object<'t>(keys: &mut Keys<'t>, value: &Value<'t>) -> Option<String> {
    let text = keys.sentence("ignore.object", value)?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let name = words.iter().skip(1);
    let names_something = name
        .flat_map(|word| word.chars())
        .any(char::is_alphanumeric);
    if !names_something {
        let expected = "expected a kind and a name, as `cargo migrate verify` prints them, with `*` for any text: \
                        \"table public.events_2026*\"";
        keys.bad("ignore.object", value.span(), expected);
        return None;
    }
    Some(words.join(" "))
}

fn level(word: &str) -> Option<LintLevel> {
    match word {
        "allow" => Some(LintLevel::Allow),
        "warn" => Some(LintLevel::Warn),
        "deny" => Some(LintLevel::Deny),
        _ => None,
    }
}
