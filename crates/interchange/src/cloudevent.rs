//! Messages to the outside as `CloudEvents` 1.0, in structured JSON.

use jiff::Timestamp;
use serde_json::{Value, json};

/// What the body of an event is sent as.
pub const MEDIA_TYPE: &str = "application/cloudevents+json";

/// A message, as it is told to others.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The same event again has the same.
    pub id: &'a str,
    /// Kind, without our name before it.
    pub kind: &'a str,
    /// The case or flight that it is about.
    pub subject: &'a str,
    /// When it happened.
    pub at: Timestamp,
    /// What it says, as JSON; what cannot be read is told as null.
    pub data: &'a str,
    /// Where in a trace it was sent, as the extension for distributed tracing has it.
    pub trace: Option<&'a str>,
}

impl Event<'_> {
    /// The event with its envelope.
    pub fn envelope(&self) -> Value {
        let data: Value = serde_json::from_str(self.data).unwrap_or(Value::Null);
        let mut envelope = json!({
            "specversion": "1.0",
            "id": self.id,
            "source": "urn:caseflight",
            "type": format!("caseflight.{}", self.kind),
            "subject": self.subject,
            "time": self.at.to_string(),
            "datacontenttype": "application/json",
            "data": data,
        });
        if let (Value::Object(members), Some(trace)) = (&mut envelope, self.trace) {
            members.insert("traceparent".to_owned(), trace.into());
        }
        envelope
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_has_all_that_the_standard_asks_for() {
        let at = "2024-06-25T12:00:00Z".parse().unwrap();
        let event = Event {
            id: "a/1",
            kind: "clock.near",
            subject: "P1.1",
            at,
            data: r#"{"due":1}"#,
            trace: None,
        };
        let told = event.envelope();
        for (name, expected) in [
            ("specversion", "1.0"),
            ("id", "a/1"),
            ("source", "urn:caseflight"),
            ("type", "caseflight.clock.near"),
            ("time", "2024-06-25T12:00:00Z"),
        ] {
            assert_eq!(told[name], expected);
        }
        assert_eq!(told["data"]["due"], 1);
        assert_eq!(told.get("traceparent"), None);
        let traced = Event { trace: Some("00-0a-0b-01"), ..event };
        assert_eq!(traced.envelope()["traceparent"], "00-0a-0b-01");
        assert_eq!(Event { data: "{", ..event }.envelope()["data"], Value::Null);
    }
}
