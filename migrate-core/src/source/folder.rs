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
///
/// Latin letters lose their marks, however they are encoded: a folder's name has to survive every file system and shell.
///
/// ```
/// use migrate_core::source::folder::slug;
///
/// assert_eq!(slug("größe ändern"), "grosse_andern");
/// assert_eq!(slug("gro\u{308}ße"), "grosse");
/// ```
#[must_use]
pub fn slug(message: &str) -> String {
    let plain: String = message.chars().flat_map(plain).collect();
    let mut slug = String::new();
    for word in plain.split(|c: char| !c.is_ascii_alphanumeric()) {
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

/// A letter without its marks. The blocks Latin-1 Supplement and Latin Extended-A, and the marks that follow a letter.
fn plain(c: char) -> impl Iterator<Item = char> {
    let letters = match c {
        // A combining mark belongs to the letter before it, and an apostrophe is inside a word.
        '\u{300}'..='\u{36f}' | '\'' | '\u{2019}' => Some(""),
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => Some("a"),
        'Æ' | 'æ' => Some("ae"),
        'Ç' | 'ç' | 'Ć'..='č' => Some("c"),
        'Ď'..='đ' | 'Ð' | 'ð' => Some("d"),
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => Some("e"),
        'Ĝ'..='ģ' => Some("g"),
        'Ĥ'..='ħ' => Some("h"),
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => Some("i"),
        'Ĳ' | 'ĳ' => Some("ij"),
        'Ĵ' | 'ĵ' => Some("j"),
        'Ķ'..='ĸ' => Some("k"),
        'Ĺ'..='ł' => Some("l"),
        'Ñ' | 'ñ' | 'Ń'..='ŋ' => Some("n"),
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => Some("o"),
        'Œ' | 'œ' => Some("oe"),
        'Ŕ'..='ř' => Some("r"),
        'ß' | 'ẞ' => Some("ss"),
        'Ś'..='š' | 'ſ' | 'Ș' | 'ș' => Some("s"),
        'Ţ'..='ŧ' | 'Ț' | 'ț' => Some("t"),
        'Þ' | 'þ' => Some("th"),
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => Some("u"),
        'Ŵ' | 'ŵ' => Some("w"),
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => Some("y"),
        'Ź'..='ž' => Some("z"),
        _ => None,
    };
    let kept = letters.is_none().then_some(c);
    kept.into_iter().chain(letters.unwrap_or_default().chars())
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
