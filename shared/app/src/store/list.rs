//! A window of a list: the first rows of those that a search finds, and how many
//! it finds in all.

use super::{
    cases,
    fault::StoreFault,
    relations, search,
    table::{self, case_of},
};
use domain::{
    capabilities::Case,
    ids::{CaseId, CommandId},
    text::folded,
    words::Message,
};
use rusqlite::{Connection, Params};

/// Up to so many found cases are put into order. Of more, the list is read in its
/// order until the window is full, which is soon.
const SORTED_MAX: u32 = 1_000;

/// Of a search, so many words are looked for.
const WORDS_MAX: usize = 8;

const COLUMNS: &str = "c.id, c.folded,
    (select group_concat(hex(p.command_id), ' ') from pending p where p.case_id = c.id),
    (select m.message from marks m where m.about = c.id limit 1)";
const ORDER: &str = "order by l.is_closed, l.rank, l.tie, l.n";

/// A case as its row in the file tells it.
#[derive(Clone, Debug)]
pub struct FoldedRow {
    pub id: CaseId,
    /// The case; none if only a newer version of the app can read it.
    pub case: Option<Case>,
    /// What of it is pending.
    pub pending: Vec<CommandId>,
    /// What another case says of it.
    pub mark: Option<Message>,
}

/// The first rows of a list, and how many there are.
pub fn window(
    connection: &Connection,
    list: &str,
    search: &str,
    limit: u32,
) -> Result<(Vec<FoldedRow>, u32), StoreFault> {
    let search = folded(search);
    let words: Vec<&str> = search.split_whitespace().take(WORDS_MAX).collect();
    if words.is_empty() {
        let sql = "select count(*) from listings where list = ?1";
        let total = table::count(connection, sql, [list])?;
        let sql = format!(
            "select {COLUMNS} from listings l cross join cases c on c.n = l.n
             where l.list = ?1 {ORDER} limit ?2"
        );
        return Ok((rows(connection, &sql, (list, limit))?, total));
    }
    let expression = search::expression(&words);
    let sql = "select count(*) from search s cross join listings l on l.n = s.rowid
               where s.text match ?2 and l.list = ?1";
    let total = table::count(connection, sql, (list, &expression))?;
    let rows = if total <= SORTED_MAX {
        sorted(connection, list, &expression, limit)
    } else {
        read_in_order(connection, list, &words, limit)
    };
    Ok((rows?, total))
}

/// The cases, called `c`, of which a condition holds.
pub fn matching(
    connection: &Connection,
    condition: &str,
    params: impl Params,
) -> Result<Vec<FoldedRow>, StoreFault> {
    let sql = format!("select {COLUMNS} from cases c where {condition}");
    rows(connection, &sql, params)
}

fn sorted(
    connection: &Connection,
    list: &str,
    expression: &str,
    limit: u32,
) -> Result<Vec<FoldedRow>, StoreFault> {
    let sql = format!(
        "select {COLUMNS} from search s cross join listings l on l.n = s.rowid
         cross join cases c on c.n = l.n
         where s.text match ?2 and l.list = ?1 {ORDER} limit ?3"
    );
    rows(connection, &sql, (list, expression, limit))
}

fn read_in_order(
    connection: &Connection,
    list: &str,
    words: &[&str],
    limit: u32,
) -> Result<Vec<FoldedRow>, StoreFault> {
    let sql = format!(
        "select {COLUMNS} from listings l cross join cases c on c.n = l.n
         where l.list = ?1 and not exists (
             select 1 from json_each(?2) word where instr(c.search_text, word.value) = 0)
         {ORDER} limit ?3"
    );
    let words = serde_json::to_string(words)?;
    rows(connection, &sql, (list, words, limit))
}

