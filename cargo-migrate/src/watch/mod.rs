//! `check --watch`: the same check again at every save, until Ctrl-C.
//!
//! [`changes`] says that something was saved; [`saved`] says what, and whether it is anything at all. What a round finds, and why
//! it could not be done, is told and ends nothing.

mod changes;
mod saved;

use std::time::Instant;

use crate::args::Common;
use crate::failure::Failure;
use crate::findings::{self, Findings, Format, Paths};
use crate::output::Output;
use crate::progress::seconds;
use crate::settings::Settings;
use crate::{Exit, interrupts};

use changes::{Changes, Woken};
use saved::Saved;

/// Checks once, and then at every save.
///
/// # Errors
///
/// The package cannot be found or its configuration cannot be read at the beginning, or the operating system does not watch.
pub(crate) fn watch(
    common: &Common,
    output: &mut Output,
    mut check: impl FnMut(&Settings, &mut Output) -> Result<Findings, Failure>,
) -> Result<Exit, Failure> {
    let mut settings = Settings::resolve(common)?;
    let cancellation = interrupts::cancellation();
    let _in_use = cancellation.begin();
    let mut changes = Changes::of(&settings)?;
    let mut saved = Saved::read(&settings);
    loop {
        let begin = Instant::now();
        let resolved = Settings::resolve(common);
        let paths = Paths::of(&settings.package.root, &settings.package.root);
        let examined = match resolved {
            Ok(now) => {
                let watched =
                    |settings: &Settings| (settings.directory(), settings.project.schema.clone());
                if watched(&now) != watched(&settings) {
                    changes = Changes::of(&now)?;
                }
                settings = now;
                check(&settings, output)
            }
            Err(failure) => Err(failure),
        };
        if cancellation.is_cancelled() {
            return Ok(Exit::Done);
        }
        let _told = findings::tell(examined, Format::Human, &paths, output);
        output.step(
            "Watching",
            format_args!(
                "{} ({}); Ctrl-C ends it",
                settings.shown_directory(),
                seconds(begin.elapsed())
            ),
        );
        saved = loop {
            if changes.wait(cancellation)? == Woken::Interrupted {
                return Ok(Exit::Done);
            }
            let now = Saved::read(&settings);
            if let Some(what) = now.since(&saved) {
                output.plain("");
                output.step("Saved", what);
                break now;
            }
        };
    }
}
