//! `primer.toml` as a JSON Schema, for editors: made of the same tables of keys by which the file is read.

use serde_json::{Map, Value, json};

use super::field_type::TYPES;
use super::key::Key;
use super::read::{Section, sections};
use crate::diagnostic::Code;

/// The schema of `primer.toml` (JSON Schema, draft 2020-12).
pub fn settings_schema() -> Value {
    let sections = sections();
    let mut definitions = Map::new();
    for section in sections.iter().filter(|known| known.name != ROOT) {
        definitions.insert(section.name.to_owned(), object(section));
    }
    let root = sections.iter().find(|section| section.name == ROOT);
    let mut schema = root.map_or(Value::Null, object);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("The settings of a primer");
    schema["$defs"] = Value::Object(definitions);
    schema
}

const ROOT: &str = "primer.toml";

fn object(section: &Section) -> Value {
    let mut properties = Map::new();
    for key in &section.keys {
        properties.insert(key.name.to_owned(), property(section.name, key));
    }
    if section.name == "field" {
        for key in TYPES.iter().flat_map(|row| row.keys) {
            properties.insert(key.name.to_owned(), described(json!({}), key));
        }
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn property(section: &str, key: &Key) -> Value {
    let of = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
    let each = |schema: Value| json!({ "type": "object", "additionalProperties": schema });
    let text = || json!({ "type": "string" });
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    let schema = match (section, key.name) {
        (ROOT, "site" | "markdown" | "look" | "search" | "review" | "git") => of(key.name),
        (ROOT, "feeds") => json!({ "type": "array", "items": of("feed") }),
        (ROOT, "collections") => each(of("collection")),
        (ROOT, "categories" | "tags") => each(json!({ "anyOf": [text(), of("value")] })),
        (ROOT, "tag_groups") => each(texts()),
        (ROOT, "redirects") => each(text()),
        (ROOT | "collection", "fields") => each(json!({ "anyOf": [text(), of("field")] })),
        (ROOT, "check") => check(),
        ("site", "navigation" | "footer") | ("navigation", "items") => {
            json!({ "type": "array", "items": of("navigation") })
        }
        ("collection", "properties") => each(text()),
        _ => of_words(key.value),
    };
    described(schema, key)
}

/// The levels of checks, by their codes, and the exceptions.
fn check() -> Value {
    let level = json!({ "enum": ["error", "warn", "hint", "off"] });
    let codes = Code::adjustable_names();
    let mut properties: Map<String, Value> =
        codes.map(|code| (code.to_owned(), level.clone())).collect();
    let exceptions = json!({ "type": "array", "items": { "$ref": "#/$defs/except" } });
    properties.insert("except".to_owned(), exceptions);
    let external = json!({ "$ref": "#/$defs/external" });
    properties.insert("external".to_owned(), external);
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn described(mut schema: Value, key: &Key) -> Value {
    schema["description"] = json!(format!("{} (without it: {})", key.meaning, key.without));
    schema
}

/// A schema for what the reference says of a value.
fn of_words(words: &str) -> Value {
    let text = || json!({ "type": "string" });
    let texts = || json!({ "type": "array", "items": text() });
    let quoted: Vec<&str> = words
        .split("`\"")
        .skip(1)
        .filter_map(|rest| rest.split("\"`").next())
        .collect();
    match words {
        "`true` or `false`" => json!({ "type": "boolean" }),
        "a whole number" | "a number" => json!({ "type": "integer", "minimum": 1 }),
        _ if words.starts_with("a list of `") => {
            json!({ "type": "array", "items": { "enum": quoted } })
        }
        _ if words.contains("or a list of") && !quoted.is_empty() => {
            json!({ "anyOf": [{ "enum": quoted }, texts()] })
        }
        _ if !quoted.is_empty() => json!({ "enum": quoted }),
        _ if words.starts_with("a color") || words.contains(", or a list of") => {
            json!({ "anyOf": [text(), texts()] })
        }
        _ if words.starts_with("a list") => texts(),
        _ if words.starts_with("a table") => json!({ "type": "object" }),
        _ => text(),
    }
}
