//! `check --against`: what a reference of git has sealed stays as it is. Real repositories, in temporary directories.

use std::fs;

use crate::assert_shown;
use crate::project::{Project, Ran, command, seal};

/// Three sealed revisions, committed on `main`.
fn committed() -> Project {
    let project = Project::shop().proved();
    project.commit("three revisions");
    project
}

/// Everything sealed anew, as somebody does who wants the lock to agree.
fn launder(project: &Project) {
    fs::remove_file(project.path("migrations/migrate.lock")).unwrap();
    project.seal();
    project.migrate(&["check", "--locked"]).succeeds();
}

/// The command of a message that begins with these words.
fn told(ran: &Ran, beginning: &str) -> String {
    let mut commands = ran.stderr.split('`').skip(1).step_by(2);
    let found = commands.find(|command| command.starts_with(beginning));
    found
        .unwrap_or_else(|| panic!("no `{beginning} …` in {ran}"))
        .to_owned()
}

#[test]
fn files_and_lock_that_were_rewritten_together_are_caught_and_git_leads_back() {
    let project = committed();
    let up = format!("{}/up.sql", project.folder("create_orders"));
    let sealed = project.read(&up);
    project.edit(&up, "id int", "id bigint");
    launder(&project);
    project.commit("one commit, files and lock");
    project.migrate(&["check", "--locked"]).succeeds();

    let ran = project.migrate(&["check", "--against", "main~1"]).exits(3);
    assert_shown!("rewritten_together", &ran);
    assert_eq!(project.shell(&told(&ran, "git show")), sealed);
    project.shell(&told(&ran, "git checkout"));
    project.seal();
    project
        .migrate(&["check", "--against", "main~1"])
        .succeeds();
}

/// What a revision creates is new to the ones that are sealed with it. A lock that is gone makes them all look new, and then a
/// table with data could be dropped without consent.
#[test]
fn a_lock_that_is_gone_makes_nothing_new() {
    let project = committed();
    project.migrate(&["new", "drop the users"]).succeeds();
    let folder = project.folder("drop_the_users");
    project.write(&format!("{folder}/up.sql"), "DROP TABLE users;\n");
    let down = "CREATE TABLE users (id int);\n";
    project.write(&format!("{folder}/down.sql"), down);
    let lock = project.path("migrations/migrate.lock");
    let draft = fs::read_to_string(&lock).unwrap();
    fs::remove_file(&lock).unwrap();

    let ran = project.migrate(&["lock"]).exits(3);
    assert!(ran.stderr.contains("M301"), "{ran}");
    assert_shown!("lock_is_gone", &ran);
    assert!(!lock.exists(), "nothing was written");
    project.shell(&told(&ran, "git checkout HEAD"));
    let ran = project.migrate(&["lock"]).exits(7);
    assert!(ran.stderr.contains("M760"), "{ran}");

    // The same with one line.
    let lines = draft
        .lines()
        .filter(|line| !line.starts_with("aaaa11111111"));
    let shorter: Vec<&str> = lines.collect();
    fs::write(&lock, shorter.join("\n") + "\n").unwrap();
    let ran = project.migrate(&["lock"]).exits(3);
    assert!(ran.stderr.contains("M304"), "{ran}");
    assert!(
        ran.stderr
            .contains("revision aaaa11111111 is sealed at `HEAD`"),
        "{ran}"
    );
}

/// Where there is no git, nothing tells that the revisions are new together.
#[test]
fn a_lock_that_is_gone_makes_nothing_new_without_git_either() {
    let project = Project::shop();
    project.migrate(&["new", "drop the users"]).succeeds();
    let folder = project.folder("drop_the_users");
    project.write(&format!("{folder}/up.sql"), "DROP TABLE users;\n");
    let down = "CREATE TABLE users (id int);\n";
    project.write(&format!("{folder}/down.sql"), down);
    fs::remove_file(project.path("migrations/migrate.lock")).unwrap();
    let ran = project.migrate(&["lock"]).exits(7);
    assert!(ran.stderr.contains("M760"), "{ran}");
}

