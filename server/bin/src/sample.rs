//! The sample organisation: loaded into an empty database by a build with the
//! feature `sample`, and never served by one without it, since everybody can
//! read its passwords. For the same reason it is served where others can call only
//! by whoever says so.

use server::Server;

/// What is done about the sample organisation.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "sample"),
    expect(dead_code, reason = "a build without the sample does nothing about it")
)]
pub struct AboutSample {
    /// Whether an empty database may get it.
    pub may_load: bool,
    /// Whether a database that holds it may be served.
    pub may_serve: bool,
    /// Whether others than this machine can call.
    pub is_exposed: bool,
}

/// Loads the sample into an empty database, if it may. True if the sample is what is
/// served.
#[cfg(feature = "sample")]
pub async fn prepare(server: &Server, about: AboutSample) -> anyhow::Result<bool> {
    if about.may_load
        && let Some(loaded) = sample::load(server).await?
    {
        let sample::Loaded {
            people,
            cases,
            entries,
        } = loaded;
        tracing::info!(people, cases, entries, "loaded the sample organisation");
    }
    let mut connection = server.pool.acquire().await?;
    let is_served = server::organisations::has_sample(&mut connection).await?;
    anyhow::ensure!(
        !is_served || about.may_serve,
        "this database holds the sample organisation, whose passwords everybody can read, and \
         others than this machine can call this server: use another database, or say --sample"
    );
    if is_served && about.is_exposed {
        tracing::warn!(
            "the sample organisation is served to whoever can call; its passwords are public"
        );
    }
    Ok(is_served)
}

/// Refuses a database that holds the sample.
#[cfg(not(feature = "sample"))]
pub async fn prepare(server: &Server, _about: AboutSample) -> anyhow::Result<bool> {
    let mut connection = server.pool.acquire().await?;
    anyhow::ensure!(
        !server::organisations::has_sample(&mut connection).await?,
        "this database holds the sample organisation, whose passwords everybody can read, and \
         this build does not serve it: use another database"
    );
    Ok(false)
}

/// Whom one can sign in as, for the program's greeting.
#[cfg(feature = "sample")]
pub fn greeting() -> String {
    let accounts = sample::accounts().iter();
    let accounts: Vec<String> = accounts.map(|account| format!("    {account}\n")).collect();
    let password = sample::PASSWORD;
    format!(
        "\n  Sample accounts, password {password}:\n\n{}",
        accounts.concat()
    )
}

#[cfg(not(feature = "sample"))]
pub fn greeting() -> String {
    String::new()
}
