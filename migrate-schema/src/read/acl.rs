//! Access control lists: from `{alice=r/bob}` to grants.
//!
//! The format is that of `aclitemout` in PostgreSQL's `src/backend/utils/adt/acl.c`.

use std::collections::BTreeMap;

use super::row::Unreadable;
use crate::model::{Effect, Grant};
use crate::name::Identifier;

/// How the two roles of an object's grants are written.
pub(super) struct Roles<'a> {
    /// The role that reads the schema.
    pub(super) me: &'a str,
    /// The owner of the object: grants are by him unless it is said.
    pub(super) owner: &'a str,
}

/// Who has what from whom, and whether with the option to pass it on.
type Item = (String, char, String, bool);

/// The difference between an access control list and the default one; both empty when the list is NULL.
pub(super) fn grants(
    list: &[String],
    default: &[String],
    roles: &Roles<'_>,
) -> Result<Vec<Grant>, Unreadable> {
    let (list, default) = (items(list)?, items(default)?);
    let only = |one: &[Item], other: &[Item]| -> Vec<Item> {
        one.iter()
            .filter(|item| !other.contains(item))
            .cloned()
            .collect()
    };
    let mut all = Vec::new();
    for (effect, items) in [
        (Effect::Granted, only(&list, &default)),
        (Effect::Revoked, only(&default, &list)),
    ] {
        let mut together: BTreeMap<(String, String, bool), Vec<String>> = BTreeMap::new();
        for (role, letter, by, option) in items {
            let privilege = privilege(letter)
                .ok_or_else(|| Unreadable(format!("the privilege `{letter}` is not known")))?;
            together
                .entry((role, by, option))
                .or_default()
                .push(privilege.to_owned());
        }
        for ((role, by, grant_option), mut privileges) in together {
            privileges.sort();
            all.push(Grant {
                effect,
                role: roles.written(&role),
                privileges,
                grant_option,
                by: (by != roles.owner).then(|| roles.written(&by)),
            });
        }
    }
    all.sort();
    Ok(all)
}

impl Roles<'_> {
    fn written(&self, role: &str) -> String {
        match role {
            "" => "PUBLIC".to_owned(),
            me if me == self.me => "CURRENT_USER".to_owned(),
            other => Identifier(other).to_string(),
        }
    }
}

fn items(list: &[String]) -> Result<Vec<Item>, Unreadable> {
    let mut all = Vec::new();
    for text in list {
        let item = item(text)
            .ok_or_else(|| Unreadable(format!("`{text}` is not an access control item")))?;
        all.extend(item);
    }
    Ok(all)
}

/// The privileges of one `role=letters/grantor`.
fn item(text: &str) -> Option<Vec<Item>> {
    let (role, rest) = role(text)?;
    let (letters, by) = rest.strip_prefix('=')?.split_once('/')?;
    let (by, end) = self::role(by)?;
    if !end.is_empty() {
        return None;
    }
    let mut all: Vec<Item> = Vec::new();
    for letter in letters.chars() {
        match letter {
            '*' => all.last_mut()?.3 = true,
            letter => all.push((role.clone(), letter, by.clone(), false)),
        }
    }
    Some(all)
}

/// A role at the begin of the text, and the rest.
fn role(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(['=', '/']).unwrap_or(text.len());
        return Some((text[..end].to_owned(), &text[end..]));
    };
    let mut name = String::new();
    let mut at = 0;
    loop {
        let end = at + quoted[at..].find('"')?;
        name.push_str(&quoted[at..end]);
        at = end + 1;
        match quoted[at..].strip_prefix('"') {
            Some(_) => {
                name.push('"');
                at += 1;
            }
            None => return Some((name, &quoted[at..])),
        }
    }
}

/// What a letter of an access control list stands for (`src/include/utils/acl.h`).
const fn privilege(letter: char) -> Option<&'static str> {
    Some(match letter {
        'a' => "INSERT",
        'r' => "SELECT",
        'w' => "UPDATE",
        'd' => "DELETE",
        'D' => "TRUNCATE",
        'x' => "REFERENCES",
        't' => "TRIGGER",
        'X' => "EXECUTE",
        'U' => "USAGE",
        'C' => "CREATE",
        'T' => "TEMPORARY",
        'c' => "CONNECT",
        's' => "SET",
        'A' => "ALTER SYSTEM",
        'm' => "MAINTAIN",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(list: &[&str], default: &[&str]) -> Vec<String> {
        let owned =
            |list: &[&str]| -> Vec<String> { list.iter().map(|text| (*text).to_owned()).collect() };
        let roles = Roles {
            me: "app",
            owner: "app",
        };
        let grants = grants(&owned(list), &owned(default), &roles).unwrap();
        grants.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_the_difference_from_the_default_is_a_grant() {
        let default = &["app=arw/app"];
        assert_eq!(printed(&["app=rwa/app"], default), Vec::<String>::new());
        assert_eq!(
            printed(&["app=rw/app", "=r/app", "alice=r*w/app"], default),
            [
                "GRANT SELECT TO PUBLIC",
                "GRANT SELECT TO alice WITH GRANT OPTION",
                "GRANT UPDATE TO alice",
                "REVOKE INSERT FROM CURRENT_USER",
            ]
        );
    }

    #[test]
    fn quoted_roles_and_other_grantors_are_read() {
        assert_eq!(
            printed(&[r#""A""=/ b"=r/"x y""#], &[]),
            [r#"GRANT SELECT TO "A""=/ b" GRANTED BY "x y""#]
        );
    }

    #[test]
    fn what_is_no_item_is_refused() {
        let roles = Roles { me: "", owner: "" };
        for wrong in [
            "alice",
            "alice=r",
            "alice=*/bob",
            "alice=?/bob",
            r#""alice=r/bob"#,
        ] {
            assert!(grants(&[wrong.to_owned()], &[], &roles).is_err(), "{wrong}");
        }
    }
}
