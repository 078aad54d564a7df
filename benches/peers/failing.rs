//! (k) What a failure leaves, shown on the real tools: locks in a session that lives on, a concurrent index build that cannot be
//! taken up again, and two programs that wait for each other.
//!
//! sqlx is the peer that has a lock and runs scripts outside a transaction when they say so, so it is compared.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::Duration;

use crate::revisions::{Mode, Revision};
use crate::server::Server;
use crate::table::Column;
use crate::tools::Tool;
use crate::{Bench, measure};

const TOOLS: [Tool; 2] = [Tool::Ours, Tool::Sqlx];

const BUILD: &str = "CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);\n";

/// Runs everything, tells on one line how it ended and how many advisory locks its session holds, and ends with 1 if it
/// failed.
const OURS: &str = r#"
migrate_runtime::embed_plan!();
fn main() {
    let url = std::env::var("DATABASE_URL").unwrap();
    let connect = || migrate_runtime::postgres::Client::connect(&url, migrate_runtime::postgres::NoTls).unwrap();
    let mut client = connect();
    let resumes = std::env::args().nth(1).is_some();
    let migrator = PLAN.migrator();
    let ended = if resumes { migrator.resume(&mut client) } else { migrator.up(&mut client) };
    let held: i64 = connect()
        .query_one("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'", &[]).unwrap().get(0);
    match ended {
        Ok(_) => println!("{held} done"),
        Err(error) => { println!("{held} {}", error.to_string().replace('\n', " ")); std::process::exit(1) }
    }
}
"#;

const SQLX: &str = r#"
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");
fn main() {
    let url = std::env::var("DATABASE_URL").unwrap();
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let pool = sqlx::PgPool::connect(&url).await.unwrap();
        let ended = MIGRATIONS.run(&pool).await;
        let held: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            .fetch_one(&pool).await.unwrap();
        match ended {
            Ok(_) => println!("{held} done"),
            Err(error) => { println!("{held} {}", error.to_string().replace('\n', " ")); std::process::exit(1) }
        }
    });
}
"#;

impl Bench {
    pub(crate) fn fail(&self) -> Result<(), Box<dyn Error>> {
        println!("(k) what a failure leaves");
        let server = Server::start();
        for tool in TOOLS {
            self.leaves_a_lock(&server, tool)?;
            self.takes_a_build_up_again(&server, tool)?;
            self.waits_for_each_other(&server, tool)?;
        }
        println!();
        Ok(())
    }

    /// A script fails; the application goes on with its connections.
    fn leaves_a_lock(&self, server: &Server, tool: Tool) -> Result<(), Box<dyn Error>> {
        const ROW: &str = "(k) advisory locks of a failed run, in an application that lives on";
        let program = self.failing(
            tool,
            "lock",
            &[Revision::new(0, "SELECT 1/0;\n", Mode::Single)],
        )?;
        let said = said(&run(&program, &server.url(&server.fresh_database()), &[])?);
        let held = said.split(' ').next().unwrap_or_default().to_owned();
        self.tell(ROW, tool, held, &said);
        Ok(())
    }

    /// A unique index does not build because of a duplicate, which is then removed.
    fn takes_a_build_up_again(&self, server: &Server, tool: Tool) -> Result<(), Box<dyn Error>> {
        const ROW: &str =
            "(k) an index build failed because of a duplicate, which was removed: then";
        let table = "CREATE TABLE t (a int);\nINSERT INTO t VALUES (1), (1);\n";
        let program = self.failing(
            tool,
            "build",
            &[
                Revision::new(0, table, Mode::Single),
                Revision::new(1, BUILD, Mode::None),
            ],
        )?;
        let database = server.fresh_database();
        let url = server.url(&database);
        run(&program, &url, &[])?;
        let tidy = "DELETE FROM t x USING t y WHERE x.ctid < y.ctid AND x.a = y.a";
        measure::run(server.psql(&database).args(["-q", "-c", tidy]))?;
        let (verb, arguments): (_, &[&str]) = match tool {
            Tool::Ours => ("resume", &["resume"]),
            _ => ("the next run", &[]),
        };
        let output = run(&program, &url, arguments)?;
        let ended = match output.status.success() {
            true => format!("{verb} builds it"),
            false => format!("{verb} fails"),
        };
        self.tell(ROW, tool, ended, &said(&output));
        Ok(())
    }

    /// Two programs start; the one that has the lock builds an index while the other waits.
    fn waits_for_each_other(&self, server: &Server, tool: Tool) -> Result<(), Box<dyn Error>> {
        const ROW: &str = "(k) two programs at once, one of which builds an index concurrently";
        let program = self.failing(
            tool,
            "two",
            &[
                Revision::new(0, "CREATE TABLE t (a int);\n", Mode::Single),
                Revision::new(1, "SELECT pg_sleep(2);\n", Mode::Single),
                Revision::new(2, BUILD, Mode::None),
            ],
        )?;
        let url = server.url(&server.fresh_database());
        let start = || {
            command(&program, &url, &[])
                .stdout(std::process::Stdio::piped())
                .spawn()
        };
        let first = start()?;
        sleep(Duration::from_secs(1));
        let second = start()?;
        let ends = [first.wait_with_output()?, second.wait_with_output()?];
        let failed = ends.iter().find(|end| !end.status.success());
        let ended = match failed {
            None => "both end well".to_owned(),
            Some(_) => "one fails".to_owned(),
        };
        self.tell(ROW, tool, ended, &failed.map(said).unwrap_or_default());
        Ok(())
    }

    fn tell(&self, row: &str, tool: Tool, text: String, said: &str) {
        println!("    {:<16} {text}: {said}", tool.name());
        self.enter(row, Column::Tool(tool), text);
    }

    /// A program of the tool that embeds these, built.
    fn failing(
        &self,
        tool: Tool,
        name: &str,
        history: &[Revision],
    ) -> Result<PathBuf, Box<dyn Error>> {
        let folder = self
            .root
            .join(format!("failing-{}-{name}", tool.name().replace(' ', "-")));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        tool.write_program(&self.workspace, &folder, history)?;
        fs::write(
            folder.join("src/main.rs"),
            if tool == Tool::Ours { OURS } else { SQLX },
        )?;
        if tool == Tool::Ours {
            crate::proving::seal(&folder)?;
        }
        let target = self.root.join("run").join(tool.name());
        measure::run(self.cargo("build", &folder, &target).arg("--release"))?;
        let kept = folder.join("program");
        fs::copy(tool.binary(&target, "release"), &kept)?;
        Ok(kept)
    }
}

fn command(program: &Path, url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.env("DATABASE_URL", url).args(arguments);
    command
}

fn run(program: &Path, url: &str, arguments: &[&str]) -> Result<Output, Box<dyn Error>> {
    Ok(command(program, url, arguments).output()?)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
