//! That a player of the contract has played every scenario to its end: for each it leaves
//! a file in a folder that it is given. A test that is disabled, filtered out or empty
//! passes; it leaves none.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use crate::process::{Process, products};

/// Runs a player, and fails unless it has played every scenario.
pub fn run(root: &Path, player: &str, process: Process) -> Result<()> {
    let folder = empty(&products(root)?.join("played").join(player))?;
    process
        .env("FIELDLOOP_PLAYED", &folder.to_string_lossy())
        .run()?;
    let scenarios = names(&root.join("tests/contract"), ".json")?;
    let found = names(&folder, "")?;
    let missing: Vec<&String> = scenarios.difference(&found).collect();
    ensure!(
        missing.is_empty(),
        "the {player} phone has not played {missing:?}"
    );
    Ok(())
}

fn empty(folder: &Path) -> Result<PathBuf> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(folder),
    }
    .with_context(|| format!("cannot empty {}", folder.display()))?;
    Ok(folder.to_owned())
}

/// The files in a folder whose names end so, without that end.
fn names(folder: &Path, end: &str) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(end).map(str::to_owned));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::program;

    #[test]
    fn a_player_that_leaves_a_scenario_out_is_told_by_it() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
        let root = root.expect("this package is two folders below the workspace's root");
        let plays = |script: &str| run(root, "test", program("sh", &["-c", script]));
        let all = "for it in tests/contract/*.json; do touch $FIELDLOOP_PLAYED/$(basename $it .json); done";
        let all = format!("cd {} && {all}", root.display());
        plays(&all).unwrap();
        let error = plays(&format!("{all} && rm $FIELDLOOP_PLAYED/signs_in")).unwrap_err();
        assert!(error.to_string().contains("[\"signs_in\"]"), "{error}");
        plays("true").unwrap_err();
    }
}
