//! A phone's disk at its worst moments, with the real process on a real file.
//!
//! The phone is killed at every write: a limit on the size of its files kills it
//! (SIGXFSZ) at the very write that would pass the limit, and the whole script of
//! a working day is run again and again with the limit moved on, until it comes
//! through. Then the same with writes that fail instead, as on a full disk.
//! Whatever the phone has shown as done before is there afterwards, and comes to
//! the server exactly once.
//!
//! Not here: power that fails under a write that the system has reported as done.

use super::{fixture::said, player::Player, process::PhoneProcess};
use domain::{
    date::Date,
    directory::Role,
    time::{Span, Timestamp, UTC},
};
use fieldloop::{Content, Route};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::Command,
    rc::Rc,
    time::{SystemTime, UNIX_EPOCH},
};
use tempfile::TempDir;
use tests::world::{PASSWORD, Someone, World};

/// How far the limit moves each time, in the 512 bytes of a POSIX shell: about two
/// pages of the store.
const STEP: u64 = 16;
/// More steps than the script writes pages.
const STEPS_MAX: u64 = 150;
const SIGXFSZ: i32 = 25;

/// A line of the script, and what it leaves on a ticket's page.
struct Step {
    line: Value,
    leaves: Option<&'static str>,
}

fn step(line: Value) -> Step {
    Step { line, leaves: None }
}

fn act(subject: &str, offer: &str, values: &Value, leaves: &'static str) -> Step {
    let line = json!({"perform": {"subject": subject, "offer": offer, "values": values}});
    let leaves = Some(leaves);
    Step { line, leaves }
}

/// The day after today by the phone's own clock, which nobody sets here.
fn tomorrow() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = Timestamp(i64::try_from(now.as_millis()).unwrap());
    let day = Date::of_time(now + Span::days(1), &UTC).unwrap();
    day.to_string()
}

fn sign_in(who: &Someone) -> Value {
    json!({"sign_in": {"login": who.login, "password": PASSWORD}})
}

/// What is done without a signal. Each leaves words that nothing else leaves.
fn without_a_signal() -> Vec<Step> {
    let fill = |input: &str, value: &str| json!({"fill": {"input": input, "value": value}});
    vec![
        step(json!("offline")),
        step(json!({"open": {"form": {"subject": "ticket", "offer": "submit"}}})),
        step(fill("category", "收银系统")),
        step(fill("description", "收银机打不开")),
        Step {
            line: json!("submit"),
            leaves: Some("提单 收银机打不开"),
        },
        act("this", "accept", &json!({}), "接单"),
        act(
            "this",
            "note",
            &json!({"text": "指示灯不亮"}),
            "记录进展 指示灯不亮",
        ),
        act(
            "this",
            "hold",
            &json!({"until": tomorrow(), "reason": "等配件"}),
            "挂起 等配件",
        ),
        act("this", "resume", &json!({}), "恢复处理"),
        act(
            "this",
            "complete",
            &json!({"solution": "换了电源"}),
            "完单 换了电源",
        ),
    ]
}

/// What is done when there is a signal again.
fn with_a_signal() -> Vec<Step> {
    vec![
        step(json!("online")),
        step(json!("settle")),
        act(
            "this",
            "note",
            &json!({"text": "钥匙在前台"}),
            "记录进展 钥匙在前台",
        ),
        step(json!("settle")),
    ]
}

/// Engineers, each with a store and a team of their own, so that they do not see
/// each other's tickets.
struct Engineers {
    world: Rc<World>,
    number: u128,
}

impl Engineers {
    fn new() -> Self {
        let world = Rc::new(World::new().unwrap());
        Self { world, number: 0 }
    }

    fn next(&mut self) -> Someone {
        self.number += 1;
        let store = self.world.store(self.number, self.number).unwrap();
        let team = Some(self.number);
        let name = format!("工程师{}", self.number);
        self.world
            .someone(&name, store, &[Role::Engineer], team)
            .unwrap()
    }

    fn start(&self, folder: &Path, first: &str) -> PhoneProcess {
        PhoneProcess::start(&self.world.server.url(), folder, first)
    }

    /// The server's time goes on, so that what a phone has done was before.
    fn time_passes(&self) {
        self.world.clock.pass(Span::minutes(10));
    }

    /// The phone is started again: what was shown as done is on it, and what is
    /// on it comes to the server, once. So much may be done and not shown yet.
    fn assert_kept(&self, who: &Someone, folder: TempDir, shown: &Shown, unshown_max: usize) {
        let mut player = Player::with_folder(&self.world, who, "zh-Hans-CN", folder);
        player.goes_offline();
        let kept = everything(&mut player);
        assert_holds(&kept, &shown.acts);
        let unshown = kept.len() - shown.acts.len();
        assert!(unshown <= unshown_max, "{kept:?} {shown:?}");
        if shown.has_draft && kept.is_empty() {
            player.begins();
            player.assert_stands(&player.page(), "问题描述 收银机打不开");
        }
        self.time_passes();
        player.comes_back();
        if !matches!(player.page().content, Content::SignIn(_)) {
            player.has_sent_everything();
        }
        let mut elsewhere = Player::new(&self.world, who, "zh-Hans-CN");
        elsewhere.syncs();
        let arrived = everything(&mut elsewhere);
        assert_holds(&arrived, &kept);
        assert_eq!(arrived.len(), kept.len(), "{arrived:?} {kept:?}");
    }
}

/// What a phone has shown before it died.
#[derive(Debug, Default)]
struct Shown {
    /// The acts that were done.
    acts: Vec<&'static str>,
    /// Whether a ticket was written, but not submitted yet.
    has_draft: bool,
}

