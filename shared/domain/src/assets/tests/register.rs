//! What a line of the register means, cell by cell, and what labels say.

use super::acts::{asset, details, history, in_state, received};
use crate::{
    assets::{AssetAct, AssetState, Correction, Details},
    capabilities::{Act, Case, Kind, Refusal},
    directory::{Directory, Store},
    ids::{CommandId, StoreId},
    register::{CellError, Index, Line, Records},
    tickets::people::{ANA, BUND, EAST, EVERYBODY, HARBOUR, IVO, KAI, MEI, directory, uuid},
    words::{Language, Words},
};
use std::{collections::BTreeMap, fs, path::PathBuf};

const ID: CommandId = CommandId(uuid(77));

/// A new asset as a line says it.
const NEW: [(&str, &str); 8] = [
    ("tag", "IT-7"),
    ("serial", "SN-7"),
    ("model", "HK716"),
    ("category", "收银机"),
    ("bought", "2025/3/4"),
    ("price", "¥1,299.5"),
    ("store", "The Bund"),
    ("condition", "良好"),
];

/// The people who are there, two of them of one name.
fn records() -> (Directory, Index) {
    let mut directory = directory();
    let stores = [(BUND, "The Bund"), (HARBOUR, "Harbour")];
    for (id, name) in stores {
        let store = Store {
            id,
            name: name.to_owned(),
            team: EAST,
            former: Vec::new(),
        };
        directory.stores.insert(id, store);
    }
    for id in [MEI, ANA] {
        let person = directory.people.get_mut(&id).expect("somebody");
        person.name = "王伟".to_owned();
    }
    let index = index(&directory);
    (directory, index)
}

fn index(directory: &Directory) -> Index {
    let mut index = Index::default();
    for store in directory.stores.values() {
        index.put_store(store);
    }
    for (id, name) in EVERYBODY {
        let login = format!("{}@hengli", name.to_lowercase());
        index.put_person(&directory.people[&id], Some(&login));
    }
    index
}

