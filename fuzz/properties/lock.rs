//! Locks: what was read can be written and read again, and the fast reader says what the whole one says.

use migrate_core::source::{Lock, text};

/// Holds for any bytes.
pub(crate) fn holds(bytes: &[u8]) {
    let Ok(text) = text::canonical(bytes) else {
        return;
    };
    let read = Lock::parse("migrate.lock", &text);
    // The fast reader takes only the layout that the tool writes, which has one comment.
    let slowly = Lock::parse("migrate.lock", &format!("# A comment.\n{text}"));
    assert_eq!(
        read.as_ref().ok(),
        slowly.as_ref().ok(),
        "two readers differ"
    );
    match read {
        Ok(lock) => {
            let written = lock.to_string();
            let again = Lock::parse("migrate.lock", &written);
            assert_eq!(again.as_ref(), Ok(&lock), "written as {written}");
            for entry in &lock.entries {
                assert_eq!(
                    lock.entry(entry.id),
                    Some(entry.entry),
                    "one entry for each id"
                );
                let place = Lock::locate(&written, entry.id);
                assert!(!place.is_empty(), "{} is not found in {written}", entry.id);
            }
            assert_eq!(Lock::union_of_conflict(&text), None, "it holds no conflict");
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "a refusal says why");
            if let Some(union) = Lock::union_of_conflict(&text) {
                let written = Lock {
                    head: None,
                    ..union
                }
                .to_string();
                assert!(Lock::parse("migrate.lock", &written).is_ok(), "{written}");
            }
        }
    }
}
