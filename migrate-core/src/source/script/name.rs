//! Names of objects in normal form: two spellings of one name are equal.

use std::fmt;
use std::ops::Range;

use super::words::Words;
use crate::source::scan::TokenKind;

/// The name of an object, as PostgreSQL folds it. Scripts run with `search_path = public`, so `public.users` and `Users` are
/// the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName {
    /// The schema; `None` for `public`.
    pub schema: Option<String>,
    /// The name itself.
    pub name: String,
}

impl ObjectName {
    /// A name in the schema of another one: what `ALTER … RENAME TO` makes of it.
    #[must_use]
    pub fn renamed(&self, name: String) -> Self {
        let schema = self.schema.clone();
        Self { schema, name }
    }

    /// The same name in another schema: what `ALTER … SET SCHEMA` makes of it.
    #[must_use]
    pub fn moved(&self, schema: String) -> Self {
        let name = self.name.clone();
        Self {
            schema: Some(schema).filter(|schema| schema != "public"),
            name,
        }
    }

    /// The name of something that is in no schema: a schema, an extension.
    pub(super) fn global(name: String) -> Self {
        Self { schema: None, name }
    }

    /// Whether the schema is this one.
    pub(super) fn is_in(&self, schema: &str) -> bool {
        self.schema.as_deref().unwrap_or("public") == schema
    }
}

/// As a script may write it, with quotes where they are needed.
impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{}.", quoted(schema))?;
        }
        f.write_str(&quoted(&self.name))
    }
}

/// An identifier as a script may write it: in quotes where it is not plain.
///
/// ```
/// use migrate_core::source::script::quoted;
///
/// assert_eq!(quoted("users"), "users");
/// assert_eq!(quoted("Users"), "\"Users\"");
/// assert_eq!(quoted("order"), "\"order\"");
/// ```
#[must_use]
pub fn quoted(identifier: &str) -> String {
    let plain = |(at, c): (usize, char)| match c {
        'a'..='z' | '_' => true,
        '0'..='9' | '$' => at > 0,
        _ => false,
    };
    let is_plain = !identifier.is_empty() && identifier.char_indices().all(plain);
    match is_plain && RESERVED.binary_search(&identifier).is_err() {
        true => identifier.to_owned(),
        false => format!("\"{}\"", identifier.replace('"', "\"\"")),
    }
}

/// The words that PostgreSQL 18 does not take as a table's name without quotes (`pg_get_keywords()`, categories R and T).
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "references",
    "returning",
    "right",
    "select",
    "session_user",
    "similar",
    "some",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
];

/// An identifier's text as PostgreSQL folds it. One with escapes, `U&"…"`, stays as it is written: it is taken for another
/// name than the same one without them.
pub(super) fn folded(text: &str) -> String {
    if text.ends_with('"') && !text.starts_with('"') {
        return text.to_owned();
    }
    match text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
    {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_ascii_lowercase(),
    }
}

/// A name where it stands.
pub(super) struct Named {
    pub(super) name: ObjectName,
    /// The schema as it is written; `None` where none is, and the `search_path` decides.
    pub(super) qualifier: Option<String>,
    /// The place of the token after it.
    pub(super) next: usize,
    /// Its bytes.
    pub(super) range: Range<usize>,
}

/// The name that begins at a token, with its qualification. Of a database's name before the schema's nothing is kept.
pub(super) fn read(words: &Words<'_>, at: usize) -> Option<Named> {
    let (parts, next) = parts(words, at)?;
    named(words, at, parts, next)
}

/// The table of the column whose name begins at a token: `users.id`. `None` for a name of one part.
pub(super) fn read_table_of(words: &Words<'_>, at: usize) -> Option<Named> {
    let (mut parts, next) = parts(words, at)?;
    parts.pop();
    named(words, at, parts, next)
}

/// The parts of a qualified name, and the place after it.
fn parts(words: &Words<'_>, at: usize) -> Option<(Vec<String>, usize)> {
    let mut parts = vec![identifier(words, at)?];
    let mut next = at + 1;
    while words.text(next) == "." {
        parts.push(identifier(words, next + 1)?);
        next += 2;
    }
    Some((parts, next))
}

fn named(words: &Words<'_>, at: usize, mut parts: Vec<String>, next: usize) -> Option<Named> {
    let (first, last) = (words.token(at)?, words.token(next - 1)?);
    let name = parts.pop()?;
    let qualifier = parts.pop();
    let schema = qualifier.clone().filter(|schema| schema != "public");
    Some(Named {
        name: ObjectName { schema, name },
        qualifier,
        next,
        range: first.start..last.end,
    })
}

/// The identifier that stands at a token.
pub(super) fn identifier(words: &Words<'_>, at: usize) -> Option<String> {
    match words.token(at)?.kind {
        TokenKind::Word | TokenKind::QuotedIdentifier => Some(folded(words.text(at))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_reserved_words_is_in_order() {
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn spellings_of_one_name_are_equal() {
        let name = |text: &str| read(&Words::new(text, 0..text.len()), 0).unwrap().name;
        assert_eq!(name("Users"), name("public . \"users\""));
        assert_ne!(name("users"), name("\"Users\""));
        assert_ne!(name("users"), name("audit.users"));
        assert_eq!(
            name("shop.Audit.\"my \"\"log\"\"\"").to_string(),
            "audit.\"my \"\"log\"\"\""
        );
    }
}
