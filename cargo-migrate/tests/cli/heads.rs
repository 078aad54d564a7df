//! Two branches: how they are seen, and how they are joined.

use std::fs;

use crate::assert_shown;
use crate::project::Project;

/// Two revisions on the same parent, as after a merge in git that somebody resolved by hand.
fn forked() -> Project {
    let project = Project::shop().proved();
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "mine",
        "CREATE TABLE mine (id int);",
        "DROP TABLE mine;",
    );
    project.revision(
        "eeee55555555",
        &["cccc33333333"],
        "theirs",
        "CREATE TABLE theirs (id int);",
        "DROP TABLE theirs;",
    );
    project
}

/// The lock as git leaves it when both branches added a revision.
const CONFLICT: &str = "\
<<<<<<< HEAD
dddd44444444 = \"draft\"
=======
eeee55555555 = \"draft\"
>>>>>>> theirs
";

#[test]
fn two_heads_are_listed_and_drawn_although_the_chain_is_broken() {
    let project = forked();
    project.migrate(&["check"]).exits(3);
    assert_shown!(project.migrate(&["heads"]).succeeds());
    insta::assert_snapshot!(
        "forked_graph",
        project.migrate(&["history", "--graph"]).succeeds().stdout
    );
}

#[test]
fn merge_joins_the_heads_as_a_draft() {
    let project = forked();
    let merged = project
        .migrate(&["merge", "dddd", "eeee", "-m", "join", "--format", "json"])
        .succeeds()
        .json();
    assert_eq!(
        merged["parents"],
        serde_json::json!(["dddd44444444", "eeee55555555"])
    );
    project.migrate(&["check"]).succeeds();
    let lock = project.read("migrations/migrate.lock");
    assert!(
        lock.contains("aaaa11111111 = { up"),
        "sealed revisions stay sealed: {lock}"
    );
    assert!(lock.contains("dddd44444444 = \"draft\""), "{lock}");
    project.seal();
    project.migrate(&["check", "--locked"]).succeeds();
    let graph = project.migrate(&["history", "--graph"]).succeeds().stdout;
    assert!(graph.contains("|\\\n"), "{graph}");
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
fn merge_without_names_joins_all_heads_and_understands_a_conflicted_lock() {
    let project = forked();
    let lock = project.read("migrations/migrate.lock");
    let lock = lock.replace(
        "head = \"cccc33333333\"",
        "<<<<<<< HEAD\nhead = \"dddd44444444\"\n=======\nhead = \"eeee55555555\"\n>>>>>>> theirs",
    );
    project.write("migrations/migrate.lock", &format!("{lock}{CONFLICT}"));
    let ran = project.migrate(&["check"]).exits(3);
    assert!(
        ran.stderr.contains("M303") && ran.stderr.contains("cargo migrate merge"),
        "{ran}"
    );
    project.migrate(&["merge"]).succeeds();
    project.migrate(&["check"]).succeeds();
    let lock = project.read("migrations/migrate.lock");
    assert!(
        !lock.contains("<<<<") && lock.contains("eeee55555555 = \"draft\""),
        "{lock}"
    );
}

#[test]
fn merge_refuses_what_is_not_apart_and_changes_nothing() {
    let project = Project::shop();
    let before = project.tree();
    insta::assert_snapshot!(
        "merge_ancestor",
        project.migrate(&["merge", "aaaa", "cccc"]).exits(2).stderr
    );
    insta::assert_snapshot!(
        "merge_itself",
        project.migrate(&["merge", "aaaa", "aaaa"]).exits(2).stderr
    );
    insta::assert_snapshot!(
        "merge_one_head",
        project.migrate(&["merge"]).exits(2).stderr
    );
    assert_eq!(project.tree(), before);
}

#[test]
fn merge_refuses_to_seal_over_an_edit() {
    let project = forked();
    project.edit(
        &format!("{}/up.sql", project.folder("create_users")),
        "id int",
        "id bigint",
    );
    let before = project.tree();
    let ran = project.migrate(&["merge"]).exits(3);
    assert!(ran.stderr.contains("M306"), "{ran}");
    assert_eq!(project.tree(), before);
}

#[test]
fn merge_of_two_out_of_three_heads_names_the_third() {
    let project = forked();
    project.revision(
        "ffff66666666",
        &["cccc33333333"],
        "third",
        "CREATE TABLE third (id int);",
        "DROP TABLE third;",
    );
    let before = project.tree();
    insta::assert_snapshot!(
        "merge_leaves_a_third",
        project.migrate(&["merge", "dddd", "eeee"]).exits(2).stderr
    );
    assert_eq!(project.tree(), before);
    project.migrate(&["merge"]).succeeds();
    project.migrate(&["check"]).succeeds();
}

#[test]
fn a_base_is_no_head_of_a_project_without_revisions() {
    let project = Project::new();
    assert_eq!(project.migrate(&["heads"]).succeeds().stdout, "");
    project.migrate(&["merge"]).exits(2);
    assert!(fs::read_dir(project.path("migrations")).unwrap().count() == 2);
}

/// Which revisions are sealed stands in the lock alone: a new one would make drafts of them all.
#[test]
fn merge_without_the_lock_is_refused_and_writes_none() {
    let project = forked();
    fs::remove_file(project.path("migrations/migrate.lock")).unwrap();
    let before = project.tree();
    let ran = project.migrate(&["merge"]).exits(3);
    assert!(
        ran.stderr.contains("M301") && !ran.stderr.contains("M2"),
        "{ran}"
    );
    assert_eq!(project.tree(), before);
}

#[test]
fn merge_drops_no_sealed_revision_whose_folder_is_gone() {
    let project = Project::shop();
    // A sealed branch beside the head, and then its folder is lost.
    let lock = project.read("migrations/migrate.lock");
    let digest = "0".repeat(64);
    let sealed = format!("dddd44444444 = {{ up = \"b3:{digest}\", down = \"b3:{digest}\" }}\n");
    project.write("migrations/migrate.lock", &format!("{lock}{sealed}"));
    for (id, message) in [("eeee55555555", "mine"), ("ffff66666666", "theirs")] {
        let up = format!("CREATE TABLE {message} (id int);");
        let down = format!("DROP TABLE {message};");
        project.revision(id, &["cccc33333333"], message, &up, &down);
    }
    let before = project.tree();
    let ran = project.migrate(&["merge"]).exits(3);
    assert!(
        ran.stderr.contains("M305") && ran.stderr.contains("dddd44444444"),
        "{ran}"
    );
    assert_eq!(project.tree(), before);
}

/// Two branches amended one revision, each in its own way. Neither seal may win by standing first.
#[test]
fn merge_refuses_a_conflict_in_which_the_sides_seal_a_revision_differently() {
    let project = forked();
    let lock = project.read("migrations/migrate.lock");
    let ours = lock
        .lines()
        .find(|line| line.starts_with("bbbb22222222"))
        .unwrap();
    let (key, _) = ours.split_once(" = ").unwrap();
    let digest = "0".repeat(64);
    let theirs = format!("{key} = {{ up = \"b3:{digest}\", down = \"b3:{digest}\" }}");
    let conflict = format!("<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> theirs");
    let lock = lock.replace(ours, &conflict);
    project.write("migrations/migrate.lock", &format!("{lock}{CONFLICT}"));
    let before = project.tree();
    let ran = project.migrate(&["merge"]).exits(3);
    assert!(
        ran.stderr.contains("M303") && ran.stderr.contains("seal a revision differently"),
        "{ran}"
    );
    assert!(!ran.stderr.contains("cargo migrate merge"), "{ran}");
    assert_eq!(project.tree(), before);
}
