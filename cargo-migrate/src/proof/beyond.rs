//! What scripts do beyond their database: all of it is looked at before the first one is carried out.

use migrate_core::graph::Graph;
use migrate_core::plan::{Down, Plan, Script};
use migrate_core::source::{Code, Place, Problem, RevisionSource};

use super::{Proved, RevisionProof, Verdict, route};
use crate::scratch::{Refused, Turn};

/// The scripts that a proof carries out: every up as far as the last revision that is proved, and the downs of those that are. Where the
/// plan has branches, the way from one to another takes back others too.
pub(super) fn scripts<'p>(plan: &'p Plan, marks: &[bool]) -> Vec<&'p str> {
    carried_out(plan, marks)
        .map(|(_, _, script)| &*script.text)
        .collect()
}

/// What stands against carrying them out; `None` when nothing does.
pub(super) fn refused(
    plan: &Plan,
    sources: &[RevisionSource],
    marks: &[bool],
    turn: &Turn<'_>,
) -> Option<Proved> {
    let mut proved = Proved::default();
    for (position, kind, script) in carried_out(plan, marks) {
        let source = &sources[position];
        let path = match (kind, &source.down) {
            (Kind::Down, Some(down)) => &down.path,
            _ => &source.up.path,
        };
        let revision = &plan.revisions[position];
        let problem = |refused: Refused| {
            let message = format!("the {} of {} {}", kind.word(), revision.id, refused.what);
            Problem::new(Code::ServerWide, message)
                .at(Place::within(&**path, &script.text, refused.range))
                .label(refused.label)
                .help(refused.help)
                .help(
                    "or prove on the embedded server, which is thrown away: leave `env` out of `scratch` in \
                     [package.metadata.migrate]",
                )
        };
        proved
            .problems
            .extend(turn.refused(&script.text).into_iter().map(problem));
    }
    if proved.problems.is_empty() {
        return None;
    }
    let meant = plan.revisions.iter().zip(marks).filter(|(_, mark)| **mark);
    proved.revisions = meant
        .map(|(revision, _)| RevisionProof::without(revision.id, Verdict::NotReached))
        .collect();
    Some(proved)
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Up,
    Down,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

fn carried_out<'p>(
    plan: &'p Plan,
    marks: &[bool],
) -> impl Iterator<Item = (usize, Kind, &'p Script)> {
    let end = marks
        .iter()
        .rposition(|mark| *mark)
        .map_or(0, |last| last + 1);
    let has_branches = route::forks(&Graph::new(plan)).contains(&true);
    let revisions = plan.revisions[..end].iter().zip(marks).enumerate();
    revisions.flat_map(move |(position, (revision, is_proved))| {
        let down = match &revision.down {
            Down::Script(down) if *is_proved || has_branches => Some((position, Kind::Down, down)),
            Down::Script(_) | Down::Irreversible { .. } => None,
        };
        [Some((position, Kind::Up, &revision.up)), down]
            .into_iter()
            .flatten()
    })
}
