//! Two branches, as git brings them together: which one is put on top, what is written, and when nothing is.

use std::fs;

use crate::assert_shown;
use crate::project::Project;
use crate::server::Server;

/// Three sealed revisions in a package whose scratch server nobody names: what is moved is not proved, which is told.
fn unproved() -> Project {
    let project = Project::shop();
    let manifest = project.read("Cargo.toml");
    let scratch = "\n[package.metadata.migrate]\nscratch = { env = \"REBASE_SCRATCH\" }\n";
    project.write("Cargo.toml", &format!("{manifest}{scratch}"));
    project
}

/// A branch `feature` with one revision and a `main` with another one, both sealed upon the same parent; `feature` is checked out.
fn branched() -> Project {
    let project = unproved();
    project.commit("three revisions");
    project.git(&["switch", "--quiet", "--create", "feature"]);
    mine(&project);
    project.seal();
    project.commit("mine");
    project.git(&["switch", "--quiet", "main"]);
    theirs(&project);
    project.seal();
    project.commit("theirs");
    project.git(&["switch", "--quiet", "feature"]);
    project
}

fn mine(project: &Project) {
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "mine",
        "CREATE TABLE mine (id int);",
        "DROP TABLE mine;",
    );
}

fn theirs(project: &Project) {
    project.revision(
        "eeee55555555",
        &["cccc33333333"],
        "theirs",
        "CREATE TABLE theirs (id int);",
        "DROP TABLE theirs;",
    );
}

/// Git's merge of `main`, which stops at the lock and nowhere else.
fn conflicted() -> Project {
    let project = branched();
    let (merged, said) = project.tries_git(&["merge", "--no-edit", "main"]);
    assert!(!merged, "{said}");
    let unmerged = project.git(&["diff", "--name-only", "--diff-filter=U"]);
    assert_eq!(unmerged, "migrations/migrate.lock\n");
    project
}

#[test]
fn a_merge_that_stopped_is_put_right_and_goes_on() {
    let project = conflicted();
    let ran = project.migrate(&["check"]).exits(3);
    assert!(
        ran.stderr.contains("M303") && ran.stderr.contains("`cargo migrate rebase`"),
        "{ran}"
    );
    assert_shown!(
        "rebased",
        project.migrate(&["rebase", "--against", "main"]).succeeds()
    );
    let lock = project.read("migrations/migrate.lock");
    assert!(
        lock.contains("eeee55555555 = { up") && lock.ends_with("dddd44444444 = \"draft\"\n"),
        "{lock}"
    );
    let manifest = project.read(&format!("{}/revision.toml", project.folder("mine")));
    assert!(
        manifest.contains("parents = [\"eeee55555555\"]"),
        "{manifest}"
    );
    project.seal();
    project.git(&["add", "--all", "migrations"]);
    project.git(&["commit", "--quiet", "--no-edit"]);
    project.migrate(&["check", "--locked"]).succeeds();
    let untracked = project.git(&["status", "--short", "--ignored"]);
    assert_eq!(untracked, "", "nothing is left over");
    // A second time there is nothing to do.
    let before = project.tree();
    let ran = project.migrate(&["rebase"]).succeeds();
    assert!(ran.stderr.contains("nothing changed"), "{ran}");
    assert_eq!(project.tree(), before);
}

/// In a rebase git has the sides the other way round. What decides is who has what, so it ends the same.
#[test]
fn a_rebase_that_stopped_is_put_right_and_goes_on() {
    let project = branched();
    let (rebased, said) = project.tries_git(&["rebase", "main"]);
    assert!(!rebased, "{said}");
    project.migrate(&["rebase", "--against", "main"]).succeeds();
    project.seal();
    project.git(&["add", "--all", "migrations"]);
    project.git(&["rebase", "--continue"]);
    project.migrate(&["check", "--locked"]).succeeds();
    let manifest = project.read(&format!("{}/revision.toml", project.folder("mine")));
    assert!(
        manifest.contains("parents = [\"eeee55555555\"]"),
        "{manifest}"
    );
}

