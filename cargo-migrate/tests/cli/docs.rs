//! What the pages say is what the program does.

use std::fs;
use std::path::Path;

use cargo_migrate::Exit;

#[test]
fn every_page_has_the_exit_codes_of_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for page in ["README.md", "docs/command-line.md"] {
        let text = fs::read_to_string(root.join(page)).unwrap();
        let section = text
            .split("## Exit codes")
            .nth(1)
            .unwrap_or_else(|| panic!("{page} has no table"));
        let rows = section
            .split("\n## ")
            .next()
            .unwrap()
            .lines()
            .filter_map(|line| {
                let code = line.strip_prefix("| ")?.split(' ').next()?;
                code.parse::<u8>().ok()
            });
        let codes: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert_eq!(rows.collect::<Vec<_>>(), codes, "{page}");
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
        "docs/ledger.md",
        "docs/import.md",
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
