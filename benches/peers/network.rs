//! (f) How often the network is waited for, and (g) what a start costs when nothing is pending.

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::measure::{self, Cost};
use crate::proxy::Proxy;
use crate::server::Server;
use crate::table::Column;
use crate::tools::Tool;
use crate::{Bench, RUNS};

/// What a tool's program is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Task {
    /// Connect, and nothing else.
    Connect,
    /// Refuse to start unless everything is applied; ours only.
    Require,
    /// Apply what is pending.
    Apply,
}

impl Task {
    fn command(self, program: &Path, url: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DATABASE_URL", url);
        match self {
            Self::Connect => drop(command.arg("connect")),
            Self::Require => drop(command.arg("require")),
            Self::Apply => {}
        }
        command
    }
}

impl Bench {
    /// (f) Requests between client and server: for each pending revision, and when nothing is pending. What connecting takes
    /// is taken off.
    pub(crate) fn round_trips(&self, count: usize) -> Result<(), Box<dyn Error>> {
        println!("(f) round trips, after connecting");
        let server = Server::start();
        let proxy = Proxy::start(server.port());
        for tool in Tool::ALL {
            let Some(program) = self.built(tool, count)? else {
                continue;
            };
            let url = proxy.url(&server.url(&server.fresh_database()));
            let requests = |task: Task| -> Result<usize, Box<dyn Error>> {
                proxy.reset();
                measure::run(&mut task.command(&program, &url))?;
                Ok(proxy.requests().len())
            };
            let connecting = requests(Task::Connect)?;
            let pending = requests(Task::Apply)? - connecting;
            let nothing = requests(Task::Apply)? - connecting;
            println!(
                "    {:<24} {pending:>8} for {count} revisions {nothing:>4} when nothing is pending",
                tool.name()
            );
            let column = Column::Tool(tool);
            let each = pending as f64 / count as f64;
            self.enter(
                "(f) round trips for each pending revision",
                column,
                format!("{each:.2}"),
            );
            self.enter(
                "(f) round trips when nothing is pending",
                column,
                nothing.to_string(),
            );
        }
        println!();
        Ok(())
    }

    /// (g) What a start costs beside connecting when nothing is pending: verifying, and the run that finds nothing to do.
    pub(crate) fn start(&self, count: usize) -> Result<(), Box<dyn Error>> {
        println!("(g) a start with {count} revisions applied, beside a start that only connects");
        let server = Server::start();
        for tool in Tool::ALL {
            let Some(program) = self.built(tool, count)? else {
                self.enter(APPLYING, Column::Tool(tool), "not built".to_owned());
                continue;
            };
            let url = server.url(&server.fresh_database());
            measure::run(&mut Task::Apply.command(&program, &url))?;
            let tasks: &[(Task, &str)] = match tool {
                Tool::Ours => &[(Task::Require, VERIFYING), (Task::Apply, APPLYING)],
                _ => &[(Task::Apply, APPLYING)],
            };
            for (task, row) in tasks {
                let more = beside(
                    || Task::Connect.command(&program, &url),
                    || task.command(&program, &url),
                )?;
                println!(
                    "    {:<16} {task:<10?} {:>+8.2} ms",
                    tool.name(),
                    more * 1e3
                );
                self.enter(row, Column::Tool(tool), format!("{:+.1} ms", more * 1e3));
            }
        }
        println!();
        Ok(())
    }
}

const VERIFYING: &str =
    "(g) a start that verifies at 5 times as many revisions, beside one that only connects";
const APPLYING: &str = "(g) the same, a start that applies and finds nothing pending";

/// The seconds that one program takes more than the other; they take turns, so that what else happens on the machine happens
/// to both.
fn beside(base: impl Fn() -> Command, other: impl Fn() -> Command) -> Result<f64, Box<dyn Error>> {
    let (mut bases, mut others) = (Vec::new(), Vec::new());
    for _ in 0..3 * RUNS {
        bases.push(measure::run(&mut base())?);
        others.push(measure::run(&mut other())?);
    }
    Ok(middle(others).as_secs_f64() - middle(bases).as_secs_f64())
}

fn middle(mut costs: Vec<Cost>) -> Duration {
    costs.sort_by_key(|cost| cost.wall);
    costs[costs.len() / 2].wall
}
