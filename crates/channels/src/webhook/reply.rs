//! What the answer of the other side means.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use worker::Unsent;

/// The longest that the other side can make us wait.
const LONGEST: Duration = Duration::from_hours(24);

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    /// What stands in `Retry-After`.
    pub(super) wait: Option<String>,
}

impl Reply {
    /// Whether the other side has the message. Only a status of 2xx says so.
    pub(super) fn read(&self, now: Timestamp) -> Result<(), Unsent> {
        let status = self.status;
        match status {
            200..=299 => Ok(()),
            410 => Err(Unsent::Gone("the other side answered 410: it wants no messages".into())),
            300..=399 => Err(Unsent::later(format!("status {status}: redirects are not followed"))),
            _ => {
                let after = self.wait.as_deref().and_then(|text| wait(text, now));
                Err(Unsent::Later { why: format!("status {status}"), after })
            }
        }
    }
}

/// How long `text` asks to wait: seconds, or until a date.
fn wait(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    let asked = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            // HTTP's dates say GMT where the older standard has a zone of the same meaning.
            let until = rfc2822::parse(&text.replace("GMT", "+0000")).ok()?.timestamp();
            Duration::try_from(until.duration_since(now)).unwrap_or_default()
        }
    };
    Some(asked.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2024-06-25T12:00:00Z".parse().unwrap()
    }

    fn reply(status: u16, wait: Option<&str>) -> Result<(), Unsent> {
        Reply { status, wait: wait.map(str::to_owned) }.read(now())
    }

    #[test]
    fn only_a_status_of_200_and_more_says_that_it_arrived() {
        for status in [200, 202, 204, 299] {
            assert_eq!(reply(status, None), Ok(()));
        }
        for status in [100, 301, 302, 307, 400, 401, 404, 429, 500, 503, 599] {
            assert!(matches!(reply(status, None), Err(Unsent::Later { after: None, .. })));
        }
        assert!(matches!(reply(410, None), Err(Unsent::Gone(_))));
    }

    #[test]
    fn the_other_side_may_say_how_long_to_wait() {
        let after = |text| reply(503, Some(text)).unwrap_err().after();
        assert_eq!(after("120"), Some(Duration::from_mins(2)));
        assert_eq!(after("Tue, 25 Jun 2024 12:05:00 GMT"), Some(Duration::from_mins(5)));
        assert_eq!(after("Tue, 25 Jun 2024 11:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(after("999999999999"), Some(LONGEST));
        for odd in ["soon", "", "-5", "1e9"] {
            assert_eq!(after(odd), None, "{odd}");
        }
    }
}
