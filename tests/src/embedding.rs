//! Binary packages that embed a small plan, and how tests find their way in them.

use std::fs;
use std::path::PathBuf;

use crate::project::Project;

/// A program that prints its plan, and with a database brings it up.
pub const MAIN: &str = "\
mod migrations {
    migrate_runtime::embed_plan!();
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!(\"{:?}\", *migrations::PLAN);
    if let Ok(url) = std::env::var(\"DATABASE_URL\") {
        let mut client = postgres::Client::connect(&url, postgres::NoTls)?;
        migrations::PLAN.migrator().up(&mut client)?;
        migrations::PLAN.require(&mut client)?;
    }
    Ok(())
}
";

/// A package with one sealed revision, which compiles, and the path of its `up.sql`.
///
/// # Panics
///
/// When it cannot be made.
#[must_use]
pub fn small(name: &str) -> (Project, PathBuf) {
    let project = Project::embedding(name, MAIN);
    let _ = project.migrate(&["init"]).succeeds();
    add(
        &project,
        "create users",
        "CREATE TABLE users (\n    id bigint PRIMARY KEY,\n    groups text NOT NULL DEFAULT '[]'\n);\n",
        "DROP TABLE users;\n",
    );
    project.seal();
    let _ = project.cargo(&["check", "--quiet"]).succeeds();
    let up = folder_of(&project, "_create_users").join("up.sql");
    (project, up)
}

/// Adds a draft with these scripts.
///
/// # Panics
///
/// When it cannot be added.
pub fn add(project: &Project, message: &str, up: &str, down: &str) {
    let _ = project.migrate(&["new", message]).succeeds();
    let folder = folder_of(project, &format!("_{}", message.replace(' ', "_")));
    for (file, text) in [("up.sql", up), ("down.sql", down)] {
        fs::write(folder.join(file), text).expect("the package is writable");
    }
}

/// The folder of a revision, by the end of its name.
///
/// # Panics
///
/// When there is none.
#[must_use]
pub fn folder_of(project: &Project, end: &str) -> PathBuf {
    let entries = fs::read_dir(project.path("migrations")).expect("there are revisions");
    let mut paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    paths
        .find(|path| path.to_string_lossy().ends_with(end))
        .expect("the folder was made")
}

/// A path of the package, as messages name it.
///
/// # Panics
///
/// When it is not of the package.
#[must_use]
pub fn shown(project: &Project, path: &std::path::Path) -> String {
    let below = path.strip_prefix(project.root());
    below.expect("it is of the package").display().to_string()
}
