//! The register over HTTP: taken in from files, whole or not at all; given out; and
//! printed.

use super::{ask, assert_problem};
use crate::fixture::{Fixture, fixture, receipt};
use domain::{
    assets::{AssetAct, Details},
    capabilities::{Act, Case},
    directory::Role,
    ids::{CaseId, StoreId},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::client::{Answered, Client, mint};

const HEADERS: &str = "资产编号,序列号,型号,类别,购置日期,购置价格,门店,成色";

fn keeper(fixture: &Fixture) -> Client {
    let keeper = fixture
        .world
        .someone("库管", fixture.store, &[Role::AssetAdmin], None);
    fixture.client(&keeper.unwrap())
}

/// A line of a new asset in the first store.
fn line(tag: &str) -> String {
    format!("{tag},SN-{tag},HK716,收银机,2025/3/4,1299.5,1 号店,良好")
}

fn file(lines: &[String]) -> Vec<u8> {
    format!("{HEADERS}\r\n{}\r\n", lines.join("\r\n")).into_bytes()
}

fn send(client: &Client, query: &str, file: &[u8]) -> Answered {
    let path = format!("/v1/register/asset/runs?language=en&{query}");
    client.send("POST", &path, "text/csv", file).unwrap()
}

fn told(client: &Client, id: &str) -> Value {
    let told = ask(
        client,
        "GET",
        &format!("/v1/register/asset/runs/{id}?language=en"),
    );
    assert_eq!(told.status, 200, "{}", told.json());
    told.json()
}

/// What a run has come to once it has ended.
fn ended(client: &Client, id: &str) -> Value {
    loop {
        let told = told(client, id);
        if !told["ended_at"].is_null() {
            return told;
        }
        std::thread::yield_now();
    }
}

fn id_of(begun: &Answered) -> String {
    assert_eq!(begun.status, 202, "{}", begun.json());
    begun.json()["id"].as_str().unwrap().to_owned()
}

fn take_in(client: &Client, query: &str, file: &[u8]) -> Value {
    ended(client, &id_of(&send(client, query, file)))
}

/// State, and how many lines were created, changed, unchanged and refused.
fn counts(run: &Value) -> (&str, [i64; 4]) {
    let count = |name: &str| run[name].as_i64().unwrap();
    let counts = ["created", "changed", "unchanged", "refused"].map(count);
    if !run["lines"].is_null() {
        assert_eq!(counts.iter().sum::<i64>(), count("lines"), "{run}");
    }
    (run["state"].as_str().unwrap(), counts)
}

fn exported(client: &Client) -> String {
    let answered = ask(client, "GET", "/v1/register/asset/all.csv");
    assert_eq!(answered.status, 200);
    assert_eq!(answered.media_type, "text/csv; charset=utf-8");
    String::from_utf8(answered.body).unwrap()
}

fn assets(client: &Client) -> BTreeSet<String> {
    let cases = client.held.values().filter_map(|held| held.history().case);
    let tags = cases.filter_map(|case| match case {
        Case::Asset(asset) => Some(asset.details.tag),
        Case::Ticket(_) | Case::Transfer(_) => None,
    });
    tags.collect()
}

#[test]
fn thousands_of_lines_are_taken_in_and_a_stores_phone_carries_its_own_alone() {
    let fixture = fixture();
    let keeper = keeper(&fixture);
    let other = fixture.world.store(2, 2).unwrap();
    let mut lines: Vec<String> = (0..1_000).map(|it| line(&format!("IT-{it:05}"))).collect();
    for line in lines.iter_mut().step_by(100) {
        *line = line.replace("1 号店", "2 号店");
    }
    let run = take_in(&keeper, "dry_run=true", &file(&lines));
    assert_eq!(counts(&run), ("checked", [1_000, 0, 0, 0]));
    assert_eq!(run["reading"]["encoding"], "UTF-8");
    assert_eq!(run["reading"]["preview"][0][0], "IT-00000");
    assert!(!exported(&keeper).contains("IT-"), "nothing is done yet");
    let run = take_in(&keeper, "", &file(&lines));
    assert_eq!(counts(&run), ("done", [1_000, 0, 0, 0]));
    let neighbour = fixture.world.someone("邻店", other, &[], None).unwrap();
    let mut neighbour = fixture.client(&neighbour);
    neighbour.sync().unwrap();
    let own: BTreeSet<String> = (0..1_000)
        .step_by(100)
        .map(|it| format!("IT-{it:05}"))
        .collect();
    assert_eq!(assets(&neighbour), own);
    // Whoever keeps the books carries what is in their own store.
    let mut keeper = keeper;
    keeper.sync().unwrap();
    assert_eq!(assets(&keeper).len(), 990);
}

#[test]
fn what_is_taken_in_again_changes_nothing_and_what_differs_is_put_right() {
    let fixture = fixture();
    let keeper = keeper(&fixture);
    let lines: Vec<String> = (0..12).map(|it| line(&format!("IT-{it}"))).collect();
    assert_eq!(
        counts(&take_in(&keeper, "", &file(&lines))),
        ("done", [12, 0, 0, 0])
    );
    fixture.assert_unchanged(|| {
        let again = take_in(&keeper, "", &file(&lines));
        assert_eq!(counts(&again), ("done", [0, 0, 12, 0]));
        // What is given out is taken in again.
        let again = take_in(&keeper, "", exported(&keeper).as_bytes());
        assert_eq!(counts(&again), ("done", [0, 0, 12, 0]));
        // Empty cells and columns that are left out leave alone what is there.
        let again = take_in(
            &keeper,
            "",
            "tag,condition\nIT-3,\nｉｔ－4,良好\n".as_bytes(),
        );
        assert_eq!(counts(&again), ("done", [0, 0, 2, 0]));
        let again = take_in(&keeper, "only_new=true", b"tag,model\nIT-3,Other\n");
        assert_eq!(counts(&again), ("done", [0, 0, 1, 0]));
    });
    let change = "tag,model,price\nIT-3,HK717,\nIT-4,,<clear>\nIT-5,HK716,\n";
    let run = take_in(&keeper, "reason=as%20counted", change.as_bytes());
    assert_eq!(counts(&run), ("done", [0, 2, 1, 0]));
    let csv = exported(&keeper);
    assert!(
        csv.contains("IT-3,SN-IT-3,HK717,收银机,2025-03-04,1299.50,1 号店,良好"),
        "{csv}"
    );
    assert!(
        csv.contains("IT-4,SN-IT-4,HK716,收银机,2025-03-04,,1 号店,良好"),
        "{csv}"
    );
    let mut fang = fixture.client(&fixture.fang);
    fang.sync().unwrap();
    let corrected = fang.held.values().flat_map(|held| held.history().entries);
    let reasons = corrected.filter_map(|entry| match entry.act {
        Some(Act::Asset(AssetAct::Correct { reason, .. })) => Some(reason),
        _ => None,
    });
    assert_eq!(reasons.collect::<Vec<_>>(), ["as counted", "as counted"]);
}

/// What a phone takes, a file gives back, however it looks.
#[test]
fn a_serial_number_that_looks_spoilt_is_taken_in_again_as_it_stands() {
    let fixture = fixture();
    let mut keeper = keeper(&fixture);
    for (tag, serial) in [("IT-1", "1E+10"), ("IT-2", "<清空>")] {
        let Act::Asset(AssetAct::Receive { details }) = receipt(fixture.store, tag) else {
            panic!("no receipt");
        };
        let details = Details {
            serial: serial.to_owned(),
            ..details
        };
        let case = CaseId(mint(fixture.world.clock.now()));
        fixture.act(&mut keeper, case, Act::Asset(AssetAct::Receive { details }));
    }
    keeper.sync().unwrap();
    let csv = exported(&keeper);
    assert!(
        csv.contains("IT-1,1E+10,") && csv.contains("IT-2,<清空>,"),
        "{csv}"
    );
    fixture.assert_unchanged(|| {
        let again = take_in(&keeper, "", csv.as_bytes());
        assert_eq!(counts(&again), ("done", [0, 0, 2, 0]));
    });
}

#[test]
fn a_file_with_a_bad_line_changes_nothing_and_its_bad_lines_come_back_to_be_mended() {
    let fixture = fixture();
    let keeper = keeper(&fixture);
    let mut lines: Vec<String> = (0..300).map(|it| line(&format!("IT-{it}"))).collect();
    lines[250] = lines[250]
        .replace("2025/3/4", "04/03/2025")
        .replace("1 号店", "9 号店");
    lines.push(line("it-7"));
    lines.push("IT-999,\"a\r\nb\",x".to_owned());
    lines.push(line("IT-998"));
    let run = fixture.assert_unchanged(|| {
        let dry = take_in(&keeper, "dry_run=true", &file(&lines));
        let run = take_in(&keeper, "", &file(&lines));
        assert_eq!(counts(&dry), counts(&run));
        assert_eq!(dry["errors"], run["errors"]);
        run
    });
    assert_eq!(counts(&run), ("refused", [300, 0, 0, 3]));
    let errors = run["errors"].as_array().unwrap();
    let told = |nth: usize| (errors[nth]["line"].as_i64(), errors[nth]["column"].as_str());
    assert_eq!(told(0), (Some(252), Some("bought")));
    assert_eq!(errors[0]["value"], "04/03/2025");
    assert_eq!(told(1), (Some(252), Some("store")));
    assert_eq!(told(2), (Some(302), Some("tag")));
    assert!(
        errors[2]["reason"].as_str().unwrap().contains("line 9"),
        "{}",
        errors[2]
    );
    assert_eq!(told(3), (Some(303), None));
    let path = format!(
        "/v1/register/asset/runs/{}/refused.csv?language=en",
        run["id"].as_str().unwrap()
    );
    let refused = String::from_utf8(ask(&keeper, "GET", &path).body).unwrap();
    assert!(
        refused.starts_with("\u{feff}Why not imported,资产编号"),
        "{refused}"
    );
    assert_eq!(refused.matches("\r\n").count(), 4, "{refused}");
    let rest: Vec<String> = refused.split("\r\n").map(str::to_owned).take(2).collect();
    let mended = rest
        .join("\r\n")
        .replace("04/03/2025", "2025-03-04")
        .replace("9 号店", "1 号店");
    let run = take_in(&keeper, "", mended.as_bytes());
    assert_eq!(counts(&run), ("done", [1, 0, 0, 0]));
}

#[test]
fn a_file_that_cannot_be_read_is_refused_whole() {
    let fixture = fixture();
    let keeper = keeper(&fixture);
    for (file, line) in [
        (&b"tag,colour\nIT-1,red\n"[..], 1),
        (b"tag,model\nIT-1,a\nIT-2,\xff\xff\n", 3),
        (b"tag,model,\nIT-1,a,\nIT-2,b,c\n", 3),
        (b"", 1),
    ] {
        let run = fixture.assert_unchanged(|| take_in(&keeper, "", file));
        assert_eq!(run["state"], "unreadable");
        assert_eq!(run["errors"][0]["line"], line, "{run}");
    }
    let large = vec![b'x'; server::register::runs::FILE_BYTES_MAX + 1];
    assert_problem(&send(&keeper, "", &large), 413, "too-large");
    let many = format!("tag\n{}", "x\n".repeat(50_001));
    let run = take_in(&keeper, "dry_run=true", many.as_bytes());
    assert_eq!(run["state"], "unreadable");
    assert_problem(&send(&keeper, "reason=%07", b"tag\n"), 422, "invalid");
}

#[test]
fn a_second_press_joins_the_first_and_another_file_waits() {
    let fixture = fixture();
    let keeper = keeper(&fixture);
    let lines: Vec<String> = (0..600).map(|it| line(&format!("IT-{it}"))).collect();
    let first = id_of(&send(&keeper, "", &file(&lines)));
    let second = send(&keeper, "", &file(&lines));
    // Unless the first has ended meanwhile.
    if id_of(&second) == first {
        let other = send(&keeper, "", &file(&lines[..1]));
        assert!([202, 409].contains(&other.status));
    }
    let run = ended(&keeper, &first);
    assert_eq!(counts(&run), ("done", [600, 0, 0, 0]));
    let list = ask(&keeper, "GET", "/v1/register/asset/runs").json();
    assert!(list.as_array().unwrap().iter().any(|it| it["id"] == first));
    for run in list.as_array().unwrap() {
        ended(&keeper, run["id"].as_str().unwrap());
    }
    assert_eq!(exported(&keeper).matches("HK716").count(), 600);
}

#[test]
fn two_admins_who_send_the_same_file_at_once_make_each_asset_once() {
    let fixture = fixture();
    let keepers = [keeper(&fixture), keeper(&fixture)];
    let lines: Vec<String> = (0..300).map(|it| line(&format!("IT-{it:03}"))).collect();
    let file = file(&lines);
    std::thread::scope(|scope| {
        for keeper in &keepers {
            scope.spawn(|| {
                // Whose turn it is not yet is told so.
                let begun = loop {
                    let begun = send(keeper, "", &file);
                    if begun.status == 202 {
                        break begun;
                    }
                    assert!([409, 503].contains(&begun.status), "{}", begun.json());
                    std::thread::yield_now();
                };
                assert_eq!(ended(keeper, &id_of(&begun))["state"], "done");
            });
        }
    });
    let csv = exported(&keepers[0]);
    for it in 0..300 {
        assert_eq!(csv.matches(&format!("\nIT-{it:03},")).count(), 1, "{it}");
    }
}

#[test]
fn one_tag_in_several_writings_is_one_asset_and_the_later_lines_are_named() {
    let fixture = fixture();
    let keeper = keeper(&fixture);
    let lines = ["it-7", "IT-7 ", "ＩＴ－７", "IT-8"].map(line);
    let run = fixture.assert_unchanged(|| take_in(&keeper, "", &file(&lines)));
    assert_eq!(counts(&run), ("refused", [2, 0, 0, 2]));
    let errors = run["errors"].as_array().unwrap();
    let lines: Vec<_> = errors.iter().map(|it| it["line"].as_i64()).collect();
    assert_eq!(lines, [Some(3), Some(4)]);
    for error in errors {
        assert_eq!(error["column"], "tag");
        assert!(
            error["reason"].as_str().unwrap().contains("line 2"),
            "{error}"
        );
    }
}

#[test]
fn a_run_that_is_stopped_counts_all_that_it_did() {
    let fixture = fixture();
    let keeper = keeper(&fixture);
    let lines: Vec<String> = (0..3_000).map(|n| line(&format!("IT-{n:04}"))).collect();
    let id = id_of(&send(&keeper, "", &file(&lines)));
    while told(&keeper, &id)["state"] != "acting" || told(&keeper, &id)["created"] == 0 {
        std::thread::yield_now();
    }
    let path = format!("/v1/register/asset/runs/{id}");
    let stopped = keeper.send("DELETE", &path, "", &[]).unwrap();
    assert!(stopped.status < 300, "{}", stopped.status);
    // The lines that were under way are done all the same.
    let done = || exported(&keeper).lines().count() - 1;
    let mut before = 0;
    while before != done() {
        before = done();
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    assert!((200..3_000).contains(&before), "{before}");
    let run = told(&keeper, &id);
    assert_eq!(
        (run["state"].as_str(), run["created"].as_u64()),
        (Some("stopped"), u64::try_from(before).ok())
    );
}

#[test]
fn a_run_that_was_broken_off_goes_on_elsewhere_and_does_nothing_twice() {
    let fixture = fixture();
    let keeper = keeper(&fixture);
    let holder = &fixture.fang.login;
    let mut lines: Vec<String> = (0..250).map(|it| line(&format!("IT-{it}")) + ",").collect();
    lines[3] = line("IT-3") + "," + holder;
    let file = format!("{HEADERS},保管人\n{}\n", lines.join("\n"));
    let run = take_in(&keeper, "", file.as_bytes());
    assert_eq!(counts(&run), ("done", [250, 0, 0, 0]));
    let id = run["id"].as_str().unwrap();
    // As if the instance had died before it noted that its last lines were done.
    for passed in [0, 200] {
        let broken_off = sqlx::query(
            "update register_runs set ended_at = null, state = 'acting', passed = $1,
                 created = $1 where id = $2::uuid",
        );
        let broken_off = broken_off
            .bind(passed)
            .bind(id)
            .execute(&fixture.world.pool);
        fixture.world.runtime.block_on(broken_off).unwrap();
        fixture.assert_unchanged(|| {
            let _other = fixture.world.another_server().unwrap();
            assert_eq!(counts(&ended(&keeper, id)), ("done", [250, 0, 0, 0]));
        });
    }
    // The one with a holder was received, and then issued.
    let mut fang = fixture.client(&fixture.fang);
    fang.sync().unwrap();
    let held = fang
        .held
        .values()
        .filter_map(|held| match held.history().case {
            Some(Case::Asset(asset)) if asset.holder().is_some() => Some(asset),
            _ => None,
        });
    let held: Vec<_> = held.collect();
    assert_eq!(held.len(), 1);
    assert_eq!((&*held[0].details.tag, held[0].custody.len()), ("IT-3", 2));
    assert_eq!(held[0].holder(), Some(fixture.fang.id()));
}

#[test]
fn whoever_may_no_longer_keep_the_register_stops_being_acted_for() {
    let fixture = fixture();
    let someone = fixture
        .world
        .someone("库管", fixture.store, &[Role::AssetAdmin], None);
    let someone = someone.unwrap();
    let keeper = fixture.client(&someone);
    let run = take_in(&keeper, "", &file(&[line("IT-1"), line("IT-2")]));
    let id = run["id"].as_str().unwrap();
    let mut left = someone.person.clone();
    left.roles = [].into();
    fixture.world.put(&left).unwrap();
    let open =
        sqlx::query("update register_runs set ended_at = null, state = 'acting', passed = 0");
    fixture
        .world
        .runtime
        .block_on(open.execute(&fixture.world.pool))
        .unwrap();
    let _other = fixture.world.another_server().unwrap();
    let another = self::keeper(&fixture);
    assert_eq!(ended(&another, id)["state"], "stopped");
}

#[test]
fn those_alone_who_keep_the_register_get_at_it() {
    let fixture = fixture();
    let run = take_in(&keeper(&fixture), "", &file(&[line("IT-1")]));
    let id = run["id"].as_str().unwrap();
    let labels = json!({"layout": "a4_24", "names": ["IT-1"]});
    for (who, status) in [
        (&fixture.fang, 403),
        (&fixture.lin, 403),
        (&fixture.chen, 403),
    ] {
        let client = fixture.client(who);
        assert_problem(&send(&client, "", b"tag\n"), status, "forbidden");
        for path in [
            "all.csv",
            "runs",
            &format!("runs/{id}"),
            &format!("runs/{id}/refused.csv"),
        ] {
            let asked = ask(&client, "GET", &format!("/v1/register/asset/{path}"));
            assert_problem(&asked, status, "forbidden");
        }
        let printed = super::json(&client, "POST", "/v1/register/asset/labels", &labels);
        assert_problem(&printed, status, "forbidden");
    }
    let keeper = keeper(&fixture);
    for kind in ["ticket", "nothing"] {
        let asked = ask(&keeper, "GET", &format!("/v1/register/{kind}/all.csv"));
        assert_problem(&asked, 404, "not-found");
    }
    // In another organisation there is no such run.
    let strangers = fixture.world.mirror("wanxiang", &[&fixture.fang]).unwrap();
    let mut stranger = strangers[0].person.clone();
    stranger.roles = [Role::AssetAdmin].into();
    fixture.world.runtime.block_on(async {
        let now = fixture.world.clock.now();
        let mut connection = fixture.world.pool.acquire().await.unwrap();
        let organisation = uuid::Uuid::from_u128(0xff);
        server::directory::put_person(&mut connection, organisation, &stranger, now)
            .await
            .unwrap();
    });
    let stranger = fixture.client(&strangers[0]);
    let asked = ask(&stranger, "GET", &format!("/v1/register/asset/runs/{id}"));
    assert_problem(&asked, 404, "not-found");
    assert!(!exported(&stranger).contains("IT-1"));
}

#[test]
fn what_is_given_out_is_read_by_chinese_spreadsheets_and_is_no_formula() {
    let fixture = fixture();
    let keeper = keeper(&fixture);
    let wild = ["=1+1", "-7", "@x", "㑇𠮷", "\"a, b\""];
    let lines = wild.map(|tag| line("X").replace("X,SN-X", &format!("{tag},")));
    assert_eq!(
        counts(&take_in(&keeper, "", &file(&lines))),
        ("done", [5, 0, 0, 0])
    );
    let csv = exported(&keeper);
    assert!(csv.starts_with(
        "\u{feff}资产编号,序列号,型号,类别,购置日期,购置价格,门店,成色,保管人,状态\r\n"
    ));
    for cell in ["'=1+1,", "'-7,", "'@x,", "㑇𠮷,", "\"a, b\","] {
        assert!(csv.contains(&format!("\r\n{cell}")), "{cell}: {csv}");
    }
    let again = take_in(&keeper, "", csv.as_bytes());
    assert_eq!(counts(&again), ("done", [0, 0, 5, 0]));
}

#[test]
fn labels_are_printed_and_what_they_say_opens_the_asset() {
    let fixture = fixture();
    let keeper = keeper(&fixture);
    take_in(&keeper, "", &file(&[line("IT-000123")]));
    let print = |asked: &Value| super::json(&keeper, "POST", "/v1/register/asset/labels", asked);
    let printed = print(&json!({"layout": "a4_24", "start": 24, "names": ["it-000123"]}));
    assert_eq!(
        (printed.status, &*printed.media_type),
        (200, "application/pdf")
    );
    assert!(printed.body.starts_with(b"%PDF"));
    for start in [0, 25] {
        let asked = json!({"layout": "a4_24", "start": start, "names": ["IT-000123"]});
        assert_problem(&print(&asked), 422, "invalid");
    }
    let unknown = print(&json!({"layout": "a4_24", "names": ["IT-9", "IT-000123"]}));
    assert_problem(&unknown, 422, "invalid");
    assert!(unknown.json()["detail"].as_str().unwrap().contains("IT-9"));
    let code = domain::names::label("asset", "IT-000123");
    let find = |code: &str| ask(&keeper, "GET", &format!("/v1/names/asset?text={code}"));
    let found = find(&code);
    assert_eq!(found.status, 200, "{code}");
    let case: CaseId = serde_json::from_value(found.json()["case"].clone()).unwrap();
    assert_ne!(case, CaseId(uuid::Uuid::nil()));
    // One that was misread is looked up nowhere.
    assert_problem(&find(&code.replace("123", "124")), 404, "not-found");
    let checked = super::json(
        &keeper,
        "POST",
        "/v1/register/asset/labels/check",
        &json!({"layout": "a4_65", "names": ["IT-000123"]}),
    );
    assert_eq!(
        checked.json()["layouts"].as_array().unwrap().len(),
        4,
        "{}",
        checked.json()
    );
    assert_eq!(fixture.store, StoreId(uuid::Uuid::from_u128(0x5001)));
}
