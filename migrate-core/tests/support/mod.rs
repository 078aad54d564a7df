//! Plans made by hand.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]
#![allow(dead_code, reason = "each test file uses its own part of the support")]

use std::borrow::Cow;

use migrate_core::plan::{
    Digest, Digests, Down, LedgerName, Outside, Plan, Reindexed, Revision, RevisionId, Script,
    Seal, Statement, Steps, Text, TransactionMode,
};

pub(crate) fn id(bits: u64) -> RevisionId {
    RevisionId::from_bits(bits * 0x1111_1111)
}

/// A revision in the making.
#[derive(Clone)]
pub(crate) struct Sketch {
    pub(crate) revision: Revision,
}

/// A transactional revision, based on these.
pub(crate) fn revision(bits: u64, parents: &[u64], up: &str, down: &str) -> Sketch {
    let message = format!("change {bits}");
    Sketch {
        revision: Revision {
            id: id(bits),
            parents: parents.iter().map(|p| id(*p)).collect::<Vec<_>>().into(),
            message: message.clone().into(),
            created: Cow::Borrowed("2026-11-21T09:30:00Z"),
            folder: format!("20261121093{bits:03}_change_{bits}").into(),
            seal: Seal::Sealed,
            digests: Digests {
                up: Digest::from_bytes([0; 32]),
                down: Digest::from_bytes([0; 32]),
                chain: Digest::from_bytes([0; 32]),
            },
            transaction: TransactionMode::Single,
            up: script(up),
            down: Down::Script(script(down)),
            compatible: None,
            lock_timeout: None,
            statement_timeout: None,
        },
    }
}

fn script(text: &str) -> Script {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    Script {
        text: format!("{text}{end}").into(),
        steps: Steps::Transaction,
    }
}

impl Sketch {
    /// Outside a transaction, a statement for each line.
    pub(crate) fn stepwise(mut self) -> Self {
        self.revision.transaction = TransactionMode::None;
        self.revision.up.steps = lines(&self.revision.up.text);
        if let Down::Script(script) = &mut self.revision.down {
            script.steps = lines(&script.text);
        }
        self
    }

    pub(crate) fn irreversible(mut self, reason: &'static str) -> Self {
        self.revision.down = Down::Irreversible {
            reason: Cow::Borrowed(reason),
        };
        self
    }

    pub(crate) fn compatible(mut self, bits: u64) -> Self {
        self.revision.compatible = Some(id(bits));
        self
    }

    pub(crate) fn draft(mut self) -> Self {
        self.revision.seal = Seal::Draft;
        self
    }
}

fn lines(text: &str) -> Steps {
    let mut statements = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let statement = line.trim_end().trim_end_matches(';');
        if !statement.is_empty() {
            statements.push(Statement {
                start: u32::try_from(start).unwrap(),
                end: u32::try_from(start + statement.len()).unwrap(),
                kind: kind(statement),
            });
        }
        start += line.len();
    }
    Steps::Statements(statements.into())
}

/// The kind of a statement whose words stand in a line, a blank between them.
fn kind(statement: &str) -> Outside {
    let words: Vec<&str> = statement.split(' ').collect();
    let text = |at: usize| -> Text { words[at].to_owned().into() };
    let after = |word: &str| words.iter().position(|w| *w == word).map(|at| at + 1);
    match words[..] {
        ["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY", ..]
        | ["CREATE", "INDEX", "CONCURRENTLY", ..] => {
            let on = after("ON").unwrap();
            let name = on - 2;
            Outside::CreateIndexConcurrently {
                index: (words[name] != "CONCURRENTLY").then(|| text(name)),
                table: text(on),
                unique: words[1] == "UNIQUE",
                definition: u32::try_from(words[..=on].join(" ").len() + 1).unwrap(),
            }
        }
        ["DROP", "INDEX", "CONCURRENTLY", ..] => Outside::DropIndexConcurrently {
            index: text(words.len() - 1),
        },
        ["REINDEX", what, "CONCURRENTLY", ..] => Outside::ReindexConcurrently(match what {
            "INDEX" => Reindexed::Index(text(3)),
            "TABLE" => Reindexed::Table(text(3)),
            "SCHEMA" => Reindexed::Schema(text(3)),
            _ => Reindexed::Database,
        }),
        [
            "ALTER",
            "TABLE",
            _,
            "DETACH",
            "PARTITION",
            _,
            "CONCURRENTLY",
        ] => Outside::DetachPartitionConcurrently {
            table: text(2),
            partition: text(5),
        },
        _ => Outside::Plain,
    }
}

/// The plan of these revisions. Its digests are no BLAKE3, but different where the contents are.
pub(crate) fn plan(sketches: &[Sketch]) -> Plan {
    let mut revisions: Vec<Revision> = Vec::new();
    for sketch in sketches {
        let mut revision = sketch.revision.clone();
        let down = match &revision.down {
            Down::Script(script) => script.text.as_ref(),
            Down::Irreversible { .. } => "",
        };
        let id = revision.id.to_string();
        let parents = format!("{:?}", revision.parents);
        revision.digests.up = digest(&[&id, &parents, &revision.up.text]);
        revision.digests.down = digest(&[&id, down]);
        let mut chain = vec![revision.digests.up.to_string()];
        for parent in revision.parents.iter() {
            let parent = revisions.iter().find(|r| r.id == *parent);
            chain.push(parent.map_or_else(String::new, |p| p.digests.chain.to_string()));
        }
        let chain: Vec<&str> = chain.iter().map(String::as_str).collect();
        revision.digests.chain = digest(&chain);
        revisions.push(revision);
    }
    Plan {
        name: Cow::Borrowed("app"),
        ledger: LedgerName::default(),
        directory: Cow::Borrowed("migrations"),
        revisions: revisions.into(),
    }
}

fn digest(fields: &[&str]) -> Digest {
    let mut bytes = [0; 32];
    for (lane, chunk) in bytes.chunks_exact_mut(8).enumerate() {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ lane as u64;
        for field in fields {
            for byte in field.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        chunk.copy_from_slice(&hash.to_be_bytes());
    }
    Digest::from_bytes(bytes)
}

/// Three tables, one after the other.
pub(crate) fn three() -> Vec<Sketch> {
    vec![
        revision(1, &[], "CREATE TABLE one (id int);", "DROP TABLE one;"),
        revision(2, &[1], "CREATE TABLE two (id int);", "DROP TABLE two;"),
        revision(3, &[2], "CREATE TABLE three (id int);", "DROP TABLE three;"),
    ]
}
