//! What a version leaves behind goes on: a server's database and photos, and phones with
//! unsent work, written down whole and opened again.
//!
//! What released versions left is in `tests/frozen`, a folder for each. A folder there is
//! never changed. One for a new version is written by
//!
//! ```sh
//! FIELDLOOP_FREEZE=v2 cargo test --workspace --test system -- released_versions
//! ```

use super::{
    fixture::{StoryFixture, everybody_syncs, submitted},
    hand_over::{confirms, hands_out, issues},
    photos::{looks_at_photo, noise, submits_with},
    player::{Player, Ticket},
};
use crate::postgres::{binaries, program, run};
use base64::prelude::{BASE64_STANDARD, Engine};
use domain::{directory::Role, time::Span};
use fieldloop::{Content, HttpAnswer, HttpHeader, HttpRequest, Route};
use replica::wire::{self, Answer, Outcome};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use server::{blobs::store::BlobStore, settings::Settings};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use tests::{
    phone::{Http, Transport},
    records,
    world::{Cast, MONDAY_MORNING, Someone, StoryClock, World, empty_database, unhurried},
};

/// What the phones have typed in as their server, wherever it is served.
const ADDRESS: &str = "http://fieldloop.test";
/// How long nobody opens what was frozen. Within it nothing that waits runs out.
const SHUT: Span = Span::days(1);
const COMPRESSION: i32 = 19;

const TILL: &str = "收银机打不开";
const SCANNER: &str = "扫码枪不亮";
const PRINTER: &str = "打印机卡纸";
const UNSENT: &str = "门禁刷不开";
const HALF_WRITTEN: &str = "电话没有声";

/// The folder with what a version left.
#[derive(Clone, Debug)]
struct Frozen(PathBuf);

/// How a phone stood when it was left.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Shown {
    /// What stands in its lists, by what people wrote.
    lists: BTreeMap<String, Vec<String>>,
    waiting: u32,
    refused: Vec<String>,
    drafts: usize,
}

/// A request as a phone sent it.
#[derive(Debug, Serialize, Deserialize)]
struct Sent {
    method: String,
    url: String,
    headers: BTreeMap<String, String>,
    /// In base64.
    body: String,
}

impl Sent {
    fn of(request: HttpRequest) -> Self {
        let headers = request.headers.into_iter().map(|it| (it.name, it.value));
        Self {
            headers: headers.collect(),
            method: request.method,
            url: request.url,
            body: BASE64_STANDARD.encode(request.body),
        }
    }

    fn again(&self) -> HttpRequest {
        let headers = self.headers.iter();
        HttpRequest {
            headers: headers
                .map(|(name, value)| HttpHeader::new(name, value))
                .collect(),
            method: self.method.clone(),
            url: self.url.clone(),
            body: BASE64_STANDARD.decode(&self.body).unwrap(),
            timeout_ms: 60_000,
        }
    }
}

impl Shown {
    fn on(player: &mut Player) -> Self {
        let tabs = player.page().frame.tabs;
        let lists = tabs.into_iter().map(|tab| {
            let titles = player.list(&tab.list);
            (tab.list, titles)
        });
        let lists = lists.collect();
        let outbox = player.outbox();
        Self {
            lists,
            waiting: player.unsent().0,
            refused: outbox.refused.into_iter().map(|it| it.text).collect(),
            drafts: outbox.drafts.len(),
        }
    }
}

impl Frozen {
    /// What released versions left, each in its folder.
    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("frozen")
    }

    fn all() -> Vec<Self> {
        let entries = fs::read_dir(Self::folder()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut folders: Vec<_> = paths.filter(|path| path.is_dir()).collect();
        folders.sort_unstable();
        folders.into_iter().map(Self).collect()
    }

    fn database(&self) -> PathBuf {
        self.0.join("server.sql")
    }

    fn photos(&self) -> PathBuf {
        self.0.join("photos")
    }

    fn phone(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn shown(&self, name: &str) -> PathBuf {
        self.0.join(name).with_extension("json")
    }

    /// What the phone of Lin was about to send.
    fn request(&self) -> PathBuf {
        self.0.join("lin_request.json")
    }
}

/// Copies the files of a folder, each by a way of its own.
fn copy(from: &Path, to: &Path, each: fn(&[u8]) -> Vec<u8>) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to, each);
        } else {
            fs::write(to, each(&fs::read(entry.path()).unwrap())).unwrap();
        }
    }
}

fn write(to: &Path, what: &impl Serialize) {
    fs::write(to, serde_json::to_string_pretty(what).unwrap() + "\n").unwrap();
}

fn read<T: DeserializeOwned>(from: &Path) -> T {
    serde_json::from_str(&fs::read_to_string(from).unwrap()).unwrap()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, COMPRESSION).unwrap()
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    zstd::decode_all(bytes).unwrap()
}

