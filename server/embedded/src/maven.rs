//! Postgres' programs on Maven Central: which versions there are, and the newest
//! of a major version, checked against its checksum and unpacked.
//!
//! They are the archives of io.zonky.test.postgres: a jar, which is a zip, with a
//! tar inside it. Where it is unpacked to, and whether at all, is decided in
//! `obtain.rs`. Everything here blocks.

use std::{
    borrow::Cow,
    env::consts::{ARCH, OS},
    io::{self, Cursor},
    path::Path,
    thread::sleep,
    time::Duration,
};

use liblzma::read::XzDecoder;
use sha2::{Digest, Sha512};
use ureq::{
    Agent,
    tls::{RootCerts, TlsConfig},
};

const REPOSITORY: &str = "https://repo1.maven.org/maven2/io/zonky/test/postgres";

/// How often something is asked for that might be had in a moment.
const TRIES: u32 = 4;
const CONNECT_TIME: Duration = Duration::from_secs(30);
const ANSWER_TIME: Duration = Duration::from_mins(1);

/// Limits on what is downloaded: some kilobytes, and some 15 MB.
const TEXT_BYTES_MAX: u64 = 1 << 20;
const ARCHIVE_BYTES_MAX: u64 = 256 << 20;

/// Why Postgres' programs could not be had.
#[derive(Debug, thiserror::Error)]
pub enum MavenFault {
    #[error("failed to download {url}")]
    Download { url: String, source: ureq::Error },
    #[error("{url} names no version that will do")]
    NoVersion { url: String },
    #[error("{url} is not what its checksum says")]
    Checksum { url: String },
    #[error("failed to unpack {url}")]
    Unpack { url: String, source: io::Error },
    #[error("what was downloaded does not work: {0}")]
    Useless(String),
}

/// An archive as it was downloaded.
pub(super) struct Archive {
    pub version: String,
    url: String,
    jar: Vec<u8>,
}

impl Archive {
    /// The newest archive of a major version for this system.
    pub fn newest(major: u32) -> Result<Self, MavenFault> {
        let artifact = format!("embedded-postgres-binaries-{}-{}", system(), processor());
        let agent = agent();
        let url = format!("{REPOSITORY}/{artifact}/maven-metadata.xml");
        let metadata = get(&agent, &url, TEXT_BYTES_MAX)?;
        let version = newest(&String::from_utf8_lossy(&metadata), major)
            .ok_or(MavenFault::NoVersion { url })?;
        let url = format!("{REPOSITORY}/{artifact}/{version}/{artifact}-{version}.jar");
        let checksum = get(&agent, &format!("{url}.sha512"), TEXT_BYTES_MAX)?;
        let jar = get(&agent, &url, ARCHIVE_BYTES_MAX)?;
        if hex::encode(Sha512::digest(&jar)).as_bytes() != checksum.trim_ascii() {
            return Err(MavenFault::Checksum { url });
        }
        Ok(Self { version, url, jar })
    }

    /// Unpacks it into a folder.
    pub fn unpack(&self, folder: &Path) -> Result<(), MavenFault> {
        unpack(&self.jar, folder).map_err(|source| MavenFault::Unpack {
            url: self.url.clone(),
            source,
        })
    }
}

/// The system as the archives' names spell it.
fn system() -> &'static str {
    match OS {
        "macos" => "darwin",
        system => system,
    }
}

/// The processor as the archives' names spell it.
fn processor() -> &'static str {
    match ARCH {
        "arm" => "arm32v7",
        "x86_64" => "amd64",
        "aarch64" => "arm64v8",
        "powerpc64" => "ppc64le",
        "x86" => "i386",
        processor => processor,
    }
}

/// A client that believes whom the system believes, and heeds its proxies.
fn agent() -> Agent {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .timeout_connect(Some(CONNECT_TIME))
        .timeout_recv_response(Some(ANSWER_TIME))
        .build()
        .new_agent()
}

