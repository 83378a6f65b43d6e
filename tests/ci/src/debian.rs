//! Where this machine gets Debian's packages from: the mirror that its own apt
//! uses, for those who want other packages from there than apt would install.

use anyhow::{Context, Result};

use crate::{prerequisites, process::program};

/// The address of the mirror.
pub fn mirror() -> Result<String> {
    let ask = || -> Result<Option<String>> {
        let index = ["indextargets", "--format", "$(SITE) $(LABEL)"];
        let known = program("apt-get", &index)
            .args(&["Created-By: Packages"])
            .output()?;
        Ok(mirror_among(&String::from_utf8_lossy(&known)))
    };
    if let Some(mirror) = ask()? {
        return Ok(mirror);
    }
    // Apt knows what a mirror has only once it has looked there.
    if prerequisites::may_install() {
        program("apt-get", &["update", "--quiet"]).run()?;
    }
    ask()?.context("apt knows no mirror of Debian (after `sudo apt-get update`?)")
}

/// The site of Debian itself, among lines of a site and its label.
fn mirror_among(known: &str) -> Option<String> {
    known
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find(|(_, label)| *label == "Debian")
        .map(|(site, _)| site.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mirror_is_the_one_of_debian_itself() {
        let known = "https://other.example/node . nodistro\n\
                     http://mirror.example/debian-security Debian-Security\n\
                     http://mirror.example/backports Debian Backports\n\
                     http://mirror.example/debian Debian\n";
        assert_eq!(mirror_among(known).unwrap(), "http://mirror.example/debian");
        assert_eq!(mirror_among(""), None);
    }
}
