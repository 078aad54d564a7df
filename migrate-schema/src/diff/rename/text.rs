//! Names inside of PostgreSQL's own texts of definitions, which it prints anew when an object is renamed.

use crate::{Identifier, Name};

/// A piece of SQL text; together they are the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    /// A name or keyword, quoted where it was.
    Word(&'a str),
    /// A literal, with its quotes.
    Literal(&'a str),
    /// Anything else: one character, or white space.
    Rest(&'a str),
}

impl<'a> Piece<'a> {
    fn text(self) -> &'a str {
        match self {
            Self::Word(text) | Self::Literal(text) | Self::Rest(text) => text,
        }
    }

    fn is(self, text: &str) -> bool {
        !matches!(self, Self::Literal(_)) && self.text() == text
    }
}

/// What `pg_get_*def` prints has neither comments nor dollar quotes, except in the bodies of routines.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |char: char| char.is_alphanumeric() || matches!(char, '_' | '$');
        let end = match first {
            '"' | '\'' => quoted(rest, first),
            _ if is_word(first) => rest.find(|char| !is_word(char)).unwrap_or(rest.len()),
            _ if first.is_whitespace() => rest
                .find(|char: char| !char.is_whitespace())
                .unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (piece, after) = rest.split_at(end);
        all.push(match first {
            '\'' => Piece::Literal(piece),
            '"' => Piece::Word(piece),
            _ if is_word(first) => Piece::Word(piece),
            _ => Piece::Rest(piece),
        });
        rest = after;
    }
    all
}

