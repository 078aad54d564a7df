//! Projects whose revisions stand in one line.

use std::fs;
use std::path::Path;

use migrate_core::source::{Drafts, Settings, disk, load};
use migrate_runtime::Plan;

use crate::project::Project;

/// The scripts of a revision, and whether a transaction is around them.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its up.sql.
    pub up: String,
    /// Its down.sql.
    pub down: String,
    /// Its transaction mode.
    pub transaction: &'static str,
}

impl Link {
    /// A revision in a transaction.
    #[must_use]
    pub fn transactional(up: impl Into<String>, down: impl Into<String>) -> Self {
        Self {
            up: up.into(),
            down: down.into(),
            transaction: "single",
        }
    }

    /// A concurrent index on this column of this table.
    #[must_use]
    pub fn concurrent_index(name: &str, on: &str) -> Self {
        Self {
            up: format!("CREATE INDEX CONCURRENTLY {name} ON {on};"),
            down: format!("DROP INDEX CONCURRENTLY {name};"),
            transaction: "none",
        }
    }
}

/// A package with these revisions, sealed. Their ids count from 1: `000000000001`, …
///
/// # Panics
///
/// When it cannot be written, or the revisions are wrong.
#[must_use]
pub fn project(name: &str, links: &[Link]) -> Project {
    let project = Project::new(name);
    project.migrate(&["init"]).succeeds();
    for (at, link) in links.iter().enumerate() {
        let number = at + 1;
        let parents = match at {
            0 => String::new(),
            _ => format!("\"{at:012x}\""),
        };
        let (minute, second) = (number / 60, number % 60);
        let folder = project.path(&format!(
            "migrations/2026112109{minute:02}{second:02}_change_{number}"
        ));
        fs::create_dir(&folder).expect("the temporary directory is writable");
        let manifest = format!(
            "id = \"{number:012x}\"\nparents = [{parents}]\nmessage = \"change {number}\"\n\
             created = 2026-11-21T09:{minute:02}:{second:02}Z\ntransaction = \"{}\"\n",
            link.transaction
        );
        for (file, text) in [
            ("revision.toml", manifest.as_str()),
            ("up.sql", &format!("{}\n", link.up)),
            ("down.sql", &format!("{}\n", link.down)),
        ] {
            fs::write(folder.join(file), text).expect("the temporary directory is writable");
        }
    }
    project.seal();
    project
}

/// The plan of a package, as its application embeds it.
///
/// # Panics
///
/// When the revisions are wrong.
#[must_use]
pub fn plan(root: &Path, name: &str) -> Plan {
    let settings = Settings::for_package(name);
    let files = disk::read(root, &settings.directory);
    let loaded = load(&files, &settings, Drafts::Refused);
    let plan = loaded.plan.expect("the package was made for this");
    Plan::from(plan)
}
