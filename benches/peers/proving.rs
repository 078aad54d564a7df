//! Part (i): how long the proof of a real history takes on the embedded server, in process, databases included.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use migrate_core::source::{self, Amendment, Drafts, Settings, Style, disk, load, render_all};

use crate::table::Column;
use crate::tools::Tool;
use crate::{Bench, measure};

/// A script of the history that PostgreSQL refuses in a transaction.
const INDEXES_IN_DOWN: &str = "migrations/20240412144536_remove_downloads_column/down.sql";

impl Bench {
    /// `check --all` of crates.io's 285 revisions.
    pub(crate) fn prove(&self) -> Result<(), Box<dyn Error>> {
        let corpus = self.workspace.join("../shared/corpus/cratesio/migrations");
        if !corpus.is_dir() {
            println!("(i) skipped: the corpus {} is not here", corpus.display());
            return Ok(());
        }
        // The other parts start faster without the embedded server, so they have a build of their own.
        self.build_cli("embedded", &[])?;
        let binary = self.root.join("embedded/release/cargo-migrate");
        let folder = self.root.join("crates-io");
        self.import(&corpus, &folder)?;
        seal(&folder)?;
        let mut seconds = Vec::new();
        for _ in 0..3 {
            let begin = Instant::now();
            let output = Command::new(&binary)
                .args(["migrate", "check", "--all", "--quiet"])
                .current_dir(&folder)
                .output()?;
            // 7: the broken downs of the history are found.
            if output.status.code() != Some(7) {
                return Err(String::from_utf8_lossy(&output.stderr).into());
            }
            seconds.push(begin.elapsed().as_secs_f64());
        }
        seconds.sort_by(f64::total_cmp);
        self.enter(
            "(i) `check --all` of 285 real revisions on the embedded server",
            Column::Tool(Tool::Ours),
            format!("{:.1} s", seconds[1]),
        );
        println!(
            "(i) check --all of crates.io, 285 revisions, embedded: {:.1} s ({:.1} to {:.1})\n",
            seconds[1], seconds[0], seconds[2]
        );
        Ok(())
    }

    fn import(&self, corpus: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src/lib.rs"), "")?;
        let manifest = "[package]\nname = \"cratesio\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
        fs::write(folder.join("Cargo.toml"), manifest)?;
        measure::run(
            Command::new(self.binary())
                .args(["migrate", "import", "--quiet", "--from", "diesel"])
                .arg(corpus)
                .current_dir(folder),
        )?;
        let path = folder.join(INDEXES_IN_DOWN);
        let text = fs::read_to_string(&path)?;
        fs::write(
            path,
            text.replace("create index concurrently", "create index"),
        )?;
        accept(folder)
    }
}

/// Accepts, with a reason, what the offline check finds in the scripts.
fn accept(folder: &Path) -> Result<(), Box<dyn Error>> {
    let settings = Settings::for_package("cratesio");
    let files = disk::read(folder, &settings.directory);
    for problem in load(&files, &settings, Drafts::Allowed).problems {
        let place = problem.place.as_ref().ok_or("every problem has a place")?;
        let script = folder.join(&place.path);
        let manifest = script.with_file_name("revision.toml");
        let entry = format!(
            "\n[[allow]]\nrule = \"{}\"\nreason = \"written so by its authors\"\n",
            problem.code.name()
        );
        let text = fs::read_to_string(&manifest)?;
        if !text.contains(&entry) {
            fs::write(manifest, text + &entry)?;
        }
    }
    Ok(())
}

/// Seals a package's revisions as `lock` does, but without its proof, which is measured elsewhere.
pub(crate) fn seal(folder: &Path) -> Result<(), Box<dyn Error>> {
    let manifest = fs::read_to_string(folder.join("Cargo.toml"))?;
    let settings = Settings::parse("Cargo.toml", &manifest)
        .map_err(|problems| render_all(&problems, Style::Plain))?;
    let files = disk::read(folder, &settings.directory);
    let sealed = source::seal(&files, &settings, Amendment::Nothing);
    let problems = render_all(&sealed.loaded.problems, Style::Plain);
    let lock = sealed.lock.ok_or(problems)?;
    let path: PathBuf = folder.join(&settings.directory).join("migrate.lock");
    fs::write(path, lock.to_string())?;
    Ok(())
}
