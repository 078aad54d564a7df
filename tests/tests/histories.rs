//! Two real histories, all the way: imported, checked, sealed, and applied with the schema that psql gives.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use workspace_tests::history::{BROKEN_DOWN, CRATES_IO, History, ZKSYNC};
use workspace_tests::project::Project;
use workspace_tests::server::{Server, ledger, psql, psql_reads, schema};

/// A package with the history, sealed; `None` when the corpus is not here.
fn sealed(history: History) -> Option<Project> {
    let directory = history.directory()?;
    let project = Project::new(history.name);
    history.import_into(&project, &directory);
    history.seal(&project);
    Some(project)
}

/// Every file below a directory.
fn snapshot(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut open = vec![directory.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(directory).unwrap().display().to_string();
                all.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    all
}

/// Runs the up scripts as psql does, one after the other.
fn apply_by_psql(project: &Project, url: &str) {
    let script = |folder| {
        project
            .path(&format!("migrations/{folder}/up.sql"))
            .display()
            .to_string()
    };
    let scripts: Vec<String> = folders_in_plan_order(project)
        .into_iter()
        .map(script)
        .collect();
    let args: Vec<&str> = scripts.iter().flat_map(|script| ["-f", script]).collect();
    psql(url, &args);
}

/// The folders in the order of the lock.
fn folders_in_plan_order(project: &Project) -> Vec<String> {
    let directory = project.path("migrations");
    let mut by_id = BTreeMap::new();
    for entry in fs::read_dir(&directory).unwrap() {
        let entry = entry.unwrap();
        if let Ok(manifest) = fs::read_to_string(entry.path().join("revision.toml")) {
            let id = manifest.split('"').nth(1).unwrap().to_owned();
            by_id.insert(id, entry.file_name().into_string().unwrap());
        }
    }
    let lock = fs::read_to_string(directory.join("migrate.lock")).unwrap();
    let ids = lock
        .lines()
        .filter_map(|line| line.split_once(" = {"))
        .map(|(id, _)| id);
    ids.map(|id| by_id[id].clone()).collect()
}

fn importing_twice_gives_the_same(history: History, strays: &[&str]) {
    let Some(directory) = history.directory() else {
        return;
    };
    let before = snapshot(&directory);
    let packages = [Project::new(history.name), Project::new(history.name)];
    for package in &packages {
        let directory = directory.to_str().unwrap();
        let run = package
            .migrate(&["import", "--from", history.tool, directory])
            .succeeds();
        run.says(strays)
            .says(&[&format!("{} revisions", history.revisions)]);
    }
    let [first, second] = packages
        .each_ref()
        .map(|package| snapshot(&package.path("migrations")));
    assert_eq!(first, second);
    assert_eq!(snapshot(&directory), before, "the original stays as it is");
    let revisions = first.keys().filter(|path| path.ends_with("revision.toml"));
    assert_eq!(revisions.count(), history.revisions);
    let extra = |path: &&String| !path.ends_with(".sql") && !path.ends_with("revision.toml");
    let extra: Vec<_> = first.keys().filter(extra).collect();
    assert_eq!(extra, ["migrate.lock"], "strays are not imported");

    let run = packages[0].migrate(&[
        "import",
        "--from",
        history.tool,
        directory.to_str().unwrap(),
    ]);
    let _ = run.exits(2).says(&["overwrites nothing"]);
    assert_eq!(
        snapshot(&packages[0].path("migrations")),
        second,
        "and a refusal changes nothing"
    );
}

#[test]
fn importing_crates_io_twice_gives_the_same_and_names_the_strays() {
    importing_twice_gives_the_same(CRATES_IO, &["README.md: ", "data_oauth_github.sql: "]);
}

#[test]
fn importing_zksync_twice_gives_the_same_and_names_the_strays() {
    let stray = "20240325133100_add_tee_verifier_input_producer_jobs_table.down.sql: ";
    importing_twice_gives_the_same(ZKSYNC, &[stray]);
}

#[test]
fn marks_for_running_outside_a_transaction_are_kept() {
    let Some(directory) = CRATES_IO.directory() else {
        return;
    };
    let project = Project::new("cratesio");
    CRATES_IO.import_into(&project, &directory);
    let marked = |directory: &Path, file: &str, mark: &str| {
        let folders = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        folders
            .filter(|folder| {
                fs::read_to_string(folder.join(file)).is_ok_and(|text| text.contains(mark))
            })
            .count()
    };
    let theirs = marked(&directory, "metadata.toml", "run_in_transaction = false");
    let ours = marked(
        &project.path("migrations"),
        "revision.toml",
        "\ntransaction = \"none\"\n",
    );
    assert_eq!((theirs, ours), (7, 7));
}

#[test]
fn check_reports_the_syntax_error_of_crates_io_with_its_line() {
    let Some(directory) = CRATES_IO.directory() else {
        return;
    };
    let project = Project::new("cratesio");
    CRATES_IO.import_into(&project, &directory);
    let place = format!("--> {BROKEN_DOWN}:2:1");
    let _ = project
        .migrate(&["check"])
        .exits(3)
        .says(&["error[M401]", &place]);
    // Nothing is sealed while a script cannot be read.
    let before = snapshot(&project.path("migrations"));
    let _ = project.migrate(&["lock"]).exits(3).says(&[&place]);
    assert_eq!(snapshot(&project.path("migrations")), before);
}

fn up_gives_the_schema_of_psql(history: History) {
    let Some(project) = sealed(history) else {
        return;
    };
    let server = Server::start();
    let [ours, theirs, piped] = ["ours", "theirs", "piped"].map(|name| server.create(name));
    let _ = project.migrate(&["up", "--database", &ours]).succeeds();
    let _ = project
        .migrate(&["status", "--exit-code", "--database", &ours])
        .succeeds();
    let _ = project.migrate(&["up", "--database", &ours]).succeeds();
    apply_by_psql(&project, &theirs);
    let expected = schema(&theirs);
    assert!(expected.lines().count() > 500, "a real schema");
    assert!(
        schema(&ours) == expected,
        "`up` and psql differ:\n{}",
        difference(&expected, &schema(&ours))
    );

    let script = project.migrate(&["up", "--sql"]).succeeds();
    psql_reads(&piped, &script.stdout).unwrap();
    assert!(
        schema(&piped) == expected,
        "`up --sql` and psql differ:\n{}",
        difference(&expected, &schema(&piped))
    );
    assert_eq!(ledger(&ours).len(), history.revisions);
    assert_eq!(ledger(&piped), ledger(&ours), "the same rows, times aside");
    let _ = project
        .migrate(&["status", "--exit-code", "--database", &piped])
        .succeeds();
}

/// The lines that only one of two texts has.
fn difference(left: &str, right: &str) -> String {
    let only = |sign: &str, one: &str, other: &str| {
        let other: Vec<&str> = other.lines().collect();
        let lines = one.lines().filter(|line| !other.contains(line));
        lines
            .map(|line| format!("{sign}{line}\n"))
            .collect::<String>()
    };
    only("-", left, right) + &only("+", right, left)
}

#[test]
fn up_gives_crates_io_the_schema_of_psql() {
    up_gives_the_schema_of_psql(CRATES_IO);
}

#[test]
fn up_gives_zksync_the_schema_of_psql() {
    up_gives_the_schema_of_psql(ZKSYNC);
}
