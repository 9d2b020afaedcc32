//! Answers of a foreign agency as JSON: `{"answers": [{"request": …, "answer": …, …}]}`.
//!
//! What is no answer is a fault of its own place; the others are read none the less.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;
use thiserror::Error;

use crate::answers::{AnswerFault, AnswerRow, is_known, row_of};

/// The most answers of one message.
pub const MOST: usize = 2_000;

/// Why nothing of a message can be read. It never repeats what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MessageFault {
    /// Half of it, or not JSON.
    #[error("the body is not JSON from line {line}, column {column} on")]
    Broken {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// JSON of another shape.
    #[error("the body must be an object with one member, answers, that is a list")]
    Shape,
    /// More answers than any message has.
    #[error("the body has more than {MOST} answers")]
    Many,
}

/// Place, counted from 0, and answer.
pub type Placed = (u64, Result<AnswerRow, AnswerFault>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    answers: Vec<Members>,
}

/// The members of an object as they were sent; none if it is no object, or one of them no text.
struct Members(Option<Vec<(String, String)>>);

/// Reads all answers of a message.
pub fn read(body: &[u8]) -> Result<Vec<Placed>, MessageFault> {
    let message: Message =
        serde_json::from_slice(body).map_err(|error| match error.classify() {
            Category::Data => MessageFault::Shape,
            Category::Io | Category::Syntax | Category::Eof => {
                MessageFault::Broken { line: error.line(), column: error.column() }
            }
        })?;
    if message.answers.len() > MOST {
        return Err(MessageFault::Many);
    }
    Ok((0..).zip(message.answers).map(|(place, one)| (place, answer(place, &one))).collect())
}

fn answer(place: u64, members: &Members) -> Result<AnswerRow, AnswerFault> {
    let members = members.0.as_ref().ok_or(AnswerFault::Members)?;
    for (name, _) in members {
        let twice = members.iter().filter(|(other, _)| other == name).count() > 1;
        if twice || !is_known(name) {
            return Err(AnswerFault::Members);
        }
    }
    row_of(place, |name| {
        let found = members.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, text)| text.trim())
    })
}

/// A member's value, if it can be one.
struct Text(Option<String>);

struct Any;

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(from)? {
            Value::String(text) => Self(Some(text)),
            Value::Number(number) => Self(Some(number.to_string())),
            Value::Null => Self(Some(String::new())),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => Self(None),
        })
    }
}

impl<'de> Visitor<'de> for Any {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Some(Vec::new());
        while let Some((name, Text(text))) = map.next_entry::<String, Text>()? {
            match (&mut members, text) {
                (Some(members), Some(text)) => members.push((name, text)),
                _ => members = None,
            }
        }
        Ok(Members(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Members, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Members(None))
    }

    fn visit_str<E>(self, _: &str) -> Result<Members, E> {
        Ok(Members(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Members, E> {
        Ok(Members(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Members, E> {
        Ok(Members(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Members, E> {
        Ok(Members(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Members, E> {
        Ok(Members(None))
    }

    fn visit_unit<E>(self) -> Result<Members, E> {
        Ok(Members(None))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use domain::Answer;
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str =
        r#"{"request":"P1.1/D1","answer":"approved","answered_on":"2024-06-20","number":"L1"}"#;

    fn rows(text: &str) -> Vec<Placed> {
        read(format!("{{\"answers\":[{text}]}}").as_bytes()).unwrap()
    }

    #[test]
    fn an_answer_is_read_with_its_place() {
        let found = rows(&format!("{GOOD},{GOOD}"));
        assert_eq!(found.len(), 2);
        let row = found[1].1.as_ref().unwrap();
        assert_eq!(
            (found[1].0, row.answer, row.number.as_deref()),
            (1, Answer::Approved, Some("L1"))
        );
        assert_eq!(row.list, None);
        let listed = GOOD.replace('}', r#","flight":"F1","revision":3}"#);
        let found = rows(&listed);
        let list = found[0].1.as_ref().unwrap().list.clone().unwrap();
        assert_eq!((list.0.as_str(), list.1), ("F1", 3));
    }

    #[test]
    fn what_is_no_answer_stops_no_other() {
        let odd = [
            "null",
            "7",
            "\"x\"",
            "[1]",
            "{}",
            r#"{"request":"P1.1/D1","answer":"approved","answer":"refused","answered_on":"2024-06-20"}"#,
            r#"{"request":"P1.1/D1","answer":"refused","answered_on":"2024-06-20","why":"x"}"#,
            r#"{"request":"P1.1/D1","answer":["refused"],"answered_on":"2024-06-20"}"#,
            r#"{"request":"P1.1","answer":"refused","answered_on":"2024-06-20"}"#,
            r#"{"request":"P1.1/D1","answer":"pending","answered_on":"2024-06-20"}"#,
            r#"{"request":"P1.1/D1","answer":"refused","answered_on":"2024-06-31"}"#,
            r#"{"request":"P1.1/D1","answer":"refused","answered_on":"2024-06-20","flight":"F1"}"#,
        ];
        let found = rows(&format!("{},{GOOD}", odd.join(",")));
        assert_eq!(found.len(), odd.len() + 1);
        for (place, (_, read)) in found.iter().enumerate() {
            assert_eq!(read.is_ok(), place == odd.len(), "{place}: {read:?}");
        }
    }

    #[test]
    fn half_a_message_is_refused_with_the_place_and_without_its_words() {
        let whole = format!("{{\"answers\":[{GOOD}]}}");
        for end in 0..whole.len() {
            let fault = read(&whole.as_bytes()[..end]).unwrap_err();
            assert!(matches!(fault, MessageFault::Broken { line: 1, .. }), "{end}: {fault}");
        }
        for odd in ["[]", "7", r#"{"answers":{}}"#, r#"{"answers":[],"more":1}"#, "{}"] {
            assert_eq!(read(odd.as_bytes()).unwrap_err(), MessageFault::Shape, "{odd}");
        }
        assert!(matches!(read(b"\xff\xfe"), Err(MessageFault::Broken { .. })));
        let many = vec!["1"; MOST + 1].join(",");
        let fault = read(format!("{{\"answers\":[{many}]}}").as_bytes()).unwrap_err();
        assert_eq!(fault, MessageFault::Many);
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_change_of_one_byte_breaks_the_reader(at in 0_usize..90, byte: u8) {
            let mut whole = format!("{{\"answers\":[{GOOD}]}}").into_bytes();
            if let Some(old) = whole.get_mut(at) {
                *old = byte;
            }
            let _ = read(&whole);
        }
    }
}
