//! TLS-005: an expired certificate, one not valid yet, or a clock that is wrong.

use super::at::{At, per_store};
use super::clock;
use crate::check::{Check, Finding, Judged, Owner, Severity, fail, pass};
use crate::evidence::TrustStore;
use crate::trust::certificate::Certificate;
use crate::trust::judgement::{self, Outside};

pub(super) static CHECK: Check = Check {
    code: "TLS-005",
    title: "every certificate from the server to the trust store is inside its validity",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-005.md"),
    run: |evidence| per_store(evidence, inside_validity),
};

fn inside_validity(at: At<'_>, store: &TrustStore) -> Judged {
    let (_, path) = at.path(store)?;
    let now = at.vantage.taken_at;
    let Some((certificate, side)) = judgement::outside_validity(&path, now) else {
        let first = path.iter().map(|c| c.not_after).min().map_or_else(String::new, |end| end.date().to_string());
        return Ok(pass(format!("valid until {first}")).into());
    };
    let leaf = path.first().is_some_and(|leaf| leaf.fingerprint == certificate.fingerprint);
    let subject = match leaf {
        true => format!("{}: its certificate", at.server.url.authority()),
        false => format!("the CA \"{}\" of {}", certificate.label, at.server.url.authority()),
    };
    if let Some(clock) = clock::directory(at)
        && clock::differs(clock, now)
        && judgement::outside(certificate, clock).is_none()
    {
        return Ok(clock_skew(at, certificate, clock).into());
    }
    let held_only = !leaf
        && store.certificates.contains(&certificate.fingerprint)
        && !at.chain()?.contains(&certificate.fingerprint);
    Ok(match side {
        Outside::Expired => expired(certificate, &subject, leaf, held_only.then_some(store)),
        Outside::NotYetValid => not_yet_valid(certificate, &subject),
    }
    .fault(&certificate.fingerprint)
    .fact("subject", &certificate.subject)
    .fact("sha256", &certificate.fingerprint)
    .fact("not_before", certificate.not_before)
    .fact("not_after", certificate.not_after)
    .fact("local_clock", now)
    .into())
}

fn expired(certificate: &Certificate, subject: &str, leaf: bool, held_by: Option<&TrustStore>) -> Finding {
    let day = certificate.not_after.date();
    let finding = fail("certificate-expired", format!("\"{}\" expired on {day}", certificate.label))
        .summary(format!("{subject} expired on {day}"));
    match (leaf, held_by) {
        (true, _) => {
            finding.fix("Renew the server's certificate on the directory server, from the same CA, with the same names")
        }
        (false, Some(store)) => finding.fix(format!(
            "Upload the renewed certificate of this CA to {}, and delete the expired copy there",
            store.name
        )),
        (false, None) => finding.fix(
            "Renew the CA, then let it issue a new server certificate, and upload the new CA to every trust store",
        ),
    }
    .fix("Restart the LDAP service, or reload its certificate, and run this check again")
}

fn not_yet_valid(certificate: &Certificate, subject: &str) -> Finding {
    let begin = certificate.not_before;
    fail("certificate-not-yet-valid", format!("\"{}\" is valid from {begin} only", certificate.label))
        .summary(format!("{subject} is valid from {} only", begin.date()))
        .fix("Issue a certificate that is valid today, or put the old one back until then")
        .fix("Compare the clock of the CA with real time: a certificate from the future usually comes from a CA with a wrong clock")
}

fn clock_skew(at: At<'_>, certificate: &Certificate, directory: time::OffsetDateTime) -> Finding {
    let now = at.vantage.taken_at;
    let message = format!(
        "this host's clock says {now}, the directory's {directory}; by the directory's, \"{}\" is valid",
        certificate.label
    );
    fail("clock-skew", message.clone())
        .summary(format!("{}: {message}", at.server.url.authority()))
        // The same offset seen from several places is one wrong clock, the directory's.
        .fault(format!("{} times 10 minutes", ((directory - now).whole_minutes() + 5).div_euclid(10)))
        .owner(Owner::Ucdoctor)
        .fact("local_clock", now)
        .fact("directory_clock", directory)
        .fix("Set this host's clock (NTP), and compare `utils ntp status` on every node")
        .fix("If this host is right: set the clock of the directory server")
}
