//! Forms with files (RFC 7578), as browsers send them. They are short and wholly in memory: the
//! limit of the route cuts off larger ones while they are read, and there are few parts.

use std::collections::HashMap;

use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};

use crate::failure::Failure;

/// The most parts of a form: ours have five.
const MOST_PARTS: usize = 32;

/// Whether it is a form with files.
pub(super) fn is_upload(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = kind.and_then(|kind| kind.split(';').next());
    media.is_some_and(|media| media.trim().eq_ignore_ascii_case("multipart/form-data"))
}

/// The fields of the form, the last of each name. What is no UTF-8 has U+FFFD where it could not
/// be read.
pub(super) async fn fields(request: Request) -> Result<HashMap<String, String>, Failure> {
    let unread = |status: StatusCode, detail: String| Failure::Unreadable { status, detail };
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|rejection| unread(rejection.status(), rejection.body_text()))?;
    let mut found = HashMap::new();
    let mut parts = 0;
    loop {
        let part = form.next_field().await;
        let Some(part) = part.map_err(|error| unread(error.status(), error.body_text()))? else {
            return Ok(found);
        };
        parts += 1;
        if parts > MOST_PARTS {
            let detail = format!("a form has at most {MOST_PARTS} parts");
            return Err(unread(StatusCode::PAYLOAD_TOO_LARGE, detail));
        }
        let name = part.name().unwrap_or_default().to_owned();
        let value = part.bytes().await;
        let value = value.map_err(|error| unread(error.status(), error.body_text()))?;
        found.insert(name, String::from_utf8_lossy(&value).into_owned());
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    const FORM: &str = "--x1\r\nContent-Disposition: form-data; name=\"agency\"\r\n\r\nchn_nia\r\n\
                        --x1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a;b.csv\"\
                        \r\nContent-Type: text/csv\r\n\r\na,b\r\n--x,1\r\n\r\n--x1--\r\n";

    fn request(kind: &str, body: impl Into<Body>) -> Request {
        Request::post("/").header(header::CONTENT_TYPE, kind).body(body.into()).unwrap()
    }

    async fn read(kind: &str, body: impl Into<Body>) -> Result<HashMap<String, String>, Failure> {
        fields(request(kind, body)).await
    }

    #[tokio::test]
    async fn a_form_is_read_as_browsers_send_it() {
        for kind in ["multipart/form-data; boundary=\"x1\"", "Multipart/Form-Data;boundary=x1"] {
            assert!(is_upload(request(kind, FORM).headers()));
            let found = read(kind, FORM).await.unwrap();
            assert_eq!(found["agency"], "chn_nia");
            assert_eq!(found["file"], "a,b\r\n--x,1\r\n");
            assert_eq!(found.len(), 2);
        }
    }

    #[tokio::test]
    async fn half_a_form_is_none() {
        let kind = "multipart/form-data; boundary=x1";
        for end in 0..FORM.len() - 4 {
            assert!(read(kind, &FORM[..end]).await.is_err(), "{end}");
        }
        assert!(read("multipart/form-data; boundary=x2", FORM).await.is_err());
        assert!(read("multipart/form-data", FORM).await.is_err());
    }

    #[tokio::test]
    async fn a_form_of_very_many_parts_is_refused() {
        let part = "--x1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n";
        let form = |parts: usize| format!("{}--x1--\r\n", part.repeat(parts));
        let kind = "multipart/form-data; boundary=x1";
        assert!(read(kind, form(MOST_PARTS)).await.is_ok());
        let failure = read(kind, form(MOST_PARTS + 1)).await.unwrap_err();
        assert_eq!(failure.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[test]
    fn other_types_are_no_uploads() {
        for kind in ["multipart/mixed; boundary=a", "text/csv; boundary=a", "multipart/form-datax"]
        {
            assert!(!is_upload(request(kind, "").headers()), "{kind}");
        }
    }
}
