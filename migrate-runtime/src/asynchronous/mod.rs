//! The asynchronous session, and the loop that drives a run over it.

mod client;
mod methods;

use std::future::Future;

use migrate_core::run::{Action, Error, Greeting, Outcome, Reply, Run};

use crate::watch::Watch;
use crate::{Observer, Wanted};

/// An asynchronous connection to PostgreSQL, as far as a run needs one.
///
/// It is implemented for `tokio_postgres::Client`; anything else that speaks the simple query protocol can implement it. A
/// run that changes the database takes the session by `&mut`, because nothing else may be sent over it in between; one
/// that only asks takes it by `&`.
pub trait AsyncSession: Sync {
    /// Sends the text as one simple-query message and waits for the answer; as [`Session::send`](crate::Session::send),
    /// with a future.
    fn send(&self, sql: &str, wanted: Wanted) -> impl Future<Output = Reply> + Send;

    /// Sends the text behind what was sent, and waits for nothing.
    ///
    /// A run whose future was dropped says with it how the session is left: rolled back, without the lock, with its settings
    /// as they were. A session that cannot do this has to close its connection instead.
    fn leave(&self, sql: &str);

    /// What the server was told when the connection was made; as [`Session::greeting`](crate::Session::greeting).
    fn greeting(&self) -> Greeting {
        Greeting::Unknown
    }

    /// Asks over a second connection; as [`Session::beside`](crate::Session::beside), with a future.
    fn beside(&self, sql: &str) -> impl Future<Output = Option<Reply>> + Send {
        let _ = sql;
        std::future::ready(None)
    }
}

/// Drives a run to its end. Time passes by `tokio::time`.
///
/// # Dropping the future
///
/// What was sent is carried out by the server all the same: the revision that was on its way is applied and recorded, or
/// neither; a statement of a non-transactional one goes on to its end and leaves the ledger at that step. Nothing that
/// follows is sent, except a last message that rolls back, releases the lock and puts the session's settings back
/// ([`AsyncSession::leave`]); whoever uses the connection next waits until it was answered.
///
/// # Errors
///
/// What the run ends with; see [`Error`].
pub async fn drive_async<'p>(
    run: Run<'p>,
    session: &impl AsyncSession,
    observer: &mut (impl Observer + Send + ?Sized),
) -> Result<Outcome<'p>, Error> {
    let mut driven = Driven { run, session };
    driven.run.greeted(session.greeting());
    let mut watch = Watch::new(&driven.run, observer);
    loop {
        let action = driven.run.poll();
        watch.tell(&mut driven.run);
        let reply = match action {
            Action::Query(sql) => watch.within(session.send(&sql, Wanted::Rows)).await,
            Action::Execute(sql) => watch.within(session.send(&sql, Wanted::Nothing)).await,
            Action::Beside(sql) => session.beside(&sql).await.unwrap_or(Reply::Alone),
            Action::Wait(time) => {
                tokio::time::sleep(time).await;
                Reply::Waited
            }
            Action::Done(result) => return watch.end(result),
        };
        driven.run.handle(reply, watch.now());
    }
}

/// A run and its session, which is left in order also when the future is dropped.
struct Driven<'p, 's, S: AsyncSession> {
    run: Run<'p>,
    session: &'s S,
}

impl<S: AsyncSession> Drop for Driven<'_, '_, S> {
    fn drop(&mut self) {
        if let Some(sql) = self.run.abandon() {
            self.session.leave(&sql);
        }
    }
}
