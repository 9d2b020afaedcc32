//! What leaves the house: cases, holds, flights and events as pages and the API show them.
//!
//! Each is made from what is on record and from what the reader may see of it; there is no other
//! way to make one.

mod agency;
mod case;
mod case_row;
mod flight;
mod hold;
mod interview;
mod lines;
mod list;
mod parts;
mod past;
mod plans;
mod report;
mod statistics;
mod why;

pub(crate) use agency::AgencyView;
pub(crate) use case::CaseView;
pub(crate) use case_row::CaseRow;
pub(crate) use flight::{FlightRow, FlightView};
pub(crate) use hold::{HoldRow, HoldView};
pub(crate) use lines::{LineView, StopOrderView};
pub(crate) use list::{OwnLine, OwnList, OwnListRow, OwnNationals};
pub(crate) use parts::CustodyView;
pub(crate) use past::PastView;
pub(crate) use plans::{ComparisonView, PlanRow};
pub(crate) use report::{Chart, ReportView, profile_pairs};
pub(crate) use statistics::StatisticsView;
pub(crate) use why::{EventView, ReasonView, WhyView};

/// A value as text; nothing for nothing.
pub(crate) fn maybe(value: Option<impl std::fmt::Display>) -> Option<String> {
    value.map(|value| value.to_string())
}
