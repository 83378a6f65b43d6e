//! Rust's sources as tokens, flat: groups as their brackets and what is within.
//! Comments and all literals but texts are left out.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::LitStr;

/// What a source is made of here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A name or a keyword.
    Word(String),
    /// `::`, or any other single sign.
    Mark(&'static str),
    /// What a literal text says.
    Text(String),
}

/// The signs that are told apart, besides brackets and `::`.
const MARKS: [&str; 5] = [",", ";", "#", "*", "="];

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

/// Whether a source declares a module whose text is in another file.
pub fn declares(source: &str, module: &str) -> bool {
    let tokens = tokens(source);
    tokens
        .windows(3)
        .any(|three| three.iter().map(Token::text).eq(["mod", module, ";"]))
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
    let stream: TokenStream = source.parse().expect("a source is Rust");
    let mut tokens = Vec::new();
    flatten(stream, &mut tokens);
    tokens
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Ident(ident) => tokens.push(Token::Word(ident.to_string())),
            TokenTree::Literal(literal) => {
                let text = syn::parse_str::<LitStr>(&literal.to_string());
                tokens.extend(text.map(|text| Token::Text(text.value())));
            }
            TokenTree::Group(group) => {
                let [open, close] = brackets(group.delimiter());
                tokens.extend(open.map(Token::Mark));
                flatten(group.stream(), tokens);
                tokens.extend(close.map(Token::Mark));
            }
            TokenTree::Punct(punct) => {
                // A comment for the documentation has become `#[doc = "…"]`, or
                // `#![doc = "…"]` within what it is about.
                if punct.as_char() == '#' {
                    trees.next_if(|next| matches!(next, TokenTree::Punct(_)));
                    if trees.next_if(is_doc).is_some() {
                        continue;
                    }
                }
                let is_path = punct.as_char() == ':' && punct.spacing() == Spacing::Joint;
                if is_path && trees.next_if(is_colon).is_some() {
                    tokens.push(Token::Mark("::"));
                    continue;
                }
                let sign = punct.as_char().to_string();
                let mark = MARKS.iter().find(|mark| **mark == sign);
                tokens.push(Token::Mark(mark.unwrap_or(&".")));
            }
        }
    }
}

fn is_doc(tree: &TokenTree) -> bool {
    let TokenTree::Group(group) = tree else {
        return false;
    };
    let first = group.stream().into_iter().next();
    matches!(first, Some(TokenTree::Ident(name)) if name == "doc")
}

fn is_colon(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ':')
}

const fn brackets(delimiter: Delimiter) -> [Option<&'static str>; 2] {
    match delimiter {
        Delimiter::Brace => [Some("{"), Some("}")],
        Delimiter::Parenthesis => [Some("("), Some(")")],
        Delimiter::Bracket => [Some("["), Some("]")],
        Delimiter::None => [None, None],
    }
}
