//! What a second connection sees after a run, whatever became of the run: nothing half done, nothing done twice, nothing left.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use postgres::{Client, NoTls, SimpleQueryMessage};

use crate::ladder::{Ladder, Rung};

/// A connection of its own to the database of a run.
pub struct Witness {
    client: Client,
    story: String,
}

/// One row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Recorded {
    state: String,
    step: i64,
}

impl Witness {
    /// Connects, not by way of a proxy.
    ///
    /// # Panics
    ///
    /// When the server does not answer.
    #[must_use]
    pub fn new(url: &str) -> Self {
        Self {
            client: Client::connect(url, NoTls).expect("the server was started"),
            story: String::new(),
        }
    }

    /// Says what is being tried: a failure tells it.
    pub fn hear(&mut self, story: &str) {
        story.clone_into(&mut self.story);
    }

    /// The rows of a query, as text.
    ///
    /// # Panics
    ///
    /// When it fails.
    pub fn rows(&mut self, sql: &str) -> Vec<Vec<String>> {
        let messages = self.client.simple_query(sql);
        let messages = messages.unwrap_or_else(|error| panic!("{sql}: {error}"));
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        rows.map(|row| {
            (0..row.len())
                .map(|at| row.get(at).unwrap_or_default().to_owned())
                .collect()
        })
        .collect()
    }

