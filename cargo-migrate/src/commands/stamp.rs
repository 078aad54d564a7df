//! `cargo migrate stamp`: records that the database is at a revision, without running anything.

use migrate_core::ledger::Row;
use migrate_core::plan::{Plan, RevisionId, Text};
use migrate_core::run::{Busy, Drift, Effect, Run};
use migrate_core::source::RevisionSource;
use migrate_runtime::{Error as RunError, Named, Outcome, Target, TargetError};
use serde::Serialize;

use crate::Exit;
use crate::args::{DatabaseArgs, Report};
use crate::database::{Connected, Place};
use crate::draft;
use crate::drift::watched;
use crate::failure::{Failure, Usage};
use crate::live::{self, Comparison, Drifted, Live, Planned, Recorded, Sides};
use crate::output::{Format, Output};
use crate::report::RevisionReport;
use crate::runs::{self, Patience, Ready};
use crate::scratch::Scratch;
use crate::settings::Settings;

/// Record that the database is at TARGET, without running anything
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The schema is compared with what TARGET's revisions make on the scratch server, and nothing is recorded while they \
differ. With --unverified nothing is compared: that it is right is your claim, and the ledger's log keeps it as that.

Exit codes: 0 recorded, 4 the database's state is refused, 7 the objects that are told differ.")]
pub(crate) struct Args {
    /// The last revision that counts as applied, or `base`
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    target: String,

    /// Compare nothing; it needs a reason
    #[arg(long, requires = "reason")]
    unverified: bool,

    /// Why it is done; it stays in the ledger's log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// Stamp also where something else than a revision changed the schema since it was recorded
    #[arg(long, requires = "unverified")]
    accept_drift: bool,

    #[command(flatten)]
    patience: Patience,

    #[command(flatten)]
    database: DatabaseArgs,

    #[command(flatten)]
    pub(crate) report: Report,
}

#[derive(Debug, Serialize)]
struct Document<'r> {
    /// `stamped` or `nothing-to-do`.
    outcome: &'static str,
    /// Whether the schema was compared.
    verified: bool,
    recorded: Vec<RevisionReport<'r>>,
    removed: Vec<String>,
}

/// Records, and says so.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let target: Target = args.target.parse().map_err(TargetError::Malformed)?;
    let reason = match &args.reason {
        Some(reason) => Some(draft::reason(reason)?.into()),
        None => None,
    };
    if args.accept_drift && !settings.project.fingerprint {
        return Err(Usage::NothingRecorded.into());
    }
    let scratch = match args.unverified {
        true => None,
        false => Some(scratch(settings, output)?),
    };
    let (ready, sources) = live::ready(&args.database, settings, output)?;
    let Ready {
        plan,
        mut session,
        database,
    } = ready;
    let stamping = Stamping {
        plan: &plan,
        sources: &sources,
        target,
        reason,
        place: &database.place,
        patience: &args.patience,
        accept_drift: args.accept_drift,
    };
    let ended = stamping.run(scratch.as_ref(), &mut session, settings, output);
    let ended = runs::close(session, ended)?;
    let verified = scratch.is_some();
    let document = match &ended {
        Outcome::Stamped { recorded, removed } => {
            for revision in recorded {
                output.step(
                    "Recorded",
                    format_args!("{} {}", revision.id, revision.message),
                );
            }
            for id in removed {
                output.step("Removed", format_args!("the record of {id}"));
            }
            let how = match verified {
                true => "verified",
                false => "unverified",
            };
            output.step(
                "Finished",
                format_args!("{} is stamped, {how}", database.place),
            );
            Document {
                outcome: "stamped",
                verified,
                recorded: recorded.iter().map(|revision| (*revision).into()).collect(),
                removed: removed.iter().map(ToString::to_string).collect(),
            }
        }
        _ => {
            output.step(
                "Finished",
                format_args!("nothing to do: {} is there already", database.place),
            );
            Document {
                outcome: "nothing-to-do",
                verified,
                recorded: Vec::new(),
                removed: Vec::new(),
            }
        }
    };
    if args.report.format == Format::Json {
        output.json("stamp", &document);
    }
    Ok(Exit::Done)
}

