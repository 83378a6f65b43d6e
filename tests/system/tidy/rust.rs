//! Rust's sources as tokens: as much of the language as the house rules ask
//! for, and no more. Comments and literals are left out.

/// What a source is made of here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A name or a keyword.
    Word(String),
    /// `::`, or any other single sign.
    Mark(&'static str),
    /// A text, without its quotes.
    Text(String),
}

const MARKS: [&str; 12] = ["::", "{", "}", "(", ")", "[", "]", ",", ";", "#", "*", "="];

impl Token {
    /// A word or sign as it is written; nothing for a text.
    pub fn text(&self) -> &str {
        match self {
            Self::Word(word) => word,
            Self::Mark(mark) => mark,
            Self::Text(_) => "",
        }
    }
}

/// A source's tokens, without the items that are compiled for tests only.
pub fn without_tests(source: &str) -> Vec<Token> {
    const ATTRIBUTE: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let tokens = tokens(source);
    let mut kept = Vec::new();
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let begin = rest.iter().take(ATTRIBUTE.len()).map(Token::text);
        if begin.eq(ATTRIBUTE) {
            rest = &rest[ATTRIBUTE.len()..];
            rest = &rest[item(rest)..];
        } else {
            kept.push(rest[0].clone());
            rest = &rest[1..];
        }
    }
    kept
}

/// How many tokens an item takes: to its `;`, or to the end of its block.
fn item(tokens: &[Token]) -> usize {
    let mut depth = 0;
    for (place, token) in tokens.iter().enumerate() {
        depth += match token.text() {
            "{" | "(" | "[" => 1,
            "}" | ")" | "]" => -1,
            _ => 0,
        };
        if depth == 0 && matches!(token.text(), ";" | "}") {
            return place + 1;
        }
    }
    tokens.len()
}

fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let (token, length) = if rest.starts_with("//") {
            (None, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (None, comment(rest))
        } else if let Some((text, length)) = text(rest) {
            (Some(Token::Text(text.to_owned())), length)
        } else if first == '\'' {
            (None, quoted(rest))
        } else if is_of_word(first) {
            let length = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            (Some(Token::Word(rest[..length].to_owned())), length)
        } else if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            (Some(Token::Mark(mark)), mark.len())
        } else if first.is_whitespace() {
            (None, first.len_utf8())
        } else {
            (Some(Token::Mark(".")), first.len_utf8())
        };
        tokens.extend(token);
        rest = &rest[length..];
    }
    tokens
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of a block comment, which may have others within.
fn comment(source: &str) -> usize {
    let mut depth = 0;
    let mut place = 0;
    while place < source.len() {
        let rest = &source[place..];
        if rest.starts_with("/*") {
            depth += 1;
            place += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            place += 2;
            if depth == 0 {
                break;
            }
        } else {
            place += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    place
}

/// The text that a source begins with, if it does, and the length of all of it.
fn text(source: &str) -> Option<(&str, usize)> {
    let literal = source.trim_start_matches(['b', 'c', 'r']);
    let prefix = source.len() - literal.len();
    let is_raw = source[..prefix].ends_with('r');
    let hashes = literal.len() - literal.trim_start_matches('#').len();
    if prefix > 2 || (hashes > 0 && !is_raw) || !literal[hashes..].starts_with('"') {
        return None;
    }
    let inside = &literal[hashes + 1..];
    let end = if is_raw {
        inside.find(&format!("\"{}", "#".repeat(hashes)))?
    } else {
        end_of_text(inside)?
    };
    Some((&inside[..end], prefix + hashes + 1 + end + 1 + hashes))
}

/// Where the quote is that ends a text.
fn end_of_text(inside: &str) -> Option<usize> {
    let mut is_escaped = false;
    inside
        .char_indices()
        .find(|(_, c)| {
            let is_end = *c == '"' && !is_escaped;
            is_escaped = *c == '\\' && !is_escaped;
            is_end
        })
        .map(|(place, _)| place)
}

/// The length of a character's literal, or of the sign that begins a lifetime.
fn quoted(source: &str) -> usize {
    let inside = &source[1..];
    let mut characters = inside.char_indices();
    match characters.next() {
        Some((_, '\\')) => inside[2..].find('\'').map_or(1, |end| 1 + 2 + end + 1),
        Some(_) => match characters.next() {
            Some((end, '\'')) => 1 + end + 1,
            _ => 1,
        },
        None => 1,
    }
}
