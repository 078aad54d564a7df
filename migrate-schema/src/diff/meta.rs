//! Owners, comments and grants, and the extensions that take an object along.

use std::collections::BTreeSet;

use super::literal;
use crate::Identifier;
use crate::model::{Effect, Grant, Meta};

/// How an object is named in the statements about what nearly every object has.
pub(super) struct Target {
    /// After `COMMENT ON`.
    comment: String,
    /// Between `ALTER` and `OWNER TO`, where it has an owner of its own.
    owner: Option<String>,
    /// After `ON`, where it has grants, and the column that they are about.
    grants: Option<(String, Option<String>)>,
    /// Between `ALTER` and `DEPENDS ON EXTENSION`, where it may.
    dependent: Option<String>,
}

impl Target {
    /// An object with an owner and grants that is named alike in all of them.
    pub(super) fn whole(kind: &str, name: impl std::fmt::Display) -> Self {
        let named = format!("{kind} {name}");
        Self {
            comment: named.clone(),
            owner: Some(named.clone()),
            grants: Some((named, None)),
            dependent: None,
        }
    }

    /// The same with another word in grants.
    pub(super) fn granted_as(mut self, kind: &str, name: impl std::fmt::Display) -> Self {
        self.grants = Some((format!("{kind} {name}"), None));
        self
    }

    /// The same without grants.
    pub(super) fn ungranted(mut self) -> Self {
        self.grants = None;
        self
    }

    /// The same, with the owner of what it belongs to.
    pub(super) fn owned(mut self) -> Self {
        self.owner = None;
        self
    }

    /// What has a comment only.
    pub(super) fn commented(name: impl std::fmt::Display) -> Self {
        Self {
            comment: name.to_string(),
            owner: None,
            grants: None,
            dependent: None,
        }
    }

    /// The same, which an extension may take along.
    pub(super) fn dependent(mut self) -> Self {
        self.dependent = Some(self.comment.clone());
        self
    }

    /// A column, with grants where its relation is a table or view.
    pub(super) fn column(relation: &crate::Name, column: &str) -> Self {
        let column = Identifier(column).to_string();
        Self {
            comment: format!("COLUMN {relation}.{column}"),
            owner: None,
            grants: Some((format!("TABLE {relation}"), Some(column))),
            dependent: None,
        }
    }

    /// These grants and revocations as statements; none on what has no grants.
    pub(super) fn granted(&self, changes: Vec<Change>) -> Vec<String> {
        let Some((on, column)) = &self.grants else {
            return Vec::new();
        };
        let sql = |change: Change| change.sql(on, column.as_deref());
        changes.into_iter().map(sql).collect()
    }

    /// The statements after the object was created.
    pub(super) fn created(&self, meta: &Meta) -> Vec<String> {
        self.altered(&Meta::default(), meta)
    }

    /// The statements that make the one of the other.
    pub(super) fn altered(&self, old: &Meta, new: &Meta) -> Vec<String> {
        let mut all = Vec::new();
        if old.owner != new.owner
            && let Some(owner) = &self.owner
        {
            let role = new.owner.as_deref().map(Identifier);
            let role = role.map_or_else(|| "CURRENT_USER".to_owned(), |role| role.to_string());
            all.push(format!("ALTER {owner} OWNER TO {role}"));
        }
        if old.comment != new.comment {
            let text = new.comment.as_deref().map_or("NULL".to_owned(), literal);
            all.push(format!("COMMENT ON {} IS {text}", self.comment));
        }
        all.extend(self.granted(grants(&old.grants, &new.grants)));
        if let Some(dependent) = &self.dependent {
            let only = |one: &'static str, these: &Meta, those: &Meta| -> Vec<String> {
                let these = these.extensions.iter();
                let only = these.filter(|name| !those.extensions.contains(name));
                only.map(|name| {
                    format!("ALTER {dependent} {one} ON EXTENSION {}", Identifier(name))
                })
                .collect()
            };
            all.extend(only("NO DEPENDS", old, new));
            all.extend(only("DEPENDS", new, old));
        }
        all
    }
}

/// One `GRANT` or `REVOKE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    effect: Effect,
    role: String,
    privileges: Vec<String>,
    /// Whether it is about the right to pass them on: with them when granted, alone when revoked.
    option: bool,
}

impl Change {
    pub(super) fn sql(&self, on: &str, column: Option<&str>) -> String {
        let privileges = self.privileges.iter().map(|privilege| match column {
            Some(column) => format!("{privilege} ({column})"),
            None => privilege.clone(),
        });
        let privileges = privileges.collect::<Vec<_>>().join(", ");
        let role = &self.role;
        match (self.effect, self.option) {
            (Effect::Granted, false) => format!("GRANT {privileges} ON {on} TO {role}"),
            (Effect::Granted, true) => {
                format!("GRANT {privileges} ON {on} TO {role} WITH GRANT OPTION")
            }
            (Effect::Revoked, false) => format!("REVOKE {privileges} ON {on} FROM {role}"),
            (Effect::Revoked, true) => {
                format!("REVOKE GRANT OPTION FOR {privileges} ON {on} FROM {role}")
            }
        }
    }
}

/// The statements that make one list of grants of the other: revoked first.
pub(super) fn grants(old: &[Grant], new: &[Grant]) -> Vec<Change> {
    let (old, new) = (atoms(old), atoms(new));
    let mut wanted: BTreeSet<(Way, String, bool, String)> = BTreeSet::new();
    for (effect, role, option, privilege) in old.difference(&new) {
        let other = |option: bool, effect: Way| {
            new.contains(&(effect, role.clone(), option, privilege.clone()))
        };
        let change = match effect {
            // It stays without the right to pass it on.
            Way::Granted if *option && other(false, Way::Granted) => {
                (Way::Revoked, role.clone(), true, privilege.clone())
            }
            // It stays with more.
            Way::Granted if other(true, Way::Granted) => continue,
            Way::Granted => (Way::Revoked, role.clone(), false, privilege.clone()),
            Way::Revoked => (Way::Granted, role.clone(), *option, privilege.clone()),
        };
        wanted.insert(change);
    }
    for (effect, role, option, privilege) in new.difference(&old) {
        let had = old.contains(&(Way::Granted, role.clone(), true, privilege.clone()));
        match effect {
            Way::Granted if !*option && had => {}
            effect => {
                wanted.insert((
                    *effect,
                    role.clone(),
                    *option && *effect == Way::Granted,
                    privilege.clone(),
                ));
            }
        }
    }
    let mut all: Vec<Change> = Vec::new();
    for (effect, role, option, privilege) in wanted {
        let effect = match effect {
            Way::Revoked => Effect::Revoked,
            Way::Granted => Effect::Granted,
        };
        match all.last_mut() {
            Some(last) if last.effect == effect && last.role == role && last.option == option => {
                last.privileges.push(privilege);
            }
            _ => all.push(Change {
                effect,
                role,
                privileges: vec![privilege],
                option,
            }),
        }
    }
    all
}

/// What is revoked comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Revoked,
    Granted,
}

fn atoms(grants: &[Grant]) -> BTreeSet<(Way, String, bool, String)> {
    let mut all = BTreeSet::new();
    // What another role granted is that role's to take back.
    for grant in grants.iter().filter(|grant| grant.by.is_none()) {
        let effect = match grant.effect {
            Effect::Granted => Way::Granted,
            Effect::Revoked => Way::Revoked,
        };
        for privilege in &grant.privileges {
            all.insert((
                effect,
                grant.role.clone(),
                grant.grant_option,
                privilege.clone(),
            ));
        }
    }
    all
}
