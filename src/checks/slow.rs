//! A server that answers, and later than the appliances wait: it is not to be restarted as a silent one would be.

use super::at::At;
use super::tls_002_handshake_completes::LAST_MEANWHILE;
use crate::cause::Feature;
use crate::check::{Finding, fail};
use crate::code::CauseCode;
use crate::evidence::Millis;

/// Where the first answer was given up, and a further connection was answered after that time.
pub(super) fn to_begin(at: At<'_>) -> Option<Finding> {
    let late = at.endpoint.late.filter(|_| at.endpoint.is_silent())?;
    let message = format!("accepts the connection, and answers no earlier than after {}", late.rounded());
    Some(
        too_late(message, late)
            .breaks(&[Feature::Login, Feature::DirectorySync, Feature::ContactSearch])
            .fix("Find what the server waits for before its first answer: a reverse lookup of each client's address by a name server that does not answer, more connections than it has threads, a server behind it")
            .fix(LAST_MEANWHILE),
    )
}

/// What keeps a bind waiting.
pub(super) const BIND_WAITS: &str = "Find what this bind waits for on the server: one that has passwords checked elsewhere (saslauthd, PAM, a writable domain controller behind a read-only one) waits for that, and one that asks for a second factor waits for a person: take the manager account out of it";

/// The manager's bind was answered after its time.
pub(super) fn bind(ms: Millis) -> Finding {
    too_late(format!("the bind is answered after {}", ms.rounded()), ms).fix(BIND_WAITS).fix(LAST_MEANWHILE)
}

fn too_late(what: String, ms: Millis) -> Finding {
    let message = format!("{what}; the appliances wait 5 s");
    fail(CauseCode::SlowServer, message).fault("slow").fact("answered after", ms)
}

#[cfg(test)]
mod tests {
    use crate::check::{Check, Verdict};
    use crate::checks::sample::{at, broken, diagnosed, fail_ldap, fail_tls, healthy};
    use crate::checks::{bind_001_answers_ldap, bind_005_manager_binds, tls_002_handshake_completes};
    use crate::code::CauseCode;
    use crate::evidence::{Evidence, Millis, Observed, TlsFailureKind};
    use crate::ldap::fault::Fault;

    const LATE: Option<Millis> = Some(Millis(11_100.0));

    fn cause(check: &Check, evidence: &Evidence) -> Option<(CauseCode, String)> {
        match (check.run)(&crate::case::Case::new(evidence)).remove(0).verdict {
            Verdict::Fail(finding) => Some((finding.cause, finding.message)),
            _ => None,
        }
    }

    #[test]
    fn what_answers_after_its_time_is_slow_and_not_silent() {
        let silent = |late| {
            let mut by_tls = healthy();
            fail_tls(&mut by_tls, 0, TlsFailureKind::Silent, 0);
            at(&mut by_tls, 0).late = late;
            let mut by_ldap = healthy();
            fail_ldap(&mut by_ldap, 0, broken(Fault::Silent { waited_ms: 7000 }));
            at(&mut by_ldap, 0).late = late;
            [cause(&tls_002_handshake_completes::CHECK, &by_tls), cause(&bind_001_answers_ldap::CHECK, &by_ldap)]
        };
        for found in silent(LATE) {
            let (cause, message) = found.expect("a finding");
            assert_eq!(cause, CauseCode::SlowServer);
            assert!(message.contains("11 s") && message.contains("5 s"), "{message}");
        }
        for found in silent(None) {
            assert_eq!(found.expect("a finding").0, CauseCode::ServerSilent);
        }
    }

    #[test]
    fn a_bind_that_takes_too_long_is_one_fault() {
        let slow = |ms: f64| {
            move |evidence: &mut Evidence| {
                (evidence.asked.connect_timeout_ms, evidence.asked.answer_timeout_ms) = (3000, 7000);
                let Observed::Seen(bind) = &mut at(evidence, 0).bind else { unreachable!("no bind") };
                bind.ms = Millis(ms);
            }
        };
        assert_eq!(diagnosed(slow(12_000.0)), ["slow-server"]);
        assert_eq!(diagnosed(slow(400.0)), Vec::<String>::new());
        assert_eq!(diagnosed(slow(1e300)), ["slow-server"], "no report that is read breaks the run");
        let mut evidence = healthy();
        slow(12_000.0)(&mut evidence);
        let (cause, message) = cause(&bind_005_manager_binds::CHECK, &evidence).expect("a finding");
        assert_eq!((cause, message.contains("after 12 s")), (CauseCode::SlowServer, true), "{message}");
    }
}
