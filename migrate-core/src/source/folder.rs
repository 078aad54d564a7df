//! Names of revision folders.

use super::created::Created;

/// The longest slug that [`slug`] makes; longer messages are cut at a word.
const SLUG_LIMIT: usize = 60;

/// The folder's name for a new revision: `20261121093000_add_groups_to_users`.
///
/// ```
/// use migrate_core::source::folder::name;
///
/// let created = "2026-11-21T09:30:00Z".parse()?;
/// assert_eq!(name(created, "Add groups to users!"), "20261121093000_add_groups_to_users");
/// # Ok::<(), migrate_core::source::created::BadCreated>(())
/// ```
#[must_use]
pub fn name(created: Created, message: &str) -> String {
    format!("{}_{}", created.stamp(), slug(message))
}

/// The message in lower-case ASCII letters, digits and underscores; `revision` when nothing of it is left.
#[must_use]
pub fn slug(message: &str) -> String {
    let mut slug = String::new();
    for word in message.split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        if !slug.is_empty() {
            if slug.len() + 1 + word.len() > SLUG_LIMIT {
                break;
            }
            slug.push('_');
        }
        slug.push_str(&word.to_ascii_lowercase());
    }
    slug.truncate(SLUG_LIMIT);
    if slug.is_empty() {
        slug.push_str("revision");
    }
    slug
}

/// The part of a folder's name after its number: `add_groups_to_users`; `None` when the name is malformed.
///
/// The number is any run of digits and hyphens, because imported folders keep the names that other tools gave them.
#[must_use]
pub fn slug_of(name: &str) -> Option<&str> {
    let (number, slug) = name.split_once('_')?;
    let digits = number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let words = !slug.is_empty()
        && slug
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    (digits && words).then_some(slug)
}
