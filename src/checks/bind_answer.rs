//! What the answer to a simple bind says about the account: one decoder for the manager and for a person.

use super::at::must_change_password;
use super::base_and_filter::result_of;
use crate::evidence::result::is_busy;
use crate::evidence::{BindAnswer, RootDse};
use crate::ldap::nds;

/// Why a bind was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Wrong name or password.
    Rejected,
    /// Too many failed tries.
    Locked,
    /// The account is disabled.
    Disabled,
    /// The account has expired.
    Expired,
    /// The password has expired or must be changed.
    PasswordExpired,
    /// Hours, workstations or logon rights forbid it.
    Restricted,
    /// The directory takes no name of this form.
    NameForm,
    /// Whom the directory asks about the password did not answer.
    Unchecked,
    /// The directory is busy or unavailable.
    Busy,
    /// No simple bind at all.
    Method,
    /// The entry has no password (389 Directory Server), or none that a simple bind asks for.
    NoPassword,
    /// Anything else.
    Other,
}

/// `passwordExpired`, `accountLocked`, `changeAfterReset` of the password policy response control.
const POLICY: [(u32, Refusal); 3] =
    [(0, Refusal::PasswordExpired), (1, Refusal::Locked), (2, Refusal::PasswordExpired)];

/// Why a bind was refused, and in words; none for a success.
pub(super) fn decode(answer: &BindAnswer, root_dse: Option<&RootDse>) -> Option<(Refusal, String)> {
    if answer.code == 0 {
        let words = "binds, but must change its password before anything else";
        return must_change_password(answer).then(|| (Refusal::PasswordExpired, words.to_owned()));
    }
    let policy = answer.password_policy.as_ref().and_then(|policy| policy.error);
    let by_policy = POLICY.iter().find(|(number, _)| Some(*number) == policy).map(|(_, refusal)| *refusal);
    if let Some(told) = nds::error_code(&answer.text).and_then(edirectory) {
        return Some(told);
    }
    let vendor_389 = root_dse.is_some_and(|root| root.vendor.contains("389"));
    Some(match (answer.code, answer.ad_data, by_policy) {
        (49, Some(data), _) => active_directory(data),
        (49, None, Some(Refusal::Locked)) => (Refusal::Locked, "the account is locked".to_owned()),
        (49, None, Some(refusal)) => (refusal, "the password has expired".to_owned()),
        (49, None, None) => (Refusal::Rejected, format!("wrong name or password{}", in_its_words(&answer.text))),
        (19, ..) => (Refusal::Locked, "too many failed tries: the account is locked for now (result 19)".to_owned()),
        (32, ..) => (Refusal::Rejected, "there is no entry of this name (result 32)".to_owned()),
        (34, ..) => (Refusal::NameForm, "the directory takes no name of this form (result 34, invalid DN)".to_owned()),
        (code, ..) if is_busy(code) => {
            (Refusal::Busy, format!("the directory is busy or unavailable ({})", result_of(answer.code, &answer.text)))
        }
        (53, ..) if vendor_389 => (Refusal::Disabled, "the account is inactivated (result 53)".to_owned()),
        (7 | 48 | 53, ..) if refuses_the_method(answer) => {
            (Refusal::Method, format!("the directory takes no simple bind ({})", result_of(answer.code, &answer.text)))
        }
        (48, ..) if !wants_tls(&answer.text) => (
            Refusal::NoPassword,
            format!("this account has no password that a simple bind could show ({})", result_of(48, &answer.text)),
        ),
        (code, ..) => (Refusal::Other, format!("the directory answers {}", result_of(code, &answer.text))),
    })
}

/// What a server adds to a rejection: hosted directories and proxies tell a second factor or a rule of theirs by it.
fn in_its_words(text: &str) -> String {
    let said = text.trim().trim_end_matches('.').to_lowercase();
    match said.as_str() {
        "" | "invalid credentials" | "wrong name or password" => String::new(),
        _ => format!(" (the server says: {})", text.trim()),
    }
}

/// Whether a refusal is of this way to bind, whoever binds: `authMethodNotSupported`, and what OpenLDAP says to `disallow
/// bind_simple` and `restrict bind`.
fn refuses_the_method(answer: &BindAnswer) -> bool {
    let said = answer.text.to_ascii_lowercase();
    let named = ["simple authentication", "simple bind", "sasl", "operation restricted"];
    answer.code == 7 || (!wants_tls(&said) && named.iter().any(|words| said.contains(words)))
}

