//! A state with its facts, for programs: the same that its words say to people.

use migrate_core::drift::Touched;
use migrate_core::plan::Seal;
use migrate_runtime::{Compatibility, Named, State};
use serde::Serialize;

/// A state, as `status` reports it.
#[derive(Debug, Serialize)]
pub(crate) struct StateReport<'s> {
    name: &'static str,
    message: String,
    help: Option<String>,
    facts: Facts<'s>,
}

impl<'s> From<&'s State> for StateReport<'s> {
    fn from(state: &'s State) -> Self {
        Self {
            name: state.name(),
            message: state.to_string(),
            help: state.help(),
            facts: state.into(),
        }
    }
}

/// What a state holds beside its name.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Facts<'s> {
    /// `empty` and `up-to-date`, which hold nothing.
    Nothing {},
    /// `unmanaged`.
    Objects { objects: &'s [String], total: u64 },
    /// `behind`.
    Pending { pending: Vec<NamedReport<'s>> },
    /// `ahead`.
    Ahead {
        /// The plan's head.
        head: Option<NamedReport<'s>>,
        unknown: Vec<NamedReport<'s>>,
        /// `declared`, `undeclared` or `too-old`.
        compatible: &'static str,
        /// The revision that does not declare it, or needs a later application.
        by: Option<NamedReport<'s>>,
        /// The oldest revision whose application works with that one.
        oldest: Option<String>,
    },
    /// `diverged`.
    Diverged {
        fork: Option<NamedReport<'s>>,
        unknown: Vec<NamedReport<'s>>,
    },
    /// `edited`.
    Edited {
        revision: NamedReport<'s>,
        seal: &'static str,
        recorded: String,
        embedded: String,
        /// The target of the `down` that reverts every edited revision.
        back: String,
        /// What it reverts besides.
        beside: Vec<NamedReport<'s>>,
    },
    /// `gap`.
    Gap {
        missing: Vec<NamedReport<'s>>,
        above: NamedReport<'s>,
    },
    /// `interrupted`.
    Interrupted {
        revision: NamedReport<'s>,
        direction: String,
        step: u32,
        steps: u32,
        /// What somebody has said since about that statement: `done` or `retry`.
        resolution: Option<&'static str>,
    },
    /// `drifted`.
    Drifted {
        /// When the schema was recorded.
        recorded: &'s str,
        objects: Vec<TouchedReport<'s>>,
    },
    /// `foreign`.
    Foreign { why: &'s str },
}

/// An object that is not as it was recorded.
#[derive(Debug, Serialize)]
pub(crate) struct TouchedReport<'s> {
    /// `missing`, `extra` or `changed`.
    class: &'static str,
    /// Its kind and its name.
    object: &'s str,
}

impl<'s> From<&'s Touched> for TouchedReport<'s> {
    fn from(one: &'s Touched) -> Self {
        Self {
            class: one.touch.word(),
            object: &one.object,
        }
    }
}

/// A revision that the plan may not have.
#[derive(Debug, Serialize)]
pub(crate) struct NamedReport<'s> {
    id: String,
    message: &'s str,
    folder: &'s str,
}

impl<'s> From<&'s Named> for NamedReport<'s> {
    fn from(named: &'s Named) -> Self {
        Self {
            id: named.id.to_string(),
            message: &named.message,
            folder: &named.folder,
        }
    }
}

fn all(revisions: &[Named]) -> Vec<NamedReport<'_>> {
    revisions.iter().map(Into::into).collect()
}

impl<'s> From<&'s State> for Facts<'s> {
    fn from(state: &'s State) -> Self {
        match state {
            State::Unmanaged { objects, total } => Self::Objects {
                objects,
                total: *total,
            },
            State::Behind { pending } => Self::Pending {
                pending: all(pending),
            },
            State::Ahead {
                head,
                unknown,
                compatible,
            } => ahead(head.as_ref(), unknown, compatible),
            State::Diverged { fork, unknown } => Self::Diverged {
                fork: fork.as_ref().map(Into::into),
                unknown: all(unknown),
            },
            State::Edited {
                revision,
                seal,
                recorded,
                embedded,
                back,
                beside,
            } => Self::Edited {
                revision: revision.into(),
                seal: match seal {
                    Seal::Draft => "draft",
                    Seal::Sealed => "sealed",
                },
                recorded: recorded.to_string(),
                embedded: embedded.to_string(),
                back: back.to_string(),
                beside: all(beside),
            },
            State::Gap { missing, above } => Self::Gap {
                missing: all(missing),
                above: above.into(),
            },
            State::Interrupted {
                revision,
                direction,
                step,
                of,
                resolution,
            } => Self::Interrupted {
                revision: revision.into(),
                direction: direction.to_string(),
                step: *step,
                steps: *of,
                resolution: resolution.map(migrate_core::ledger::Resolution::word),
            },
            State::Drifted { recorded, touched } => Self::Drifted {
                recorded,
                objects: touched.iter().map(Into::into).collect(),
            },
            State::Foreign { why } => Self::Foreign { why },
            // A state of a later runtime has its name and its words until its facts are known here.
            _ => Self::Nothing {},
        }
    }
}

fn ahead<'s>(
    head: Option<&'s Named>,
    unknown: &'s [Named],
    compatible: &'s Compatibility,
) -> Facts<'s> {
    let (word, by, oldest) = match compatible {
        Compatibility::Declared => ("declared", None, None),
        Compatibility::Undeclared { by } => ("undeclared", Some(by), None),
        Compatibility::TooOld { by, oldest } => ("too-old", Some(by), Some(oldest)),
    };
    Facts::Ahead {
        head: head.map(Into::into),
        unknown: all(unknown),
        compatible: word,
        by: by.map(Into::into),
        oldest: oldest.map(ToString::to_string),
    }
}
