//! OCEL 2.0 as JSON, written piece by piece.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use super::{ALWAYS, EVENT_ATTRIBUTES, EventLog, KINDS, LogEvent, LogObject, instant};

/// Where the writer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Objects,
    Events,
}

/// Writes a log as OCEL 2.0 JSON. Which activities there are is only known at the end, so their
/// list comes last; readers take the parts of the file in any order.
#[derive(Debug)]
pub struct OcelJson<W: Write> {
    out: W,
    at: At,
    activities: BTreeSet<String>,
}

#[derive(Serialize)]
struct Relation<'a> {
    #[serde(rename = "objectId")]
    object: &'a str,
    qualifier: &'a str,
}

#[derive(Serialize)]
struct Attribute<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<&'a str>,
    value: &'a str,
}

#[derive(Serialize)]
struct Object<'a> {
    id: &'a str,
    r#type: &'a str,
    attributes: Vec<Attribute<'a>>,
    relationships: Vec<Relation<'a>>,
}

#[derive(Serialize)]
struct Event<'a> {
    id: &'a str,
    r#type: &'a str,
    time: String,
    attributes: Vec<Attribute<'a>>,
    relationships: Vec<Relation<'a>>,
}

#[derive(Serialize)]
struct Kind<'a> {
    name: &'a str,
    attributes: Vec<KindAttribute<'a>>,
}

#[derive(Serialize)]
struct KindAttribute<'a> {
    name: &'a str,
    r#type: &'static str,
}

fn relations<'a>(related: &'a [(String, &'static str)]) -> Vec<Relation<'a>> {
    related.iter().map(|(object, qualifier)| Relation { object, qualifier }).collect()
}

/// Attributes that are known; an empty one is left out.
fn attributes<'a>(
    names: &[&'a str],
    values: impl Iterator<Item = &'a str>,
    time: Option<&'a str>,
) -> Vec<Attribute<'a>> {
    let pairs = names.iter().zip(values).filter(|(_, value)| !value.is_empty());
    pairs.map(|(name, value)| Attribute { name, time, value }).collect()
}

fn kind<'a>(name: &'a str, attributes: &[&'a str]) -> Kind<'a> {
    let attributes = attributes.iter().map(|name| KindAttribute { name, r#type: "string" });
    Kind { name, attributes: attributes.collect() }
}

impl<W: Write> OcelJson<W> {
    /// Writes to `out`, which should be buffered.
    pub fn new(out: W) -> Self {
        Self { out, at: At::Start, activities: BTreeSet::new() }
    }

    fn go_to(&mut self, at: At, key: &str) -> io::Result<()> {
        let before = match (self.at, at) {
            (now, then) if now == then => ",\n",
            (At::Start, _) => "{\n",
            _ => "\n],\n",
        };
        self.out.write_all(before.as_bytes())?;
        if self.at != at {
            writeln!(self.out, "\"{key}\": [")?;
            self.at = at;
        }
        Ok(())
    }
}

impl<W: Write> EventLog for OcelJson<W> {
    fn object(&mut self, object: &LogObject) -> io::Result<()> {
        self.go_to(At::Objects, "objects")?;
        let names = KINDS.iter().find(|(kind, _)| *kind == object.kind).map_or(&[][..], |k| k.1);
        let values = object.attributes.iter().map(String::as_str);
        let shown = Object {
            id: &object.id,
            r#type: object.kind,
            attributes: attributes(names, values, Some(ALWAYS)),
            relationships: relations(&object.related),
        };
        Ok(serde_json::to_writer(&mut self.out, &shown)?)
    }

    fn event(&mut self, event: &LogEvent) -> io::Result<()> {
        if self.at == At::Start {
            self.out.write_all(b"{\n\"objects\": [")?;
            self.at = At::Objects;
        }
        self.go_to(At::Events, "events")?;
        if !self.activities.contains(&event.activity) {
            self.activities.insert(event.activity.clone());
        }
        let shown = Event {
            id: &event.id,
            r#type: &event.activity,
            time: instant(event.at),
            attributes: attributes(EVENT_ATTRIBUTES, event.attributes().into_iter(), None),
            relationships: relations(&event.related),
        };
        Ok(serde_json::to_writer(&mut self.out, &shown)?)
    }

    fn finish(&mut self) -> io::Result<()> {
        match self.at {
            At::Start => self.out.write_all(b"{\n\"objects\": [],\n\"events\": [],\n")?,
            At::Objects => self.out.write_all(b"\n],\n\"events\": [],\n")?,
            At::Events => self.out.write_all(b"\n],\n")?,
        }
        let objects: Vec<Kind<'_>> = KINDS.iter().map(|(name, names)| kind(name, names)).collect();
        let events: Vec<Kind<'_>> =
            self.activities.iter().map(|name| kind(name, EVENT_ATTRIBUTES)).collect();
        self.out.write_all(b"\"objectTypes\": ")?;
        serde_json::to_writer(&mut self.out, &objects)?;
        self.out.write_all(b",\n\"eventTypes\": ")?;
        serde_json::to_writer(&mut self.out, &events)?;
        self.out.write_all(b"\n}\n")?;
        self.out.flush()
    }
}
