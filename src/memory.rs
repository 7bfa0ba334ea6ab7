//! Rejected passwords, remembered between runs: a scheduled run with an old password would lock the account otherwise.
//!
//! Kept is no password, but a keyed hash of server, account and password, and when it was rejected, in a file of the
//! user's state folder that only the user can read.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use data_encoding::HEXLOWER;
use openssl::hash::MessageDigest;
use openssl::pkcs5::pbkdf2_hmac;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use zeroize::Zeroizing;

use crate::platform;

/// The variable that names the folder, instead of the one of the XDG base directory specification.
pub const FOLDER: &str = "UCDOCTOR_STATE_DIR";
/// The file in it.
const FILE: &str = "rejected.json";
/// Rejections that are kept, the newest ones.
const MOST: usize = 200;
/// Bytes of the file at most.
const MAX_BYTES: u64 = 1 << 20;
/// Rounds of the hash: a guess costs a tenth of a second, and so does a run that has something to remember.
const ROUNDS: usize = 100_000;

/// Where rejections are kept. Whatever goes wrong with it is told, and ends no run.
#[derive(Debug, Default)]
pub struct Memory {
    folder: Option<PathBuf>,
    /// Send what was rejected once more.
    anyway: bool,
    trouble: Mutex<Option<String>>,
    /// Held while the file is changed: nodes are asked at once.
    changing: Mutex<()>,
}

/// What a server rejected, once.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'a> {
    /// Who rejected it: names of the same server, `host:port`.
    pub servers: &'a [String],
    /// The account, as it was sent.
    pub account: &'a str,
    /// Its password.
    pub password: &'a SecretString,
}

/// A rejection of an earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recalled {
    /// When, RFC 3339.
    pub at: String,
    /// Which of the servers.
    pub server: String,
    /// The result code of then.
    pub code: u32,
    /// Active Directory's own code of then.
    pub ad_data: Option<u32>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    key: String,
    rejected: Vec<Rejection>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Rejection {
    digest: String,
    at: String,
    code: u32,
    #[serde(default)]
    data: Option<u32>,
    /// Another server accepted the same in the same run: it says something about this server alone.
    #[serde(default)]
    here_only: bool,
}

/// The state folder: `UCDOCTOR_STATE_DIR`, else below `XDG_STATE_HOME`, else below `~/.local/state`.
pub fn folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable(FOLDER).or_else(|| platform::files::state_folder().map(|folder| folder.join("ucdoctor")))
}

/// Makes the state folder, for this user alone.
pub fn make(folder: &Path) -> std::io::Result<()> {
    platform::files::make_private_folder(folder)
}

impl Memory {
    /// In the state [`folder`]. With `anyway`
    /// nothing is recalled, and rejections are kept all the same.
    pub fn of_environment(anyway: bool) -> Self {
        Self { folder: folder(), anyway, ..Self::default() }
    }

    /// In this folder.
    pub fn at(folder: &Path, anyway: bool) -> Self {
        Self { folder: Some(folder.to_owned()), anyway, ..Self::default() }
    }

    /// The rejection of an earlier run, by this server, or by one of `others` where none accepted.
    pub fn recall(&self, tried: Tried<'_>, others: &[String]) -> Option<Recalled> {
        let kept = self.read().filter(|kept| !self.anyway && !kept.rejected.is_empty())?;
        let secret = secret(&kept.key, tried.account, tried.password)?;
        let found = |server: &String, own: bool| {
            let digest = digest(&secret, server)?;
            let rejection = kept.rejected.iter().find(|one| one.digest == digest && (own || !one.here_only))?;
            Some(Recalled {
                at: rejection.at.clone(),
                server: server.clone(),
                code: rejection.code,
                ad_data: rejection.data,
            })
        };
        let own = tried.servers.iter().find_map(|server| found(server, true));
        own.or_else(|| others.iter().find_map(|server| found(server, false)))
    }

