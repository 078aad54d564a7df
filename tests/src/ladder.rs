//! A history whose every statement leaves a trace: what was carried out, and how often, can be read from the database.
//!
//! A rung is a revision. It makes an object named after it and counts each of its statements in the table `runs`, once up and
//! once down, so that nothing can be carried out twice without being seen.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use migrate_core::plan::{Plan, RevisionId};
use migrate_core::source::{Drafts, Settings, disk, load};

use crate::project::Project;

/// How a rung is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rung {
    /// In one transaction: a table.
    Transaction,
    /// Statement by statement: a row, an index that is built concurrently, a row.
    Steps,
}

impl Rung {
    /// The number of statements that leave a trace of their own.
    #[must_use]
    pub fn steps(self) -> i64 {
        match self {
            Self::Transaction => 1,
            Self::Steps => 3,
        }
    }
}

/// A history; its first rung is always a transactional one.
#[derive(Debug, Clone)]
pub struct Ladder {
    rungs: Vec<Rung>,
    pause: u32,
}

impl Ladder {
    /// The rungs in this order; each statement that counts takes so many milliseconds.
    ///
    /// # Panics
    ///
    /// When the first rung is not transactional: it makes the table that the others count in.
    #[must_use]
    pub fn new(rungs: &[Rung], pause: u32) -> Self {
        assert_eq!(rungs.first(), Some(&Rung::Transaction));
        Self {
            rungs: rungs.to_vec(),
            pause,
        }
    }

    /// The rungs with their numbers, from 1.
    pub fn rungs(&self) -> impl Iterator<Item = (i64, Rung)> {
        (1..).zip(self.rungs.iter().copied())
    }

    /// The revision of the rung with this number.
    ///
    /// # Panics
    ///
    /// When the number is below zero.
    #[must_use]
    pub fn id(number: i64) -> RevisionId {
        let number = u64::try_from(number).expect("rungs are numbered from 1");
        RevisionId::from_bits(0xabcd_0000_0000 + number)
    }

    /// The rung with this revision.
    #[must_use]
    pub fn rung_of(&self, id: &str) -> Option<(i64, Rung)> {
        self.rungs()
            .find(|(number, _)| Self::id(*number).to_string() == id)
    }

    /// Writes it into a package, seals it, and loads the plan as the command line does.
    ///
    /// # Panics
    ///
    /// When it is not accepted.
    #[must_use]
    pub fn install(&self, project: &Project) -> Plan {
        for (number, rung) in self.rungs() {
            self.write(&project.path("migrations"), number, rung);
        }
        project.seal();
        let settings = Settings::for_package("ladder");
        let files = disk::read(project.root(), &settings.directory);
        let loaded = load(&files, &settings, Drafts::Refused);
        assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
        loaded.plan.expect("a plan without problems is there")
    }

    fn write(&self, directory: &Path, number: i64, rung: Rung) {
        let folder = directory.join(format!("202601010000{number:02}_rung_{number}"));
        let mut manifest = format!(
            "id = \"{}\"\nparents = [{}]\nmessage = \"rung {number}\"\ncreated = 2026-01-01T00:00:{number:02}Z\n",
            Self::id(number),
            match number {
                1 => String::new(),
                _ => format!("\"{}\"", Self::id(number - 1)),
            }
        );
        if rung == Rung::Steps {
            manifest.push_str("transaction = \"none\"\n");
        }
        let (up, down) = (self.up(number, rung), self.down(number, rung));
        fs::create_dir_all(&folder).expect("the package is writable");
        fs::write(folder.join("revision.toml"), manifest).expect("the package is writable");
        fs::write(folder.join("up.sql"), up).expect("the package is writable");
        fs::write(folder.join("down.sql"), down).expect("the package is writable");
    }

    fn up(&self, number: i64, rung: Rung) -> String {
        let mut text = String::new();
        if number == 1 {
            text.push_str("CREATE TABLE runs (rung bigint, step bigint, direction text);\n");
        }
        let object = match rung {
            Rung::Transaction => format!("CREATE TABLE rung_{number} ();\n"),
            Rung::Steps => {
                format!("CREATE INDEX CONCURRENTLY rung_{number} ON runs (rung);\n")
            }
        };
        self.counted(text, number, rung, "up", &object)
    }

    fn down(&self, number: i64, rung: Rung) -> String {
        let object = match rung {
            Rung::Transaction => format!("DROP TABLE rung_{number};\n"),
            Rung::Steps => format!("DROP INDEX CONCURRENTLY rung_{number};\n"),
        };
        let mut text = self.counted(String::new(), number, rung, "down", &object);
        if number == 1 {
            text.push_str("DROP TABLE runs;\n");
        }
        text
    }

    fn counted(
        &self,
        mut text: String,
        number: i64,
        rung: Rung,
        direction: &str,
        object: &str,
    ) -> String {
        let pause = f64::from(self.pause) / 1000.0;
        let count = |step: i64| {
            format!(
                "INSERT INTO runs SELECT {number}, {step}, '{direction}' FROM pg_sleep({pause});\n"
            )
        };
        let _infallible = match rung {
            Rung::Transaction => write!(text, "{object}{}", count(1)),
            Rung::Steps => write!(text, "{}{object}{}", count(1), count(3)),
        };
        text
    }
}
