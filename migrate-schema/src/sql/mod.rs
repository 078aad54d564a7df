//! The text of the messages that read the catalog.
//!
//! Each statement scans one catalog, or two; rows are joined where they are read, by object identifier. That keeps
//! the planner's share small, which is the larger one when a schema has tens of tables and not thousands.
//! The first column of each row says which statement it is of.

pub(crate) mod dependencies;
mod programs;
mod relations;
mod rest;
mod types;

/// The statement that asks for the server's version.
pub(crate) const VERSION: &str =
    "SELECT 'version', pg_catalog.current_setting('server_version_num')";

/// The statement that asks which plans the session keeps.
pub(crate) const KEPT: &str = "SELECT 'plan', name FROM pg_catalog.pg_prepared_statements \
     WHERE name OPERATOR(pg_catalog.~) '^migrate_schema_'";

/// The first object identifier that no system object has: `FirstNormalObjectId` in `src/include/access/transam.h`.
const FIRST: &str = "16384";

/// What the texts of definitions depend on, and the value that it has while they are read: those of `pg_dump`
/// (`setup_connection` in `src/bin/pg_dump/pg_dump.c`), and a time zone. No table is so large that compiling pays.
const PINNED: &[(&str, &str)] = &[
    ("search_path", ""),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("TimeZone", "UTC"),
    ("extra_float_digits", "3"),
    ("quote_all_identifiers", "off"),
    ("standard_conforming_strings", "on"),
    ("bytea_output", "hex"),
    ("jit", "off"),
];

/// How the statements of a message are planned.
pub(crate) enum Planned<'a> {
    /// Each time.
    Afresh,
    /// Once in a session, which has kept these plans.
    Once(&'a [String]),
}

/// The statements for servers of one major version.
#[derive(Debug, Clone)]
pub(crate) struct Statements {
    /// The name that its plan is kept under, and the text.
    main: Vec<(&'static str, String)>,
    others: String,
}

impl Statements {
    pub(crate) fn of(major: u32) -> Self {
        let main = vec![
            (
                "migrate_schema_role",
                "SELECT 'role', current_user".to_owned(),
            ),
            ("migrate_schema_namespaces", types::namespaces()),
            ("migrate_schema_extensions", types::extensions()),
            ("migrate_schema_members", types::members()),
            ("migrate_schema_relations", relations::relations()),
            ("migrate_schema_columns", relations::columns(major)),
            ("migrate_schema_defaults", relations::defaults()),
            ("migrate_schema_constraints", relations::constraints()),
            ("migrate_schema_indexes", relations::indexes()),
            ("migrate_schema_sequences", relations::sequences()),
            ("migrate_schema_inheritance", relations::inheritance()),
            ("migrate_schema_types", types::types()),
            ("migrate_schema_labels", types::labels()),
            ("migrate_schema_ranges", types::ranges(major)),
            ("migrate_schema_routines", programs::routines()),
            ("migrate_schema_aggregates", programs::aggregates()),
            ("migrate_schema_triggers", programs::triggers()),
            ("migrate_schema_rules", programs::rules()),
            ("migrate_schema_policies", programs::policies()),
            ("migrate_schema_comments", rest::comments()),
            ("migrate_schema_rare", rest::rare()),
        ];
        Self {
            main,
            others: rest::others(major),
        }
    }

    /// The message that reads all but the details of what few schemas have.
    pub(crate) fn message(&self, planned: &Planned<'_>) -> String {
        let mut text = String::new();
        for (name, sql) in &self.main {
            text.push_str(&match planned {
                Planned::Afresh => format!("{sql};\n"),
                Planned::Once(kept) if kept.iter().any(|kept| kept == name) => {
                    format!("EXECUTE {name};\n")
                }
                Planned::Once(_) => format!("PREPARE {name} AS {sql};\nEXECUTE {name};\n"),
            });
        }
        pinned(&text)
    }

    /// The message that reads the details of what few schemas have.
    pub(crate) fn others(&self) -> String {
        pinned(&format!("{};\n", self.others))
    }
}

/// Statements, and around them the settings that their texts depend on.
///
/// They are local to the transaction, which is the message's own when none is open; when one is open, the last
/// statement gives it its values back.
fn pinned(statements: &str) -> String {
    let save = PINNED.iter().map(|(name, _)| {
        format!("('migrate_schema.{name}', pg_catalog.current_setting('{name}'), true)")
    });
    let pin = PINNED
        .iter()
        .map(|(name, value)| format!("('{name}', '{value}', true)"));
    let restore = PINNED.iter().map(|(name, _)| {
        format!("('{name}', pg_catalog.current_setting('migrate_schema.{name}'), true)")
    });
    let set = |all: Vec<String>| -> String {
        let all = all
            .iter()
            .map(|arguments| format!(", pg_catalog.set_config{arguments}"));
        format!("SELECT 'set'{};\n", all.collect::<String>())
    };
    format!(
        "{}{}{statements}{}",
        set(save.collect()),
        set(pin.collect()),
        set(restore.collect())
    )
}

/// A column that exists since a major version; before, another expression stands for it.
fn since(major: u32, first: u32, column: &'static str, before: &'static str) -> &'static str {
    if major >= first { column } else { before }
}
