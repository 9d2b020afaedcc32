//! `cargo xtask client`: a client generated from the desk's description goes round a demonstration,
//! and the commands of the guide to the API are run as they stand there.
//!
//! The generator is fetched with the ordinary client into a folder that goes away.

use std::process::Command;

use anyhow::Result;

use crate::desk::Demo;
use crate::fuzz::token;
use crate::outside::Ran;
use crate::scratch::Scratch;
use crate::{process, workspace};

/// Who asks: a user of the demonstration, in a role.
const ASKER: (&str, &str) = ("d.okafor", "deportation_officer");
/// What the generator calls what it makes.
const NAMES: &str = "package_name_override: caseflight_client\npost_hooks: []\n";

/// Generates the client, runs its round trip, then the guide.
pub(crate) fn run() -> Result<Ran> {
    let root = workspace::root()?;
    let folder = Scratch::new("client")?;
    let tools = folder.path().join("tools");
    let pip = ["install", "--quiet", "openapi-python-client==0.29.1"];
    let fetched = process::step(Command::new("python3").args(["-m", "venv"]).arg(&tools))
        .and_then(|()| process::step(Command::new(tools.join("bin/pip")).args(pip)));
    if let Err(error) = fetched {
        return Ok(Ran::NotFetched(error));
    }
    let database = folder.path().join("desk.db").to_string_lossy().into_owned();
    let demo = Demo::start(&root, &database)?;
    let secret = token(&root, &database, ASKER)?;
    std::fs::write(folder.path().join("names.yml"), NAMES)?;
    process::step(
        Command::new(tools.join("bin/openapi-python-client"))
            .args(["generate", "--meta", "none", "--config", "names.yml", "--fail-on-warning"])
            .args(["--output-path", "caseflight_client"])
            .arg(format!("--url={}/openapi.json", demo.address))
            .current_dir(folder.path()),
    )?;
    let list = process::output(
        Command::new("curl")
            .args(["-sS", "-H", &format!("Authorization: Bearer {secret}")])
            .arg(format!("{}/api/v1/cases?stage=document_requested&limit=1", demo.address)),
    )?;
    let case = list.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next());
    let python = |script: &str| {
        let mut command = Command::new(tools.join("bin/python"));
        command
            .arg(root.join("tests/client").join(script))
            .env("PYTHONPATH", folder.path())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("FOLDER", folder.path())
            .env("DESK", &demo.address)
            .env("CASE", case.unwrap_or_default())
            .env("TOKEN", &secret);
        command
    };
    process::step(&mut python("round_trip.py"))?;
    process::step(python("guide.py").arg(root.join("docs/guide/api.md")))?;
    Ok(Ran::Passed)
}
