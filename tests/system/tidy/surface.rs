//! The documentation of what shells load: the only one that who writes a shell
//! has. A type of the surface is declared a second time, for the generator, so its
//! sentences stand twice, and both must be the same. Links are left out of account:
//! they lead to Rust's names.

use super::{assert_none, sources};
use std::{collections::BTreeMap, path::Path};
use syn::{Attribute, Expr, Fields, Item, Lit, Meta};

/// What is said of a type and its parts, by `Type`, `Type.field` and
/// `Type.Variant.field`.
type Sentences = BTreeMap<String, String>;

const SURFACE: &str = "shared/ffi/src/";
const HOMES: [&str; 2] = ["shared/app/src/", "shared/domain/src/"];

#[test]
fn the_surface_says_of_every_type_what_its_home_says() {
    let (mut surface, mut homes) = (Sentences::new(), BTreeMap::<String, Vec<Sentences>>::new());
    for (name, text) in sources() {
        let is_home = HOMES.iter().any(|home| name.starts_with(home));
        let is_rust = Path::new(&name).extension().is_some_and(|it| it == "rs");
        if !is_rust || !(is_home || name.starts_with(SURFACE)) {
            continue;
        }
        for item in syn::parse_file(&text).unwrap().items {
            if let (true, Some((of, said))) = (is_home, sentences(&item)) {
                homes.entry(of).or_default().push(said);
            } else if is_remote(&item) {
                surface.extend(sentences(&item).unwrap_or_default().1);
            }
        }
    }
    assert!(surface.len() > 150, "the surface was not found");
    let mut found = Vec::new();
    for (part, said) in surface {
        let of = part.split('.').next().unwrap_or_default();
        let home = homes.get(of).into_iter().flatten();
        let said_at_home: Vec<&String> = home.filter_map(|home| home.get(&part)).collect();
        if said.is_empty() {
            found.push(format!("{part}: nothing is said of it"));
        } else if !said_at_home.contains(&&said) {
            found.push(format!("{part}: {said:?}, at home {said_at_home:?}"));
        }
    }
    assert_none(
        &found,
        "say the same of these in shared/ffi/src as where they are at home",
    );
}

/// Whether an item is a type that stands elsewhere and is declared for the generator.
fn is_remote(item: &Item) -> bool {
    let attributes = match item {
        Item::Struct(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(|attribute| {
        attribute
            .path()
            .segments
            .last()
            .is_some_and(|last| last.ident == "remote")
    })
}

/// What is said of a type and its parts, with its name.
fn sentences(item: &Item) -> Option<(String, Sentences)> {
    let mut said = Sentences::new();
    let name = match item {
        Item::Struct(item) => {
            let name = item.ident.to_string();
            said.insert(name.clone(), documentation(&item.attrs));
            add_fields(&mut said, &name, &item.fields);
            name
        }
        Item::Enum(item) => {
            let name = item.ident.to_string();
            said.insert(name.clone(), documentation(&item.attrs));
            for variant in &item.variants {
                let variant_name = format!("{name}.{}", variant.ident);
                said.insert(variant_name.clone(), documentation(&variant.attrs));
                add_fields(&mut said, &variant_name, &variant.fields);
            }
            name
        }
        _ => return None,
    };
    Some((name, said))
}

/// Fields without a name have none of their own to say.
fn add_fields(said: &mut Sentences, of: &str, fields: &Fields) {
    for field in fields {
        if let Some(name) = &field.ident {
            said.insert(format!("{of}.{name}"), documentation(&field.attrs));
        }
    }
}

fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => Some(text.value().trim().to_owned()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
    without_links(&lines.collect::<Vec<_>>().join(" "))
}

/// ``[`HttpAnswer::TimedOut`]`` as `` `TimedOut` ``.
fn without_links(text: &str) -> String {
    let (mut plain, mut rest) = (String::new(), text);
    while let Some((before, linked)) = rest.split_once("[`") {
        let (name, after) = linked.split_once("`]").unwrap_or((linked, ""));
        let name = name.rsplit("::").next().unwrap_or(name);
        plain.extend([before, "`", name, "`"]);
        rest = match after
            .strip_prefix('(')
            .and_then(|path| path.split_once(')'))
        {
            Some((_, after)) => after,
            None => after,
        };
    }
    plain + rest
}
