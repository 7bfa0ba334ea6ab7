//! The faults the demo can plant: each changes one thing of a healthy world, and has one cause.

mod appliances;
mod person;

use openssl::error::ErrorStack;

use super::company;
use super::directory::{Policy, Searching};
use super::pki::{Demand, Draft, Role, days};
use super::server::Quirk;
use super::setup::{Machines, Setup};
use super::staff::{Member, Staff};
use crate::server_url::Scheme;

/// One fault.
#[derive(Debug)]
pub struct Fault {
    /// What `ucdoctor demo` calls it; mostly the code of its cause.
    pub name: &'static str,
    /// What happened, in one line.
    pub story: &'static str,
    /// The code of the cause the report must name first; none when nothing is wrong.
    pub expected: Option<&'static str>,
    pub(super) plant: fn(&mut Setup) -> Result<(), ErrorStack>,
}

/// The fault `ucdoctor demo` plants when none is named.
pub const DEFAULT: &str = "ca-missing";

/// All faults: first nothing, then in the order in which a connection would meet them.
pub static FAULTS: &[Fault] = &[
    Fault {
        name: "healthy",
        story: "nothing is wrong: both appliances trust the directory, and the manager account binds",
        expected: None,
        plant: |_| Ok(()),
    },
    // --- network
    Fault {
        name: "path-blocked",
        story: "an access list lets call manager reach the directory and drops what the presence server sends (recorded)",
        expected: Some("path-blocked"),
        plant: |setup| {
            setup.elsewhere = Some(super::elsewhere::behind_a_filter);
            Ok(())
        },
    },
    Fault {
        name: "server-unreachable",
        story: "the directory service on the domain controller is stopped",
        expected: Some("server-unreachable"),
        plant: |setup| {
            setup.machines = Machines::Stopped;
            Ok(())
        },
    },
    Fault {
        name: "server-silent",
        story: "the directory service hangs: it accepts connections and never answers",
        expected: Some("server-silent"),
        plant: |setup| quirk(setup, Quirk::Silent),
    },
    Fault {
        name: "no-failover",
        story: "the second server that was configured is another name of the first",
        expected: Some("no-failover"),
        plant: |setup| {
            setup.machines = Machines::TwoNames;
            setup.leaf = setup.leaf.clone().names(&[super::setup::HOST, super::setup::SECOND_HOST]);
            Ok(())
        },
    },
    Fault {
        name: "not-ldap",
        story: "the port belongs to a web server",
        expected: Some("not-ldap"),
        plant: |setup| quirk(setup, Quirk::Http),
    },
    Fault {
        name: "scheme-mismatch",
        story: "the appliances are set to LDAPS, but the port speaks plain LDAP",
        expected: Some("scheme-mismatch"),
        plant: |setup| {
            setup.speaks_tls = false;
            Ok(())
        },
    },
    // --- TLS
    Fault {
        name: "no-server-certificate",
        story: "the domain controller never got a certificate, so it resets every TLS hello",
        expected: Some("no-server-certificate"),
        plant: |setup| quirk(setup, Quirk::ResetHello),
    },
    Fault {
        name: "tls-version-unsupported",
        story: "the domain controller is so old that it speaks nothing newer than TLS 1.0",
        expected: Some("tls-version-unsupported"),
        plant: |setup| {
            setup.demand = Demand::Tls10Only;
            Ok(())
        },
    },
    Fault {
        name: "client-certificate-required",
        story: "the directory wants a certificate from its clients, and the appliances have none for it",
        expected: Some("client-certificate-required"),
        plant: |setup| {
            setup.demand = Demand::ClientCertificate;
            Ok(())
        },
    },
    Fault {
        name: "ca-missing",
        story: "the directory's CA was uploaded to call manager and forgotten on the presence server",
        expected: Some("ca-missing"),
        plant: |setup| {
            setup.presence = vec![Draft::authority("Demo Voice CA").sign(None)?.certificate];
            Ok(())
        },
    },
    Fault {
        name: "ca-replaced",
        story: "the CA got a new key under its old name, and the presence server still has the old certificate",
        expected: Some("ca-replaced"),
        plant: |setup| {
            let old = Draft::authority("Demo Root CA").valid(days(-3000), days(600));
            setup.presence = vec![old.sign(None)?.certificate];
            Ok(())
        },
    },
    Fault {
        name: "chain-incomplete",
        story: "the domain controller sends its own certificate alone; call manager has the issuing CA, presence does not",
        expected: Some("chain-incomplete"),
        plant: |setup| {
            setup.sends_issuing = false;
            setup.call_manager.push(setup.pki.issuing.certificate.clone());
            Ok(())
        },
    },
    Fault {
        name: "certificate-expired",
        story: "the domain controller's certificate ran out three days ago",
        expected: Some("certificate-expired"),
        plant: |setup| valid(setup, days(-368), days(-3)),
    },
    Fault {
        name: "certificate-not-yet-valid",
        story: "the domain controller's new certificate is valid from tomorrow",
        expected: Some("certificate-not-yet-valid"),
        plant: |setup| valid(setup, days(1), days(366)),
    },
    Fault {
        name: "clock-skew",
        story: "this host's clock is three hours slow, so a certificate issued two hours ago seems to begin later",
        expected: Some("clock-skew"),
        plant: |setup| {
            setup.directory.clock_ahead = time::Duration::hours(3);
            valid(setup, time::Duration::hours(1), days(365))
        },
    },
    Fault {
        name: "certificate-expiring",
        story: "the domain controller's certificate runs out in twelve days",
        expected: Some("certificate-expiring"),
        plant: |setup| valid(setup, days(-353), days(12)),
    },
    Fault {
        name: "name-mismatch",
        story: "the certificate still names the domain controller that was replaced",
        expected: Some("name-mismatch"),
        plant: |setup| {
            setup.leaf = setup.leaf.clone().names(&["old-dc.demo.example"]);
            Ok(())
        },
    },
    Fault {
        name: "certificate-unsuitable",
        story: "the domain controller presents a certificate that was issued for clients only",
        expected: Some("certificate-unsuitable"),
        plant: |setup| {
            setup.leaf = setup.leaf.clone().role(Role::Client);
            Ok(())
        },
    },
    Fault {
        name: "name-wildcard",
        story: "the certificate names the domain controllers by a wildcard, which presence may refuse",
        expected: Some("name-mismatch"),
        plant: |setup| {
            setup.leaf = setup.leaf.clone().names(&["*.demo.example"]);
            Ok(())
        },
    },
    Fault {
        name: "weak-signature",
        story: "the domain controller's certificate is signed with SHA-1, which today's clients refuse",
        expected: Some("certificate-unsuitable"),
        plant: |setup| {
            setup.leaf = setup.leaf.clone().signed_with_sha1();
            Ok(())
        },
    },
    Fault {
        name: "identity-differs",
        story: "two machines answer behind one name, each with a certificate of its own",
        expected: Some("identity-differs"),
        plant: |setup| {
            setup.machines = Machines::TwoAddresses;
            Ok(())
        },
    },
    // --- LDAP
    Fault {
        name: "server-busy",
        story: "the directory is overloaded and answers every request with busy",
        expected: Some("server-busy"),
        plant: |setup| policy(setup, Policy::Busy),
    },
    Fault {
        name: "connection-lost",
        story: "the directory service crashes in the middle of its first answer",
        expected: Some("connection-lost"),
        plant: |setup| quirk(setup, Quirk::HalfAnswer),
    },
    Fault {
        name: "malformed-answer",
        story: "something that rewrites LDAP on the way breaks the lengths inside the answer",
        expected: Some("malformed-answer"),
        plant: |setup| quirk(setup, Quirk::OverlongEntry),
    },
    Fault {
        name: "anonymous-refused",
        story: "the directory tells strangers nothing about itself; the manager account works",
        expected: Some("anonymous-refused"),
        plant: |setup| {
            setup.directory.anonymous_root_dse = false;
            Ok(())
        },
    },
    // --- the manager account
    Fault {
        name: "signing-required",
        story: "the appliances use plain LDAP, and the domain controller now requires signing",
        expected: Some("signing-required"),
        plant: |setup| {
            (setup.speaks_tls, setup.scheme, setup.allow_plaintext) = (false, Scheme::Ldap, true);
            policy(setup, Policy::RequireSigning)
        },
    },
    Fault {
        name: "bind-name-form",
        story: "the manager is configured as user@domain, and this directory binds distinguished names only",
        expected: Some("bind-name-form"),
        plant: |setup| {
            setup.manager = company::MANAGER_UPN;
            policy(setup, Policy::NamesAreDn)
        },
    },
    Fault {
        name: "manager-rejected",
        story: "the manager account's password was changed in the directory only",
        expected: Some("manager-rejected"),
        plant: |setup| policy(setup, Policy::Refuse("52e")),
    },
    Fault {
        name: "manager-locked",
        story: "something keeps trying the manager account's old password, so the account is locked",
        expected: Some("manager-locked"),
        plant: |setup| policy(setup, Policy::Refuse("775")),
    },
    Fault {
        name: "manager-disabled",
        story: "somebody disabled the manager account while tidying up",
        expected: Some("manager-disabled"),
        plant: |setup| policy(setup, Policy::Refuse("533")),
    },
    Fault {
        name: "manager-expired",
        story: "the manager account was created for a project that has ended",
        expected: Some("manager-expired"),
        plant: |setup| policy(setup, Policy::Refuse("701")),
    },
    Fault {
        name: "manager-password-expired",
        story: "the manager account's password expired like anybody's",
        expected: Some("manager-password-expired"),
        plant: |setup| policy(setup, Policy::Refuse("532")),
    },
    Fault {
        name: "manager-restricted",
        story: "the manager account may log on from certain computers only, and this is none of them",
        expected: Some("manager-restricted"),
        plant: |setup| policy(setup, Policy::Refuse("531")),
    },
    Fault {
        name: "unauthenticated-bind-accepted",
        story: "the directory says yes to the manager's bind and treats the connection as anonymous",
        expected: Some("unauthenticated-bind-accepted"),
        plant: |setup| policy(setup, Policy::Anonymise),
    },
    Fault {
        name: "manager-at-risk",
        story: "one more wrong password locks the manager account",
        expected: Some("manager-at-risk"),
        plant: |setup| {
            setup.directory.set_bad_password_count(2);
            Ok(())
        },
    },
    // --- one person
    Fault {
        name: "user-unknown",
        story: "somebody types alise, and the directory knows alice",
        expected: Some("user-unknown"),
        plant: |setup| person::ask(setup, "alise", &[]),
    },
    Fault {
        name: "user-ambiguous",
        story: "two people were given the same user ID",
        expected: Some("user-ambiguous"),
        plant: |setup| {
            person::set(setup, "frank", "sAMAccountName", "bob");
            person::ask(setup, "bob", &[])
        },
    },
    Fault {
        name: "user-disabled",
        story: "somebody came back from a long leave, and the account is still disabled",
        expected: Some("user-disabled"),
        plant: |setup| person::ask(setup, "dave", &[("userAccountControl", "66050".to_owned())]),
    },
    Fault {
        name: "user-expired",
        story: "a contractor's account had an end date, and the contract was extended",
        expected: Some("user-expired"),
        plant: |setup| person::ask(setup, "dave", &person::expired_yesterday()),
    },
    Fault {
        name: "user-locked",
        story: "carol changed her password; her mobile phone still sends the old one and locks the account",
        expected: Some("user-locked"),
        plant: |setup| person::ask(setup, "carol", &person::locked_now()),
    },
    Fault {
        name: "user-password-expired",
        story: "a new colleague must change the first password, which the client cannot do",
        expected: Some("user-password-expired"),
        plant: |setup| person::ask(setup, "erin", &person::fresh()),
    },
    Fault {
        name: "user-restricted",
        story: "an account may log on to two computers only, and the domain controller is none of them",
        expected: Some("user-restricted"),
        plant: |setup| person::ask(setup, "erin", &[("userWorkstations", "PC-4711,PC-4712".to_owned())]),
    },
    Fault {
        name: "user-password-wrong",
        story: "somebody types the password of last week; one try is spent to find out",
        expected: Some("user-password-wrong"),
        plant: |setup| {
            setup.ask_about("frank", true);
            setup.person_password = secrecy::SecretString::from("the password of last week");
            Ok(())
        },
    },
    // --- search base and filter
    Fault {
        name: "base-missing",
        story: "the search base has a typing error",
        expected: Some("base-missing"),
        plant: |setup| base(setup, "OU=Poeple,DC=demo,DC=example"),
    },
    Fault {
        name: "base-untyped",
        story: "the search base is a name without its OU=",
        expected: Some("base-missing"),
        plant: |setup| base(setup, "People,DC=demo,DC=example"),
    },
    Fault {
        name: "base-is-group",
        story: "the search base is the group of the presence users, which holds names and no people",
        expected: Some("base-not-container"),
        plant: |setup| base(setup, &company::presence_users_dn()),
    },
    Fault {
        name: "base-elsewhere",
        story: "the search base belongs to another domain",
        expected: Some("base-elsewhere"),
        plant: |setup| base(setup, "OU=People,DC=sales,DC=example"),
    },
    Fault {
        name: "filter-unbalanced",
        story: "the filter lacks its outermost parenthesis, and names the group without CN=",
        expected: Some("filter-invalid"),
        plant: |setup| filter(setup, "&(objectcategory=person)(memberof=Presence Users,OU=Groups,DC=demo,DC=example))"),
    },
    Fault {
        name: "filter-memberof",
        story: "the filter names the group without CN=, so nobody is a member of it",
        expected: Some("filter-matches-nobody"),
        plant: |setup| {
            filter(setup, "(&(objectcategory=person)(memberof=Presence Users,OU=Groups,DC=demo,DC=example))")
        },
    },
    Fault {
        name: "base-without-people",
        story: "the search base is an OU in which nobody is left",
        expected: Some("filter-matches-nobody"),
        plant: |setup| base(setup, "OU=Groups,DC=demo,DC=example"),
    },
    Fault {
        name: "filter-too-wide",
        story: "the filter asks for users in the whole domain, and computers are users",
        expected: Some("filter-too-wide"),
        plant: |setup| {
            setup.search.base = company::DOMAIN_DN.to_owned();
            filter(setup, "(objectClass=user)")
        },
    },
    Fault {
        name: "filter-doubtful",
        story: "the filter asks for an attribute the directory does not have",
        expected: Some("filter-invalid"),
        plant: |setup| filter(setup, "(&(objectCategory=person)(objectClass=user)(|(mail=*)(emploeeNumber=*)))"),
    },
    Fault {
        name: "insufficient-rights",
        story: "the manager account may see the OU and nobody in it",
        expected: Some("insufficient-rights"),
        plant: |setup| {
            setup.directory.searching = Searching::Hidden(company::DOMAIN_DN);
            base(setup, company::DOMAIN_DN)
        },
    },
    Fault {
        name: "search-refused",
        story: "the directory answers binds and is not willing to search",
        expected: Some("search-refused"),
        plant: |setup| {
            setup.directory.searching = Searching::Refused;
            Ok(())
        },
    },
    Fault {
        name: "result-truncated",
        story: "the directory stops after four entries, and two people have no account",
        expected: Some("result-truncated"),
        plant: |setup| {
            setup.directory.searching = Searching::Limit(4);
            Ok(())
        },
    },
    Fault {
        name: "no-user-id",
        story: "the user ID comes from an attribute that two people do not have",
        expected: Some("attribute-missing"),
        plant: |setup| {
            setup.search.user_id = "ipPhone".to_owned();
            setup.directory.forget("ipPhone", |dn| dn.starts_with("CN=Bob") || dn.starts_with("CN=Erin"));
            Ok(())
        },
    },
    Fault {
        name: "no-last-name",
        story: "somebody has no last name, and is left out without a message",
        expected: Some("attribute-missing"),
        plant: |setup| {
            setup.directory.forget("sn", |dn| dn.starts_with("CN=Bob"));
            Ok(())
        },
    },
    Fault {
        name: "not-in-global-catalog",
        story: "the appliances use the Global Catalog, which does not have the user-ID attribute",
        expected: Some("not-in-global-catalog"),
        plant: |setup| {
            setup.machines = Machines::GlobalCatalog;
            setup.search.user_id = "employeeNumber".to_owned();
            Ok(())
        },
    },
    // --- user IDs
    Fault {
        name: "user-id-mismatch",
        story: "one person's user ID in call manager ends in @demo.example, the directory's does not",
        expected: Some("user-id-mismatch"),
        plant: |setup| member(setup, |alice| alice.call_manager_id = Some("alice@demo.example".to_owned())),
    },
    Fault {
        name: "user-id-is-extension",
        story: "call manager knows everybody by extension, the directory by name",
        expected: Some("user-id-is-extension"),
        plant: |setup| staff(setup, Staff::number_everybody),
    },
    Fault {
        name: "client-attribute-mismatch",
        story: "call manager takes the user ID from ipPhone, and the client was never told",
        expected: Some("client-attribute-mismatch"),
        plant: |setup| {
            staff(setup, |staff| {
                staff.number_everybody();
                (staff.attribute, staff.client_attribute) = ("ipPhone", Some("sAMAccountName"));
            })
        },
    },
    Fault {
        name: "not-in-directory",
        story: "somebody left, and call manager still has the user",
        expected: Some("not-in-directory"),
        plant: |setup| member(setup, |alice| alice.in_directory = false),
    },
    Fault {
        name: "not-in-call-manager",
        story: "a new colleague's account has no surname, so the synchronisation skips it",
        expected: Some("not-in-call-manager"),
        plant: |setup| member(setup, |alice| (alice.call_manager_id, alice.last_name) = (None, String::new())),
    },
    Fault {
        name: "inactive-user",
        story: "call manager marked somebody inactive whom the directory has",
        expected: Some("inactive-user"),
        plant: |setup| member(setup, |alice| alice.active = false),
    },
    Fault {
        name: "duplicate-user-id",
        story: "the presence server has one user twice",
        expected: Some("duplicate-user-id"),
        plant: |setup| member(setup, |alice| alice.presence_rows = 2),
    },
    Fault {
        name: "illegal-user-id",
        story: "a local user of call manager has a blank in the user ID",
        expected: Some("illegal-user-id"),
        plant: |setup| {
            member(setup, |alice| {
                (alice.in_directory, alice.from_ldap) = (false, false);
                alice.call_manager_id = Some("front desk".to_owned());
            })
        },
    },
    Fault {
        name: "not-on-presence",
        story: "the sync agent lost somebody on the way to the presence server",
        expected: Some("not-on-presence"),
        plant: |setup| member(setup, |alice| alice.presence_rows = 0),
    },
    Fault {
        name: "not-enabled-for-presence",
        story: "somebody is on the presence server without being enabled there",
        expected: Some("not-enabled-for-presence"),
        plant: |setup| member(setup, |alice| alice.presence_enabled = false),
    },
    Fault {
        name: "stale-contact",
        story: "a contact list holds an address from before somebody's user ID changed",
        expected: Some("stale-contact"),
        plant: |setup| staff(setup, |staff| staff.old_contact = Some("alice@demo.example@demo.example")),
    },
    Fault {
        name: "presence-domain-mismatch",
        story: "one person's address has the domain from before the merger",
        expected: Some("presence-domain-mismatch"),
        plant: |setup| member(setup, |alice| alice.domain = "old.demo.example"),
    },
    Fault {
        name: "directory-uri-conflict",
        story: "two people have one directory URI",
        expected: Some("directory-uri-conflict"),
        plant: |setup| member(setup, |alice| alice.directory_uri = "BOB@demo.example".to_owned()),
    },
    // --- settings of the appliances
    Fault {
        name: "version-mismatch",
        story: "the sync agent of presence 6.0.3 does not start since call manager was upgraded to 7.0",
        expected: Some("version-mismatch"),
        plant: |setup| {
            appliances::set(setup, |it| {
                (it.call_manager, it.presence, it.sync_status) = ("7.0.1.11000-2", "6.0.3.1000-12", "Not started");
            })
        },
    },
    Fault {
        name: "ldap-hosts-differ",
        story: "a domain controller was replaced, and the presence server still asks the old one",
        expected: Some("ldap-hosts-differ"),
        plant: |setup| appliances::set(setup, |it| it.stale_host = Some("dc-old.demo.example")),
    },
    Fault {
        name: "sync-agent-failed",
        story: "the presence server's sync agent lost its connection to call manager",
        expected: Some("sync-agent-failed"),
        plant: |setup| {
            appliances::set(setup, |it| {
                it.sync_status =
                    "Sync Completed, but currently failed to connect to the CUCM Database Monitor. Retrying...";
            })
        },
    },
    Fault {
        name: "settings-contradict",
        story: "call manager asks the directory for passwords, and does not take its users from there",
        expected: Some("settings-contradict"),
        plant: |setup| appliances::set(setup, |it| it.synchronization = false),
    },
    Fault {
        name: "ldap-not-used",
        story: "call manager uses no LDAP at all, and users wonder why they find nobody",
        expected: Some("ldap-not-used"),
        plant: |setup| appliances::set(setup, appliances::without_ldap),
    },
];