    /// Keeps a rejection of now.
    pub fn keep(&self, tried: Tried<'_>, code: u32, ad_data: Option<u32>, here_only: bool) {
        let Some(now) = OffsetDateTime::now_utc().replace_nanosecond(0).ok().and_then(|now| now.format(&Rfc3339).ok())
        else {
            return;
        };
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = self.read().unwrap_or_default();
        if kept.key.is_empty() {
            let mut key = [0; 32];
            if openssl::rand::rand_bytes(&mut key).is_err() {
                return self.trouble("this host gives no random numbers");
            }
            kept = Kept { key: HEXLOWER.encode(&key), rejected: Vec::new() };
        }
        let Some(secret) = secret(&kept.key, tried.account, tried.password) else { return };
        for digest in tried.servers.iter().filter_map(|server| digest(&secret, server)) {
            kept.rejected.retain(|one| one.digest != digest);
            kept.rejected.push(Rejection { digest, at: now.clone(), code, data: ad_data, here_only });
        }
        let surplus = kept.rejected.len().saturating_sub(MOST);
        kept.rejected.drain(..surplus);
        self.write(&kept);
    }

    /// What was accepted is rejected no more.
    pub fn forget(&self, tried: Tried<'_>) {
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut kept) = self.read().filter(|kept| !kept.rejected.is_empty()) else { return };
        let Some(secret) = secret(&kept.key, tried.account, tried.password) else { return };
        let digests: Vec<String> = tried.servers.iter().filter_map(|server| digest(&secret, server)).collect();
        let before = kept.rejected.len();
        kept.rejected.retain(|one| !digests.contains(&one.digest));
        if kept.rejected.len() < before {
            self.write(&kept);
        }
    }

    /// Why something could not be kept, once.
    pub fn take_trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn trouble(&self, why: &str) {
        let place = match &self.folder {
            Some(folder) => folder.join(FILE).display().to_string(),
            None => format!("no folder is known, set {FOLDER}"),
        };
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(format!("the rejected password is not remembered, so the next run sends it again ({place}: {why})"));
    }

    fn read(&self) -> Option<Kept> {
        let file = fs::File::open(self.folder.as_ref()?.join(FILE)).ok()?;
        let mut text = Vec::new();
        file.take(MAX_BYTES).read_to_end(&mut text).ok()?;
        let kept: Kept = serde_json::from_slice(&text).ok()?;
        (HEXLOWER.decode(kept.key.as_bytes()).ok()?.len() == 32).then_some(kept)
    }

    fn write(&self, kept: &Kept) {
        if let Err(error) = self.try_write(kept) {
            self.trouble(&error.to_string());
        }
    }

    fn try_write(&self, kept: &Kept) -> std::io::Result<()> {
        let folder = self.folder.as_ref().ok_or(std::io::ErrorKind::NotFound)?;
        make(folder)?;
        let temporary = folder.join(format!(".{FILE}.{}.tmp", std::process::id()));
        let text = serde_json::to_vec(kept).map_err(std::io::Error::other)?;
        let written = platform::files::create_private(&temporary).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()?;
            fs::rename(&temporary, folder.join(FILE))
        });
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        written
    }
}

/// Account and password under the file's key (PBKDF2, RFC 8018), slow on purpose.
fn secret(key: &str, account: &str, password: &SecretString) -> Option<Zeroizing<[u8; 32]>> {
    let salt = format!("{key}\n{}", account.trim().to_lowercase());
    let mut secret = Zeroizing::new([0; 32]);
    let password = password.expose_secret().as_bytes();
    pbkdf2_hmac(password, salt.as_bytes(), ROUNDS, MessageDigest::sha256(), &mut *secret).ok()?;
    Some(secret)
}