#[test]
fn new_revisions_drafts_and_layout_are_nobodys_business() {
    let project = Project::shop().proved();
    project.migrate(&["new", "a draft"]).succeeds();
    project.commit("with a draft");
    let up = format!("{}/up.sql", project.folder("a_draft"));
    project.write(&up, "CREATE TABLE drafts (id int);\n");
    let down = format!("{}/down.sql", project.folder("a_draft"));
    project.write(&down, "DROP TABLE drafts;\n");
    let down = format!("{}/down.sql", project.folder("a_draft"));
    project.write(&down, "DROP TABLE drafts;\n");
    let sealed = format!("{}/up.sql", project.folder("create_users"));
    project.edit(&sealed, "CREATE", "-- Users.\nCREATE");
    let folder = project.folder("create_orders");
    fs::rename(
        project.path(&folder),
        project.path("migrations/20261121093100_orders"),
    )
    .unwrap();
    project.migrate(&["check", "--against", "main"]).succeeds();
    // A draft may also go, and a new one come.
    fs::remove_dir_all(project.path(&project.folder("a_draft"))).unwrap();
    project.seal();
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "more",
        "SELECT 1;",
        "SELECT 1;",
    );
    project.seal();
    project.migrate(&["check", "--against", "main"]).succeeds();
}

/// The package is deep in the repository, the directory has a name of its own, the revision's folder was renamed, and the names
/// have blanks in them: the printed paths are those that git knows.
#[test]
fn the_way_back_is_named_as_the_repository_has_it() {
    let project = committed();
    let home = tempfile::tempdir_in(project.root()).unwrap();
    let package = home.path().join("apps/my shop");
    fs::create_dir_all(&package).unwrap();
    for name in ["Cargo.toml", "migrations", "src"] {
        fs::rename(project.path(name), package.join(name)).unwrap();
    }
    project.commit("moved into a folder");
    let folder = package.join(project_folder(&package, "create_orders"));
    let renamed = package.join("migrations/20261121093011_orders");
    fs::rename(&folder, &renamed).unwrap();
    fs::write(renamed.join("up.sql"), "CREATE TABLE orders (id bigint);\n").unwrap();
    fs::remove_file(package.join("migrations/migrate.lock")).unwrap();
    let run = |words: &[&str]| {
        let output = command(&package).arg("migrate").args(words).output();
        Ran::new(words, &package, output.unwrap())
    };
    seal(&package);

    let ran = run(&["check", "--against", "main"]).exits(3);
    assert!(
        ran.stderr
            .contains("migrations/20261121093011_orders/up.sql:1:1"),
        "{ran}"
    );
    let show = told(&ran, "git show");
    assert!(
        show.contains("/apps/my shop/migrations/") && show.contains("_create_orders/up.sql"),
        "{show}"
    );
    assert_eq!(project.shell(&show), "CREATE TABLE orders (id int);\n");
    // Before the package was moved, too: its revisions lead to its lock.
    let ran = run(&["check", "--against", "main~1"]).exits(3);
    let show = told(&ran, "git show");
    assert!(show.contains("main~1:migrations/"), "{show}");
    assert_eq!(project.shell(&show), "CREATE TABLE orders (id int);\n");
}

fn project_folder(package: &std::path::Path, slug: &str) -> String {
    let names = fs::read_dir(package.join("migrations")).unwrap();
    let mut names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let name = names.find(|name| name.ends_with(slug)).unwrap();
    format!("migrations/{name}")
}

