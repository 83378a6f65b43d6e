//! Keeps `server/.sqlx` true: what sqlx's macros learnt about the server's
//! queries from a database, so that building the server needs none.
//!
//! Both steps let the macros ask a throw-away Postgres with the migrations
//! applied, and collect what they write. Not here: applying migrations to
//! a database that matters (the server does, at its start).

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use embedded::Cluster;
use serde_json::Value;
use sqlx::{Connection, PgConnection, migrate::Migrator};

use crate::process::cargo;

/// File name to content.
type Files = BTreeMap<String, Vec<u8>>;

/// Fails unless the committed files are what the macros produce now.
pub fn check(root: &Path) -> Result<()> {
    let committed = read(&committed_folder(root))?;
    let produced = produce(root)?;
    let mut differences = Vec::new();
    for (name, content) in &produced {
        match committed.get(name) {
            None => differences.push(format!("   missing:  {name} ({})", query(content))),
            Some(before) if before != content => {
                differences.push(format!("   outdated: {name} ({})", query(content)));
            }
            Some(_) => {}
        }
    }
    for (name, content) in &committed {
        if !produced.contains_key(name) {
            differences.push(format!("   left over: {name} ({})", query(content)));
        }
    }
    if differences.is_empty() {
        println!("   {} queries, all as committed", produced.len());
        return Ok(());
    }
    bail!(
        "server/.sqlx is not what the queries and migrations produce; run `cargo ci prepare` and \
         commit the result\n{}",
        differences.join("\n")
    )
}

/// Writes the files anew.
pub fn prepare(root: &Path) -> Result<()> {
    let produced = produce(root)?;
    let folder = committed_folder(root);
    let committed = read(&folder)?;
    fs::create_dir_all(&folder)?;
    for name in committed
        .keys()
        .filter(|name| !produced.contains_key(*name))
    {
        fs::remove_file(folder.join(name))?;
    }
    for (name, content) in &produced {
        if committed.get(name) != Some(content) {
            fs::write(folder.join(name), content)?;
        }
    }
    println!("   {} queries in server/.sqlx", produced.len());
    Ok(())
}

fn committed_folder(root: &Path) -> PathBuf {
    root.join("server/.sqlx")
}

fn produce(root: &Path) -> Result<Files> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let (cluster, address) = runtime.block_on(migrated(root))?;
    let folder = root.join("target/sqlx");
    fs::create_dir_all(&folder)?;
    empty(&folder)?;
    expand_macros(root, &address, &folder)?;
    cluster.stop()?;
    read(&folder)
}

/// A throw-away cluster with the server's schema in a database.
async fn migrated(root: &Path) -> Result<(Cluster, String)> {
    let cluster = embedded::scratch().await?;
    let address = cluster.create("schema").await?;
    let migrator = Migrator::new(root.join("server/migrations")).await?;
    let mut connection = PgConnection::connect(&address).await?;
    migrator
        .run(&mut connection)
        .await
        .context("cannot apply server/migrations")?;
    connection.close().await?;
    Ok((cluster, address))
}

/// Compiles the server's library with its macros connected to a database.
///
/// Cargo does not know that this must happen anew when the schema changed, so
/// the build has a mark of its own (`-C metadata`), which gives it artifacts of its
/// own, and these are deleted afterwards: the next time cargo cannot take it
/// for done. The everyday build is neither used nor disturbed.
fn expand_macros(root: &Path, address: &str, folder: &Path) -> Result<()> {
    let folder = folder
        .to_str()
        .context("the path of the checkout is not UTF-8")?;
    let build = || {
        let select = [
            "rustc",
            "--package",
            "fieldloop-server",
            "--lib",
            "--profile",
            "check",
            "--locked",
        ];
        cargo(root, &select)
            .args(&[
                "--message-format",
                "json-render-diagnostics",
                "--",
                "-C",
                "metadata=sqlx_is_live",
            ])
            .env("SQLX_OFFLINE", "false")
            .env("SQLX_OFFLINE_DIR", folder)
            .env("DATABASE_URL", address)
            .output()
            .context("the server's queries do not compile against its migrations")
    };
    // A run that was killed before it deleted its artifacts is met here once.
    for _ in 0..2 {
        let artifact = server_artifact(&build()?)?;
        for file in &artifact.files {
            fs::remove_file(file).with_context(|| format!("cannot remove {file}"))?;
        }
        if !artifact.is_fresh {
            return Ok(());
        }
    }
    bail!("cargo takes the server for compiled although its artifacts were deleted")
}

struct Artifact {
    files: Vec<String>,
    /// Whether cargo had nothing to do, so that no macro ran.
    is_fresh: bool,
}

/// The server's library in what cargo reports, one JSON value per line.
fn server_artifact(report: &[u8]) -> Result<Artifact> {
    let report = std::str::from_utf8(report)?;
    let found = report
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .find(|message| {
            message["reason"] == "compiler-artifact"
                && message["target"]["name"] == "server"
                && message["target"]["kind"][0] == "lib"
        })
        .context("cargo does not report the server's library")?;
    let files: Vec<String> = found["filenames"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|file| file.as_str().map(str::to_owned))
        .collect();
    ensure!(
        !files.is_empty(),
        "cargo does not name the server's artifacts"
    );
    Ok(Artifact {
        files,
        is_fresh: found["fresh"] == true,
    })
}

fn empty(folder: &Path) -> Result<()> {
    for name in read(folder)?.keys() {
        fs::remove_file(folder.join(name))?;
    }
    Ok(())
}

/// The query files of a folder, none if it is not there.
fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("query-") {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(files)
}

/// The beginning of a query, to recognise it by.
fn query(content: &[u8]) -> String {
    let value: Value = serde_json::from_slice(content).unwrap_or_default();
    let words: Vec<&str> = value["query"]
        .as_str()
        .unwrap_or("?")
        .split_whitespace()
        .collect();
    words.join(" ").chars().take(60).collect()
}
