//! How an interrupted statement goes on, by what the catalogs say about it.

use crate::plan::Outside;
use crate::run::{Course, Doubt};
use crate::sql;

/// What follows from the answer to [`sql::look`].
pub(super) fn course(kind: &Outside, answer: &str) -> Result<Course, Doubt> {
    let mut facts = answer.split(sql::SEPARATOR).map(str::to_owned);
    let word = facts.next().unwrap_or_default();
    let mut fact = || facts.next().unwrap_or_default();
    let skip = |because: String| Ok(Course::Skip { because });
    let send = |because: String, drop: Vec<String>| Ok(Course::Send { because, drop });
    match (kind, &*word) {
        (Outside::CreateIndexConcurrently { table, .. }, "absent") => send(
            format!("the index that it builds on {table} is not there"),
            Vec::new(),
        ),
        (Outside::CreateIndexConcurrently { .. }, "done") => {
            skip(format!("the index {} is there and valid", fact()))
        }
        (Outside::CreateIndexConcurrently { .. }, "invalid") => {
            let name = fact();
            send(format!("the index {name} is there and invalid"), vec![name])
        }
        (Outside::CreateIndexConcurrently { .. }, "taken") => {
            let (name, is) = (fact(), fact());
            Err(Doubt::Taken { name, is })
        }
        (Outside::CreateIndexConcurrently { .. }, "several") => {
            Err(Doubt::Several { names: fact() })
        }
        (Outside::CreateIndexConcurrently { .. }, "incomparable") => {
            let _name = fact();
            Err(Doubt::Incomparable { why: fact() })
        }
        (Outside::DropIndexConcurrently { index }, "gone") => {
            skip(format!("the index {index} is gone"))
        }
        (Outside::DropIndexConcurrently { index }, "there") => {
            send(format!("the index {index} is still there"), Vec::new())
        }
        (Outside::ReindexConcurrently(_), "repeatable") => {
            let drop: Vec<String> = facts.filter(|name| !name.is_empty()).collect();
            send(
                match drop.len() {
                    0 => "it left nothing behind".to_owned(),
                    1 => format!("it left the invalid index {} behind", drop[0]),
                    _ => format!("it left the invalid indexes {} behind", drop.join(", ")),
                },
                drop,
            )
        }
        (Outside::DetachPartitionConcurrently { partition, .. }, "detached") => {
            skip(format!("{partition} is not attached"))
        }
        (Outside::DetachPartitionConcurrently { partition, .. }, "attached" | "missing") => {
            send(format!("{partition} was not detached"), Vec::new())
        }
        (Outside::DetachPartitionConcurrently { partition, .. }, "pending") => {
            Ok(Course::Finalize {
                because: format!("the detachment of {partition} is pending"),
            })
        }
        _ => Err(Doubt::Opaque),
    }
}
