//! Finding the cases that contain a text, by an index instead of reading all.
//!
//! People search for one or two Chinese characters as often as for a word, and an
//! index of trigrams does not know those. So each character of a case's text and
//! the one after it are a token of the index, in the order of the text. A word
//! of two characters is one such token, a longer one is a phrase of them, and a
//! single character is the beginning of a token. What is found is exactly what
//! contains each word: nothing has to be looked at again.
//!
//! The index holds no text, and is written only when the text has changed. It is
//! keyed by the number of the case's row.

use super::{fault::StoreFault, table};
use rusqlite::Connection;

/// As many digits as every character has.
const DIGITS: usize = 4;
const RADIX: u32 = 36;

/// Puts a case's text into the index, in the place of what was there.
pub fn put(connection: &Connection, n: i64, text: &str) -> Result<(), StoreFault> {
    remove(connection, n)?;
    if !text.is_empty() {
        let sql = "insert into search (rowid, text) values (?1, ?2)";
        table::run(connection, sql, (n, tokens(text)))?;
    }
    Ok(())
}

/// Takes a case out of the index.
pub fn remove(connection: &Connection, n: i64) -> Result<(), StoreFault> {
    table::run(connection, "delete from search where rowid = ?1", [n])?;
    Ok(())
}

/// Takes everything out of the index.
pub fn clear(connection: &Connection) -> Result<(), StoreFault> {
    let sql = "insert into search (search) values ('delete-all')";
    table::run(connection, sql, [])?;
    Ok(())
}

/// A search for several words, all of which are to be there, as the index understands
/// it. They are folded, as what is indexed is, and none is empty.
pub fn expression(words: &[&str]) -> String {
    let words = words.iter().map(|word| {
        let mut tokens = tokens(word);
        if tokens.len() == DIGITS {
            return tokens + "*";
        }
        // The last token, which has only one character, is another's beginning.
        tokens.truncate(tokens.len().saturating_sub(DIGITS + 1));
        format!("\"{tokens}\"")
    });
    words.collect::<Vec<_>>().join(" AND ")
}

/// A text as tokens: each character with the one after it, and the last alone.
fn tokens(text: &str) -> String {
    let mut tokens = String::with_capacity(text.len() * (2 * DIGITS + 1));
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        push(&mut tokens, letter);
        if let Some(next) = letters.peek() {
            push(&mut tokens, *next);
            tokens.push(' ');
        }
    }
    tokens
}

/// A character in digits and letters, so that no character is a separator of
/// tokens to SQLite, or is folded into another.
fn push(token: &mut String, letter: char) {
    for place in (0..DIGITS).rev() {
        let digit = u32::from(letter) / RADIX.pow(u32::try_from(place).unwrap_or_default());
        token.extend(char::from_digit(digit % RADIX, RADIX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_as_many_digits() {
        for letter in ['\0', ' ', '打', char::MAX] {
            let mut token = String::new();
            push(&mut token, letter);
            assert_eq!(token.len(), DIGITS);
            assert_eq!(u32::from_str_radix(&token, RADIX), Ok(u32::from(letter)));
        }
    }

    #[test]
    fn a_search_is_a_beginning_a_token_or_a_phrase() {
        assert_eq!(expression(&["a"]), "002p*");
        assert_eq!(expression(&["ab"]), "\"002p002q\"");
        assert_eq!(expression(&["abc"]), "\"002p002q 002q002r\"");
        assert_eq!(expression(&["ab", "c"]), "\"002p002q\" AND 002r*");
    }
}