/// Each of these is there, once.
fn assert_holds<T: AsRef<str>>(found: &[String], expected: &[T]) {
    for words in expected {
        let times = found.iter().filter(|it| *it == words.as_ref()).count();
        assert_eq!(times, 1, "{} in {found:?}", words.as_ref());
    }
}

/// Everything that happened to the person's tickets: `接单`, `完单 换了电源` …
fn everything(player: &mut Player) -> Vec<String> {
    let Content::List(list) = player.opens(Route::List("ticket.mine".to_owned())).content else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for row in list.rows {
        let Content::Case(content) = player.opens(Route::Case(row.case)).content else {
            continue;
        };
        found.extend(content.case.timeline.into_iter().map(|entry| {
            let (_, did) = entry.title.split_once(' ').unwrap();
            format!("{did} {} {}", entry.text, entry.superseded)
                .trim()
                .to_owned()
        }));
    }
    found
}

/// Runs the script with files limited to so many blocks: what was shown, and the
/// line of which the phone died, if it did.
fn run_limited(
    engineers: &Engineers,
    who: &Someone,
    folder: &Path,
    blocks: u64,
) -> (Shown, Option<String>) {
    let mut phone = engineers.start(folder, &format!("ulimit -f {blocks};"));
    let mut shown = Shown::default();
    let first = vec![step(sign_in(who)), step(json!("settle"))];
    for part in [first, without_a_signal(), with_a_signal()] {
        for Step { line, leaves } in part {
            let Some(page) = phone.shows(&line) else {
                assert_eq!(phone.killed_by(), Some(SIGXFSZ), "{blocks} blocks, {line}");
                return (shown, Some(line.to_string()));
            };
            assert_eq!(said(&page), "", "{blocks} blocks, {line}");
            shown.has_draft |= line["fill"]["input"] == "description";
            shown.acts.extend(leaves);
        }
        engineers.time_passes();
    }
    phone.kill();
    (shown, None)
}

#[test]
fn a_phone_killed_at_every_write_loses_nothing_that_it_has_shown_as_done() {
    let mut engineers = Engineers::new();
    let mut lines = BTreeSet::new();
    for number in 1..STEPS_MAX {
        let (who, folder) = (engineers.next(), TempDir::new().unwrap());
        let (shown, died_of) = run_limited(&engineers, &who, folder.path(), number * STEP);
        engineers.assert_kept(&who, folder, &shown, 1);
        let Some(line) = died_of else {
            assert!(
                number > 20 && lines.len() > 8,
                "{number} kills by {lines:#?}"
            );
            return;
        };
        lines.insert(line);
    }
    panic!("the script never comes through");
}

/// Limits the files of a running phone to so many bytes, or not at all.
fn limit(phone: &PhoneProcess, bytes: Option<u64>) {
    let soft = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
    let pid = phone.id().to_string();
    let fsize = format!("--fsize={soft}:unlimited");
    let limited = Command::new("prlimit")
        .args(["--pid", &pid, &fsize])
        .status();
    assert!(limited.unwrap().success());
}

/// How long the log is to which the phone's store appends every write.
fn log_length(folder: &TempDir) -> u64 {
    let log = folder.path().join("fieldloop.sqlite-wal");
    fs::metadata(log).unwrap().len()
}

/// A step fails for want of room. That is said in words; if there is room again,
/// the same step can be done.
fn goes_on(phone: &mut PhoneProcess, line: &Value) {
    limit(phone, None);
    let page = phone.shows(line).unwrap();
    assert!(!is_disk_trouble(said(&page)), "{line}: {}", said(&page));
}

fn is_disk_trouble(words: &str) -> bool {
    words.starts_with("手机存储")
}

#[test]
fn a_phone_without_room_says_so_and_goes_on_when_there_is_room() {
    let mut engineers = Engineers::new();
    let mut failed = BTreeSet::new();
    for number in 0..24 {
        let (who, folder) = (engineers.next(), TempDir::new().unwrap());
        let mut phone = engineers.start(folder.path(), "trap '' XFSZ;");
        phone.shows(&sign_in(&who)).unwrap();
        phone.shows(&json!("settle")).unwrap();
        limit(&phone, Some(log_length(&folder) + number * 18_000));

        let mut shown = Shown::default();
        let mut steps = without_a_signal().into_iter().chain(with_a_signal());
        let stays_full = number % 2 == 1;
        let is_alive = loop {
            let Some(Step { line, leaves }) = steps.next() else {
                break true;
            };
            let page = phone.shows(&line).unwrap();
            if is_disk_trouble(said(&page)) {
                failed.insert(line.to_string());
                if stays_full {
                    break false;
                }
                goes_on(&mut phone, &line);
            }
            shown.acts.extend(leaves);
            engineers.time_passes();
        };
        if is_alive {
            phone.end();
        } else {
            phone.kill();
        }
        engineers.assert_kept(&who, folder, &shown, 0);
    }
    assert!(failed.len() > 8, "{failed:#?}");
}

#[test]
fn signing_in_on_a_phone_without_room() {
    let mut engineers = Engineers::new();
    let (who, folder) = (engineers.next(), TempDir::new().unwrap());
    let mut phone = engineers.start(folder.path(), "trap '' XFSZ;");
    phone.shows(&json!("page")).unwrap();
    limit(&phone, Some(log_length(&folder)));
    phone.shows(&sign_in(&who)).unwrap();
    let page = phone.shows(&json!("settle")).unwrap();
    assert!(is_disk_trouble(said(&page)), "{}", said(&page));
    assert!(matches!(page.content, Content::SignIn(_)));
    limit(&phone, None);
    phone.shows(&sign_in(&who)).unwrap();
    let page = phone.shows(&json!("settle")).unwrap();
    assert_eq!(said(&page), "");
    assert!(matches!(page.content, Content::List(_)));
    phone.end();
}
