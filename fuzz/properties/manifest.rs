//! Manifests: what was read can be written and read again, and the fast reader says what the whole one says.

use migrate_core::source::{Manifest, text};

/// Holds for any bytes.
pub(crate) fn holds(bytes: &[u8]) {
    let Ok(text) = text::canonical(bytes) else {
        return;
    };
    let read = Manifest::parse("revision.toml", &text);
    // The fast reader takes only the layout that the tool writes, which has no comment before its first key.
    let slowly = Manifest::parse("revision.toml", &format!("# A comment.\n{text}"));
    assert_eq!(
        read.as_ref().ok(),
        slowly.as_ref().ok(),
        "two readers differ"
    );
    match read {
        Ok(manifest) => {
            let written = manifest.to_toml();
            let again = Manifest::parse("revision.toml", &written);
            assert_eq!(again.as_ref(), Ok(&manifest), "written as {written}");
            assert_eq!(again.map(|again| again.to_toml()), Ok(written));
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "a refusal says why");
            for problem in problems {
                assert!(
                    problem.is_error() && !problem.help.is_empty(),
                    "{problem:?}"
                );
                let place = problem.place.expect("a problem of a file has a place");
                assert!(place.range.end <= text.len(), "{place:?}");
            }
        }
    }
}
