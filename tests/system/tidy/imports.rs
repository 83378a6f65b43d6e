//! Which file of a crate imports which, read from its sources: its modules, and
//! the paths within the crate that its `use` items and its code name.
//!
//! A name is followed through `pub use` to the file that it is defined in, so a
//! facade that only passes names on neither imports nor is imported. What is
//! compiled for tests only (`#[cfg(test)]`) is left out, for a test may look at
//! whatever it tests. Not seen are a path that a macro puts together and a name
//! that came with a `use …::*`: the star counts as an import of its module.

use super::rust::{Token, without_tests};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The names of a module or of what is in one, from the crate's root.
type Names = Vec<String>;

/// The files of one target and what each imports of the others.
pub type Imports = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

/// Reads a target from the file that is its root.
pub fn imports(root: &Path) -> Imports {
    let mut target = Target::default();
    let folder = root.parent().expect("a file lies in a folder");
    target.read(root, folder, &Names::new());
    target.resolved()
}

/// One `use` of one name, or a path in the code.
struct Named {
    path: Names,
    /// What the module calls it; none for a path in the code.
    binding: Option<String>,
    /// Whether it is passed on to other modules (`pub use`).
    is_public: bool,
}

#[derive(Default)]
struct Module {
    file: PathBuf,
    named: Vec<Named>,
    /// Every word of the module's code outside of `use`.
    words: BTreeSet<String>,
}

/// A target's modules. A module inside a file has that file.
#[derive(Default)]
struct Target(BTreeMap<Names, Module>);

/// How many `pub use` a name may pass.
const PASSED_ON_MAX: usize = 16;

impl Target {
    /// Reads a module's file, and its children's, whose files are in `folder`.
    fn read(&mut self, file: &Path, folder: &Path, names: &Names) {
        let text = fs::read_to_string(file)
            .unwrap_or_else(|error| panic!("failed to read {}: {error}", file.display()));
        self.walk(&without_tests(&text), file, folder, names);
    }

    fn walk(&mut self, tokens: &[Token], file: &Path, folder: &Path, names: &Names) {
        let mut module = Module {
            file: file.to_owned(),
            ..Module::default()
        };
        let mut rest = tokens;
        let mut before = "";
        while let Some(token) = rest.first() {
            let mut taken = 1;
            match (token.text(), rest.get(1), rest.get(2).map(Token::text)) {
                ("mod", Some(Token::Word(name)), Some(";")) => {
                    let (child, below) = child(folder, name);
                    self.read(&child, &below, &extended(names, name));
                    taken = 3;
                }
                ("mod", Some(Token::Word(name)), Some("{")) => {
                    taken = 3 + block(&rest[3..]);
                    let inner = extended(names, name);
                    self.walk(&rest[3..taken], file, &folder.join(name), &inner);
                }
                ("use", _, _) => {
                    taken = rest.iter().take_while(|it| it.text() != ";").count();
                    let is_public = ["pub", ")"].contains(&before);
                    uses(&rest[1..taken], &Names::new(), is_public, &mut module.named);
                }
                ("crate" | "super" | "self", Some(Token::Mark("::")), _) => {
                    let path = path(rest);
                    taken = path.len() * 2 - 1;
                    module.named.push(Named {
                        path,
                        binding: None,
                        is_public: false,
                    });
                }
                (word, _, _) => {
                    module.words.insert(word.to_owned());
                }
            }
            before = rest[taken - 1].text();
            rest = &rest[taken..];
        }
        self.0.insert(names.clone(), module);
    }

    fn resolved(&self) -> Imports {
        let mut imports = Imports::new();
        for (names, module) in &self.0 {
            let imported = imports.entry(module.file.clone()).or_default();
            for named in &module.named {
                let is_used = named
                    .binding
                    .as_ref()
                    .is_none_or(|binding| module.words.contains(binding));
                if named.is_public && !is_used {
                    continue;
                }
                let home = self
                    .home(names, &named.path, 0)
                    .map(|home| &self.0[&home].file);
                imported.extend(home.filter(|file| **file != module.file).cloned());
            }
        }
        imports
    }

