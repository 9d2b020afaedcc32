//! E-mail, set up as a file says.

use std::path::{Path, PathBuf};

use anyhow::Result;
use channels::{Mail, MailSettings};
use serde::Deserialize;

use crate::error::{bad, file};

/// How mail to an agency goes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    host: String,
    port: u16,
    from: String,
    to: String,
    user: Option<String>,
    /// The password is in a file of its own, so that this one can be shown.
    password_file: Option<PathBuf>,
}

/// Mail as the file at `path` says.
pub(crate) fn mail(path: &Path) -> Result<Mail> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| file(path, error));
    let next = "it has host, port, from and to, and may have user and password_file";
    let written: Written = toml::from_str(&read(path)?).map_err(|error| {
        bad(format!("{} cannot be read: {}", path.display(), error.message()), next)
    })?;
    let Written { host, port, from, to, user, password_file } = written;
    let login = match (user, password_file) {
        (Some(user), Some(path)) => Some((user, read(&path)?.trim_end().to_owned())),
        (None, None) => None,
        _ => return Err(bad("user and password_file go together", next)),
    };
    let settings = MailSettings { host, port, login, from, to };
    Mail::new(settings).map_err(|fault| bad(format!("{}: {fault}", path.display()), next))
}
