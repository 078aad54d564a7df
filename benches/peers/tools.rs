//! The tools that are compared: for each a crate that embeds the history and a program that applies it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::revisions::{self, Revision};

/// With so many revisions refinery's macro was seen to be compiled; with 5,000 it kept rustc busy for longer than the rest of this
/// program takes. Its program for more reads the files at the start, also when it only connects.
const REFINERY_ENDS: usize = 2_000;

/// A tool that embeds migrations in a binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// This project.
    Ours,
    /// `diesel_migrations`.
    Diesel,
    /// `sqlx`'s `migrate!`.
    Sqlx,
    /// `refinery`'s `embed_migrations!`.
    Refinery,
}

impl Tool {
    /// All of them, ours first.
    pub(crate) const ALL: [Self; 4] = [Self::Ours, Self::Diesel, Self::Sqlx, Self::Refinery];

    /// The name in the report.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ours => "cargo migrate",
            Self::Diesel => "diesel",
            Self::Sqlx => "sqlx",
            Self::Refinery => "refinery",
        }
    }

    const fn package(self) -> &'static str {
        match self {
            Self::Ours => "bench-ours",
            Self::Diesel => "bench-diesel",
            Self::Sqlx => "bench-sqlx",
            Self::Refinery => "bench-refinery",
        }
    }

    /// Pinned to the minor version that the published numbers were measured with.
    fn dependencies(self, workspace: &Path) -> String {
        match self {
            Self::Ours => {
                let runtime = workspace.join("migrate-runtime");
                format!("migrate-runtime = {{ path = {runtime:?} }}\n")
            }
            Self::Diesel => "diesel = { version = \"2.3\", features = [\"postgres\"] }\n\
                             diesel_migrations = \"2.3\"\n"
                .into(),
            Self::Sqlx => "sqlx = { version = \"0.8\", default-features = false, \
                           features = [\"postgres\", \"runtime-tokio\", \"migrate\", \"macros\"] }\n\
                           tokio = { version = \"1\", features = [\"rt\"] }\n"
                .into(),
            Self::Refinery => "refinery = { version = \"0.9\", features = [\"postgres\"] }\n\
                               postgres = \"0.19\"\n"
                .into(),
        }
    }

    /// A library that only names its dependency, for the cost of the dependency alone.
    pub(crate) fn write_bare(self, workspace: &Path, folder: &Path) -> io::Result<()> {
        self.write_manifest(workspace, folder)?;
        fs::write(
            folder.join("src/lib.rs"),
            "//! Depends, and does nothing.\n",
        )
    }

    /// A program that embeds `history` and applies it to `DATABASE_URL`; with the argument `connect` it only connects, and with
    /// `require`, ours only asks whether everything is applied.
    pub(crate) fn write_program(
        self,
        workspace: &Path,
        folder: &Path,
        history: &[Revision],
    ) -> io::Result<()> {
        self.write_manifest(workspace, folder)?;
        fs::write(folder.join("src/main.rs"), self.program(history.len()))?;
        let directory = folder.join("migrations");
        match self {
            Self::Ours => revisions::write_ours(&directory, history),
            Self::Diesel => revisions::write_diesel(&directory, history),
            Self::Sqlx => revisions::write_sqlx(&directory, history),
            Self::Refinery => revisions::write_refinery(&directory, history),
        }
    }

    /// Where [`write_program`](Self::write_program)'s binary ends up.
    pub(crate) fn binary(self, target: &Path, profile: &str) -> PathBuf {
        target.join(profile).join(self.package())
    }

    fn write_manifest(self, workspace: &Path, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder.join("src"))?;
        let (package, dependencies) = (self.package(), self.dependencies(workspace));
        fs::write(
            folder.join("Cargo.toml"),
            format!(
                "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                 [workspace]\n\n[dependencies]\n{dependencies}"
            ),
        )
    }

    /// Whether the program of a history of this size embeds it.
    pub(crate) fn embeds(self, count: usize) -> bool {
        self != Self::Refinery || count <= REFINERY_ENDS
    }

    fn program(self, count: usize) -> &'static str {
        match self {
            Self::Refinery if !self.embeds(count) => {
                "fn main() {\n\
                 let url = std::env::var(\"DATABASE_URL\").unwrap();\n\
                 let files = refinery::load_sql_migrations(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/migrations\")).unwrap();\n\
                 let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();\n\
                 if std::env::args().nth(1).is_some() { return; }\n\
                 refinery::Runner::new(&files).run(&mut client).unwrap();\n\
                 }\n"
            }
            Self::Ours => {
                "migrate_runtime::embed_plan!();\n\
                 fn main() {\n\
                 let url = std::env::var(\"DATABASE_URL\").unwrap();\n\
                 let mut client = migrate_runtime::postgres::Client::connect(&url, migrate_runtime::postgres::NoTls).unwrap();\n\
                 match std::env::args().nth(1).as_deref() {\n\
                 Some(\"connect\") => {}\n\
                 Some(_) => { PLAN.require(&mut client).unwrap(); }\n\
                 None => { PLAN.migrator().up(&mut client).unwrap(); }\n\
                 }\n\
                 }\n"
            }
            Self::Diesel => {
                "use diesel::prelude::*;\n\
                 use diesel_migrations::*;\n\
                 const MIGRATIONS: EmbeddedMigrations = embed_migrations!(\"migrations\");\n\
                 fn main() {\n\
                 let url = std::env::var(\"DATABASE_URL\").unwrap();\n\
                 let mut client = PgConnection::establish(&url).unwrap();\n\
                 if std::env::args().nth(1).is_some() { return; }\n\
                 client.run_pending_migrations(MIGRATIONS).unwrap();\n\
                 }\n"
            }
            Self::Sqlx => {
                "use sqlx::Connection;\n\
                 static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!(\"./migrations\");\n\
                 fn main() {\n\
                 let url = std::env::var(\"DATABASE_URL\").unwrap();\n\
                 tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {\n\
                 let mut client = sqlx::PgConnection::connect(&url).await.unwrap();\n\
                 if std::env::args().nth(1).is_some() { return; }\n\
                 MIGRATIONS.run(&mut client).await.unwrap();\n\
                 });\n\
                 }\n"
            }
            Self::Refinery => {
                "mod embedded { refinery::embed_migrations!(\"migrations\"); }\n\
                 fn main() {\n\
                 let url = std::env::var(\"DATABASE_URL\").unwrap();\n\
                 let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();\n\
                 if std::env::args().nth(1).is_some() { return; }\n\
                 embedded::migrations::runner().run(&mut client).unwrap();\n\
                 }\n"
            }
        }
    }
}
