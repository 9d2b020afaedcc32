//! What the desk reads of an ID token besides what every one has.

use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Every claim that the standard does not name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claims {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for Claims {}

impl Claims {
    /// The groups that the claim `name` lists: texts, or one text. Anything else lists none.
    pub(super) fn groups(&self, name: &str) -> Vec<String> {
        match self.all.get(name) {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(many)) => {
                many.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(json: &str) -> Vec<String> {
        serde_json::from_str::<Claims>(json).unwrap().groups("groups")
    }

    #[test]
    fn groups_are_texts_and_nothing_else() {
        assert_eq!(groups(r#"{"groups": ["a", 7, null, "b"]}"#), ["a", "b"]);
        assert_eq!(groups(r#"{"groups": "a b"}"#), ["a b"]);
        for none in [r#"{"groups": {"a": true}}"#, r#"{"groups": 7}"#, "{}", r#"{"Groups": "a"}"#] {
            assert!(groups(none).is_empty(), "{none}");
        }
    }
}