/// The same at one server (HMAC, RFC 2104).
fn digest(secret: &[u8; 32], server: &str) -> Option<String> {
    let key = PKey::hmac(secret).ok()?;
    let mut signer = Signer::new(MessageDigest::sha256(), &key).ok()?;
    let digest = signer.sign_oneshot_to_vec(server.trim().to_lowercase().as_bytes()).ok()?;
    Some(HEXLOWER.encode(&digest))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_rejection_is_recalled_for_the_same_server_account_and_password_only() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::at(&folder.path().join("a/b"), false);
        let (dc1, dc2) = (names(&["dc1:636", "dc1.corp.example"]), names(&["dc2:636"]));
        let (old, new) = (SecretString::from("Frühling 26"), SecretString::from("Sommer 26"));
        let tried = Tried { servers: &dc1, account: "CN=svc,DC=x", password: &old };
        assert_eq!(memory.recall(tried, &[]), None);
        memory.keep(tried, 49, Some(0x52e), false);
        let recalled = memory.recall(tried, &[]).unwrap();
        assert_eq!((recalled.code, recalled.ad_data, recalled.server.as_str()), (49, Some(0x52e), "dc1:636"));
        for (other, others, known) in [
            (Tried { password: &new, ..tried }, &[][..], false),
            (Tried { account: "CN=other,DC=x", ..tried }, &[], false),
            (Tried { account: " cn=SVC,dc=x ", ..tried }, &[], true),
            (Tried { servers: &dc2, ..tried }, &[], false),
            (Tried { servers: &dc2, ..tried }, &dc1, true),
            (Tried { servers: &dc1[1..], ..tried }, &[], true),
        ] {
            assert_eq!(memory.recall(other, others).is_some(), known, "{other:?}");
        }
        let path = folder.path().join("a/b").join(FILE);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(folder.path().join("a/b")).unwrap().permissions().mode() & 0o777, 0o700);
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("hling") && !text.contains("svc") && !text.contains("dc1."), "{text}");
        assert_eq!(Memory::at(&folder.path().join("a/b"), true).recall(tried, &[]), None, "anyway");
        memory.forget(tried);
        assert_eq!(memory.recall(tried, &[]), None);
        assert_eq!(memory.take_trouble(), None);
    }

    #[test]
    fn what_one_server_alone_rejected_says_nothing_about_others() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::at(folder.path(), false);
        let (dc1, dc2, password) = (names(&["dc1:636"]), names(&["dc2:636"]), SecretString::from("x y z"));
        let stale = Tried { servers: &dc2, account: "svc", password: &password };
        memory.keep(stale, 49, None, true);
        assert!(memory.recall(stale, &[]).is_some());
        assert_eq!(memory.recall(Tried { servers: &dc1, ..stale }, &dc2), None);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told_and_ends_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        let (servers, password) = (names(&["dc1:636"]), SecretString::from("x y z"));
        let tried = Tried { servers: &servers, account: "svc", password: &password };
        for memory in [Memory::at(&file.join("below"), false), Memory::default()] {
            memory.keep(tried, 49, None, false);
            assert!(memory.take_trouble().unwrap().contains("not remembered"));
            assert_eq!(memory.recall(tried, &[]), None);
        }
        for garbage in ["", "{}", "{\"key\":\"zz\",\"rejected\":[]}", "\u{0}"] {
            fs::write(folder.path().join(FILE), garbage).unwrap();
            let memory = Memory::at(folder.path(), false);
            assert_eq!(memory.recall(tried, &[]), None);
            memory.keep(tried, 49, None, false);
            assert!(memory.recall(tried, &[]).is_some(), "{garbage}");
        }
    }

    #[test]
    fn the_oldest_are_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::at(folder.path(), false);
        let password = SecretString::from("x y z");
        let many: Vec<String> = (0..MOST + 20).map(|n| format!("dc{n}:636")).collect();
        memory.keep(Tried { servers: &many, account: "svc", password: &password }, 49, None, false);
        let known = |at: usize| {
            memory.recall(Tried { servers: &many[at..=at], account: "svc", password: &password }, &[]).is_some()
        };
        assert!(!known(0) && !known(19) && known(20) && known(MOST + 19));
    }
}
