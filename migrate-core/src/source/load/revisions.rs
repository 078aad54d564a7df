//! The revisions: manifest and scripts of every folder, as text.

use std::borrow::Cow;

use super::{ScriptSource, TextForm};
use crate::plan::RevisionId;
use crate::source::chain::{Coverage, Link};
use crate::source::code::Code;
use crate::source::files::{DOWN_FILE, MANIFEST_FILE, SourceFiles, SourceFolder, UP_FILE};
use crate::source::manifest::{Manifest, Part};
use crate::source::problem::{Place, Problem};
use crate::source::shares;
use crate::source::text::{self, BadText};

/// Every folder whose manifest could be read.
pub(super) struct Revisions<'f> {
    pub(super) found: Vec<Found<'f>>,
    pub(super) coverage: Coverage,
}

/// A revision whose manifest could be read.
pub(super) struct Found<'f> {
    pub(super) folder: &'f SourceFolder,
    pub(super) manifest_path: String,
    pub(super) manifest_text: Cow<'f, str>,
    pub(super) manifest: Manifest,
    /// `None` when it is missing or no text, which is reported.
    pub(super) up: Option<FoundScript<'f>>,
    pub(super) down: FoundDown<'f>,
}

/// A script that could be read.
pub(super) struct FoundScript<'f> {
    pub(super) text: Cow<'f, str>,
    pub(super) source: ScriptSource,
}

/// The way back, as far as the files say.
pub(super) enum FoundDown<'f> {
    Script(FoundScript<'f>),
    Irreversible,
    /// Missing, contradictory or no text, which is reported.
    Unclear,
}

impl<'f> FoundDown<'f> {
    pub(super) fn script(&self) -> Option<&FoundScript<'f>> {
        match self {
            Self::Script(script) => Some(script),
            Self::Irreversible | Self::Unclear => None,
        }
    }

    /// The text of the script, and that there is none; the outer `None` when it is unclear.
    pub(super) fn text(&self) -> Option<Option<&str>> {
        match self {
            Self::Script(script) => Some(Some(&script.text)),
            Self::Irreversible => Some(None),
            Self::Unclear => None,
        }
    }
}

impl Found<'_> {
    pub(super) fn id(&self) -> RevisionId {
        self.manifest.id
    }

    pub(super) fn link(&self) -> Link<'_> {
        Link {
            id: self.manifest.id,
            parents: &self.manifest.parents,
            compatible: self.manifest.compatible,
            created: self.manifest.created,
            path: &self.manifest_path,
            text: &self.manifest_text,
        }
    }

    /// The place of a part of the manifest.
    pub(super) fn place(&self, part: Part) -> Place {
        let range = Manifest::locate(&self.manifest_text, part);
        Place::within(&self.manifest_path, &self.manifest_text, range)
    }
}

/// Reads every folder.
pub(super) fn read<'f>(files: &'f SourceFiles, problems: &mut Vec<Problem>) -> Revisions<'f> {
    let mut revisions = Revisions {
        found: Vec::with_capacity(files.folders.len()),
        coverage: Coverage::Whole,
    };
    let read = shares::map(&files.folders, |folders| {
        let read = |folder| {
            let mut problems = Vec::new();
            let found = Reader {
                files,
                folder,
                problems: &mut problems,
            }
            .revision();
            (found, problems)
        };
        folders.iter().map(read).collect()
    });
    for (found, more) in read {
        problems.extend(more);
        match found {
            Some(found) => revisions.found.push(found),
            None => revisions.coverage = Coverage::Partial,
        }
    }
    if !files.unreadable.is_empty() {
        revisions.coverage = Coverage::Partial;
    }
    revisions
}

struct Reader<'f, 'p> {
    files: &'f SourceFiles,
    folder: &'f SourceFolder,
    problems: &'p mut Vec<Problem>,
}

