//! A digest of what was asked, by which the same key with other words is told apart.

use ring::digest::{SHA256, digest as sha};
use serde::Serialize;

use crate::StoreError;

/// SHA-256 of `request` as JSON with its keys in order, in lower-case hexadecimal.
pub fn digest(request: &impl Serialize) -> Result<String, StoreError> {
    let mut value = serde_json::to_value(request)
        .map_err(|_| StoreError::inconsistent("inbox", "request_hash", "the request"))?;
    // Said outright: whether an object keeps its keys in order hangs on a feature of serde_json
    // that any other crate may turn on.
    value.sort_all_objects();
    let hash = sha(&SHA256, value.to_string().as_bytes());
    Ok(hash.as_ref().iter().fold(String::with_capacity(64), |mut text, byte| {
        for half in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(half), 16));
        }
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn the_order_of_keys_makes_no_difference_and_every_word_does() {
        let of = |text: &str| digest(&serde_json::from_str::<serde_json::Value>(text).unwrap());
        let one = of(r#"{"a":1,"b":{"d":2,"c":3}}"#).unwrap();
        assert_eq!(one, of(r#"{"b":{"c":3,"d":2},"a":1}"#).unwrap());
        assert_ne!(one, of(r#"{"b":{"c":3,"d":2},"a":2}"#).unwrap());
        // `printf '{"a":1,"b":{"c":3,"d":2}}' | sha256sum`
        assert_eq!(one, EXPECTED);
    }

    const EXPECTED: &str = "895d3fb92f01266e8603a203e507780685d1bfc21fabcddc06871f45ab116267";
}
