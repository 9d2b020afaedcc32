//! The flights of a docket.

use std::slice;

use domain::{FlightId, FlightPlan};

use super::cells::Cells;
use super::error::DocketError;
use super::fault::Fault;
use super::file::{self, DocketFile};
use super::present::Place;
use super::record::flight;
use super::table::Table;
use super::{Docket, Lists};

/// A flight as the docket brings it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlightIntake {
    /// What was planned.
    pub plan: FlightPlan,
    /// What is wrong with its row.
    pub faults: Vec<Fault>,
    /// Line of its row; the first is 1.
    pub line: u64,
}

/// Reads flights.csv row by row. Of rows with the same id the last counts.
#[derive(Debug)]
pub struct Flights<'a, L> {
    docket: &'a Docket,
    lists: &'a L,
    table: Option<Table>,
    places: slice::Iter<'a, Place>,
}

impl<'a, L: Lists> Flights<'a, L> {
    pub(super) fn new(docket: &'a Docket, lists: &'a L) -> Result<Self, DocketError> {
        let table = Table::open(&docket.dir, DocketFile::Flights)?;
        Ok(Self { docket, lists, table, places: docket.scan.flights.iter() })
    }

    fn read(&mut self, place: Place) -> Result<Option<FlightIntake>, DocketError> {
        let Some(table) = &mut self.table else { return Ok(None) };
        table.read_at(&self.docket.dir, place)?;
        let id =
            FlightId::new(table.cell(file::flights::FLIGHT_ID)).map_err(|_| table.changed())?;
        let mut faults = Vec::new();
        let plan = flight::plan(Cells::new(table, &mut faults), id, self.lists);
        Ok(Some(FlightIntake { plan, faults, line: place.line.into() }))
    }
}

impl<L: Lists> Iterator for Flights<'_, L> {
    type Item = Result<FlightIntake, DocketError>;

    fn next(&mut self) -> Option<Self::Item> {
        let place = *self.places.next()?;
        self.read(place).transpose()
    }
}