fn read_in(
    (directory, index): &(Directory, Index),
    case: Option<&Case>,
    cells: &[(&'static str, &str)],
) -> Result<Vec<AssetAct>, Vec<CellError>> {
    let words = Language::ALL.map(|language| Words::new(language, &[]));
    let cells = cells
        .iter()
        .map(|(column, cell)| (*column, (*cell).to_owned()));
    let line = Line {
        cells: &cells.collect(),
        records: Records {
            directory,
            index,
            words: &words,
        },
        id: ID,
        reason: "盘点",
    };
    let acts = Kind::Asset.as_dyn().read_line(case, &line)?;
    let acts = acts.into_iter().map(|act| match act {
        Act::Asset(act) => act,
        other => panic!("{other:?}"),
    });
    Ok(acts.collect())
}

fn read(
    case: Option<&Case>,
    cells: &[(&'static str, &str)],
) -> Result<Vec<AssetAct>, Vec<CellError>> {
    read_in(&records(), case, cells)
}

/// A new asset, with these cells instead.
fn new(cells: &[(&'static str, &'static str)]) -> Result<Vec<AssetAct>, Vec<CellError>> {
    let cells: BTreeMap<_, _> = NEW.iter().chain(cells).copied().collect();
    read(None, &Vec::from_iter(cells))
}

fn new_details(cells: &[(&'static str, &'static str)]) -> Details {
    match new(cells).expect("a line that can be read").remove(0) {
        AssetAct::Receive { details } => details,
        other => panic!("{other:?}"),
    }
}

/// In which columns something is wrong.
fn wrong(read: Result<Vec<AssetAct>, Vec<CellError>>) -> Vec<&'static str> {
    let errors = read.expect_err("errors");
    let columns = errors.into_iter().map(|error| error.column);
    columns.map(|column| column.expect("a column")).collect()
}

#[test]
fn a_new_tag_is_received_into_the_store_as_the_line_says() {
    let details = new_details(&[]);
    assert_eq!((details.tag.as_str(), details.store), ("IT-7", BUND));
    assert_eq!(
        details.bought.map(|it| it.to_string()).as_deref(),
        Some("2025-03-04")
    );
    assert_eq!(
        details.price.map(|it| it.to_string()).as_deref(),
        Some("1299.50")
    );
    for (text, word) in [
        ("Good", "good"),
        ("GOOD", "good"),
        ("磨损", "worn"),
        ("worn", "worn"),
    ] {
        assert_eq!(new_details(&[("condition", text)]).condition.as_str(), word);
    }
    assert_eq!(new_details(&[("store", " the bund")]).store, BUND);
    assert!(wrong(new(&[("condition", "一般")])).contains(&"condition"));
    assert_eq!(wrong(new(&[("store", "外滩")])), ["store"]);
    assert_eq!(
        wrong(new(&[("store", ""), ("model", ""), ("tag", "")])),
        ["tag", "model", "store"]
    );
}

#[test]
fn what_a_spreadsheet_makes_of_a_long_number_is_an_error_and_nothing_else_is_a_number() {
    for (tag, serial) in [
        ("00123", "862345060123450000"),
        ("219E01BE", "219E01"),
        ("1E5", "0"),
    ] {
        let details = new_details(&[("tag", tag), ("serial", serial)]);
        assert_eq!((&*details.tag, &*details.serial), (tag, serial));
    }
    assert_eq!(wrong(new(&[("serial", "8.93901E+18")])), ["serial"]);
    assert_eq!(
        wrong(new(&[("tag", "2.19e+03"), ("serial", "1E-05")])),
        ["tag", "serial"]
    );
}

#[test]
fn days_and_amounts_that_may_be_two_things_are_errors() {
    for day in ["04/03/2025", "2025-02-30", "待定"] {
        assert_eq!(
            wrong(new(&[("bought", day), ("price", "1,5")])),
            ["bought", "price"]
        );
    }
    assert_eq!(new_details(&[("bought", ""), ("price", "")]).bought, None);
    assert_eq!(new_details(&[("bought", "45720")]).bought, details().bought);
}

#[test]
fn a_known_tag_corrects_what_differs_and_nothing_else() {
    let case = received();
    let said = |cells: &[(&'static str, &str)]| read(Some(&case), cells);
    // What stands there, however it is written, and what is left out or empty.
    let same = [
        ("tag", "ＰＯＳ－0107"),
        ("serial", ""),
        ("bought", "2025年3月4日"),
        ("price", "1,299.50"),
        ("condition", "全新"),
        ("state", "在库"),
    ];
    assert_eq!(said(&same), Ok(vec![]));
    assert_eq!(said(&[("tag", "POS-0107")]), Ok(vec![]));
    let acts = said(&[("tag", "POS-0107"), ("serial", "SN-1"), ("price", "<清空>")]);
    let corrections = vec![
        Correction::Serial {
            from: "SN-8842".to_owned(),
            to: "SN-1".to_owned(),
        },
        Correction::Price {
            from: details().price,
            to: None,
        },
    ];
    let reason = "盘点".to_owned();
    assert_eq!(
        acts,
        Ok(vec![AssetAct::Correct {
            corrections,
            reason
        }])
    );
    let cleared = said(&[
        ("tag", "POS-0107"),
        ("model", "<CLEAR>"),
        ("condition", "<clear>"),
    ]);
    assert_eq!(wrong(cleared), ["model", "condition"]);
}

#[test]
fn a_line_changes_nobodys_custody() {
    let held = in_state(AssetState::InUse);
    assert_eq!(asset(&held).holder(), Some(MEI));
    let said = |holder: &'static str| read(Some(&held), &[("tag", "POS-0107"), ("holder", holder)]);
    // Two are called so, and the holder is one of them: nothing would change.
    for holder in ["", "王伟", "mei@hengli", " MEI@HENGLI"] {
        assert_eq!(said(holder), Ok(vec![]), "{holder}");
    }
    for holder in ["Lan", "ana@hengli", "<清空>", "nobody", "10086"] {
        assert_eq!(wrong(said(holder)), ["holder"], "{holder}");
    }
    let stock = in_state(AssetState::InStock);
    let said = read(
        Some(&stock),
        &[("tag", "POS-0107"), ("holder", "Lan"), ("state", "在用")],
    );
    assert_eq!(wrong(said), ["holder", "state"]);
}

#[test]
fn a_new_asset_is_issued_to_the_one_person_who_is_meant() {
    for holder in ["Lan", "lan@hengli"] {
        let acts = new(&[("holder", holder), ("state", "在用")]).expect("acts");
        let AssetAct::Issue { custody, to, store } = acts[1] else {
            panic!("{acts:?}");
        };
        assert_eq!((custody, store), (ID, BUND));
        assert_ne!(to, MEI);
    }
    let ambiguous = new(&[("holder", "王伟")]).expect_err("two of one name");
    let said = Words::new(Language::Chinese, &[]).say(&ambiguous[0].message, &Directory::default());
    for candidate in ["mei@hengli (The Bund)", "ana@hengli (Harbour)"] {
        assert!(said.contains(candidate), "{said}");
    }
    for holder in ["nobody", "10086", "Ivo"] {
        assert_eq!(wrong(new(&[("holder", holder)])), ["holder"]);
    }
    assert_eq!(wrong(new(&[("state", "已报废")])), ["state"]);
    assert!(!directory().people[&IVO].active);
}

#[test]
fn what_the_register_says_of_an_asset_changes_nothing_when_it_comes_back() {
    let (mut directory, _) = records();
    // Another store of the same name: the one that the asset has is meant.
    let twin = Store {
        id: StoreId(uuid(109)),
        ..directory.stores[&BUND].clone()
    };
    directory.stores.insert(twin.id, twin);
    let columns = Kind::Asset.as_dyn().columns();
    for state in AssetState::ALL {
        let case = in_state(state);
        for language in Language::ALL {
            let words = Words::new(language, &[]);
            let cells = case.as_dyn().line(&directory, &words);
            assert_eq!(cells.len(), columns.len());
            let cells: Vec<_> = columns.iter().map(|it| it.name).zip(cells).collect();
            let cells: Vec<_> = cells
                .iter()
                .map(|(name, cell)| (*name, cell.as_str()))
                .collect();
            let records = (directory.clone(), index(&directory));
            assert_eq!(
                read_in(&records, Some(&case), &cells),
                Ok(vec![]),
                "{cells:?}"
            );
        }
    }
}

/// A phone takes any serial number; the file that is given out says it as it is.
#[test]
fn what_looks_spoilt_or_like_the_clearing_word_changes_nothing_where_it_stands() {
    for text in ["1E+10", "<清空>", "<clear>", " <CLEAR> "] {
        let details = Details {
            serial: text.to_owned(),
            model: text.to_owned(),
            category: text.to_owned(),
            ..details()
        };
        let case = history([(KAI, AssetAct::Receive { details })]).case;
        let said = |serial: &str| {
            let cells = [
                ("tag", "POS-0107"),
                ("serial", serial),
                ("model", text),
                ("category", text),
            ];
            read(case.as_ref(), &cells)
        };
        assert_eq!(said(text), Ok(vec![]), "{text}");
        assert_eq!(said(text.trim()), Ok(vec![]), "{text}");
        // Something else that is spoilt is still told.
        assert_eq!(wrong(said("2E+10")), ["serial"]);
    }
}

#[test]
fn asset_admins_alone_keep_the_register_and_no_other_kind_has_one() {
    let directory = directory();
    for (who, name) in EVERYBODY {
        let may = Kind::Asset
            .as_dyn()
            .may_keep_register(&directory.people[&who]);
        assert_eq!(may.is_ok(), who == KAI, "{name}");
    }
    let kai = &directory.people[&KAI];
    assert_eq!(
        Kind::Ticket.as_dyn().may_keep_register(kai),
        Err(Refusal::OtherKind)
    );
    assert_eq!(Kind::Ticket.as_dyn().columns(), []);
}

#[test]
fn one_label_of_every_form_ever_printed_opens_its_asset() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/labels.txt");
    let labels = fs::read_to_string(path).expect("the labels");
    let labels = labels.lines().filter(|line| !line.starts_with('#'));
    let kind = Kind::Asset.as_dyn();
    let mut forms = 0;
    for (label, tag) in labels.filter_map(|line| line.split_once('\t')) {
        assert_eq!(
            kind.name_meant_by(label),
            kind.name_meant_by(tag),
            "{label}"
        );
        assert!(kind.name_meant_by(tag).is_some());
        forms += 1;
    }
    assert!(forms >= 4);
    let label = received().as_dyn().label().expect("a label");
    assert_eq!((&*label.title, &*label.text), ("POS-0107", "HK716"));
    assert_eq!(
        kind.name_meant_by(&label.code),
        kind.name_meant_by("pos-0107")
    );
    // In a file, too, and what was misread nowhere.
    let details = new_details(&[("tag", "fl1:asset:it-000123:ab")]);
    assert_eq!(details.tag, "it-000123");
}
