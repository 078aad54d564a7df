//! The plan that the compiler embeds is the plan that the command line loads.

use std::path::Path;

use migrate_core::plan::{Outside, Seal, Steps, TransactionMode};
use migrate_core::source::{Drafts, Settings, disk, load};

mod every_feature {
    migrate_runtime::embed_plan!("fixtures/every-feature/migrations");
}

#[test]
fn the_embedded_plan_is_the_loaded_plan() {
    let mut settings = Settings::for_package("workspace-tests");
    settings.directory = "fixtures/every-feature/migrations".to_owned();
    let files = disk::read(Path::new(env!("CARGO_MANIFEST_DIR")), &settings.directory);
    let loaded = load(&files, &settings, Drafts::Allowed);
    assert_eq!(
        Some(&*every_feature::PLAN),
        loaded.plan.as_ref(),
        "{:#?}",
        loaded.problems
    );
}

#[test]
fn the_plan_has_what_the_files_say() {
    let plan = &*every_feature::PLAN;
    assert_eq!(plan.revisions.len(), 7);
    let unique = plan.revision(every_feature::rev::NAMES_ARE_UNIQUE).unwrap();
    assert_eq!(unique.transaction, TransactionMode::None);
    assert!(
        unique.up.text.starts_with("-- With a byte order mark"),
        "the mark is not part of the text"
    );
    assert!(!unique.up.text.contains('\r'));
    let Steps::Statements(statements) = &unique.up.steps else {
        panic!("{:?}", unique.up.steps)
    };
    let texts: Vec<&str> = statements
        .iter()
        .map(|statement| unique.up.statement(statement))
        .collect();
    assert_eq!(
        texts,
        [
            "CREATE UNIQUE INDEX CONCURRENTLY accounts_name ON accounts (name)",
            "VACUUM accounts",
            "COMMENT ON TABLE accounts IS $$semi;colon$$",
        ]
    );
    assert!(
        matches!(&statements[0].kind, Outside::CreateIndexConcurrently { index: Some(name), .. } if name == "accounts_name")
    );
    assert_eq!(statements[1].kind, Outside::Refused);
    assert_eq!(statements[2].kind, Outside::Plain);
    let head = plan.head().unwrap();
    assert_eq!(
        head.id,
        every_feature::rev::LEFT_00000000000D,
        "two revisions are called `left`"
    );
    assert_eq!(head.seal, Seal::Draft);
    let merge = plan.revision(every_feature::rev::MERGE).unwrap();
    assert_eq!(
        *merge.parents,
        [
            every_feature::rev::LEFT_00000000000A,
            every_feature::rev::RIGHT
        ]
    );
}

mod usual {
    migrate_runtime::embed_plan!("cases/OK-usual/migrations");
}

mod first_draft {
    migrate_runtime::embed_plan!("cases/OK-first-draft/migrations");
}

mod needless_none {
    migrate_runtime::embed_plan!("cases/M407-needless-none/migrations");
}

#[test]
fn every_case_that_has_a_plan_embeds_the_loaded_one() {
    for (case, plan) in [
        ("OK-usual", &usual::PLAN),
        ("OK-first-draft", &first_draft::PLAN),
        ("M407-needless-none", &needless_none::PLAN),
    ] {
        let mut settings = Settings::for_package("workspace-tests");
        settings.directory = format!("cases/{case}/migrations");
        let files = disk::read(Path::new(env!("CARGO_MANIFEST_DIR")), &settings.directory);
        let loaded = load(&files, &settings, Drafts::Allowed);
        assert_eq!(Some(&**plan), loaded.plan.as_ref(), "{case}");
    }
}
