//! A plan out of one text: revisions that were applied, and revisions that were not.
//!
//! A line `--! applied` begins a revision that was applied before, `--! unapplied` one that was not; `, transaction = none`
//! may follow. `--! down` begins the way back of the revision above it, which otherwise is irreversible. A text that begins
//! without such a line is one unapplied revision. `--! postgres 17` says what the plan has to run on.

use std::collections::BTreeSet;

use migrate_core::plan::{Plan, RevisionId, TransactionMode};
use migrate_core::source::manifest::Allow;
use migrate_core::source::settings::PostgresVersion;
use migrate_core::source::{
    Amendment, Created, Manifest, Problem, RevisionSource, Settings, SourceFiles, SourceFolder,
    seal,
};

use crate::lint::{self, Unapplied};

/// A plan, and which of its revisions are unapplied.
pub(super) struct Story {
    pub(super) plan: Plan,
    pub(super) sources: Vec<RevisionSource>,
    pub(super) unapplied: BTreeSet<RevisionId>,
    /// Where the text says it: the oldest server.
    postgres: Option<PostgresVersion>,
}

struct Draft {
    applied: bool,
    transaction: TransactionMode,
    up: String,
    down: Option<String>,
}

impl Story {
    /// Reads a text.
    pub(super) fn read(text: &str) -> Self {
        Self::with(text, &[])
    }

    /// Reads a text; the last revision accepts findings.
    pub(super) fn with(text: &str, allow: &[Allow]) -> Self {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut postgres = None;
        for line in text.lines() {
            match line.strip_prefix("--! ") {
                Some("down") => {
                    let draft = drafts.last_mut().expect("a down follows its up");
                    draft.down = Some(String::new());
                }
                Some(header) => match header.strip_prefix("postgres ") {
                    Some(major) => {
                        let major = major.parse().expect("a number");
                        postgres = PostgresVersion::new(major);
                    }
                    None => drafts.push(Draft::new(header)),
                },
                None => {
                    if drafts.is_empty() {
                        drafts.push(Draft::new("unapplied"));
                    }
                    let draft = drafts.last_mut().expect("there is one now");
                    let script = draft.down.as_mut().unwrap_or(&mut draft.up);
                    script.push_str(line);
                    script.push('\n');
                }
            }
        }
        Self {
            postgres,
            ..Self::of(&drafts, allow)
        }
    }

    fn of(drafts: &[Draft], allow: &[Allow]) -> Self {
        let mut files = SourceFiles {
            directory: "migrations".to_owned(),
            ..SourceFiles::default()
        };
        let mut unapplied = BTreeSet::new();
        for (n, draft) in (1..).zip(drafts) {
            let allow = if n == drafts.len() as u64 { allow } else { &[] };
            files.folders.push(draft.folder(n, allow));
            if !draft.applied {
                unapplied.insert(RevisionId::from_bits(n));
            }
        }
        let settings = Settings::for_package("shop");
        let loaded = seal(&files, &settings, Amendment::Nothing).loaded;
        let plan = loaded.plan;
        Self {
            plan: plan
                .unwrap_or_else(|| panic!("the scripts are in order: {:#?}", loaded.problems)),
            sources: loaded.sources,
            unapplied,
            postgres: None,
        }
    }

    /// What the linter finds with these settings.
    pub(super) fn findings(&self, settings: &Settings) -> Vec<Problem> {
        self.found(&self.unapplied.clone().into(), settings)
    }

    /// What the linter finds when each unapplied revision is judged alone.
    pub(super) fn findings_alone(&self, settings: &Settings) -> Vec<Problem> {
        let which = Unapplied {
            together: BTreeSet::new(),
            alone: self.unapplied.clone(),
        };
        self.found(&which, settings)
    }

    fn found(&self, which: &Unapplied, settings: &Settings) -> Vec<Problem> {
        let mut settings = settings.clone();
        settings.postgres_version = self.postgres.unwrap_or(settings.postgres_version);
        lint::findings(&self.plan, &self.sources, which, &settings)
    }
}

impl Draft {
    fn new(header: &str) -> Self {
        let (word, transaction) = match header.split_once(", ") {
            Some((word, "transaction = none")) => (word, TransactionMode::None),
            Some(_) => panic!("unknown header {header}"),
            None => (header, TransactionMode::Single),
        };
        let applied = match word {
            "applied" => true,
            "unapplied" => false,
            _ => panic!("unknown header {header}"),
        };
        Self {
            applied,
            transaction,
            up: String::new(),
            down: None,
        }
    }

    fn folder(&self, n: u64, allow: &[Allow]) -> SourceFolder {
        let parents = (n > 1).then(|| RevisionId::from_bits(n - 1));
        let created = Created::from_unix_seconds(1_700_000_000 + n);
        let parents = parents.into_iter().collect();
        let mut manifest = Manifest::new(
            RevisionId::from_bits(n),
            parents,
            format!("step {n}"),
            created,
        );
        manifest.transaction = self.transaction;
        manifest.allow = allow.to_vec();
        if self.down.is_none() {
            manifest.irreversible = Some("a fixture".to_owned());
        }
        SourceFolder {
            name: format!("{}_step_{n}", created.stamp()),
            manifest: Some(manifest.to_toml().into_bytes()),
            up: Some(self.up.clone().into_bytes()),
            down: self.down.clone().map(String::into_bytes),
        }
    }
}
