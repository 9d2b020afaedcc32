//! The `charter-manifest/1` instance: columnar JSON, integers only, days counted from the planning day.

mod check;
mod columns;
mod locate;

use serde::{Deserialize, Serialize};

/// Why an instance was refused, and where.
///
/// ```
/// let error = planner::Instance::from_json("{}").unwrap_err();
/// assert!(error.problem.contains("missing field"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}. {help}")]
pub struct InstanceError {
    /// The place, row first, such as `flights[3].seats`.
    pub path: String,
    /// What is wrong there.
    pub problem: String,
    /// What to do about it.
    pub help: String,
}

impl InstanceError {
    pub(crate) fn new(
        path: impl Into<String>,
        problem: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { path: path.into(), problem: problem.into(), help: help.into() }
    }
}

/// A whole planning instance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// Always `charter-manifest/1`.
    pub format: String,
    /// A label, for people.
    #[serde(default)]
    pub name: String,
    /// The generator's size class, if it came from the generator.
    #[serde(default)]
    pub size: String,
    /// The generator's seed.
    #[serde(default)]
    pub seed: i64,
    /// How many days are planned.
    #[serde(default)]
    pub horizon: i64,
    /// Destination countries.
    pub countries: Countries,
    /// Pick-up cities.
    pub cities: Vec<String>,
    /// The office of each facility.
    pub facility_office: Vec<i64>,
    /// Ground transfers from facility to city.
    pub links: Links,
    /// What counts for how much.
    pub weights: Weights,
    /// Flights, contracted and candidate.
    pub flights: Flights,
    /// One entry per person.
    pub cases: Cases,
    /// Pairs of cases that may not share a flight.
    pub keep_apart: Vec<[i64; 2]>,
    /// Extension: pairs of group and flight; the group may fly on that flight only, is placed
    /// before everyone else, and is never moved for another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pinned: Vec<[i64; 2]>,
    /// Extension: group, flight and pick-up stop; when given, nobody flies in any other way. The
    /// rules of the format still hold for what is listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<[i64; 3]>>,
}

pub use columns::{Cases, Countries, Flights, Links, Weights};

impl Instance {
    /// Reads and checks an instance.
    ///
    /// ```
    /// use planner::Instance;
    /// let text = planner::samples::ONE_FLIGHT;
    /// assert_eq!(Instance::from_json(text).unwrap().flights.dep, [10]);
    /// let error = Instance::from_json(&text.replace(r#""seats": [3]"#, r#""seats": [-3]"#));
    /// assert_eq!(error.unwrap_err().path, "flights[0].seats");
    /// ```
    pub fn from_json(text: &str) -> Result<Self, InstanceError> {
        let instance: Self =
            serde_json::from_str(text).map_err(|error| locate::locate(text, &error))?;
        instance.check()?;
        Ok(instance)
    }

    /// Checks every rule of the format, and the limits that keep all arithmetic in range.
    ///
    /// ```
    /// let mut instance = planner::Instance::from_json(planner::samples::ONE_FLIGHT).unwrap();
    /// instance.flights.drop[0] = vec![7];
    /// assert_eq!(instance.check().unwrap_err().path, "flights[0].drop[0]");
    /// ```
    pub fn check(&self) -> Result<(), InstanceError> {
        check::check(self)
    }
}
