//! Frozen fixtures: what a released version has written is read, and written
//! again, to the byte.
//!
//! A fixture is never changed. What has to differ is a new act beside the old
//! one, with a fixture of its own.

use super::acts;
use crate::{
    capabilities::{Act, Kind},
    case::{RecordedEntry, fold},
    command::Command,
    time::Timestamp,
};
use std::{collections::BTreeSet, fs, path::PathBuf};

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

#[test]
fn every_act_ever_released_is_read_and_written_to_the_byte() {
    let mut seen = BTreeSet::new();
    for file in fs::read_dir(folder("commands")).expect("the folder") {
        let path = file.expect("a file").path();
        let text = fs::read_to_string(&path).expect("a text");
        let command = Command::from_json(text.trim_end()).expect("a command");
        assert_eq!(
            format!("{}\n", command.to_json()),
            text,
            "{}",
            path.display()
        );
        let Act::Ticket(act) = &command.act else {
            continue;
        };
        let named = format!("ticket_{}.json", acts::name(act));
        assert_eq!(
            path.file_name().and_then(|name| name.to_str()),
            Some(named.as_str())
        );
        seen.insert(acts::name(act));
    }
    let all: BTreeSet<_> = acts::NAMES.iter().copied().collect();
    assert_eq!(seen, all, "each act has a fixture");
}

#[test]
fn a_command_with_a_field_too_many_is_none_however_deep_it_stands() {
    let path = folder("commands").join("ticket_submit.json");
    let text = fs::read_to_string(path).expect("a text");
    let wholes = ["{\"id\"", "{\"category\"", "{\"response_min\""];
    for whole in wholes {
        let more = whole.replace('{', "{\"mood\":1,");
        let more = text.replace(whole, &more);
        assert_ne!(more, text);
        assert!(Command::from_json(more.trim_end()).is_err(), "{more}");
    }
}

/// An entry as a fixture holds it: its receipt, or `pending`, and its command.
fn entry(line: &str) -> RecordedEntry {
    let (received, json) = line.split_once(' ').expect("two parts");
    RecordedEntry {
        json: json.to_owned(),
        received: received.parse().ok().map(Timestamp),
    }
}

#[test]
fn a_history_ever_recorded_folds_to_what_it_folded_to() {
    let read = |name: &str| fs::read_to_string(folder("histories").join(name)).expect("a text");
    let entries: Vec<_> = read("ticket.txt").lines().map(entry).collect();
    let history = fold(Kind::Ticket, &entries);
    let folded = serde_json::to_string_pretty(&history.case).expect("it has a JSON form");
    assert_eq!(folded + "\n", read("ticket.folded.json"));
    let superseded: Vec<_> = history
        .entries
        .iter()
        .map(|entry| &entry.superseded)
        .collect();
    let superseded = serde_json::to_string_pretty(&superseded).expect("they have a JSON form");
    assert_eq!(superseded + "\n", read("ticket.superseded.json"));
}
