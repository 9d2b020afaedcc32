//! Requests by e-mail: from releases only, each on account, each once as far as mail can say.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::{Mail, MailSettings};
use domain::decide::PlaceHold;
use interchange::forms::{html, sha256};
use operations::OperationError;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::folder::protected;
use crate::support::small::{DESK, asked, case_id, stay};
use crate::support::{actor, worlds};

/// A mail server that keeps what comes.
struct Post {
    port: u16,
    letters: Arc<Mutex<Vec<String>>>,
    /// Letters that it will not take for now.
    refuses: Arc<Mutex<u32>>,
    _serving: JoinSet<()>,
}

impl Post {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (letters, refuses) =
            (Arc::<Mutex<Vec<String>>>::default(), Arc::<Mutex<u32>>::default());
        let (kept, asked) = (Arc::clone(&letters), Arc::clone(&refuses));
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                talk(stream, &kept, &asked).await;
            }
        });
        Self { port, letters, refuses, _serving: serving }
    }

    fn mail(&self) -> Mail {
        let settings = MailSettings {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            login: None,
            from: "desk@caseflight.example".to_owned(),
            to: "visa@consulate.example".to_owned(),
        };
        Mail::new(settings).unwrap()
    }

    fn letters(&self) -> Vec<String> {
        std::mem::take(&mut self.letters.lock().unwrap())
    }
}

/// One conversation.
async fn talk(mut stream: TcpStream, letters: &Mutex<Vec<String>>, refuses: &Mutex<u32>) {
    let (read, mut write) = stream.split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 post\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.split([' ', ':']).next().unwrap() {
            "EHLO" => "250-post\r\n250 8BITMIME\r\n",
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut letter = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    letter.push_str(line.strip_prefix('.').unwrap_or(&line));
                    letter.push('\n');
                }
                let mut left = refuses.lock().unwrap();
                if *left > 0 {
                    *left -= 1;
                    "451 later\r\n"
                } else {
                    letters.lock().unwrap().push(letter);
                    "250 kept\r\n"
                }
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 well\r\n",
        };
        if write.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn header<'a>(letter: &'a str, name: &str) -> &'a str {
    letter.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap()
}

/// The attachment, byte for byte.
fn attached(letter: &str) -> Vec<u8> {
    let part = letter.split("Content-Transfer-Encoding: base64").nth(1).unwrap();
    let coded = part.split("\n\n").nth(1).unwrap().split("\n--").next().unwrap();
    STANDARD.decode(coded.replace('\n', "")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_request_goes_once_as_it_is_on_account() {
    for world in worlds("mail_out").await {
        world.with_cases([asked("P1"), asked("P2"), protected("P3")]).await;
        let post = Post::start().await;
        let (agency, desk) = ("chn_nia".parse().unwrap(), actor(DESK));
        let sent = world.ops.send_requests(&post.mail(), &agency, &desk).await.unwrap();
        assert_eq!(sent.sent, ["P1.1_DP1.html", "P2.1_DP2.html"], "{}", world.name);
        assert_eq!(sent.barred, [case_id("P3")], "{}", world.name);
        let letters = post.letters();
        assert_eq!(letters.len(), 2, "{}", world.name);
        for letter in &letters {
            let page = attached(letter);
            let papers =
                interchange::forms::read_page(std::str::from_utf8(&page).unwrap()).unwrap();
            let printed = world.ops.reprint(&papers[0].hash()).await.unwrap();
            assert_eq!(html(&printed).as_bytes(), page, "{}: what is on account", world.name);
            assert!(letter.contains(&sha256(&page)), "{}", world.name);
            // Nothing but keys and addresses is outside of the attachment.
            assert!(header(letter, "Subject").starts_with("Request P"), "{letter}");
            assert_eq!(header(letter, "To"), "visa@consulate.example");
        }
        assert_eq!(world.ops.store.disclosures(None).await.unwrap().len(), 2, "{}", world.name);
        let again = world.ops.send_requests(&post.mail(), &agency, &desk).await.unwrap();
        assert_eq!((again.sent.len(), again.before), (0, 2), "{}", world.name);
        assert_eq!(post.letters().len(), 0, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_does_not_take_goes_later_under_the_same_id_without_a_second_release() {
    for world in worlds("mail_again").await {
        world.with_cases([asked("P1")]).await;
        let post = Post::start().await;
        let (agency, desk) = ("chn_nia".parse().unwrap(), actor(DESK));
        *post.refuses.lock().unwrap() = 1;
        let failed = world.ops.send_requests(&post.mail(), &agency, &desk).await.unwrap_err();
        let OperationError::File { source, .. } = failed else { panic!("{failed}") };
        assert!(source.to_string().contains("451"), "{source}");
        world.ops.send_requests(&post.mail(), &agency, &desk).await.unwrap();
        let letter = post.letters().remove(0);
        let id = format!("<{}@caseflight.example>", sha256("P1.1_DP1.html"));
        assert_eq!(header(&letter, "Message-ID"), id, "{}", world.name);
        assert_eq!(world.ops.store.disclosures(None).await.unwrap().len(), 1, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gate_is_asked_again_before_a_released_request_leaves() {
    for world in worlds("mail_barred").await {
        world.with_cases([asked("P1")]).await;
        let post = Post::start().await;
        let (agency, desk) = ("chn_nia".parse().unwrap(), actor(DESK));
        *post.refuses.lock().unwrap() = 1;
        world.ops.send_requests(&post.mail(), &agency, &desk).await.unwrap_err();
        let claim = PlaceHold { kind: "asylum_pending".into(), ..stay("H1") };
        world.ops.place_hold(&case_id("P1"), claim, &actor("asylum_feed:a"), None).await.unwrap();
        let sent = world.ops.send_requests(&post.mail(), &agency, &desk).await.unwrap();
        assert_eq!((sent.sent.len(), sent.barred), (0, vec![case_id("P1")]), "{}", world.name);
        assert_eq!(post.letters().len(), 0, "{}", world.name);
    }
}
