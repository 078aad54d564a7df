//! Expressions that PostgreSQL reads back as they are printed.
//!
//! `status IN ('a', 'b')` over a `varchar` is kept as an array of `varchar` that is cast as a whole, and is printed
//! `(ARRAY['a'::character varying, …])::text[]`. Reading that, PostgreSQL casts each element instead (`transformTypeCast` in
//! `src/backend/parser/parse_expr.c`), and the text that it prints then is another one. A cast to the type that the array has
//! already keeps the whole.

use std::borrow::Cow;

/// The statement in words that make the same expressions again.
pub(super) fn faithful(sql: &str) -> Cow<'_, str> {
    const OPEN: &str = "(ARRAY[";
    // The body of a routine is a text that nothing is read from here.
    if !sql.contains(OPEN) || sql.contains(" AS $") {
        return Cow::Borrowed(sql);
    }
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '\'' | '"' => literal_end(rest, first),
            _ if rest.starts_with(OPEN) => OPEN.len(),
            _ => first.len_utf8(),
        };
        let (piece, after) = rest.split_at(end);
        out.push_str(piece);
        rest = after;
        if piece == OPEN
            && let Some((elements, tail)) = array(after)
            && tail.starts_with(")::")
            && let Some(of) = common_type(&elements)
        {
            let inner: Vec<Cow<'_, str>> = elements.into_iter().map(faithful).collect();
            out.push_str(&format!("{}]::{of}[]", inner.join(", ")));
            rest = tail;
        }
    }
    Cow::Owned(out)
}

/// The elements up to the closing bracket, and what comes after that.
fn array(text: &str) -> Option<(Vec<&str>, &str)> {
    let mut elements = Vec::new();
    let (mut begin, mut at, mut depth) = (0, 0, 0_u32);
    while let Some(first) = text[at..].chars().next() {
        let mut end = at + first.len_utf8();
        match first {
            '\'' | '"' => end = at + literal_end(&text[at..], first),
            '(' | '[' => depth += 1,
            ']' if depth == 0 => {
                elements.push(text[begin..at].trim());
                return Some((elements, &text[end..]));
            }
            ')' | ']' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                elements.push(text[begin..at].trim());
                begin = end;
            }
            _ => {}
        }
        at = end;
    }
    None
}

/// The type that all elements are cast to.
fn common_type<'a>(elements: &[&'a str]) -> Option<&'a str> {
    let of = |element: &&'a str| {
        let literal = match element.starts_with('\'') {
            true => literal_end(element, '\''),
            false => 0,
        };
        let (_, of) = element[literal..].rsplit_once("::")?;
        Some(of.split('(').next().unwrap_or(of))
    };
    let first = of(elements.first()?)?;
    let is_name = !first.contains([')', ']', '\'']);
    let all_are = elements.iter().all(|element| of(element) == Some(first));
    (is_name && all_are).then_some(first)
}

/// Where a quoted piece at the begin of a text ends. A doubled quote begins the next piece.
fn literal_end(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::faithful;

    #[test]
    fn an_array_that_is_cast_as_a_whole_stays_one() {
        let list = "CHECK (((s)::text = ANY ((ARRAY['it''s'::character varying, ']'::character varying])::text[])))";
        let said = "CHECK (((s)::text = ANY ((ARRAY['it''s'::character varying, ']'::character varying]::character varying[])::text[])))";
        assert_eq!(faithful(list), said);
        assert_eq!(faithful(said), said);
    }

    #[test]
    fn what_is_read_back_as_it_is_stays() {
        for sql in [
            "CHECK ((n = ANY (ARRAY[1, 2])))",
            "CHECK ((s = ANY (ARRAY['a'::text, 'b'::text])))",
            "SELECT '(ARRAY[''a''::character varying])::text[]'",
            "SELECT (ARRAY[t.a, t.b])::text[]",
            "CREATE FUNCTION f() AS $$SELECT (ARRAY['a'::character varying])::text[]$$",
        ] {
            assert_eq!(faithful(sql), sql);
        }
    }
}
