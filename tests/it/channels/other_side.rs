//! The other side of a webhook: keeps what comes, and answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use interchange::signature::{ID, SIGNATURE, Secrets, Signed, TIMESTAMP};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A request that came.
#[derive(Debug, Clone)]
pub(super) struct Came {
    pub(super) path: String,
    headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Came {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Its id, if it is signed with one of the secrets.
    pub(super) fn verified(&self, secrets: &str, now: Timestamp) -> Option<String> {
        let header = |name| Some(self.header(name)).filter(|text| !text.is_empty());
        let signed =
            Signed { id: header(ID), timestamp: header(TIMESTAMP), signature: header(SIGNATURE) };
        let secrets = Secrets::parse(secrets).unwrap();
        secrets.verify(signed, &self.body, now).ok().map(str::to_owned)
    }
}

#[derive(Default)]
struct Inside {
    came: Vec<Came>,
    /// Status and one header of each answer to come; then all is well.
    answers: VecDeque<(u16, Option<(&'static str, &'static str)>)>,
}

/// The other side.
pub(super) struct OtherSide {
    pub(super) url: String,
    inside: Arc<Mutex<Inside>>,
    _serving: JoinSet<()>,
}

impl OtherSide {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/in", listener.local_addr().unwrap());
        let inside = Arc::<Mutex<Inside>>::default();
        let routes = Router::new().fallback(take).with_state(Arc::clone(&inside));
        let mut serving = JoinSet::new();
        serving.spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, inside, _serving: serving }
    }

    /// What it answers next.
    pub(super) fn answers(
        &self,
        answers: impl IntoIterator<Item = (u16, Option<(&'static str, &'static str)>)>,
    ) {
        self.inside.lock().unwrap().answers.extend(answers);
    }

    /// What came since it was asked last.
    pub(super) fn came(&self) -> Vec<Came> {
        std::mem::take(&mut self.inside.lock().unwrap().came)
    }

    /// The ids of what came, in order.
    pub(super) fn ids(&self) -> Vec<String> {
        self.came().iter().map(|came| came.header(ID).to_owned()).collect()
    }
}

async fn take(
    State(inside): State<Arc<Mutex<Inside>>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut inside = inside.lock().unwrap();
    inside.came.push(Came { path: uri.path().to_owned(), headers, body: body.to_vec() });
    let (status, header) = inside.answers.pop_front().unwrap_or((204, None));
    let status = StatusCode::from_u16(status).unwrap();
    match header {
        Some(header) => (status, [header], "no").into_response(),
        None => status.into_response(),
    }
}
