//! The two sides of a comparison: a database, a revision, or the files of a schema.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::thread;

use migrate_core::graph::{Graph, PositionSet};
use migrate_core::plan::Plan;
use migrate_core::source::{self, RevisionSource};
use migrate_core::target::{Place, Target};
use migrate_runtime::TargetError;
use migrate_schema::Snapshot;

use crate::database::{Address, Origin, connect};
use crate::desired::{self, SchemaFile};
use crate::failure::{Failure, Usage};
use crate::live::Live;
use crate::output::Output;
use crate::project;
use crate::proof::AtRevision;
use crate::scratch::Scratch;
use crate::settings::Settings;

/// A side as it was typed. Its text may hold a password: it is not printed.
#[derive(Clone)]
pub(crate) struct Spelled(String);

impl FromStr for Spelled {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Debug for Spelled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Spelled")
    }
}

/// Both sides, read.
pub(crate) struct Sides {
    /// What they are called.
    pub(crate) names: [String; 2],
    /// Their schemas.
    pub(crate) snapshots: [Snapshot; 2],
}

/// What a side is.
enum Side {
    Database(Box<Address>),
    Revision(Place, String),
    Files(Vec<SchemaFile>, String),
}

impl Sides {
    /// Understands both, then reads both.
    ///
    /// # Errors
    ///
    /// A side is nothing of these, cannot be reached, or cannot be built; or their servers are of different versions.
    pub(crate) fn read(
        spelled: [&Spelled; 2],
        settings: &Settings,
        output: &mut Output,
    ) -> Result<Self, Failure> {
        let mut revisions = Revisions::default();
        let [from, to] = spelled;
        let sides = [
            Side::of(&from.0, &mut revisions, settings)?,
            Side::of(&to.0, &mut revisions, settings)?,
        ];
        let on_scratch = |side: &Side| !matches!(side, Side::Database(_));
        let scratch = match sides.iter().any(on_scratch) {
            true => Some(Scratch::resolve(settings)?),
            false => None,
        };
        if let Some(scratch) = &scratch {
            output.detail(format_args!("building on {scratch}"));
        }
        let built = |side: &Side| side.snapshot(&revisions, scratch.as_ref(), settings);
        let [(a, a_version), (b, b_version)] = match &sides {
            [Side::Database(one), other] => {
                let (one, other) = while_reading(one, settings, || built(other));
                [one?, other?]
            }
            [one, Side::Database(other)] => {
                let (other, one) = while_reading(other, settings, || built(one));
                [one?, other?]
            }
            [one, other] => [built(one)?, built(other)?],
        };
        let names = sides.map(|side| side.to_string());
        if a_version / 10_000 != b_version / 10_000 {
            let versions = [a_version / 10_000, b_version / 10_000];
            return Err(Usage::VersionsDiffer { names, versions }.into());
        }
        Ok(Self {
            names,
            snapshots: [a, b],
        })
    }
}

/// One schema: what it is called, and what it holds.
///
/// # Errors
///
/// As [`Sides::read`].
pub(crate) fn read(
    spelled: &Spelled,
    settings: &Settings,
    output: &mut Output,
) -> Result<(String, Snapshot), Failure> {
    let mut revisions = Revisions::default();
    let side = Side::of(&spelled.0, &mut revisions, settings)?;
    let scratch = match &side {
        Side::Database(_) => None,
        Side::Revision(..) | Side::Files(..) => Some(Scratch::resolve(settings)?),
    };
    if let Some(scratch) = &scratch {
        output.detail(format_args!("building on {scratch}"));
    }
    let (snapshot, _) = side.snapshot(&revisions, scratch.as_ref(), settings)?;
    Ok((side.to_string(), snapshot))
}

/// The revisions, loaded when a side is one.
#[derive(Default)]
struct Revisions(Option<(Plan, Vec<RevisionSource>)>);

