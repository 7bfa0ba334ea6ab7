//! One ledger of a run: whose password was sent, and how it ended. After a rejection, or an end that nobody knows, nothing
//! more is sent for an account, whoever asks: the directory, call manager, or the person's own try.

mod bound;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;
use tokio::sync::{Notify, watch};

pub use self::bound::{Bound, Held};
use crate::https_url::same_host;
use crate::memory::Memory;

/// The ledger. Copies are the same ledger.
#[derive(Debug, Clone, Default)]
pub struct Attempts {
    accounts: Arc<Accounts>,
    decided: Arc<watch::Sender<bool>>,
    memory: Arc<Memory>,
    /// Answers that several configurations share; none when there is but one.
    answers: Option<Arc<bound::Answers>>,
}

/// Whose password is under way, and for whom nothing more is sent.
#[derive(Debug, Default)]
struct Accounts {
    under_way: Mutex<Vec<Account>>,
    ended: Mutex<Vec<Account>>,
    changed: Notify,
}

/// An account by the names that it goes by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Distinguished name without what may differ in spelling.
    dn: Option<String>,
    /// User IDs it may have, in lower case.
    ids: Vec<String>,
    /// Only a distinguished name is known, and it says no user ID.
    unnamed: bool,
    /// Hosts that it logs in to, by all names that are known of them, in lower case.
    hosts: Vec<String>,
    /// It is one of these hosts' own, which no directory knows.
    of_host: bool,
}

/// Attributes whose value in a name is the user ID.
const IDS: [&str; 4] = ["uid", "samaccountname", "userprincipalname", "mail"];

impl Account {
    /// Of the names it goes by: distinguished name, user principal name, `DOMAIN\name`, user ID.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut account = Self::default();
        for name in names {
            account.also(name);
        }
        account
    }

    /// An account of a host alone, which no directory knows; `hosts` are names of that one host.
    pub fn of_host<'n>(hosts: impl IntoIterator<Item = &'n str>, user: &str) -> Self {
        let account = Self { ids: vec![user.trim().to_lowercase()], of_host: true, ..Self::default() };
        account.at(hosts)
    }

    /// It logs in to this host.
    pub fn at<'n>(mut self, hosts: impl IntoIterator<Item = &'n str>) -> Self {
        self.hosts.extend(hosts.into_iter().map(str::to_lowercase));
        self
    }

    /// It also goes by this name.
    pub fn also(&mut self, name: &str) {
        let name = name.trim().to_lowercase();
        let known = !self.ids.is_empty() && !self.unnamed;
        match name.split_once('=') {
            Some((attribute, rest)) => {
                let value = rest.split([',', '+', ';']).next().unwrap_or_default().trim().trim_matches('"');
                self.unnamed = !known && !IDS.contains(&attribute.trim());
                self.ids.push(value.replace('\\', ""));
                let parts = name
                    .split([',', ';'])
                    .map(|part| part.split('=').map(str::trim).collect::<Vec<_>>().join("=").replace(['"', '\\'], ""));
                self.dn = Some(parts.collect::<Vec<_>>().join(","));
            }
            None => {
                let bare = name.rsplit(['\\', '/']).next().unwrap_or_default();
                self.ids.push(bare.split('@').next().unwrap_or_default().to_owned());
                self.unnamed = false;
            }
        }
    }

    /// Whether the two may be one and the same. Doubt counts: an object named `CN=UC Service` may have any user ID.
    pub fn may_be(&self, other: &Self) -> bool {
        let shares_id = self.ids.iter().any(|id| other.ids.contains(id));
        if self.of_host || other.of_host {
            // The platform's own and an application user are two, unless they have one name on one host.
            let is_there = |host: &String| other.hosts.iter().any(|known| same_host(host, known));
            return shares_id && self.hosts.iter().any(is_there);
        }
        if let (Some(one), Some(another)) = (&self.dn, &other.dn) {
            return one == another;
        }
        let unnamed = |one: &Self, another: &Self| one.unnamed && another.dn.is_none();
        shares_id || unnamed(self, other) || unnamed(other, self)
    }
}

/// The right to send a password once, while nobody else does for what may be the same account. Dropped without a word,
/// its end is not known.
#[derive(Debug)]
pub struct Turn {
    accounts: Arc<Accounts>,
    account: Account,
    harmless: bool,
}

impl Attempts {
    /// A ledger that also knows what earlier runs were told.
    pub fn remembering(memory: Memory) -> Self {
        Self { memory: Arc::new(memory), ..Self::default() }
    }

    /// The same ledger for another configuration of the same directory: what one was told, all know.
    pub fn shared(&self) -> Self {
        Self { decided: Arc::default(), ..self.clone() }
    }

    /// A ledger for several configurations.
    pub fn of_several(memory: Arc<Memory>) -> Self {
        Self { memory, answers: Some(Arc::default()), ..Self::default() }
    }

    /// What another configuration was told by this server; waits while that one goes on with it. None when there is but
    /// one configuration.
    pub async fn held(&self, server: SocketAddr, account: &str, password: &SecretString) -> Option<Held> {
        Some(self.answers.as_ref()?.of(server, account, password).await)
    }

