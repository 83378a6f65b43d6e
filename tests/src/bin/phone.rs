//! `cargo phone`: a phone without a screen. Lines of JSON in, pages of JSON out;
//! `tests::phone::line` has the language, `tests::phone::names` what may be typed in
//! the place of ids.
//!
//! Every line is answered by exactly one: the page, or `{"error": …}`, after
//! which nothing has changed. What the network brings later shows with the next
//! line, or, with `--live`, as a further line as soon as it changes the page.

use anyhow::Result;
use base64::{Engine, engine::general_purpose::STANDARD};
use clap::Parser;
use fieldloop::{ClockReading, Event, HttpAnswer, Page};
use serde_json::json;
use std::{
    collections::VecDeque,
    io::{self, BufRead, Read, Write},
    path::PathBuf,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};
use tests::phone::{
    Clock, HeadlessPhone, Http, Setup, SystemClock, Transport,
    line::{LINE_BYTES_MAX, Line},
    names,
};

/// How often the phone is told that time has passed.
const TICK: Duration = Duration::from_secs(5);

/// A phone without a screen.
#[derive(Parser)]
struct Arguments {
    /// The server that one signs in to unless the line says another.
    #[arg(long, default_value = "http://127.0.0.1:8300")]
    server: String,
    /// The phone's own folder.
    #[arg(long)]
    data: PathBuf,
    /// The phone's language.
    #[arg(long, default_value = "zh-Hans-CN")]
    language: String,
    /// Where the phone is: the name of a time zone.
    #[arg(long, default_value = "Asia/Shanghai")]
    time_zone: String,
    /// Keep the app in the foreground, listening to the server, and write every
    /// page as it changes.
    #[arg(long)]
    live: bool,
}

/// What the main loop hears of.
enum News {
    Line(io::Result<String>),
    Answer(u64, HttpAnswer),
    End,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let (sender, receiver) = mpsc::channel();
    let setup = Setup {
        language: arguments.language.clone(),
        time_zone: arguments.time_zone.clone(),
        ..Setup::fresh()?
    };
    let phone = HeadlessPhone::open(&arguments.data, setup, &SystemClock.read())?;
    let mut phone = Running {
        phone,
        server: arguments.server,
        is_live: arguments.live,
        is_online: true,
        clock_offset_ms: 0,
        http: Http::default(),
        sender: sender.clone(),
        receiver,
        lines: VecDeque::new(),
        shown: None,
    };
    if phone.is_live {
        phone.send(Event::Foregrounded)?;
    }
    thread::spawn(move || read_lines(&sender));
    phone.run()
}

/// Reads lines until there are no more. A line that is too long is read to its
/// end, but not kept.
fn read_lines(sender: &Sender<News>) {
    let mut input = io::stdin().lock();
    loop {
        let mut bytes = Vec::new();
        let limit = LINE_BYTES_MAX as u64 + 1;
        let read = input.by_ref().take(limit).read_until(b'\n', &mut bytes);
        let is_cut = bytes.len() > LINE_BYTES_MAX && !bytes.ends_with(b"\n");
        if is_cut && input.skip_until(b'\n').is_err() {
            break;
        }
        let line = match read {
            Ok(0) | Err(_) => break,
            Ok(_) => String::from_utf8(bytes)
                .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not UTF-8")),
        };
        if sender.send(News::Line(line)).is_err() {
            return;
        }
    }
    // If nobody listens any more, the phone has ended by itself.
    let _ = sender.send(News::End);
}

/// A phone that is on.
struct Running {
    phone: HeadlessPhone,
    server: String,
    is_live: bool,
    is_online: bool,
    clock_offset_ms: i64,
    http: Http,
    sender: Sender<News>,
    receiver: Receiver<News>,
    /// Lines that came while the phone was settling.
    lines: VecDeque<News>,
    shown: Option<Page>,
}

impl Running {
    fn run(&mut self) -> Result<()> {
        loop {
            match self.next()? {
                Some(News::End) => return Ok(()),
                Some(News::Line(line)) => {
                    let line = line.map_err(|error| error.to_string());
                    match line.and_then(|text| self.read(text.trim_end())) {
                        Ok(Line::Photo(id)) => self.show_photo(&id)?,
                        Ok(Line::Log) => self.show_log()?,
                        Ok(line) => {
                            self.obey(line)?;
                            self.show()?;
                        }
                        Err(error) => write(&json!({ "error": error }))?,
                    }
                }
                Some(News::Answer(id, answer)) => self.hear(id, answer)?,
                None => self.send(Event::Tick)?,
            }
            if self.is_live && self.shown.as_ref() != Some(&self.phone.page()?) {
                self.show()?;
            }
        }
    }

