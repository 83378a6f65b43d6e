//! Frozen fixtures: what a released version has written is read, and written
//! again, to the byte.

use super::acts;
use crate::{capabilities::Act, command::Command};
use std::{fs, path::PathBuf};

#[test]
fn every_act_ever_released_is_read_and_written_to_the_byte() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/commands");
    for name in acts::NAMES {
        let path = folder.join(format!("transfer_{name}.json"));
        let text = fs::read_to_string(&path).expect("each act has a fixture");
        let command = Command::from_json(text.trim_end()).expect("a command");
        assert_eq!(format!("{}\n", command.to_json()), text);
        let Act::Transfer(act) = &command.act else {
            panic!("{command:?}");
        };
        assert_eq!(acts::name(act), name);
    }
}
