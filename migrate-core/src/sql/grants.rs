//! The privileges that running and asking need.

use super::literal::{block, literal};
use crate::plan::LedgerName;

/// A role whose privileges are granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grantee<'r> {
    /// It runs `up`, `down` and `stamp`.
    Migrator(&'r str),
    /// It asks for the state: an application that verifies.
    Application(&'r str),
}

/// The least that the roles need on the ledger, for `psql`, as the owner of the schema and of the ledger or as a superuser.
///
/// While there is no ledger nothing can be granted on it: the migrator may create it, and the script says that it has to be
/// run again. What the revisions' own statements need is theirs.
///
/// ```
/// use migrate_core::plan::LedgerName;
/// use migrate_core::sql::{Grantee, grants};
///
/// let text = grants(&LedgerName::default(), &[Grantee::Application("web")]);
/// assert!(text.contains(r#"GRANT SELECT ON "public"."migrate_ledger" TO "web";"#));
/// ```
#[must_use]
pub fn grants(ledger: &LedgerName, roles: &[Grantee<'_>]) -> String {
    let schema = identifier(&ledger.schema);
    let mut text = String::from("BEGIN;\n");
    if ledger.schema != "public" {
        text.push_str(&format!("CREATE SCHEMA IF NOT EXISTS {schema};\n"));
    }
    let (mut on_tables, mut on_fingerprints) = (String::new(), String::new());
    let fingerprints = ledger.fingerprints();
    for role in roles {
        match role {
            Grantee::Migrator(name) => {
                let name = identifier(name);
                text.push_str(&format!(
                    "GRANT USAGE, CREATE ON SCHEMA {schema} TO {name};\n"
                ));
                on_tables.push_str(&format!(
                    "    GRANT SELECT, INSERT, UPDATE, DELETE ON {ledger} TO {name};\n    GRANT SELECT, INSERT ON {} TO \
                     {name};\n",
                    ledger.log()
                ));
                on_fingerprints.push_str(&format!(
                    "      GRANT SELECT, INSERT, UPDATE ON {fingerprints} TO {name};\n"
                ));
            }
            Grantee::Application(name) => {
                let name = identifier(name);
                text.push_str(&format!("GRANT USAGE ON SCHEMA {schema} TO {name};\n"));
                on_tables.push_str(&format!("    GRANT SELECT ON {ledger} TO {name};\n"));
            }
        }
    }
    if !on_fingerprints.is_empty() {
        on_fingerprints = format!(
            "    IF pg_catalog.to_regclass({}) IS NOT NULL THEN\n{on_fingerprints}    END IF;\n",
            literal(&fingerprints.to_string())
        );
    }
    text.push_str(&block(&format!(
        "BEGIN
  IF pg_catalog.to_regclass({name}) IS NULL THEN
    RAISE WARNING 'there is no ledger yet: run this again after the first `cargo migrate up`';
  ELSE
{on_tables}{on_fingerprints}  END IF;
END",
        name = literal(&ledger.to_string()),
    )));
    text.push_str("COMMIT;\n");
    text
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