/// Who configures another directory does not leave the history of the old one behind.
#[test]
fn another_directory_is_no_way_out() {
    let project = committed();
    fs::rename(project.path("migrations"), project.path("database")).unwrap();
    let manifest = project.read("Cargo.toml");
    let configured = format!("{manifest}\n[package.metadata.migrate]\ndirectory = \"database\"\n");
    project.write("Cargo.toml", &configured);
    project.migrate(&["check", "--against", "main"]).succeeds();

    fs::remove_dir_all(project.path("database")).unwrap();
    fs::create_dir(project.path("database")).unwrap();
    project.migrate(&["new", "another beginning"]).exits(3);
    project.write(
        "database/migrate.lock",
        "# Written by `cargo migrate`. Commit it; do not edit it.\nversion = 1\n\n[revisions]\n",
    );
    project.migrate(&["new", "another beginning"]).succeeds();
    let folder = fs::read_dir(project.path("database")).unwrap();
    let mut folder = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir());
    fs::write(
        folder.next().unwrap().join("up.sql"),
        "CREATE TABLE anew (id int);\n",
    )
    .unwrap();
    let ran = project.migrate(&["check", "--against", "main"]).exits(3);
    assert_eq!(ran.stderr.matches("error[M802]").count(), 3, "{ran}");
}

/// The package is moved, and its history is begun anew: neither its place nor an id leads to what is gone.
#[test]
fn a_history_that_is_begun_anew_elsewhere_is_no_new_package() {
    let project = committed();
    let moved = project.path("services/shop");
    let run = |words: &[&str]| {
        let output = command(&moved).arg("migrate").args(words).output();
        Ran::new(words, &moved, output.unwrap())
    };
    let anew = |name: &str, extra: &str| {
        let manifest = project.path("services/shop/Cargo.toml");
        let text = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{extra}\n\
             [package.metadata.migrate.scratch]\nenv = \"SCRATCH_DATABASE_URL\"\n"
        );
        fs::write(manifest, text).unwrap();
    };
    fs::create_dir_all(&moved).unwrap();
    for name in ["Cargo.toml", "src"] {
        fs::rename(project.path(name), moved.join(name)).unwrap();
    }
    fs::remove_dir_all(project.path("migrations")).unwrap();
    anew("shop", "");
    run(&["init"]).succeeds();
    let new = ["new", "create users"];
    run(&new).succeeds();
    let folder = moved.join(project_folder(&moved, "create_users"));
    fs::write(folder.join("up.sql"), "CREATE TABLE users (id bigint);\n").unwrap();
    fs::write(folder.join("down.sql"), "DROP TABLE users;\n").unwrap();

    // The plan has the same name.
    let ran = run(&["check", "--against", "main"]).exits(3);
    assert_eq!(ran.stderr.matches("error[M802]").count(), 3, "{ran}");
    assert!(
        ran.stderr
            .contains("at `main` the revisions of this package are in `migrations`: the lock there is of the plan with this name"),
        "{ran}"
    );
    let shown = project.shell(&told(&ran, "git show"));
    assert!(shown.starts_with("CREATE TABLE"), "{shown}");
    // So it is when the package has another name, and no other lock was there.
    anew("store", "");
    let ran = run(&["check", "--against", "main"]).exits(3);
    assert_eq!(ran.stderr.matches("error[M802]").count(), 3, "{ran}");
    assert!(
        ran.stderr
            .contains("the only lock of the repository was there"),
        "{ran}"
    );
    // Whoever says that it is another plan is believed; `shop` is then nobody's.
    anew("store", "\n[package.metadata.migrate]\nplan = \"store\"\n");
    let ran = run(&["check", "--against", "main"]).succeeds();
    assert!(ran.stderr.contains("every revision is new"), "{ran}");
    // A package beside one that is still there is a new one.
    project.git(&[
        "checkout",
        "--quiet",
        "main",
        "--",
        "migrations",
        "Cargo.toml",
    ]);
    anew("shop", "");
    let ran = run(&["check", "--against", "main"]).succeeds();
    assert!(ran.stderr.contains("every revision is new"), "{ran}");
}

