//! The workflows of `docs/ci`, step by step as a script, in clones of a real remote.
//!
//! Three kinds of step are not carried out as they stand: the check-out, which is a clone here; the installation, for which the
//! binary under test stands on `PATH`; and the upload to GitHub, of which only the file is looked at. The package names a server
//! for its scratch databases, so that builds without the embedded one are tested too, and quickly.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use saphyr::{LoadableYamlNode, Yaml};
use tempfile::TempDir;

use crate::project::Project;
use crate::schema::objections;
use crate::server::Server;

/// A remote whose branch `main` has three sealed revisions, and clones of it.
struct Forge {
    directory: TempDir,
    server: Server,
}

impl Forge {
    fn new() -> Self {
        let project = Project::shop();
        let manifest = project.read("Cargo.toml");
        let scratch = "[package.metadata.migrate]\nscratch = { env = \"SCRATCH_DATABASE_URL\" }\n";
        project.write("Cargo.toml", &format!("{manifest}\n{scratch}"));
        let forge = Self {
            directory: tempfile::tempdir().unwrap(),
            server: Server::start(),
        };
        let here = project.root();
        git(here, &["init", "--quiet", "--initial-branch=main"]);
        git(here, &["add", "."]);
        git(here, &["commit", "--quiet", "-m", "shop"]);
        let remote = forge.path("origin.git");
        git(here, &["clone", "--quiet", "--bare", ".", &remote]);
        forge.install();
        forge
    }

    fn path(&self, name: &str) -> String {
        self.directory.path().join(name).display().to_string()
    }

    /// What the step that installs is replaced by.
    fn install(&self) {
        let programs = PathBuf::from(self.path("bin"));
        fs::create_dir(&programs).unwrap();
        let (binary, name) = (
            env!("CARGO_BIN_EXE_cargo-migrate"),
            programs.join("cargo-migrate"),
        );
        fs::hard_link(binary, &name)
            .or_else(|_| fs::copy(binary, &name).map(drop))
            .unwrap();
    }

    /// A clone on a branch that is to be merged.
    fn branch(&self, name: &str) -> PathBuf {
        let clone = PathBuf::from(self.path(name));
        git(
            self.directory.path(),
            &["clone", "--quiet", &self.path("origin.git"), name],
        );
        git(&clone, &["switch", "--quiet", "--create", name]);
        clone
    }

