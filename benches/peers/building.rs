//! (a) Checking again and (b) building from nothing: what cargo is waited for.

use std::error::Error;
use std::fs;
use std::process::Command;

use crate::measure::{self, Cost};
use crate::table::Column;
use crate::tools::Tool;
use crate::{Bench, RUNS, first_line, report};

impl Bench {
    /// (a) `cargo check` after touching the source of a crate that embeds the history.
    pub(crate) fn incremental_check(&self, count: usize) -> Result<(), Box<dyn Error>> {
        const ROW: &str =
            "(a) `cargo check` after touching the source of the crate that embeds them";
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
            let text = format!("{:.2} s", cost.wall.as_secs_f64());
            self.enter(ROW, Column::Tool(tool), text);
        }
        println!();
        Ok(())
    }

    /// (b) CPU seconds of building, from nothing, a crate that only depends on the tool.
    pub(crate) fn cold_build(&self) -> Result<(), Box<dyn Error>> {
        const ROW: &str = "(b) CPU of a cold `cargo build` of a crate that only depends on it";
        println!("{ROW}");
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
                    self.enter(ROW, Column::Tool(tool), format!("{cpu:.0} s"));
                }
                Err(error) => println!("    {:<16} not built: {}", tool.name(), first_line(&error)),
            }
        }
        println!();
        Ok(())
    }
}
