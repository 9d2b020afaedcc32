//! What every command is given: the settings, who acts, and where results go.

use std::sync::Arc;

use anyhow::Result;
use domain::{Actor, Moment};
use operations::{Clock, Progress};
use persistence::Tracer;

use crate::args::Global;
use crate::config::{Loaded, Settings};
use crate::error::bad;
use crate::output::Output;
use crate::progress;

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    /// As asked.
    Well,
    /// It found faults, or a part of it was refused.
    Faults,
}

impl Done {
    /// The exit code.
    pub(crate) const fn exit_code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::Faults => 1,
        }
    }

    /// Well, unless there are faults.
    pub(crate) const fn unless(faults: bool) -> Self {
        if faults { Self::Faults } else { Self::Well }
    }
}

/// What every command is given.
#[derive(Debug)]
pub(crate) struct App {
    /// The settings in force.
    pub(crate) settings: Settings,
    /// Where each came from.
    pub(crate) sources: Vec<(&'static str, String)>,
    /// Who acts.
    pub(crate) actor: Actor,
    /// What time it is.
    pub(crate) clock: Clock,
    /// Where results go.
    pub(crate) out: Output,
    /// Who knows the places of spans, if they are told to anybody.
    pub(crate) tracer: Option<Arc<dyn Tracer>>,
}

impl App {
    /// Puts together what the settings and flags say.
    pub(crate) fn new(loaded: Loaded, global: &Global, out: Output) -> Result<Self> {
        let Loaded { settings, sources } = loaded;
        let actor = actor(&settings.actor)?;
        let clock = global.now.map_or(Clock::System, Clock::at);
        Ok(Self { settings, sources, actor, clock, out, tracer: None })
    }

    /// The same, with spans told to somebody.
    pub(crate) fn traced(self, tracer: Option<Arc<dyn Tracer>>) -> Self {
        Self { tracer, ..self }
    }

    /// The present.
    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Who shows how far long work has come.
    #[expect(clippy::unused_self, reason = "commands ask the app for everything they are given")]
    pub(crate) fn progress(&self) -> Box<dyn Progress> {
        progress::to_stderr()
    }
}

/// Reads `role:user`.
pub(crate) fn actor(text: &str) -> Result<Actor> {
    Actor::parse(text).ok_or_else(|| {
        bad(
            format!("{text:?} says nobody who could act"),
            "write a role and a user, such as deportation_officer:u10212; the roles are those of \
             the rulebook's roles.toml",
        )
    })
}
