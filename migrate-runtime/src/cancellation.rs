//! Stopping a run from another thread.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Stops runs from another thread: a signal handler, a shutdown of the application.
///
/// A run that waits ends at once, and one that is between two revisions before the next. The statement that is running goes
/// on to its end, unless [`Cancellation::on_cancel`] says how it is cancelled on the server. The run ends with
/// [`Error::Interrupted`](crate::Error::Interrupted), which says what was recorded; it is rolled back, and its lock is released.
///
/// # Example
///
/// ```
/// use migrate_runtime::Cancellation;
///
/// let cancellation = Cancellation::new();
/// let elsewhere = cancellation.clone();
/// std::thread::spawn(move || elsewhere.cancel()).join().unwrap();
/// assert!(cancellation.is_cancelled());
/// ```
///
/// # Example: cancelling the statement too
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let address = "";
/// let client = postgres::Client::connect(address, postgres::NoTls)?;
/// let cancellation = migrate_runtime::Cancellation::new();
/// let token = client.cancel_token();
/// cancellation.on_cancel(move || {
///     let _refused = token.cancel_query(postgres::NoTls);
/// });
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Cancellation(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    cancelled: bool,
    /// The number of runs that can be cancelled.
    runs: usize,
    /// The number of messages under way that may be cancelled.
    in_flight: usize,
    /// Whether the server is being told to cancel it.
    telling: bool,
    tell: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// How long the server has to cancel a statement before it is told again: what it was told may have come before the statement.
const AGAIN: Duration = Duration::from_millis(250);

impl Cancellation {
    /// One that was not cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How the statement that is running is cancelled on the server. It is called in a thread of its own.
    pub fn on_cancel(&self, tell: impl Fn() + Send + Sync + 'static) {
        self.state().tell = Some(Arc::new(tell));
    }

    /// Stops the runs that use it, also those that begin later. It does not wait for their end.
    pub fn cancel(&self) {
        let mut state = self.state();
        if state.cancelled {
            return;
        }
        state.cancelled = true;
        self.0.changed.notify_all();
        if let Some(tell) = state.tell.clone() {
            let cancellation = self.clone();
            drop(state);
            thread::spawn(move || cancellation.tell(&*tell));
        }
    }

    /// Whether it was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.state().cancelled
    }

    /// Whether a run is going on that it would stop.
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        self.state().runs > 0
    }

    /// Tells the server as long as a statement goes on that may be cancelled.
    fn tell(&self, tell: &(dyn Fn() + Send + Sync)) {
        let mut state = self.state();
        while state.runs > 0 {
            if state.in_flight > 0 {
                state.telling = true;
                drop(state);
                tell();
                state = self.state();
                state.telling = false;
                self.0.changed.notify_all();
            }
            state = self
                .0
                .changed
                .wait_timeout(state, AGAIN)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Waits, at most until it is cancelled.
    pub(crate) fn wait(&self, time: Duration) {
        let _state = self
            .0
            .changed
            .wait_timeout_while(self.state(), time, |state| !state.cancelled)
            .unwrap_or_else(PoisonError::into_inner);
    }

    /// Sends a message that may be cancelled meanwhile. A cancellation that is on its way hits this one and not the next.
    ///
    /// Runs do this by themselves. It is for who drives a session without a run, between [`begin`](Self::begin) and its end.
    pub fn flight<T>(&self, send: impl FnOnce() -> T) -> T {
        self.state().in_flight += 1;
        self.0.changed.notify_all();
        let reply = send();
        let mut state = self.state();
        state.in_flight = state.in_flight.saturating_sub(1);
        let _state = self
            .0
            .changed
            .wait_while(state, |state| state.telling)
            .unwrap_or_else(PoisonError::into_inner);
        reply
    }

    /// Something begins that is to be stopped in good order; it is over when the value is dropped.
    ///
    /// Runs do this by themselves. It is for who drives a session without a run, and asks
    /// [`is_cancelled`](Self::is_cancelled) between its messages.
    #[must_use]
    pub fn begin(&self) -> InUse<'_> {
        self.state().runs += 1;
        InUse(self)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that holds the lock can panic in between two changes that belong together.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A run, or something like it, that can be cancelled.
#[derive(Debug)]
pub struct InUse<'c>(&'c Cancellation);

impl Drop for InUse<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.runs -= 1;
        if state.runs == 0 {
            // After a panic a message may not have been counted out.
            state.in_flight = 0;
        }
        self.0.0.changed.notify_all();
    }
}

impl fmt::Debug for Cancellation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cancelled = self.is_cancelled();
        f.debug_struct("Cancellation")
            .field("cancelled", &cancelled)
            .finish_non_exhaustive()
    }
}