fn get(agent: &Agent, url: &str, bytes_max: u64) -> Result<Vec<u8>, MavenFault> {
    let mut tried = 0;
    loop {
        let answer = agent.get(url).call();
        let read =
            answer.and_then(|mut it| it.body_mut().with_config().limit(bytes_max).read_to_vec());
        tried += 1;
        match read {
            Ok(bytes) => return Ok(bytes),
            Err(error) if tried < TRIES && is_passing(&error) => {
                tracing::warn!(%url, %error, "trying again");
                sleep(Duration::from_secs(1 << tried));
            }
            Err(source) => {
                let url = url.to_owned();
                return Err(MavenFault::Download { url, source });
            }
        }
    }
}

/// Whether the same request may well succeed in a moment.
fn is_passing(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::StatusCode(status) => *status >= 500 || *status == 429,
        ureq::Error::Io(_) | ureq::Error::Timeout(_) | ureq::Error::ConnectionFailed => true,
        _ => false,
    }
}

/// The newest release of a major version in an artifact's metadata.
fn newest(metadata: &str, major: u32) -> Option<String> {
    let mut versions: Vec<(Vec<u32>, &str)> = metadata
        .split("<version>")
        .skip(1)
        .filter_map(|rest| {
            let (version, _) = rest.split_once("</version>")?;
            let version = version.trim();
            let numbers: Result<Vec<u32>, _> = version.split('.').map(str::parse).collect();
            Some((numbers.ok()?, version))
        })
        .filter(|(numbers, _)| numbers.first() == Some(&major))
        .collect();
    versions.sort();
    versions.pop().map(|(_, version)| version.to_owned())
}

/// Unpacks the tar that is inside a jar.
fn unpack(jar: &[u8], folder: &Path) -> io::Result<()> {
    let mut jar = zip::ZipArchive::new(Cursor::new(jar))?;
    let names = jar.file_names().filter_map(Result::ok);
    let mut names = names.map(Cow::into_owned);
    let name = names.find(|name| Path::new(name).extension() == Some("txz".as_ref()));
    drop(names);
    let name = name.ok_or_else(|| io::Error::other("there is no archive of programs in it"))?;
    let tar = jar.by_name(&name)?;
    tar::Archive::new(XzDecoder::new(tar)).unpack(folder)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::tests::Temporary;

    #[test]
    fn the_newest_release_of_a_major_version_is_chosen() {
        let metadata = "<versions>
            <version>16.4.0</version> <version>17.2.0</version>
            <version>17.10.0</version><version>17.9.0</version>
            <version>17.11.0-rc1</version><version>18.0.0</version></versions>";
        assert_eq!(newest(metadata, 17).as_deref(), Some("17.10.0"));
        assert_eq!(newest(metadata, 15), None);
        assert_eq!(newest("<html>", 17), None);
    }

    /// A jar as Maven Central has it, with one program in it.
    fn jar() -> Vec<u8> {
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o755);
        header.set_size(7);
        tar.append_data(&mut header, "bin/postgres", &b"#!/bin/"[..])
            .unwrap();
        let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 0);
        xz.write_all(&tar.into_inner().unwrap()).unwrap();
        let mut jar = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let plain = zip::write::SimpleFileOptions::default();
        jar.start_file("META-INF/MANIFEST.MF", plain).unwrap();
        jar.start_file("postgres-linux-x86_64.txz", plain).unwrap();
        jar.write_all(&xz.finish().unwrap()).unwrap();
        jar.finish().unwrap().into_inner()
    }

    #[test]
    fn an_archive_is_unpacked_with_the_modes_of_its_programs() {
        use std::os::unix::fs::PermissionsExt;
        let temporary = Temporary::new();
        unpack(&jar(), &temporary.0).unwrap();
        let program = temporary.0.join("bin/postgres");
        assert_eq!(std::fs::read(&program).unwrap(), b"#!/bin/");
        let mode = std::fs::metadata(&program).unwrap().permissions().mode();
        assert_eq!(mode & 0o700, 0o700);
    }

    #[test]
    fn what_is_no_archive_is_told() {
        let temporary = Temporary::new();
        assert!(unpack(b"<html>", &temporary.0).is_err());
        let mut cut = jar();
        cut.truncate(cut.len() / 2);
        assert!(unpack(&cut, &temporary.0).is_err());
    }
}
