//! What PostgreSQL's texts of constraints and indexes say: the columns, and the table that is referred to.

use crate::Name;

/// The longest name: `NAMEDATALEN - 1`.
pub(crate) const LONGEST: usize = 63;

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<String>,
    pub(crate) table: Name,
    pub(crate) referred: Vec<String>,
}

/// What `FOREIGN KEY (…) REFERENCES table(…)` says, as `pg_get_constraintdef` writes it.
pub(crate) fn foreign_key(definition: &str) -> Option<ForeignKey> {
    let mut text = Text(definition.strip_prefix("FOREIGN KEY ")?);
    let columns = text.list()?;
    text.skip(" REFERENCES ")?;
    let schema = text.name()?;
    text.skip(".")?;
    let name = text.name()?;
    let referred = text.list()?;
    Some(ForeignKey {
        columns,
        table: Name::new(schema, name),
        referred,
    })
}

/// The columns of a primary key or unique constraint, and whether nothing else is said.
pub(crate) fn key(definition: &str) -> Option<(Vec<String>, bool)> {
    let words = ["PRIMARY KEY ", "UNIQUE NULLS NOT DISTINCT ", "UNIQUE "];
    let mut text = words
        .iter()
        .find_map(|word| definition.strip_prefix(word))
        .map(Text)?;
    let columns = text.list()?;
    Some((columns, text.0.is_empty()))
}

/// The columns of a unique index on all rows and on columns alone.
pub(crate) fn unique_index(definition: &str) -> Option<Vec<String>> {
    let definition = definition.strip_prefix("CREATE UNIQUE INDEX ")?;
    let (_, columns) = definition.rsplit_once(" USING btree ")?;
    let mut text = Text(columns);
    let columns = text.list()?;
    (text.0.is_empty() || text.0.starts_with(" INCLUDE (") && !text.0.contains(" WHERE "))
        .then_some(columns)
}

/// The name that a constraint gets when none is given, where it is certain.
pub(crate) fn usual_name(table: &str, definition: &str) -> Option<String> {
    let name = if let Some(key) = foreign_key(definition) {
        format!("{table}_{}_fkey", key.columns.join("_"))
    } else {
        match key(definition)? {
            (_, true) if definition.starts_with("PRIMARY") => format!("{table}_pkey"),
            (columns, true) => format!("{table}_{}_key", columns.join("_")),
            (_, false) => return None,
        }
    };
    (name.len() <= LONGEST).then_some(name)
}

/// What is left of a definition.
struct Text<'a>(&'a str);

impl Text<'_> {
    fn skip(&mut self, what: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(what)?;
        Some(())
    }

    /// `(a, "B", PERIOD c)`
    fn list(&mut self) -> Option<Vec<String>> {
        self.skip("(")?;
        let mut all = Vec::new();
        loop {
            let _is_period = self.skip("PERIOD ");
            all.push(self.name()?);
            match self.skip(", ") {
                Some(()) => {}
                None => {
                    // `WITHOUT OVERLAPS` of the last column.
                    let _is_period = self.skip(" WITHOUT OVERLAPS");
                    self.skip(")")?;
                    return Some(all);
                }
            }
        }
    }

    /// A name, quoted where that is needed.
    fn name(&mut self) -> Option<String> {
        let Some(mut rest) = self.0.strip_prefix('"') else {
            let is_part = |char: char| char.is_alphanumeric() || matches!(char, '_' | '$');
            let end = self.0.find(|char| !is_part(char)).unwrap_or(self.0.len());
            let (name, rest) = self.0.split_at(end);
            self.0 = rest;
            return (!name.is_empty()).then(|| name.to_owned());
        };
        let mut name = String::new();
        loop {
            let (part, after) = rest.split_once('"')?;
            name.push_str(part);
            match after.strip_prefix('"') {
                Some(after) => {
                    name.push('"');
                    rest = after;
                }
                None => {
                    self.0 = after;
                    return Some(name);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_key_is_read_whatever_the_names_are() {
        let text =
            r#"FOREIGN KEY ("a ""b""", c) REFERENCES public."T)"(id, "x,y") ON DELETE CASCADE"#;
        let key = foreign_key(text).expect("it is one");
        assert_eq!(key.columns, [r#"a "b""#, "c"]);
        assert_eq!(key.table, Name::new("public", "T)"));
        assert_eq!(key.referred, ["id", "x,y"]);
        assert_eq!(foreign_key("CHECK (true)"), None);
    }

    #[test]
    fn only_what_is_certain_has_a_usual_name() {
        let name = |definition| usual_name("t", definition);
        assert_eq!(name("PRIMARY KEY (a, b)").as_deref(), Some("t_pkey"));
        assert_eq!(name("UNIQUE (a, b)").as_deref(), Some("t_a_b_key"));
        assert_eq!(name("UNIQUE (a) INCLUDE (b)"), None);
        assert_eq!(
            name("FOREIGN KEY (a) REFERENCES public.u(id)").as_deref(),
            Some("t_a_fkey")
        );
        assert_eq!(name("CHECK ((a > 0))"), None);
        assert_eq!(usual_name(&"x".repeat(60), "PRIMARY KEY (a)"), None);
    }

    #[test]
    fn a_unique_index_counts_when_it_is_on_all_rows() {
        let index = "CREATE UNIQUE INDEX i ON public.t USING btree (a, b)";
        assert_eq!(unique_index(index), Some(vec!["a".into(), "b".into()]));
        assert_eq!(unique_index(&format!("{index} WHERE a")), None);
        let index = "CREATE UNIQUE INDEX i ON public.t USING btree (lower(a))";
        assert_eq!(unique_index(index), None);
    }
}
