//! Where the bytes of blobs are: a folder, a bucket that speaks S3, or for tests
//! the memory of the process. Which blobs there are is not known here.
//!
//! The trait over these three is `object_store`'s own. An object is written once,
//! under a name that no other write ever has, and read as a stream.
//!
//! A folder is written by a temporary file that is flushed, renamed, and made
//! durable with the folders above it before the write is done (`with_fsync`); what
//! S3 has answered is durable there.

use crate::error::Error;
use axum::body::Bytes;
use domain::ids::BlobId;
use futures_util::stream::BoxStream;
use nix::sys::statvfs::statvfs;
use object_store::{
    ClientOptions, Error as StoreError, GetOptions, GetRange, ObjectStore, ObjectStoreExt,
    PutPayload, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem, memory::InMemory,
    path::Path, prefix::PrefixStore,
};
use std::{fmt, fs, ops::Range, path::PathBuf, sync::Arc, time::Duration};
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

/// How many blobs are put together at once, each of which is in memory then.
const WRITES_AT_ONCE: usize = 4;
/// How long a bucket may be silent. A whole read may take longer: its reader may be
/// slow.
const SILENCE: Duration = Duration::from_secs(20);
/// How long a request to a bucket is tried again.
const RETRIES: Duration = Duration::from_secs(15);

/// The bytes of a blob, as they come.
pub type Stream = BoxStream<'static, Result<Bytes, StoreError>>;

/// The name of an object: the blob's, and its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Object {
    pub organisation: Uuid,
    pub blob: BlobId,
    pub id: Uuid,
}

impl Object {
    /// Organisations stand apart, and no folder gets a million files.
    fn path(self) -> Path {
        let Self {
            organisation,
            blob,
            id,
        } = self;
        let blob = blob.to_string();
        let folder = blob.get(..2).unwrap_or_default();
        Path::from(format!("{organisation}/{folder}/{blob}.{id}"))
    }
}

/// A store of blobs; all clones are one.
#[derive(Clone)]
pub struct BlobStore {
    objects: Arc<dyn ObjectStore>,
    place: String,
    /// Where it is, if it is a folder.
    folder: Option<PathBuf>,
    writes: Arc<Semaphore>,
}

impl fmt::Debug for BlobStore {
    /// Only where it is: what opens it is secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobStore({})", self.place)
    }
}

impl BlobStore {
    fn over(objects: impl ObjectStore, place: &str) -> Self {
        Self {
            objects: Arc::new(objects),
            place: place.to_owned(),
            folder: None,
            writes: Arc::new(Semaphore::new(WRITES_AT_ONCE)),
        }
    }

    /// In the memory of this process: gone with it, so for tests only.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::over(InMemory::new(), "memory")
    }

    /// At a place that is a folder's path, which is made if it is not there, or
    /// `s3://bucket` with a prefix or without. How a bucket is reached and who may
    /// is read from the variables `AWS_…` of the environment.
    ///
    /// # Errors
    /// The folder cannot be made, or the environment does not tell how to reach the
    /// bucket.
    pub fn open(place: &str) -> Result<Self, Error> {
        let opened = match place.strip_prefix("s3://") {
            Some(bucket) => open_bucket(bucket, place),
            None => open_folder(place),
        };
        opened.map_err(|error| Error::fault("open the blob store", error))
    }

    /// Where it is, for people.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// How many bytes are free on the disk of a folder; none of anything else.
    pub(crate) fn free_bytes(&self) -> Option<u64> {
        let disk = statvfs(self.folder.as_ref()?).ok()?;
        Some(disk.blocks_available().saturating_mul(disk.fragment_size()))
    }

    /// Waits until one more blob may be put together in memory.
    pub(super) async fn permit(&self) -> Result<SemaphorePermit<'_>, Error> {
        let permit = self.writes.acquire().await;
        permit.map_err(|error| Error::fault("wait to put a blob together", error))
    }

    /// Writes an object; it is durable when this returns.
    pub(super) async fn put(&self, object: Object, pieces: Vec<Bytes>) -> Result<(), StoreError> {
        let payload = PutPayload::from_iter(pieces);
        self.objects.put(&object.path(), payload).await.map(|_| ())
    }

    /// Begins to read so much of an object.
    pub(super) async fn get(&self, object: Object, of: Range<u64>) -> Result<Stream, StoreError> {
        let options = GetOptions::new().with_range(Some(GetRange::Bounded(of)));
        let found = self.objects.get_opts(&object.path(), options).await?;
        Ok(found.into_stream())
    }

    /// Deletes an object, if it is there.
    pub(super) async fn delete(&self, object: Object) -> Result<(), StoreError> {
        match self.objects.delete(&object.path()).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

type Opened = Result<BlobStore, Box<dyn std::error::Error + Send + Sync>>;

fn open_folder(place: &str) -> Opened {
    fs::create_dir_all(place)?;
    let folder = LocalFileSystem::new_with_prefix(place)?.with_fsync(true);
    Ok(BlobStore {
        folder: Some(place.into()),
        ..BlobStore::over(folder, place)
    })
}

fn open_bucket(bucket: &str, place: &str) -> Opened {
    // One that the process has chosen before does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (bucket, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
    let is_plain = std::env::var("AWS_ALLOW_HTTP").is_ok_and(|it| it == "true");
    let client = ClientOptions::new()
        .with_allow_http(is_plain)
        .with_timeout_disabled()
        .with_read_timeout(SILENCE);
    let retries = RetryConfig {
        max_retries: 3,
        retry_timeout: RETRIES,
        ..RetryConfig::default()
    };
    let bucket = AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .with_client_options(client)
        .with_retry(retries)
        .build()?;
    Ok(BlobStore::over(PrefixStore::new(bucket, prefix), place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt;

    fn object(organisation: u128) -> Object {
        Object {
            organisation: Uuid::from_u128(organisation),
            blob: BlobId([7; 32]),
            id: Uuid::from_u128(9),
        }
    }

    async fn read(store: &BlobStore, object: Object) -> Option<Vec<u8>> {
        let stream = store.get(object, 0..3).await.ok()?;
        let chunks: Vec<Bytes> = stream.try_collect().await.unwrap();
        Some(chunks.concat())
    }

    #[tokio::test]
    async fn organisations_do_not_meet_and_what_is_not_there_is_deleted_already() {
        let store = BlobStore::in_memory();
        let pieces = vec![Bytes::from_static(b"ab"), Bytes::from_static(b"c")];
        store.put(object(1), pieces).await.unwrap();
        assert_eq!(read(&store, object(1)).await, Some(b"abc".to_vec()));
        assert_eq!(read(&store, object(2)).await, None);
        for _ in 0..2 {
            store.delete(object(1)).await.unwrap();
        }
        assert_eq!(read(&store, object(1)).await, None);
    }
}
