//! Two branches and what was merged before: what git, the command line and the compiler say of them, in real repositories.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::thread;
use std::time::Duration;

use workspace_tests::corpus::workspace_root;
use workspace_tests::embedding::{MAIN, add, folder_of};
use workspace_tests::project::Project;

/// A directory with the program that `cargo migrate` is.
fn installed() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let binary = Project::new("any").command(&[]).get_program().to_owned();
    let name = directory.path().join("cargo-migrate");
    fs::hard_link(&binary, &name)
        .or_else(|_| fs::copy(&binary, &name).map(drop))
        .unwrap();
    directory
}

/// Runs a command that may start git, without anybody's configuration.
fn plainly(command: &mut Command, directory: &Path) -> Output {
    command
        .current_dir(directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_EDITOR", "true")
        .envs(["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"].map(|name| (name, "Ada")))
        .envs(["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"].map(|name| (name, "ada@example.org")))
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .env_remove("DATABASE_URL")
        .env_remove("PGHOST")
        .env_remove("PGDATABASE")
        .output()
        .unwrap()
}

/// Runs git; whether it succeeded, and what it said.
fn tries_git(project: &Project, words: &[&str]) -> (bool, String) {
    let output = plainly(Command::new("git").args(words), project.root());
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

fn git(project: &Project, words: &[&str]) -> String {
    let (succeeded, text) = tries_git(project, words);
    assert!(succeeded, "git {}: {text}", words.join(" "));
    text
}

fn commit(project: &Project, message: &str) {
    git(project, &["add", "--all", "."]);
    git(project, &["commit", "--quiet", "--message", message]);
}

/// A new revision that makes a table, sealed.
fn table(project: &Project, name: &str) {
    let (up, down) = (
        format!("CREATE TABLE {name} (id int);\n"),
        format!("DROP TABLE {name};\n"),
    );
    add(project, &format!("create {name}"), &up, &down);
    project.seal();
}

/// The id of the revision in a folder with this end.
fn id(project: &Project, end: &str) -> String {
    let manifest = fs::read_to_string(folder_of(project, end).join("revision.toml")).unwrap();
    manifest.split('"').nth(1).unwrap().to_owned()
}

/// A repository with one sealed revision on `main`.
fn begin(project: &Project) {
    let _ = project.migrate(&["init"]).succeeds();
    table(project, "users");
    git(project, &["init", "--quiet", "--initial-branch", "main"]);
    // Packages in the workspace's target directory are ignored by its own rules, not by this repository's.
    fs::write(project.path(".gitignore"), "target\n").unwrap();
    commit(project, "Create users");
}

/// The blocks of a page, each with the words after its fence.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let mut blocks = Vec::new();
    let mut rest = page;
    while let Some(begin) = rest.find("\n```") {
        let (info, text) = rest[begin + 4..].split_once('\n').unwrap();
        let (block, after) = text.split_once("\n```").unwrap();
        blocks.push((info, block));
        rest = after;
    }
    blocks
}

/// Ids and times are others in each run.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_hexdigit() {
            word.push(c);
            continue;
        }
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        match word.len() {
            12 => masked.push_str("[id]"),
            14 if digits => masked.push_str("[time]"),
            _ => masked.push_str(&word),
        }
        word.clear();
        masked.push(c);
    }
    masked
}

#[test]
fn the_page_about_branches_is_what_happens() {
    let project = Project::new("shop");
    let _ = project.migrate(&["init"]).succeeds();
    let up = "CREATE TABLE users (id bigint PRIMARY KEY);\n";
    add(&project, "create users", up, "DROP TABLE users;\n");
    project.seal();
    git(&project, &["init", "--quiet", "--initial-branch", "main"]);
    commit(&project, "Create users");

    let bin = installed();
    let path = format!(
        "{}:{}",
        bin.path().display(),
        std::env::var("PATH").unwrap()
    );
    let page = fs::read_to_string(workspace_root().join("docs/branches.md")).unwrap();
    let mut said = String::new();
    let mut ran = 0;
    for (info, block) in blocks(&page) {
        match info {
            "sh" | "sh stops" => {
                let mut shell = Command::new("bash");
                shell.args(["-e", "-u", "-c", block]).env("PATH", &path);
                let output = plainly(&mut shell, project.root());
                said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
                let stops = !output.status.success();
                assert_eq!(stops, info == "sh stops", "{block}\n{said}");
                ran += 1;
                if block.contains("cargo migrate new") {
                    // People are not so fast: the next revision is of another second.
                    thread::sleep(Duration::from_millis(1100));
                }
            }
            "text" => {
                for line in masked(block).lines() {
                    let lines = masked(&said);
                    assert!(lines.contains(line), "{line:?} is not in\n{lines}");
                }
            }
            other => panic!("what is a block of {other:?}?"),
        }
    }
    assert!(ran > 10, "the page was read");
}