impl Revisions {
    fn load(&mut self, settings: &Settings) -> Result<&Plan, Failure> {
        if self.0.is_none() {
            let files = project::read(settings);
            let loaded = source::load(&files, &settings.project, settings.drafts());
            self.0 = Some(project::begun(loaded, settings)?);
        }
        let (plan, _) = self.0.as_ref().expect("it was loaded above");
        Ok(plan)
    }
}

impl Side {
    /// What a text means: an address has `://` or pairs with `=`, a path has `/` or ends in `.sql`; else it is a revision, or a file that
    /// is there.
    fn of(text: &str, revisions: &mut Revisions, settings: &Settings) -> Result<Self, Failure> {
        let path = PathBuf::from(text);
        if text.contains("://") || (text.contains('=') && !path.exists()) {
            let address = settings.address(text, Origin::Argument)?;
            return Ok(Self::Database(Box::new(address)));
        }
        // No name of a revision holds an `@`; an address that lacks its slashes does.
        let is_path = text.contains(['/', '\\', '@']) || text.ends_with(".sql");
        if is_path {
            return files(&path, text);
        }
        match revision(text, revisions, settings) {
            Err(Failure::Run(_)) if path.exists() => files(&path, text),
            found => found,
        }
    }

    /// Its schema, and the version of the server that says so.
    fn snapshot(
        &self,
        revisions: &Revisions,
        scratch: Option<&Scratch>,
        settings: &Settings,
    ) -> Result<(Snapshot, u32), Failure> {
        let scratch = || scratch.expect("it was opened for a side that is no database");
        match self {
            Self::Database(address) => live(address, settings),
            Self::Files(files, _) => desired::snapshot(files, scratch()),
            Self::Revision(place, _) => {
                let (plan, sources) = revisions.0.as_ref().expect("a revision was found in it");
                let mut database = AtRevision::build(scratch(), plan, sources, *place)?;
                let snapshot = database.snapshot()?;
                let version = database.version();
                database.close()?;
                Ok((snapshot, version))
            }
        }
    }
}

impl std::fmt::Display for Side {
    /// Without a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Database(address) => address.fmt(f),
            Self::Revision(_, name) | Self::Files(_, name) => f.write_str(name),
        }
    }
}

fn files(path: &Path, text: &str) -> Result<Side, Failure> {
    // It may have been meant as an address, whose password is not printed. What cannot be looked at tells why when it is read.
    if matches!(path.try_exists(), Ok(false)) {
        let path = match text.rsplit_once('@') {
            Some((_, rest)) => format!("…@{rest}"),
            None => text.to_owned(),
        };
        return Err(Usage::NoSuchFile { path }.into());
    }
    let read = desired::anywhere(path)?;
    Ok(Side::Files(desired::accepted(read)?, text.to_owned()))
}

fn revision(text: &str, revisions: &mut Revisions, settings: &Settings) -> Result<Side, Failure> {
    let target: Target = text.parse().map_err(TargetError::Malformed)?;
    if target.is_relative() {
        let target = text.to_owned();
        return Err(Usage::RelativeTarget { target }.into());
    }
    let plan = revisions.load(settings)?;
    let graph = Graph::new(plan);
    let place = target.resolve(&graph, &PositionSet::none(graph.len()))?;
    let name = match place {
        Place::Base => text.to_owned(),
        Place::At(position) => {
            let revision = &plan.revisions[position];
            format!("{} ({})", revision.id, revision.message)
        }
    };
    Ok(Side::Revision(place, name))
}

/// Reads a database on a thread of its own, and does something else on this one, which the embedded server stays on.
fn while_reading<T>(
    address: &Address,
    settings: &Settings,
    otherwise: impl FnOnce() -> T,
) -> (Result<(Snapshot, u32), Failure>, T) {
    thread::scope(|scope| {
        let read = scope.spawn(|| live(address, settings));
        let done = otherwise();
        let read = read
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (read, done)
    })
}

/// The schema of a database, without the ledger.
fn live(address: &Address, settings: &Settings) -> Result<(Snapshot, u32), Failure> {
    let mut connection = connect(address, &Origin::Argument)?;
    let live = Live::read(&mut connection, &settings.project.ledger)?;
    Ok((live.snapshot, live.version))
}
