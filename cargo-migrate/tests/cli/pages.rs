//! Pages that go through something once: what stands in them is carried out, line by line.
//!
//! A block ```` ```sh ```` is run, and has to end well; ```` ```sh stops ```` has to end badly. Each line of a ```` ```text ```` is
//! in what the last block printed. ```` ```toml NAME ```` is added to a file, any other ```` ```lang NAME ```` is one.

use std::path::Path;
use std::process::Command;
use std::{fs, thread, time::Duration};

use crate::desired::server;
use crate::project::{FOREIGN, Project};
use crate::server::Server;

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
    let is_word = |c: char| c.is_ascii_hexdigit();
    let mut masked = String::new();
    for part in text.split_inclusive(|c| !is_word(c)) {
        let word = part.trim_end_matches(|c| !is_word(c));
        match word.len() {
            12 => masked.push_str("[id]"),
            14 => masked.push_str("[time]"),
            _ => masked.push_str(word),
        }
        masked.push_str(&part[word.len()..]);
    }
    masked
}

#[test]
fn the_page_about_the_desired_schema_is_what_happens() {
    let server = server();
    assert!(carried_out("autogenerate.md", &server, "") > 6);
}

#[test]
fn the_pages_about_live_databases_are_what_happens() {
    let server = Server::start();
    for (page, name) in [("adopting.md", "old"), ("drift.md", "shop")] {
        let ran = carried_out(page, &server, &server.create(name));
        assert!(ran > 2, "{page} was read");
    }
}

/// Goes through a page in a package of its own, with this database; how many blocks were run.
fn carried_out(page: &str, server: &Server, database: &str) -> usize {
    let project = Project::new();
    let page = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(page);
    let page = fs::read_to_string(page).unwrap();
    let programs = [
        Path::new(env!("CARGO_BIN_EXE_cargo-migrate"))
            .parent()
            .unwrap()
            .to_owned(),
        crate::server::programs(),
    ];
    let own = std::env::var_os("PATH").unwrap();
    let path = std::env::join_paths(programs.into_iter().chain(std::env::split_paths(&own)));
    let path = path.unwrap();
    let (mut said, mut ran) = (String::new(), 0);
    for (info, block) in blocks(&page) {
        match info.split_once(' ').unwrap_or((info, "")) {
            ("sh", how) => {
                let mut shell = Command::new("bash");
                shell
                    .args(["-e", "-u", "-c", block])
                    .current_dir(project.root());
                for name in FOREIGN {
                    shell.env_remove(name);
                }
                shell
                    .env("PATH", &path)
                    .env("SCRATCH_DATABASE_URL", server.url());
                if !database.is_empty() {
                    shell.env("DATABASE_URL", database);
                }
                let output = shell.output().unwrap();
                said = String::from_utf8([output.stderr, output.stdout].concat()).unwrap();
                assert_eq!(!output.status.success(), how == "stops", "{block}\n{said}");
                ran += 1;
                if block.contains("cargo migrate new") {
                    // People are not so fast: the next revision is of another second.
                    thread::sleep(Duration::from_millis(1100));
                }
            }
            ("text", _) => {
                let said = masked(&said);
                for line in masked(block).lines() {
                    assert!(said.contains(line), "{line:?} is not in\n{said}");
                }
            }
            ("toml", file) => project.write(file, &format!("{}\n{block}\n", project.read(file))),
            (_, file) => project.write(file, &format!("{block}\n")),
        }
    }
    ran
}
