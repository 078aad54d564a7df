//! What readers of SARIF rely upon; how a whole document looks is a snapshot of the command line's tests.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::*;

fn document(problems: &[Problem]) -> Value {
    let paths = Paths::of(Path::new("/"), Path::new("/shop"));
    let text = log(problems, None, Exit::Findings, &paths);
    serde_json::from_str(&text).unwrap()
}

/// A reader takes the rule by its index, and the help by its address.
#[test]
fn every_code_is_a_rule_whose_help_is_a_section_of_the_book() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md"))
            .unwrap();
    // As GitHub makes anchors: lower case, a hyphen for a space, and of other marks only hyphens and underscores.
    let anchors: Vec<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .map(|heading| {
            let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
            let heading = heading.to_lowercase();
            heading
                .chars()
                .filter(kept)
                .collect::<String>()
                .replace(' ', "-")
        })
        .collect();
    let document = document(&[]);
    let rules = document["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .unwrap();
    assert_eq!(rules.len(), Code::ALL.len());
    for (rule, code) in rules.iter().zip(Code::ALL) {
        assert_eq!(rule["id"], code.code());
        let uri = rule["helpUri"].as_str().unwrap();
        let (page, anchor) = uri.split_once('#').unwrap();
        assert!(page.ends_with("/docs/diagnostics.md"), "{uri}");
        assert!(anchors.iter().any(|known| known == anchor), "{uri}");
    }
}

#[test]
fn a_result_names_its_rule_by_id_and_by_index() {
    for code in Code::ALL {
        let document = document(&[Problem::new(*code, "x")]);
        let run = &document["runs"][0];
        let result = &run["results"][0];
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], code.code());
        assert_eq!(result["ruleId"], code.code());
    }
}

/// GitHub refuses a whole upload for one result without a location.
#[test]
fn what_is_about_no_file_is_about_the_package() {
    let document = document(&[Problem::new(Code::NoRevision, "x")]);
    let location = &document["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "shop/Cargo.toml");
}

#[test]
fn a_path_is_a_relative_reference() {
    assert_eq!(uri("a b/ü%#?.sql"), "a%20b/%C3%BC%25%23%3F.sql");
}

/// Lines above move the finding; a reader has to know it again all the same. Two of the same are told apart.
#[test]
fn a_fingerprint_stays_when_the_line_moves() {
    let fingerprints = |text: &str, problems: usize| -> Vec<String> {
        let at = text.find("DROP").unwrap();
        let place = Place::within("up.sql", text, at..at + 4);
        let problem = Problem::new(Code::SyntaxError, "x").at(place);
        let document = document(&vec![problem; problems]);
        let results = document["runs"][0]["results"].as_array().unwrap();
        let hash = |result: &Value| {
            let hash = &result["partialFingerprints"]["primaryLocationLineHash"];
            hash.as_str().unwrap().to_owned()
        };
        results.iter().map(hash).collect()
    };
    let before = fingerprints("DROP TABLE a;\n", 1);
    assert_eq!(before, fingerprints("-- A comment.\n\nDROP TABLE a;\n", 1));
    assert_ne!(before, fingerprints("DROP TABLE b;\n", 1));
    let twice = fingerprints("DROP TABLE a;\n", 2);
    assert_eq!(before[0], twice[0]);
    assert_ne!(twice[0], twice[1]);
}

#[test]
fn a_check_that_could_not_be_done_is_no_success() {
    let failure = Failure::io("read", Path::new("x"), std::io::ErrorKind::NotFound.into());
    let paths = Paths::of(Path::new("/"), Path::new("/"));
    let text = log(&[], Some(&failure), failure.exit(), &paths);
    let document: Value = serde_json::from_str(&text).unwrap();
    let invocation = &document["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["exitCode"], 1);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert!(
        notification["message"]["text"]
            .as_str()
            .unwrap()
            .starts_with("cannot read x"),
        "{document}"
    );
}