    /// Carries out one step's script.
    fn script(&self, clone: &Path, script: &str) -> Ended {
        let path = format!("{}:{}", self.path("bin"), std::env::var("PATH").unwrap());
        // As both of them do: the first command that fails ends the script.
        let mut command = Command::new("bash");
        command
            .args(["-e", "-o", "pipefail", "-c", script])
            .current_dir(clone)
            .env("PATH", path)
            .env("CI_DEFAULT_BRANCH", "main")
            .env("SCRATCH_DATABASE_URL", self.server.url())
            .env_remove("DATABASE_URL");
        without_configuration(&mut command);
        let output = command.output().unwrap();
        Ended {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// How a step ended.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn git(directory: &Path, words: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(words)
        .current_dir(directory);
    without_configuration(&mut git);
    let output = git.output().expect("git is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {words:?}: {said}");
}

/// Nobody's configuration of git, and no repository but that of the directory.
fn without_configuration(command: &mut Command) {
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE");
}

fn page(name: &str) -> Yaml<'static> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs/ci")
        .join(name);
    let text = fs::read_to_string(path).unwrap();
    Yaml::load_from_str(&text).unwrap().remove(0)
}

/// Carries out GitHub's job in a clone: the first step that failed decides, and later ones are passed over unless they say
/// `always()`.
fn github(forge: &Forge, clone: &Path) -> Ended {
    let page = page("github.yml");
    let mut failed: Option<Ended> = None;
    let mut carried_out = 0;
    for step in page["jobs"]["check"]["steps"].as_vec().unwrap() {
        let text = |key: &str| step.as_mapping_get(key).and_then(Yaml::as_str);
        if failed.is_some() && text("if") != Some("always()") {
            continue;
        }
        if let Some(action) = text("uses") {
            match action.split('@').next().unwrap() {
                "actions/checkout" => assert_eq!(step["with"]["fetch-depth"].as_integer(), Some(0)),
                "github/codeql-action/upload-sarif" => {
                    let file = clone.join(step["with"]["sarif_file"].as_str().unwrap());
                    let document = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
                    assert_eq!(objections(&document), Vec::<String>::new());
                }
                unknown => panic!("the test does not know the action {unknown}"),
            }
            continue;
        }
        let script = text("run").unwrap();
        if script.starts_with("cargo install --locked ") && script.ends_with(" cargo-migrate") {
            continue;
        }
        carried_out += 1;
        let ended = forge.script(clone, script);
        let goes_on = step
            .as_mapping_get("continue-on-error")
            .and_then(Yaml::as_bool)
            == Some(true);
        if failed.is_none() && (ended.code == Some(0) || !goes_on) {
            failed = (ended.code != Some(0)).then_some(ended);
        }
    }
    assert_eq!(carried_out, 2, "the check, and the findings as SARIF");
    failed.unwrap_or(Ended {
        code: Some(0),
        stdout: String::new(),
        stderr: String::new(),
    })
}

/// Carries out GitLab's job in a clone: line by line, up to the first that fails.
fn gitlab(forge: &Forge, clone: &Path) -> Ended {
    let page = page("gitlab.yml");
    let lines = page["migrations"]["script"].as_vec().unwrap();
    let lines = lines.iter().map(|line| line.as_str().unwrap());
    let (install, rest): (Vec<_>, Vec<_>) =
        lines.partition(|line| line.starts_with("cargo install --locked "));
    assert_eq!((install.len(), rest.len()), (1, 2));
    let mut last = None;
    for line in rest {
        let ended = forge.script(clone, line);
        if ended.code != Some(0) {
            return ended;
        }
        last = Some(ended);
    }
    last.unwrap()
}

/// Both jobs, each in a clone of its own that was prepared in the same way.
fn both(name: &str, prepare: impl Fn(&Forge, &Path)) -> [Ended; 2] {
    let forge = Forge::new();
    let clones = ["github", "gitlab"].map(|job| forge.branch(&format!("{name}-{job}")));
    for clone in &clones {
        prepare(&forge, clone);
    }
    [github(&forge, &clones[0]), gitlab(&forge, &clones[1])]
}

fn add_carts(forge: &Forge, clone: &Path) {
    let script = "cargo migrate new 'create carts'
        echo 'CREATE TABLE carts (id int);' > migrations/*_create_carts/up.sql
        echo 'DROP TABLE carts;' > migrations/*_create_carts/down.sql";
    let ended = forge.script(clone, script);
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

fn commit(clone: &Path) {
    git(clone, &["add", "."]);
    git(clone, &["commit", "--quiet", "-m", "change"]);
}

#[test]
fn a_sealed_revision_passes_both_pipelines() {
    let jobs = both("sealed", |forge, clone| {
        add_carts(forge, clone);
        let ended = forge.script(clone, "cargo migrate lock");
        assert_eq!(ended.code, Some(0), "{ended:?}");
        commit(clone);
    });
    for job in jobs {
        assert_eq!(job.code, Some(0), "{job:?}");
    }
}

#[test]
fn a_draft_is_stopped_by_both_pipelines() {
    let [github, gitlab] = both("draft", |forge, clone| {
        add_carts(forge, clone);
        commit(clone);
    });
    for job in [&github, &gitlab] {
        assert_eq!(job.code, Some(3), "{job:?}");
        assert!(job.stderr.contains("error[M310]"), "{job:?}");
    }
    let begin = "::error file=migrations/migrate.lock,line=";
    assert!(github.stdout.starts_with(begin), "{github:?}");
}

/// The lock alone would be content: it was written anew with the file. The comparison with `main` is not.
#[test]
fn a_rewritten_history_is_stopped_by_both_pipelines() {
    let [github, gitlab] = both("rewritten", |forge, clone| {
        let script = "sed -i 's/groups text/groups json/' migrations/*_add_groups_to_users/up.sql
            sed -i 's/^cccc33333333 = .*/cccc33333333 = \"draft\"/' migrations/migrate.lock
            cargo migrate lock
            cargo migrate check --locked";
        let ended = forge.script(clone, script);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        commit(clone);
    });
    for job in [&github, &gitlab] {
        assert_eq!(job.code, Some(3), "{job:?}");
        assert!(job.stderr.contains("error[M801]"), "{job:?}");
        assert!(
            job.stderr.contains("git show origin/main:migrations/"),
            "{job:?}"
        );
    }
    let begin = "::error file=migrations/20261121093012_add_groups_to_users/";
    assert!(github.stdout.starts_with(begin), "{github:?}");
}

/// Only what is new is linted: the same statement in what `main` has sealed is nobody's business any more.
#[test]
fn a_finding_is_shown_on_its_line_and_ends_both_pipelines_with_7() {
    let [github, gitlab] = both("index", |forge, clone| {
        let script = "cargo migrate new 'index users by groups'
            echo 'CREATE INDEX users_groups ON users (groups);' > migrations/*_index_users_by_groups/up.sql
            echo 'DROP INDEX users_groups;' > migrations/*_index_users_by_groups/down.sql
            cargo migrate lock";
        let ended = forge.script(clone, script);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        commit(clone);
    });
    for job in [&github, &gitlab] {
        assert_eq!(job.code, Some(7), "{job:?}");
        assert!(job.stderr.contains("CREATE INDEX CONCURRENTLY"), "{job:?}");
    }
    let lines: Vec<&str> = github.stdout.lines().collect();
    assert_eq!(lines.len(), 1, "{github:?}");
    assert!(
        lines[0].starts_with("::warning file=migrations/2"),
        "{github:?}"
    );
    assert!(
        lines[0].contains("_index_users_by_groups/up.sql,line=1,col="),
        "{github:?}"
    );
}

/// `actions/checkout` fetches one commit unless it is told otherwise, and then there is nothing to compare with.
#[test]
fn a_shallow_clone_is_told_how_to_fetch_what_is_missing() {
    let forge = Forge::new();
    let clone = forge.branch("shallow");
    git(&clone, &["branch", "--delete", "--remotes", "origin/main"]);
    let ended = forge.script(
        &clone,
        "cargo migrate check --locked --against origin/main --format github",
    );
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(
        ended
            .stdout
            .starts_with("::error title=cargo migrate check::"),
        "{ended:?}"
    );
    assert!(ended.stderr.contains("fetch-depth: 0"), "{ended:?}");
}
