//! How a plan gets into a binary: flat arrays, put together by the compiler's constant evaluation.
//!
//! The macro could emit one struct expression per revision, but rustc then type-checks a dozen nested calls for each:
//! measured on 1,000 revisions, that is the larger part of an incremental `cargo check`. Arrays of literals cost next to
//! nothing, and [`Parts::build`] turns them into the same typed constants before the program starts.
//!
//! Not part of the public interface: the macro and the core always have exactly the same version.

use std::borrow::Cow::Borrowed;

use super::{
    Digest, Digests, Down, LedgerName, Plan, Revision, RevisionId, Script, Seal, Statement, Steps,
    Timeout, TransactionMode,
};

/// What the macro emits for `N` revisions, in plan order.
#[derive(Debug, Clone, Copy)]
pub struct Parts<const N: usize> {
    /// The ids' 48 bits.
    pub ids: [u64; N],
    /// How many parents each revision has.
    pub parent_counts: [u8; N],
    /// The parents of all revisions, one after the other.
    pub parents: &'static [RevisionId],
    /// `up`, `down` and `chain` of each revision.
    pub digests: &'static [[u8; 32]],
    /// Message, created, folder of each revision.
    pub names: [[&'static str; 3]; N],
    /// The canonical `up.sql` and `down.sql` of each revision; an irreversible one has an empty second text.
    pub scripts: [[&'static str; 2]; N],
    /// Whatever only some revisions have, by ascending place in the plan.
    pub extras: &'static [Extra],
}

/// Something that only some revisions have; the first field is the revision's place in the plan.
#[derive(Debug, Clone, Copy)]
pub enum Extra {
    /// It is a draft.
    Draft(usize),
    /// It runs outside a transaction, in these steps up and down.
    NoTransaction(usize, &'static [Statement], &'static [Statement]),
    /// It has no way back, for this reason.
    Irreversible(usize, &'static str),
    /// The oldest revision whose application still works, by its bits.
    Compatible(usize, u64),
    /// Its own `lock_timeout` in milliseconds.
    LockTimeout(usize, u32),
    /// Its own `statement_timeout` in milliseconds.
    StatementTimeout(usize, u32),
}

impl Extra {
    const fn place(&self) -> usize {
        match self {
            Self::Draft(at)
            | Self::NoTransaction(at, _, _)
            | Self::Irreversible(at, _)
            | Self::Compatible(at, _)
            | Self::LockTimeout(at, _)
            | Self::StatementTimeout(at, _) => *at,
        }
    }
}

/// What stands in for a plan whose files have problems, so that only these are reported.
#[must_use]
pub const fn no_plan() -> Plan {
    Plan {
        name: Borrowed(""),
        ledger: LedgerName {
            schema: Borrowed(""),
            table: Borrowed(""),
        },
        directory: Borrowed(""),
        revisions: Borrowed(&[]),
    }
}

/// The id with these bits; a short name, because there is one for each revision.
#[must_use]
pub const fn id(bits: u64) -> RevisionId {
    RevisionId::from_bits(bits)
}

/// The ids with these bits.
#[must_use]
pub const fn ids<const N: usize>(bits: [u64; N]) -> [RevisionId; N] {
    let mut ids = [RevisionId::from_bits(0); N];
    let mut at = 0;
    while at < N {
        ids[at] = RevisionId::from_bits(bits[at]);
        at += 1;
    }
    ids
}

impl<const N: usize> Parts<N> {
    /// The typed revisions.
    #[must_use]
    pub const fn build(&self) -> [Revision; N] {
        let mut revisions = [const { BLANK }; N];
        let mut parents = self.parents;
        let mut extras = self.extras;
        let mut at = 0;
        while at < N {
            let (own, rest) = parents.split_at(self.parent_counts[at] as usize);
            parents = rest;
            let revision = &mut revisions[at];
            self.fill(revision, at, own);
            while let [extra, rest @ ..] = extras {
                if extra.place() != at {
                    break;
                }
                extra.apply(revision);
                extras = rest;
            }
            at += 1;
        }
        revisions
    }

    const fn fill(&self, revision: &mut Revision, at: usize, parents: &'static [RevisionId]) {
        let [message, created, folder] = self.names[at];
        let [up, down] = self.scripts[at];
        revision.id = RevisionId::from_bits(self.ids[at]);
        set(&mut revision.parents, Borrowed(parents));
        set(&mut revision.message, Borrowed(message));
        set(&mut revision.created, Borrowed(created));
        set(&mut revision.folder, Borrowed(folder));
        revision.digests = Digests {
            up: Digest::from_bytes(self.digests[3 * at]),
            down: Digest::from_bytes(self.digests[3 * at + 1]),
            chain: Digest::from_bytes(self.digests[3 * at + 2]),
        };
        set(&mut revision.up, transaction(up));
        set(&mut revision.down, Down::Script(transaction(down)));
    }
}

impl Extra {
    const fn apply(&self, revision: &mut Revision) {
        match *self {
            Self::Draft(_) => revision.seal = Seal::Draft,
            Self::NoTransaction(_, up, down) => {
                revision.transaction = TransactionMode::None;
                set(&mut revision.up.steps, Steps::Statements(Borrowed(up)));
                if let Down::Script(script) = &mut revision.down {
                    set(&mut script.steps, Steps::Statements(Borrowed(down)));
                }
            }
            Self::Irreversible(_, reason) => {
                set(
                    &mut revision.down,
                    Down::Irreversible {
                        reason: Borrowed(reason),
                    },
                );
            }
            Self::Compatible(_, bits) => revision.compatible = Some(RevisionId::from_bits(bits)),
            Self::LockTimeout(_, millis) => {
                revision.lock_timeout = Some(Timeout::from_millis(millis));
            }
            Self::StatementTimeout(_, millis) => {
                revision.statement_timeout = Some(Timeout::from_millis(millis));
            }
        }
    }
}

/// Assigns without running the old value's destructor, which constants cannot; the old value is always borrowed.
const fn set<T>(place: &mut T, value: T) {
    std::mem::forget(std::mem::replace(place, value));
}

const fn transaction(text: &'static str) -> Script {
    Script {
        text: Borrowed(text),
        steps: Steps::Transaction,
    }
}

const BLANK: Revision = Revision {
    id: RevisionId::from_bits(0),
    parents: Borrowed(&[]),
    message: Borrowed(""),
    created: Borrowed(""),
    folder: Borrowed(""),
    seal: Seal::Sealed,
    digests: Digests {
        up: Digest::from_bytes([0; 32]),
        down: Digest::from_bytes([0; 32]),
        chain: Digest::from_bytes([0; 32]),
    },
    transaction: TransactionMode::Single,
    up: transaction(""),
    down: Down::Script(transaction("")),
    compatible: None,
    lock_timeout: None,
    statement_timeout: None,
};
