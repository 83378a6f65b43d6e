//! Inside of a Debian of its own: this program, started once more with mounts of
//! its own (`swift::private`), makes parts of the machine visible there, goes in,
//! and becomes the program that is to be run.

use std::{convert::Infallible, fs, os::unix::process::CommandExt, path::Path, process::Command};

use anyhow::{Context, Result, bail};
use nix::{
    mount::{MsFlags, mount},
    unistd::chroot,
};

/// What a program inside keeps of the environment.
const KEPT: [&str; 3] = [
    "FIELDLOOP_LIBRARY",
    "FIELDLOOP_FIXTURE_SERVER",
    "FIELDLOOP_PLAYED",
];

/// Enters, and comes back only if that fails. The words are the root, the folders
/// that it shares with this machine, `--`, and the program with its arguments.
pub fn enter(words: &[String]) -> Result<Infallible> {
    let mut parts = words.splitn(2, |word| word == "--");
    let (Some([root, shared @ ..]), Some([name, arguments @ ..])) = (parts.next(), parts.next())
    else {
        bail!("a root and a program are needed");
    };
    let root = Path::new(root);
    mount_new("proc", &root.join("proc"))?;
    mount_new("tmpfs", &root.join("tmp"))?;
    show(Path::new("/dev"), root)?;
    for path in shared {
        show(Path::new(path), root)?;
    }
    chroot(root).with_context(|| format!("cannot enter {}", root.display()))?;
    let mut command = Command::new(name);
    command.args(arguments).current_dir("/").env_clear();
    command.env("PATH", "/usr/bin:/bin").env("LANG", "C.UTF-8");
    // Nothing that Swift keeps between runs may grow within the root.
    command.env("HOME", "/tmp");
    for name in KEPT {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    Err(command.exec()).with_context(|| format!("cannot run {name}"))
}

fn mount_new(kind: &str, place: &Path) -> Result<()> {
    mount(
        Some(kind),
        place,
        Some(kind),
        MsFlags::empty(),
        None::<&str>,
    )
    .with_context(|| format!("cannot mount {}", place.display()))
}

/// Has a folder of this machine stand at the same place inside.
fn show(folder: &Path, root: &Path) -> Result<()> {
    let place = root.join(folder.strip_prefix("/")?);
    fs::create_dir_all(&place)?;
    let flags = MsFlags::MS_BIND | MsFlags::MS_REC;
    mount(Some(folder), &place, None::<&str>, flags, None::<&str>)
        .with_context(|| format!("cannot mount {}", place.display()))
}