/// Where a quoted piece at the begin of the text ends. A doubled quote is two pieces that follow each other, or
/// one here: it is the same text.
fn quoted(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(end) = text[at..].find(quote) {
        at += end + 1;
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    text.len()
}

fn written(name: &str) -> String {
    Identifier(name).to_string()
}

/// The text after a relation or type has got another name.
pub(super) fn with_relation(text: &str, from: &Name, to: &Name) -> String {
    if !text.contains(&from.name) {
        return text.to_owned();
    }
    let all = pieces(text);
    let (schema, name) = (written(&from.schema), written(&from.name));
    let piece = |at: usize| all.get(at).copied().unwrap_or(Piece::Rest(""));
    let before = |at: usize| at.checked_sub(1).map_or(Piece::Rest(""), piece);
    let is_whole = |at: usize| {
        !before(at).is(".")
            && piece(at).is(&schema)
            && piece(at + 1).is(".")
            && piece(at + 2).is(&name)
    };
    // Columns are told apart by the name of their relation, where it has no other in the query.
    let is_named = (0..all.len()).any(|at| {
        is_whole(at)
            && !matches!(
                (piece(at + 3), piece(at + 4)),
                (Piece::Rest(" "), Piece::Word(word)) if word.starts_with(|char: char| char == '"' || char.is_lowercase())
            )
    });
    let literal = format!("'{}'", from.to_string().replace('\'', "''"));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < all.len() {
        if is_whole(at) {
            out.push_str(&to.to_string());
            at += 3;
            continue;
        }
        let is_qualifier =
            is_named && piece(at).is(&name) && piece(at + 1).is(".") && !before(at).is(".");
        let is_class = piece(at).text() == literal && piece(at + 3).is("regclass");
        if is_qualifier {
            out.push_str(&written(&to.name));
        } else if is_class {
            out.push_str(&format!("'{}'", to.to_string().replace('\'', "''")));
        } else {
            out.push_str(piece(at).text());
        }
        at += 1;
    }
    out
}

/// The text after a column has got another name: an expression over the columns of its relation, in which they
/// stand by themselves or after one of these qualifiers.
pub(super) fn with_column(text: &str, qualifiers: &[&str], from: &str, to: &str) -> String {
    if !text.contains(from) {
        return text.to_owned();
    }
    let all = pieces(text);
    let name = written(from);
    let qualifiers: Vec<String> = qualifiers.iter().map(|one| written(one)).collect();
    let piece = |at: Option<usize>| {
        at.and_then(|at| all.get(at))
            .copied()
            .unwrap_or(Piece::Rest(""))
    };
    let mut out = String::with_capacity(text.len());
    for (at, one) in all.iter().enumerate() {
        let back = |steps: usize| piece(at.checked_sub(steps));
        let is_column = one.is(&name)
            && match back(1) {
                // A function, type or operator has its schema before it.
                Piece::Rest(".") => {
                    !back(3).is(".") && qualifiers.iter().any(|qualifier| back(2).is(qualifier))
                }
                Piece::Rest(":") => false,
                _ => !piece(Some(at + 1)).is("(") && !piece(Some(at + 1)).is("."),
            };
        match is_column {
            true => out.push_str(&written(to)),
            false => out.push_str(one.text()),
        }
    }
    out
}

/// The same in the lists of columns after a word, which are in parentheses: `FOREIGN KEY (…)`.
pub(super) fn with_column_in_list_after(text: &str, word: &str, from: &str, to: &str) -> String {
    let Some(begin) = text.find(word) else {
        return text.to_owned();
    };
    let Some(open) = text[begin..].find('(') else {
        return text.to_owned();
    };
    let open = begin + open;
    let close = text[open..].find(')').map_or(text.len(), |at| open + at);
    format!(
        "{}{}{}",
        &text[..open],
        with_column(&text[open..close], &[], from, to),
        &text[close..]
    )
}

/// The text of a query after a column of this relation has got another name; none where what PostgreSQL
/// prints then is not plain to see.
pub(super) fn query_with_column(
    text: &str,
    relation: &Name,
    from: &str,
    to: &str,
) -> Option<String> {
    let all = pieces(text);
    let name = written(from);
    if !all.iter().any(|piece| piece.is(&name)) {
        return Some(text.to_owned());
    }
    let count = |word: &str| all.iter().filter(|piece| piece.is(word)).count();
    let is_simple = count("SELECT") == 1
        && count("JOIN") == 0
        && count("WITH") == 0
        && text.contains(&format!("FROM {relation}"));
    if !is_simple {
        return None;
    }
    let (list, rest) = text.split_once("\n   FROM ")?;
    if rest.lines().next()?.contains(',') {
        return None;
    }
    let is_column = |text: &str| {
        text.strip_suffix(&name)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.') && pieces(rest).len() == 2)
    };
    // A column of the result keeps its name, and a name that is the column's is not printed.
    let items: Vec<String> = list
        .split(",\n")
        .map(|item| {
            let bare = item.trim_start().trim_start_matches("SELECT ").trim_start();
            let renamed = with_column(item, &[&relation.name], from, to);
            let alias = format!(" AS {}", written(to));
            match bare.split_once(" AS ") {
                None if is_column(bare) => format!("{renamed} AS {name}"),
                Some((column, _)) if is_column(column) => {
                    renamed.strip_suffix(&alias).unwrap_or(&renamed).to_owned()
                }
                _ => renamed,
            }
        })
        .collect();
    Some(format!(
        "{}\n   FROM {}",
        items.join(",\n"),
        with_column(rest, &[&relation.name], from, to)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_is_renamed_where_it_is_meant() {
        let (from, to) = (Name::new("public", "a"), Name::new("public", "B"));
        for (text, wanted) in [
            (
                "SELECT a.a,\n    'public.a' AS x\n   FROM public.a",
                "SELECT \"B\".a,\n    'public.a' AS x\n   FROM public.\"B\"",
            ),
            (
                "SELECT a.a FROM public.a a",
                "SELECT a.a FROM public.\"B\" a",
            ),
            (
                "nextval('public.a'::regclass)",
                "nextval('public.\"B\"'::regclass)",
            ),
            (
                "FOREIGN KEY (a) REFERENCES public.a(a)",
                "FOREIGN KEY (a) REFERENCES public.\"B\"(a)",
            ),
            ("other.public.a", "other.public.a"),
        ] {
            assert_eq!(with_relation(text, &from, &to), wanted);
        }
    }

    #[test]
    fn a_column_is_renamed_and_what_is_called_like_it_is_not() {
        let renamed = |text| with_column(text, &["t"], "date", "day");
        assert_eq!(
            renamed("CHECK ((date > '2020-01-01'::date))"),
            "CHECK ((day > '2020-01-01'::date))"
        );
        assert_eq!(
            renamed("date(x) = t.date AND u.date"),
            "date(x) = t.day AND u.date"
        );
        assert_eq!(renamed("'date' || \"date\""), "'date' || \"date\"");
    }

    #[test]
    fn a_column_of_a_view_keeps_its_name() {
        let table = Name::new("public", "t");
        let renamed = |text| query_with_column(text, &table, "a", "b");
        assert_eq!(
            renamed(" SELECT a,\n    a + 1 AS c\n   FROM public.t\n  WHERE a > 0;").as_deref(),
            Some(" SELECT b AS a,\n    b + 1 AS c\n   FROM public.t\n  WHERE b > 0;")
        );
        assert_eq!(
            renamed(" SELECT t.a AS b\n   FROM public.t;").as_deref(),
            Some(" SELECT t.b\n   FROM public.t;")
        );
        assert_eq!(
            renamed(" SELECT t.a FROM public.t JOIN public.u USING (a);"),
            None
        );
    }
}