    /// What earlier runs were told.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Waits until nobody else sends a password for what may be this account. None when nothing more may be sent for it.
    pub async fn turn(&self, account: &Account) -> Option<Turn> {
        loop {
            let changed = self.accounts.changed.notified();
            if locked(&self.accounts.ended).iter().any(|other| other.may_be(account)) {
                return None;
            }
            {
                let mut under_way = locked(&self.accounts.under_way);
                if !under_way.iter().any(|other| other.may_be(account)) {
                    under_way.push(account.clone());
                    let accounts = Arc::clone(&self.accounts);
                    return Some(Turn { accounts, account: account.clone(), harmless: false });
                }
            }
            changed.await;
        }
    }

    /// Nothing more is sent for the account, whatever was told before.
    pub fn end(&self, account: &Account) {
        locked(&self.accounts.ended).push(account.clone());
    }

    /// The directory has said what it thinks of the manager's password, or will not be asked.
    pub fn directory_decided(&self) {
        self.decided.send_replace(true);
    }

    /// Waits for that.
    pub async fn directory(&self) {
        let mut decided = self.decided.subscribe();
        // The sender lives as long as the ledger.
        let _ = decided.wait_for(|decided| *decided).await;
    }
}

impl Turn {
    /// The password was accepted, or nothing was sent, or it was not looked at.
    pub fn harmless(mut self) {
        self.harmless = true;
    }

    /// It was rejected, or may have been.
    pub fn ended(self) {}
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.harmless {
            locked(&self.accounts.ended).push(self.account.clone());
        }
        let mut under_way = locked(&self.accounts.under_way);
        if let Some(at) = under_way.iter().position(|account| *account == self.account) {
            under_way.swap_remove(at);
        }
        self.accounts.changed.notify_waiters();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_may_be_one_account_are_one() {
        for (one, another, same) in [
            (&["CN=svc-ucm,OU=Service,DC=corp"][..], &["svc-ucm@corp.example"][..], true),
            (&["uid=svc, ou=x"], &["UID=Svc,OU = X"], true),
            (&["uid=svc,ou=x"], &["uid=svc,ou=y"], false),
            (&["uid=svc,ou=x"], &["axl"], false),
            (&["CORP\\svc"], &["svc"], true),
            (&["corp/svc"], &["SVC@other.example"], true),
            (&["svc"], &["axl"], false),
            (&["svc@corp"], &["CORP\\axl"], false),
            // What ID an object has is not told by its name.
            (&["CN=UC Service,DC=corp"], &["svc-ucm"], true),
            (&["CN=UC Service,DC=corp"], &["svc-ucm", "CN=Anna Ahrens,DC=corp"], false),
            (&["svc@corp"], &["anna", "CN=Anna Ahrens,DC=corp"], false),
            (&["svc@corp"], &["svc", "CN=UC Service,DC=corp"], true),
        ] {
            let (one, another) = (Account::of(one.iter().copied()), Account::of(another.iter().copied()));
            assert_eq!(one.may_be(&another), same, "{one:?} {another:?}");
            assert_eq!(another.may_be(&one), same, "{another:?} {one:?}");
        }
    }

    #[tokio::test]
    async fn after_a_rejection_nothing_more_is_sent_for_the_account() {
        let attempts = Attempts::default();
        let (svc, upn, axl) = (Account::of(["uid=svc,dc=x"]), Account::of(["svc@x"]), Account::of(["axl"]));
        attempts.turn(&svc).await.unwrap().harmless();
        attempts.turn(&upn).await.unwrap().ended();
        assert!(attempts.turn(&svc).await.is_none());
        assert!(attempts.clone().turn(&upn).await.is_none());
        // Given up in the middle.
        drop(attempts.turn(&axl).await.unwrap());
        assert!(attempts.turn(&axl).await.is_none());
    }

    #[test]
    fn accounts_of_hosts_are_those_of_no_directory() {
        let admin = Account::of_host(["ssh://10.3.2.1:22", "ucm1.lab.example"], "Admin");
        for same in [
            Account::of_host(["ssh://10.3.2.1:22"], "admin"),
            Account::of(["admin"]).at(["UCM1.lab.example"]),
            Account::of(["ADMIN"]).at(["ucm1"]),
        ] {
            assert!(admin.may_be(&same) && same.may_be(&admin), "{same:?}");
        }
        for other in [
            Account::of_host(["ssh://10.3.2.1:2201", "ucm2.lab.example"], "admin"),
            Account::of_host(["ssh://10.3.2.1:22"], "reader"),
            Account::of(["reader"]).at(["ucm1.lab.example"]),
            Account::of(["admin"]).at(["ucm2.lab.example", "ucm"]),
            Account::of(["admin"]),
            Account::of(["CN=UC Service,DC=corp"]).at(["ucm1.lab.example"]),
            Account::of(["uid=admin,dc=x"]),
        ] {
            assert!(!admin.may_be(&other) && !other.may_be(&admin), "{other:?}");
        }
    }

    #[tokio::test]
    async fn only_one_password_of_an_account_is_under_way() {
        let attempts = Attempts::default();
        let (one, same, other) = (Account::of(["a"]), Account::of(["a@x"]), Account::of(["b"]));
        let turn = attempts.turn(&one).await.unwrap();
        attempts.turn(&other).await.unwrap().harmless();
        let second = tokio::spawn({
            let (attempts, same) = (attempts.clone(), same.clone());
            async move { attempts.turn(&same).await.is_some() }
        });
        tokio::task::yield_now().await;
        assert!(!second.is_finished());
        turn.harmless();
        assert!(second.await.unwrap());
        attempts.directory_decided();
        attempts.directory().await;
    }
}
