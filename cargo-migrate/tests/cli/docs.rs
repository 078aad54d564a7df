//! What the pages say is what the program does.

use std::fs;
use std::path::Path;

#[test]
fn every_page_has_the_exit_codes_of_the_program_in_the_same_words() {
    let table = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.trim_start_matches("/// "));
        let rows = lines.filter(|line| line.len() > 3 && line[..2] == *"| ");
        let code = |line: &&str| line[2..3].parse::<u8>().is_ok();
        rows.filter(code).map(ToOwned::to_owned).collect()
    };
    // A test beside that table compares it with the type.
    let program = table(include_str!("../../src/exit.rs"));
    assert_eq!(program.len(), 8, "{program:?}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for page in ["README.md", "docs/command-line.md"] {
        let text = fs::read_to_string(root.join(page)).unwrap();
        let section = text
            .split("## Exit codes")
            .nth(1)
            .unwrap_or_else(|| panic!("{page} has no table"));
        let section = section.split("\n## ").next().unwrap();
        assert_eq!(table(section), program, "{page}");
    }
}

#[test]
fn every_link_between_the_pages_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let pages = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/README.md",
        "docs/autogenerate.md",
        "docs/branches.md",
        "docs/interrupted.md",
        "docs/ledger.md",
        "docs/import.md",
        "docs/adopting.md",
        "docs/drift.md",
    ];
    for page in pages {
        let path = root.join(page);
        let text = fs::read_to_string(&path).unwrap();
        for target in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = target.split('#').next().unwrap();
            if !target.contains("://") && !file.is_empty() {
                let leads_to = path.parent().unwrap().join(file);
                assert!(leads_to.exists(), "{page} links to {target}");
            }
        }
    }
}
