//! The sample organisation: loaded into an empty database by a build with the
//! feature `sample`, and never served by one without it, since everybody can
//! read its passwords.

use server::Server;

/// Loads the sample into an empty database, unless told not to. True if the
/// sample is what is served.
#[cfg(feature = "sample")]
pub async fn prepare(server: &Server, is_to_stay_empty: bool) -> anyhow::Result<bool> {
    if !is_to_stay_empty && let Some(loaded) = sample::load(server).await? {
        let sample::Loaded {
            people,
            cases,
            entries,
        } = loaded;
        tracing::info!(people, cases, entries, "loaded the sample organisation");
    }
    let mut connection = server.pool.acquire().await?;
    Ok(server::organisations::has_sample(&mut connection).await?)
}

/// Refuses a database that holds the sample.
#[cfg(not(feature = "sample"))]
pub async fn prepare(server: &Server, _is_to_stay_empty: bool) -> anyhow::Result<bool> {
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
