//! `cargo bench -p migrate-benches`: compile time, run time and memory beside psql, diesel, sqlx and refinery.
//!
//! One run on one machine, the same revisions for everybody: the ratios count, the absolute numbers are the machine's.
//! `MIGRATE_BENCH_REVISIONS` (default 1000) sets the size; the slope is taken between it and five times as many. A peer
//! that does not build here (diesel needs libpq's headers: `apt-get install libpq-dev`) is reported as such.
#![expect(
    clippy::print_stdout,
    reason = "the report is the product of this program"
)]

mod measure;
mod revisions;
mod server;
mod tools;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use measure::Cost;
use server::Server;
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
    Ok(())
}

/// Where everything happens: below the workspace's target directory.
struct Bench {
    workspace: PathBuf,
    root: PathBuf,
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
        })
    }

    /// The command line, optimised, without the embedded server.
    fn binary(&self) -> PathBuf {
        self.root.join("target/release/cargo-migrate")
    }

    fn cli(&self) -> Result<(), Box<dyn Error>> {
        measure::run(
            Command::new(env!("CARGO"))
                .args([
                    "build",
                    "--release",
                    "--package",
                    "cargo-migrate",
                    "--no-default-features",
                ])
                .arg("--target-dir")
                .arg(self.root.join("target"))
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
            measure::run(
                Command::new(self.binary())
                    .args(["migrate", "lock", "--quiet"])
                    .current_dir(&folder),
            )?;
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

    /// (a) `cargo check` after touching the source of a crate that embeds the history.
    fn incremental_check(&self, count: usize) -> Result<(), Box<dyn Error>> {
        println!("(a) cargo check after touching the source of the crate that embeds them");
        let mut base = None;
        for tool in Tool::ALL {
            let folder = self.program(tool, count)?;
            let target = self.root.join("check").join(tool.name());
            if let Err(error) = measure::run(&mut self.cargo("check", &folder, &target)) {
                println!("    {:<16} not built: {}", tool.name(), first_line(&error));
                continue;
            }
            let source = folder.join("src/main.rs");
            let text = fs::read_to_string(&source)?;
            let mut turn = 0;
            let cost = measure::median(RUNS, || {
                turn += 1;
                // A changed byte rather than only a changed time: cargo goes by either.
                let _ = fs::write(&source, format!("{text}// {turn}\n"));
                self.cargo("check", &folder, &target)
            })?;
            base = base.or(Some(cost.wall.as_secs_f64()));
            report(tool.name(), cost.wall.as_secs_f64(), "s", base);
        }
        println!();
        Ok(())
    }

    /// (b) CPU seconds of building, from nothing, a crate that only depends on the tool.
    fn cold_build(&self) -> Result<(), Box<dyn Error>> {
        println!("(b) CPU of a cold `cargo build` of a crate that only depends on it");
        let mut base = None;
        for tool in Tool::ALL {
            let folder = self
                .root
                .join(format!("bare-{}", tool.name().replace(' ', "-")));
            let target = self.root.join("cold").join(tool.name());
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            if target.exists() {
                fs::remove_dir_all(&target)?;
            }
            tool.write_bare(&self.workspace, &folder)?;
            measure::run(
                Command::new(env!("CARGO"))
                    .args(["fetch", "--quiet"])
                    .current_dir(&folder),
            )?;
            match measure::run(&mut self.cargo("build", &folder, &target)) {
                Ok(Cost { cpu, .. }) => {
                    base = base.or(Some(cpu));
                    report(tool.name(), cpu, "CPU s", base);
                }
                Err(error) => println!("    {:<16} not built: {}", tool.name(), first_line(&error)),
            }
        }
        println!();
        Ok(())
    }

    /// (c) Everything pending, from an empty database, each time a new one.
    fn apply(&self, count: usize) -> Result<(), Box<dyn Error>> {
        println!("(c) from empty: all pending revisions applied");
        let server = Server::start();
        let script = self.root.join("history.sql");
        fs::write(&script, revisions::psql_script(&revisions::history(count)))?;
        let psql = measure::median(RUNS, || {
            let mut command = server.psql(&server.fresh_database());
            command
                .args(["-v", "ON_ERROR_STOP=1", "-q", "-f"])
                .arg(&script);
            command
        })?;
        let base = Some(psql.wall.as_secs_f64());
        report("psql", psql.wall.as_secs_f64(), "s", base);
        let folder = self.program(Tool::Ours, count)?;
        let ours = measure::median(RUNS, || {
            self.up(&folder, &server.url(&server.fresh_database()))
        })?;
        report("cargo migrate up", ours.wall.as_secs_f64(), "s", base);
        for tool in Tool::ALL {
            let Some(binary) = self.built(tool, count)? else {
                continue;
            };
            let cost = measure::median(RUNS, || {
                let mut command = Command::new(&binary);
                command.env("DATABASE_URL", server.url(&server.fresh_database()));
                command
            })?;
            report(
                &format!("{}'s binary", tool.name()),
                cost.wall.as_secs_f64(),
                "s",
                base,
            );
        }
        println!();
        Ok(())
    }

    /// (d) Nothing pending, and how that grows; (e) peak memory.
    fn pending_nothing(&self, count: usize) -> Result<(), Box<dyn Error>> {
        println!("(d) nothing pending");
        let server = Server::start();
        let small = self.nothing(&server, count)?;
        let large = self.nothing(&server, count * 5)?;
        println!();
        for (name, few) in &small {
            let Some((_, many)) = large.iter().find(|(other, _)| other == name) else {
                continue;
            };
            let slope =
                (many.wall.as_secs_f64() - few.wall.as_secs_f64()) / (count * 4) as f64 * 1e6;
            println!("    {name:<24} {slope:>8.2} µs a revision");
        }
        println!("\n(e) peak memory at {} revisions", count * 5);
        let fresh = server.url(&server.fresh_database());
        let folder = self.root.join(format!("cargo-migrate-{}", count * 5));
        let mib = |kib: u64| kib as f64 / 1024.0;
        println!(
            "    up from empty     {:>8.1} MiB",
            mib(measure::peak_kib(&mut self.up(&folder, &fresh))?)
        );
        println!(
            "    nothing pending   {:>8.1} MiB",
            mib(measure::peak_kib(&mut self.up(&folder, &fresh))?)
        );
        Ok(())
    }

    fn nothing(
        &self,
        server: &Server,
        count: usize,
    ) -> Result<Vec<(String, Cost)>, Box<dyn Error>> {
        println!("  at {count} revisions");
        let mut costs = Vec::new();
        let database = server.fresh_database();
        let psql = measure::median(3 * RUNS, || {
            let mut command = server.psql(&database);
            command.args(["-c", "select 1"]);
            command
        })?;
        let base = psql.wall;
        difference("psql -c 'select 1'", psql.wall, base);
        costs.push(("psql -c 'select 1'".to_owned(), psql));
        let folder = self.program(Tool::Ours, count)?;
        let url = server.url(&server.fresh_database());
        measure::run(&mut self.up(&folder, &url))?;
        let ours = measure::median(3 * RUNS, || self.up(&folder, &url))?;
        difference("cargo migrate up", ours.wall, base);
        costs.push(("cargo migrate up".to_owned(), ours));
        for tool in Tool::ALL {
            let Some(binary) = self.built(tool, count)? else {
                continue;
            };
            let url = server.url(&server.fresh_database());
            let command = || {
                let mut command = Command::new(&binary);
                command.env("DATABASE_URL", &url);
                command
            };
            measure::run(&mut command())?;
            let cost = measure::median(3 * RUNS, command)?;
            let name = format!("{}'s binary", tool.name());
            difference(&name, cost.wall, base);
            costs.push((name, cost));
        }
        Ok(costs)
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
        let folder = self.program(tool, count)?;
        let target = self.root.join("run").join(tool.name());
        match measure::run(self.cargo("build", &folder, &target).arg("--release")) {
            Ok(_) => {
                // Programs for other sizes share the target directory, so that dependencies are built once.
                let kept = self
                    .root
                    .join(format!("{}-{count}.bin", tool.name().replace(' ', "-")));
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

fn difference(name: &str, wall: Duration, base: Duration) {
    let millis = wall.as_secs_f64() * 1e3;
    let more = millis - base.as_secs_f64() * 1e3;
    println!("    {name:<24} {millis:>8.2} ms {more:>+8.2} ms");
}

fn first_line(error: &impl ToString) -> String {
    let text = error.to_string();
    let line = text
        .lines()
        .find(|line| line.contains("error"))
        .or_else(|| text.lines().next());
    line.unwrap_or_default().chars().take(160).collect()
}
