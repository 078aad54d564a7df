//! diesel's layout: a folder per migration, with `up.sql`, `down.sql` and perhaps `metadata.toml`.

use migrate_core::plan::TransactionMode;
use toml::de::{DeTable, DeValue};

use super::listing::{Content, Found};
use super::{Migration, Obstacle, Recognised, Skipped, Why};

/// What `diesel migration run` would run: every folder with an `up.sql`, ordered by the text of its version.
pub(super) fn recognise(found: &[Found]) -> Recognised {
    let mut all = Recognised::default();
    for thing in found {
        match &thing.content {
            Content::Folder(inside) => recognise_folder(thing, inside, &mut all),
            Content::File(_) => skip(&mut all, thing, Why::FileAmongFolders),
            Content::Other => skip(&mut all, thing, Why::NotAFile),
        }
    }
    all.migrations.sort_by_key(order);
    for pair in all.migrations.windows(2) {
        if order(&pair[0]) == order(&pair[1]) {
            all.obstacles.push(Obstacle::SameVersion {
                version: order(&pair[0]),
                paths: [pair[0].path.clone(), pair[1].path.clone()],
            });
        }
    }
    all
}

/// What diesel sorts by: the version without its hyphens, as text.
fn order(migration: &Migration) -> String {
    migration.version.replace('-', "")
}

fn recognise_folder(folder: &Found, inside: &[Found], all: &mut Recognised) {
    let file = |name: &str| {
        inside.iter().find_map(|thing| match &thing.content {
            Content::File(bytes) if thing.name() == name => Some(bytes),
            _ => None,
        })
    };
    let Some(up) = file("up.sql") else {
        return skip(all, folder, Why::NoUpScript);
    };
    for thing in inside {
        match (thing.name(), &thing.content) {
            ("up.sql" | "down.sql" | "metadata.toml", Content::File(_)) => {}
            (_, Content::Other) => skip(all, thing, Why::NotAFile),
            _ => skip(all, thing, Why::BesideScripts),
        }
    }
    let transaction = match file("metadata.toml") {
        Some(bytes) => read_metadata(folder, bytes, all),
        None => TransactionMode::Single,
    };
    let (version, name) = folder.name().split_once('_').unwrap_or((folder.name(), ""));
    all.migrations.push(Migration {
        path: folder.path.clone(),
        version: version.to_owned(),
        name: name.to_owned(),
        up: up.clone(),
        down: file("down.sql").cloned(),
        transaction,
    });
}

/// `run_in_transaction` is diesel's only key; it ignores others, and so they are only reported.
fn read_metadata(folder: &Found, bytes: &[u8], all: &mut Recognised) -> TransactionMode {
    let path = format!("{}/metadata.toml", folder.path);
    let mut refuse = |reason: String| {
        all.obstacles.push(Obstacle::Metadata {
            path: path.clone(),
            reason,
        });
        TransactionMode::Single
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return refuse("it is not UTF-8".to_owned());
    };
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => return refuse(error.message().to_owned()),
    };
    let transaction = match table.get("run_in_transaction").map(|value| value.get_ref()) {
        None | Some(DeValue::Boolean(true)) => TransactionMode::Single,
        Some(DeValue::Boolean(false)) => TransactionMode::None,
        Some(_) => return refuse("`run_in_transaction` is neither true nor false".to_owned()),
    };
    for key in table
        .keys()
        .filter(|key| key.get_ref() != "run_in_transaction")
    {
        all.skipped.push(Skipped {
            path: path.clone(),
            why: Why::UnknownKey(key.get_ref().to_string()),
        });
    }
    transaction
}

fn skip(all: &mut Recognised, thing: &Found, why: Why) {
    all.skipped.push(Skipped {
        path: thing.path.clone(),
        why,
    });
}
