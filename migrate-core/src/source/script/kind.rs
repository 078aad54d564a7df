//! What a statement is, as far as transactions are concerned.
//!
//! The list is that of the places in PostgreSQL 13 to 18 that call `PreventInTransactionBlock`. What depends on the
//! catalog cannot be known here and is left to the server: `CLUSTER`, `REINDEX TABLE` and `REINDEX INDEX` of a
//! partitioned table.

use super::words::Words;
use crate::plan::{Outside, Reindexed};

/// The kind of a statement.
pub(super) fn of(words: &Words<'_>) -> Outside {
    match words.text(0).to_ascii_uppercase().as_str() {
        "CREATE" => create(words),
        "DROP" => drop_(words),
        "ALTER" => alter(words),
        "REINDEX" => reindex(words),
        "CLUSTER" => cluster(words),
        "VACUUM" => Outside::Refused,
        "COMMIT" | "ROLLBACK" if words.is(1, "PREPARED") => Outside::Refused,
        _ => Outside::Plain,
    }
}

fn refused_if(refused: bool) -> Outside {
    if refused {
        Outside::Refused
    } else {
        Outside::Plain
    }
}

fn create(words: &Words<'_>) -> Outside {
    let index = if words.is(1, "UNIQUE") { 2 } else { 1 };
    if words.are(index, &["INDEX", "CONCURRENTLY"]) {
        return create_index(words, index);
    }
    if words.is(1, "SUBSCRIPTION") {
        return refused_if(!subscription_leaves_slot_alone(words));
    }
    refused_if(words.is(1, "DATABASE") || words.is(1, "TABLESPACE"))
}

/// `CREATE INDEX CONCURRENTLY`; the word `INDEX` stands at this place.
fn create_index(words: &Words<'_>, keyword: usize) -> Outside {
    let mut at = keyword + 2;
    if words.are(at, &["IF", "NOT", "EXISTS"]) {
        at += 3;
    }
    let index = if words.is(at, "ON") {
        None
    } else {
        let (name, next) = words.name(at);
        at = next;
        Some(name.into())
    };
    at += 1; // ON
    if words.is(at, "ONLY") {
        at += 1;
    }
    let (table, rest) = words.name(at);
    let range = words.range();
    let definition = words.token(rest).map_or(range.end, |token| token.start);
    Outside::CreateIndexConcurrently {
        index,
        table: table.into(),
        unique: keyword == 2,
        // Statements beyond 4 GiB are refused before.
        definition: u32::try_from(definition - range.start).unwrap_or(u32::MAX),
    }
}

/// Whether the options say that no replication slot is made, which is what cannot be rolled back.
fn subscription_leaves_slot_alone(words: &Words<'_>) -> bool {
    let Some(with) = words.find(2, "WITH") else {
        return false;
    };
    words.arguments(with + 1).into_iter().any(|option| {
        let name = option.start;
        (words.is(name, "create_slot") || words.is(name, "connect")) && is_off(words, name + 1)
    })
}

/// Whether an option's value, with or without `=`, says no.
fn is_off(words: &Words<'_>, at: usize) -> bool {
    let at = if words.is(at, "=") { at + 1 } else { at };
    let value = words.text(at).trim_matches('\'').to_ascii_lowercase();
    matches!(value.as_str(), "false" | "off" | "0" | "no")
}

fn drop_(words: &Words<'_>) -> Outside {
    if words.are(1, &["INDEX", "CONCURRENTLY"]) {
        let name = if words.are(3, &["IF", "EXISTS"]) {
            5
        } else {
            3
        };
        return Outside::DropIndexConcurrently {
            index: words.name(name).0.into(),
        };
    }
    // A subscription without a slot may be dropped inside a transaction; whether it has one only the catalog knows, and
    // nearly every one has.
    let refused = ["DATABASE", "TABLESPACE", "SUBSCRIPTION"];
    refused_if(refused.iter().any(|word| words.is(1, word)))
}

fn alter(words: &Words<'_>) -> Outside {
    if words.is(1, "SYSTEM") {
        return Outside::Refused;
    }
    if words.is(1, "DATABASE") {
        let tablespace = words
            .find(2, "SET")
            .map(|at| words.is(at + 1, "TABLESPACE"));
        return refused_if(tablespace == Some(true));
    }
    if words.is(1, "SUBSCRIPTION") {
        return refused_if(alter_subscription_refreshes(words));
    }
    if let Some(detach) = words.find(1, "DETACH")
        && words.is(1, "TABLE")
        && words.is(detach + 1, "PARTITION")
        && words.find(detach + 2, "CONCURRENTLY").is_some()
    {
        let mut table = if words.are(2, &["IF", "EXISTS"]) {
            4
        } else {
            2
        };
        if words.is(table, "ONLY") {
            table += 1;
        }
        return Outside::DetachPartitionConcurrently {
            table: words.name(table).0.into(),
            partition: words.name(detach + 2).0.into(),
        };
    }
    Outside::Plain
}

/// `REFRESH PUBLICATION`, and the changes of the list of publications that refresh unless told not to.
fn alter_subscription_refreshes(words: &Words<'_>) -> bool {
    if words.find(2, "REFRESH").is_some() {
        return true;
    }
    let Some(publication) = words.find(2, "PUBLICATION") else {
        return false;
    };
    let Some(with) = words.find(publication, "WITH") else {
        return true;
    };
    !words
        .arguments(with + 1)
        .into_iter()
        .any(|option| words.is(option.start, "refresh") && is_off(words, option.start + 1))
}

fn reindex(words: &Words<'_>) -> Outside {
    let target = words.after_list(1);
    let in_options = words.text(1) == "("
        && words.arguments(1).into_iter().any(|option| {
            words.is(option.start, "CONCURRENTLY")
                && (option.len() == 1 || !is_off(words, option.start + 1))
        });
    let in_words = words.is(target + 1, "CONCURRENTLY");
    if in_options || in_words {
        let name = words.name(if in_words { target + 2 } else { target + 1 }).0;
        return Outside::ReindexConcurrently(
            match words.text(target).to_ascii_uppercase().as_str() {
                "INDEX" => Reindexed::Index(name.into()),
                "TABLE" => Reindexed::Table(name.into()),
                "SCHEMA" => Reindexed::Schema(name.into()),
                _ => Reindexed::Database,
            },
        );
    }
    let many = ["SCHEMA", "DATABASE", "SYSTEM"];
    refused_if(many.iter().any(|word| words.is(target, word)))
}

/// `CLUSTER` without a table.
fn cluster(words: &Words<'_>) -> Outside {
    let at = if words.is(1, "VERBOSE") {
        2
    } else {
        words.after_list(1)
    };
    refused_if(at >= words.len())
}
