//! `cargo xtask fuzz-api`: requests made up from the desk's description, against every address, by
//! somebody of each kind, on each database.
//!
//! schemathesis is fetched with the ordinary client into a folder that goes away.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::desk::{Demo, program};
use crate::postgres::Cluster;
use crate::scratch::Scratch;
use crate::{process, workspace};

/// Who asks: a user of the demonstration, in a role.
const ASKERS: &[(&str, &str)] = &[
    ("s.lindqvist", "supervisory_officer"),
    ("p.novak", "flight_scheduler"),
    ("j.weiss", "legal_counsel"),
    ("c.tanaka", "country_desk_officer"),
    ("m.adeyemi", "medical_officer"),
    ("l.brandt", "flight_officer"),
    ("g.consul", "foreign_consular_user"),
];

/// What is expected of the desk, and why.
const EXPECTED: &str = include_str!("schemathesis.toml");

/// Asks everything of a demonstration on SQLite, then of one on PostgreSQL.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let root = workspace::root()?;
    let folder = Scratch::new("fuzz")?;
    let tools = folder.path().join("tools");
    process::step(Command::new("python3").args(["-m", "venv"]).arg(&tools))?;
    let pip = ["install", "--quiet", "schemathesis==4.32.5"];
    process::step(Command::new(tools.join("bin/pip")).args(pip))?;
    std::fs::write(folder.path().join("schemathesis.toml"), EXPECTED)?;
    let cluster = Cluster::start()?;
    let mut found = Vec::new();
    for database in [folder.path().join("desk.db").to_string_lossy().into_owned(), cluster.url()] {
        let kind = if database.starts_with("postgres") { "PostgreSQL" } else { "SQLite" };
        let demo = Demo::start(&root, &database)?;
        for (user, role) in ASKERS {
            println!("\n== schemathesis as a {role}, on {kind}");
            let secret = token(&root, &database, (user, role))?;
            let mut asked = Command::new(tools.join("bin/st"));
            asked
                .arg("run")
                .arg(format!("{}/openapi.json", demo.address))
                .arg(format!("--header=Authorization: Bearer {secret}"))
                .args(["--checks=all", "--continue-on-failure", "--request-timeout=60"])
                .args(arguments)
                .current_dir(folder.path());
            if let Err(error) = process::run(&mut asked) {
                found.push(format!("as a {role}, on {kind}: {error}"));
            }
        }
    }
    if !found.is_empty() {
        bail!("{}", found.join("\n"));
    }
    Ok(())
}

/// A token for one user, good for everything.
pub(crate) fn token(root: &Path, database: &str, (user, role): (&str, &str)) -> Result<String> {
    let mut token = Command::new(program(root));
    token.args(["user", "token", user, "--role", role, "--json", "--database-url", database]);
    for scope in ["read", "holds", "cases", "flights"] {
        token.args(["--scope", scope]);
    }
    let made = process::output(&mut token)?;
    let secret = made.split('"').find(|word| word.starts_with("cf_"));
    secret.map(str::to_owned).context("no token was made")
}
