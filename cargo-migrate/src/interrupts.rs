//! Ctrl-C and SIGTERM: the first one ends a run in good order, the second one ends the process.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use migrate_runtime::Cancellation;

use crate::output;

/// The cancellation of this process's runs.
static CANCELLATION: OnceLock<Cancellation> = OnceLock::new();

/// What is done before the process ends at once.
static LEAVING: Mutex<Option<Box<dyn Fn() + Send>>> = Mutex::new(None);

/// How shells report a process that was interrupted.
const INTERRUPTED: i32 = 130;

/// Nobody who waits this long is left without a word.
const WORTH_A_WORD: Duration = Duration::from_millis(500);

#[expect(
    clippy::exit,
    reason = "who interrupts a second time wants the process to end, whatever it is doing"
)]
/// What stops the runs of this process, from the first call on also by a signal.
pub(crate) fn cancellation() -> &'static Cancellation {
    CANCELLATION.get_or_init(|| {
        let cancellation = Cancellation::new();
        let stopped = cancellation.clone();
        // Where no handler can be set, a signal ends the process as it would have without one.
        let _as_before = ctrlc::set_handler(move || {
            if stopped.is_cancelled() || !stopped.is_in_use() {
                let leave = LEAVING
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .take();
                if let Some(leave) = leave {
                    leave();
                }
                std::process::exit(INTERRUPTED);
            }
            stopped.cancel();
            let waiting = stopped.clone();
            thread::spawn(move || tell(&waiting));
        });
        cancellation
    })
}

/// What is done before the process ends at once, because of a second signal. The last one that was told counts.
pub(crate) fn on_leaving(leave: impl Fn() + Send + 'static) {
    *LEAVING.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(leave));
}

/// Says what the process is waiting for, if it still is.
fn tell(stopped: &Cancellation) {
    thread::sleep(WORTH_A_WORD);
    if stopped.is_in_use() {
        output::beside(
            "note: interrupted; waiting for the statement that is running to end. Ctrl-C again leaves at once",
        );
    }
}