/// Where it is compared; where that is not possible, what else there is.
fn scratch(settings: &Settings, output: &mut Output) -> Result<Scratch, Failure> {
    Scratch::resolve(settings).inspect_err(|_| {
        output.note(
            "a stamp compares the schema with what the revisions make on a scratch server; \
             `--unverified --reason \"…\"` records without comparing",
        );
    })
}

/// How often the schema is compared when other runs change the ledger meanwhile.
const ATTEMPTS: u32 = 3;

/// What is to be recorded, and for whom.
struct Stamping<'s, 'p> {
    plan: &'p Plan,
    sources: &'s [RevisionSource],
    target: Target,
    reason: Option<Text>,
    place: &'s Place,
    patience: &'s Patience,
    accept_drift: bool,
}

impl<'p> Stamping<'_, 'p> {
    /// Compares where there is a scratch server, and records.
    fn run(
        &self,
        scratch: Option<&Scratch>,
        session: &mut Connected,
        settings: &Settings,
        output: &mut Output,
    ) -> Result<Outcome<'p>, Failure> {
        let Some(scratch) = scratch else {
            let reason = self.reason.clone().unwrap_or_default();
            let options = self.patience.options(Effect::Apply);
            let drift = match self.accept_drift {
                true => Drift::Accepted {
                    reason: reason.clone(),
                },
                false => Drift::Refused,
            };
            let run = Run::stamp(self.plan, self.target.clone(), reason, options);
            let run = watched(run, drift, settings);
            return runs::drive_run(run, session, output);
        };
        for _ in 0..ATTEMPTS {
            match self.compared(scratch, session, settings, output)? {
                Outcome::Overtaken => output.note(
                    "another run changed the ledger while the schema was compared: comparing again",
                ),
                outcome => return Ok(outcome),
            }
        }
        let head = self.plan.head().map(Named::from);
        let revision = head.expect("without a revision there is nothing to be overtaken at");
        Err(RunError::Busy(Busy::Rivals { revision }).into())
    }

    /// One attempt: what would be recorded, the comparison with it, and the stamp, if the ledger still says what it said.
    fn compared(
        &self,
        scratch: &Scratch,
        session: &mut Connected,
        settings: &Settings,
        output: &mut Output,
    ) -> Result<Outcome<'p>, Failure> {
        let seen = Recorded::read(self.plan, session, output)?.rows;
        let preview = self.verified(seen.clone(), Effect::Preview);
        let (recorded, removed) = match runs::drive_run(preview, session, output)? {
            Outcome::WouldStamp { recorded, removed } => {
                let recorded: Vec<RevisionId> = recorded.iter().map(|one| one.id).collect();
                (recorded, removed)
            }
            // It is compared all the same: after a drift this is what says that the schema is right again.
            Outcome::NothingToDo => (Vec::new(), Vec::new()),
            outcome => return Ok(outcome),
        };
        let mut applied = live::applied(self.plan, &seen);
        for (position, revision) in self.plan.revisions.iter().enumerate() {
            if recorded.contains(&revision.id) {
                applied.insert(position);
            } else if removed.contains(&revision.id) {
                applied.remove(position);
            }
        }
        let place = self.place.to_string();
        let sides = Sides {
            plan: self.plan,
            sources: self.sources,
            applied: &applied,
            place: &place,
        };
        let planned = Planned::build(&sides, scratch, output)?;
        // The live database is read last: what is done by hand while the other one is built is seen.
        let live = Live::read(session, &settings.project.ledger)?;
        let found = Comparison::between(live, planned, &sides, scratch, settings, output);
        live::tell_limits(&found, output);
        let beside = live::named(self.plan, &applied);
        if !found.is_equal() {
            return Err(Drifted {
                place,
                beside,
                differences: found.differences,
                help: "nothing is recorded: stamp the revision that the database is at, or change the database; what \
                       others make is left out by [[package.metadata.migrate.ignore]]; `--unverified --reason \"…\"` \
                       records all the same"
                    .to_owned(),
            }
            .into());
        }
        output.step("Verified", format_args!("{place} is what {beside} makes"));
        let run = self.verified(seen, Effect::Apply);
        runs::drive_run(watched(run, Drift::NotCompared, settings), session, output)
    }

    fn verified(&self, seen: Vec<Row>, effect: Effect) -> Run<'p> {
        let options = self.patience.options(effect);
        let (target, reason) = (self.target.clone(), self.reason.clone());
        Run::stamp_verified(self.plan, target, seen, reason, options)
    }
}
