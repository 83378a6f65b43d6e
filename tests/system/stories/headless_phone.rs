//! The session with two phones in tests/headless-phone.md, typed in line by line: against a
//! server that has loaded the sample organisation, as a newcomer's has.
//!
//! There, `$` starts a phone, a line of JSON is what one types, and a line
//! after `→` is what it answers, with `…` for everything left out. `<code>` is the text
//! of the code that a phone has shown last. The bold words
//! before a block say in which terminal it is.

use super::process::PhoneProcess;
use server::{Server, clock::Clock, settings::Settings};
use std::collections::BTreeMap;
use tempfile::TempDir;
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};

const SESSION: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/headless-phone.md"));
const BEGIN: &str = "<!-- phone session -->";
const END: &str = "<!-- end of the phone session -->";

/// A line of a block, and in which terminal it stands.
#[derive(Debug)]
struct Typed<'a> {
    terminal: &'a str,
    line: &'a str,
}

/// Every line of the blocks that are in a terminal.
fn session() -> Vec<Typed<'static>> {
    let (_, rest) = SESSION.split_once(BEGIN).expect("the session's beginning");
    let (session, _) = rest.split_once(END).expect("the session's end");
    let (mut terminal, mut is_in_block) = ("", false);
    let mut typed = Vec::new();
    for line in session.lines() {
        if line.starts_with("```") {
            is_in_block = !is_in_block;
        } else if is_in_block && !terminal.is_empty() {
            typed.push(Typed { terminal, line });
        } else if let Some(named) = line.strip_prefix("**") {
            terminal = named.split("**").next().unwrap_or_default();
        }
    }
    typed
}

/// The sample organisation, served from a database of its own.
fn serve(runtime: &Runtime) -> (embedded::Cluster, String, oneshot::Sender<()>) {
    runtime.block_on(async {
        let cluster = embedded::scratch().await.unwrap();
        let database = cluster.create("readme").await.unwrap();
        let pool = sqlx::PgPool::connect(&database).await.unwrap();
        server::migrate(&pool).await.unwrap();
        let server = Server::new(pool, Settings::default(), Clock::system());
        sample::load(&server).await.unwrap().unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(server::serve(server, listener, async {
            // Dropping the sender stops it, too.
            let _ = stopped.await;
        }));
        (cluster, url, stop)
    })
}

/// Whether an answer has everything that a shortened one shows, in its order.
fn shows(answer: &str, shortened: &str) -> bool {
    let mut rest = answer;
    shortened.split('…').map(str::trim).all(|part| {
        let found = rest.split_once(part);
        rest = found.map_or(rest, |(_, after)| after);
        found.is_some()
    })
}

/// The text of the code that a phone shows.
fn code_in(answer: &str) -> Option<String> {
    let (_, rest) = answer.split_once("\"text\":\"FL1:HAND:")?;
    let (text, _) = rest.split_once('"')?;
    Some(format!("FL1:HAND:{text}"))
}

#[test]
fn the_session_of_the_headless_phone_goes_as_it_says() {
    let runtime = Runtime::new().unwrap();
    let (_cluster, url, _stop) = serve(&runtime);
    let folders = TempDir::new().unwrap();
    let mut phones: BTreeMap<&str, PhoneProcess> = BTreeMap::new();
    let (mut lines, mut checked) = (0, 0);
    let (mut answer, mut code) = (String::new(), String::new());
    for Typed { terminal, line } in session() {
        if let Some(command) = line.strip_prefix("$ cargo phone ") {
            let options: Vec<&str> = command.split(' ').collect();
            let is_english = options.windows(2).any(|pair| pair == ["--language", "en"]);
            let language: &[&str] = if is_english {
                &["--language", "en"]
            } else {
                &[]
            };
            let folder = folders.path().join(terminal);
            let phone = PhoneProcess::start_with(&url, &folder, "", language);
            phones.insert(terminal, phone);
        } else if let Some(shortened) = line.strip_prefix("→ ") {
            assert!(
                shows(&answer, shortened),
                "{terminal}: {shortened}\n{answer}"
            );
            checked += 1;
        } else {
            let phone = phones.get_mut(terminal).expect("a phone in this terminal");
            let line = &line.replace("<code>", &code);
            answer = phone.answers(line).expect("a phone that lives");
            assert!(!answer.starts_with("{\"error\""), "{line}: {answer}");
            code = code_in(&answer).unwrap_or(code);
            lines += 1;
        }
    }
    assert!(phones.len() == 4 && lines > 35 && checked > 14);
    for phone in phones.into_values() {
        phone.end();
    }
}
