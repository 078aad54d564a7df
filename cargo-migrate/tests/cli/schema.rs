//! The official JSON schema of SARIF, and as much of JSON Schema as it uses.
//!
//! `tests/schemas/sarif-2.1.0.json` is the file that OASIS publishes beside the standard
//! (<https://github.com/oasis-tcs/sarif-spec>, `sarif-2.1/schema`), unchanged.

use serde_json::{Map, Value};

/// What a document has that the schema of SARIF 2.1.0 does not allow, each with its place.
pub(crate) fn objections(document: &Value) -> Vec<String> {
    let text = include_str!("../schemas/sarif-2.1.0.json");
    let root: Value = serde_json::from_str(text).unwrap();
    let mut found = Vec::new();
    Check { root: &root }.value(&root, document, "", &mut found);
    found
}

struct Check<'s> {
    root: &'s Value,
}

impl Check<'_> {
    fn value(&self, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        for (keyword, rule) in schema.as_object().unwrap() {
            self.keyword(keyword, rule, schema, value, at, found);
        }
    }

    fn keyword(
        &self,
        keyword: &str,
        rule: &Value,
        schema: &Value,
        value: &Value,
        at: &str,
        found: &mut Vec<String>,
    ) {
        let is_met = match keyword {
            "$schema" | "$id" | "title" | "description" | "default" | "definitions" => true,
            // Addresses are told apart by other tests.
            "format" => true,
            "$ref" => {
                let pointer = rule.as_str().unwrap().trim_start_matches('#');
                let target = self.root.pointer(pointer).unwrap();
                return self.value(target, value, at, found);
            }
            "type" => is_of_type(rule.as_str().unwrap(), value),
            "enum" => rule.as_array().unwrap().contains(value),
            "minimum" => value
                .as_f64()
                .is_none_or(|number| number >= rule.as_f64().unwrap()),
            "maximum" => value
                .as_f64()
                .is_none_or(|number| number <= rule.as_f64().unwrap()),
            "minItems" => value
                .as_array()
                .is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap()),
            "uniqueItems" => value
                .as_array()
                .is_none_or(|items| (1..items.len()).all(|i| !items[..i].contains(&items[i]))),
            "required" => {
                let names = rule.as_array().unwrap();
                let has = |name: &Value| value.get(name.as_str().unwrap()).is_some();
                !value.is_object() || names.iter().all(has)
            }
            "anyOf" | "oneOf" => {
                let schemas = rule.as_array().unwrap().iter();
                let met = schemas.filter(|schema| {
                    let mut inside = Vec::new();
                    self.value(schema, value, at, &mut inside);
                    inside.is_empty()
                });
                let met = met.count();
                met == 1 || (keyword == "anyOf" && met > 1)
            }
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.value(rule, item, &format!("{at}/{i}"), found);
                }
                true
            }
            "properties" => {
                for (name, schema) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        self.value(schema, value, &format!("{at}/{name}"), found);
                    }
                }
                true
            }
            "additionalProperties" => {
                let empty = Map::new();
                let known = schema.get("properties").and_then(Value::as_object);
                let known = known.unwrap_or(&empty);
                let fields = value.as_object().into_iter().flatten();
                for (name, value) in fields.filter(|(name, _)| !known.contains_key(*name)) {
                    let at = format!("{at}/{name}");
                    match rule {
                        Value::Bool(false) => found.push(format!("{at}: no such property")),
                        Value::Bool(true) => {}
                        schema => self.value(schema, value, &at, found),
                    }
                }
                true
            }
            // Of identifiers and versions that no document of ours holds.
            "pattern" => !value.is_string(),
            unknown => panic!("the schema uses `{unknown}`"),
        };
        if !is_met {
            found.push(format!("{at}: {keyword} is {rule}"));
        }
    }
}

fn is_of_type(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        unknown => panic!("the schema uses the type `{unknown}`"),
    }
}

/// A schema that objects to nothing would prove nothing.
#[test]
fn the_schema_objects_to_what_is_no_sarif() {
    let run = serde_json::json!({ "tool": { "driver": { "name": "t" } }, "results": [] });
    let document = |run: &Value| serde_json::json!({ "version": "2.1.0", "runs": [run] });
    assert_eq!(objections(&document(&run)), Vec::<String>::new());
    for (field, value, objection) in [
        (
            "results",
            serde_json::json!([{}]),
            "/runs/0/results/0: required is [\"message\"]",
        ),
        (
            "columnKind",
            Value::from("bytes"),
            "/runs/0/columnKind: enum is",
        ),
        (
            "findings",
            Value::from(1),
            "/runs/0/findings: no such property",
        ),
        ("tool", Value::from("t"), "/runs/0/tool: type is \"object\""),
        (
            "results",
            serde_json::json!([{ "message": {}, "ruleIndex": -2 }]),
            "/runs/0/results/0/ruleIndex: minimum is -1",
        ),
    ] {
        let mut run = run.clone();
        run[field] = value;
        let found = objections(&document(&run));
        assert!(
            found.iter().any(|found| found.starts_with(objection)),
            "{found:?}"
        );
    }
}