fn rows(
    connection: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<Vec<FoldedRow>, StoreFault> {
    let found = table::all(connection, sql, params, |row| {
        let folded: Option<String> = row.get(1)?;
        let pending: Option<String> = row.get(2)?;
        Ok((case_of(row.get(0)?), folded, pending, row.get(3)?))
    })?;
    let mut rows = Vec::new();
    for (id, folded, pending, mark) in found {
        let case = cases::folded(connection, id, folded)?;
        let pending = pending.iter().flat_map(|ids| ids.split(' '));
        rows.push(FoldedRow {
            id,
            case,
            pending: pending.filter_map(|id| id.parse().ok()).collect(),
            mark: relations::mark(mark),
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::Ids,
        store::tests::{opened, run, submit},
    };
    use std::collections::BTreeSet;
    use tempfile::TempDir;

    /// Letters that come together often, of one byte and more, and what SQL, the
    /// index and the lower case could stumble over.
    const LETTERS: [&str; 12] = [
        "打", "印", "机", "打印", "a", "B", "%", "_", "\"", "' ", "İ", "😀",
    ];

    fn text(random: &mut Ids, letters: u64) -> String {
        let mut draw = |below| usize::try_from(random.below(below)).unwrap();
        let count = 1 + draw(letters);
        (0..count).map(|_| LETTERS[draw(12)]).collect()
    }

    #[test]
    fn the_index_finds_what_a_scan_finds() {
        let folder = TempDir::new().unwrap();
        let mut store = opened(folder.path());
        let mut random = Ids::new([3; 32]);
        for n in 0..60 {
            run(&mut store, submit(n, &text(&mut random, 12))).unwrap();
        }
        let connection = &store.connection;
        let texts = table::all(connection, "select id, search_text from cases", [], |row| {
            Ok((case_of(row.get(0)?), row.get::<_, String>(1)?))
        });
        let texts = texts.unwrap();
        let list = table::first(connection, "select list from listings", [], |row| {
            row.get::<_, String>(0)
        });
        let list = list.unwrap().unwrap();
        for _ in 0..400 {
            let search = text(&mut random, 4);
            let plain = folded(&search);
            let words: Vec<&str> = plain.split_whitespace().collect();
            let has_all = |text: &str| words.iter().all(|word| text.contains(word));
            let scanned = texts.iter().filter(|(_, text)| has_all(text));
            let scanned: BTreeSet<CaseId> = scanned.map(|(id, _)| *id).collect();
            let (found, total) = window(connection, &list, &search, 100).unwrap();
            let ids: BTreeSet<CaseId> = found.iter().map(|row| row.id).collect();
            assert_eq!(
                (ids, total as usize),
                (scanned.clone(), scanned.len()),
                "{search}"
            );
            if !words.is_empty() {
                let read = read_in_order(connection, &list, &words, 100).unwrap();
                let order = |rows: &[FoldedRow]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
                assert_eq!(order(&read), order(&found), "{search}");
            }
        }
    }

    #[test]
    fn words_are_found_in_any_order_width_and_composition() {
        let folder = TempDir::new().unwrap();
        let mut store = opened(folder.path());
        run(&mut store, submit(1, "１２号收银机 Café 打不开")).unwrap();
        let connection = &store.connection;
        let list = table::first(connection, "select list from listings", [], |row| {
            row.get::<_, String>(0)
        });
        let list = list.unwrap().unwrap();
        let found = |search: &str| window(connection, &list, search, 10).unwrap().1;
        for search in [
            "12号",
            "１２号",
            "打不开 12",
            " CAFE\u{301}\u{3000}收银机 ",
            "é 开 号",
        ] {
            assert_eq!(found(search), 1, "{search}");
        }
        for search in ["打不开 13", "收银机 关不上", "号12"] {
            assert_eq!(found(search), 0, "{search}");
        }
    }

    #[test]
    fn what_is_not_here_any_more_is_not_found() {
        let folder = TempDir::new().unwrap();
        let mut store = opened(folder.path());
        run(&mut store, submit(1, "卡纸")).unwrap();
        let count = |store: &crate::store::Store| {
            let sql = "select count(*) from search where text match ?1";
            table::count(&store.connection, sql, [search::expression(&["卡纸"])]).unwrap()
        };
        assert_eq!(count(&store), 1);
        let id = case_of(*uuid::Uuid::from_u128(1_001).as_bytes());
        cases::remove(&store.connection, id).unwrap();
        assert_eq!(count(&store), 0);
        run(&mut store, submit(2, "卡纸")).unwrap();
        run(&mut store, crate::store::Task::SignOut).unwrap();
        assert_eq!(count(&store), 0);
    }
}
