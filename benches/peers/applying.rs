//! (c) Everything pending, (d) nothing pending, and (e) the memory for both.

use std::error::Error;
use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::measure::{self, Cost};
use crate::server::Server;
use crate::table::Column;
use crate::tools::Tool;
use crate::{Bench, RUNS, report, revisions};

impl Bench {
    /// (c) Everything pending, from an empty database, each time a new one.
    pub(crate) fn apply(&self, count: usize) -> Result<(), Box<dyn Error>> {
        const COMMAND: &str = "(c) everything pending, from an empty database: the command line";
        const BINARY: &str = "(c) the same, the application's own binary";
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
        let seconds = |cost: &Cost| format!("{:.2} s", cost.wall.as_secs_f64());
        report("psql", psql.wall.as_secs_f64(), "s", base);
        self.enter(COMMAND, Column::Psql, seconds(&psql));
        let folder = self.program(Tool::Ours, count)?;
        let ours = measure::median(RUNS, || {
            self.up(&folder, &server.url(&server.fresh_database()))
        })?;
        report("cargo migrate up", ours.wall.as_secs_f64(), "s", base);
        self.enter(COMMAND, Column::Tool(Tool::Ours), seconds(&ours));
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
            self.enter(BINARY, Column::Tool(tool), seconds(&cost));
        }
        println!();
        Ok(())
    }

    /// (d) Nothing pending, and how that grows; (e) peak memory.
    pub(crate) fn pending_nothing(&self, count: usize) -> Result<(), Box<dyn Error>> {
        println!("(d) nothing pending");
        let server = Server::start();
        let small = self.nothing(&server, count)?;
        let large = self.nothing(&server, count * 5)?;
        println!();
        for (subject, few) in &small {
            self.enter(
                &subject.row("(d) nothing pending"),
                subject.column(),
                format!("{:.1} ms", few.wall.as_secs_f64() * 1e3),
            );
        }
        for (subject, few) in &small {
            let Some((_, many)) = large.iter().find(|(other, _)| other == subject) else {
                continue;
            };
            let slope =
                (many.wall.as_secs_f64() - few.wall.as_secs_f64()) / (count * 4) as f64 * 1e6;
            println!("    {:<24} {slope:>8.2} µs a revision", subject.name());
            if *subject != Subject::Psql {
                self.enter(
                    &subject.row("(d) growth a revision, up to 5 times as many"),
                    subject.column(),
                    format!("{slope:.1} µs"),
                );
            }
        }
        println!("\n(e) peak memory at {} revisions", count * 5);
        let fresh = server.url(&server.fresh_database());
        let folder = self.root.join(format!("cargo-migrate-{}", count * 5));
        for (what, row) in [
            (
                "up from empty",
                "(e) peak memory at 5 times as many revisions, from empty",
            ),
            ("nothing pending", "(e) the same, nothing pending"),
        ] {
            let mib = measure::peak_kib(&mut self.up(&folder, &fresh))? as f64 / 1024.0;
            println!("    {what:<16} {mib:>8.1} MiB");
            self.enter(row, Column::Tool(Tool::Ours), format!("{mib:.0} MiB"));
        }
        Ok(())
    }

    fn nothing(
        &self,
        server: &Server,
        count: usize,
    ) -> Result<Vec<(Subject, Cost)>, Box<dyn Error>> {
        println!("  at {count} revisions");
        let mut costs = Vec::new();
        let database = server.fresh_database();
        let psql = measure::median(3 * RUNS, || {
            let mut command = server.psql(&database);
            command.args(["-c", "select 1"]);
            command
        })?;
        let base = psql.wall;
        difference(&Subject::Psql.name(), psql.wall, base);
        costs.push((Subject::Psql, psql));
        let folder = self.program(Tool::Ours, count)?;
        let url = server.url(&server.fresh_database());
        measure::run(&mut self.up(&folder, &url))?;
        let ours = measure::median(3 * RUNS, || self.up(&folder, &url))?;
        difference(&Subject::CommandLine.name(), ours.wall, base);
        costs.push((Subject::CommandLine, ours));
        for tool in Tool::ALL {
            // What reads its files at the start would be measured for reading them.
            if !tool.embeds(count) {
                continue;
            }
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
            difference(&Subject::Binary(tool).name(), cost.wall, base);
            costs.push((Subject::Binary(tool), cost));
        }
        Ok(costs)
    }
}

/// Who finds nothing pending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// `psql -c 'select 1'`, which has nothing to look for.
    Psql,
    /// `cargo migrate up`.
    CommandLine,
    /// A program that embeds its migrations.
    Binary(Tool),
}

impl Subject {
    fn name(self) -> String {
        match self {
            Self::Psql => "psql -c 'select 1'".to_owned(),
            Self::CommandLine => "cargo migrate up".to_owned(),
            Self::Binary(tool) => format!("{}'s binary", tool.name()),
        }
    }

    fn column(self) -> Column {
        match self {
            Self::Psql => Column::Psql,
            Self::CommandLine => Column::Tool(Tool::Ours),
            Self::Binary(tool) => Column::Tool(tool),
        }
    }

    /// The row of the table for what was measured.
    fn row(self, what: &str) -> String {
        match self {
            Self::Psql | Self::CommandLine => {
                format!("{what}: the command line, beside `psql -c 'select 1'`")
            }
            Self::Binary(_) => format!("{what}: the application's own binary"),
        }
    }
}

fn difference(name: &str, wall: Duration, base: Duration) {
    let millis = wall.as_secs_f64() * 1e3;
    let more = millis - base.as_secs_f64() * 1e3;
    println!("    {name:<24} {millis:>8.2} ms {more:>+8.2} ms");
}