/// Whether a refusal may be for want of TLS, in which simple binds may be taken.
fn wants_tls(said: &str) -> bool {
    let said = said.to_ascii_lowercase();
    ["secur", "encrypt", "tls", "ssl", "confidential"].iter().any(|words| said.contains(words))
}

/// ERROR_TOO_MANY_CONTEXT_IDS.
const TOO_MANY_GROUPS: u32 = 0x568;

/// eDirectory's number of why a login is refused, whatever the result code; none where it tells no more than that code.
fn edirectory(number: i32) -> Option<(Refusal, String)> {
    let (refusal, words) = match number {
        -669 => (Refusal::Rejected, "wrong name or password"),
        -601 => (Refusal::Rejected, "there is no entry of this name"),
        -197 => (Refusal::Locked, "the account is locked (intruder detection)"),
        -217 => (Refusal::Restricted, "the account has more logins at once than it may"),
        -218 => (Refusal::Restricted, "not allowed to log in at this hour"),
        -219 => (Refusal::Restricted, "not allowed to log in from this address"),
        -220 => (Refusal::Disabled, "the account is disabled or has expired"),
        -222 => (Refusal::PasswordExpired, "the password has expired, and no grace logins are left"),
        _ => return None,
    };
    Some((refusal, format!("{words} (NDS error {number})")))
}

/// Active Directory's code after `data` (Windows system error codes). All but 52e, 525 and 775 show only with the right password.
pub(super) fn active_directory(data: u32) -> (Refusal, String) {
    let (refusal, words) = match data {
        0x525 | 0x52e => (Refusal::Rejected, "wrong name or password"),
        // ERROR_DS_NO_SUCH_OBJECT: AD LDS of a name that it does not have, as `DOMAIN\user` of a Windows account.
        0x2030 => (Refusal::Rejected, "the directory has no account of this name"),
        ACCOUNT_RESTRICTION => (Refusal::Restricted, "an account restriction forbids this logon"),
        0x530 => (Refusal::Restricted, "not allowed to log on at this hour"),
        0x531 => (Refusal::Restricted, "not allowed to log on from this workstation"),
        0x534 | 0x569 => (Refusal::Restricted, "the logon type is not granted on the domain controller"),
        0x532 => (Refusal::PasswordExpired, "the password has expired"),
        0x773 => (Refusal::PasswordExpired, "the password must be changed first"),
        0x533 => (Refusal::Disabled, "the account is disabled"),
        0x701 => (Refusal::Expired, "the account has expired"),
        0x775 => (Refusal::Locked, "the account is locked"),
        // No logon server, no such domain, no server behind the call, no trust with the domain.
        0x51f | 0x54b | 0x6ba | 0x6fa..=0x6fd => {
            (Refusal::Unchecked, "this domain controller does not hold the password and reaches none that does")
        }
        TOO_MANY_GROUPS => (Refusal::Other, "the account may be in too many groups"),
        0x57 => (Refusal::NameForm, "the directory does not take this form of name"),
        0x8009_0346 => (Refusal::Other, "the channel binding token is wrong or missing"),
        _ => (Refusal::Other, "refused for another reason"),
    };
    (refusal, format!("{words} (data {data:x})"))
}

/// What members of Protected Users are told, too (Samba; their hours and workstations have codes of their own).
pub(super) const ACCOUNT_RESTRICTION: u32 = 0x52f;

/// What a domain controller needs that passes passwords on.
pub(super) const UNCHECKED: &[&str] = &[
    "Let this domain controller reach a writable one of the account's domain (`nltest /sc_verify:DOMAIN` on it tells): a read-only controller passes on every password that it may not keep",
    "Until then, configure writable domain controllers under LDAP Directory and LDAP Authentication: by this one nobody can log in whose password it does not keep",
];

/// What the directory's own people do about a refusal, in the words of their directory.
pub(super) fn fixes(refusal: Refusal, answer: &BindAnswer, root: Option<&RootDse>) -> &'static [&'static str] {
    match answer.ad_data {
        Some(ACCOUNT_RESTRICTION) if refusal == Refusal::Restricted => &[
            "Take the account out of the group Protected Users and of authentication policies, which may forbid binds by name and password, or configure another one",
            "Look whether its password is empty, and for denied logon rights",
        ],
        Some(TOO_MANY_GROUPS) => &[
            "Take the account out of groups: with more than 1015 of them, nested ones too, Windows lets nobody in (`whoami /groups` as this account lists them)",
        ],
        None if root.is_some_and(|root| !root.active_directory) => {
            of_others(refusal, root).unwrap_or_else(|| fixes_of(refusal))
        }
        _ => fixes_of(refusal),
    }
}

