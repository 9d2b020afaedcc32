//! Whether an interchange is a PAXLST as the directory and the guide have it.

mod value;

pub(super) use value::day;

use super::PaxlstFault;
use super::fault::begin;
use super::grammar::{Cursor, Step};
use crate::edifact::{Segment, Segments, not_level_a};

/// The most faults that are spelled out.
const MOST: usize = 1_000;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// What is wrong, in the order of the segments; the first thousand.
    pub faults: Vec<PaxlstFault>,
    /// How many more things are wrong.
    pub more: u64,
    /// How many segments there are.
    pub segments: u64,
    /// How many messages.
    pub messages: u64,
    /// How many people.
    pub people: u64,
}

impl Checked {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    fn add(&mut self, fault: impl Into<PaxlstFault>) {
        if self.faults.len() < MOST {
            self.faults.push(fault.into());
        } else {
            self.more += 1;
        }
    }
}

/// A message that was begun.
struct Message {
    cursor: Cursor,
    reference: String,
    segments: u64,
    people: u64,
}

/// Where in its envelopes the interchange stands.
#[derive(Default)]
struct Envelope {
    interchange: Option<String>,
    group: Option<String>,
    groups: u64,
    messages: u64,
    closed: bool,
}

/// Checks the interchange `text`: its structure, counts, references and values.
pub fn check(text: &str) -> Checked {
    let mut checked = Checked::default();
    let mut envelope = Envelope::default();
    let mut message: Option<Message> = None;
    for segment in Segments::of(text) {
        checked.segments += 1;
        let segment = match segment {
            Ok(segment) => segment,
            Err(fault) => {
                checked.add(fault);
                // It counts: whoever wrote the trailer counted it too.
                if let Some(message) = &mut message {
                    message.segments += 1;
                }
                continue;
            }
        };
        signs(&segment, &mut checked);
        match segment.tag {
            "UNB" | "UNG" | "UNE" | "UNZ" => {
                if message.take().is_some() {
                    checked.add(PaxlstFault::Unclosed { missing: "UNT" });
                }
                envelope.service(&segment, &mut checked);
            }
            "UNH" => {
                if message.is_some() {
                    checked.add(PaxlstFault::Unclosed { missing: "UNT" });
                }
                message = Some(envelope.open(&segment, &mut checked));
            }
            _ => match &mut message {
                None => checked.add(misplaced(&segment)),
                Some(open) => {
                    within(open, &segment, &mut checked);
                    if segment.tag == "UNT" {
                        close(open, &segment, &mut checked);
                        message = None;
                    }
                }
            },
        }
    }
    if message.is_some() {
        checked.add(PaxlstFault::Unclosed { missing: "UNT" });
    }
    if !envelope.closed {
        checked.add(PaxlstFault::Unclosed { missing: "UNZ" });
    }
    checked
}

fn signs(segment: &Segment<'_>, checked: &mut Checked) {
    let sign = segment.elements.iter().flatten().find_map(|part| not_level_a(part));
    if let Some(sign) = sign {
        let tag = segment.tag.to_owned();
        checked.add(PaxlstFault::Sign { segment: segment.number, tag, sign });
    }
}

fn misplaced(segment: &Segment<'_>) -> PaxlstFault {
    PaxlstFault::Misplaced { segment: segment.number, tag: segment.tag.to_owned() }
}

fn within(message: &mut Message, segment: &Segment<'_>, checked: &mut Checked) {
    message.segments += 1;
    let (number, tag) = (segment.number, segment.tag.to_owned());
    match message.cursor.step(segment.tag) {
        Step::Fits => (),
        Step::After(missing) => {
            checked.add(PaxlstFault::Missing { segment: number, tag, missing });
        }
        Step::Misplaced => return checked.add(misplaced(segment)),
    }
    if segment.tag == "NAD" && matches!(segment.get(0, 0), "FL" | "FM") {
        message.people += 1;
        checked.people += 1;
    }
    if segment.tag == "CNT" && matches!(segment.get(0, 0), "42" | "41") {
        count(segment, 0, 1, ("people", message.people), checked);
    }
    value::check(segment, &mut |fault| checked.add(fault));
}

/// Whether what the segment counts is what there is.
fn count(
    segment: &Segment<'_>,
    element: usize,
    component: usize,
    (what, counted): (&'static str, u64),
    checked: &mut Checked,
) {
    let said = segment.get(element, component);
    if said.parse() != Ok(counted) {
        let (tag, said) = (segment.tag.to_owned(), begin(said));
        checked.add(PaxlstFault::Count { segment: segment.number, tag, what, said, counted });
    }
}

fn reference(
    segment: &Segment<'_>,
    (opening, known): (&'static str, Option<&str>),
    checked: &mut Checked,
) {
    if known != Some(segment.get(1, 0)) {
        let tag = segment.tag.to_owned();
        checked.add(PaxlstFault::Reference { segment: segment.number, tag, opening });
    }
}

fn close(message: &Message, segment: &Segment<'_>, checked: &mut Checked) {
    count(segment, 0, 0, ("segments", message.segments), checked);
    reference(segment, ("UNH", Some(&message.reference)), checked);
}

impl Envelope {
    fn open(&mut self, segment: &Segment<'_>, checked: &mut Checked) -> Message {
        if self.interchange.is_none() || self.closed {
            checked.add(misplaced(segment));
        }
        let found = segment.get(1, 0);
        if found != "PAXLST" {
            let found = begin(found);
            checked.add(PaxlstFault::OtherMessage { segment: segment.number, found });
        }
        self.messages += 1;
        checked.messages += 1;
        let mut cursor = Cursor::new();
        cursor.step("UNH");
        Message { cursor, reference: segment.get(0, 0).to_owned(), segments: 1, people: 0 }
    }

    fn service(&mut self, segment: &Segment<'_>, checked: &mut Checked) {
        match segment.tag {
            "UNB" if self.interchange.is_none() && !self.closed => {
                self.interchange = Some(segment.get(4, 0).to_owned());
            }
            "UNG" if self.interchange.is_some() && self.group.is_none() && !self.closed => {
                self.group = Some(segment.get(4, 0).to_owned());
                self.groups += 1;
                self.messages = 0;
            }
            "UNE" if self.group.is_some() => {
                count(segment, 0, 0, ("messages", self.messages), checked);
                reference(segment, ("UNG", self.group.take().as_deref()), checked);
            }
            "UNZ" if self.interchange.is_some() && !self.closed => {
                if self.group.take().is_some() {
                    checked.add(PaxlstFault::Unclosed { missing: "UNE" });
                }
                let inside = if self.groups > 0 {
                    ("groups", self.groups)
                } else {
                    ("messages", self.messages)
                };
                count(segment, 0, 0, inside, checked);
                reference(segment, ("UNB", self.interchange.as_deref()), checked);
                self.closed = true;
            }
            _ => checked.add(misplaced(segment)),
        }
    }
}
