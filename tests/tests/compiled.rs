//! What rustc sees: plans embedded in packages that are built for the purpose.

use std::fs;

use migrate_core::source::{Drafts, Settings, disk, load};
use workspace_tests::embedding::{MAIN, folder_of, small};
use workspace_tests::history::{CRATES_IO, History, ZKSYNC};
use workspace_tests::project::Project;
use workspace_tests::server::{Server, ledger, schema};

/// A release build of a real history embeds the plan that the command line loads, and applies it with the same result.
fn a_release_binary_carries_the_plan(history: History) {
    let Some(directory) = history.directory() else {
        return;
    };
    let project = Project::embedding(history.name, MAIN);
    history.import_into(&project, &directory);
    history.put_right(&project);
    let drafts = project.cargo(&["build", "--release", "--quiet"]).exits(101);
    let _ = drafts.says(&["draft", "cargo migrate lock"]);
    history.seal(&project);
    let _ = project.cargo(&["build", "--release", "--quiet"]).succeeds();

    let server = Server::start();
    let [by_binary, by_command] = ["by_binary", "by_command"].map(|name| server.create(name));
    let run = project.run("release", &by_binary).succeeds();
    let settings = Settings::for_package(history.name);
    let files = disk::read(project.root(), &settings.directory);
    let loaded = load(&files, &settings, Drafts::Refused)
        .plan
        .expect("it was sealed");
    assert_eq!(loaded.revisions.len(), history.revisions);
    assert!(
        run.stdout.trim_end() == format!("{loaded:?}"),
        "the embedded plan is another"
    );

    let _ = project
        .migrate(&["up", "--database", &by_command])
        .succeeds();
    assert!(schema(&by_binary) == schema(&by_command));
    let without_tool = |url| {
        ledger(url)
            .into_iter()
            .map(|row| without(&row, "tool"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        without_tool(&by_binary),
        without_tool(&by_command),
        "only the tool's name differs"
    );
    let _ = project
        .migrate(&["up", "--database", &by_binary])
        .succeeds();
}

/// A row of JSON without one field of text.
fn without(row: &str, field: &str) -> String {
    let begin = row
        .find(&format!("\"{field}\": \""))
        .expect("the row has the field");
    let length = row[begin..]
        .find("\", ")
        .or_else(|| row[begin..].find("\"}"))
        .expect("it ends");
    format!("{}{}", &row[..begin], &row[begin + length..])
}

#[test]
fn a_release_binary_carries_the_plan_of_crates_io() {
    a_release_binary_carries_the_plan(CRATES_IO);
}

#[test]
fn a_release_binary_carries_the_plan_of_zksync() {
    a_release_binary_carries_the_plan(ZKSYNC);
}

/// An untracked edit is never embedded: until the plan is compiled anew, the binary carries what the lock commits to.
#[test]
fn an_edited_manifest_of_a_sealed_revision_is_told_when_the_plan_is_compiled_and_never_embedded() {
    let (project, up) = small("manifest_edited");
    let manifest = up.with_file_name("revision.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let path = manifest
        .strip_prefix(project.root())
        .unwrap()
        .display()
        .to_string();
    let _ = project.cargo(&["build", "--quiet"]).succeeds();
    let sealed = project.run_plain("debug").succeeds().stdout;

    fs::write(&manifest, format!("{text}lock_timeout = \"1h\"\n")).unwrap();
    let build = project.cargo(&["build", "--quiet"]);
    if build.code == Some(0) {
        let run = project.run_plain("debug").succeeds();
        assert_eq!(run.stdout, sealed, "what was sealed is what is embedded");
    }
    let place = format!("--> {path}:{}:16", text.lines().count() + 1);
    let wanted = [
        "M313",
        "its `lock_timeout`",
        &place,
        "git checkout",
        "cargo migrate lock --amend",
    ];
    let _ = project.migrate(&["check"]).exits(3).says(&wanted);
    fs::write(project.path("src/main.rs"), format!("{MAIN}// Touched.\n")).unwrap();
    let _ = project
        .cargo(&["build", "--quiet"])
        .exits(101)
        .says(&wanted);

    let id = text.split('"').nth(1).unwrap();
    let _ = project
        .migrate(&["lock", "--amend", id, "--reason", "it waits for a batch"])
        .succeeds();
    let _ = project.cargo(&["build", "--quiet"]).succeeds();
    let amended = project.run_plain("debug").succeeds().stdout;
    assert_ne!(amended, sealed);
}

#[test]
fn an_edited_manifest_of_a_draft_is_in_the_next_build() {
    let (project, _) = small("draft_edited");
    let _ = project.migrate(&["new", "add groups"]).succeeds();
    let folder = folder_of(&project, "_add_groups");
    fs::write(
        folder.join("up.sql"),
        "ALTER TABLE users ADD COLUMN more text;\n",
    )
    .unwrap();
    fs::write(
        folder.join("down.sql"),
        "ALTER TABLE users DROP COLUMN more;\n",
    )
    .unwrap();
    let _ = project.cargo(&["build", "--quiet"]).succeeds();
    let manifest = folder.join("revision.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("add groups", "add more groups")).unwrap();
    let _ = project.cargo(&["build", "--quiet"]).succeeds();
    let plan = project.run_plain("debug").succeeds().stdout;
    assert!(plan.contains("add more groups"), "{plan}");
}
