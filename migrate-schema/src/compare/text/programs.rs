//! Routines, triggers, rules, policies.

use super::super::object::{Kind, Object};
use super::super::{Compared, routine_kind};
use super::{Body, Clauses, Definition};
use crate::model::{Meta, Parent, Policy, Routine, RoutineKind, Rule, Trigger};

impl Compared for Routine {
    fn object(&self) -> Object {
        let arguments = match (self.kind, self.arguments.as_str()) {
            (RoutineKind::Aggregate, "") => "*",
            (_, arguments) => arguments,
        };
        Object::new(
            routine_kind(self.kind),
            format_args!("{}({arguments})", self.name),
        )
    }

    fn definition(&self) -> Definition {
        let has_layout = matches!(self.language.as_str(), "sql" | "plpgsql");
        Definition {
            text: self.definition.clone(),
            body: self
                .split()
                .filter(|_| has_layout)
                .map(|(header, body)| Body {
                    header: header.to_owned(),
                    text: body.to_owned(),
                }),
        }
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl Compared for Trigger {
    fn object(&self) -> Object {
        Object::part(Kind::Trigger, &self.name, &self.table)
    }

    fn definition(&self) -> Definition {
        Clauses::begin(&self.definition)
            .add(self.firing.as_ref())
            .0
            .into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn parent(&self) -> Option<Parent> {
        Some(Parent::Relation(self.table.clone()))
    }
}

impl Compared for Rule {
    fn object(&self) -> Object {
        Object::part(Kind::Rule, &self.name, &self.table)
    }

    fn definition(&self) -> Definition {
        Clauses::begin(&self.definition)
            .add(self.firing.as_ref())
            .0
            .into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn parent(&self) -> Option<Parent> {
        Some(Parent::Relation(self.table.clone()))
    }
}

impl Compared for Policy {
    fn object(&self) -> Object {
        Object::part(Kind::Policy, &self.name, &self.table)
    }

    fn definition(&self) -> Definition {
        self.definition.clone().into()
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn parent(&self) -> Option<Parent> {
        Some(Parent::Relation(self.table.clone()))
    }
}