/// Databases of CI are new each time, and the lock agrees with the files: only what was merged before can tell.
#[test]
fn a_lock_and_a_file_that_are_rewritten_in_one_commit_fail_against_the_branch_and_against_the_release()
 {
    let project = Project::new("rewritten");
    begin(&project);
    git(&project, &["tag", "v1.0"]);
    table(&project, "orders");
    commit(&project, "Create orders");
    git(&project, &["switch", "--quiet", "--create", "feature"]);

    let up = folder_of(&project, "_create_users").join("up.sql");
    fs::write(&up, "CREATE TABLE users (id bigint);\n").unwrap();
    fs::remove_file(project.path("migrations/migrate.lock")).unwrap();
    project.seal();
    commit(&project, "Widen the ids, lock and file");

    let _ = project.migrate(&["check", "--locked"]).succeeds();
    let users = id(&project, "_create_users");
    for reference in ["main", "v1.0"] {
        let words = ["check", "--locked", "--against", reference];
        let shown = format!("git show {reference}:migrations/");
        let _ = project
            .migrate(&words)
            .exits(3)
            .says(&["M801", &users, &shown]);
    }
}

#[test]
fn two_branches_upon_one_parent_conflict_in_git_and_a_forced_union_does_not_compile() {
    let project = Project::embedding("branched", MAIN);
    begin(&project);
    git(&project, &["switch", "--quiet", "--create", "feature"]);
    table(&project, "orders");
    commit(&project, "Create orders");
    git(&project, &["switch", "--quiet", "main"]);
    table(&project, "invoices");
    commit(&project, "Create invoices");

    let (merged, said) = tries_git(&project, &["merge", "--no-edit", "feature"]);
    assert!(
        !merged && said.contains("CONFLICT (content): Merge conflict in migrations/migrate.lock"),
        "{said}"
    );
    let conflicted = git(&project, &["diff", "--name-only", "--diff-filter=U"]);
    assert_eq!(conflicted, "migrations/migrate.lock\n", "and nothing else");
    let heads = [
        id(&project, "_create_orders"),
        id(&project, "_create_invoices"),
    ];
    let both: Vec<&str> = heads.iter().map(String::as_str).collect();
    let _ = project
        .cargo(&["check", "--quiet"])
        .exits(101)
        .says(&both)
        .says(&["M203", "M303", "`cargo migrate rebase`"]);

    // Somebody makes git take the lines of both sides.
    git(&project, &["merge", "--abort"]);
    fs::write(
        project.path(".git/info/attributes"),
        "migrate.lock merge=union\n",
    )
    .unwrap();
    git(&project, &["merge", "--no-edit", "feature"]);
    let _ = project
        .cargo(&["check", "--quiet"])
        .exits(101)
        .says(&both)
        .says(&["are both heads"]);
    // Or takes one of the two lines by hand.
    let lock = fs::read_to_string(project.path("migrations/migrate.lock")).unwrap();
    let other = format!("head = \"{}\"\n", heads[0]);
    assert!(lock.contains(&other), "{lock}");
    fs::write(
        project.path("migrations/migrate.lock"),
        lock.replace(&other, ""),
    )
    .unwrap();
    let _ = project
        .cargo(&["check", "--quiet"])
        .exits(101)
        .says(&both)
        .says(&["are both heads"]);

    let _ = project.migrate(&["rebase", "--onto", &heads[1]]).succeeds();
    project.seal();
    let _ = project.cargo(&["check", "--quiet"]).succeeds();
}

/// The database of the project is looked at where there is one; asking does not make one.
#[test]
fn a_rebase_looks_at_the_embedded_database_and_makes_none() {
    let project = Project::new("shop");
    let manifest = fs::read_to_string(project.path("Cargo.toml")).unwrap();
    let configured = format!("{manifest}\n[package.metadata.migrate]\ndatabase = \"embedded\"\n");
    fs::write(project.path("Cargo.toml"), configured).unwrap();
    let _ = project.migrate(&["init"]).succeeds();
    let up = "CREATE TABLE users (id bigint PRIMARY KEY);\n";
    add(&project, "create users", up, "DROP TABLE users;\n");
    project.seal();
    let users = id(&project, "_create_users");
    // Two drafts upon the same parent.
    for name in ["orders", "invoices"] {
        let up = format!("CREATE TABLE {name} (id int);\n");
        add(
            &project,
            &format!("create {name}"),
            &up,
            &format!("DROP TABLE {name};\n"),
        );
    }
    let (orders, invoices) = (
        id(&project, "_create_orders"),
        id(&project, "_create_invoices"),
    );
    let folder = folder_of(&project, "_create_invoices").join("revision.toml");
    let text = fs::read_to_string(&folder).unwrap();
    let on_users = text.replace(&orders, &users);

    fs::write(&folder, &on_users).unwrap();
    let rebase = ["rebase", "--onto", &orders];
    let _ = project.migrate(&rebase).succeeds();
    assert!(
        !project.path("target/migrate").exists(),
        "asking makes no database"
    );
    let _ = project.migrate(&["up"]).succeeds();

    let folder = folder_of(&project, "_create_invoices").join("revision.toml");
    let text = fs::read_to_string(&folder).unwrap();
    fs::write(&folder, text.replace(&orders, &users)).unwrap();
    let refused = project.migrate(&rebase).exits(4);
    let _ = refused.says(&[
        &invoices,
        "is applied to the embedded database",
        "cargo migrate merge",
    ]);
}
