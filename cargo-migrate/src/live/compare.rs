//! A live database and a scratch database at the same revisions.

use std::fmt;

use migrate_core::graph::PositionSet;
use migrate_core::plan::Plan;
use migrate_core::source::RevisionSource;
use migrate_schema::{Difference, Kind as ObjectKind, Object, Options, Schema, Snapshot};

use super::ignore::Ignored;
use super::read::Live;
use crate::autogenerate;
use crate::desired;
use crate::failure::Failure;
use crate::output::Output;
use crate::proof::AtRevision;
use crate::scratch::{Kind, Scratch};
use crate::settings::Settings;

/// What was found.
pub(crate) struct Comparison {
    /// What differs: before is the live database, after is what the revisions make.
    pub(crate) differences: Vec<Difference>,
    /// What would bring the live database back; empty when nothing differs.
    pub(crate) script: String,
    /// What differs, and is not written into the script.
    pub(crate) uncovered: Vec<Object>,
    /// Objects of which the name alone is compared.
    pub(crate) by_name: Vec<Object>,
    /// How many objects the settings leave out.
    pub(crate) ignored: usize,
    /// The major versions of both servers: the live one, the scratch one.
    pub(crate) versions: [u32; 2],
}

/// A database that is not what the revisions make, and what was not done therefore.
#[derive(Debug)]
pub(crate) struct Drifted {
    /// The database, without its password.
    pub(crate) place: String,
    /// What it was compared with.
    pub(crate) beside: String,
    /// What differs: before is the live database.
    pub(crate) differences: Vec<Difference>,
    /// What to do.
    pub(crate) help: String,
}

impl fmt::Display for Drifted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, beside, .. } = self;
        match self.differences.len() {
            1 => write!(f, "{place} is not what {beside} makes: 1 object differs"),
            many => write!(
                f,
                "{place} is not what {beside} makes: {many} objects differ"
            ),
        }
    }
}

/// The two sides, and where the second one is built.
pub(crate) struct Sides<'a> {
    /// The plan.
    pub(crate) plan: &'a Plan,
    /// The files that it was read from.
    pub(crate) sources: &'a [RevisionSource],
    /// The revisions that are meant.
    pub(crate) applied: &'a PositionSet,
    /// What the live database is called.
    pub(crate) place: &'a str,
}

/// What the revisions make.
pub(crate) struct Planned {
    snapshot: Snapshot,
    version: u32,
}

impl Planned {
    /// Builds a scratch database with these revisions.
    ///
    /// # Errors
    ///
    /// There is no scratch database, or a revision fails on it.
    pub(crate) fn build(
        sides: &Sides<'_>,
        scratch: &Scratch,
        output: &mut Output,
    ) -> Result<Self, Failure> {
        output.detail(format_args!("comparing on {scratch}"));
        let mut database =
            AtRevision::build_all(scratch, sides.plan, sides.sources, sides.applied)?;
        let snapshot = database.snapshot()?;
        let version = database.version();
        database.close()?;
        Ok(Self { snapshot, version })
    }
}

impl Comparison {
    /// Builds a scratch database with these revisions, and compares. What has to be known besides is told.
    ///
    /// # Errors
    ///
    /// There is no scratch database, or a revision fails on it.
    pub(crate) fn of(
        live: Live,
        sides: &Sides<'_>,
        scratch: &Scratch,
        settings: &Settings,
        output: &mut Output,
    ) -> Result<Self, Failure> {
        let planned = Planned::build(sides, scratch, output)?;
        Ok(Self::between(
            live, planned, sides, scratch, settings, output,
        ))
    }

    /// Compares. What has to be known besides is told.
    pub(crate) fn between(
        live: Live,
        planned: Planned,
        sides: &Sides<'_>,
        scratch: &Scratch,
        settings: &Settings,
        output: &mut Output,
    ) -> Self {
        let versions = [live.version, planned.version];
        tell_versions(versions, scratch, output);
        let mut ignored = Ignored::new(&settings.project.ignore);
        let (live, planned) = alike(live, planned.snapshot, &mut ignored);
        ignored.tell(output);
        let differences = desired::changes(&live.schema, &planned.schema);
        let (mut script, mut uncovered) = (String::new(), Vec::new());
        if !differences.is_empty() {
            let back = live.diff_with(&planned, &Options::default());
            let beside = super::named(sides.plan, sides.applied);
            script = autogenerate::script(&format!("{} back to {beside}", sides.place), &back);
            uncovered = back.uncovered;
        }
        Self {
            differences,
            script,
            uncovered,
            by_name: by_name(&live.schema),
            ignored: ignored.count(),
            versions: versions.map(|version| version / 10_000),
        }
    }

    /// Whether nothing differs.
    pub(crate) fn is_equal(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Both schemas without what is left out, and both in the words of the role that migrates.
fn alike(live: Live, planned: Snapshot, ignored: &mut Ignored<'_>) -> (Snapshot, Snapshot) {
    let mut live_snapshot = live.snapshot;
    let mut planned = Snapshot {
        schema: planned.schema.as_read_by(&live.role),
        ..planned
    };
    ignored.take_out_of(&mut live_snapshot.schema);
    ignored.take_out_of(&mut planned.schema);
    (live_snapshot, planned)
}

/// Objects whose definition is not read: what is in it may hold a password.
fn by_name(schema: &Schema) -> Vec<Object> {
    let all = schema.others.iter();
    let by_name = all.filter(|one| matches!(&*one.kind, "user mapping" | "subscription"));
    by_name
        .map(|one| Object {
            kind: ObjectKind::Other(one.kind.clone()),
            name: one.name.clone(),
        })
        .collect()
}

/// Says that two servers of different versions write the same expression differently.
pub(crate) fn tell_versions(versions: [u32; 2], scratch: &Scratch, output: &mut Output) {
    let [live, other] = versions.map(|version| version / 10_000);
    if live == other {
        return;
    }
    output.warning(format_args!(
        "the database is PostgreSQL {live}, and {scratch} is PostgreSQL {other}: they write some expressions differently, so \
         what is told as different may mean the same"
    ));
    output.help(match scratch.kind() {
        Kind::Server => "name a scratch server of the same version",
        Kind::Embedded => {
            "compare on a server of the same version, by `scratch = { env = \"SCRATCH_DATABASE_URL\" }` in \
             [package.metadata.migrate]"
        }
    });
}

/// A live schema without what the settings leave out.
pub(crate) fn without_ignored(live: Live, settings: &Settings, output: &mut Output) -> Snapshot {
    let mut ignored = Ignored::new(&settings.project.ignore);
    let mut snapshot = live.snapshot;
    ignored.take_out_of(&mut snapshot.schema);
    ignored.tell(output);
    snapshot
}
