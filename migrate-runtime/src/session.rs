//! Moving text: the blocking session, and the loop that drives a run over it.

use std::thread;

use migrate_core::run::{Action, Error, Greeting, Outcome, Reply, Run};

use crate::Observer;
use crate::watch::Watch;

/// A blocking connection to PostgreSQL, as far as a run needs one.
///
/// It is implemented for `postgres::Client`; anything else that speaks the simple query protocol can implement it.
pub trait Session {
    /// Sends the text as one simple-query message and waits for the answer.
    ///
    /// The answer is [`Reply::Rows`], [`Reply::Error`] while the session goes on, or [`Reply::Lost`] when it is over: the
    /// run then no longer rolls back or releases its lock. The text must go out unchanged and in one
    /// message: several statements of one message share its fate.
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply;

    /// What the server was told when the connection was made, and therefore remembers unless a pooler made it.
    fn greeting(&self) -> Greeting {
        Greeting::Unknown
    }

    /// Opens a second connection to the same place, sends this text on it and closes it; `None` when that cannot be done.
    ///
    /// With it a run finds out whether a pooler stands between, before it sends statements outside a transaction.
    fn beside(&mut self, sql: &str) -> Option<Reply> {
        let _ = sql;
        None
    }
}

/// Whether the rows of a message are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Return the rows of all statements.
    Rows,
    /// Drop them, whatever their number: a script may select a whole table.
    Nothing,
}

/// Drives a run to its end.
///
/// Should the observer panic, the session is left rolled back, without the lock and with its settings as they were.
///
/// # Errors
///
/// What the run ends with; see [`Error`].
pub fn drive<'p>(
    run: Run<'p>,
    session: &mut (impl Session + ?Sized),
    observer: &mut (impl Observer + ?Sized),
) -> Result<Outcome<'p>, Error> {
    let mut watch = Watch::new(&run, observer);
    let mut driven = Driven { run, session };
    driven.run.greeted(driven.session.greeting());
    loop {
        let action = driven.run.poll();
        watch.tell(&mut driven.run);
        let session = &mut *driven.session;
        let reply = match action {
            Action::Query(sql) => watch.inside(|| session.send(&sql, Wanted::Rows)),
            Action::Execute(sql) => watch.inside(|| session.send(&sql, Wanted::Nothing)),
            Action::Beside(sql) => session.beside(&sql).unwrap_or(Reply::Alone),
            Action::Wait(time) => {
                thread::sleep(time);
                Reply::Waited
            }
            Action::Done(result) => return watch.end(result),
        };
        driven.run.handle(reply, watch.now());
    }
}

/// A run and its session, which is left in order also when the observer panics: it may be of a pool, and serve on.
struct Driven<'p, 's, S: Session + ?Sized> {
    run: Run<'p>,
    session: &'s mut S,
}

impl<S: Session + ?Sized> Drop for Driven<'_, '_, S> {
    fn drop(&mut self) {
        if let Some(sql) = self.run.abandon() {
            let _unheard = self.session.send(&sql, Wanted::Nothing);
        }
    }
}
