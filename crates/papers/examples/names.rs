//! Writes `names.pdf` and `names.txt` into a folder: people with names in several scripts, and the
//! same names as text. `cargo xtask papers` has other tools read them.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use interchange::forms::Paper;
use papers::{Fonts, pdf};

/// Names in the scripts of the fonts of the tests.
const NAMES: &[(&str, &str)] = &[
    ("李", "伟"),
    ("王", "芳"),
    ("张", "敏"),
    ("赵", "丽"),
    ("陈", "刘洋"),
    ("黄", "静"),
    ("शर्मा", "राजेश"),
    ("Кузнецова", "Ольга"),
    ("Παπαδόπουλος", "Ιωάννης"),
    ("Đỗ", "Thị Hạnh"),
    ("Łukasiewicz", "Żaneta"),
    ("محمد", "علي"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("say into which folder")?;
    let folder = Path::new(&folder);
    let fonts = Fonts::of(vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fonts")])?;
    let columns = ["No", "Family name", "Given names"].map(str::to_owned).to_vec();
    let rows = (1..).zip(NAMES).map(|(n, (family, given)): (u32, _)| {
        vec![n.to_string(), (*family).to_owned(), (*given).to_owned()]
    });
    let head = vec![("Flight".to_owned(), "F000001".to_owned())];
    let title = "Passenger manifest".to_owned();
    let paper = Paper { title, head, columns, rows: rows.collect(), ..Paper::default() };
    fs::write(folder.join("names.pdf"), pdf(&[paper], &fonts)?)?;
    let names: Vec<String> =
        NAMES.iter().map(|(family, given)| format!("{family}\t{given}")).collect();
    fs::write(folder.join("names.txt"), names.join("\n") + "\n")?;
    Ok(())
}
