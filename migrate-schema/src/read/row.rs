//! One row of the answer, taken apart from left to right.

use std::fmt;

/// A row as it came: the values as text, `None` for NULL.
pub type Row = Vec<Option<String>>;

/// The answer is not what the message asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub(crate) String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the catalog cannot be read: {}", self.0)
    }
}

impl std::error::Error for Unreadable {}

/// An object identifier: only good for joining the rows of one answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Oid(pub(super) u32);

/// The values of a row that are not taken yet.
pub(super) struct Values {
    tag: String,
    taken: usize,
    rest: std::vec::IntoIter<Option<String>>,
}

impl Values {
    /// A row without its tag.
    pub(super) fn of(row: Row) -> Result<Self, Unreadable> {
        let mut rest = row.into_iter();
        let tag = rest.next().flatten();
        Ok(Self {
            tag: tag.ok_or_else(|| Unreadable("a row does not say what it is".to_owned()))?,
            taken: 0,
            rest,
        })
    }

    /// The statement that the row is of.
    pub(super) fn tag(&self) -> &str {
        &self.tag
    }

    /// The next value.
    pub(super) fn optional(&mut self) -> Result<Option<String>, Unreadable> {
        self.taken += 1;
        let value = self.rest.next();
        value.ok_or_else(|| self.unreadable("is missing"))
    }

    /// The next value, which is there.
    pub(super) fn text(&mut self) -> Result<String, Unreadable> {
        let value = self.optional()?;
        value.ok_or_else(|| self.unreadable("is null"))
    }

    /// The next value, empty when it is not there.
    pub(super) fn text_or_empty(&mut self) -> Result<String, Unreadable> {
        Ok(self.optional()?.unwrap_or_default())
    }

    /// The next value as a letter; a blank when it is empty.
    pub(super) fn letter(&mut self) -> Result<char, Unreadable> {
        Ok(self.text()?.chars().next().unwrap_or(' '))
    }

    /// The next value as a truth value.
    pub(super) fn flag(&mut self) -> Result<bool, Unreadable> {
        match self.text()?.as_str() {
            "t" => Ok(true),
            "f" => Ok(false),
            other => Err(self.unreadable(&format!("is `{other}`, not `t` or `f`"))),
        }
    }

    /// The next value as an object identifier.
    pub(super) fn oid(&mut self) -> Result<Oid, Unreadable> {
        self.number().map(Oid)
    }

    /// The next value as a number.
    pub(super) fn number<N: std::str::FromStr>(&mut self) -> Result<N, Unreadable> {
        let text = self.text()?;
        text.parse()
            .map_err(|_| self.unreadable(&format!("is `{text}`, not a number")))
    }

    /// The next value as a number, if it is there.
    pub(super) fn optional_number<N: std::str::FromStr>(
        &mut self,
    ) -> Result<Option<N>, Unreadable> {
        let Some(text) = self.optional()? else {
            return Ok(None);
        };
        let number = text.parse();
        number
            .map(Some)
            .map_err(|_| self.unreadable(&format!("is `{text}`, not a number")))
    }

    /// The next value as the elements of a one-dimensional array; none when it is NULL.
    pub(super) fn array(&mut self) -> Result<Vec<String>, Unreadable> {
        match self.optional()? {
            None => Ok(Vec::new()),
            Some(text) => elements(&text)
                .ok_or_else(|| self.unreadable(&format!("is `{text}`, not an array"))),
        }
    }

    /// The next value as the object identifiers of an array.
    pub(super) fn oids(&mut self) -> Result<Vec<Oid>, Unreadable> {
        let numbers = self.array()?;
        let numbers = numbers.iter().map(|text| text.parse().map(Oid));
        numbers
            .collect::<Result<_, _>>()
            .map_err(|_| self.unreadable("holds what is no number"))
    }

    fn unreadable(&self, what: &str) -> Unreadable {
        Unreadable(format!(
            "value {} of a row `{}` {what}",
            self.taken, self.tag
        ))
    }
}

/// The elements of an array of texts as PostgreSQL prints it: `{a,"b c"}`.
pub(super) fn elements(text: &str) -> Option<Vec<String>> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut all = Vec::new();
    let mut chars = inner.chars().peekable();
    while chars.peek().is_some() {
        let mut element = String::new();
        if chars.next_if_eq(&'"').is_some() {
            loop {
                match chars.next()? {
                    '"' => break,
                    '\\' => element.push(chars.next()?),
                    other => element.push(other),
                }
            }
        } else {
            while let Some(other) = chars.next_if(|next| *next != ',') {
                element.push(other);
            }
        }
        all.push(element);
        match chars.next() {
            None | Some(',') => {}
            Some(_) => return None,
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_array_is_read_as_postgres_prints_it() {
        assert_eq!(elements("{}").unwrap(), Vec::<String>::new());
        assert_eq!(elements("{a=1,b}").unwrap(), ["a=1", "b"]);
        assert_eq!(
            elements(r#"{"a,b","c\"d\\e"}"#).unwrap(),
            ["a,b", r#"c"d\e"#]
        );
        assert_eq!(elements("a"), None);
        assert_eq!(elements(r#"{"a}"#), None);
    }
}
