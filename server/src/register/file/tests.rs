//! Files as spreadsheets save them are read right by themselves, or not at all.

use super::{FileError, FileLine, Table};
use crate::register::WORDS;
use domain::{capabilities::Kind, register::Unreadable};
use encoding_rs::GB18030;

fn open(bytes: &[u8]) -> Result<Table, FileError> {
    Table::open(bytes, Kind::Asset.as_dyn().columns(), &*WORDS)
}

/// The tag and the model of each line, with the line's number.
fn lines(bytes: &[u8]) -> Vec<(usize, String, String)> {
    let table = open(bytes).expect("a table");
    let lines = table.lines().map(|line| line.expect("a line"));
    let said = |line: FileLine| {
        let cells = line.cells.expect("cells");
        let cell = |name| cells.get(name).cloned().unwrap_or_default();
        (line.number, cell("tag"), cell("model"))
    };
    lines.map(said).collect()
}

/// What is wrong with the file, or with its first line that is wrong.
fn wrong(text: &str) -> (usize, Unreadable) {
    let table = match open(text.as_bytes()) {
        Ok(table) => table,
        Err(FileError { line, why }) => return (line, why),
    };
    let mut errors = table.lines().filter_map(|line| match line {
        Err(FileError { line, why }) => Some((line, why)),
        Ok(line) => line.cells.err().map(|why| (line.number, why)),
    });
    errors.next().expect("something that is wrong")
}

fn utf_16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

const TEXT: &str = "资产编号,型号\r\nIT-1,㑇𠮷€打印机\r\nIT-2,\"a,\"\"b\"\"\"\r\n";

#[test]
fn the_same_file_is_the_same_however_a_spreadsheet_saved_it() {
    let expected = lines(TEXT.as_bytes());
    assert_eq!(
        expected[0],
        (2, "IT-1".to_owned(), "㑇𠮷€打印机".to_owned())
    );
    assert_eq!(expected[1], (3, "IT-2".to_owned(), "a,\"b\"".to_owned()));
    let (chinese, _, is_lossy) = GB18030.encode(TEXT);
    assert!(!is_lossy);
    let tabs = TEXT.replacen(',', "\t", 2).replacen("2,", "2\t", 1);
    let quoted = TEXT.replacen("资产编号", "\"资产编号\"", 1);
    let semicolons = TEXT.replacen(',', ";", 2).replacen("2,", "2;", 1);
    let mixed = TEXT.replacen("\r\n", "\r", 1).replacen("\r\n", "\n", 1);
    for bytes in [
        format!("\u{feff}{TEXT}").into_bytes(),
        chinese.into_owned(),
        utf_16(&tabs),
        tabs.into_bytes(),
        quoted.clone().into_bytes(),
        format!("\u{feff}{quoted}").into_bytes(),
        semicolons.into_bytes(),
        mixed.into_bytes(),
    ] {
        assert_eq!(
            lines(&bytes),
            expected,
            "{}",
            String::from_utf8_lossy(&bytes)
        );
    }
    // Where the first letter of Chinese comes late.
    let long = format!("tag,model\n{}X,终端\n", "IT-0,HK\n".repeat(20_000));
    assert_eq!(lines(long.as_bytes()).last().expect("a line").2, "终端");
}

#[test]
fn what_is_in_no_known_encoding_is_refused_whole_with_its_first_bad_line() {
    let broken = |at: &str, by: &[u8]| [TEXT.as_bytes(), at.as_bytes(), by].concat();
    for by in [&b"\xff\xff,x\r\n"[..], b"\x80,x\xfe\xfe\n", b"\xe4\xb8"] {
        let error = open(&broken("IT-3,x\r\nIT-4,", by)).expect_err("no text");
        assert_eq!((error.line, error.why), (5, Unreadable::NoText), "{by:?}");
    }
    let zero = open(b"tag,model\n1,a\n2,\0").expect_err("no text");
    assert_eq!((zero.line, zero.why), (3, Unreadable::NoText));
}

#[test]
fn lines_are_numbered_as_editors_number_them() {
    let text = "\n\ntag,model\n\n1,\"a\nb\"\n2,c\n,\n\n3,d\n";
    let numbers: Vec<usize> = lines(text.as_bytes()).iter().map(|it| it.0).collect();
    assert_eq!(numbers, [5, 7, 10]);
    let (line, why) = wrong("tag,model\r\n1,\"a\r\nb\"\r\n2\r\n");
    let few = Unreadable::WrongCells {
        cells: 1,
        columns: 2,
    };
    assert_eq!((line, why), (4, few));
    let (line, why) = wrong("tag,model\n1,a,b,\n");
    let many = Unreadable::WrongCells {
        cells: 4,
        columns: 2,
    };
    assert_eq!((line, why), (2, many));
    let open_quote = format!("tag,model\n1,\"a\n{}", "2,b\n".repeat(2_000));
    assert_eq!(wrong(&open_quote), (2, Unreadable::TooLong));
}

#[test]
fn empty_columns_and_lines_count_nowhere_and_nothing_stands_below_no_header() {
    let empty = format!("tag,model,,,\n1,a,,,\n{}", ",,,,\n".repeat(300));
    assert_eq!(lines(empty.as_bytes()).len(), 1);
    let value = "x".to_owned();
    assert_eq!(
        wrong("tag,,model\n1,,a\n2,x,b\n"),
        (3, Unreadable::Nameless { value })
    );
    let value = "x".to_owned();
    assert_eq!(
        wrong("tag,model,\n1,a,x\n"),
        (2, Unreadable::Nameless { value })
    );
}

#[test]
fn headers_are_known_in_both_languages_and_each_is_there_once() {
    for headers in [
        "tag,model",
        "TAG,Model",
        " 资产编号 ,型 号",
        "Tag,型号（规格）",
        "资产编号（必填）,model",
    ] {
        assert_eq!(
            lines(format!("{headers}\n1,a\n").as_bytes()).len(),
            1,
            "{headers}"
        );
    }
    let doubled = Unreadable::DoubledColumn {
        header: "Tag".to_owned(),
    };
    assert_eq!(wrong("资产编号,Tag\n"), (1, doubled));
    let unknown = Unreadable::UnknownColumn {
        header: "colour".to_owned(),
    };
    assert_eq!(wrong("tag,colour\n"), (1, unknown));
    let title = "资产编号".to_owned();
    assert_eq!(wrong("model,serial\n"), (1, Unreadable::NoKey { title }));
    assert_eq!(wrong(""), (1, Unreadable::Empty));
    // The reasons of lines that were refused before are passed over.
    let again = "未导入原因,tag,model\n没有,1,a\n";
    assert_eq!(lines(again.as_bytes())[0].1, "1");
}
