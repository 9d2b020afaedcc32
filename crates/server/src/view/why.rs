//! What a case waits for, what each flight says, and what happened.

use domain::Reason;
use domain::rulebook::Rulebook;
use operations::Why;
use persistence::RecordedEvent;
use serde::Serialize;
use utoipa::ToSchema;

use crate::sight::{Sight, WITHHELD};

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ReasonView {
    /// Code, with what it is about, such as `hold:judicial_stay`; `hold:withheld` for one that
    /// the reader may not see.
    #[schema(example = "hold:judicial_stay")]
    pub(crate) code: String,
    /// The same in words.
    pub(crate) words: String,
    /// The code alone, which has a part of the page of reasons.
    #[serde(skip)]
    pub(crate) page: String,
}

/// What a case waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct WhyView {
    /// Whose case.
    pub(crate) case: String,
    /// Where it stands.
    pub(crate) stage: &'static str,
    /// What it waits for, in plain words.
    pub(crate) waits_for: String,
    /// When the agency's answer will come, in plain words; null where the case waits for none or
    /// there is nothing to tell it from.
    #[schema(
        nullable = true,
        example = "asked 41 days ago; half of such answers come within 12 more days; 8 in 10 \
                   between 3 and 55 days"
    )]
    pub(crate) answer: Option<String>,
    /// The same as days from now.
    #[schema(nullable = true)]
    pub(crate) answer_days: Option<AnswerDays>,
    /// Where it stands in the queue of its agency, in plain words; null where it is in none.
    #[schema(nullable = true, example = "42nd of 310; about 9 days at 5 an hour in office hours")]
    pub(crate) queue: Option<String>,
    /// What would happen next, if anything can.
    #[schema(nullable = true)]
    pub(crate) next_step: Option<String>,
    /// What the gate says today of each flight to its countries.
    pub(crate) flights: Vec<FlightAnswerView>,
}

/// When the agency's answer will come, in days from now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct AnswerDays {
    /// Days waited so far.
    pub(crate) waited: i32,
    /// Half of such answers come within so many.
    pub(crate) median: i32,
    /// Eight in ten come not before so many,
    pub(crate) from: i32,
    /// nor after so many.
    pub(crate) to: i32,
    /// How many answers of the country for this kind of document it rests on.
    #[schema(minimum = 0)]
    pub(crate) answers: u32,
}

/// What the gate says of one flight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FlightAnswerView {
    /// Which.
    pub(crate) flight: String,
    /// When it departs.
    pub(crate) departs: String,
    /// Whether nothing stands in the way.
    pub(crate) eligible: bool,
    /// Everything that does.
    pub(crate) reasons: Vec<ReasonView>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct EventView {
    /// The version after it.
    pub(crate) version: i64,
    /// When.
    pub(crate) at: String,
    /// Who, as `role:user`.
    pub(crate) by: String,
    /// What.
    #[schema(example = "order_became_final")]
    pub(crate) kind: String,
    /// Why; null if withheld.
    #[schema(nullable = true)]
    pub(crate) reason: Option<String>,
    /// The rulebook it was decided under.
    pub(crate) rules: String,
    /// The event; null if withheld.
    #[schema(nullable = true, value_type = Option<Object>)]
    pub(crate) event: Option<serde_json::Value>,
    /// The hash that covers this event and all before it.
    pub(crate) hash: String,
    /// The columns that it changed, for pages.
    #[serde(skip)]
    pub(crate) columns: String,
}

impl ReasonView {
    /// `reason` as `sight` lets it be read; `words` are those of the whole reason.
    pub(crate) fn of(reason: &Reason, words: &str, sight: &Sight, rules: &Rulebook) -> Self {
        let cut = sight.cut(reason, rules);
        let page = cut.code.code().to_owned();
        if cut == *reason {
            return Self { code: cut.to_string(), words: words.to_owned(), page };
        }
        let words = "something that your role does not read; ask counsel".to_owned();
        Self { code: cut.to_string(), words, page }
    }

    /// The same for a reason whose words are only its code's.
    pub(crate) fn plain(reason: &Reason, sight: &Sight, rules: &Rulebook) -> Self {
        let about = reason.about.as_deref().map(|about| {
            rules
                .hold_kind_or_latest(about, jiff::civil::Date::MAX)
                .map_or_else(|| about.to_owned(), |kind| kind.label.clone())
        });
        let words = match about {
            Some(about) => format!("{} ({about})", reason.code.label()),
            None => reason.code.label().to_owned(),
        };
        Self::of(reason, &words, sight, rules)
    }
}

impl ReasonView {
    /// What the planner says, which tells of the flight and not of the person.
    pub(crate) fn of_planner(why: &str) -> Self {
        let code = why.split(':').next().unwrap_or(why);
        let words = match code {
            "no_seat" => "no seat on the flight is left",
            "list_full" => "the agencies take no more names",
            "no_nurse_place" => "no place with a nurse is left",
            "no_place_for_high_class" => "no place for the high guarding class is left",
            "no_flight" => "the flight does not fit",
            "stage" => "the case has not come so far yet",
            _ => "the plan has no place",
        };
        Self { code: code.to_owned(), words: words.to_owned(), page: String::new() }
    }
}

impl WhyView {
    /// `why` as `sight` lets it be read.
    pub(crate) fn of(why: &Why, sight: &Sight, rules: &Rulebook) -> Self {
        let words = |text: &str| {
            if sight.is_full() { text.to_owned() } else { WITHHELD.to_owned() }
        };
        let flights = why.flights.iter().map(|answer| {
            let mut reasons: Vec<ReasonView> = Vec::new();
            for (reason, words) in answer.reasons.iter().zip(&answer.words) {
                let view = ReasonView::of(reason, words, sight, rules);
                if !reasons.contains(&view) {
                    reasons.push(view);
                }
            }
            FlightAnswerView {
                flight: answer.flight.to_string(),
                departs: answer.departs.to_string(),
                eligible: answer.is_eligible(),
                reasons,
            }
        });
        Self {
            case: why.case.to_string(),
            stage: why.stage.code(),
            // Made of reasons, so told whole or not at all.
            waits_for: words(&why.waits_for),
            answer: why.answer.as_ref().map(|answer| answer.words.clone()),
            answer_days: why.answer.as_ref().map(|answer| AnswerDays {
                waited: answer.waited_days,
                median: answer.median_days,
                from: answer.from_days,
                to: answer.to_days,
                answers: answer.answers,
            }),
            queue: why.queue.as_ref().map(|place| place.words.clone()),
            next_step: why.next_step.clone(),
            flights: flights.collect(),
        }
    }
}

impl EventView {
    /// The same with the columns that the event changed, unless they are withheld.
    pub(crate) fn changing(self, columns: &[&str]) -> Self {
        let columns = if self.event.is_some() { columns.join(", ") } else { String::new() };
        Self { columns, ..self }
    }

    /// `event` as `sight` lets it be read.
    pub(crate) fn of(event: &RecordedEvent, sight: &Sight) -> Self {
        let full = sight.is_full();
        Self {
            version: event.version.0,
            at: event.stamp.at.to_string(),
            by: event.stamp.by.to_string(),
            kind: event.kind.clone(),
            reason: full.then(|| event.stamp.reason.to_string()),
            rules: event.stamp.rules.to_string(),
            event: full.then(|| serde_json::from_str(&event.body).unwrap_or_default()),
            hash: crate::secret::hex(&event.hash),
            columns: String::new(),
        }
    }
}