#[test]
fn when_nothing_says_whose_is_whose_nothing_is_moved() {
    let project = conflicted();
    let before = project.tree();
    let ran = project.migrate(&["rebase"]).exits(2);
    assert_shown!("rebase_undecided", &ran);
    assert_shown!(
        "rebase_not_a_head",
        project.migrate(&["rebase", "--onto", "cccc"]).exits(2)
    );
    // What main has is not moved, whoever asks for it.
    let words = ["rebase", "--onto", "dddd", "--against", "main"];
    assert_shown!("rebase_sealed_there", project.migrate(&words).exits(3));
    assert_eq!(project.tree(), before);
    project.migrate(&["rebase", "--onto", "eeee"]).succeeds();
    project.seal();
    project.migrate(&["check"]).succeeds();
}

#[test]
fn drafts_give_way_to_what_is_sealed() {
    let project = unproved();
    theirs(&project);
    project.seal();
    mine(&project);
    let ran = project.migrate(&["rebase"]).succeeds();
    assert!(
        ran.stderr
            .contains("it is sealed, and the others are drafts"),
        "{ran}"
    );
    project.seal();
    project.migrate(&["check"]).succeeds();
}

/// The only sealed head is not enough: with a draft at its end, a line of sealed revisions would be moved too, which others may have
/// applied.
#[test]
fn a_draft_upon_what_is_sealed_does_not_decide_that_all_of_its_line_is_moved() {
    let project = branched();
    project.revision(
        "ffff66666666",
        &["dddd44444444"],
        "mine in draft",
        "CREATE TABLE again (id int);",
        "DROP TABLE again;",
    );
    project.commit("mine in draft");
    let (merged, _) = project.tries_git(&["merge", "--no-edit", "main"]);
    assert!(!merged);
    let before = project.tree();
    let ran = project.migrate(&["rebase"]).exits(2);
    for head in ["eeee55555555", "ffff66666666", "--onto"] {
        assert!(ran.stderr.contains(head), "{ran}");
    }
    assert_eq!(project.tree(), before);
    project.migrate(&["rebase", "--onto", "eeee"]).succeeds();
    project.seal();
    project.migrate(&["check"]).succeeds();
}

/// A clone knows the default branch of its origin. In the maintainer's, who merges a branch into main, main stays as it is, too.
#[test]
fn the_default_branch_of_origin_decides_without_being_named() {
    let server = branched();
    server.git(&["switch", "--quiet", "main"]);
    for branch in ["feature", "main"] {
        let clone = Project::bare();
        fs::remove_dir_all(clone.path("src")).unwrap();
        for name in ["Cargo.toml", ".env"] {
            fs::remove_file(clone.path(name)).unwrap();
        }
        let origin = server.root().display().to_string();
        clone.git(&["clone", "--quiet", &origin, "."]);
        clone.git(&["switch", "--quiet", branch]);
        let other = if branch == "main" {
            "origin/feature"
        } else {
            "origin/main"
        };
        let (merged, said) = clone.tries_git(&["merge", "--no-edit", other]);
        assert!(!merged, "{said}");
        let ran = clone.migrate(&["rebase"]).succeeds();
        assert!(
            ran.stderr
                .contains("eeee55555555 theirs (`origin/HEAD` has it)"),
            "{branch}: {ran}"
        );
        let lock = clone.read("migrations/migrate.lock");
        assert!(
            lock.contains("eeee55555555 = { up") && lock.contains("dddd44444444 = \"draft\""),
            "{lock}"
        );
    }
}

#[test]
fn a_line_of_several_goes_along_and_folders_whose_time_would_lie_are_renamed() {
    let project = branched();
    project.revision(
        "ffff66666666",
        &["dddd44444444"],
        "mine again",
        "CREATE TABLE again (id int);",
        "DROP TABLE again;",
    );
    project.seal();
    project.commit("mine again");
    let (merged, _) = project.tries_git(&["merge", "--no-edit", "main"]);
    assert!(!merged);
    let words = ["rebase", "--against", "main", "--format", "json"];
    let document = project.migrate(&words).succeeds().json();
    assert_eq!(document["onto"], "eeee55555555");
    let ids = |key: &str| -> Vec<String> {
        let all = document[key].as_array().unwrap();
        all.iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(ids("moved"), ["dddd44444444", "ffff66666666"]);
    assert_eq!(ids("landed"), ["eeee55555555"]);
    assert_eq!(document["moved"][1]["parents"][0], "dddd44444444");
    assert_eq!(document["moved"][0]["seal"], "draft");
    let history = project.migrate(&["history"]).succeeds().stdout;
    let order: Vec<_> = history.lines().map(|line| &line[..4]).collect();
    assert_eq!(order, ["ffff", "dddd", "eeee", "cccc", "bbbb", "aaaa"]);
    // Names sort as the history does.
    let names = fs::read_dir(project.path("migrations")).unwrap();
    let mut names: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains('_'))
        .collect();
    names.sort();
    let slugs: Vec<_> = names.iter().map(|name| &name[15..]).collect();
    assert_eq!(slugs[3..], ["theirs", "mine", "mine_again"]);
}