/// What other directories than Active Directory have another way for.
fn of_others(refusal: Refusal, root: Option<&RootDse>) -> Option<&'static [&'static str]> {
    Some(match refusal {
        Refusal::Rejected if hides_locks(root) => &[
            "Look first whether the account is locked (pwdAccountLockedTime in its entry): this server answers a locked account like a wrong password",
            "Check the full distinguished name and the password: the same two are under LDAP Directory and LDAP Authentication",
            "Change the password in all places at once, presence too: every wrong try counts towards a lock",
        ],
        Refusal::Rejected => &[
            "Check the full distinguished name and the password: the same two are under LDAP Directory and LDAP Authentication",
            "Change the password in all places at once, presence too: every wrong try counts towards a lock",
        ],
        Refusal::Locked => &[
            "Find who still uses an old password (log of the directory server), and correct it there first",
            "Then unlock the account (OpenLDAP: remove pwdAccountLockedTime; 389 Directory Server: remove passwordRetryCount and accountUnlockTime; eDirectory: lockedByIntruder FALSE), and give it a policy of its own that locks nobody",
        ],
        Refusal::PasswordExpired => &[
            "Set a new password, and see that it need not be changed again (OpenLDAP: pwdReset in the entry; 389 Directory Server: passwordMustChange)",
            "Give the account a policy of its own, without expiry (OpenLDAP: pwdPolicySubentry, pwdMaxAge 0; 389 Directory Server: passwordExp off)",
            "Enter the password under LDAP Directory and LDAP Authentication on call manager",
        ],
        Refusal::Restricted => {
            &["Remove the hours, addresses and number of logins from this service account's restrictions"]
        }
        _ => return None,
    })
}

fn fixes_of(refusal: Refusal) -> &'static [&'static str] {
    match refusal {
        Refusal::Rejected => &[
            "Check the name (full DN or user principal name) and the password: the same two are under LDAP Directory and LDAP Authentication",
            "Change the password in all places at once, presence too: every wrong try counts towards a lock",
        ],
        Refusal::Locked => &[
            "Find who still uses an old password (security log of the domain controller), and correct it there first",
            "Then unlock the account; exempt it from the lockout policy or give it a password that does not change",
        ],
        Refusal::Disabled => &["Enable the account, or configure one that is"],
        Refusal::Expired => &["Set the account to never expire (account tab, \"Account expires: Never\")"],
        Refusal::PasswordExpired => &[
            "Set a new password, with \"User must change password at next logon\" off and \"Password never expires\" on",
            "Enter it under LDAP Directory and LDAP Authentication on call manager",
        ],
        Refusal::Restricted => {
            &["Remove logon hours, \"Log On To\" workstations and logon-right denials from this service account"]
        }
        Refusal::NameForm => &[
            "Give the full distinguished name, as CN=svc-ucm,OU=Service,DC=corp,DC=example (OpenLDAP takes nothing else; Active Directory also svc-ucm@corp.example)",
        ],
        Refusal::Unchecked => UNCHECKED,
        Refusal::Busy => &["Look at the directory server's load and health, then try again"],
        Refusal::Method => &[
            "Let the directory take simple binds over TLS: appliances know no other (OpenLDAP: `disallow bind_simple`, `restrict bind`; others: rules for the mechanisms that an account or a network may use)",
        ],
        Refusal::NoPassword => &[
            "Set a password for this account in the directory (userPassword): an account that was made without one binds with none",
            "If it has one: let the directory take simple binds of it, the appliances know no other way to log in",
        ],
        Refusal::Other => &["Look into the directory server's log for this moment; the answer above is its own"],
    }
}

