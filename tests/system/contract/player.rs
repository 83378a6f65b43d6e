//! Plays a scenario: reads its file and takes its steps, on phones that are
//! processes and on a world that can break.

use super::expected::has;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tests::contract::{Access, ScenarioWorld, Who, WorldStep};

/// How long a page may take to have what is expected.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    story: String,
    steps: Vec<Map<String, Value>>,
}

/// Plays the scenario of this name.
pub fn play(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("contract");
    let text = fs::read_to_string(path.join(name).with_extension("json")).unwrap();
    let scenario: Scenario = serde_json::from_str(&text).unwrap();
    let world = ScenarioWorld::begin().unwrap();
    let access = world.access();
    let mut phones: BTreeMap<Who, Phone> = BTreeMap::new();
    for (number, step) in scenario.steps.iter().enumerate() {
        let place = format!("{name}, step {}: {}", number + 1, scenario.story);
        let mut keys = step.iter();
        let (Some((actor, what)), None) = (keys.next(), keys.next()) else {
            panic!("{place}\na step has one key: {step:?}");
        };
        if actor == "world" {
            world.take(WorldStep::deserialize(what).unwrap()).unwrap();
            continue;
        }
        let who = person(actor);
        let scanned = what.get("scan").and_then(Value::as_str);
        let lines = match scanned {
            Some(other) => phones[&person(other)].finds(),
            None => Ok(vec![what.clone()]),
        };
        let phone = phones
            .entry(who)
            .or_insert_with(|| Phone::new(who, &access));
        let taken = lines.and_then(|lines| lines.iter().try_for_each(|line| phone.take(line)));
        if let Err(trouble) = taken {
            panic!("{place}\n{actor}: {what}\n{trouble}");
        }
    }
    if let Some(folder) = env::var_os("FIELDLOOP_PLAYED") {
        fs::write(Path::new(&folder).join(name), "").unwrap();
    }
}

fn person(name: &str) -> Who {
    Who::deserialize(&Value::from(name)).unwrap()
}

struct Phone {
    who: Who,
    access: BTreeMap<Who, Access>,
    folder: TempDir,
    running: Option<Running>,
}

/// A phone that is on.
struct Running {
    child: Child,
    input: ChildStdin,
    output: Receiver<Value>,
    page: Value,
}

impl Phone {
    fn new(who: Who, access: &BTreeMap<Who, Access>) -> Self {
        Self {
            who,
            access: access.clone(),
            folder: TempDir::new().unwrap(),
            running: None,
        }
    }

    fn take(&mut self, what: &Value) -> Result<(), String> {
        if what == "kill" {
            drop(self.running.take());
            return Ok(());
        }
        let (folder, server) = (self.folder.path(), &self.access[&self.who].server);
        let running = self
            .running
            .get_or_insert_with(|| Running::start(folder, server));
        match what.as_object().and_then(|what| what.iter().next()) {
            Some((verb, expected)) if verb == "shows" => running.wait(expected),
            Some((verb, bytes)) if verb == "holds_photo" => running.wait_for_photo("whole", bytes),
            Some((verb, bytes)) if verb == "holds_thumbnail" => {
                running.wait_for_photo("thumbnail", bytes)
            }
            Some((verb, _)) if verb == "fetch_photo" => {
                let id = running.photo("whole")?;
                running.tell(&json!({ "fetch_photo": { "id": id } }))
            }
            Some((verb, given)) if verb == "sign_in" => {
                let other = given.get("as").and_then(Value::as_str);
                let who = other.map_or(self.who, person);
                running.tell(&sign_in(&self.access[&who], Some(given)))
            }
            None if what == "sign_in" => running.tell(&sign_in(&self.access[&self.who], None)),
            _ => running.tell(what),
        }
    }

    /// What another phone is told that scans the codes that this one shows.
    fn finds(&self) -> Result<Vec<Value>, String> {
        let page = self.running.as_ref().map(|running| &running.page);
        let codes = page.and_then(|page| page.pointer("/content/code/codes"));
        let codes = codes
            .and_then(Value::as_array)
            .ok_or("no code is visible")?;
        let find = |code: &Value| json!({ "find": { "text": code["text"] } });
        Ok(codes.iter().map(find).collect())
    }
}

/// The line by which one signs in.
fn sign_in(access: &Access, given: Option<&Value>) -> Value {
    let password = given.and_then(|given| given.get("password"));
    let password = password.cloned().unwrap_or(json!(access.password));
    let discards = given.and_then(|given| given.get("discard_unsent"));
    json!({ "sign_in": {
        "login": access.login,
        "password": password,
        "device": "contract",
        "discard_unsent": discards.cloned().unwrap_or(json!(false)),
    } })
}

impl Running {
    fn start(folder: &Path, server: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_phone"))
            .args(["--live", "--language", "en", "--server", server, "--data"])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                // A line that was cut by a kill says nothing.
                let Ok(value) = serde_json::from_str(&line) else {
                    return;
                };
                if sender.send(value).is_err() {
                    return;
                }
            }
        });
        let mut running = Self {
            child,
            input,
            output,
            page: Value::Null,
        };
        running.tell(&json!("page")).unwrap();
        running
    }

    /// Tells it a line, and waits until it has answered.
    fn tell(&mut self, line: &Value) -> Result<(), String> {
        // Pages that came by themselves are older than the answer.
        while let Ok(page) = self.output.try_recv() {
            self.page = page;
        }
        writeln!(self.input, "{line}").map_err(|error| error.to_string())?;
        self.page = self.hear(PATIENCE)?;
        Ok(())
    }

    fn hear(&self, patience: Duration) -> Result<Value, String> {
        let value = self.output.recv_timeout(patience);
        let value = value.map_err(|error| format!("{error}\n{:#}", self.page))?;
        match value.get("error") {
            Some(error) => Err(error.to_string()),
            None => Ok(value),
        }
    }

    fn wait(&mut self, expected: &Value) -> Result<(), String> {
        let deadline = Instant::now() + PATIENCE;
        while !has(&self.page, expected) {
            self.page = self.hear(deadline.saturating_duration_since(Instant::now()))?;
        }
        Ok(())
    }

    /// The first picture of the visible case, whole or as a thumbnail: of what it is
    /// about, or else of what was done to it.
    fn photo(&self, part: &str) -> Result<String, String> {
        let case = &self.page["content"]["case"]["case"];
        let done = case["timeline"].as_array().into_iter().flatten();
        let shown = [case].into_iter().chain(done);
        let mut photos = shown.filter_map(|shown| shown["photos"][0][part].as_str());
        Ok(photos.next().ok_or("no photo is visible")?.to_owned())
    }

    fn wait_for_photo(&mut self, part: &str, bytes: &Value) -> Result<(), String> {
        let ask = json!({ "photo": self.photo(part)? });
        let deadline = Instant::now() + PATIENCE;
        loop {
            writeln!(self.input, "{ask}").map_err(|error| error.to_string())?;
            let photo = loop {
                let rest = deadline.saturating_duration_since(Instant::now());
                let value = self.hear(rest)?;
                match value.get("photo") {
                    Some(photo) => break photo.clone(),
                    None => self.page = value,
                }
            };
            if photo.get("bytes") == Some(bytes) {
                return Ok(());
            }
            // It has come when the page is drawn anew.
            self.page = self.hear(deadline.saturating_duration_since(Instant::now()))?;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have died by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
