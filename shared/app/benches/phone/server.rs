//! A server that has prepared what it says: an organisation with many cases in
//! the hands of one engineer.

use app::HttpRequest;
use domain::{
    capabilities::{Act, Kind},
    command::Command,
    directory::{Category, Person, Record, Role, Store, Targets},
    ids::{CaseId, CategoryId, CommandId, PersonId, StoreId, TeamId},
    tickets::TicketAct,
    time::Timestamp,
};
use replica::{
    Fault,
    actor::Actor,
    document::{Document, Receipt},
    wire::{self, Answer, Body, Delivered},
};
use serde_bytes::ByteBuf;
use serde_json::json;
use std::collections::VecDeque;
use uuid::Uuid;

/// Now, by every clock.
pub const NOW: Timestamp = Timestamp(1_800_000_000_000);
/// The list of the engineer's cases.
pub const LIST: &str = "work";
/// How many cases an answer brings.
const ANSWER_CASES: u64 = 500;
const WORDS: [&str; 8] = [
    "打印机卡纸",
    "收银台黑屏",
    "printer",
    "扫码枪不亮",
    "监控没有画面",
    "POS 机重启",
    "网络断了",
    "键盘失灵",
];

fn uuid(number: u64) -> Uuid {
    // The low digits stand first, so that ids differ in every part.
    let spread = u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    Uuid::from_u128(spread | 1)
}

fn engineer() -> Person {
    Person {
        id: PersonId(uuid(1)),
        name: "安娜".to_owned(),
        store: StoreId(uuid(3)),
        team: Some(TeamId(uuid(4))),
        roles: [Role::Engineer].into(),
        active: true,
        former: Vec::new(),
    }
}

fn records() -> Vec<Record> {
    let targets = TARGETS;
    vec![
        Record::Person(engineer()),
        Record::Store(Store {
            id: StoreId(uuid(3)),
            name: "南京路店".to_owned(),
            team: TeamId(uuid(4)),
            former: Vec::new(),
        }),
        Record::Category(Category {
            id: CategoryId(uuid(5)),
            parent: None,
            name_zh: "设备".to_owned(),
            name_en: "Equipment".to_owned(),
            targets: Some(targets),
            former_targets: Vec::new(),
        }),
    ]
}

const TARGETS: Targets = Targets {
    response_min: 30,
    completion_min: 240,
};

pub struct Server {
    answers: VecDeque<Vec<u8>>,
}

impl Server {
    /// One that has so many cases to deliver.
    pub fn of(cases: u64) -> Result<Self, Fault> {
        let mut answers = VecDeque::new();
        let mut first = 0;
        while first < cases {
            let last = cases.min(first + ANSWER_CASES);
            let delivered = (first..last).map(case).collect::<Result<_, _>>()?;
            answers.push_back(wire::encode(&Answer {
                version: wire::VERSION,
                now: NOW,
                rulings: Vec::new(),
                cases: delivered,
                forget: Vec::new(),
                records: if first == 0 { records() } else { Vec::new() },
                notices_read: Vec::new(),
                cursor: ByteBuf::from(last.to_be_bytes()),
                more: last < cases,
                is_anew: false,
                hands_in_until: None,
            })?);
            first = last;
        }
        Ok(Self { answers })
    }

    /// What it says; nothing if it has no more to say.
    pub fn answer(&mut self, request: &HttpRequest) -> Option<Vec<u8>> {
        if request.url.ends_with("/v1/sign-in") {
            let answer = json!({
                "token": "token",
                "device": uuid(9),
                "organisation": { "id": uuid(8), "name": "恒力百货" },
                "person": engineer(),
            });
            return serde_json::to_vec(&answer).ok();
        }
        self.answers.pop_front()
    }
}

/// A ticket that somebody submitted and the engineer has accepted.
fn case(number: u64) -> Result<Delivered, Fault> {
    let mut document = Document::new(Kind::Ticket);
    let word = |at: u64| {
        let index = usize::try_from(at % 8).unwrap_or_default();
        WORDS[index]
    };
    let description = format!(
        "{} {} {} {}，{}",
        word(number),
        number % 1_000,
        word(number / 3),
        word(number / 7),
        word(number / 11)
    );
    let acts = [
        TicketAct::Submit {
            category: CategoryId(uuid(5)),
            targets: TARGETS,
            store: StoreId(uuid(3)),
            description,
            equipment: Vec::new(),
            photos: Vec::new(),
        },
        TicketAct::Accept,
    ];
    for (act, part) in acts.into_iter().zip(0..) {
        let id = CommandId(uuid(1_000_000 + number * 2 + part));
        let author = PersonId(uuid(if part == 0 { 2 } else { 1 }));
        let minutes = i64::try_from(number * 2 + part).unwrap_or_default();
        let at = Timestamp(NOW.0 - 60_000 * (100_000 - minutes));
        let act = Act::Ticket(act);
        let command = Command {
            id,
            author,
            at,
            act,
        };
        document.record(&Actor::of_device(author.0, 0), &command)?;
        document.adopt(&[Receipt { id, received: at }])?;
    }
    Ok(Delivered {
        case: CaseId(uuid(10_000_000 + number)),
        kind: Kind::Ticket.into(),
        body: Body::Whole(ByteBuf::from(document.save())),
    })
}
