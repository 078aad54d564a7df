//! What a comparison leaves out, because the settings say who makes it.

use std::collections::BTreeSet;

use migrate_core::source::Ignore;
use migrate_schema::{Object, Schema};

use crate::output::Output;

/// The ignore list of the settings, and which of it was of use.
pub(crate) struct Ignored<'s> {
    list: &'s [Ignore],
    used: BTreeSet<usize>,
    objects: BTreeSet<Object>,
}

impl<'s> Ignored<'s> {
    pub(crate) fn new(list: &'s [Ignore]) -> Self {
        Self {
            list,
            used: BTreeSet::new(),
            objects: BTreeSet::new(),
        }
    }

    /// Leaves out of a schema what the list names.
    pub(super) fn take_out_of(&mut self, schema: &mut Schema) {
        if self.list.is_empty() {
            return;
        }
        schema.retain(|object| {
            let text = object.to_string();
            let matches = |one: &Ignore| matches(&one.object, &text);
            let mut is_named = false;
            for (number, _) in self.list.iter().enumerate().filter(|(_, one)| matches(one)) {
                self.used.insert(number);
                is_named = true;
            }
            if is_named {
                self.objects.insert(object.clone());
            }
            !is_named
        });
    }

    /// How many objects were left out.
    pub(super) fn count(&self) -> usize {
        self.objects.len()
    }

    /// Says what of the list names nothing that is there.
    pub(super) fn tell(&self, output: &mut Output) {
        for object in &self.objects {
            output.detail(format_args!("leaving out {object}"));
        }
        for (number, one) in self.list.iter().enumerate() {
            if !self.used.contains(&number) {
                output.warning(format_args!(
                    "nothing is called `{}`, which [[package.metadata.migrate.ignore]] leaves out; remove the entry \
                     or correct the name",
                    one.object
                ));
            }
        }
    }
}

/// Whether the list names this object.
pub(super) fn is_left_out(list: &[Ignore], object: &str) -> bool {
    list.iter().any(|one| matches(&one.object, object))
}

/// Whether a text is what a pattern says, in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text_and_nothing_else_does() {
        let yes = [
            ("table public.events", "table public.events"),
            ("table public.events_*", "table public.events_2026_01"),
            ("* billing.*", "index billing.bills_at"),
            ("table *.log_*_old", "table app.log_2_old"),
            ("table a*", "table a"),
            ("grants on *", "grants on table public.users"),
        ];
        for (pattern, text) in yes {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        let no = [
            ("table public.events", "table public.events_2"),
            ("table public.events_*", "index public.events_2"),
            ("table *.log_*_old", "table app.log_old"),
            ("table public?events", "table public.events"),
            ("*ab*b", "ab"),
        ];
        for (pattern, text) in no {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
