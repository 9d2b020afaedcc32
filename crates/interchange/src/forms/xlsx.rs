//! A paper as a spreadsheet.

pub use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatBorder, HeaderImagePosition, Image, Workbook,
    Worksheet,
};

use super::mark::qr_bmp;
use super::{Paper, Stamp};

/// `papers` as one workbook, a sheet for each. The same papers give the same bytes.
///
/// Every cell is text: a number of a document that begins with `=` or looks like a power of ten
/// stays what it is.
pub fn xlsx(papers: &[Paper]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let stamp = Stamp::of(papers).map(|stamp| stamp.words()).unwrap_or_default();
    let properties = DocProperties::new()
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?)
        .set_title(papers.first().map(|paper| paper.title.as_str()).unwrap_or_default())
        .set_keywords(stamp);
    book.set_properties(&properties);
    for paper in papers {
        let name: String =
            paper.title.chars().filter(|sign| !"[]:*?/\\'".contains(*sign)).take(31).collect();
        sheet(book.add_worksheet().set_name(name)?, paper)?;
    }
    book.save_to_buffer()
}

fn sheet(sheet: &mut Worksheet, paper: &Paper) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let strong = Format::new().set_num_format("@").set_bold();
    let boxed = text.clone().set_border(FormatBorder::Thin);
    let heading = strong.clone().set_border(FormatBorder::Thin);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    on_every_page(sheet, paper)?;
    let mut row = 0;
    sheet.write_string_with_format(row, 0, &paper.title, &strong)?;
    for (label, value) in &paper.head {
        row += 1;
        sheet.write_string_with_format(row, 0, label, &strong)?;
        sheet.write_string_with_format(row, 1, value, &text)?;
    }
    if !paper.columns.is_empty() {
        row += 2;
        for (column, words) in (0..).zip(&paper.columns) {
            sheet.write_string_with_format(row, column, words, &heading)?;
        }
        sheet.set_repeat_rows(row, row)?;
        for cells in &paper.rows {
            row += 1;
            for (column, words) in (0..).zip(cells) {
                sheet.write_string_with_format(row, column, words, &boxed)?;
            }
        }
        sheet.autofit();
    }
    for label in &paper.labels {
        row += 1;
        sheet.write_string_with_format(row, 0, &label.code, &strong)?;
        for (column, words) in (1..).zip(&label.lines) {
            sheet.write_string_with_format(row, column, words, &text)?;
        }
    }
    row += 1;
    let hash = format!("SHA-256 {}", paper.hash());
    let signatures = paper.signatures.iter().map(|line| format!("{line}: ________________"));
    for words in paper.foot.iter().cloned().chain(signatures).chain([hash]) {
        row += 1;
        sheet.write_string_with_format(row, 0, words, &text)?;
    }
    Ok(())
}

/// What is printed at the foot of every page: what it is and in which version, the mark, the number,
/// the page.
fn on_every_page(sheet: &mut Worksheet, paper: &Paper) -> Result<(), XlsxError> {
    let hash = paper.hash();
    let version = paper.version().filter(|version| version.bytes().all(|b| b.is_ascii_digit()));
    let version = version.map(|version| format!(", version {version}")).unwrap_or_default();
    sheet.set_margins(0.7, 0.7, 0.75, 1.3, 0.3, 0.3);
    sheet.set_footer(format!("&L&8&A{version}&C&[Picture]&R&8SHA-256 {hash}\nPage &P of &N"));
    let picture = Image::new_from_buffer(&qr_bmp(&hash))?.set_alt_text("The number as a code");
    sheet.set_footer_image(&picture, HeaderImagePosition::Center)?;
    Ok(())
}
