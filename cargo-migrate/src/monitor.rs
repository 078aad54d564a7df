//! What a statement that takes long is doing: asked over a second connection while the first one waits for its answer.
//!
//! The second connection is opened only when a message is on its way for a second. When it cannot be opened nothing is said.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;
use migrate_core::plan::LedgerName;
use migrate_core::sql;
use migrate_runtime::{Greeting, Reply, Session, Wanted};

use crate::database::{Again, Connected};
use crate::output::{Output, Verbosity};
use crate::progress::seconds;

/// How long a message may be on its way before anybody asks.
const LONG: Duration = Duration::from_secs(1);
/// How often it is asked.
const PULSE: Duration = Duration::from_millis(500);
/// How often the same is said again.
const SAID_AGAIN: Duration = Duration::from_secs(10);

/// The bar that is drawn, when there is one: lines are printed above it.
pub(crate) type Bar = Arc<Mutex<Option<ProgressBar>>>;

/// A session that is watched while its messages are on their way.
pub(crate) struct Watched<'s> {
    session: &'s mut Connected,
    /// When the message was sent, in milliseconds after `epoch`, and one more; 0 when none is on its way.
    sent: Arc<AtomicU64>,
    epoch: Instant,
    /// The watching thread ends when this is dropped.
    _alive: Option<Sender<()>>,
}

impl<'s> Watched<'s> {
    /// Watches a session; a database in this process is left alone, and so is who wants quiet.
    pub(crate) fn new(
        session: &'s mut Connected,
        ledger: &LedgerName,
        verbosity: Verbosity,
        bar: &Bar,
    ) -> Self {
        let (sent, epoch) = (Arc::new(AtomicU64::new(0)), Instant::now());
        let alive = match session.again() {
            Some(again) if verbosity > Verbosity::Quiet => {
                let (alive, wait) = mpsc::channel();
                let watch = Watch {
                    sent: Arc::clone(&sent),
                    epoch,
                    question: sql::progress(ledger),
                    output: Output::new(verbosity, anstream::ColorChoice::Auto),
                    bar: Arc::clone(bar),
                };
                thread::spawn(move || watch.run(&wait, &again));
                Some(alive)
            }
            _ => None,
        };
        Self {
            session,
            sent,
            epoch,
            _alive: alive,
        }
    }
}

impl Session for Watched<'_> {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        self.sent.store(millis(self.epoch) + 1, Ordering::Relaxed);
        let reply = self.session.send(sql, wanted);
        self.sent.store(0, Ordering::Relaxed);
        reply
    }

    fn greeting(&self) -> Greeting {
        self.session.greeting()
    }

    fn beside(&mut self, sql: &str) -> Option<Reply> {
        self.session.beside(sql)
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX - 1)
}

/// The thread that asks.
struct Watch {
    sent: Arc<AtomicU64>,
    epoch: Instant,
    question: String,
    output: Output,
    bar: Bar,
}

impl Watch {
    fn run(mut self, wait: &mpsc::Receiver<()>, again: &Again) {
        let mut said: Option<(String, Instant)> = None;
        let mut second = None;
        while wait.recv_timeout(PULSE) == Err(RecvTimeoutError::Timeout) {
            let sent = self.sent.load(Ordering::Relaxed);
            let taken = Duration::from_millis((millis(self.epoch) + 1).saturating_sub(sent));
            if sent == 0 || taken < LONG {
                said = said.filter(|_| sent != 0);
                continue;
            }
            if second.is_none() {
                second = again();
            }
            let Some(client) = &mut second else {
                return self
                    .output
                    .detail("no second connection to look at the running statement");
            };
            let Reply::Rows(rows) = client.send(&self.question, Wanted::Rows) else {
                return;
            };
            let glance = rows.first().map(|row| Glance::from_columns(row));
            let Some(glance) = glance.filter(Glance::says_something) else {
                continue;
            };
            // A message that was answered meanwhile is not told about.
            if self.sent.load(Ordering::Relaxed) != sent {
                continue;
            }
            let news = glance.headline();
            let is_news = said
                .as_ref()
                .is_none_or(|(told, at)| *told != news || at.elapsed() >= SAID_AGAIN);
            if is_news {
                self.say(format_args!("for {}: {glance}", seconds(taken)));
                said = Some((news, Instant::now()));
            }
        }
    }

