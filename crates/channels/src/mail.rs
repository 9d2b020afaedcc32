//! E-mail: the packet of a request as an attachment, by SMTP.

use std::net::IpAddr;
use std::time::Duration;

use interchange::forms::sha256;
use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Attachment, Body, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use operations::{Packet, Posting, RequestWay};
use thiserror::Error;

/// How long the server may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How mail is sent, and to whom.
#[derive(Debug)]
pub struct MailSettings {
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// User and password, if it asks for them.
    pub login: Option<(String, String)>,
    /// Who writes.
    pub from: String,
    /// The agency's address.
    pub to: String,
}

/// Why mail cannot be sent at all. It never repeats the password.
#[derive(Debug, Error)]
pub enum MailFault {
    /// This is no address of somebody.
    #[error("{0} is no address")]
    Address(&'static str),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up for this server")]
    Tls,
}

/// Mail to one agency.
#[derive(Debug)]
pub struct Mail {
    smtp: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    to: Mailbox,
}

impl Mail {
    /// Mail as `settings` say. Only a server on this machine is spoken to without TLS.
    pub fn new(settings: MailSettings) -> Result<Self, MailFault> {
        let MailSettings { host, port, login, from, to } = settings;
        let address =
            |text: &str, what| text.parse::<Address>().map_err(|_| MailFault::Address(what));
        let from = Mailbox::new(Some("Caseflight".to_owned()), address(&from, "from")?);
        let to = Mailbox::new(None, address(&to, "to")?);
        let here = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        let smtp = if here {
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&host)
        } else {
            AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&host)
                .map_err(|_| MailFault::Tls)?
        };
        let mut smtp = smtp.port(port).timeout(Some(PATIENCE));
        if let Some((user, password)) = login {
            smtp = smtp.credentials(Credentials::new(user, password));
        }
        Ok(Self { smtp: smtp.build(), from, to })
    }

    /// The message. Its id is the same each time: whoever gets it twice sees that.
    fn letter(&self, packet: &Packet<'_>) -> Result<Message, lettre::error::Error> {
        let id = format!("<{}@{}>", sha256(packet.name), self.from.email.domain());
        let words = format!(
            "Attached is a request for a travel document, {}.\r\n\r\nIts SHA-256 is\r\n{}\r\n\r\n\
             Please answer through the way agreed with us, and name the request.\r\n",
            packet.name,
            sha256(packet.bytes),
        );
        // Byte for byte, whatever line endings do on the way.
        let coded = Body::new_with_encoding(packet.bytes.to_vec(), ContentTransferEncoding::Base64);
        let coded = coded.map_err(|_| lettre::error::Error::NonAsciiChars)?;
        let paper = Attachment::new(packet.name.to_owned()).body(coded, ContentType::TEXT_HTML);
        Message::builder()
            .message_id(Some(id))
            .from(self.from.clone())
            .to(self.to.clone())
            // Keys only: subjects are read by many machines on the way.
            .subject(format!("Request {}", packet.name.trim_end_matches(".html")))
            .multipart(MultiPart::mixed().singlepart(SinglePart::plain(words)).singlepart(paper))
    }
}

impl RequestWay for Mail {
    fn place(&self) -> String {
        format!("mail:{}", self.to.email)
    }

    fn was_sent(&self, _: &str) -> Option<bool> {
        None // an inbox cannot be asked
    }

    fn send<'a>(&'a self, packet: &'a Packet<'a>) -> Posting<'a> {
        Box::pin(async move {
            let letter = self.letter(packet).map_err(std::io::Error::other)?;
            // Only the code that the server gave: its words may repeat an address.
            self.smtp.send(letter).await.map(drop).map_err(|error| {
                let code = error
                    .status()
                    .map_or_else(|| "no connection".to_owned(), |code| format!("status {code}"));
                std::io::Error::other(format!("the mail server did not take it: {code}"))
            })
        })
    }
}
