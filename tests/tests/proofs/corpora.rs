//! Two real histories against the truth: what `pg_dump --schema-only` says before an up and after its down, on PostgreSQL 15.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;
use workspace_tests::corpus::workspace_root;
use workspace_tests::history::{CRATES_IO, History, ZKSYNC};
use workspace_tests::project::Project;
use workspace_tests::server::Server;

use super::{left_on, name_server};

/// What a down does, and how it is wrong.
type Verdict = (String, Option<String>);

fn text(value: &Value, key: &str) -> Option<String> {
    value[key].as_str().map(str::to_owned)
}

/// The verdicts of `pg_dump`, by the migration's name.
fn truth(history: History) -> BTreeMap<String, Verdict> {
    let path = workspace_root().join(format!("../shared/corpus/{}.roundtrip.json", history.name));
    let document: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let verdict = |entry: &Value| {
        let down = match text(entry, "down").unwrap() {
            // The import marks these.
            missing if missing == "missing" => "irreversible".to_owned(),
            down => down,
        };
        (
            text(entry, "name").unwrap(),
            (down, text(entry, "wrong_kind")),
        )
    };
    document.as_array().unwrap().iter().map(verdict).collect()
}

/// The history, imported and sealed as its authors wrote it, and the name of each revision's migration by its id.
fn sealed(history: History, server: &Server) -> Option<(Project, BTreeMap<String, String>)> {
    let directory = history.directory()?;
    let project = Project::new(history.name);
    name_server(&project);
    fs::write(
        project.path(".env"),
        format!("SCRATCH_DATABASE_URL={}\n", server.url()),
    )
    .unwrap();
    let directory = directory.to_str().unwrap();
    let imported = project
        .migrate(&[
            "import",
            "--from",
            history.tool,
            directory,
            "--format",
            "json",
        ])
        .succeeds();
    let document: Value = serde_json::from_str(&imported.stdout).unwrap();
    for revision in document["revisions"].as_array().unwrap() {
        let (folder, source) = (text(revision, "folder"), text(revision, "source"));
        give_back_the_empty_down(&project, history, &folder.unwrap(), &source.unwrap());
    }
    history.accept_as_written(&project);
    project.seal();
    let name = |revision: &Value| {
        let source = text(revision, "source").unwrap();
        let name = source.trim_end_matches(".sql").trim_end_matches(".up");
        (text(revision, "id").unwrap(), name.to_owned())
    };
    let revisions = document["revisions"].as_array().unwrap();
    Some((project, revisions.iter().map(name).collect()))
}

/// The import calls a revision irreversible whose down holds no statement. The truth looked at what such a down leaves.
fn give_back_the_empty_down(project: &Project, history: History, folder: &str, source: &str) {
    let old = history.directory().unwrap();
    let theirs = match source.strip_suffix(".up.sql") {
        Some(name) => old.join(format!("{name}.down.sql")),
        None => old.join(source).join("down.sql"),
    };
    let folder = project.path("migrations").join(folder);
    let ours = folder.join("down.sql");
    if ours.exists() || !theirs.exists() {
        return;
    }
    fs::copy(theirs, ours).unwrap();
    let manifest = fs::read_to_string(folder.join("revision.toml")).unwrap();
    let lines = manifest
        .lines()
        .filter(|line| !line.starts_with("irreversible = "));
    let manifest: String = lines.map(|line| format!("{line}\n")).collect();
    fs::write(folder.join("revision.toml"), manifest).unwrap();
}

