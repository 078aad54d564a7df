//! Every fixture of `tests/cases`: `cargo migrate check` says what `expected.txt` holds, which the compiler says too.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::project::Project;

#[test]
fn check_tells_every_broken_history_in_the_words_of_its_case() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    // What needs a server is looked at in `tests/tests/proofs` and in `desired.rs`.
    let needs_a_server = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("M6") || name.starts_with("M9")
    };
    cases.retain(|path| path.is_dir() && !needs_a_server(path));
    cases.sort();
    assert!(cases.len() > 50, "the cases are there");
    for case in cases {
        let name = case.file_name().unwrap().to_str().unwrap();
        let mut project = Project::bare();
        let against = case.join("reference").exists();
        if against {
            copy(&case.join("reference"), &project.path("migrations"));
            project.commit("what main has");
            fs::remove_dir_all(project.path("migrations")).unwrap();
        }
        if case.join("migrations").exists() {
            copy(&case.join("migrations"), &project.path("migrations"));
        }
        if let Ok(text) = fs::read_to_string(case.join("metadata.toml")) {
            project.write("Cargo.toml", &text);
        } else {
            project = project.proved();
        }
        let locked =
            fs::read_to_string(case.join("case.toml")).is_ok_and(|text| text.contains("refused"));
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap();

        // A Cargo.toml without a package is not found by walking up, as with cargo; named, it is told what is wrong.
        let mut words = vec!["check", "--manifest-path", "Cargo.toml"];
        words.extend(locked.then_some("--locked"));
        if against {
            words.extend(["--against", "main"]);
        }
        let ran = project.migrate(&words);

        assert!(
            ran.stderr.contains(expected.trim_end()),
            "{name}: expected\n{expected}\n{ran}"
        );
        let code = match (expected.contains("error["), expected.contains("warning[")) {
            // What is wrong with `[package.metadata.migrate]` is the configuration's fault.
            (true, _) if name.starts_with("M5") => 2,
            (true, _) => 3,
            // An amendment is for a person to accept.
            (false, true) if name.starts_with("M804") => 0,
            (false, true) => 7,
            (false, false) => 0,
        };
        assert_eq!(ran.code, code, "{name}: {ran}");
    }
}

/// Copies a folder, or what lies where one should be.
pub(crate) fn copy(from: &Path, to: &Path) {
    if from.is_symlink() {
        symlink(fs::read_link(from).unwrap(), to).unwrap();
    } else if from.is_file() {
        fs::copy(from, to).unwrap();
    } else {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            copy(&path, &to.join(path.file_name().unwrap()));
        }
    }
}
