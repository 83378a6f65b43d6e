//! The sample organisation as it is loaded into a database: what its own tests say of
//! the documents holds of the tables, too, and a rebuild makes the same of them.

use server::{Server, clock::Clock, settings::Settings};
use sqlx::{AssertSqlSafe, PgPool};
use tests::records;
use tokio::runtime::Runtime;

async fn count(pool: &PgPool, of: &'static str) -> i64 {
    let sql = format!("select count(*) from {of}");
    let count = sqlx::query_scalar(AssertSqlSafe(sql));
    count.fetch_one(pool).await.unwrap()
}

#[test]
fn what_is_loaded_stands_in_the_tables_and_a_rebuild_makes_the_same_of_it() {
    Runtime::new().unwrap().block_on(async {
        let cluster = embedded::scratch().await.unwrap();
        let database = cluster.create("sample").await.unwrap();
        let pool = PgPool::connect(&database).await.unwrap();
        server::migrate(&pool).await.unwrap();
        let server = Server::new(pool.clone(), Settings::default(), Clock::system());
        let loaded = sample::load(&server).await.unwrap().unwrap();
        assert!(loaded.cases > 1_200);
        assert_eq!(sample::load(&server).await.unwrap(), None, "once");

        let transfers = count(&pool, "transfers").await;
        assert!((150..=250).contains(&transfers), "{transfers}");
        let contested = "transfers where exception = 'contested' and settled_at is null";
        assert_eq!(count(&pool, contested).await, 1);
        let overdue = "transfers where exception = 'overdue' and closed_at is null";
        assert!(count(&pool, overdue).await >= 3);
        // What is due is done, and every signature can be looked at.
        assert_eq!(count(&pool, "case_deadlines where at <= now()").await, 0);
        let unseen = "blob_uses u where not exists (select from blobs b
            join blob_holders h using (organisation, sha256)
            where b.sha256 = u.sha256 and h.person = u.author)";
        assert_eq!(count(&pool, unseen).await, 0);
        assert!(count(&pool, "blob_uses").await > 100);

        let (rebuilt, differing) = records::rebuilt(&pool).await.unwrap();
        assert_eq!((rebuilt.cases, rebuilt.damaged), (loaded.cases, 0));
        assert!(differing.is_empty(), "{}", differing.join("\n"));
        pool.close().await;
        drop(cluster);
    });
}
