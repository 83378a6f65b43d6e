//! What the phone's core costs with many cases held, beside the budgets of the
//! design: the start, an act, a search, and a first sync.
//!
//! `cargo bench -p fieldloop-app`; the number of cases is its argument (30,000
//! without one). Times depend on the machine: it prints them and asserts nothing.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "it measures, and is there to be read"
)]

mod server;

use app::{
    ClockReading, Config, Content, Core, Event, HttpAnswer, Route, SecretAnswer, ShellRequest,
};
use server::{NOW, Server};
use std::{
    collections::HashMap,
    error::Error,
    path::Path,
    time::{Duration, Instant},
};

/// How often something is done whose middle time is told.
const RUNS: usize = 60;

fn main() -> Result<(), Box<dyn Error>> {
    let held = std::env::args().find_map(|argument| argument.parse().ok());
    let held: u64 = held.unwrap_or(30_000);
    let folder = tempfile::tempdir()?;
    println!("{held} cases held");
    let mut phone = Phone::open(folder.path(), Server::of(held)?)?;
    let start = Instant::now();
    phone.sign_in();
    say("first sync", start.elapsed(), "");
    let file = std::fs::metadata(folder.path().join("fieldloop.sqlite"))?;
    println!("{:<44} {:>9} KB", "the file", file.len() >> 10);

    let server = phone.server;
    drop(phone.core);
    let start = Instant::now();
    let mut phone = Phone::open(folder.path(), server)?;
    phone.send(Event::Foregrounded);
    say("start to the first page", start.elapsed(), "of 15 ms");
    phone.send(Event::Disconnected);
    acts(&mut phone);
    searches(&mut phone);
    Ok(())
}

fn acts(phone: &mut Phone) {
    let id = phone.rows("")[0].clone();
    phone.send(Event::Open(Route::Case(id.clone())));
    let noting = median(|number| phone.perform(&id, "note", &format!("note {number}")));
    say("an act on the case that is open", noting, "of 5 ms");
    let filling = median(|number| {
        phone.send(Event::Open(Route::Form {
            subject: id.clone(),
            offer: "note".to_owned(),
        }));
        let start = Instant::now();
        phone.fill("text", &format!("form {number}"));
        phone.send(Event::Submit);
        start.elapsed()
    });
    say("a form filled in and submitted", filling, "");
}

fn searches(phone: &mut Phone) {
    phone.send(Event::Open(Route::List(server::LIST.to_owned())));
    for search in [
        "",
        "打",
        "打印",
        "打印机",
        "printer 77",
        "p",
        "没有这样的词",
    ] {
        let mut total = 0;
        let searching = median(|_| {
            let start = Instant::now();
            total = phone.search(search);
            start.elapsed()
        });
        say(
            &format!("a search for “{search}”: {total} found"),
            searching,
            "of 15 ms",
        );
    }
}

fn say(what: &str, time: Duration, budget: &str) {
    println!(
        "{what:<44} {:>9.2} ms  {budget}",
        time.as_secs_f64() * 1_000.0
    );
}

/// The middle of many runs.
fn median(run: impl FnMut(usize) -> Duration) -> Duration {
    let mut times: Vec<_> = (0..RUNS).map(run).collect();
    times.sort_unstable();
    times[RUNS / 2]
}

/// A phone beside a server, without a network between them.
struct Phone {
    core: Core,
    server: Server,
}

impl Phone {
    fn open(folder: &Path, server: Server) -> Result<Self, Box<dyn Error>> {
        let config = Config {
            data_folder: folder.to_owned(),
            languages: vec!["zh".to_owned()],
            time_zone: "Asia/Shanghai".to_owned(),
            version: "1.0".to_owned(),
            entropy: [7; 32],
        };
        let core = Core::open(config, ClockReading::steady(NOW))?;
        Ok(Self { core, server })
    }

    fn sign_in(&mut self) {
        self.send(Event::SignIn {
            server: "http://server".to_owned(),
            login: "ana".to_owned(),
            password: "open sesame".to_owned(),
            device: "phone".to_owned(),
            discard_unsent: false,
        });
    }

    fn send(&mut self, event: Event) {
        let mut requests = self.core.send(event, ClockReading::steady(NOW));
        while let Some(request) = requests.pop() {
            let more = match request {
                ShellRequest::Http { id, request } => {
                    let Some(body) = self.server.answer(&request) else {
                        continue;
                    };
                    let answer = HttpAnswer::Answered {
                        status: 200,
                        headers: Vec::new(),
                        body,
                    };
                    self.core.answer_http(id, answer, ClockReading::steady(NOW))
                }
                ShellRequest::Secret { id, .. } => {
                    self.core
                        .answer_secret(id, SecretAnswer::Done, ClockReading::steady(NOW))
                }
                ShellRequest::Draw | ShellRequest::Cancel { .. } => continue,
            };
            requests.extend(more.unwrap_or_default());
        }
        std::hint::black_box(self.core.page());
    }

    fn perform(&mut self, subject: &str, offer: &str, text: &str) -> Duration {
        let start = Instant::now();
        self.send(Event::Perform {
            subject: subject.to_owned(),
            offer: offer.to_owned(),
            values: HashMap::from([("text".to_owned(), text.to_owned())]),
        });
        start.elapsed()
    }

    fn fill(&mut self, input: &str, value: &str) {
        self.send(Event::Fill {
            input: input.to_owned(),
            value: value.to_owned(),
        });
    }

    fn search(&mut self, text: &str) -> u32 {
        self.send(Event::Search(text.to_owned()));
        match self.core.page().content {
            Content::List(page) => page.total,
            _ => 0,
        }
    }

    /// The cases of the engineer's list.
    fn rows(&mut self, search: &str) -> Vec<String> {
        self.send(Event::Open(Route::List(server::LIST.to_owned())));
        self.search(search);
        match self.core.page().content {
            Content::List(page) => page.rows.into_iter().map(|row| row.case).collect(),
            _ => Vec::new(),
        }
    }
}
