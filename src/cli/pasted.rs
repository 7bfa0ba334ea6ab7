//! How people stand in what is copied from mails, logs, links and exports, without what these write around them.

use std::borrow::Cow;
use std::net::IpAddr;

/// What stands before an ID, an address or a number, with `:` or `=` behind it.
const LABELS: [&str; 20] = [
    "userid",
    "user id",
    "user",
    "username",
    "user name",
    "login",
    "uid",
    "samaccountname",
    "upn",
    "userprincipalname",
    "mail",
    "mailid",
    "email",
    "e-mail",
    "jid",
    "im",
    "xmpp",
    "tel",
    "smtp",
    "sips",
];

/// Unwraps that follow one another at most.
const MAX_DEPTH: usize = 6;

/// The ID, name, address or number alone.
pub(super) fn bare(text: &str) -> String {
    let mut text = Cow::Borrowed(text.trim());
    for _ in 0..MAX_DEPTH {
        match unwrapped(&text) {
            Some(inner) if !inner.trim().is_empty() && *inner != *text => text = Cow::Owned(inner.trim().to_owned()),
            _ => break,
        }
    }
    text.into_owned()
}

/// Without the outermost of what may stand around.
fn unwrapped(text: &str) -> Option<String> {
    let forms = [in_brackets, behind_label, without_punctuation, without_parameters, without_resource, without_place];
    forms.iter().find_map(|form| form(text).map(str::to_owned)).or_else(|| decoded(text)).or_else(|| windows_name(text))
}

/// `"Doe, Jane" <jdoe@corp.example>`, and `(jdoe)`.
fn in_brackets(text: &str) -> Option<&str> {
    let address = text.strip_suffix('>').and_then(|text| text.rsplit_once('<')).map(|(_, address)| address.trim());
    let address = address.filter(|address| address.contains('@') && !address.contains(char::is_whitespace));
    // A filter has brackets of its own.
    address.or_else(|| text.strip_prefix('(')?.strip_suffix(')').filter(|inner| !inner.contains(['(', ')', '='])))
}

/// `userid=jdoe`, `im:jdoe@corp.example`, `xmpp://…`. A distinguished name has more than one part.
fn behind_label(text: &str) -> Option<&str> {
    let (label, value) = text.split_at_checked(text.find([':', '='])?)?;
    let is_label = LABELS.iter().any(|known| known.eq_ignore_ascii_case(label.trim()));
    let is_name = value.starts_with('=') && value.contains(',') && value.get(1..)?.contains('=');
    (is_label && !is_name).then(|| value.get(1..).unwrap_or_default().trim_start_matches("//"))
}

/// What ended a sentence or a cell.
fn without_punctuation(text: &str) -> Option<&str> {
    text.strip_suffix([',', ';', ':']).or_else(|| text.strip_suffix('.').filter(|text| text.contains('@')))
}

/// `sip:jdoe@corp.example;transport=tls`, `xmpp:jdoe@corp.example?message`.
fn without_parameters(text: &str) -> Option<&str> {
    let at = text.find('@')?;
    text.split_at_checked(at + text.get(at..)?.find([';', '?'])?).map(|(address, _)| address)
}

/// `jdoe@corp.example/jabber_15231`: one of the programs that are logged in.
fn without_resource(text: &str) -> Option<&str> {
    let at = text.find('@')?;
    text.split_at_checked(at + text.get(at..)?.find('/')?).map(|(address, _)| address)
}

/// `jdoe@10.1.2.3:5061`, `jdoe@corp.example:5060`: where a program sent it. An address of a machine is nobody's domain.
fn without_place(text: &str) -> Option<&str> {
    let (user, host) = text.rsplit_once('@')?;
    if host.parse::<IpAddr>().is_ok() {
        return Some(user);
    }
    let (host, port) = host.rsplit_once(':')?;
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    (is_port && !host.is_empty()).then(|| text.get(..text.len() - port.len() - 1))?
}

/// `jdoe%40corp.example`, out of a link.
fn decoded(text: &str) -> Option<String> {
    let (local, domain) = text.split_once("%40")?;
    (!text.contains('@') && !local.is_empty()).then(|| format!("{local}@{domain}"))
}

/// `CORP\\jdoe` of a log, or `CORP/jdoe`, as Windows writes it: `CORP\jdoe`.
fn windows_name(text: &str) -> Option<String> {
    // `0711/123456` is a telephone number.
    let has_letter = |(domain, _): &(&str, &str)| domain.contains(char::is_alphabetic);
    let (domain, user) = text.split_once("\\\\").or_else(|| text.split_once('/').filter(has_letter))?;
    let is_word = |part: &str| !part.is_empty() && !part.contains(['\\', '/', ' ', '=', ',', '@', ':']);
    // With dots it may be a canonical name, as corp.example/Jane.
    (is_word(domain) && is_word(user) && !domain.contains('.')).then(|| format!("{domain}\\{user}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_around_a_person_is_no_part_of_them() {
        for (typed, alone) in [
            ("kmoll", "kmoll"),
            (" kmoll ", "kmoll"),
            ("<k.moll@ship.test>", "k.moll@ship.test"),
            ("\"Moll, Kai\" <k.moll@ship.test>", "k.moll@ship.test"),
            ("<sip:k.moll@ship.test;gr=urn:uuid:7>", "sip:k.moll@ship.test"),
            ("tel:+4722003004", "+4722003004"),
            ("TEL: 3004", "3004"),
            ("im:kmoll@ship.test", "kmoll@ship.test"),
            ("xmpp://kmoll@ship.test?message", "kmoll@ship.test"),
            ("SMTP:k.moll@ship.test", "k.moll@ship.test"),
            ("sip:k.moll@ship.test;transport=tls", "sip:k.moll@ship.test"),
            ("jid=kmoll@ship.test/jabber_77", "kmoll@ship.test"),
            ("userid = kmoll", "kmoll"),
            ("sAMAccountName: kmoll,", "kmoll"),
            ("sip:kmoll@192.0.2.7:5061", "sip:kmoll"),
            ("k.moll@ship.test:5060", "k.moll@ship.test"),
            ("(kmoll)", "kmoll"),
            ("kmoll;", "kmoll"),
            ("k.moll@ship.test.", "k.moll@ship.test"),
            ("kmoll%40ship.test", "kmoll@ship.test"),
            ("SHIP/kmoll", "SHIP\\kmoll"),
            ("SHIP\\\\kmoll", "SHIP\\kmoll"),
        ] {
            assert_eq!(bare(typed), alone, "{typed}");
        }
    }

    #[test]
    fn what_is_part_of_a_name_stays() {
        for typed in [
            "Kai <kai>",
            "Moll, Kai",
            "SHIP\\kmoll",
            "tel:",
            "ship.test/Crew/Kai Moll",
            "ship.test/kmoll",
            "uid=kmoll,ou=Crew,dc=ship,dc=test",
            "CN=Moll\\, Kai,OU=Crew,DC=ship,DC=test",
            "Moll (Deck)",
            "kmoll@ship@dock.test",
            "a/b/c",
            "50%",
            "0711/123456",
            "+49711/123456",
            "J. Moll Jr.",
        ] {
            assert_eq!(bare(typed), typed);
        }
    }
}