#[test]
fn an_amended_revision_passes_with_its_reason() {
    let project = committed();
    let up = format!("{}/up.sql", project.folder("add_groups_to_users"));
    project.edit(&up, "groups text", "groups jsonb");
    let amend = |reason: &str| {
        project
            .migrate(&["lock", "--amend", "cccc", "--reason", reason])
            .succeeds();
    };
    amend("only staging has applied it");
    let ran = project.migrate(&["check", "--against", "main"]).succeeds();
    assert_shown!("amended_against", &ran);
    // A second time: the reasons since the reference are all told.
    project.edit(&up, "jsonb", "json");
    amend("and json does for it");
    let ran = project
        .migrate(&["check", "--against", "main", "--locked"])
        .succeeds();
    for reason in [
        "and before, at ",
        "only staging has applied it",
        "because: and json does for it",
    ] {
        assert!(ran.stderr.contains(reason), "{reason}: {ran}");
    }
    // Against what was committed after the first amendment nothing but the second counts.
    project.commit("amended twice");
    project.migrate(&["check", "--against", "main"]).succeeds();
    let quiet = project.migrate(&["check", "--against", "main"]).succeeds();
    assert!(!quiet.stderr.contains("M804"), "{quiet}");
    // What is rewritten without a new entry is not covered by the old ones.
    project.edit(&up, "json", "text");
    launder(&project);
    let ran = project.migrate(&["check", "--against", "main"]).exits(3);
    assert!(ran.stderr.contains("M801"), "{ran}");
}

