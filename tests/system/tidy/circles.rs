//! No circle of imports wider than a folder: who reads or changes one file of
//! a circle has to know them all, so a circle must be no more than what one
//! looks at together.

use super::{
    assert_none,
    imports::{Imports, imports},
    metadata, root,
    rust::declares,
    shown, sources,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The circles of a target, each with its files.
fn circles(imports: &Imports) -> Vec<BTreeSet<&PathBuf>> {
    let reached: BTreeMap<&PathBuf, BTreeSet<&PathBuf>> = imports
        .keys()
        .map(|file| (file, reached(imports, file)))
        .collect();
    let mut circles: Vec<BTreeSet<&PathBuf>> = Vec::new();
    for (file, others) in &reached {
        if others.contains(file) && !circles.iter().any(|circle| circle.contains(file)) {
            let back = others.iter().filter(|other| reached[*other].contains(file));
            circles.push(back.copied().collect());
        }
    }
    circles
}

/// The files to which a file's imports lead, directly or not.
fn reached<'a>(imports: &'a Imports, file: &PathBuf) -> BTreeSet<&'a PathBuf> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&PathBuf> = imports[file].iter().collect();
    while let Some(file) = next.pop() {
        if reached.insert(file) {
            next.extend(&imports[file]);
        }
    }
    reached
}

/// Whether all lie in one folder, where `words.rs` counts as one of `words/`.
fn share_a_folder(files: &BTreeSet<&PathBuf>) -> bool {
    let folders = |file: &PathBuf| {
        let parent = file.parent().map(Path::to_owned);
        parent.into_iter().chain([file.with_extension("")])
    };
    let mut each = files.iter();
    let first = each.next().into_iter().flat_map(|file| folders(file));
    first.into_iter().any(|folder| {
        files
            .iter()
            .all(|file| folders(file).any(|it| it == folder))
    })
}

/// The roots of every target of ours but build scripts.
fn targets() -> Vec<PathBuf> {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let targets = packages.flat_map(|package| package["targets"].as_array().unwrap());
    targets
        .filter(|target| target["kind"][0] != "custom-build")
        .map(|target| PathBuf::from(target["src_path"].as_str().unwrap()))
        .collect()
}

#[test]
fn every_file_belongs_to_a_target() {
    let targets = targets();
    let mut found = Vec::new();
    for (name, text) in sources() {
        let file = root().join(&name);
        if file.extension().is_none_or(|it| it != "rs")
            || name.ends_with("build.rs")
            || targets.contains(&file)
        {
            continue;
        }
        let is_mod = file.ends_with("mod.rs");
        let own = if is_mod {
            file.parent().unwrap()
        } else {
            &file
        };
        let (module, folder) = (own.file_stem().unwrap(), own.parent().unwrap());
        let parents = [folder.join("mod.rs"), folder.with_extension("rs")];
        let roots = targets
            .iter()
            .filter(|target| target.parent() == Some(folder));
        let declares = |parent: &Path| {
            let text = fs::read_to_string(parent).unwrap_or_default();
            declares(&text, &module.to_string_lossy())
        };
        if !parents.iter().chain(roots).any(|parent| declares(parent)) {
            found.push(format!("{name} ({} lines)", text.lines().count()));
        }
    }
    assert_none(&found, "name it in a `mod` of its parent, or delete it");
}

#[test]
fn no_circle_of_imports_is_wider_than_a_folder() {
    let mut found = Vec::new();
    for target in targets() {
        let imports = imports(&target);
        for circle in circles(&imports) {
            if share_a_folder(&circle) {
                continue;
            }
            found.push(format!("a circle of {} files:", circle.len()));
            for file in &circle {
                let within = imports[*file].iter().filter(|it| circle.contains(it));
                let within: Vec<String> = within.map(|file| shown(file)).collect();
                found.push(format!("  {} imports {}", shown(file), within.join(", ")));
            }
        }
    }
    assert_none(
        &found,
        "let these imports point one way: move what both sides need into a file that imports neither",
    );
}

/// A crate in a temporary folder, read from its `lib.rs`.
fn crate_of(files: &[(&str, &str)]) -> Vec<BTreeSet<String>> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let imports = imports(&folder.path().join("lib.rs"));
    let named = |file: &&PathBuf| {
        let name = file.strip_prefix(folder.path()).unwrap();
        name.to_string_lossy().into_owned()
    };
    let wide = circles(&imports).into_iter();
    let wide = wide.filter(|circle| !share_a_folder(circle));
    wide.map(|circle| circle.iter().map(named).collect())
        .collect()
}

#[test]
fn a_circle_is_found_however_it_is_written() {
    for import in [
        "use crate::b::one::Thing;",
        "use crate::{a as other, b::{self, one::{Thing, Other}}};",
        "use super::b::one;",
        "fn f() { let it = crate::b::one::thing(); }",
        "mod inside { use super::super::b::one as first; }",
        // Through a facade.
        "use crate::Thing;",
        "use super::b::Renamed;",
    ] {
        let found = crate_of(&[
            ("lib.rs", "mod a; mod b; pub use b::Renamed as Thing;"),
            ("a.rs", import),
            ("b/mod.rs", "mod one; pub use one::Thing as Renamed;"),
            (
                "b/one.rs",
                "/* \" */ use crate::a; const QUOTE: char = '\"';",
            ),
        ]);
        let circle = BTreeSet::from(["a.rs".to_owned(), "b/one.rs".to_owned()]);
        assert_eq!(found, [circle], "{import}");
    }
}

#[test]
fn what_is_no_circle_or_within_a_folder_passes() {
    for import in [
        "#[cfg(test)] mod tests { use crate::b::one; }",
        "#[cfg(test)] use crate::b::one;",
        "// use crate::b::one;",
        "const TEXT: &str = r#\"use \"crate::b::one;\"#;",
        "use one::two;",
        "use crate::c;",
    ] {
        let found = crate_of(&[
            ("lib.rs", "mod a; mod b; mod c; pub use b::one;"),
            ("a.rs", import),
            ("b/mod.rs", "pub mod one; mod two; use one::Thing;"),
            ("b/one.rs", "use crate::a; use super::two::Other;"),
            ("b/two.rs", "use super::one;"),
            ("c.rs", "mod below; use crate::a;"),
            ("c/below.rs", "use super::*;"),
        ]);
        assert_eq!(found, [] as [BTreeSet<String>; 0], "{import}");
    }
}
