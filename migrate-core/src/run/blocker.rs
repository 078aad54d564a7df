//! Who was in the way of a lock.

use std::fmt;
use std::time::Duration;

/// A session or a prepared transaction that holds locks on tables, and held them during the whole attempt that did not get
/// its lock. It was probably in the way; only PostgreSQL itself knows for certain, and only during the wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// Which of the two.
    pub who: Who,
    /// Its role; `None` when it may not be seen.
    pub role: Option<String>,
    /// What the session is doing, as `pg_stat_activity` says: `active`, `idle in transaction`; `None` when it may not be seen.
    pub state: Option<String>,
    /// For how long it has been doing that.
    pub since: Option<Duration>,
    /// For how long its transaction has been open.
    pub open: Option<Duration>,
    /// The tables on which it holds locks, with their schemas.
    pub tables: Vec<String>,
}

/// What holds a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Who {
    /// A session.
    Session {
        /// Its process id.
        pid: i32,
        /// Its `application_name`, or what kind of process it is when it is none of a client's.
        application_name: Option<String>,
    },
    /// A transaction that was prepared for a two-phase commit, which no session holds any more.
    Prepared {
        /// Its name.
        gid: String,
    },
}

impl Blocker {
    /// Reads a row of [`crate::sql::blockers`]; `None` when it names nobody.
    #[must_use]
    pub fn from_columns(columns: &[Option<String>]) -> Option<Self> {
        let text = |at: usize| columns.get(at).cloned().flatten();
        let seconds = |at| Some(Duration::from_secs(text(at)?.parse().ok()?));
        let who = match (text(0).and_then(|pid| pid.parse().ok()), text(1)) {
            (Some(pid), _) => Who::Session {
                pid,
                application_name: text(2),
            },
            (None, Some(gid)) => Who::Prepared { gid },
            (None, None) => return None,
        };
        Some(Self {
            who,
            role: text(3),
            state: text(4),
            since: seconds(5),
            open: seconds(6),
            tables: text(7)
                .map(|tables| tables.lines().map(str::to_owned).collect())
                .unwrap_or_default(),
        })
    }

    /// Those that hold a table which the script names; all of them when it names none of the tables.
    pub(crate) fn of_script(all: Vec<Self>, script: &str) -> Vec<Self> {
        let named = |blocker: &Self| {
            blocker
                .tables
                .iter()
                .filter_map(|table| table.split_once('.'))
                .any(|(_, table)| script.contains(table))
        };
        match all.iter().any(named) {
            true => all.into_iter().filter(named).collect(),
            false => all,
        }
    }

    /// The statement that ends it.
    #[must_use]
    pub fn ending(&self) -> String {
        match &self.who {
            Who::Session { pid, .. } => format!("SELECT pg_terminate_backend({pid})"),
            Who::Prepared { gid } => format!("ROLLBACK PREPARED '{}'", gid.replace('\'', "''")),
        }
    }
}

/// How many tables are named.
const TABLES: usize = 3;

impl fmt::Display for Blocker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = self.role.as_deref().map(|role| format!("role {role}"));
        let about: Vec<&str> = match &self.who {
            Who::Session {
                pid,
                application_name,
            } => {
                write!(f, "pid {pid}")?;
                application_name
                    .as_deref()
                    .into_iter()
                    .chain(role.as_deref())
                    .collect()
            }
            Who::Prepared { gid } => {
                write!(f, "the prepared transaction '{gid}'")?;
                role.as_deref().into_iter().collect()
            }
        };
        if !about.is_empty() {
            write!(f, " ({})", about.join(", "))?;
        }
        match (&self.state, self.since, self.open) {
            (Some(state), Some(since), _) => write!(f, ", {state} for {} s", since.as_secs())?,
            (_, _, Some(open)) => write!(f, ", open for {} s", open.as_secs())?,
            _ => {}
        }
        match &self.tables[..] {
            [] => Ok(()),
            tables => {
                let named = &tables[..tables.len().min(TABLES)];
                write!(f, ", holds locks on {}", named.join(", "))?;
                match tables.len() - named.len() {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocker(cells: [Option<&str>; 8]) -> Option<Blocker> {
        Blocker::from_columns(&cells.map(|cell| cell.map(str::to_owned)))
    }

    #[test]
    fn a_blocker_is_told_with_what_may_be_seen_of_it() {
        let said = |cells| blocker(cells).map(|blocker| blocker.to_string());
        let tables = Some("public.a\npublic.b\npublic.c\npublic.d");
        insta::assert_snapshot!(
            said([Some("7"), None, Some("psql"), Some("app"), Some("idle in transaction"), Some("42"), Some("50"), tables]).unwrap(),
            @"pid 7 (psql, role app), idle in transaction for 42 s, holds locks on public.a, public.b, public.c and 1 more"
        );
        insta::assert_snapshot!(
            said([Some("7"), None, None, None, None, None, None, Some("public.a")]).unwrap(),
            @"pid 7, holds locks on public.a"
        );
        insta::assert_snapshot!(
            said([None, Some("it's"), None, Some("app"), None, None, Some("9"), Some("public.a")]).unwrap(),
            @"the prepared transaction 'it's' (role app), open for 9 s, holds locks on public.a"
        );
        assert_eq!(said([None; 8]), None);
    }

    #[test]
    fn those_who_hold_a_table_of_the_script_are_meant_if_there_are_any() {
        let of = |pid: &'static str, tables: &'static str| {
            blocker([Some(pid), None, None, None, None, None, None, Some(tables)]).unwrap()
        };
        let all = vec![of("1", "public.users"), of("2", "public.orders")];
        let left = |script| {
            let left = Blocker::of_script(all.clone(), script);
            left.iter()
                .map(|blocker| blocker.ending())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            left("ALTER TABLE orders ADD x int"),
            ["SELECT pg_terminate_backend(2)"]
        );
        assert_eq!(left("DO $$ … $$").len(), 2);
    }
}
