//! Views, routines, triggers, rules and policies, as statements.

use super::meta::Target;
use super::options;
use crate::Identifier;
use crate::model::{Policy, Routine, RoutineKind, Rule, Trigger, View, ViewKind};

pub(super) fn create_view(one: &View, or_replace: &str) -> Vec<String> {
    let mut text = format!("CREATE {or_replace}{} {}", word(one), one.name);
    if let Some(method) = &one.access_method {
        text.push_str(&format!(" USING {}", Identifier(method)));
    }
    text.push_str(&options::with(&one.options));
    if let Some(space) = &one.tablespace {
        text.push_str(&format!(" TABLESPACE {}", Identifier(space)));
    }
    text.push_str(&format!(
        " AS\n{}",
        one.query.trim_end().trim_end_matches(';')
    ));
    vec![text]
}

/// What comes after `CREATE`.
pub(super) fn view_settings(old: Option<&View>, one: &View) -> Vec<String> {
    let mut all = Vec::new();
    let name = &one.name;
    let meta = old.map(|old| old.meta.clone()).unwrap_or_default();
    let target = Target::whole(word(one), name).granted_as("TABLE", name);
    let target = match one.kind {
        ViewKind::Plain => target,
        ViewKind::Materialized => target.dependent(),
    };
    all.extend(target.altered(&meta, &one.meta));
    for column in &one.columns {
        let before = old.and_then(|old| old.columns.iter().find(|other| other.name == column.name));
        let quoted = Identifier(&column.name);
        let had = before.map_or(&[][..], |before| &before.settings);
        for setting in column.settings.iter().filter(|one| !had.contains(one)) {
            let alter = format!("ALTER {} {name} ALTER COLUMN {quoted}", word(one));
            match setting.contains('=') {
                true => all.push(format!("{alter} SET ({setting})")),
                false => all.push(format!("{alter} SET {setting}")),
            }
        }
        let meta = before.map(|before| before.meta.clone()).unwrap_or_default();
        all.extend(Target::column(name, &column.name).altered(&meta, &column.meta));
    }
    all
}

pub(super) fn alter_view(old: &View, new: &View) -> Vec<String> {
    let shape = |one: &View| {
        let names = one.columns.iter().map(|column| column.name.clone());
        (one.query.clone(), names.collect::<Vec<_>>())
    };
    let mut all = Vec::new();
    if shape(old) != shape(new) {
        all.extend(create_view(new, "OR REPLACE "));
    } else {
        let alter = format!("ALTER {} {}", word(new), new.name);
        all.extend(options::altered(&alter, &old.options, &new.options));
        if old.access_method != new.access_method {
            let method = new.access_method.as_deref().unwrap_or("heap");
            all.push(format!("{alter} SET ACCESS METHOD {}", Identifier(method)));
        }
        if old.tablespace != new.tablespace {
            let space = new.tablespace.as_deref().unwrap_or("pg_default");
            all.push(format!("{alter} SET TABLESPACE {}", Identifier(space)));
        }
    }
    all.extend(view_settings(Some(old), new));
    all
}

pub(super) fn word(one: &View) -> &'static str {
    match one.kind {
        ViewKind::Plain => "VIEW",
        ViewKind::Materialized => "MATERIALIZED VIEW",
    }
}

pub(super) fn create_routine(one: &Routine) -> Vec<String> {
    let mut all = vec![match one.kind {
        RoutineKind::Aggregate => aggregate(one),
        _ => one.definition.trim_end().to_owned(),
    }];
    all.extend(routine_target(one).created(&one.meta));
    all
}

pub(super) fn alter_routine(old: &Routine, new: &Routine) -> Vec<String> {
    let mut all = Vec::new();
    if old.definition != new.definition {
        all.push(new.definition.trim_end().to_owned());
    }
    all.extend(routine_target(new).altered(&old.meta, &new.meta));
    all
}

/// `FUNCTION public.f(integer)`.
pub(super) fn signature(one: &Routine) -> String {
    let arguments = match (one.kind, one.arguments.as_str()) {
        (RoutineKind::Aggregate, "") => "*",
        // Those that are ordered come after the direct ones.
        (RoutineKind::Aggregate, _) if argument_list(one).contains("ORDER BY") => {
            argument_list(one)
        }
        (_, arguments) => arguments,
    };
    format!("{} {}({arguments})", routine_word(one.kind), one.name)
}

fn routine_word(kind: RoutineKind) -> &'static str {
    match kind {
        RoutineKind::Function | RoutineKind::Window => "FUNCTION",
        RoutineKind::Procedure => "PROCEDURE",
        RoutineKind::Aggregate => "AGGREGATE",
    }
}

pub(super) fn routine_target(one: &Routine) -> Target {
    let signature = signature(one);
    let (word, name) = signature.split_once(' ').unwrap_or(("FUNCTION", ""));
    let granted = match one.kind {
        RoutineKind::Procedure => "PROCEDURE",
        _ => "FUNCTION",
    };
    let input = match one.arguments.as_str() {
        "" => format!("{}()", one.name),
        arguments => format!("{}({arguments})", one.name),
    };
    let target = Target::whole(word, name).granted_as(granted, input);
    match one.kind {
        RoutineKind::Aggregate => target,
        _ => target.dependent(),
    }
}