impl<'f> Reader<'f, '_> {
    fn revision(&mut self) -> Option<Found<'f>> {
        let manifest_path = self.files.path(&self.folder.name, MANIFEST_FILE);
        let manifest = self.manifest(&manifest_path);
        if manifest.is_none() && self.folder.up.is_none() && self.folder.down.is_none() {
            // One problem for a folder that is no revision at all.
            return None;
        }
        let up = self.up();
        let (manifest_text, manifest) = manifest?;
        let down = self.down(&manifest_path, &manifest_text, &manifest);
        Some(Found {
            folder: self.folder,
            manifest_path,
            manifest_text,
            manifest,
            up,
            down,
        })
    }

    fn manifest(&mut self, path: &str) -> Option<(Cow<'f, str>, Manifest)> {
        let Some(bytes) = &self.folder.manifest else {
            if self.readable(path) {
                let problem = Problem::new(
                    Code::ManifestMissing,
                    format!("the folder `{}` has no revision.toml", self.folder.name),
                )
                .at(Place::whole(path))
                .help(format!("restore it: `git checkout -- {path}`"))
                .help("or create the revision with `cargo migrate new`");
                self.problems.push(problem);
            }
            return None;
        };
        let text = self.text(path, bytes)?;
        match Manifest::parse(path, &text) {
            Ok(manifest) => Some((text, manifest)),
            Err(problems) => {
                self.problems.extend(problems);
                None
            }
        }
    }

    fn up(&mut self) -> Option<FoundScript<'f>> {
        let path = self.files.path(&self.folder.name, UP_FILE);
        match &self.folder.up {
            Some(bytes) => self.script(path, bytes),
            None => {
                if self.readable(&path) {
                    let problem = Problem::new(
                        Code::UpMissing,
                        format!("the folder `{}` has no up.sql", self.folder.name),
                    )
                    .help(format!("restore it: `git checkout -- {path}`"))
                    .help("or delete the folder, if the revision was never applied, and run `cargo migrate lock`");
                    self.problems.push(problem.at(Place::whole(path)));
                }
                None
            }
        }
    }

    fn down(&mut self, path: &str, text: &str, manifest: &Manifest) -> FoundDown<'f> {
        let down_path = self.files.path(&self.folder.name, DOWN_FILE);
        let place = |part| Place::within(path, text, Manifest::locate(text, part));
        match (&self.folder.down, &manifest.irreversible) {
            (Some(bytes), None) => match self.script(down_path, bytes) {
                Some(script) => FoundDown::Script(script),
                None => FoundDown::Unclear,
            },
            (None, Some(_)) => FoundDown::Irreversible,
            (Some(_), Some(_)) => {
                let problem = Problem::new(
                    Code::DownAndIrreversible,
                    format!(
                        "revision {} is called irreversible and has a down.sql",
                        manifest.id
                    ),
                )
                .at(place(Part::Irreversible))
                .label("called irreversible here")
                .related(Place::whole(down_path), "and this goes back")
                .help("remove `irreversible`, or delete down.sql");
                self.problems.push(problem);
                FoundDown::Unclear
            }
            (None, None) => {
                if self.readable(&down_path) {
                    let problem = Problem::new(
                        Code::DownMissing,
                        format!(
                            "revision {} has no down.sql, and does not say why",
                            manifest.id
                        ),
                    )
                    .at(Place::whole(down_path))
                    .help("write down.sql")
                    .help(format!(
                        "or say why there is no way back: irreversible = \"…\" in {path}"
                    ));
                    self.problems.push(problem);
                }
                FoundDown::Unclear
            }
        }
    }

    fn script(&mut self, path: String, bytes: &'f [u8]) -> Option<FoundScript<'f>> {
        let text = self.text(&path, bytes)?;
        let form = match text {
            Cow::Borrowed(text) if text.len() == bytes.len() => TextForm::Canonical,
            Cow::Borrowed(_) | Cow::Owned(_) => TextForm::Normalised,
        };
        let source = ScriptSource { path, form };
        Some(FoundScript { text, source })
    }

    fn text(&mut self, path: &str, bytes: &'f [u8]) -> Option<Cow<'f, str>> {
        if !self.readable(path) {
            return None;
        }
        match text::canonical(bytes) {
            Ok(text) => Some(text),
            Err(bad) => {
                self.problems.push(bad_text(path, bytes, bad));
                None
            }
        }
    }

    /// Whether the file is not among those that could not be read, which are reported already.
    fn readable(&self, path: &str) -> bool {
        let mut unreadable = self.files.unreadable.iter();
        !unreadable.any(|file| {
            path == file.path
                || path
                    .strip_prefix(&file.path)
                    .is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

/// The problem of a file that is no text, with the line on which the first wrong byte stands.
pub(super) fn bad_text(path: &str, bytes: &[u8], bad: BadText) -> Problem {
    match bad {
        BadText::NotUtf8 { at } => {
            Problem::new(Code::NotUtf8, format!("`{path}` is not UTF-8 text"))
                .at(bad_byte(path, bytes, at))
                .label("not a character of UTF-8")
                .help(as_utf8(bytes).unwrap_or("save the file as UTF-8"))
        }
        BadText::Nul { at } => Problem::new(Code::Nul, format!("`{path}` holds a NUL character"))
            .at(bad_byte(path, bytes, at))
            .label("PostgreSQL would stop reading here")
            .help(as_utf8(bytes).unwrap_or("remove the character")),
    }
}

/// The advice for a file in UTF-16, which has a byte order mark, or a NUL in nearly every character of Latin text.
fn as_utf8(bytes: &[u8]) -> Option<&'static str> {
    let begin = &bytes[..bytes.len().min(64)];
    let nul = |first| begin.iter().skip(first).step_by(2).filter(|b| **b == 0);
    let mostly = |first| 2 * nul(first).count() > begin.len() / 2;
    let marked = [[0xff, 0xfe], [0xfe, 0xff]]
        .iter()
        .any(|mark| begin.starts_with(mark));
    (marked || mostly(0) != mostly(1)).then_some(
        "it is UTF-16, which some editors and older PowerShells write: save the file as UTF-8",
    )
}

/// The place of one byte in a file that is no text; the excerpt shows replacement characters.
fn bad_byte(path: &str, bytes: &[u8], at: usize) -> Place {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // Control characters have no width of their own, so a picture of them is shown.
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace('\0', "\u{2400}");
    let before = shown(&bytes[..at]);
    let text = before.clone() + &shown(&bytes[at..]);
    let mut place = Place::within(
        path,
        &text,
        before.len()..before.len() + '\u{2400}'.len_utf8(),
    );
    place.range = at..at + 1;
    place
}