    /// The module in which that is which a path names; none if it is of
    /// another crate.
    fn home(&self, module: &Names, path: &[String], passed_on: usize) -> Option<Names> {
        let first = path.first()?.as_str();
        let is_child = self.0.contains_key(&extended(module, first));
        let is_anchored = ["crate", "self", "super"].contains(&first);
        // A bare name may be a child's, one used here, or another crate's.
        if !is_anchored && !is_child && self.binding(module, first, path).is_none() {
            return None;
        }
        let mut at = if first == "crate" {
            Names::new()
        } else {
            module.clone()
        };
        for (place, name) in path.iter().enumerate() {
            let next = extended(&at, name);
            match name.as_str() {
                "crate" | "self" => {}
                "super" => drop(at.pop()),
                _ if self.0.contains_key(&next) => at = next,
                name => {
                    let Some(named) = self.binding(&at, name, path) else {
                        break;
                    };
                    if passed_on == PASSED_ON_MAX {
                        return None;
                    }
                    let rest = path[place + 1..].iter();
                    let path: Names = named.path.iter().chain(rest).cloned().collect();
                    return self.home(&at, &path, passed_on + 1);
                }
            }
        }
        Some(at)
    }

    /// The `use` by which a module has a name, unless it is the very path that
    /// is looked for.
    fn binding(&self, module: &Names, name: &str, path: &[String]) -> Option<&Named> {
        let mut named = self.0.get(module)?.named.iter();
        named.find(|named| named.binding.as_deref() == Some(name) && named.path != path)
    }
}

/// What a `use` names: `tokens` below `prefix`.
fn uses(tokens: &[Token], prefix: &Names, is_public: bool, named: &mut Vec<Named>) {
    let mut depth = 0;
    let is_comma = |token: &Token| {
        depth += match token.text() {
            "{" => 1,
            "}" => -1,
            _ => 0,
        };
        depth == 0 && token.text() == ","
    };
    for branch in tokens.split(is_comma) {
        let path: Names = prefix.iter().cloned().chain(path(branch)).collect();
        if let Some(group) = branch.iter().position(|token| token.text() == "{") {
            uses(
                &branch[group + 1..branch.len() - 1],
                &path,
                is_public,
                named,
            );
            continue;
        }
        let words = branch.iter().map(Token::text);
        let renamed = words.clone().skip_while(|word| *word != "as").nth(1);
        let is_star = branch.last().map(Token::text) == Some("*");
        let own = path.iter().rev().find(|name| *name != "self");
        let binding = renamed.map(str::to_owned).or_else(|| own.cloned());
        named.push(Named {
            path,
            binding: binding.filter(|_| !is_star),
            is_public,
        });
    }
}

fn extended(names: &Names, name: &str) -> Names {
    names.iter().cloned().chain([name.to_owned()]).collect()
}

/// The names with which tokens begin, as long as `::` joins them.
fn path(tokens: &[Token]) -> Names {
    let mut names = Names::new();
    for pair in tokens.chunks(2) {
        let [Token::Word(name), rest @ ..] = pair else {
            break;
        };
        names.push(name.clone());
        if rest != [Token::Mark("::")] {
            break;
        }
    }
    names
}

/// How many tokens there are to the end of a block, its last brace included.
fn block(tokens: &[Token]) -> usize {
    let mut depth = 1;
    let end = tokens.iter().position(|token| {
        depth += match token.text() {
            "{" => 1,
            "}" => -1,
            _ => 0,
        };
        depth == 0
    });
    end.expect("braces are balanced") + 1
}

/// A child module's file in the folder of its parent, and the folder of its own children.
fn child(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let below = folder.join(name);
    let file = folder.join(format!("{name}.rs"));
    if file.is_file() {
        (file, below)
    } else {
        (below.join("mod.rs"), below)
    }
}
