//! Which package is meant, from where the command runs.

use std::fs;

use crate::assert_shown;
use crate::project::{Project, Ran, command};

fn workspace() -> Project {
    let project = Project::bare();
    project.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"api\", \"jobs\"]\n",
    );
    for member in ["api", "jobs"] {
        let manifest =
            format!("[package]\nname = \"{member}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        project.write(&format!("{member}/Cargo.toml"), &manifest);
        project.write(&format!("{member}/src/lib.rs"), "");
    }
    project
}

fn from(project: &Project, directory: &str, words: &[&str]) -> Ran {
    let mut command = command(&project.path(directory));
    command.arg("migrate").args(words);
    Ran::new(words, project.root(), command.output().unwrap())
}

#[test]
fn the_nearest_package_upwards_is_meant() {
    let project = Project::shop();
    assert_eq!(
        from(&project, "src", &["heads"])
            .succeeds()
            .stdout
            .lines()
            .count(),
        1
    );
    assert_eq!(
        from(&project, "migrations", &["heads"])
            .succeeds()
            .stdout
            .lines()
            .count(),
        1
    );
}

#[test]
fn the_manifest_path_names_a_package_from_anywhere() {
    let project = Project::shop();
    let elsewhere = tempfile::tempdir().unwrap();
    for path in [project.path("Cargo.toml"), project.root().to_owned()] {
        let mut command = command(elsewhere.path());
        command
            .args(["migrate", "heads", "--manifest-path"])
            .arg(path);
        assert_eq!(command.output().unwrap().status.code(), Some(0));
    }
}

#[test]
fn a_member_is_named_by_package() {
    let project = workspace();
    project.migrate(&["init", "-p", "api"]).succeeds();
    assert!(project.path("api/migrations/migrate.lock").exists());
    from(&project, "jobs", &["new", "create users", "-p", "api"]).succeeds();
    // The only member with revisions is meant at the workspace's root.
    assert_eq!(
        project
            .migrate(&["heads"])
            .succeeds()
            .stdout
            .lines()
            .count(),
        1
    );
}

#[test]
fn a_workspace_in_which_several_could_be_meant_asks_which() {
    let project = workspace();
    assert_shown!(project.migrate(&["check"]).exits(2));
    project.migrate(&["init", "-p", "api"]).succeeds();
    project.migrate(&["init", "-p", "jobs"]).succeeds();
    insta::assert_snapshot!(
        "several_packages",
        project.migrate(&["check"]).exits(2).stderr
    );
    insta::assert_snapshot!(
        "no_such_package",
        project.migrate(&["check", "-p", "web"]).exits(2).stderr
    );
}

#[test]
fn no_package_is_a_usage_error() {
    let nowhere = tempfile::tempdir().unwrap();
    let mut command = command(nowhere.path());
    let ran = Ran::new(
        &["check"],
        nowhere.path(),
        command.args(["migrate", "check"]).output().unwrap(),
    );
    assert_shown!(ran.exits(2));
}

#[test]
fn a_configuration_that_is_wrong_is_told_at_its_line() {
    let project = Project::shop();
    let manifest = format!(
        "{}\n[package.metadata.migrate]\ndirectori = \"db\"\n",
        project.read("Cargo.toml")
    );
    fs::write(project.path("Cargo.toml"), manifest).unwrap();
    assert_shown!(project.migrate(&["check"]).exits(2));
}

/// What is printed can be pasted: into an editor, after `git checkout --`.
#[test]
fn paths_are_printed_as_one_reaches_them_from_where_one_stands() {
    let project = workspace();
    project.migrate(&["init", "-p", "api"]).succeeds();
    project
        .migrate(&["new", "create users", "-p", "api"])
        .succeeds();
    let folder = fs::read_dir(project.path("api/migrations")).unwrap();
    let mut folders = folder.map(|entry| entry.unwrap().path());
    let folder = folders.find(|path| path.is_dir()).unwrap();
    fs::write(folder.join("up.sql"), "CREATE TABEL users (id int);\n").unwrap();
    fs::write(folder.join("notes.txt"), "").unwrap();
    for (directory, words, prefix) in [
        ("api", &["check"][..], "migrations/"),
        ("api/src", &["check"], "../migrations/"),
        ("api/migrations", &["check"], "../migrations/"),
        (".", &["check", "-p", "api"], "api/migrations/"),
        ("jobs/src", &["check", "-p", "api"], "../../api/migrations/"),
    ] {
        let ran = from(&project, directory, words).exits(3);
        let paths: Vec<&str> = ran
            .stderr
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("--> "))
            .collect();
        assert_eq!(paths.len(), 2, "{ran}");
        for path in paths {
            assert!(path.starts_with(prefix), "{path} from {directory}");
            let file = path.split(':').next().unwrap();
            assert!(project.path(directory).join(file).exists(), "{path}");
        }
    }
    // A package that shares nothing with the working directory is named from the root.
    let manifest = project.path("api/Cargo.toml");
    let elsewhere = tempfile::tempdir().unwrap();
    let mut command = command(elsewhere.path());
    command
        .args(["migrate", "check", "--manifest-path"])
        .arg(&manifest);
    let ran = Ran::new(&["check"], project.root(), command.output().unwrap());
    let stated = ran.stderr.lines().find(|line| line.contains("-->"));
    let path = stated.unwrap().trim_start().trim_start_matches("--> ");
    let file = path.split(':').next().unwrap();
    assert!(elsewhere.path().join(file).exists(), "{path}");
}
