//! The cases that only a database can tell: `tests/cases/M6…`. `expected.txt` holds what people read; with `UPDATE_EXPECT=1` in
//! the environment it is written anew.

use std::fs;
use std::path::{Path, PathBuf};

use workspace_tests::corpus::workspace_root;
use workspace_tests::server::Server;

use super::{left_on, proved_on, written};

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(workspace_root().join("tests/cases")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_of_the_proof = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("M6")
    };
    let mut cases: Vec<PathBuf> = paths.filter(is_of_the_proof).collect();
    cases.sort();
    cases
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &to),
            false => drop(fs::copy(&path, to).unwrap()),
        }
    }
}

#[test]
fn every_case_is_found_by_check_and_refused_by_lock_in_its_words() {
    let server = Server::start();
    let cases = cases();
    assert!(cases.len() >= 5, "each code has one");
    for case in cases {
        let name = case.file_name().unwrap().to_str().unwrap();
        let project = proved_on(&server);
        copy(&case.join("migrations"), &project.path("migrations"));
        let before = written(&project);

        let lock = project.migrate(&["lock"]).exits(7);
        let (found, _) = lock.stderr.split_once("error: nothing is sealed").unwrap();
        assert!(
            found.contains(&format!("error[{}]", &name[..4])),
            "{name}: {found}"
        );
        assert!(found.contains(" = help: "), "{name}: {found}");
        let expected = case.join("expected.txt");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&expected, found.trim_end().to_owned() + "\n").unwrap();
        }
        let expected = fs::read_to_string(expected).unwrap();
        assert_eq!(found.trim_end(), expected.trim_end(), "{name}");
        assert_eq!(written(&project), before, "{name}: nothing is written");

        let _ = project
            .migrate(&["check"])
            .exits(7)
            .says(&[expected.trim_end()]);
    }
    assert_eq!(left_on(&server), [""; 0]);
}
