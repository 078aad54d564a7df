//! `cargo bench -p migrate-benches`: compile time, run time and memory beside psql, diesel, sqlx and refinery.
//!
//! One run on one machine, the same revisions for everybody: the ratios count, the absolute numbers are the machine's.
//! `MIGRATE_BENCH_REVISIONS` (default 1000) sets the size; the slope is taken between it and five times as many. A peer
//! that does not build here (diesel needs libpq's headers: `apt-get install libpq-dev`) is reported as such.
#![expect(
    clippy::print_stdout,
    reason = "the report is the product of this program"
)]

mod applying;
mod building;
mod cutting;
mod failing;
mod measure;
mod network;
mod proving;
#[path = "../../tests/src/proxy/mod.rs"]
#[expect(
    dead_code,
    unreachable_pub,
    reason = "the tests own it, and cut at more moments than are compared here"
)]
mod proxy;
mod reading;
mod revisions;
mod server;
mod table;
mod tools;

use std::cell::RefCell;
use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use table::{Column, Table};
use tools::Tool;

const RUNS: usize = 9;

fn main() -> Result<(), Box<dyn Error>> {
    let count = std::env::var("MIGRATE_BENCH_REVISIONS").map_or(Ok(1000), |text| text.parse())?;
    let bench = Bench::new()?;
    println!("{count} revisions; medians of {RUNS} runs; ratios are to the line named `=`\n");
    // `cargo bench -p migrate-benches -- a d` runs only those parts.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word.len() == 1)
        .collect();
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    bench.cli()?;
    if wants("a") {
        bench.incremental_check(count)?;
    }
    if wants("b") {
        bench.cold_build()?;
    }
    if wants("c") {
        bench.apply(count)?;
    }
    if wants("d") || wants("e") {
        bench.pending_nothing(count)?;
    }
    if wants("f") {
        bench.round_trips(count)?;
    }
    if wants("g") {
        bench.start(count * 5)?;
    }
    if wants("h") {
        bench.cut_everywhere()?;
    }
    if wants("i") {
        bench.prove()?;
    }
    if wants("j") {
        bench.read_schemas(&reading::sizes()?)?;
    }
    if wants("k") {
        bench.fail()?;
    }
    println!("{}", bench.table.borrow());
    Ok(())
}

/// Where everything happens: below the workspace's target directory.
struct Bench {
    workspace: PathBuf,
    root: PathBuf,
    table: RefCell<Table>,
    /// The programs that were built, and those that do not build.
    built: RefCell<HashSet<PathBuf>>,
}

impl Bench {
    fn new() -> Result<Self, Box<dyn Error>> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or("no workspace")?;
        let root = workspace.join("target/bench");
        fs::create_dir_all(&root)?;
        Ok(Self {
            workspace: workspace.to_owned(),
            root,
            table: RefCell::default(),
            built: RefCell::default(),
        })
    }

    fn enter(&self, row: &str, column: Column, text: String) {
        self.table.borrow_mut().enter(row, column, text);
    }

    /// The command line, optimised, without the embedded server.
    fn binary(&self) -> PathBuf {
        self.root.join("target/release/cargo-migrate")
    }

    fn cli(&self) -> Result<(), Box<dyn Error>> {
        self.build_cli("target", &["--no-default-features"])
    }

    fn build_cli(&self, target: &str, features: &[&str]) -> Result<(), Box<dyn Error>> {
        measure::run(
            Command::new(env!("CARGO"))
                .args(["build", "--release", "--package", "cargo-migrate"])
                .args(features)
                .arg("--target-dir")
                .arg(self.root.join(target))
                .current_dir(&self.workspace),
        )?;
        Ok(())
    }

    fn program(&self, tool: Tool, count: usize) -> Result<PathBuf, Box<dyn Error>> {
        let folder = self
            .root
            .join(format!("{}-{count}", tool.name().replace(' ', "-")));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        tool.write_program(&self.workspace, &folder, &revisions::history(count))?;
        if tool == Tool::Ours {
            proving::seal(&folder)?;
        }
        Ok(folder)
    }

    fn cargo(&self, verb: &str, folder: &Path, target: &Path) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .args([verb, "--quiet", "--target-dir"])
            .arg(target)
            .current_dir(folder);
        command.env_remove("RUSTFLAGS");
        command
    }

    fn up(&self, folder: &Path, url: &str) -> Command {
        let mut command = Command::new(self.binary());
        command
            .args(["migrate", "up", "--quiet", "--database", url])
            .current_dir(folder);
        command
    }

    /// The tool's release binary for a history of this size, or why there is none.
    fn built(&self, tool: Tool, count: usize) -> Result<Option<PathBuf>, Box<dyn Error>> {
        let kept = self
            .root
            .join(format!("{}-{count}.bin", tool.name().replace(' ', "-")));
        if !self.built.borrow_mut().insert(kept.clone()) {
            return Ok(kept.exists().then_some(kept));
        }
        if kept.exists() {
            fs::remove_file(&kept)?;
        }
        let folder = self.program(tool, count)?;
        let target = self.root.join("run").join(tool.name());
        match measure::run(self.cargo("build", &folder, &target).arg("--release")) {
            Ok(_) => {
                // Programs for other sizes share the target directory, so that dependencies are built once.
                fs::copy(tool.binary(&target, "release"), &kept)?;
                Ok(Some(kept))
            }
            Err(error) => {
                println!("    {:<24} not built: {}", tool.name(), first_line(&error));
                Ok(None)
            }
        }
    }
}

fn report(name: &str, value: f64, unit: &str, base: Option<f64>) {
    let ratio = value / base.unwrap_or(value);
    let mark = if ratio == 1.0 { "=" } else { "" };
    println!("    {name:<24} {value:>8.3} {unit:<6} {ratio:>6.2}x {mark}");
}

fn first_line(error: &impl ToString) -> String {
    let text = error.to_string();
    let line = text
        .lines()
        .find(|line| line.contains("error"))
        .or_else(|| text.lines().next());
    line.unwrap_or_default().chars().take(160).collect()
}
