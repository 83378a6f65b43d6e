//! Big things from outside, obtained once per machine and not once per checkout:
//! programs, and libraries to compile.
//!
//! A thing is a folder, and it is there as a whole or not at all: it is put
//! together beside its place and renamed when nothing is missing. Its name holds
//! its version, so that nothing here is ever brought up to date. What the things
//! are and where they come from is known to those who ask.

use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    path::{self, Path, PathBuf},
};

use anyhow::{Context, Result};

/// Where the thing of that name is, or would be.
fn folder(name: &str) -> Result<PathBuf> {
    Ok(root(|variable| env::var_os(variable))?.join(name))
}

/// Where the thing of that name is; has `make` put it together in the folder it
/// is given, if there is none.
pub fn obtain(name: &str, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let place = folder(name)?;
    if !place.exists() {
        put_together(&place, make).with_context(|| format!("cannot obtain {name}"))?;
    }
    Ok(place)
}

fn root(variable: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf> {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let folder = if let Some(ours) = set("FIELDLOOP_CACHE") {
        PathBuf::from(ours)
    } else if let Some(caches) = set("XDG_CACHE_HOME") {
        Path::new(&caches).join("fieldloop")
    } else {
        let home = set("HOME").context("neither FIELDLOOP_CACHE nor HOME says where to cache")?;
        Path::new(&home).join(".cache/fieldloop")
    };
    path::absolute(&folder).with_context(|| format!("cannot find {}", folder.display()))
}

fn put_together(place: &Path, make: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let beside = |ending: &str| {
        let mut path = place.as_os_str().to_owned();
        path.push(ending);
        PathBuf::from(path)
    };
    if let Some(parent) = place.parent() {
        fs::create_dir_all(parent)?;
    }
    // Another checkout may be at it. Its end frees the lock, whatever end.
    let lock = File::create(beside(".lock"))?;
    if lock.try_lock().is_err() {
        println!(
            "   another run is obtaining {}: waiting for it",
            place.display()
        );
        lock.lock()?;
    }
    if place.exists() {
        return Ok(());
    }
    let partial = beside(".partial");
    if partial.exists() {
        fs::remove_dir_all(&partial)?;
    }
    fs::create_dir(&partial)?;
    make(&partial)?;
    fs::rename(&partial, place)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn our_own_variable_comes_before_the_systems() {
        let of = |set: &[(&str, &str)]| {
            root(|name| {
                let (_, value) = set.iter().find(|(set, _)| *set == name)?;
                Some(OsString::from(value))
            })
        };
        let all = [
            ("HOME", "/h"),
            ("XDG_CACHE_HOME", "/x"),
            ("FIELDLOOP_CACHE", "/f"),
        ];
        assert_eq!(of(&all).unwrap(), Path::new("/f"));
        assert_eq!(of(&all[..2]).unwrap(), Path::new("/x/fieldloop"));
        assert_eq!(of(&all[..1]).unwrap(), Path::new("/h/.cache/fieldloop"));
        assert!(of(&[]).is_err());
    }

    #[test]
    fn a_thing_that_could_not_be_finished_is_not_there_and_begins_afresh() {
        let cache = tempfile::tempdir().unwrap();
        let place = cache.path().join("thing-1.0");
        let half = put_together(&place, |folder| {
            fs::write(folder.join("half"), "")?;
            bail!("interrupted")
        });
        assert!(half.is_err());
        assert!(!place.exists());

        put_together(&place, |folder| Ok(fs::write(folder.join("whole"), "")?)).unwrap();
        assert!(place.join("whole").exists());
        assert!(!place.join("half").exists());
    }
}
