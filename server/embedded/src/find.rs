//! Finds Postgres' programs on this system.
//!
//! It only looks: it installs nothing and runs nothing but `postgres
//! --version`. What to do when nothing is found is decided in `lib.rs`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::Fault;

/// The oldest major version that the server's SQL is written for.
pub const MINIMUM_MAJOR: u32 = 14;

/// Names the bin folder to use, before all others.
pub const FOLDER_VARIABLE: &str = "FIELDLOOP_POSTGRES_BIN";

/// A folder with Postgres' programs, known to hold `initdb` and `postgres` of
/// at least [`MINIMUM_MAJOR`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    folder: PathBuf,
    major: u32,
}

impl Binaries {
    /// Looks into one folder. The reason of an `Err` is worded for people.
    pub(super) fn inspect(folder: &Path) -> Result<Self, String> {
        for program in ["initdb", "postgres"] {
            if !folder.join(program).is_file() {
                return Err(format!("there is no program {program} in it"));
            }
        }
        // Debian puts links into PATH, and initdb finds its sibling by its own real place.
        let real = fs::canonicalize(folder.join("postgres")).map_err(|error| error.to_string())?;
        let folder = real.parent().unwrap_or(folder).to_path_buf();
        let output = Command::new(&real)
            .arg("--version")
            .output()
            .map_err(|error| format!("{} does not run: {error}", real.display()))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let major = parse_major(&said)
            .ok_or_else(|| format!("{} does not tell its version", real.display()))?;
        if major < MINIMUM_MAJOR {
            return Err(format!(
                "it is Postgres {major}, and {MINIMUM_MAJOR} is the oldest that works"
            ));
        }
        Ok(Self { folder, major })
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The major version, such as 17. A cluster can only be opened by the
    /// major version that made it.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.major
    }

    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Looks for Postgres: in [`FOLDER_VARIABLE`], then on `PATH`, then in the usual
/// places, newest first. With `wanted`, only that major version will do.
///
/// # Errors
/// When the named folder is of no use, or when nothing is found.
pub fn find(wanted: Option<u32>) -> Result<Binaries, Fault> {
    if let Some(folder) = env::var_os(FOLDER_VARIABLE).filter(|value| !value.is_empty()) {
        let folder = PathBuf::from(folder);
        // A named folder is used as named: a version that does not fit the data is told at the start.
        return Binaries::inspect(&folder).map_err(|reason| Fault::Named { folder, reason });
    }
    let on_path = env::var_os("PATH").unwrap_or_default();
    search(env::split_paths(&on_path).chain(usual_places()), wanted)
}

/// The first of `folders` that will do.
fn search(
    folders: impl IntoIterator<Item = PathBuf>,
    wanted: Option<u32>,
) -> Result<Binaries, Fault> {
    let mut seen = Vec::new();
    for folder in folders {
        if !folder.join("postgres").is_file() {
            continue;
        }
        match Binaries::inspect(&folder) {
            Ok(binaries) if wanted.is_none_or(|major| major == binaries.major) => {
                return Ok(binaries);
            }
            Ok(binaries) => seen.push(format!("{}: Postgres {}", folder.display(), binaries.major)),
            Err(reason) => seen.push(format!("{}: {reason}", folder.display())),
        }
    }
    Err(Fault::NotFound {
        wanted: wanted.map_or_else(
            || format!("{MINIMUM_MAJOR} or later"),
            |major| major.to_string(),
        ),
        seen: if seen.is_empty() {
            "none is installed".to_owned()
        } else {
            seen.join("; ")
        },
    })
}

/// Where packagers put Postgres without touching `PATH`.
fn usual_places() -> Vec<PathBuf> {
    let mut places = Vec::new();
    // Debian and Ubuntu, then the Red Hat family.
    places.extend(newest_first("/usr/lib/postgresql", "", "bin"));
    places.extend(newest_first("/usr", "pgsql-", "bin"));
    for prefix in ["/opt/homebrew", "/usr/local", "/home/linuxbrew/.linuxbrew"] {
        places.extend(newest_first(&format!("{prefix}/opt"), "postgresql@", "bin"));
        places.push(Path::new(prefix).join("opt/postgresql/bin"));
    }
    places.push(PathBuf::from("/usr/local/pgsql/bin"));
    places.extend(newest_first(
        "/Applications/Postgres.app/Contents/Versions",
        "",
        "bin",
    ));
    places
}

/// The folders `<root>/<prefix><number>/<inside>`, the greatest number first.
fn newest_first(root: &str, prefix: &str, inside: &str) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let major = name.strip_prefix(prefix)?.parse().ok()?;
            Some((major, entry.path().join(inside)))
        })
        .collect();
    found.sort_by(|left, right| right.cmp(left));
    found.into_iter().map(|(_, path)| path).collect()
}

/// The 17 of `postgres (PostgreSQL) 17.2 (Debian 17.2-1)`, also of `17beta1`.
fn parse_major(version: &str) -> Option<u32> {
    let number = version.split_whitespace().nth(2)?;
    let end = number
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(number.len());
    number[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::tests::Temporary;

    /// A bin folder whose `postgres` only tells a version.
    fn fake(inside: &Path, version: &str) -> PathBuf {
        let folder = inside.join(version.replace(' ', "_"));
        fs::create_dir_all(&folder).unwrap();
        for program in ["initdb", "postgres"] {
            let path = folder.join(program);
            fs::write(
                &path,
                format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n"),
            )
            .unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        folder
    }

    #[test]
    fn a_version_is_read_from_what_postgres_says() {
        assert_eq!(
            parse_major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"),
            Some(15)
        );
        assert_eq!(parse_major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(parse_major("something else"), None);
    }

    #[test]
    fn an_old_postgres_is_passed_over_and_named_if_nothing_better_is_there() {
        let temporary = Temporary::new();
        let old = fake(&temporary.0, "9.6.24");
        let new = fake(&temporary.0, "17.2");
        let found = search([old.clone(), new], None).unwrap();
        assert_eq!(found.major(), 17);

        let fault = search([old], None).unwrap_err().to_string();
        assert!(
            fault.contains("it is Postgres 9, and 14 is the oldest that works"),
            "{fault}"
        );
        assert!(fault.contains("FIELDLOOP_POSTGRES_BIN"), "{fault}");
    }

    #[test]
    fn data_of_one_version_looks_for_that_version_only() {
        let temporary = Temporary::new();
        let folders = [fake(&temporary.0, "17.2"), fake(&temporary.0, "15.1")];
        assert_eq!(search(folders.clone(), Some(15)).unwrap().major(), 15);
        let fault = search(folders, Some(16)).unwrap_err().to_string();
        assert!(fault.starts_with("cannot find Postgres 16"), "{fault}");
    }

    #[test]
    fn a_folder_without_initdb_says_so() {
        let temporary = Temporary::new();
        let folder = fake(&temporary.0, "17.2");
        fs::remove_file(folder.join("initdb")).unwrap();
        assert_eq!(
            Binaries::inspect(&folder).unwrap_err(),
            "there is no program initdb in it"
        );
    }
}