/// OpenLDAP with its overlay ppolicy, which tells of a lock only where it is told to (`ppolicy_use_lockout`).
fn hides_locks(root: Option<&RootDse>) -> bool {
    const PASSWORD_POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";
    let policy = |root: &RootDse| root.values("supportedControl").iter().any(|control| control == PASSWORD_POLICY);
    root.is_some_and(|root| root.vendor == "OpenLDAP" && policy(root))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::PasswordPolicy;

    #[test]
    fn decodes_the_answers_of_three_directories() {
        let answer = |code, ad_data, error: Option<u32>| BindAnswer {
            ad_data,
            password_policy: error.map(|error| PasswordPolicy { error: Some(error), ..PasswordPolicy::default() }),
            ..BindAnswer::of(code, "")
        };
        for (code, data, policy, expected) in [
            (0, None, None, None),
            (0, None, Some(2), Some(Refusal::PasswordExpired)),
            (49, Some(0x52e), None, Some(Refusal::Rejected)),
            (49, Some(0x775), None, Some(Refusal::Locked)),
            (49, Some(0x533), None, Some(Refusal::Disabled)),
            (49, Some(0x701), None, Some(Refusal::Expired)),
            (49, Some(0x773), None, Some(Refusal::PasswordExpired)),
            (49, Some(0x531), None, Some(Refusal::Restricted)),
            (49, Some(0x51f), None, Some(Refusal::Unchecked)),
            (49, Some(0x6fc), None, Some(Refusal::Unchecked)),
            (49, Some(0x6fe), None, Some(Refusal::Other)),
            (49, None, Some(1), Some(Refusal::Locked)),
            (49, None, Some(0), Some(Refusal::PasswordExpired)),
            (49, None, None, Some(Refusal::Rejected)),
            (19, None, None, Some(Refusal::Locked)),
            (34, None, None, Some(Refusal::NameForm)),
            (51, None, None, Some(Refusal::Busy)),
            (80, None, None, Some(Refusal::Other)),
            (7, None, None, Some(Refusal::Method)),
            (53, None, None, Some(Refusal::Other)),
        ] {
            assert_eq!(
                decode(&answer(code, data, policy), None).map(|(refusal, _)| refusal),
                expected,
                "{code} {data:x?}"
            );
        }
    }

    #[test]
    fn edirectory_tells_the_state_by_its_number_whatever_the_result() {
        for (code, text, expected) in [
            (49, "NDS error: failed authentication (-669)", Refusal::Rejected),
            (49, "NDS error: bad password (-222)", Refusal::PasswordExpired),
            (53, "NDS error: log account expired (-220)", Refusal::Disabled),
            (53, "NDS error: login lockout (-197)", Refusal::Locked),
            (53, "NDS error: bad login time (-218)", Refusal::Restricted),
            (32, "NDS error: no such entry (-601)", Refusal::Rejected),
            (80, "NDS error: unknown (-9999)", Refusal::Other),
            (53, "login lockout (-197)", Refusal::Other),
        ] {
            assert_eq!(decode(&BindAnswer::of(code, text), None).map(|(refusal, _)| refusal), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_a_server_adds_to_a_rejection_is_told() {
        let words = |text| decode(&BindAnswer::of(49, text), None).map(|(_, words)| words).unwrap();
        for text in ["", "Invalid credentials", "invalid credentials."] {
            assert_eq!(words(text), "wrong name or password");
        }
        assert_eq!(
            words("Second factor timed out"),
            "wrong name or password (the server says: Second factor timed out)"
        );
        let of_nobody = BindAnswer { ad_data: Some(0x2030), ..BindAnswer::of(49, "LdapErr: data 2030") };
        let (refusal, words) = decode(&of_nobody, None).unwrap();
        assert_eq!(
            (refusal, words.as_str()),
            (Refusal::Rejected, "the directory has no account of this name (data 2030)")
        );
    }

    #[test]
    fn an_account_without_a_password_is_told_from_a_server_without_simple_binds() {
        for (text, expected) in [
            ("", Refusal::NoPassword),
            ("Inappropriate authentication", Refusal::NoPassword),
            ("only SASL binds are allowed", Refusal::Method),
            ("simple bind needs a secure connection", Refusal::Other),
        ] {
            assert_eq!(decode(&BindAnswer::of(48, text), None).map(|(refusal, _)| refusal), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_server_without_simple_binds_says_so_in_words() {
        for (text, method) in [
            ("unwilling to perform simple authentication", true),
            ("operation restricted", true),
            ("simple binds are off, use GSSAPI", true),
            ("Simple bind requests are not taken on connections that are not encrypted", false),
            ("simple bind without SSL/TLS", false),
            ("unauthenticated bind (DN with no password) disallowed", false),
            ("", false),
        ] {
            let refusal = decode(&BindAnswer::of(53, text), None).map(|(refusal, _)| refusal);
            assert_eq!(refusal == Some(Refusal::Method), method, "{text}");
        }
    }
}
