//! Ctrl-C and SIGTERM: the first one ends a run in good order, the second one ends the process.

use std::sync::OnceLock;

use migrate_runtime::Cancellation;

/// The cancellation of this process's runs.
static CANCELLATION: OnceLock<Cancellation> = OnceLock::new();

/// How shells report a process that was interrupted.
const INTERRUPTED: i32 = 130;

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
                std::process::exit(INTERRUPTED);
            }
            stopped.cancel();
        });
        cancellation
    })
}
