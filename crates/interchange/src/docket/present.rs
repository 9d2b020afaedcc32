//! The row that is being read, with what says which cell is which.

use super::fault::{Fault, FaultKind};
use super::file::DocketFile;
use super::row::Row;

/// Where a row stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Byte that the line starts with.
    pub(super) offset: u64,
    /// Line; the first is 1.
    pub(super) line: u32,
}

/// A row, and where its columns are.
#[derive(Debug)]
pub(super) struct Present {
    pub(super) file: DocketFile,
    /// The line as it stands in the file.
    pub(super) line: Vec<u8>,
    /// Where it starts.
    pub(super) place: Place,
    pub(super) row: Row,
    /// What the header calls the cells.
    pub(super) names: Vec<String>,
    /// Which cell holds each column.
    pub(super) cells: Vec<usize>,
    /// The header ends CR LF, so the other lines may.
    pub(super) is_crlf: bool,
}

impl Present {
    /// No row yet, and no header.
    pub(super) fn new(file: DocketFile, place: Place) -> Self {
        let (line, names, cells) = (Vec::new(), Vec::new(), Vec::new());
        let row = Row::default();
        Self { file, line, place, row, names, cells, is_crlf: false }
    }

    /// `line` by itself, with the columns of `file` in the order in which they are written.
    pub(super) fn alone(file: DocketFile, line: &[u8]) -> Self {
        let names: Vec<String> = file.columns().iter().map(|name| (*name).to_owned()).collect();
        let cells = (0..names.len()).collect();
        let mut row = Row::default();
        row.parse(line);
        let place = Place { offset: 0, line: 1 };
        Self { file, line: line.to_owned(), place, row, names, cells, is_crlf: false }
    }

    /// The present row's cell of a column.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |at| self.row.cell(*at))
    }

    /// The present line, as text.
    pub(super) fn raw(&self) -> String {
        String::from_utf8_lossy(&self.line).trim_end_matches(['\r', '\n']).to_owned()
    }

    /// Whether the present row cannot be read as a whole.
    pub(super) fn is_broken(&self) -> bool {
        self.row.is_latin1 || self.row.is_spoiled || self.row.width() != self.names.len()
    }

    /// A fault of the present row.
    pub(super) fn fault(&self, column: usize, kind: FaultKind) -> Fault {
        let name = self.file.columns().get(column).copied().unwrap_or_default();
        Fault::new((self.file, self.place.line.into()), name, kind, self.cell(column))
    }

    /// The faults of the present row's form: its bytes, its end, and the number of its fields.
    pub(super) fn form_faults(&self, faults: &mut Vec<Fault>) {
        let at = (self.file, u64::from(self.place.line));
        let name = |cell: usize| self.names.get(cell).cloned().unwrap_or_default();
        for cell in self.row.untrimmed.iter().copied().filter(|at| *at < self.names.len()) {
            faults.push(Fault::new(at, name(cell), FaultKind::TrailingSpace, self.row.cell(cell)));
        }
        for cell in self.row.latin1_cells() {
            faults.push(Fault::new(at, name(cell), FaultKind::Latin1Byte, self.row.cell(cell)));
        }
        if self.row.is_crlf && !self.is_crlf {
            let last = self.names.len().saturating_sub(1);
            faults.push(Fault::new(at, name(last), FaultKind::CrlfLine, self.row.cell(last)));
        }
        let width = self.row.width();
        if width > self.names.len() {
            let extra: Vec<&str> = (self.names.len()..width).map(|at| self.row.cell(at)).collect();
            let extra = extra.join(",");
            faults.push(Fault::new(at, "(after last)", FaultKind::ExtraColumn, &extra));
        }
        if width < self.names.len() {
            faults.push(Fault::new(at, name(width), FaultKind::FieldMissing, ""));
        }
        if self.row.is_spoiled {
            faults.push(Fault::new(at, "", FaultKind::RowUnreadable, ""));
        }
    }
}
