//! The tables of the ledger.

use crate::ledger::LAYOUT;
use crate::plan::LedgerName;

/// The columns of the ledger in layout 1: name, type as PostgreSQL prints it, and the rest of the definition.
const COLUMNS: [(&str, &str, &str); 26] = [
    ("plan", "text", " NOT NULL"),
    ("id", "text", " NOT NULL"),
    ("parents", "text[]", " NOT NULL"),
    ("up_digest", "text", " NOT NULL"),
    ("down_digest", "text", " NOT NULL"),
    ("chain_digest", "text", " NOT NULL"),
    ("message", "text", " NOT NULL"),
    ("folder", "text", " NOT NULL"),
    (
        "transaction_mode",
        "text",
        " NOT NULL CHECK (transaction_mode IN ('single', 'none'))",
    ),
    ("up_sql", "text", " NOT NULL"),
    ("down_sql", "text", ""),
    ("compatible", "text", ""),
    ("created", "text", " NOT NULL"),
    ("irreversible", "text", ""),
    ("lock_timeout", "text", ""),
    ("statement_timeout", "text", ""),
    (
        "state",
        "text",
        " NOT NULL CHECK (state IN ('applied', 'running', 'reverting'))",
    ),
    ("step", "integer", ""),
    ("steps", "integer", ""),
    (
        "applied_at",
        "timestamp with time zone",
        " NOT NULL DEFAULT pg_catalog.clock_timestamp()",
    ),
    ("duration", "interval", ""),
    ("applied_by", "text", " NOT NULL DEFAULT SESSION_USER"),
    (
        "application_name",
        "text",
        " NOT NULL DEFAULT pg_catalog.current_setting('application_name')",
    ),
    ("tool", "text", " NOT NULL"),
    ("layout", "integer", ""),
    (
        "resolution",
        "text",
        " CHECK (resolution IS NULL OR state <> 'applied' AND resolution IN ('done', 'retry'))",
    ),
];

/// The columns of the ledger in this version's layout, `name type`, as the catalogs print them.
#[must_use]
pub fn layout_columns() -> Vec<String> {
    COLUMNS
        .iter()
        .map(|(name, kind, _)| format!("{name} {kind}"))
        .collect()
}

/// Creates the ledger and its log where they are missing.
#[must_use]
pub fn create_ledger(ledger: &LedgerName, schema: CreateSchema) -> String {
    let mut text = String::from("BEGIN READ WRITE;\n");
    if schema == CreateSchema::Yes {
        text.push_str(&format!(
            "CREATE SCHEMA IF NOT EXISTS \"{}\";\n",
            ledger.schema.replace('"', "\"\"")
        ));
    }
    text.push_str(&format!("CREATE TABLE IF NOT EXISTS {ledger} (\n"));
    for (name, kind, rest) in COLUMNS {
        match name {
            "layout" => text.push_str(&format!(
                "  {name} {kind} NOT NULL DEFAULT {LAYOUT} CHECK (layout = {LAYOUT}),\n"
            )),
            _ => text.push_str(&format!("  {name} {kind}{rest},\n")),
        }
    }
    text.push_str("  PRIMARY KEY (plan, id),\n  CHECK (CASE WHEN state = 'applied' THEN step IS NULL AND steps IS NULL ELSE COALESCE(step BETWEEN 1 AND steps, false) END)\n);\n");
    text.push_str(&format!(
        "CREATE TABLE IF NOT EXISTS {log} (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  plan text NOT NULL,
  id text,
  event text NOT NULL CHECK (event IN ('up', 'down', 'stamp', 'amend-accepted', 'resume', 'resolve', 'fail', 'adopt')),
  who text NOT NULL DEFAULT SESSION_USER,
  application_name text NOT NULL DEFAULT pg_catalog.current_setting('application_name'),
  tool text NOT NULL,
  detail text
);
COMMIT;
",
        log = ledger.log(),
    ));
    text
}

/// Whether the ledger's schema is created with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreateSchema {
    /// It is missing.
    Yes,
    /// It is there. PostgreSQL demands the privilege even for `IF NOT EXISTS`, so it is left out then.
    No,
}