/// `lock --amend` refuses it; an entry that was written by hand does not get through either.
#[test]
fn what_others_are_based_upon_cannot_be_amended() {
    let project = committed();
    let folder = project.folder("create_users");
    project.edit(&format!("{folder}/up.sql"), "id int", "id bigint");
    let ran = project
        .migrate(&["lock", "--amend", "aaaa", "--reason", "why not"])
        .exits(3);
    assert!(ran.stderr.contains("cannot be amended"), "{ran}");
    let lock = project.read("migrations/migrate.lock");
    let digest = |name: &str| {
        let line = lock.lines().find(|line| line.starts_with("aaaa")).unwrap();
        let (_, rest) = line.split_once(&format!("{name} = \"")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let entry = format!(
        "\n[[amended]]\nreason = \"why not\"\nat = 2026-11-21T10:00:00Z\nup = \"{}\"\ndown = \"{}\"\nmanifest = \"{}\"\n",
        digest("up"),
        digest("down"),
        digest("manifest")
    );
    let manifest = project.read(&format!("{folder}/revision.toml"));
    project.write(
        &format!("{folder}/revision.toml"),
        &format!("{manifest}{entry}"),
    );
    launder(&project);
    let ran = project.migrate(&["check", "--against", "main"]).exits(3);
    assert!(
        ran.stderr.contains("M801") && ran.stderr.contains("other revisions are based upon"),
        "{ran}"
    );
    // The way back alone may be amended also below others.
    project.git(&["checkout", "--quiet", "main", "--", "migrations"]);
    project.edit(
        &format!("{folder}/down.sql"),
        "DROP TABLE users",
        "DROP TABLE IF EXISTS users",
    );
    let words = ["lock", "--amend", "aaaa", "--reason", "it may be gone"];
    project.migrate(&words).succeeds();
    let ran = project.migrate(&["check", "--against", "main"]).succeeds();
    assert!(ran.stderr.contains("because: it may be gone"), "{ran}");
}

/// What can be no commit anywhere is a mistake of the command line, and no word is said of fetching.
#[test]
fn what_is_no_reference_is_refused_before_git_is_asked() {
    let project = Project::shop();
    for (reference, why) in [
        ("", "nothing is named, as where a variable is not set"),
        ("--help", "this is an option"),
        ("--output=stolen", "this is an option"),
        ("main..dev", "this is a range"),
        ("main...dev", "this is a range"),
        ("^main", "this is a range"),
    ] {
        for verb in ["check", "rebase"] {
            let against = format!("--against={reference}");
            let ran = project.migrate(&[verb, &against]).exits(2);
            assert!(ran.stderr.contains(why), "{ran}");
            assert!(
                ran.stderr.contains("expected a branch, a tag or a commit"),
                "{ran}"
            );
            assert!(!ran.stderr.contains("git fetch"), "{ran}");
        }
    }
    let words = ["check", "--against", "--output=stolen"];
    let ran = project.migrate(&words).exits(2);
    assert!(!project.path("stolen").exists(), "{ran}");
}

#[test]
fn a_reference_that_means_no_commit_is_told_with_the_reason() {
    let project = Project::shop();
    project.git(&["init", "--quiet", "--initial-branch", "main"]);
    let refused = |reference: &str| {
        let ran = project.migrate(&["check", "--against", reference]).exits(2);
        ran.stderr
    };
    let said = refused("main");
    assert!(
        said.contains("in which nothing was committed yet"),
        "{said}"
    );

    project.commit("three revisions");
    project.write("src/feature.rs", "// Nothing about revisions.\n");
    project.commit("a feature");
    for (reference, what, help) in [
        (
            "HEAD~5",
            "`HEAD~5` is before the first commit: the history of `HEAD` has 2 commits",
            "git log",
        ),
        (
            "main~1^^",
            "is before the first commit: the history of `main` has 2 commits",
            "git log",
        ),
        (
            "main^2",
            "`main^2` is no commit of this repository; `main` is one",
            "git log",
        ),
        (
            "main:migrations",
            "is no commit, but a directory of one",
            "alone, such as",
        ),
        (
            "main:migrations/migrate.lock",
            "is no commit, but a file of one",
            "alone, such as",
        ),
        (
            "migrations/migrate.lock",
            "is a path, and no commit",
            "alone, such as",
        ),
        (
            "no-such-branch",
            "`no-such-branch` is no commit of this repository\n",
            "there is no remote to fetch it from",
        ),
        (
            "0123456789abcdef",
            "is no commit of this repository\n",
            "if somebody has pushed it",
        ),
    ] {
        let said = refused(reference);
        assert!(said.contains(what) && said.contains(help), "{said}");
        assert!(!said.contains("git fetch origin"), "{said}");
    }
}

/// A clone has its branch, and of the others what the remote calls them.
#[test]
fn a_branch_of_a_remote_is_named_as_it_is_called_here_or_fetched_from_there() {
    let server = committed();
    server.git(&["switch", "--quiet", "--create", "feature"]);
    let origin = format!("file://{}", server.root().display());
    let clone = Project::bare();
    fs::remove_dir_all(clone.path("src")).unwrap();
    for name in ["Cargo.toml", ".env"] {
        fs::remove_file(clone.path(name)).unwrap();
    }
    clone.git(&["clone", "--quiet", "--origin", "upstream", &origin, "."]);
    let ran = clone.migrate(&["check", "--against", "main"]).exits(2);
    assert!(
        ran.stderr.contains("`upstream/main` is one")
            && ran
                .stderr
                .contains("name it as it is called here: `upstream/main`"),
        "{ran}"
    );
    clone
        .migrate(&["check", "--against", "upstream/main"])
        .succeeds();
    server.git(&["switch", "--quiet", "--create", "later"]);
    for name in ["later", "upstream/later"] {
        let ran = clone.migrate(&["check", "--against", name]).exits(2);
        clone.shell(&told(&ran, "git fetch"));
        clone
            .migrate(&["check", "--against", "upstream/later"])
            .succeeds();
        clone.git(&["update-ref", "-d", "refs/remotes/upstream/later"]);
    }
}

#[test]
fn a_reference_that_is_not_there_is_told_with_what_to_fetch() {
    let project = committed();
    // As CI has it: one commit of the branch that is built, and nothing else.
    project.git(&["switch", "--quiet", "--create", "feature"]);
    project.write("src/feature.rs", "// Nothing about revisions.\n");
    project.commit("a feature");
    let origin = format!("file://{}", project.root().display());
    let clone = Project::bare();
    fs::remove_dir_all(clone.path("src")).unwrap();
    for name in ["Cargo.toml", ".env"] {
        fs::remove_file(clone.path(name)).unwrap();
    }
    clone.git(&[
        "clone", "--quiet", "--depth", "1", "--branch", "feature", &origin, ".",
    ]);
    let ran = clone
        .migrate(&["check", "--against", "origin/main"])
        .exits(2);
    assert!(ran.stderr.contains("which is a shallow clone"), "{ran}");
    let before = clone.migrate(&["check", "--against", "HEAD~1"]).exits(2);
    assert!(
        before
            .stderr
            .contains("this is a shallow clone, which has 1 commit of `HEAD`"),
        "{before}"
    );
    assert_eq!(told(&before, "git fetch"), "git fetch --unshallow");
    clone.shell(&format!("{} --quiet --depth 1", told(&ran, "git fetch")));
    clone
        .migrate(&["check", "--against", "origin/main"])
        .succeeds();

    // What main gets meanwhile cannot be told from what was removed, where the history is cut off.
    project.git(&["switch", "--quiet", "main"]);
    theirs(&project);
    project.commit("another revision");
    clone.shell(&format!("{} --quiet --depth 1", told(&ran, "git fetch")));
    let ran = clone
        .migrate(&["check", "--against", "origin/main"])
        .exits(3);
    let unshallow = told(&ran, "git fetch");
    assert!(
        ran.stderr.contains("M802") && unshallow == "git fetch --unshallow",
        "{ran}"
    );
    clone.git(&["fetch", "--quiet", "--unshallow"]);
    let ran = clone
        .migrate(&["check", "--against", "origin/main"])
        .succeeds();
    assert!(
        ran.stderr.contains("has 1 revision more than this branch"),
        "{ran}"
    );
}

/// A revision that somebody else adds.
fn theirs(project: &Project) {
    project.revision(
        "eeee55555555",
        &["cccc33333333"],
        "theirs",
        "CREATE TABLE theirs (id int);",
        "DROP TABLE theirs;",
    );
    project.seal();
}

#[test]
fn without_git_or_a_repository_nothing_is_compared() {
    let project = Project::shop();
    let ran = project.migrate(&["check", "--against", "main"]).exits(2);
    assert!(
        ran.stderr
            .contains("git gives no repository for the package: not a git repository"),
        "{ran}"
    );
    project.commit("three revisions");
    // Somebody else's, as the checkout in a container often is.
    let somebodys = [("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")];
    let ran = project
        .migrate_with(&["check", "--against", "main"], &somebodys)
        .exits(2);
    assert!(
        ran.stderr.contains("dubious ownership")
            && ran
                .stderr
                .contains("`git config --global --add safe.directory "),
        "{ran}"
    );
    let ran = project
        .migrate_with(&["check", "--against", "main"], &[("PATH", "/nowhere")])
        .exits(2);
    assert!(
        ran.stderr.contains("the command `git` cannot be started"),
        "{ran}"
    );
    assert!(ran.stderr.contains("help: install git"), "{ran}");
}

#[test]
fn a_reference_without_a_lock_makes_everything_new_and_a_broken_one_is_refused() {
    let project = Project::bare().proved();
    project.commit("before the first revision");
    project.migrate(&["init"]).succeeds();
    project.revision(
        "aaaa11111111",
        &[],
        "create users",
        "CREATE TABLE users (id int);",
        "DROP TABLE users;",
    );
    project.seal();
    let ran = project.migrate(&["check", "--against", "main"]).succeeds();
    assert!(
        ran.stderr
            .contains("`main` has no migrate.lock of this package: every revision is new"),
        "{ran}"
    );

    let lock = project.read("migrations/migrate.lock");
    project.write(
        "migrations/migrate.lock",
        &format!("{lock}<<<<<<< HEAD\n=======\n>>>>>>> other\n"),
    );
    project.commit("a conflict that was committed");
    project.write("migrations/migrate.lock", &lock);
    let ran = project.migrate(&["check", "--against", "main"]).exits(2);
    assert!(
        ran.stderr.contains(
            "`migrations/migrate.lock` at `main` cannot be read: the lock holds conflict markers"
        ),
        "{ran}"
    );
}

/// As a hook has it: git's own variables say where the repository is.
#[test]
fn git_dir_counts_as_it_does_for_git() {
    let project = committed();
    let elsewhere = tempfile::tempdir().unwrap();
    let repository = elsewhere.path().join("repository.git");
    fs::rename(project.path(".git"), &repository).unwrap();
    project.migrate(&["check", "--against", "main"]).exits(2);
    let repository = repository.to_str().unwrap();
    let here = project.root().to_str().unwrap();
    let both = [("GIT_DIR", repository), ("GIT_WORK_TREE", here)];
    project
        .migrate_with(&["check", "--against", "main"], &both)
        .succeeds();

    fs::rename(repository, project.path(".git")).unwrap();
    let up = format!("{}/up.sql", project.folder("create_users"));
    project.edit(&up, "id int", "id bigint");
    launder(&project);
    // Relative, from the root of the work tree.
    let words = [
        "check",
        "--against",
        "main",
        "--manifest-path",
        "Cargo.toml",
    ];
    let ran = project
        .migrate_with(&words, &[("GIT_DIR", ".git")])
        .exits(3);
    assert!(ran.stderr.contains("M801"), "{ran}");
}

/// What a pull request is checked on: the merge of the branch into main, which only CI has.
#[test]
fn the_merged_tree_is_compared_with_main() {
    let project = committed();
    project.git(&["switch", "--quiet", "--create", "feature"]);
    project.write("src/feature.rs", "// Nothing about revisions.\n");
    project.commit("a feature");
    project.git(&["switch", "--quiet", "main"]);
    project.revision(
        "dddd44444444",
        &["cccc33333333"],
        "more",
        "CREATE TABLE more (id int);",
        "DROP TABLE more;",
    );
    project.seal();
    project.commit("another revision");
    // The branch alone is only behind.
    project.git(&["switch", "--quiet", "feature"]);
    let ran = project.migrate(&["check", "--against", "main"]).succeeds();
    assert!(
        ran.stderr
            .contains("`main` has 1 revision more than this branch"),
        "{ran}"
    );
    project.git(&["switch", "--quiet", "--detach", "feature"]);
    project.git(&["merge", "--quiet", "--no-edit", "main"]);
    let ran = project.migrate(&["check", "--against", "main"]).succeeds();
    assert!(!ran.stderr.contains("more than this branch"), "{ran}");
    // Whoever drops it now, drops what main has.
    fs::remove_dir_all(project.path(&project.folder("more"))).unwrap();
    launder(&project);
    let ran = project.migrate(&["check", "--against", "main"]).exits(3);
    assert!(
        ran.stderr.contains("M802") && ran.stderr.contains("dddd44444444 (more)"),
        "{ran}"
    );
}

/// A release's tag is no branch that merely went on: what it has is what production has.
#[test]
fn what_a_tag_has_and_the_tree_has_not_was_removed_whatever_the_commits_say() {
    let project = committed();
    project.git(&["tag", "v1"]);
    fs::remove_dir_all(project.path(&project.folder("add_groups_to_users"))).unwrap();
    launder(&project);
    project.git(&["add", "--all", "."]);
    project.git(&["commit", "--quiet", "--amend", "--message", "reworded"]);
    let ran = project.migrate(&["check", "--against", "v1"]).exits(3);
    assert!(ran.stderr.contains("M802"), "{ran}");
}

/// Who copies digests into the lock by hand, with an entry that says why, has sealed without the proof.
#[test]
fn an_amended_revision_is_proved_again() {
    let project = committed();
    let lock = project.read("migrations/migrate.lock");
    let line = lock.lines().find(|line| line.starts_with("cccc33333333"));
    let facts = line.unwrap().split_once('{').unwrap().1;
    let facts = facts.trim_end_matches('}').replace(", ", "\n");
    let folder = project.folder("add_groups_to_users");
    project.write(
        &format!("{folder}/down.sql"),
        "DROP TABLE IF EXISTS nothing;\n",
    );
    let manifest = format!("{folder}/revision.toml");
    let amended = "\n[[amended]]\nreason = \"typo\"\nat = 2026-11-21T10:00:00Z\n";
    let text = project.read(&manifest) + amended + facts.trim() + "\n";
    project.write(&manifest, &text);
    launder(&project);
    let ran = project.migrate(&["check", "--against", "main"]).exits(7);
    assert!(
        ran.stderr.contains("M804") && ran.stderr.contains("M603"),
        "{ran}"
    );
}