    /// Carries something out by hand, as a person would.
    ///
    /// # Panics
    ///
    /// When it fails.
    pub fn execute(&mut self, sql: &str) {
        let done = self.client.batch_execute(sql);
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Waits until the sessions of the run are over: a server notices a lost client only when it has something to tell it.
    ///
    /// # Panics
    ///
    /// When one is still there after half a minute.
    pub fn settle(&mut self) {
        let begin = Instant::now();
        loop {
            let others = self.rows(
                "SELECT pid, state, query FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
            );
            if others.is_empty() {
                return;
            }
            assert!(
                begin.elapsed() < Duration::from_secs(30),
                "{}: {others:?}",
                self.story
            );
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Requires that nothing of a run is left beside its revisions: no advisory lock, no open transaction, and no setting of
    /// the role or the database. What a session that goes on keeps to itself says [`settings`].
    ///
    /// # Panics
    ///
    /// When something is left.
    pub fn nothing_is_left(&mut self) {
        let left = self.rows(
            "SELECT 'lock', pid::text, mode FROM pg_locks
             WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
             UNION ALL
             SELECT 'transaction', pid::text, query FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
               AND backend_type = 'client backend'
             UNION ALL
             SELECT 'prepared transaction', gid, owner::text FROM pg_prepared_xacts WHERE database = current_database()
             UNION ALL
             SELECT 'setting', setdatabase::text, array_to_string(setconfig, ', ') FROM pg_db_role_setting",
        );
        assert!(left.is_empty(), "{}: left behind: {left:?}", self.story);
    }

    /// Requires that the ledger and the database say the same of every rung, and that nothing was carried out twice.
    ///
    /// # Panics
    ///
    /// When they do not.
    pub fn agrees(&mut self, ladder: &Ladder) {
        let recorded = self.recorded();
        let counted = self.counted();
        let objects = self.objects();
        let story = &self.story;
        for id in recorded.keys() {
            assert!(
                ladder.rung_of(id).is_some(),
                "{story}: a row of nothing: {id}"
            );
        }
        for (number, rung) in ladder.rungs() {
            let row = recorded.get(&Ladder::id(number).to_string());
            for step in 1..=rung.steps() {
                let carried_out = match (rung, step) {
                    // The table and its row come and go together.
                    (Rung::Transaction, _) => {
                        let (object, count) =
                            (objects.get(&number), counted.get(&(number, 1)).copied());
                        let both = (object.copied().unwrap_or(false), count.unwrap_or(0));
                        assert!(
                            both == (true, 1) || both == (false, 0),
                            "{story}: rung {number}: the table and its count are {both:?}"
                        );
                        both.0
                    }
                    (Rung::Steps, 2) => match objects.get(&number) {
                        None => false,
                        Some(true) => true,
                        // An index that is not whole is the trace of the statement at which the run stopped.
                        Some(false) => {
                            assert!(
                                row.is_some_and(|row| row.state != "applied" && row.step == 2),
                                "{story}: rung {number}: an invalid index, and the ledger says {row:?}"
                            );
                            continue;
                        }
                    },
                    (Rung::Steps, step) => {
                        let count = counted.get(&(number, step)).copied().unwrap_or(0);
                        assert!(
                            count == 0 || count == 1,
                            "{story}: rung {number}, statement {step}: carried out {count} times more up than down"
                        );
                        count == 1
                    }
                };
                let demanded = row.map_or(Some(false), |row| row.demands(step));
                assert!(
                    demanded.is_none_or(|demanded| demanded == carried_out),
                    "{story}: rung {number}, statement {step}: carried out is {carried_out}, and the ledger says {row:?}"
                );
            }
        }
    }

    /// Whether the trace of this statement is there; `None` for an index that is not whole.
    pub fn carried_out(&mut self, number: i64, step: i64) -> Option<bool> {
        match step {
            2 => match self.objects().get(&number) {
                None => Some(false),
                Some(true) => Some(true),
                Some(false) => None,
            },
            _ => Some(self.counted().get(&(number, step)) == Some(&1)),
        }
    }

    /// The rungs that are recorded as applied.
    pub fn applied(&mut self, ladder: &Ladder) -> Vec<i64> {
        let recorded = self.recorded();
        let is_applied = |number: &i64| {
            let row = recorded.get(&Ladder::id(*number).to_string());
            row.is_some_and(|row| row.state == "applied")
        };
        ladder
            .rungs()
            .map(|(number, _)| number)
            .filter(is_applied)
            .collect()
    }

    fn there_is(&mut self, table: &str) -> bool {
        self.rows(&format!("SELECT to_regclass('{table}') IS NOT NULL")) == [["t"]]
    }

    fn recorded(&mut self) -> BTreeMap<String, Recorded> {
        if !self.there_is("public.migrate_ledger") {
            return BTreeMap::new();
        }
        let rows = self.rows("SELECT id, state, COALESCE(step, 0) FROM public.migrate_ledger");
        rows.into_iter()
            .map(|row| {
                let (state, step) = (row[1].clone(), number(&row[2]));
                (row[0].clone(), Recorded { state, step })
            })
            .collect()
    }

    /// How often each statement was carried out up, less how often down.
    fn counted(&mut self) -> BTreeMap<(i64, i64), i64> {
        if !self.there_is("public.runs") {
            return BTreeMap::new();
        }
        let rows = self.rows(
            "SELECT rung, step, count(*) FILTER (WHERE direction = 'up') - count(*) FILTER (WHERE direction = 'down')
             FROM runs GROUP BY 1, 2",
        );
        rows.iter()
            .map(|row| ((number(&row[0]), number(&row[1])), number(&row[2])))
            .collect()
    }

    /// The objects of the rungs, and whether they are whole.
    fn objects(&mut self) -> BTreeMap<i64, bool> {
        let rows = self.rows(
            "SELECT substr(c.relname, 6), COALESCE(i.indisvalid AND i.indisready, true)
             FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relname LIKE 'rung\\_%'",
        );
        rows.iter()
            .map(|row| (number(&row[0]), row[1] == "t"))
            .collect()
    }
}

impl Recorded {
    /// Whether this row demands the trace of a statement; `None` for the one that may have been under way.
    fn demands(&self, step: i64) -> Option<bool> {
        match self.state.as_str() {
            "applied" => Some(true),
            "running" if step != self.step => Some(step < self.step),
            "reverting" if step != self.step => Some(step > self.step),
            _ => None,
        }
    }
}

/// What a session has set for itself: a run gives it back as it got it.
///
/// # Panics
///
/// When the session does not answer.
#[must_use]
pub fn settings(session: &mut Client) -> Vec<(String, String)> {
    // What belongs to a transaction ends with it, and what an extension brings came with its first use.
    let messages = session.simple_query(
        "SELECT name, setting FROM pg_settings WHERE name NOT LIKE 'transaction\\_%' AND name NOT LIKE '%.%'
         UNION ALL SELECT 'role', CURRENT_USER::text UNION ALL SELECT 'session_authorization', SESSION_USER::text
         ORDER BY name",
    );
    let messages = messages.expect("the session goes on");
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    rows.map(|row| {
        let text = |at| row.get(at).unwrap_or_default().to_owned();
        (text(0), text(1))
    })
    .collect()
}

fn number(text: &str) -> i64 {
    text.parse().expect("it is a number")
}
