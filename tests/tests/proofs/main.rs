//! The proof on a real server: the words of each finding, real histories against what `pg_dump` says of them, and that no
//! scratch database is left behind, whatever happens.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

mod cases;
mod corpora;
mod linted;
mod merges;
mod scratch;
mod sealing;
mod server_wide;

use std::fs;
use std::path::Path;

use migrate_core::source::{self, Settings, disk};
use workspace_tests::project::Project;
use workspace_tests::server::Server;

/// The variable that names the server in these tests.
const VARIABLE: &str = "SCRATCH_DATABASE_URL";

/// A package whose revisions are proved on this server; its `.env` says where that is.
fn proved_on(server: &Server) -> Project {
    proved_at(&server.url())
}

/// A package whose revisions are proved at this address.
fn proved_at(url: &str) -> Project {
    let project = Project::new("shop");
    name_server(&project);
    fs::write(project.path(".env"), format!("{VARIABLE}={url}\n")).unwrap();
    project
}

/// Lets the package's settings name the variable.
fn name_server(project: &Project) {
    let path = project.path("Cargo.toml");
    let mut manifest = fs::read_to_string(&path).unwrap();
    manifest.push_str(&format!(
        "\n[package.metadata.migrate]\nscratch = {{ env = \"{VARIABLE}\" }}\n"
    ));
    fs::write(path, manifest).unwrap();
}

/// A draft on top of these, and the path of its folder.
fn draft(project: &Project, number: u32, parents: &[u32], up: &str, down: &str) -> String {
    let id = |number: &u32| format!("\"{:012x}\"", 0xabcd_0000_0000_u64 + u64::from(*number));
    let folder = format!("migrations/202601010000{number:02}_change_{number}");
    let parents: Vec<String> = parents.iter().map(id).collect();
    let manifest = format!(
        "id = {}\nparents = [{}]\nmessage = \"change {number}\"\ncreated = 2026-01-01T00:00:{number:02}Z\n",
        id(&number),
        parents.join(", ")
    );
    fs::create_dir_all(project.path(&folder)).unwrap();
    for (file, text) in [
        ("revision.toml", &*manifest),
        ("up.sql", up),
        ("down.sql", down),
    ] {
        fs::write(project.path(&format!("{folder}/{file}")), text).unwrap();
    }
    enter(project);
    folder
}

/// Adds to a file.
fn append(path: &Path, text: &str) {
    let before = fs::read_to_string(path).unwrap();
    fs::write(path, before + text).unwrap();
}

/// Enters what is new in the lock, as `new` does.
fn enter(project: &Project) {
    let settings = Settings::for_package("shop");
    let files = disk::read(project.root(), &settings.directory);
    if let Some(lock) = source::relock(&files, &settings).lock {
        fs::write(project.path("migrations/migrate.lock"), lock.to_string()).unwrap();
    }
}

/// The scratch databases that are on the server.
fn left_on(server: &Server) -> Vec<String> {
    let sql = "SELECT datname FROM pg_database WHERE datname LIKE 'cargo_migrate_scratch_%'";
    let rows = server.connect().query(sql, &[]).unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// Everything that is written in the directory of revisions.
fn written(project: &Project) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![project.path("migrations")];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => files.push((path.display().to_string(), fs::read(&path).unwrap())),
            }
        }
    }
    files.sort();
    files
}
