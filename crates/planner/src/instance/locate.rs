//! Finds the place of a reading error, which the JSON reader gives only as line and column.

use super::InstanceError;
use serde_json::Value;

const TEXTS: [&str; 5] = ["format", "name", "size", "code", "cities"];

/// Turns a reader's error into one with a path.
pub(super) fn locate(text: &str, error: &serde_json::Error) -> InstanceError {
    let place = format!("line {} column {}", error.line(), error.column());
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return InstanceError::new(place, error.to_string(), "The file must be valid JSON");
    };
    wrong_leaf(&value).unwrap_or_else(|| {
        InstanceError::new(place, error.to_string(), "The keys are listed in docs/guide/planner.md")
    })
}

fn wrong_leaf(root: &Value) -> Option<InstanceError> {
    for (table, value) in root.as_object()? {
        let found = match value {
            Value::Object(columns) => columns
                .iter()
                .find_map(|(name, column)| leaf(column, name, &|at| format!("{table}{at}.{name}"))),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => leaf(value, table, &|at| format!("{table}{at}")),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn leaf(value: &Value, name: &str, path: &dyn Fn(&str) -> String) -> Option<InstanceError> {
    match value {
        Value::Array(items) => items.iter().enumerate().find_map(|(i, item)| match item {
            Value::Array(inner) => inner.iter().enumerate().find_map(|(j, x)| {
                leaf_value(x, name, &format!("{}[{j}]", path(&format!("[{i}]"))))
            }),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_) => leaf_value(item, name, &path(&format!("[{i}]"))),
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            leaf_value(value, name, &path(""))
        }
    }
}

fn leaf_value(value: &Value, name: &str, path: &str) -> Option<InstanceError> {
    if TEXTS.contains(&name) {
        return (!value.is_string())
            .then(|| InstanceError::new(path, "this is not text", "Write it in quotes"));
    }
    (!value.is_i64()).then(|| {
        InstanceError::new(path, "this is not a whole number", "Days, people and dollars are whole")
    })
}
