//! How much one client, and one account that somebody tries to sign in to, may ask for.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::problem::Problem;
use crate::secret::digest_of;

/// Clients and accounts that are told apart. Beyond it, new ones share one measure.
const MOST: usize = 50_000;
/// Attempts to sign in that a client may make at once, and how soon another.
const SIGN_INS: (u32, Duration) = (30, Duration::from_secs(10));
/// The same for one account, whoever tries.
const SIGN_INS_OF_ONE: (u32, Duration) = (15, Duration::from_secs(30));
/// Seconds of requests that a client may make at once.
const BURST: u32 = 5;

/// What clients may ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Requests a second of one client; none for no limit. Clients on the machine itself have
    /// none, unless a proxy says who they are.
    pub requests_per_second: Option<u32>,
    /// The header in which a proxy says who asks, such as `x-forwarded-for`. Its last word counts:
    /// what stands before it anybody can write.
    pub client_header: Option<HeaderName>,
}

/// One measure for each of many: so much at once, and then one more every so often.
#[derive(Debug)]
struct Measures<K> {
    burst: u32,
    every: Duration,
    /// When each will have all of its measure again.
    full_at: Mutex<HashMap<Option<K>, Instant>>,
}

impl<K: Eq + Hash> Measures<K> {
    fn new((burst, every): (u32, Duration)) -> Self {
        Self { burst, every, full_at: Mutex::default() }
    }

    /// Takes one of `key`'s measure, or says how long to wait for it.
    fn take(&self, key: K, now: Instant) -> Result<(), Duration> {
        let mut all = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, full_at| *full_at > now);
        }
        let mut key = Some(key);
        if all.len() >= MOST && !all.contains_key(&key) {
            key = None;
        }
        let full_at = all.entry(key).or_insert(now);
        let next = (*full_at).max(now) + self.every;
        let wait = next.duration_since(now).saturating_sub(self.every * self.burst);
        if wait > Duration::ZERO {
            return Err(wait);
        }
        *full_at = next;
        Ok(())
    }
}

/// The measures of everybody.
#[derive(Debug)]
pub(crate) struct Meter {
    limits: Limits,
    requests: Option<Measures<IpAddr>>,
    sign_ins: Measures<Option<IpAddr>>,
    accounts: Measures<String>,
}

fn too_many(wait: Duration) -> Failure {
    Failure::TooMany { wait: wait.as_secs().saturating_add(1) }
}

impl Meter {
    pub(crate) fn new(limits: Limits) -> Self {
        let rate = limits.requests_per_second.filter(|rate| *rate > 0);
        let requests = rate
            .map(|rate| Measures::new((rate.saturating_mul(BURST), Duration::from_secs(1) / rate)));
        Self {
            limits,
            requests,
            sign_ins: Measures::new(SIGN_INS),
            accounts: Measures::new(SIGN_INS_OF_ONE),
        }
    }

    /// Who asks, if it can be told: as the proxy says, or by the connection.
    fn client(&self, headers: &HeaderMap, extensions: &Extensions) -> Option<IpAddr> {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        let Some(name) = &self.limits.client_header else { return peer };
        let last = headers.get_all(name).iter().next_back().and_then(|value| value.to_str().ok());
        let said = last.and_then(|text| text.rsplit(',').next()?.trim().parse().ok());
        said.map(network).or(peer)
    }

    /// Refuses if this client asked for too much.
    fn request(&self, headers: &HeaderMap, extensions: &Extensions) -> Result<(), Failure> {
        let Some(requests) = &self.requests else { return Ok(()) };
        match self.client(headers, extensions) {
            Some(client) if !client.is_loopback() => {
                requests.take(network(client), Instant::now()).map_err(too_many)
            }
            _ => Ok(()),
        }
    }

    /// Refuses if this client, or anybody for the account `user`, tried to sign in too often.
    pub(crate) fn sign_in(
        &self,
        (headers, extensions): (&HeaderMap, &Extensions),
        user: Option<&str>,
    ) -> Result<(), Failure> {
        let now = Instant::now();
        let client = self.client(headers, extensions).map(network);
        self.sign_ins.take(client, now).map_err(too_many)?;
        match user {
            // What was typed may be a password in the wrong field: it is not kept.
            Some(user) => self.accounts.take(digest_of(user), now).map_err(too_many),
            None => Ok(()),
        }
    }
}

/// One client has a whole network of version 6 for itself.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// Answers what a client may not ask for yet.
pub(crate) async fn around(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    match desk.meter.request(request.headers(), request.extensions()) {
        Ok(()) => next.run(request).await,
        Err(failure) => Problem::of(&failure).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_measure_fills_again_as_time_goes_by() {
        let measures = Measures::new((3, Duration::from_secs(2)));
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(measures.take("a", start), Ok(()));
        }
        assert_eq!(measures.take("a", start), Err(Duration::from_secs(2)));
        assert_eq!(measures.take("b", start), Ok(()));
        let later = start + Duration::from_secs(2);
        assert_eq!(measures.take("a", later), Ok(()));
        assert_eq!(measures.take("a", later), Err(Duration::from_secs(2)));
        let much_later = start + Duration::from_mins(1);
        let taken = (0..9).filter(|_| measures.take("a", much_later).is_ok()).count();
        assert_eq!(taken, 3, "it never holds more than its burst");
    }

    #[test]
    fn clients_beyond_number_share_one_measure_and_the_memory_is_bound() {
        let measures = Measures::new((1, Duration::from_mins(1)));
        let start = Instant::now();
        let taken = (0..MOST + 100).filter(|key| measures.take(*key, start).is_ok()).count();
        assert_eq!(taken, MOST + 1);
        let later = start + Duration::from_secs(61);
        assert_eq!(measures.take(MOST + 200, later), Ok(()), "those who are full again are gone");
    }

    fn client(meter: &Meter, forwarded: Option<&'static str>, peer: &str) -> Option<IpAddr> {
        let mut headers = HeaderMap::new();
        if let Some(forwarded) = forwarded {
            headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        }
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 9)));
        meter.client(&headers, &extensions)
    }

    #[test]
    fn only_what_the_proxy_wrote_says_who_asks() {
        let plain = Meter::new(Limits::default());
        let said = |text: &str| Some(text.parse::<IpAddr>().unwrap());
        assert_eq!(client(&plain, Some("9.9.9.9"), "10.0.0.1"), said("10.0.0.1"));
        let client_header = Some(HeaderName::from_static("x-forwarded-for"));
        let behind = Meter::new(Limits { client_header, ..Limits::default() });
        assert_eq!(client(&behind, Some("9.9.9.9, 10.0.0.7"), "127.0.0.1"), said("10.0.0.7"));
        assert_eq!(client(&behind, Some("nobody"), "10.0.0.1"), said("10.0.0.1"));
        assert_eq!(
            network("2001:db8:1:2:3::4".parse().unwrap()),
            "2001:db8:1:2::".parse::<IpAddr>().unwrap()
        );
        assert_eq!(
            network("::ffff:10.0.0.1".parse().unwrap()),
            "10.0.0.1".parse::<IpAddr>().unwrap()
        );
    }

    #[test]
    fn the_machine_itself_is_not_limited_and_others_are() {
        let meter = Meter::new(Limits { requests_per_second: Some(1), client_header: None });
        let asked = |peer: &str| {
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 9)));
            (0..20).filter(|_| meter.request(&HeaderMap::new(), &extensions).is_ok()).count()
        };
        assert_eq!(asked("127.0.0.1"), 20);
        assert!(matches!(asked("10.0.0.1"), 5 | 6));
    }
}
