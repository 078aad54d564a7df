//! The time of one proof: what its scripts may do on the server, and that it stays as it was.

use std::ops::Range;

use super::reach::{self, Effect, Lasting, Named, Reach};
use super::{Scratch, Source};
use crate::failure::Failure;

/// As long as it lives, scripts may be carried out that make roles or databases on the server.
pub(crate) struct Turn<'s> {
    scratch: &'s Scratch,
    databases: Databases,
}

/// How many scratch databases may hold the same history at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Databases {
    /// As many as are wanted.
    Many,
    /// One: a role that a script makes is there once on a server.
    One,
}

/// A statement that is not carried out, because it would change a server that is not thrown away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// Its bytes in the script.
    pub(crate) range: Range<usize>,
    /// What it would do, as the end of a sentence that begins with the revision.
    pub(crate) what: String,
    /// What is underlined.
    pub(crate) label: &'static str,
    /// What to do about it.
    pub(crate) help: String,
}

impl Scratch {
    /// Gets the server ready for these scripts, which are all that will be carried out.
    ///
    /// Where they make roles or databases on a server that the settings name, no other such proof runs on it as long as the
    /// value lives, and what they made is dropped with the scratch database in which they did. Scripts that are made ready while
    /// others of this process are carried out join their turn.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or another proof does not come to its end.
    pub(crate) fn begin(&self, scripts: &[&str]) -> Result<Turn<'_>, Failure> {
        let databases = self.databases_for(scripts);
        if let (Source::Server(server), Databases::One) = (&self.source, databases) {
            server.begin(scripts)?;
        }
        let scratch = self;
        Ok(Turn { scratch, databases })
    }

    /// How many scratch databases may hold these scripts at the same time.
    pub(crate) fn databases_for(&self, scripts: &[&str]) -> Databases {
        match &self.source {
            Source::Server(_) if scripts.iter().any(|script| !reach::of(script).is_empty()) => {
                Databases::One
            }
            Source::Server(_) => Databases::Many,
            // Each database is a server of its own.
            #[cfg(feature = "embedded")]
            Source::Embedded => Databases::Many,
        }
    }
}

impl Turn<'_> {
    /// How many scratch databases may hold these scripts at the same time.
    pub(crate) fn databases(&self) -> Databases {
        self.databases
    }

    /// The statements of a script that are not carried out here.
    pub(crate) fn refused(&self, script: &str) -> Vec<Refused> {
        match (&self.scratch.source, self.databases) {
            (Source::Server(server), Databases::One) => {
                let reaches = reach::of(script);
                let refused = |reach: Reach| {
                    let had = |named: &Named| {
                        server
                            .before(|before| before.has(named))
                            .unwrap_or_default()
                    };
                    refused(reach, had)
                };
                reaches.into_iter().filter_map(refused).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let (Source::Server(server), Databases::One) = (&self.scratch.source, self.databases) {
            server.end();
        }
    }
}

/// Whether a statement is refused, as far as what was there before decides.
fn refused(reach: Reach, had: impl Fn(&Named) -> bool) -> Option<Refused> {
    let range = reach.range;
    let refuse = |what: String, label, help: &str| {
        let help = help.to_owned();
        Some(Refused {
            range: range.clone(),
            what,
            label,
            help,
        })
    };
    match reach.effect {
        Effect::Makes => None,
        Effect::Changes(named) => {
            let before = named.iter().find(|one| had(one))?;
            refuse(
                format!(
                    "changes {}, which the scratch server had before",
                    told(before)
                ),
                "this would stay",
                match before {
                    Named::Database(_) => OWN_DATABASE,
                    Named::Role(_) | Named::Self_ => OWN_ROLE,
                },
            )
        }
        Effect::Members { of, members } => {
            let first = |list: &[Named]| list.iter().find(|one| had(one)).map(told);
            let (of, member) = (first(&of)?, first(&members)?);
            refuse(
                format!(
                    "changes whether {member} is a member of {of}, both of which the scratch server had before"
                ),
                "this would stay",
                OWN_ROLE,
            )
        }
        Effect::Lasts(Lasting::System) => refuse(
            "changes settings of the whole scratch server".to_owned(),
            "this would stay",
            "settings of a server are not a matter of one database: set them where the server is set up",
        ),
        Effect::Lasts(Lasting::Tablespace) => refuse(
            "is about tablespaces of the scratch server".to_owned(),
            "this belongs to no database",
            "a tablespace is a directory of one server: make it where the server is set up",
        ),
        Effect::Lasts(Lasting::AllRoles) => refuse(
            "changes a setting for all roles of the scratch server".to_owned(),
            "this would stay",
            OWN_ROLE,
        ),
        Effect::Lasts(Lasting::Subscription) => refuse(
            "lets the scratch server connect to a publisher".to_owned(),
            "this would leave a slot there",
            "create it `WITH (connect = false)`, and enable it by hand where it is meant to be",
        ),
        Effect::Lasts(Lasting::Slot) => refuse(
            "is about replication slots of the scratch server".to_owned(),
            "a slot belongs to the server, which keeps its log for it",
            "a slot is made for who reads from it: make it by hand where replication is set up",
        ),
        Effect::Lasts(Lasting::Origin) => refuse(
            "is about replication origins of the scratch server".to_owned(),
            "an origin belongs to the server",
            "an origin is made by who replicates: make it by hand where replication is set up",
        ),
    }
}

const OWN_ROLE: &str = "a proof changes only roles that the history makes: take the role from the scratch server, and let \
     a revision make it, or the setting `scratch = { roles = [\"…\"] }`";
const OWN_DATABASE: &str = "a proof changes only databases that the history makes; for the own one, whatever its name: \
     `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET …', current_database()); END $$`";

fn told(named: &Named) -> String {
    match named {
        Named::Role(name) => format!("the role `{name}`"),
        Named::Database(name) => format!("the database `{name}`"),
        Named::Self_ => "the role that works there".to_owned(),
    }
}
