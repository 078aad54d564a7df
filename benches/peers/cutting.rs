//! (h) What a lost connection leaves: it is cut at every request, before and after the server saw it, and the program is run
//! again.

use std::error::Error;
use std::process::Command;

use crate::Bench;
use crate::measure;
use crate::proxy::{Cut, Moment, Proxy};
use crate::server::Server;
use crate::table::Column;
use crate::tools::Tool;

/// As many revisions as show everything: the first table, its columns, and the second table.
const REVISIONS: usize = 6;

impl Bench {
    /// (h) Of all points at which the connection was cut, those after which the next run failed.
    pub(crate) fn cut_everywhere(&self) -> Result<(), Box<dyn Error>> {
        const ROW: &str =
            "(h) points at which a lost connection leaves what the next run fails on, of all";
        println!("(h) the connection is lost at every request; then the program is run again");
        let server = Server::start();
        let proxy = Proxy::start(server.port());
        for tool in Tool::ALL {
            let Some(program) = self.built(tool, REVISIONS)? else {
                continue;
            };
            let command = |url: &str| {
                let mut command = Command::new(&program);
                command.env("DATABASE_URL", url);
                command
            };
            proxy.reset();
            measure::run(&mut command(
                &proxy.url(&server.url(&server.fresh_database())),
            ))?;
            let requests = proxy.requests().len();
            let (mut points, mut stuck, mut first) = (0, 0, None);
            for request in 1..=requests {
                for moment in [Moment::Before, Moment::After] {
                    let url = server.url(&server.fresh_database());
                    proxy.cut(Cut { request, moment });
                    // It fails, unless nothing depends on the answer.
                    let _lost = measure::run(&mut command(&proxy.url(&url)));
                    points += 1;
                    if let Err(error) = measure::run(&mut command(&url)) {
                        stuck += 1;
                        first = first.or_else(|| Some((request, moment, error.to_string())));
                    }
                }
            }
            println!("    {:<16} {stuck:>4} of {points}", tool.name());
            if let Some((request, moment, error)) = first {
                let line = error.lines().find(|line| line.contains("rror"));
                println!(
                    "        first at request {request}, {moment:?}: {}",
                    line.unwrap_or(&error)
                );
            }
            self.enter(ROW, Column::Tool(tool), format!("{stuck} of {points}"));
        }
        println!();
        Ok(())
    }
}
