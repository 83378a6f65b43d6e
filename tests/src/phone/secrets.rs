//! The phone's keychain: a file that nobody else may read.

use fieldloop::{SecretAnswer, SecretRequest};
use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

#[derive(Debug)]
pub struct Secrets {
    path: PathBuf,
}

impl Secrets {
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join("secret"),
        }
    }

    pub fn run(&self, request: &SecretRequest) -> SecretAnswer {
        match request {
            SecretRequest::Save(secret) => match self.save(secret) {
                Ok(()) => SecretAnswer::Done,
                Err(_) => SecretAnswer::Failed,
            },
            SecretRequest::Load => match fs::read_to_string(&self.path) {
                Ok(secret) => SecretAnswer::Found(secret),
                Err(error) if error.kind() == ErrorKind::NotFound => SecretAnswer::Nothing,
                Err(_) => SecretAnswer::Failed,
            },
            SecretRequest::Delete => match fs::remove_file(&self.path) {
                Ok(()) => SecretAnswer::Done,
                Err(error) if error.kind() == ErrorKind::NotFound => SecretAnswer::Done,
                Err(_) => SecretAnswer::Failed,
            },
        }
    }

    /// Whole or not at all, whenever the phone is killed.
    fn save(&self, secret: &str) -> io::Result<()> {
        let draft = self.path.with_extension("new");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft)?;
        file.write_all(secret.as_bytes())?;
        file.sync_all()?;
        fs::rename(draft, &self.path)
    }
}