/// Changes the first person of the company.
fn member(setup: &mut Setup, change: impl FnOnce(&mut Member)) -> Result<(), ErrorStack> {
    setup.staff.members.first_mut().map(change);
    Ok(())
}

/// Changes what the exports list.
fn staff(setup: &mut Setup, change: impl FnOnce(&mut Staff)) -> Result<(), ErrorStack> {
    change(&mut setup.staff);
    Ok(())
}

fn base(setup: &mut Setup, base: &str) -> Result<(), ErrorStack> {
    setup.search.base = base.to_owned();
    Ok(())
}

fn filter(setup: &mut Setup, filter: &str) -> Result<(), ErrorStack> {
    setup.search.filter = filter.to_owned();
    Ok(())
}

fn quirk(setup: &mut Setup, quirk: Quirk) -> Result<(), ErrorStack> {
    setup.quirk = quirk;
    Ok(())
}

fn policy(setup: &mut Setup, policy: Policy) -> Result<(), ErrorStack> {
    setup.directory.policy = policy;
    Ok(())
}

fn valid(setup: &mut Setup, from: time::Duration, until: time::Duration) -> Result<(), ErrorStack> {
    setup.leaf = setup.leaf.clone().valid(from, until);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fault_has_its_own_short_name_and_a_story_of_one_line() {
        let names: BTreeSet<_> = FAULTS.iter().map(|fault| fault.name).collect();
        assert_eq!(names.len(), FAULTS.len());
        assert!(names.contains(DEFAULT));
        for fault in FAULTS {
            assert!(fault.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", fault.name);
            assert!(fault.story.len() <= 120 && !fault.story.ends_with('.'), "{}", fault.story);
        }
    }
}