    fn say(&mut self, what: fmt::Arguments<'_>) {
        let bar = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        match &*bar {
            Some(bar) => bar.suspend(|| self.output.step("Running", what)),
            None => self.output.step("Running", what),
        }
    }
}

/// What the session was doing at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Glance {
    phase: Option<String>,
    index: Option<String>,
    /// Done and total.
    blocks: Option<(u64, u64)>,
    tuples: Option<(u64, u64)>,
    locker: Option<String>,
    blockers: Option<String>,
}

impl Glance {
    /// Reads the row that [`sql::progress`] asks for.
    fn from_columns(columns: &[Option<String>]) -> Self {
        let text = |at: usize| columns.get(at).cloned().flatten();
        let number = |at: usize| text(at).and_then(|text| text.parse().ok());
        let share = |at: usize| {
            number(at)
                .zip(number(at + 1))
                .filter(|(_, total)| *total > 0)
        };
        Self {
            phase: text(0),
            // Until its first transaction is over, others see no index but its number.
            index: text(1).filter(|name| {
                !name
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'-')
            }),
            blocks: share(2),
            tuples: share(4),
            locker: text(6),
            blockers: text(7),
        }
    }

    fn says_something(&self) -> bool {
        self.phase.is_some() || self.blockers.is_some()
    }

    /// What has to change for it to be news: not each block.
    fn headline(&self) -> String {
        format!("{:?} {:?} {:?}", self.phase, self.blockers, self.locker)
    }
}

impl fmt::Display for Glance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(phase) = &self.phase {
            match &self.index {
                Some(index) => write!(f, "index {index}: {phase}")?,
                None => write!(f, "index build: {phase}")?,
            }
            for (share, unit) in [(self.blocks, "blocks"), (self.tuples, "rows")] {
                if let Some((done, total)) = share {
                    let percent = u128::from(done) * 100 / u128::from(total);
                    write!(f, ", {percent} % of {total} {unit}")?;
                }
            }
            separator = "; ";
        }
        match (&self.blockers, &self.locker) {
            (Some(blockers), _) => write!(f, "{separator}blocked by {blockers}"),
            (None, Some(pid)) => write!(f, "{separator}waiting for pid {pid}"),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glance(columns: [Option<&str>; 8]) -> Glance {
        Glance::from_columns(&columns.map(|text| text.map(str::to_owned)))
    }

    #[test]
    fn a_build_is_told_with_its_phase_and_its_share() {
        let building = glance([
            Some("building index: scanning table"),
            Some("t_a"),
            Some("250"),
            Some("1000"),
            Some("0"),
            Some("0"),
            None,
            None,
        ]);
        assert_eq!(
            building.to_string(),
            "index t_a: building index: scanning table, 25 % of 1000 blocks"
        );
        assert!(building.says_something());
        let waiting = glance([
            Some("waiting for old snapshots"),
            Some("16412"),
            None,
            None,
            None,
            None,
            Some("77"),
            Some("pid 77 (psql, app, idle in transaction)"),
        ]);
        assert_eq!(
            waiting.to_string(),
            "index build: waiting for old snapshots; blocked by pid 77 (psql, app, idle in transaction)"
        );
    }

    #[test]
    fn who_blocks_is_told_of_any_statement_and_nothing_is_told_of_nothing() {
        let blocked = glance([
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            Some("pid 7 (psql)"),
        ]);
        assert_eq!(blocked.to_string(), "blocked by pid 7 (psql)");
        assert!(!glance([None; 8]).says_something());
        let mut further = blocked.clone();
        further.blocks = Some((1, 2));
        assert_eq!(
            further.headline(),
            blocked.headline(),
            "a share that grows is no news by itself"
        );
    }
}
