//! A folder that two sides exchange files through, such as one served by SFTP.
//!
//! A file appears under its name when it is whole, and its checksum (`NAME.sha256`, as
//! `sha256sum` writes it) after it. A file without a checksum is not there yet.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::forms::sha256;

/// What a checksum's file is called, after the name of its file.
const CHECKSUM: &str = ".sha256";
/// The largest file that is read.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Why a file that came is not taken.
#[derive(Debug, Error)]
pub enum FolderFault {
    /// The checksum is another.
    #[error("the file is not the one that the checksum was made of")]
    Checksum,
    /// The checksum cannot be read.
    #[error("the file of the checksum has no SHA-256 in it")]
    NoChecksum,
    /// Larger than any file of answers.
    #[error("the file is larger than 64 MiB")]
    Large,
    /// It cannot be read or moved.
    #[error("the file cannot be read")]
    Io(#[from] io::Error),
}

/// The folder: `out` for what goes, `in` for what comes, `done` and `refused` for what was taken,
/// `sent` for the checksums of all that ever went.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
}

impl Folder {
    /// Opens the folder `dir`, and makes its parts.
    pub fn open(dir: &Path) -> io::Result<Self> {
        for part in ["out", "in", "done", "refused", "sent"] {
            fs::create_dir_all(dir.join(part))?;
        }
        Ok(Self { dir: dir.to_owned() })
    }

    /// Whether a file of this name went out before, whole.
    pub fn was_sent(&self, name: &str) -> bool {
        self.dir.join("sent").join(format!("{name}{CHECKSUM}")).exists()
    }

    /// Puts a file into `out`. Whoever sees its checksum finds it whole; put again, it is the
    /// same file.
    pub fn send(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let sum = format!("{}  {name}\n", sha256(bytes));
        let out = self.dir.join("out");
        put(&out, name, bytes)?;
        let checksum = format!("{name}{CHECKSUM}");
        put(&out, &checksum, sum.as_bytes())?;
        put(&self.dir.join("sent"), &checksum, sum.as_bytes())
    }

    /// The files in `in` whose checksum is there too, by name, and how many wait for theirs.
    pub fn waiting(&self) -> io::Result<(Vec<String>, usize)> {
        let inbox = self.dir.join("in");
        let (mut ready, mut not_yet) = (Vec::new(), 0);
        for entry in fs::read_dir(&inbox)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let of_its_own = !name.starts_with('.') && !name.ends_with(CHECKSUM);
            if !entry.file_type()?.is_file() || !of_its_own {
                continue;
            }
            if inbox.join(format!("{name}{CHECKSUM}")).is_file() {
                ready.push(name);
            } else {
                not_yet += 1;
            }
        }
        ready.sort();
        Ok((ready, not_yet))
    }

    /// The file `name` of `in`, if it is the one that its checksum was made of.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, FolderFault> {
        let path = self.dir.join("in").join(name);
        let mut bytes = Vec::new();
        File::open(&path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST {
            return Err(FolderFault::Large);
        }
        let mut text = Vec::new();
        let sum = self.dir.join("in").join(format!("{name}{CHECKSUM}"));
        File::open(sum)?.take(1_024).read_to_end(&mut text)?;
        let text = String::from_utf8_lossy(&text); // whatever is no text is no checksum either
        let sum = text.split_whitespace().next().unwrap_or_default();
        if sum.len() != 64 || !sum.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(FolderFault::NoChecksum);
        }
        if sum.eq_ignore_ascii_case(&sha256(&bytes)) {
            Ok(bytes)
        } else {
            Err(FolderFault::Checksum)
        }
    }

    /// Moves the file `name` from `in` to `done` or `refused`, with `report` beside it. What was
    /// filed under that name before stays.
    pub fn file_away(&self, name: &str, report: &str, refused: bool) -> io::Result<PathBuf> {
        let to = self.dir.join(if refused { "refused" } else { "done" });
        let mut new = name.to_owned();
        let mut copy = 1_u32;
        while to.join(&new).exists() {
            copy = copy.saturating_add(1);
            new = format!("{name}.{copy}");
        }
        put(&to, &format!("{new}.report.csv"), report.as_bytes())?;
        let inbox = self.dir.join("in");
        // The checksum first: a file that came later must never meet the checksum of this one. If
        // the rest fails, the file is counted as waiting, and its rows are on record.
        let checksum = format!("{name}{CHECKSUM}");
        fs::rename(inbox.join(&checksum), to.join(format!("{new}{CHECKSUM}")))?;
        fs::rename(inbox.join(name), to.join(&new))?;
        Ok(to.join(new))
    }
}

/// Writes a file so that it is never seen in part, not even after a crash.
fn put(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let part = dir.join(format!(".{name}.part"));
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, dir.join(name))?;
    File::open(dir)?.sync_all()
}