/// Every verdict is the truth's, but for these, each with its reason.
fn agrees(history: History, explained: &[(&str, &str)]) {
    let server = Server::start();
    let Some((project, names)) = sealed(history, &server) else {
        return;
    };
    let run = project
        .migrate(&["check", "--all", "--format", "json"])
        .exits(7);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let phases = document["phases"].as_array().unwrap();
    let proof = phases
        .iter()
        .find(|phase| phase["name"] == "proof")
        .unwrap();
    let truth = truth(history);
    let revisions = proof["revisions"].as_array().unwrap();
    assert_eq!(revisions.len(), history.revisions);
    let mut disagreements = BTreeMap::new();
    for revision in revisions {
        let name = &names[revision["id"].as_str().unwrap()];
        let down = text(revision, "down").unwrap();
        if ["wrong", "restores_but_order", "restores_but_layout"].contains(&&*down) {
            assert!(revision["first"]["object"].is_string(), "{revision}");
        }
        let found = (down, text(revision, "wrong_kind"));
        let expected = &truth[name];
        if found != *expected {
            disagreements.insert(
                name.clone(),
                format!(
                    "{expected:?} by pg_dump, {found:?} here: {}",
                    revision["first"]
                ),
            );
        }
    }
    let found: BTreeSet<&str> = disagreements.keys().map(String::as_str).collect();
    let known: BTreeSet<&str> = explained.iter().map(|(name, _)| *name).collect();
    assert_eq!(found, known, "{disagreements:#?}");
    assert_eq!(left_on(&server), [""; 0]);
}

#[test]
fn the_proof_of_crates_io_agrees_with_pg_dump() {
    agrees(
        CRATES_IO,
        &[(
            "2019-09-18-233204_fix_int_type_in_to_semver_no_prerelease",
            "The function comes back without its `SET search_path`. In pg_dump's text only a line is missing; here the function is \
             an object that changed.",
        )],
    );
}

#[test]
fn the_proof_of_zksync_agrees_with_pg_dump() {
    agrees(
        ZKSYNC,
        &[(
            "20240103125908_remove_old_prover_subsystems",
            "Tables come back without their defaults and constraints. pg_dump writes a serial column's default as a statement of \
             its own, which is missing; here the default is a part of its column, which changed.",
        )],
    );
}

/// Exactly what `pg_dump` found wrong loses its down script, and nothing else; then nothing stands against the revisions.
#[test]
fn an_import_marks_broken_downs_when_it_is_told_to_and_not_otherwise() {
    let server = Server::start();
    let Some(directory) = ZKSYNC.directory() else {
        return;
    };
    let truth = truth(ZKSYNC);
    let project = Project::new(ZKSYNC.name);
    name_server(&project);
    fs::write(
        project.path(".env"),
        format!("SCRATCH_DATABASE_URL={}\n", server.url()),
    )
    .unwrap();
    let words = ["import", "--from", "sqlx", directory.to_str().unwrap()];
    let run = project
        .migrate(&[&words[..], &["--format", "json", "--accept-broken-downs"]].concat())
        .succeeds();
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let marked: BTreeSet<String> = document["irreversible"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| text(one, "id").unwrap())
        .collect();
    for revision in document["revisions"].as_array().unwrap() {
        let id = text(revision, "id").unwrap();
        let name = text(revision, "source").unwrap();
        let name = name.trim_end_matches(".sql").trim_end_matches(".up");
        let (down, _) = &truth[name];
        let broken = ["wrong", "error"].contains(&&**down);
        assert_eq!(marked.contains(&id), broken, "{name}: {down}");
        let folder = project
            .path("migrations")
            .join(text(revision, "folder").unwrap());
        let manifest = fs::read_to_string(folder.join("revision.toml")).unwrap();
        let says =
            manifest.contains("irreversible = \"imported from sqlx with a broken down script: ");
        assert_eq!(says, broken, "{manifest}");
        assert!(!(broken && folder.join("down.sql").exists()), "{name}");
    }
    let check = project.migrate(&["check", "--format", "json"]);
    assert!(!check.stdout.contains("\"code\": \"M6"), "{}", check.stderr);
    assert_eq!(left_on(&server), [""; 0]);

    fs::remove_dir_all(project.path("migrations")).unwrap();
    let run = project
        .migrate(&[&words[..], &["--format", "json"]].concat())
        .succeeds();
    assert!(
        run.stdout.contains("\"irreversible\": []"),
        "{}",
        run.stdout
    );
    assert!(!run.stderr.contains("broken down script"), "{}", run.stderr);
}
