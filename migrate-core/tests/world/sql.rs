//! Carrying out the messages that change something.

use super::{Row, World};

impl World {
    /// Carries a message out, or says with which SQLSTATE it fails; whoever calls keeps the old world then.
    pub(super) fn carry_out(&mut self, sql: &str) -> Result<(), &'static str> {
        if sql.starts_with("effect ") {
            return self.effect(sql);
        }
        if sql.contains("CREATE TABLE IF NOT EXISTS \"public\".\"migrate_ledger\" (") {
            self.ledger.get_or_insert_default();
        }
        if sql.contains("RAISE EXCEPTION USING ERRCODE = 'MG001'") {
            self.guard(sql)?;
        }
        if sql.contains("MG004") && !self.locked {
            return Err("MG004");
        }
        // The script of a transactional revision stands between the guard and the record.
        for line in sql.lines().filter(|line| line.starts_with("effect ")) {
            if !sql.contains(": statement ") {
                self.effect(line)?;
            }
        }
        for statement in statements(sql) {
            self.write(statement)?;
        }
        Ok(())
    }

    fn effect(&mut self, line: &str) -> Result<(), &'static str> {
        let mut words = line.trim_end_matches(';').split(' ').skip(1);
        let mut next = || words.next().expect("an effect has three words").to_owned();
        let (id, step, direction) = (next(), next(), next());
        let step = step.parse().expect("a step is a number");
        let count = self.effects.entry((id, step)).or_default();
        *count += if direction == "up" { 1 } else { -1 };
        Ok(())
    }

    /// What the guard expects of the ledger.
    fn guard(&self, sql: &str) -> Result<(), &'static str> {
        let rows = self.ledger.as_ref().ok_or("42P01")?;
        if let Some(counts) = after(sql, "(SELECT count(*) = ") {
            let unfinished = after(sql, "FILTER (WHERE state <> 'applied') = ").expect("both");
            let found = rows.iter().filter(|row| row.state != "applied").count();
            if number(counts) != rows.len() || number(unfinished) != found {
                return Err("MG001");
            }
        }
        if let Some(last) = after(sql, "(SELECT (id, event) = (") {
            let last = literals(last);
            let found = self.log.last().ok_or("MG001")?;
            if (&last[0], &last[1]) != (&found.0, &found.1) {
                return Err("MG001");
            }
        }
        for head in sql.split("EXISTS (SELECT FROM \"public\".\"migrate_ledger\" WHERE plan = ") {
            let Some((_, head)) = head.split_once(" AND id = ") else {
                continue;
            };
            let Some((id, chain)) = head.split_once(" AND chain_digest = ") else {
                continue;
            };
            let (id, chain) = (&literals(id)[0], &literals(chain)[0]);
            let is_head = |row: &Row| row.written[0] == *id && row.written[4] == *chain;
            if !rows.iter().any(is_head) {
                return Err("MG001");
            }
        }
        Ok(())
    }

    /// One statement about the ledger or its log. Others are of no concern here.
    fn write(&mut self, statement: &str) -> Result<(), &'static str> {
        if let Some(values) = after(
            statement,
            "INSERT INTO \"public\".\"migrate_ledger_log\" (plan, id, event, tool, detail) VALUES ",
        ) {
            let values = literals(values);
            self.log.push((values[1].clone(), values[2].clone()));
            return Ok(());
        }
        if let Some(values) = after(
            statement,
            "INSERT INTO \"public\".\"migrate_ledger_schema\" ",
        ) {
            self.record_schema(values);
            return Ok(());
        }
        let rows = self.ledger.as_mut().ok_or("42P01");
        if let Some(values) = statement
            .contains("INSERT INTO \"public\".\"migrate_ledger\" ")
            .then(|| after(statement, "layout) VALUES").expect("it has values"))
        {
            let rows = rows?;
            for values in values.split("('app', ").skip(1) {
                let row = Row::from_values(values);
                if rows.iter().any(|other| other.written[0] == row.written[0]) {
                    return Err("23505");
                }
                rows.push(row);
            }
        } else if let Some(condition) =
            after(statement, "DELETE FROM \"public\".\"migrate_ledger\"")
        {
            let rows = rows?;
            let ids = literals(after(condition, " AND id ").expect("a row is named"));
            let before = rows.len();
            let required = Row::state_in(condition);
            rows.retain(|row| !(ids.contains(&row.written[0]) && row.is_in(required.as_ref())));
            if required.is_some() && rows.len() == before {
                return Err("MG001");
            }
        } else if let Some(change) = after(statement, "UPDATE \"public\".\"migrate_ledger\" SET ") {
            let rows = rows?;
            let (change, condition) = change.split_once("WHERE plan = ").expect("of one plan");
            let id = &literals(after(condition, " AND id = ").expect("a row is named"))[0];
            let required = Row::state_in(condition);
            let row = rows
                .iter_mut()
                .find(|row| row.written[0] == *id && row.is_in(required.as_ref()))
                .ok_or("MG001")?;
            row.change(change);
        }
        Ok(())
    }
}

impl Row {
    /// A row from its values, after the plan's name.
    fn from_values(values: &str) -> Self {
        let all = literals(values);
        let mut written = all[..8].to_vec();
        written[1] = written[1].trim_matches(['{', '}']).to_owned();
        // Up and down, then the rest of the manifest, of which a literal may be missing, then the state.
        let is_state = |literal: &&String| matches!(literal.as_str(), "applied" | "running");
        let state = all[10..]
            .iter()
            .find(is_state)
            .expect("a row has a state")
            .clone();
        let step = after(values, "'running', 1, ").map(|of| (1, number(of) as u32));
        Self {
            written,
            state,
            step,
            resolution: None,
        }
    }

    /// The state and the step that a condition demands.
    fn state_in(condition: &str) -> Option<(String, Option<u32>)> {
        let state = literals(after(condition, " AND state = ")?)[0].clone();
        let step = after(condition, " AND step = ").map(|step| number(step) as u32);
        Some((state, step))
    }

    fn is_in(&self, required: Option<&(String, Option<u32>)>) -> bool {
        required.is_none_or(|(state, step)| {
            self.state == *state
                && step.is_none_or(|step| self.step.is_some_and(|(at, _)| at == step))
        })
    }

    fn change(&mut self, change: &str) {
        if let Some(state) = after(change, "state = ") {
            self.state.clone_from(&literals(state)[0]);
        }
        if change.contains("resolution = NULL") {
            self.resolution = None;
        } else if let Some(resolution) = after(change, "resolution = ") {
            self.resolution = Some(literals(resolution)[0].clone());
        }
        if change.contains("step = NULL") {
            self.step = None;
        } else if let Some(step) = after(change, "step = ") {
            let of = match after(change, "steps = ") {
                Some(of) => number(of) as u32,
                None => self.step.map_or(0, |(_, of)| of),
            };
            self.step = Some((number(step) as u32, of));
        }
    }
}

pub(super) fn after<'s>(text: &'s str, mark: &str) -> Option<&'s str> {
    text.split_once(mark).map(|(_, rest)| rest)
}

fn number(text: &str) -> usize {
    let digits = text.find(|c: char| !c.is_ascii_digit());
    text[..digits.unwrap_or(text.len())]
        .parse()
        .expect("it is a number")
}

/// The texts between quotes; none of ours has a quote in it.
pub(super) fn literals(text: &str) -> Vec<String> {
    text.split('\'')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The text up to each semicolon at the end of a line, outside literals.
fn statements(sql: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    sql.split_inclusive(move |c| {
        quoted ^= c == '\'';
        c == ';' && !quoted
    })
}