#[test]
fn what_a_database_has_applied_is_not_moved() {
    let server = Server::start();
    let (with_mine, without) = (server.create("with_mine"), server.create("without"));
    let project = branched();
    project
        .migrate(&["up", "--database", &with_mine])
        .succeeds();
    project
        .migrate(&["up", "cccc", "--database", &without])
        .succeeds();
    let (merged, _) = project.tries_git(&["merge", "--no-edit", "main"]);
    assert!(!merged);
    let before = project.tree();
    let words = ["rebase", "--against", "main", "--database"];
    let with = |url: &str| project.migrate(&[&words[..], &[url]].concat());

    let mut ran = with(&with_mine).exits(4);
    ran.hide(&with_mine);
    assert_shown!("rebase_applied", &ran);
    let mut ran = project.migrate_with(
        &["rebase", "--against", "main"],
        &[("DATABASE_URL", &with_mine)],
    );
    assert_eq!(ran.code, 4, "{ran}");
    ran.hide(&with_mine);
    // A database that is named has to answer.
    let nobody = "postgresql://nobody@127.0.0.1:1/nothing";
    with(nobody).exits(2);
    assert_eq!(project.tree(), before);

    // One that is configured may be switched off.
    let ran = project.migrate_with(
        &["rebase", "--against", "main"],
        &[("DATABASE_URL", nobody)],
    );
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.stderr
            .contains("warning: whether a revision that is moved is applied"),
        "{ran}"
    );
    project.git(&[
        "checkout",
        "--quiet",
        "--force",
        "feature",
        "--",
        "migrations",
    ]);
    project.git(&["reset", "--quiet", "--hard"]);
    project.git(&["clean", "--quiet", "--force", "-d"]);
    let (merged, _) = project.tries_git(&["merge", "--no-edit", "main"]);
    assert!(!merged);
    let ran = with(&without).succeeds();
    assert!(!ran.stderr.contains("no database is named"), "{ran}");
    project.migrate(&["up", "--database", &without]).succeeds();
    assert!(server_has_both(&without));
}

fn server_has_both(url: &str) -> bool {
    let dump = Server::dump(url);
    dump.contains("TABLE public.mine") && dump.contains("TABLE public.theirs")
}

#[test]
fn a_merge_shows_both_lines_and_moves_nothing() {
    let server = Server::start();
    let url = server.create("with_mine");
    let project = branched();
    project.migrate(&["up", "--database", &url]).succeeds();
    let (merged, _) = project.tries_git(&["merge", "--no-edit", "main"]);
    assert!(!merged);
    let ran = project.migrate(&["merge", "-m", "join"]).succeeds();
    for line in [
        "Joining dddd44444444 mine",
        "| CREATE TABLE theirs (id int);",
        "nothing was moved",
    ] {
        assert!(ran.stderr.contains(line), "{line}: {ran}");
    }
    project.migrate(&["up", "--database", &url]).succeeds();
    assert!(server_has_both(&url));
}

#[test]
fn a_merge_of_both_lines_is_not_moved_away_from_them() {
    let project = branched();
    let (merged, _) = project.tries_git(&["merge", "--no-edit", "main"]);
    assert!(!merged);
    project.migrate(&["merge", "-m", "join"]).succeeds();
    project.revision(
        "ffff66666666",
        &["eeee55555555"],
        "later",
        "CREATE TABLE later (id int);",
        "DROP TABLE later;",
    );
    let before = project.tree();
    let ran = project.migrate(&["rebase", "--onto", "ffff"]).exits(2);
    assert!(
        ran.stderr
            .contains("is a merge, and would be moved away from what it joins"),
        "{ran}"
    );
    assert_eq!(project.tree(), before);
}

