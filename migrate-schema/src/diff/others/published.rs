//! Publications, and the tables and schemas in them.

use crate::model::Other;

pub(super) fn create(one: &Other) -> Vec<String> {
    let definition = &one.definition;
    match parts(one) {
        Some((what, publication)) => {
            // `COLUMNS a, b WHERE …`
            let (columns, filter) = match definition.split_once(" WHERE ") {
                Some((columns, filter)) => (columns, format!(" WHERE ({filter})")),
                None => (definition.as_str(), String::new()),
            };
            let columns = match columns.strip_prefix("COLUMNS ") {
                Some(columns) => format!(" ({columns})"),
                None => String::new(),
            };
            vec![format!(
                "ALTER PUBLICATION {publication} ADD {what}{columns}{filter}"
            )]
        }
        None => vec![format!("CREATE PUBLICATION {} {definition}", one.name)],
    }
}

pub(super) fn drop(one: &Other) -> String {
    let (what, publication) = parts(one).unwrap_or_default();
    format!("ALTER PUBLICATION {publication} DROP {what}")
}

pub(super) fn alter(new: &Other) -> Vec<String> {
    let options = new.definition.trim_start_matches("FOR ALL TABLES WITH ");
    let options = options.trim_start_matches("WITH ");
    vec![format!("ALTER PUBLICATION {} SET {options}", new.name)]
}

/// `public.t in publication p`: the clause that names it, and the publication.
fn parts(one: &Other) -> Option<(String, &str)> {
    let (name, publication) = one.name.rsplit_once(" in publication ")?;
    let clause = match one.kind.as_str() {
        "publication namespace" => format!("TABLES IN SCHEMA {name}"),
        _ => format!("TABLE ONLY {name}"),
    };
    Some((clause, publication))
}