    /// What a line says, given what is visible.
    fn read(&self, text: &str) -> Result<Line, String> {
        match Line::read(text, &self.server)? {
            Line::Event(event) => {
                let page = self.phone.page().map_err(|error| error.to_string())?;
                names::resolve(event, &page).map(Line::Event)
            }
            line => Ok(line),
        }
    }

    /// What there is to do next; none if time has passed.
    fn next(&mut self) -> Result<Option<News>> {
        if let Some(news) = self.lines.pop_front() {
            return Ok(Some(news));
        }
        match self.receiver.recv_timeout(TICK) {
            Ok(news) => Ok(Some(news)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn obey(&mut self, line: Line) -> Result<()> {
        match line {
            Line::Event(event) => self.send(event),
            Line::Offline => {
                self.is_online = false;
                self.send(Event::Disconnected)
            }
            Line::Online => {
                self.is_online = true;
                self.send(Event::Connected)
            }
            Line::Settle => self.settle(),
            Line::Page | Line::Photo(_) | Line::Log => Ok(()),
            Line::Clock(now_ms) => {
                self.clock_offset_ms = now_ms.saturating_sub(SystemClock::now_ms());
                self.send(Event::Tick)
            }
        }
    }

    /// Syncs, and waits until the phone has come to rest. Lines that come
    /// meanwhile have to wait.
    fn settle(&mut self) -> Result<()> {
        self.send(Event::Refresh)?;
        while self.is_under_way()? {
            match self.receiver.recv_timeout(TICK) {
                Ok(News::Answer(id, answer)) => self.hear(id, answer)?,
                Ok(news) => self.lines.push_back(news),
                Err(RecvTimeoutError::Timeout) => self.send(Event::Tick)?,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn is_under_way(&self) -> Result<bool> {
        let sync = self.phone.page()?.frame.sync;
        Ok(sync.is_busy || sync.is_moving_photos)
    }

    fn show_photo(&self, id: &str) -> Result<()> {
        let photo = self.phone.photo(id)?;
        let photo = photo.map(|photo| {
            let bytes = STANDARD.encode(photo.bytes);
            json!({ "media_type": photo.media_type, "bytes": bytes })
        });
        write(&json!({ "photo": photo }))
    }

    fn show_log(&self) -> Result<()> {
        let log = self.phone.log()?;
        let lines: Vec<&str> = log.lines().collect();
        write(&json!({ "log": lines }))
    }

    fn send(&mut self, event: Event) -> Result<()> {
        self.phone.send(event, &self.clock())?;
        self.perform();
        Ok(())
    }

    fn hear(&mut self, id: u64, answer: HttpAnswer) -> Result<()> {
        self.phone.answer(id, answer, &self.clock())?;
        self.perform();
        Ok(())
    }

    /// Begins what the core wants of the network, each in a thread of its own.
    fn perform(&mut self) {
        for (id, request) in self.phone.take_requests() {
            let (http, sender) = (self.http.clone(), self.sender.clone());
            let is_online = self.is_online;
            thread::spawn(move || {
                let answer = if is_online {
                    http.exchange(&request)
                } else {
                    HttpAnswer::Offline
                };
                // If nobody listens any more, the phone is off.
                let _ = sender.send(News::Answer(id, answer));
            });
        }
    }

    /// The system's clocks, with that which people set as it was set by a line.
    fn clock(&self) -> ClockReading {
        let reading = SystemClock.read();
        ClockReading {
            now_ms: reading.now_ms.saturating_add(self.clock_offset_ms),
            ..reading
        }
    }

    fn show(&mut self) -> Result<()> {
        let page = self.phone.page()?;
        write(&serde_json::to_value(&page)?)?;
        self.shown = Some(page);
        Ok(())
    }
}

fn write(value: &serde_json::Value) -> Result<()> {
    let mut output = io::stdout().lock();
    serde_json::to_writer(&mut output, value)?;
    output.write_all(b"\n")?;
    Ok(output.flush()?)
}