/// `merge=union`, or somebody who took out the markers and nothing else.
#[test]
fn a_lock_with_the_lines_of_both_sides_is_understood_too() {
    let project = conflicted();
    let lock = project.read("migrations/migrate.lock");
    let marker = |line: &&str| {
        ["<<<<", "====", ">>>>"]
            .iter()
            .all(|m| !line.starts_with(m))
    };
    let lines: Vec<_> = lock.lines().filter(marker).collect();
    project.write("migrations/migrate.lock", &(lines.join("\n") + "\n"));
    let ran = project.migrate(&["check"]).exits(3);
    assert!(ran.stderr.contains("the lines of two sides"), "{ran}");
    project.migrate(&["rebase", "--against", "main"]).succeeds();
    project.seal();
    project.migrate(&["check"]).succeeds();
}

/// The machine stopped in between: the lock is written first, then the manifests in their order, then the names.
#[test]
fn what_a_killed_rebase_left_is_finished_by_the_next_one() {
    let project = branched();
    project.revision(
        "ffff66666666",
        &["dddd44444444"],
        "mine again",
        "CREATE TABLE again (id int);",
        "DROP TABLE again;",
    );
    project.seal();
    project.commit("mine again");
    let (merged, _) = project.tries_git(&["merge", "--no-edit", "main"]);
    assert!(!merged);
    let manifests =
        ["mine", "mine_again"].map(|slug| format!("{}/revision.toml", project.folder(slug)));
    let before = manifests.clone().map(|path| project.read(&path));
    let lock = project.read("migrations/migrate.lock");

    let rebase = ["rebase", "--against", "main"];
    project.migrate(&rebase).succeeds();
    let rebased = project.read("migrations/migrate.lock");
    let after = ["mine", "mine_again"]
        .map(|slug| project.read(&format!("{}/revision.toml", project.folder(slug))));
    for written in 0..=2 {
        for slug in ["mine", "mine_again"] {
            fs::remove_dir_all(project.path(&project.folder(slug))).unwrap();
        }
        project.git(&["checkout", "--quiet", "feature", "--", "migrations"]);
        for at in 0..2 {
            let text = if at < written {
                &after[at]
            } else {
                &before[at]
            };
            project.write(&manifests[at], text);
        }
        project.write("migrations/migrate.lock", &rebased);
        project.migrate(&rebase).succeeds();
        project.seal();
        project.migrate(&["check"]).succeeds();
        let history = project.migrate(&["history"]).succeeds().stdout;
        let order: Vec<_> = history.lines().map(|line| &line[..4]).collect();
        assert_eq!(
            order,
            ["ffff", "dddd", "eeee", "cccc", "bbbb", "aaaa"],
            "after {written}"
        );
    }
    assert_ne!(lock, rebased);
}

/// What holds alone need not hold upon what landed.
#[test]
fn what_was_moved_is_proved_upon_what_landed() {
    let server = Server::start();
    let scratch = server.url();
    let rebase = |project: &Project| {
        let (merged, _) = project.tries_git(&["merge", "--no-edit", "main"]);
        assert!(!merged);
        let words = ["rebase", "--against", "main", "--format", "json"];
        project.migrate_with(&words, &[("REBASE_SCRATCH", &scratch)])
    };
    let ran = rebase(&branched()).succeeds();
    assert!(ran.stderr.contains("Proved 1 revision"), "{ran}");
    assert_eq!(ran.json()["proofs"][0]["id"], "dddd44444444");

    let project = branched();
    let up = format!("{}/up.sql", project.folder("mine"));
    project.write(&up, "CREATE TABLE theirs (id int);\n");
    fs::remove_file(project.path("migrations/migrate.lock")).unwrap();
    project.seal();
    project.commit("the same table");
    let ran = rebase(&project).exits(7);
    assert!(
        ran.stderr.contains("M601") && ran.stderr.contains("already exists"),
        "{ran}"
    );
    assert_eq!(ran.json()["problems"][0]["code"], "M601");
    // It is moved, as a draft that can be corrected now.
    let lock = project.read("migrations/migrate.lock");
    assert!(lock.ends_with("dddd44444444 = \"draft\"\n"), "{lock}");
}