fn photos_in(folder: &Path) -> Settings {
    Settings {
        blobs: BlobStore::open(folder.to_str().unwrap()).unwrap(),
        ..unhurried()
    }
}

/// How a phone's folder is called, and whose it is.
type Owned = (&'static str, fn(&Cast) -> &Someone);

const CAST: [Owned; 3] = [
    ("fang", |cast| &cast.fang),
    ("lin", |cast| &cast.lin),
    ("tang", |cast| &cast.tang),
];

/// A small one, for it is kept for good.
fn photo() -> Vec<u8> {
    noise(240, 320, 8, |_| [120; 3])
}

/// Every capability has done something, and each phone has something unsent.
fn story(fixture: &StoryFixture) -> [Player; 3] {
    let [mut fang, mut lin, mut tang] = CAST.map(|(_, who)| {
        let mut player = fixture.phone(who, TempDir::new().unwrap());
        player.cable.lead(&fixture.world.server.url());
        player.signs_in_by(ADDRESS);
        player
    });
    let till = submits_with(&mut fang, TILL, photo());
    fang.syncs();
    let scanner = submitted(&mut fang, SCANNER, [&mut lin]);
    let printer = submitted(&mut fang, PRINTER, [&mut lin]);
    lin.accepts(&till);
    lin.holds(&till, "等配件");
    lin.accepts(&scanner);
    lin.completes(&scanner, "换了电池");
    lin.accepts(&printer);
    everybody_syncs([&mut lin, &mut fang]);
    fang.rates(&scanner, 5, "很快");

    let laptop = issues(&mut tang, "IT-0001", &fang);
    let dock = issues(&mut tang, "IT-0002", &fang);
    issues(&mut tang, "IT-0003", &lin);
    everybody_syncs([&mut tang, &mut fang, &mut lin]);
    let transfer = hands_out(&mut fang, &[laptop], Some(&lin));
    everybody_syncs([&mut fang, &mut lin]);
    confirms(&mut lin, &transfer, 1);
    hands_out(&mut fang, &[dock], Some(&lin));
    everybody_syncs([&mut lin, &mut fang, &mut tang]);

    // What Tang does is refused, for a right that was lost.
    fixture.gives_roles(&tang, &[]);
    tang.goes_offline();
    issues(&mut tang, "IT-0004", &lin);
    tang.comes_back();
    fixture.gives_roles(&tang, &[Role::AssetAdmin]);
    tang.syncs();

    for player in [&mut fang, &mut lin, &mut tang] {
        player.goes_offline();
    }
    submits_with(&mut fang, UNSENT, photo());
    fang.begins();
    fang.fills_in(HALF_WRITTEN, "问题描述");
    lin.completes(&printer, "换了滚轮");
    issues(&mut tang, "IT-0005", &fang);
    [fang, lin, tang]
}

/// Writes down what this version leaves.
fn freeze(frozen: &Frozen) {
    let photos = TempDir::new().unwrap();
    let fixture = StoryFixture::on(World::with(photos_in(photos.path())).unwrap());
    let mut people = story(&fixture);
    fs::create_dir_all(&frozen.0).unwrap();
    let request = Sent::of(people[1].would_send());
    write(&frozen.request(), &request);
    for (player, (name, _)) in people.iter_mut().zip(CAST) {
        write(&frozen.shown(name), &Shown::on(player));
        player.is_switched_off(|folder| copy(folder, &frozen.phone(name), packed));
    }
    copy(photos.path(), &frozen.photos(), packed);
    dump(&fixture.world.database, &frozen.database());
}

/// Writes a database down as statements that any later Postgres takes.
fn dump(database: &str, to: &Path) {
    let words = [
        "--inserts",
        "--no-owner",
        "--no-privileges",
        "--file",
        to.to_str().unwrap(),
        database,
    ];
    run(program(&binaries(), "pg_dump"), &words);
    let dumped = fs::read_to_string(to).unwrap();
    // What is meant for Postgres' own client, and nothing else would understand.
    let is_sql = |line: &&str| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict");
    let lines: Vec<&str> = dumped.lines().filter(is_sql).collect();
    fs::write(to, lines.join("\n") + "\n").unwrap();
}

/// A new database that stands as it was written down.
fn loaded(from: &Path) -> String {
    let database = empty_database().unwrap();
    let sql = fs::read_to_string(from).unwrap();
    let loading = async {
        let mut connection = PgConnection::connect(&database).await.unwrap();
        let sql = sqlx::raw_sql(AssertSqlSafe(sql));
        sql.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    };
    tokio::runtime::Runtime::new().unwrap().block_on(loading);
    database
}

/// Opens what a version left, and has everybody go on with it.
fn open(frozen: &Frozen) {
    let photos = TempDir::new().unwrap();
    copy(&frozen.photos(), photos.path(), unpacked);
    let clock = StoryClock::standing(MONDAY_MORNING + SHUT);
    let database = loaded(&frozen.database());
    let world = World::opened(database, clock, photos_in(photos.path())).unwrap();
    a_rebuild_makes_the_same(&world);
    let fixture = StoryFixture::on(world);
    let people = CAST.map(|(name, who)| {
        let folder = TempDir::new().unwrap();
        copy(&frozen.phone(name), folder.path(), unpacked);
        let mut player = fixture.phone(who, folder);
        player.cable.lead(&fixture.world.server.url());
        player.drops_the_phone();
        let shown: Shown = read(&frozen.shown(name));
        let mut now = Shown::on(&mut player);
        now.lists.retain(|list, _| shown.lists.contains_key(list));
        assert_eq!(now, shown, "{name}");
        assert!(shown.waiting > 0, "{name} has something unsent");
        player
    });
    a_request_is_understood(&read(&frozen.request()), &people[1]);
    go_on(people);
}

fn a_rebuild_makes_the_same(world: &World) {
    world.runtime.block_on(async {
        let (rebuilt, differing) = records::rebuilt(&world.pool).await.unwrap();
        assert_eq!(rebuilt.damaged, 0);
        assert!(rebuilt.cases >= 8, "{}", rebuilt.cases);
        assert!(differing.is_empty(), "{}", differing.join("\n"));
    });
}

/// What a phone of that version sends is taken by the server of today.
fn a_request_is_understood(sent: &Sent, lin: &Player) {
    let answer = Http::default().exchange(&lin.cable.led(&sent.again()));
    let HttpAnswer::Answered { status, body, .. } = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(status, 200);
    let answer: Answer = wire::decode(&body).unwrap();
    let outcomes: Vec<_> = answer.rulings.iter().map(|it| &it.outcome).collect();
    assert_eq!(outcomes, [&Outcome::Adopted]);
}

/// The case that a phone's list has with this title.
fn listed(player: &mut Player, list: &str, about: &str) -> Ticket {
    let Content::List(page) = player.opens(Route::List(list.to_owned())).content else {
        panic!("no list");
    };
    let row = page.rows.into_iter().find(|row| row.title == about);
    let id = row.expect("it is there").case;
    let about = about.to_owned();
    Ticket { id, about }
}

/// What was unsent arrives, what was begun is ended, and everybody sees the same.
fn go_on([mut fang, mut lin, mut tang]: [Player; 3]) {
    for _ in 0..2 {
        everybody_syncs([&mut fang, &mut lin, &mut tang]);
    }
    fang.has_sent_everything();
    lin.has_sent_everything();
    assert_eq!(fang.page().frame.sync.photos_waiting, 0);
    assert_eq!(tang.unsent(), (0, 2), "what was refused is still theirs");
    tang.does_again("IT-0004");
    fang.begins();
    let written = fang.page();
    fang.assert_stands(&written, HALF_WRITTEN);
    fang.fills_in("收银系统", "服务目录");
    let phone = fang.confirms();
    let printer = listed(&mut fang, "ticket.mine", PRINTER);
    fang.rates(&printer, 4, "可以");
    everybody_syncs([&mut fang, &mut lin, &mut tang]);
    assert_eq!(tang.unsent(), (0, 1));
    assert!(tang.list("asset.store").contains(&"IT-0004 K4e".to_owned()));
    lin.sees(&printer, "可以");
    lin.accepts(&phone);
    for about in [TILL, UNSENT] {
        let list = if about == TILL {
            "ticket.work"
        } else {
            "ticket.pool"
        };
        let shown = listed(&mut lin, list, about);
        let photo = lin.case(&shown).case.photos[0].whole.clone();
        assert!(looks_at_photo(&mut lin, &photo).is_some(), "{about}");
    }
    let transfer = listed(&mut lin, "transfer.to_confirm", "IT-0002");
    confirms(&mut lin, &transfer.id, 1);
    everybody_syncs([&mut lin, &mut fang]);
    assert_eq!(fang.list("asset.held"), ["IT-0005 K4e"]);
}

/// So that a version can be frozen on the day of its release.
#[test]
fn what_today_leaves_goes_on() {
    let folder = TempDir::new().unwrap();
    let frozen = Frozen(folder.path().to_owned());
    freeze(&frozen);
    open(&frozen);
}

#[test]
fn what_released_versions_left_goes_on() {
    if let Ok(version) = env::var("FIELDLOOP_FREEZE") {
        let frozen = Frozen(Frozen::folder().join(version));
        assert!(
            !frozen.0.exists(),
            "{} is never changed",
            frozen.0.display()
        );
        freeze(&frozen);
    }
    let versions = Frozen::all();
    assert!(!versions.is_empty());
    for frozen in &versions {
        println!("{}", frozen.0.display());
        open(frozen);
    }
}
