//! Who prints PDF for the desk, if the program can.

use std::fmt;
use std::sync::Arc;

use interchange::forms::Paper;

/// Prints papers as PDF. An error is a sentence for whoever asked: no word of what is on the paper.
#[derive(Clone)]
pub struct Press(Arc<Print>);

type Print = dyn Fn(&[Paper]) -> Result<Vec<u8>, String> + Send + Sync;

impl Press {
    /// Prints by `print`.
    pub fn new(
        print: impl Fn(&[Paper]) -> Result<Vec<u8>, String> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(print))
    }

    /// `papers` as PDF, on a thread of its own: it takes a moment.
    pub(crate) async fn print(&self, papers: Vec<Paper>) -> Result<Vec<u8>, String> {
        let print = Arc::clone(&self.0);
        let printed = tokio::task::spawn_blocking(move || print(&papers)).await;
        printed.unwrap_or_else(|_| Err("printing broke off".to_owned()))
    }
}

impl fmt::Debug for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Press")
    }
}
