//! Ctrl-C as a wish: long work ends soon with the best it has, instead of at once with nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::JoinSet;

/// Whether somebody pressed Ctrl-C. A second one ends the program.
pub(crate) struct Wish {
    pressed: Arc<AtomicBool>,
    /// Listens until this value goes.
    _listener: JoinSet<()>,
}

impl Wish {
    /// Listens from now on; only within the runtime.
    pub(crate) fn listen(out: crate::output::Output) -> Self {
        let pressed = Arc::new(AtomicBool::new(false));
        let mut listener = JoinSet::new();
        let heard = Arc::clone(&pressed);
        listener.spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                if heard.swap(true, Ordering::Relaxed) {
                    // Asked twice: nothing is half written.
                    std::process::exit(130);
                }
                out.say("stopping with the best plan so far; Ctrl-C again ends at once");
            }
        });
        Self { pressed, _listener: listener }
    }

    /// Whether to stop.
    pub(crate) fn is_made(&self) -> bool {
        self.pressed.load(Ordering::Relaxed)
    }
}
