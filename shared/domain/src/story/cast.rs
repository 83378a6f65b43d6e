//! Who plays in the sample stories: the people, the stores they work in, and what
//! the catalogue promises. Made up, and fixed for good.

use crate::{
    directory::{
        Category, Directory, Grant, Labelled, Original, Person, Record, Role, Store, Targets,
    },
    ids::{CaseId, CategoryId, CommandId, PersonId, StoreId, TeamId},
    names::CaseName,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Who does something in a story, and looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Asks for help, at the shop.
    Requester,
    /// Serves the shop, and mostly has what is asked for there.
    Engineer,
    /// An engineer of the same team.
    Colleague,
    /// At the service desk.
    Dispatcher,
    /// Asks for help at another store. Everything about them is long.
    Neighbour,
    /// Keeps the equipment's records at the head office.
    AssetAdmin,
    /// The same, at another desk: on the phones of the others their acts arrive.
    StoreKeeper,
}

impl Part {
    pub const ALL: [Self; 7] = [
        Self::Requester,
        Self::Engineer,
        Self::Colleague,
        Self::Dispatcher,
        Self::Neighbour,
        Self::AssetAdmin,
        Self::StoreKeeper,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::Engineer => "engineer",
            Self::Colleague => "colleague",
            Self::Dispatcher => "dispatcher",
            Self::Neighbour => "neighbour",
            Self::AssetAdmin => "asset_admin",
            Self::StoreKeeper => "store_keeper",
        }
    }

    /// The person who plays it.
    #[must_use]
    pub const fn id(self) -> PersonId {
        PersonId(uuid(match self {
            Self::Requester => 1,
            Self::Engineer => 2,
            Self::Colleague => 3,
            Self::Dispatcher => 4,
            Self::Neighbour => 5,
            Self::AssetAdmin => 7,
            Self::StoreKeeper => 8,
        }))
    }
}

/// The tag of equipment that is in stock.
pub const SPARE: &str = "NB-0300";
/// The requester, as a form names them.
pub const REQUESTER: &str = "01990000-0000-7000-8000-000000000001";
/// The engineer's colleague, as a form names them.
pub const COLLEAGUE: &str = "01990000-0000-7000-8000-000000000003";
/// The neighbour, as a form names them.
pub const NEIGHBOUR: &str = "01990000-0000-7000-8000-000000000005";
/// The engineer, as a form names them.
pub const ENGINEER: &str = "01990000-0000-7000-8000-000000000002";
/// The requester's store, as a form names it.
pub const SHOP: &str = "01990000-0000-7000-8000-000000000011";
/// The neighbour's store, as a form names it.
pub const STATION: &str = "01990000-0000-7000-8000-000000000012";
/// What can be asked for, as forms name it.
pub const PRINTER: &str = "01990000-0000-7000-8000-000000000032";
/// The same, of tills.
pub const TILL: &str = "01990000-0000-7000-8000-000000000033";
/// The same, with a long name.
pub const CABLING: &str = "01990000-0000-7000-8000-000000000035";

/// The head office, as a form names it.
pub const OFFICE: &str = "01990000-0000-7000-8000-000000000013";

/// The requester's computer, as a form names it.
pub const PC: &str = "01990000-0000-7000-8000-000000000051";
/// The requester's monitor, as a form names it.
pub const MONITOR: &str = "01990000-0000-7000-8000-000000000052";
/// The requester's scanner, as a form names it.
pub const SCANNER: &str = "01990000-0000-7000-8000-000000000053";
/// The requester's printer, as a form names it.
pub const RECEIPT_PRINTER: &str = "01990000-0000-7000-8000-000000000054";
/// The engineer's notebook, as a form names it.
pub const NOTEBOOK: &str = "01990000-0000-7000-8000-000000000055";
/// The engineer's cable tester, as a form names it.
pub const TESTER: &str = "01990000-0000-7000-8000-000000000056";
/// The notebook of one who has left, as a form names it.
pub const LEFT_BEHIND: &str = "01990000-0000-7000-8000-000000000057";

/// The ticket about a till that the queue waits at, as a form names it: the id that its
/// story has.
pub const ORIGINAL: &str = "01990000-0000-7000-8000-3354420f2568";

const CITY_TEAM: TeamId = TeamId(uuid(0x21));
const FAR_TEAM: TeamId = TeamId(uuid(0x22));

const fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// Everybody and everything that the stories speak of.
#[must_use]
pub fn directory() -> Directory {
    let (shop, station, office) = (uuid(0x11), uuid(0x12), uuid(0x13));
    let asset_admin = || (vec![Role::AssetAdmin], None);
    let engineer = |team| (vec![Role::Engineer], Some(team));
    let desk = (vec![Role::Dispatcher, Role::Manager], None);
    let nobody = || (Vec::new(), None);
    let [devices, network] = [0x31, 0x34].map(|number| Some(CategoryId(uuid(number))));
    let records = [
        person(Part::Requester.id(), "王芳", shop, nobody()),
        person(Part::Engineer.id(), "顾健", office, engineer(CITY_TEAM)),
        person(Part::Colleague.id(), "李明", office, engineer(CITY_TEAM)),
        person(Part::Dispatcher.id(), "周敏", office, desk),
        person(
            Part::Neighbour.id(),
            "阿卜杜热合曼·买买提江·艾力",
            station,
            nobody(),
        ),
        person(Part::AssetAdmin.id(), "吴桐", office, asset_admin()),
        person(Part::StoreKeeper.id(), "郑洁", office, asset_admin()),
        person(PersonId(uuid(6)), "陈浩", office, engineer(FAR_TEAM)),
        left(GONE, "何雨", shop),
        store(shop, "南京路店", CITY_TEAM),
        store(
            station,
            "虹桥综合交通枢纽地下二层换乘通道三号快闪店",
            CITY_TEAM,
        ),
        store(office, "总部", FAR_TEAM),
        category(0x31, None, ["硬件设备", "Devices"], None),
        category(0x32, devices, ["打印机", "Printer"], Some((30, 240))),
        category(0x33, devices, ["收银机", "Till"], Some((15, 120))),
        category(0x34, None, ["网络通信", "Network"], None),
        category(
            0x35,
            network,
            [
                "门店综合布线、弱电间整改与临时网络点位增补",
                "In-store cabling, wiring closet repair and temporary outlets",
            ],
            Some((240, 2_880)),
        ),
    ]
    .into_iter();
    let spare = (CaseName::new("asset", SPARE), CaseId(uuid(0x41)));
    Directory {
        names: [spare].into(),
        grants: GRANTS.map(|grant| grant_of(&grant)).into(),
        labelled: GRANTS.map(|grant| labelled_of(&grant)).into(),
        originals: original().into_iter().collect(),
        ..records.collect()
    }
}

/// Somebody who has left, and held something.
const GONE: PersonId = PersonId(uuid(9));
/// The same, as a form named them while they were here.
pub const FORMER: &str = "01990000-0000-7000-8000-000000000009";

/// What people of the stories hold: its number, who, its tag and its model.
const GRANTS: [(u128, PersonId, &str, &str); 7] = [
    (0x51, Part::Requester.id(), "PC-0151", "联想 启天 M450"),
    (0x52, Part::Requester.id(), "MON-0152", "戴尔 P2422H"),
    (0x53, Part::Requester.id(), "SCN-0153", "霍尼韦尔 1470G"),
    (
        0x54,
        Part::Requester.id(),
        "PRN-0154",
        "爱普生 TM-T82 热敏票据打印机（门店二楼生鲜区备用）",
    ),
    (0x55, Part::Engineer.id(), "NB-0155", "联想 昭阳 K4e"),
    (0x56, Part::Engineer.id(), "TST-0156", "福禄克 LIQ-100"),
    (0x57, GONE, "NB-0157", "戴尔 Latitude 5440"),
];

fn grant_of((number, to, tag, model): &(u128, PersonId, &str, &str)) -> (CaseId, Vec<Grant>) {
    let grant = Grant {
        entry: CommandId(uuid(0x1000 + number)),
        to: *to,
        name: (*tag).to_owned(),
        text: (*model).to_owned(),
        stands: true,
    };
    (CaseId(uuid(*number)), vec![grant])
}

fn labelled_of((_, to, tag, model): &(u128, PersonId, &str, &str)) -> Labelled {
    Labelled {
        name: CaseName::new("asset", tag),
        label: (*tag).to_owned(),
        text: (*model).to_owned(),
        store: StoreId(uuid(0x11)),
        holder: Some(*to),
    }
}

fn original() -> Option<(CaseId, Original)> {
    let original = Original {
        opened: CommandId(uuid(0x1061)),
        title: "七号收银机打不开".to_owned(),
        store: StoreId(uuid(0x11)),
    };
    Some((ORIGINAL.parse().ok()?, original))
}

fn left(id: PersonId, name: &str, store: Uuid) -> Record {
    Record::Person(Person {
        id,
        name: name.to_owned(),
        store: StoreId(store),
        team: None,
        roles: BTreeSet::new(),
        active: false,
        former: Vec::new(),
    })
}

fn person(id: PersonId, name: &str, store: Uuid, work: (Vec<Role>, Option<TeamId>)) -> Record {
    let (roles, team) = work;
    Record::Person(Person {
        id,
        name: name.to_owned(),
        store: StoreId(store),
        team,
        roles: roles.into_iter().collect(),
        active: true,
        former: Vec::new(),
    })
}

fn store(id: Uuid, name: &str, team: TeamId) -> Record {
    Record::Store(Store {
        id: StoreId(id),
        name: name.to_owned(),
        team,
        former: Vec::new(),
    })
}

fn category(
    number: u128,
    parent: Option<CategoryId>,
    [name_zh, name_en]: [&str; 2],
    promise_min: Option<(u32, u32)>,
) -> Record {
    Record::Category(Category {
        id: CategoryId(uuid(number)),
        parent,
        name_zh: name_zh.to_owned(),
        name_en: name_en.to_owned(),
        targets: promise_min.map(|(response_min, completion_min)| Targets {
            response_min,
            completion_min,
        }),
        former_targets: Vec::new(),
    })
}
