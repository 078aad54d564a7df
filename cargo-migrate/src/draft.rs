//! A new revision: its id, its time, its files, and its entry in the lock, written together or not at all.

use std::time::{SystemTime, UNIX_EPOCH};

use migrate_core::plan::RevisionId;
use migrate_core::source::files::{DOWN_FILE, LOCK_FILE, MANIFEST_FILE, UP_FILE};
use migrate_core::source::{Created, Lock, Manifest, SourceFolder, folder};

use crate::failure::{Failure, Sentence, Usage};
use crate::settings::Settings;
use crate::write::{self, Prepared};

/// A revision that is about to be written.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Its manifest.
    pub(crate) manifest: Manifest,
    /// Its `up.sql`.
    pub(crate) up: String,
    /// Its `down.sql`; `None` when it is irreversible.
    pub(crate) down: Option<String>,
    /// Comments at the end of the manifest; empty for none.
    pub(crate) remarks: String,
}

impl Draft {
    /// The folder's name.
    pub(crate) fn folder(&self) -> String {
        folder::name(self.manifest.created, &self.manifest.message)
    }

    /// The files, by name.
    pub(crate) fn files(&self) -> Vec<(&'static str, String)> {
        let mut files = vec![
            (MANIFEST_FILE, self.manifest_text()),
            (UP_FILE, self.up.clone()),
        ];
        files.extend(self.down.clone().map(|down| (DOWN_FILE, down)));
        files
    }

    fn manifest_text(&self) -> String {
        self.manifest.to_toml() + &self.remarks
    }

    /// The folder as it will be read.
    pub(crate) fn source_folder(&self) -> SourceFolder {
        SourceFolder {
            name: self.folder(),
            manifest: Some(self.manifest_text().into_bytes()),
            up: Some(self.up.clone().into_bytes()),
            down: self.down.clone().map(String::into_bytes),
        }
    }

    /// Writes the folder and the lock.
    ///
    /// # Errors
    ///
    /// Something of that name exists, or cannot be written; then nothing was changed.
    pub(crate) fn write(&self, settings: &Settings, lock: &Lock) -> Result<(), Failure> {
        write_all(std::slice::from_ref(self), settings, lock)
    }

    fn prepare(&self, settings: &Settings) -> Result<Prepared, Failure> {
        let files = self.files();
        let texts: Vec<_> = files
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        Prepared::folder(&settings.directory().join(self.folder()), &texts)
    }
}

/// Writes the folders and the lock.
///
/// # Errors
///
/// As [`Draft::write`].
pub(crate) fn write_all(drafts: &[Draft], settings: &Settings, lock: &Lock) -> Result<(), Failure> {
    let folders = drafts.iter().map(|draft| draft.prepare(settings));
    let folders = folders.collect::<Result<Vec<_>, _>>()?;
    let list = Prepared::file(&settings.directory().join(LOCK_FILE), &lock.to_string())?;
    write::publish_together(folders, list)
}

/// What a message is about.
///
/// # Errors
///
/// As [`sentence`].
pub(crate) fn message(text: &str) -> Result<String, Failure> {
    sentence(text, Sentence::Message)
}

/// Why something is done.
///
/// # Errors
///
/// As [`sentence`].
pub(crate) fn reason(text: &str) -> Result<String, Failure> {
    sentence(text, Sentence::Reason)
}

/// Words that a person gives and a manifest keeps, in one line: what is written has to be accepted when it is read.
///
/// # Errors
///
/// They are blank, or hold a control character.
fn sentence(text: &str, what: Sentence) -> Result<String, Failure> {
    let words: Vec<_> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.is_empty() {
        return Err(Usage::Blank { what }.into());
    }
    if let Some(character) = line.chars().find(|character| character.is_control()) {
        return Err(Usage::ControlCharacter { what, character }.into());
    }
    Ok(line)
}

/// A new id that none of these has.
///
/// # Errors
///
/// The operating system has no randomness.
pub(crate) fn new_id(taken: impl Fn(RevisionId) -> bool) -> Result<RevisionId, Failure> {
    loop {
        let bits = getrandom::u64().map_err(|error| Failure::Randomness {
            why: error.to_string(),
        })?;
        let id = RevisionId::from_bits(bits);
        if !taken(id) {
            return Ok(id);
        }
    }
}

/// The time, to the second.
pub(crate) fn now() -> Created {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Created::from_unix_seconds(since.as_secs())
}
