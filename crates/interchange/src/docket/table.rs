//! One CSV file of a docket, read a row at a time or at a remembered place.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::error::DocketError;
use super::fault::{Fault, FaultKind};
use super::file::DocketFile;
use super::row::Row;

/// A longer line is cut and its row counts as unreadable, so that no file can fill the memory.
const LONGEST_LINE: u64 = 1 << 16;

/// Where a row stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Byte that the line starts with.
    pub(super) offset: u64,
    /// Line; the first is 1.
    pub(super) line: u32,
}

/// What the next line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Row,
    Blank,
    End,
}

/// An open file with its header and the row it stands at.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) file: DocketFile,
    reader: BufReader<File>,
    line: Vec<u8>,
    next: Place,
    /// Where the present row starts.
    pub(super) place: Place,
    row: Row,
    names: Vec<String>,
    /// Which cell holds each column.
    cells: Vec<usize>,
    /// A byte order mark stands before the header.
    pub(super) has_bom: bool,
    /// The header ends CR LF, so the other lines may.
    pub(super) is_crlf: bool,
    /// Blank lines before the header.
    pub(super) leading_blanks: u32,
}

impl Table {
    /// Opens `file` in `dir` and reads its header. None if there is no such file and a docket
    /// may do without it.
    pub(super) fn open(dir: &Path, file: DocketFile) -> Result<Option<Self>, DocketError> {
        let path = dir.join(file.name());
        let opened = match File::open(&path) {
            Ok(opened) => opened,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return if file.is_required() {
                    Err(DocketError::Missing { path })
                } else {
                    Ok(None)
                };
            }
            Err(source) => return Err(DocketError::File { path, source }),
        };
        let start = Place { offset: 0, line: 1 };
        let mut table = Self {
            file,
            reader: BufReader::with_capacity(1 << 16, opened),
            line: Vec::new(),
            next: start,
            place: start,
            row: Row::default(),
            names: Vec::new(),
            cells: Vec::new(),
            has_bom: false,
            is_crlf: false,
            leading_blanks: 0,
        };
        table.read_header().map_err(|source| DocketError::File { path, source })?;
        if table.names.is_empty() {
            return Err(DocketError::NoHeader { file });
        }
        for column in file.columns() {
            let at = table.names.iter().rposition(|name| name == column);
            table.cells.push(at.ok_or(DocketError::NoColumn { file, column })?);
        }
        Ok(Some(table))
    }

    fn read_header(&mut self) -> io::Result<()> {
        loop {
            match self.step()? {
                Next::Row => break,
                Next::Blank => self.leading_blanks += 1,
                Next::End => return Ok(()),
            }
        }
        self.is_crlf = self.row.is_crlf;
        self.names = (0..self.row.width()).map(|at| self.row.cell(at).to_owned()).collect();
        Ok(())
    }

    /// Reads the next line.
    pub(super) fn next(&mut self, dir: &Path) -> Result<Next, DocketError> {
        self.step().map_err(|source| self.failed(dir, source))
    }

    /// Reads the line at `place`.
    pub(super) fn read_at(&mut self, dir: &Path, place: Place) -> Result<(), DocketError> {
        let way = i128::from(place.offset) - i128::from(self.next.offset);
        let gone = match i64::try_from(way) {
            Ok(0) => Ok(()),
            Ok(way) => self.reader.seek_relative(way),
            Err(_) => Err(io::ErrorKind::InvalidInput.into()),
        };
        self.next = place;
        match gone.and_then(|()| self.step()) {
            Ok(Next::Row) => Ok(()),
            Ok(Next::Blank | Next::End) => Err(self.changed()),
            Err(source) => Err(self.failed(dir, source)),
        }
    }

    /// The error that the file is no longer what it was.
    pub(super) fn changed(&self) -> DocketError {
        DocketError::Changed { file: self.file, line: self.place.line.into() }
    }

    fn failed(&self, dir: &Path, source: io::Error) -> DocketError {
        DocketError::File { path: dir.join(self.file.name()), source }
    }

    fn step(&mut self) -> io::Result<Next> {
        self.line.clear();
        self.place = self.next;
        let read = (&mut self.reader).take(LONGEST_LINE).read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(Next::End);
        }
        let mut length = u64::try_from(read).unwrap_or(u64::MAX);
        let is_cut = length == LONGEST_LINE && !self.line.ends_with(b"\n");
        if is_cut {
            length += self.skip_line()?;
        }
        self.next =
            Place { offset: self.place.offset + length, line: self.place.line.saturating_add(1) };
        let mut line = self.line.as_slice();
        if self.place.offset == 0
            && let Some(rest) = line.strip_prefix(b"\xef\xbb\xbf")
        {
            self.has_bom = true;
            line = rest;
        }
        let is_row = self.row.parse(line);
        self.row.is_spoiled |= is_cut;
        Ok(if is_row { Next::Row } else { Next::Blank })
    }

    fn skip_line(&mut self) -> io::Result<u64> {
        let mut skipped = 0;
        loop {
            let buffer = self.reader.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(buffer.len(), |end| end + 1);
            self.reader.consume(length);
            skipped += u64::try_from(length).unwrap_or(u64::MAX);
            if end.is_some() || length == 0 {
                return Ok(skipped);
            }
        }
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
