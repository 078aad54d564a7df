//! `--accept-broken-downs`: revisions whose down script does not take back what their up does become irreversible ones, with
//! what was found as the reason.
//!
//! Everything happens to the values, before anything is written: an import appears whole or not at all.

use migrate_core::plan::RevisionId;
use migrate_core::source::files::{DOWN_FILE, Presence};
use migrate_core::source::{self, Allow, Drafts, Loaded, Problem, SourceFiles, SourceFolder};

use super::{Import, Tool};
use crate::failure::Failure;
use crate::output::Output;
use crate::proof::{self, Which};
use crate::scratch::Scratch;
use crate::settings::Settings;

/// A revision that was marked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Marked {
    /// The revision.
    pub(crate) id: RevisionId,
    /// Its folder.
    pub(crate) folder: String,
    /// Why it cannot be reverted, as its manifest says it.
    pub(crate) reason: String,
}

/// Of a longer finding only the beginning is kept in the manifest.
const REASON_LIMIT: usize = 300;

/// Proves the revisions, and marks those whose down is broken.
///
/// # Errors
///
/// An up script is wrong or fails, there is no scratch database, or somebody told the process to stop.
pub(crate) fn mark(
    import: &mut Import,
    tool: Tool,
    settings: &Settings,
    output: &mut Output,
) -> Result<Vec<Marked>, Failure> {
    let mut marked = Vec::new();
    let Loaded { plan, sources, .. } = readable(import, tool, settings, &mut marked)?;
    let plan = plan.expect("what is readable is a plan");
    let scratch = Scratch::resolve(settings)?;
    let proved = proof::prove(&plan, &sources, &Which::All, &scratch, output)?;
    let is_of_an_up = |problem: &Problem| {
        matches!(
            problem.code,
            source::Code::UpFails | source::Code::ServerWide
        )
    };
    if proved.problems.iter().any(is_of_an_up) {
        return Err(Failure::Findings {
            doing: "nothing is imported",
            problems: proved.problems.into_iter().filter(is_of_an_up).collect(),
        });
    }
    for proof in &proved.revisions {
        if let Some(finding) = proof.broken() {
            marked.extend(import.irreversible(tool, proof.id, &finding));
        }
    }
    Ok(marked)
}

/// The revisions as a plan. A down script that cannot be read is broken; what an author may accept is accepted for the proof.
fn readable(
    import: &mut Import,
    tool: Tool,
    settings: &Settings,
    marked: &mut Vec<Marked>,
) -> Result<Loaded, Failure> {
    let mut accepted = Vec::new();
    loop {
        let files = files(import, &accepted, settings);
        let loaded = source::load(&files, &settings.project, Drafts::Allowed);
        if loaded.plan.is_some() {
            return Ok(loaded);
        }
        let before = (marked.len(), accepted.len());
        for problem in loaded.problems.iter().filter(|problem| problem.is_error()) {
            let Some((folder, file)) = place(problem) else {
                continue;
            };
            let Some(id) = import.id_of(folder) else {
                continue;
            };
            if file == DOWN_FILE && problem.code != source::Code::SessionSetting {
                marked.extend(import.irreversible(tool, id, &problem.message));
            } else if problem.code.may_be_allowed() {
                accepted.push((id, problem.code.name()));
            }
        }
        if before == (marked.len(), accepted.len()) {
            let errors = loaded.problems.into_iter().filter(Problem::is_error);
            return Err(Failure::Files(errors.collect()));
        }
    }
}

/// The folder and the file of a problem.
fn place(problem: &Problem) -> Option<(&str, &str)> {
    let path = &problem.place.as_ref()?.path;
    let (folder, file) = path.rsplit_once('/')?;
    let folder = folder.rsplit('/').next()?;
    Some((folder, file))
}

/// The import as it would be read from the disk, with these rules accepted.
fn files(
    import: &Import,
    accepted: &[(RevisionId, &'static str)],
    settings: &Settings,
) -> SourceFiles {
    let folder = |revision: &super::Imported| {
        let mut manifest = revision.manifest.clone();
        let own = accepted.iter().filter(|(id, _)| *id == manifest.id);
        manifest.allow.extend(own.map(|(_, rule)| Allow {
            rule: (*rule).to_owned(),
            reason: "for the proof".to_owned(),
        }));
        SourceFolder {
            name: revision.folder.clone(),
            manifest: Some(manifest.to_toml().into_bytes()),
            up: Some(revision.up.clone()),
            down: revision.down.clone(),
        }
    };
    let mut folders: Vec<SourceFolder> = import.revisions.iter().map(folder).collect();
    folders.sort_by(|a, b| a.name.cmp(&b.name));
    SourceFiles {
        directory: settings.shown_directory(),
        presence: Presence::Present,
        lock: Some(import.lock().to_string().into_bytes()),
        folders,
        ..SourceFiles::default()
    }
}

impl Import {
    fn id_of(&self, folder: &str) -> Option<RevisionId> {
        let mut revisions = self.revisions.iter();
        Some(revisions.find(|one| one.folder == folder)?.manifest.id)
    }

    /// Drops the down script of a revision, which has one, and says why.
    fn irreversible(&mut self, tool: Tool, id: RevisionId, finding: &str) -> Option<Marked> {
        let mut revisions = self.revisions.iter_mut();
        let revision = revisions.find(|one| one.manifest.id == id)?;
        revision.down.take()?;
        let reason = reason(tool, finding);
        revision.manifest.irreversible = Some(reason.clone());
        Some(Marked {
            id,
            folder: revision.folder.clone(),
            reason,
        })
    }
}

/// One line, without what a manifest may not hold.
fn reason(tool: Tool, finding: &str) -> String {
    let words: Vec<&str> = finding.split_whitespace().collect();
    let mut said: String = words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect();
    if let Some((limit, _)) = said.char_indices().nth(REASON_LIMIT) {
        said.truncate(limit);
        said.push('…');
    }
    format!("imported from {tool} with a broken down script: {said}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_that_a_manifest_takes() {
        let long = format!("a\tb\n\u{7}c {}", "d".repeat(1_000));
        let reason = reason(Tool::Sqlx, &long);
        assert!(reason.starts_with("imported from sqlx with a broken down script: a b c ddd"));
        assert!(reason.ends_with("d…"));
        assert!(!reason.contains(char::is_control));
        assert!(reason.chars().count() < 400);
    }
}
