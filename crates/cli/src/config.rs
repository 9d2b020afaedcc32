//! Settings: defaults, then `caseflight.toml`, then `CASEFLIGHT_*`, then flags; the last one wins.

use std::path::{Path, PathBuf};

use anyhow::Result;
use figment::error::Kind;
use figment::providers::{Env, Serialized};
use figment::value::{Dict, Map};
use figment::{Figment, Metadata, Profile, Provider};
use serde::{Deserialize, Serialize};

use crate::args::Global;
use crate::error::bad;

/// The file that settings are read from, in the folder where the program is started.
const FILE: &str = "caseflight.toml";
/// Where everything is kept if nobody says otherwise.
const DEFAULT_DATABASE: &str = "sqlite:caseflight.db";
/// What stands for a secret.
const MASK: &str = "***";

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The settings in force.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The database; none is a file in the present folder.
    pub(crate) database_url: Option<String>,
    /// A folder with another rulebook than the one built in.
    pub(crate) rulebook: Option<PathBuf>,
    /// Who acts, as `role:user`.
    pub(crate) actor: String,
    /// What is logged.
    pub(crate) log: String,
    /// How.
    pub(crate) log_format: LogFormat,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database_url: None,
            rulebook: None,
            actor: "deportation_officer:cli".to_owned(),
            log: "warn".to_owned(),
            log_format: LogFormat::Text,
        }
    }
}

/// Keys of [`Settings`]: also the names of the variables, without `CASEFLIGHT_`.
pub(crate) const KEYS: [&str; 5] = ["database_url", "rulebook", "actor", "log", "log_format"];

/// What the flags say; what they leave open is not there at all.
#[derive(Serialize)]
struct Flags<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    database_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rulebook: Option<&'a PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<&'a str>,
}

/// What the file says.
struct File(toml::Table);

impl File {
    fn read() -> Result<Self> {
        let next = "see that it is a TOML file that may be read";
        let text = std::fs::read_to_string(FILE)
            .map_err(|error| bad(format!("{FILE} cannot be read: {error}"), next))?;
        let table = text.parse().map_err(|error: toml::de::Error| {
            // Its own words would repeat the line, and with it perhaps a password.
            let at = error.span().map_or(0, |span| span.start);
            let line = text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
            bad(format!("{FILE}, line {line}: {}", error.message()), next)
        })?;
        Ok(Self(table))
    }
}

impl Provider for File {
    fn metadata(&self) -> Metadata {
        Metadata::from("TOML file", Path::new(FILE))
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Serialized::defaults(&self.0).data()
    }
}

/// Settings, and where each came from.
pub(crate) struct Loaded {
    /// In force.
    pub(crate) settings: Settings,
    /// Key and source of each.
    pub(crate) sources: Vec<(&'static str, String)>,
}

/// Reads the settings from all four places.
pub(crate) fn load(global: &Global) -> Result<Loaded> {
    let flags = Flags {
        database_url: global.database_url.as_deref(),
        rulebook: global.rulebook.as_ref(),
        actor: global.actor.as_deref(),
        log: global.log.as_deref(),
    };
    let mut figment = Figment::from(Serialized::defaults(Settings::default()));
    // Only the present folder's: a file further up is somebody else's.
    if Path::new(FILE).is_file() {
        figment = figment.merge(File::read()?);
    }
    let figment =
        figment.merge(Env::prefixed("CASEFLIGHT_").only(&KEYS)).merge(Serialized::defaults(flags));
    let settings: Settings = figment.extract().map_err(|error| {
        let next = format!("correct it; the settings are {}", KEYS.join(", "));
        bad(format!("the settings cannot be read: {}", words(error)), next)
    })?;
    let sources = KEYS.iter().map(|key| (*key, source(&figment, key))).collect();
    Ok(Loaded { settings, sources })
}

/// What is wrong, without the value, which may hold a password.
fn words(error: figment::Error) -> String {
    let lines: Vec<String> = error
        .into_iter()
        .map(|one| {
            let place = one.metadata.as_ref().map_or_else(String::new, |from| {
                let source = from.source.as_ref().map_or_else(String::new, |s| format!(" {s}"));
                format!(" in{source} ({})", from.name)
            });
            let key = one.path.join(".");
            if let Kind::UnknownField(field, _) = &one.kind {
                format!("there is no setting {field:?}{place}")
            } else if let (Kind::Message(text), true) = (&one.kind, key.is_empty()) {
                format!("{}{place}", text.trim_end())
            } else {
                format!("{key} has a value of the wrong kind{place}")
            }
        })
        .collect();
    lines.join("; ")
}

fn source(figment: &Figment, key: &str) -> String {
    let Some(metadata) = figment.find_metadata(key) else { return "default".to_owned() };
    let name = &*metadata.name;
    if name.contains("Flags") {
        "flag".to_owned()
    } else if name.contains("environment") {
        format!("CASEFLIGHT_{}", key.to_uppercase())
    } else if name.contains("TOML") {
        FILE.to_owned()
    } else {
        "default".to_owned()
    }
}

impl Settings {
    /// Where everything is kept.
    pub(crate) fn database(&self) -> &str {
        self.database_url.as_deref().unwrap_or(DEFAULT_DATABASE)
    }

    /// The value of `key`, with secrets masked.
    pub(crate) fn shown(&self, key: &str) -> String {
        match key {
            "database_url" => masked(self.database()),
            "rulebook" => self
                .rulebook
                .as_ref()
                .map_or_else(|| "built in".to_owned(), |path| path.display().to_string()),
            "actor" => self.actor.clone(),
            "log" => self.log.clone(),
            _ => match self.log_format {
                LogFormat::Text => "text".to_owned(),
                LogFormat::Json => "json".to_owned(),
            },
        }
    }
}

/// `url` without its password, wherever it stands: before the host or among the parameters.
pub(crate) fn masked(url: &str) -> String {
    let (url, query) = url.split_once('?').map_or((url, None), |(url, query)| (url, Some(query)));
    let mut shown = match url.split_once("://") {
        Some((scheme, rest)) => match rest.rsplit_once('@') {
            Some((user, host)) => {
                let user = match user.split_once(':') {
                    Some((name, _)) => format!("{name}:{MASK}"),
                    None => user.to_owned(),
                };
                format!("{scheme}://{user}@{host}")
            }
            None => url.to_owned(),
        },
        None => url.to_owned(),
    };
    if let Some(query) = query {
        let parameters: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((key, _)) if key.to_ascii_lowercase().contains("password") => {
                    format!("{key}={MASK}")
                }
                _ => pair.to_owned(),
            })
            .collect();
        shown.push('?');
        shown.push_str(&parameters.join("&"));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, shown: &str) {
        assert_eq!(masked(url), shown);
    }

    #[test]
    fn a_password_is_masked_wherever_it_stands() {
        check("postgres://ann:s3cret@db:5432/x", "postgres://ann:***@db:5432/x");
        check("postgres://ann:p@ss:w@db/x", "postgres://ann:***@db/x");
        check("postgres://ann@db/x?password=s3cret&a=b", "postgres://ann@db/x?password=***&a=b");
    }

    #[test]
    fn what_has_no_password_is_shown_as_it_is() {
        check("postgres://ann@db/x", "postgres://ann@db/x");
        check("sqlite:caseflight.db", "sqlite:caseflight.db");
        check("data/a@b.db", "data/a@b.db");
    }
}
