//! Code that is right has no finding: a made-up shop whose revisions do everything the safe way.

use std::collections::BTreeSet;

use migrate_core::plan::RevisionId;
use migrate_core::source::{Amendment, Settings, Style, disk, render_all, seal};

use super::root;
use crate::lint;

#[test]
fn well_written_revisions_have_no_finding() {
    let settings = Settings::for_package("shop");
    let files = disk::read(&root().join("well-written"), "migrations");
    let loaded = seal(&files, &settings, Amendment::Nothing).loaded;
    assert_eq!(render_all(&loaded.problems, Style::Plain), "");
    let plan = loaded.plan.expect("nothing is wrong with it");
    assert!(
        plan.revisions.len() >= 60,
        "only {} revisions",
        plan.revisions.len()
    );
    let all: BTreeSet<RevisionId> = plan.revisions.iter().map(|it| it.id).collect();
    let each = all.iter().map(|id| BTreeSet::from([*id]));
    for which in each.chain([all.clone()]) {
        let found = lint::findings(&plan, &loaded.sources, &which.into(), &settings);
        assert_eq!(render_all(&found, Style::Plain), "");
    }
}
