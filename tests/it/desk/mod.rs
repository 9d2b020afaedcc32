//! The desk from outside: the real router, on each database, with sample users.

mod agencies;
mod answers;
mod api;
mod conditions;
mod corrections;
mod hostile;
mod interviews;
mod keys;
mod limits;
mod lists;
mod many;
mod many_families;
mod pages;
mod papers;
mod past;
mod permissions;
mod plans;
mod safety;
mod security;
mod sign_in;
mod signed;
mod signed_lists;
mod workbench;

use axum::Router;
use axum::body::{Body, BodyDataStream, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use domain::{Role, UserId};
use jiff::Timestamp;
use server::{Desk, Scope, Settings, TokenAsked};
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::support::{World, worlds};

/// The office of the small cases.
const OFFICE: &str = "NOL";

/// A desk over a world.
pub(super) struct Site {
    pub(super) world: World,
    router: Router,
    desk: Desk,
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    /// The body as JSON.
    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// A header as text.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(super) fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }
}

/// A desk on each database, with sample users.
pub(super) async fn sites(name: &str) -> Vec<Site> {
    let mut sites = Vec::new();
    for world in worlds(&format!("desk_{name}")).await {
        server::sample_accounts(&world.ops).await.unwrap();
        let desk = Desk::new(world.ops.clone(), Settings { demo: true }).unwrap();
        let desk = desk.with_agencies(signed::agencies());
        sites.push(Site { world, router: server::router(desk.clone()), desk });
    }
    sites
}

/// The sample user in `role`.
pub(super) async fn user_in(site: &Site, role: Role) -> UserId {
    let accounts = site.world.ops.store.accounts().await.unwrap();
    let found = accounts.into_iter().find(|account| account.roles.contains(&role));
    found.unwrap_or_else(|| panic!("no sample user is a {role}")).user
}

/// Somebody with a browser.
pub(super) struct Browser<'s> {
    site: &'s Site,
    cookie: String,
    pub(super) csrf: String,
}

impl Site {
    /// The same desk, which prints by `press`.
    pub(super) fn with_press(self, press: server::Press) -> Self {
        let desk = self.desk.with_press(press);
        Self { router: server::router(desk.clone()), desk, ..self }
    }

    /// The same desk, which is no demonstration: the sample consul has this password.
    pub(super) async fn in_earnest(self, password: &str) -> Self {
        let user = user_in(&self, Role::ForeignConsularUser).await;
        let account = self.world.ops.store.account(&user).await.unwrap().unwrap();
        server::set_account(&self.world.ops, account, Some(password)).await.unwrap();
        let desk = Desk::new(self.world.ops.clone(), Settings { demo: false }).unwrap();
        Self { router: server::router(desk.clone()), desk, ..self }
    }

    /// Starts what runs beside the answers.
    pub(super) async fn start(&self) -> TaskTracker {
        let tasks = TaskTracker::new();
        self.desk.start(&tasks).await;
        tasks
    }

    /// Ends it, and waits until it has.
    pub(super) async fn stop(&self, tasks: TaskTracker) {
        self.desk.stop();
        tasks.close();
        tasks.wait().await;
    }

    /// Sends `request` and waits for the answer.
    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 16 * 1024 * 1024).await.unwrap();
        let kind = headers.get(header::CONTENT_TYPE).map_or("", |kind| kind.to_str().unwrap());
        let body = if kind.starts_with("application/vnd.") {
            String::from_utf8_lossy(&bytes).into_owned() // a file, which is no text
        } else {
            String::from_utf8(bytes.to_vec()).unwrap()
        };
        assert!(!status.is_server_error(), "{}: {status} {body}", self.world.name);
        Answer { status, headers, body }
    }

    /// A token for the sample user in `role`, good for everything.
    pub(super) async fn token(&self, role: Role) -> String {
        self.token_for(role, Scope::ALL).await
    }

    /// The same, good for `scopes`.
    pub(super) async fn token_for(&self, role: Role, scopes: &[Scope]) -> String {
        let asked = TokenAsked {
            user: user_in(self, role).await,
            role,
            scopes: scopes.to_vec(),
            label: String::new(),
            days: 30,
        };
        server::issue_token(&self.world.ops, asked, now()).await.unwrap().secret
    }

    /// Asks the API with `token`. A body is sent as JSON, and `tag` as `If-Match`.
    pub(super) async fn api(
        &self,
        token: &str,
        (method, path): (&str, &str),
        body: Option<serde_json::Value>,
        tag: Option<&str>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        if let Some(tag) = tag {
            request = request.header(header::IF_MATCH, tag);
        }
        let request = match body {
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.send(request.unwrap()).await
    }

    /// Becomes the sample user in `role`.
    pub(super) async fn browser(&self, role: Role) -> Browser<'_> {
        let user = user_in(self, role).await;
        let request = Request::post("/become")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(format!("user={user}")))
            .unwrap();
        let answer = self.send(request).await.is(303);
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        let mut browser = Browser { site: self, cookie, csrf: String::new() };
        // Everybody signed in may place a hold, so everybody has this form.
        let page = browser.get("/holds/new").await.is(200);
        let csrf = page.body.split("name=\"csrf\" value=\"").nth(1);
        csrf.and_then(|rest| rest.split('"').next()).unwrap().clone_into(&mut browser.csrf);
        browser
    }
}

impl Browser<'_> {
    /// Opens a page.
    pub(super) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::ACCEPT, "text/html")
            .body(Body::empty())
            .unwrap();
        self.site.send(request).await
    }

    /// Opens a stream of events, which goes on while it is held.
    pub(super) async fn listen(&self, path: &str) -> BodyDataStream {
        let request =
            Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap();
        let response = self.site.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        response.into_body().into_data_stream()
    }

    /// Sends a form of our own.
    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend(fields);
        self.post_raw(path, &all, "same-origin").await
    }

    /// Sends a form with a file, as browsers do.
    pub(super) async fn upload(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend(fields);
        let part = |(name, value): (&str, &str)| {
            format!("--b0\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body: String = all.into_iter().map(part).collect();
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b0")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(format!("{body}--b0--\r\n")))
            .unwrap();
        self.site.send(request).await
    }

    /// Sends a form as another site, or without its mark.
    pub(super) async fn post_raw(&self, path: &str, fields: &[(&str, &str)], from: &str) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", from)
            .body(Body::from(body.join("&")))
            .unwrap();
        self.site.send(request).await
    }
}

pub(super) fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| format!("{encoded}%{byte:02X}"))
}

#[expect(clippy::disallowed_methods, reason = "tokens end by the machine's clock")]
fn now() -> Timestamp {
    Timestamp::now()
}