fn argument_list(one: &Routine) -> &str {
    let (_, rest) = one
        .definition
        .split_once(", ARGUMENTS = ")
        .unwrap_or_default();
    rest.rsplit_once(", RETURNS = ")
        .map_or(rest, |(arguments, _)| arguments)
}

/// The model keeps an aggregate as the options that it was made with.
fn aggregate(one: &Routine) -> String {
    let (options, _) = one
        .definition
        .split_once(", ARGUMENTS = ")
        .unwrap_or_default();
    let mut hypothetical = false;
    let mut all = Vec::new();
    for option in split_options(options) {
        match option.split_once(" = ") {
            Some(("KIND", kind)) => hypothetical = kind == "h",
            Some(("DIRECT", _)) => {}
            Some((name @ ("FINALFUNC_MODIFY" | "MFINALFUNC_MODIFY"), letter)) => {
                let word = match letter {
                    "s" => "SHAREABLE",
                    "w" => "READ_WRITE",
                    _ => "READ_ONLY",
                };
                all.push(format!("{name} = {word}"));
            }
            Some(("PARALLEL", letter)) => {
                let word = match letter {
                    "s" => "SAFE",
                    "r" => "RESTRICTED",
                    _ => "UNSAFE",
                };
                all.push(format!("PARALLEL = {word}"));
            }
            Some(("SORTOP", operator)) => {
                let name = operator.split('(').next().unwrap_or(operator);
                all.push(match name.rsplit_once('.') {
                    Some((schema, name)) => format!("SORTOP = OPERATOR({schema}.{name})"),
                    None => format!("SORTOP = {name}"),
                });
            }
            _ => all.push(option.to_owned()),
        }
    }
    if hypothetical {
        all.push("HYPOTHETICAL".to_owned());
    }
    let arguments = match argument_list(one) {
        "" => "*",
        arguments => arguments,
    };
    format!(
        "CREATE AGGREGATE {}({arguments}) (\n    {}\n)",
        one.name,
        all.join(",\n    ")
    )
}

/// Splits at commas outside of literals and parentheses.
fn split_options(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let (mut begin, mut depth, mut quoted) = (0, 0_u32, false);
    for (at, char) in text.char_indices() {
        match char {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                all.push(text[begin..at].trim());
                begin = at + 1;
            }
            _ => {}
        }
    }
    all.push(text[begin..].trim());
    all
}

pub(super) fn create_trigger(one: &Trigger) -> Vec<String> {
    let mut all = Vec::new();
    // The copy that a partition has comes with it.
    if !one.definition.starts_with("as the trigger") {
        all.push(one.definition.clone());
    }
    all.extend(one.firing.as_ref().map(|firing| fires(one, firing)));
    all.extend(trigger_target(one).created(&one.meta));
    all
}

pub(super) fn drop_trigger(one: &Trigger) -> String {
    match one.definition.starts_with("as the trigger") {
        true => fires(one, "ENABLE"),
        false => format!("DROP TRIGGER {} ON {}", Identifier(&one.name), one.table),
    }
}

pub(super) fn alter_trigger(old: &Trigger, new: &Trigger) -> Vec<String> {
    let mut all = Vec::new();
    if old.firing != new.firing {
        all.push(fires(new, new.firing.as_deref().unwrap_or("ENABLE")));
    }
    all.extend(trigger_target(new).altered(&old.meta, &new.meta));
    all
}

fn fires(one: &Trigger, firing: &str) -> String {
    format!(
        "ALTER TABLE {} {firing} TRIGGER {}",
        one.table,
        Identifier(&one.name)
    )
}

fn trigger_target(one: &Trigger) -> Target {
    let name = format!("TRIGGER {} ON {}", Identifier(&one.name), one.table);
    Target::commented(name).dependent()
}

pub(super) fn create_rule(one: &Rule) -> Vec<String> {
    let mut all = vec![one.definition.trim_end().trim_end_matches(';').to_owned()];
    all.extend(one.firing.as_ref().map(|firing| rule_fires(one, firing)));
    all.extend(rule_target(one).created(&one.meta));
    all
}

pub(super) fn alter_rule(old: &Rule, new: &Rule) -> Vec<String> {
    let mut all = Vec::new();
    if old.firing != new.firing {
        all.push(rule_fires(new, new.firing.as_deref().unwrap_or("ENABLE")));
    }
    all.extend(rule_target(new).altered(&old.meta, &new.meta));
    all
}

fn rule_fires(one: &Rule, firing: &str) -> String {
    format!(
        "ALTER TABLE {} {firing} RULE {}",
        one.table,
        Identifier(&one.name)
    )
}

fn rule_target(one: &Rule) -> Target {
    Target::commented(format!("RULE {} ON {}", Identifier(&one.name), one.table))
}

pub(super) fn create_policy(one: &Policy) -> Vec<String> {
    let mut all = vec![format!(
        "CREATE POLICY {} ON {} {}",
        Identifier(&one.name),
        one.table,
        one.definition
    )];
    all.extend(policy_target(one).created(&one.meta));
    all
}

pub(super) fn alter_policy(old: &Policy, new: &Policy) -> Vec<String> {
    policy_target(new).altered(&old.meta, &new.meta)
}

fn policy_target(one: &Policy) -> Target {
    Target::commented(format!("POLICY {} ON {}", Identifier(&one.name), one.table))
}
