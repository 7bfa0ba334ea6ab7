//! TLS-015: releases whose Java is older, or newer, than most still find a version and suites in common.

use super::at::{At, per_endpoint};
use super::tls_011_version_current::{answers, old_as_release, release, retired_for, too_new_for};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::HelloKind;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls015,
    stage: Stage::Tls,
    title: "every release of the appliances finds versions and suites in common",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-015.md"),
    run: |case| per_endpoint(case, in_common),
};

fn in_common(at: At<'_>) -> Judged {
    let tls = at.tls()?;
    if too_new_for(at).is_some() || retired_for(at).is_some() {
        return Err(Skip::Blocked(CheckCode::Tls011));
    }
    if let Some(finding) = old_as_release(at) {
        return Ok(finding.into());
    }
    match answers(at, HelloKind::Tls12) {
        Some(false) => {
            // Which service update a release 15 has, its number does not tell.
            let decided = match release(at) {
                Some(_) => "see with `show version active` that every node runs 15SU2 or later",
                None => "set version under [call_manager] so that this is decided",
            };
            return Ok(fail(
                CauseCode::TlsVersionUnsupported,
                "speaks TLS 1.3 only: releases before 15SU2 speak none, as documented by Cisco",
            )
            .fault("TLS 1.3 only")
            .breaks(&[])
            .refuted_if(&["all nodes run 15SU2 or later"])
            .fix(format!("Enable TLS 1.2 beside 1.3 on the directory server, or {decided}"))
            .into());
        }
        None => return Err(Skip::NotAsked("no hello of TLS 1.2 was sent".to_owned())),
        Some(true) => {}
    }
    if tls.cipher.starts_with("TLS_RSA_") && answers(at, HelloKind::ForwardSecret) == Some(false) {
        return Ok(fail(
            CauseCode::TlsVersionUnsupported,
            format!("takes only suites without forward secrecy ({})", tls.cipher),
        )
        .fault("TLS_RSA only")
        .breaks(&[])
        .refuted_if(&["another client agrees with the server on a suite with ECDHE"])
        .fix("Enable ECDHE suites on the directory server: Java refuses the others since its updates of 2026")
        .into());
    }
    Ok(pass(format!("{}, and TLS 1.2", tls.version)).into())
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::check::Severity;
    use crate::checks::appliances::tests::settled;
    use crate::checks::sample::{at, diagnosed, expect, healthy, sampled};
    use crate::evidence::*;
    use crate::report::{Judging, Report};

    #[test]
    fn what_only_some_releases_speak_is_a_warning() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked", "not asked"]),
                (|e| sampled(e, 0, None, None), &["pass", "not asked"]),
                (|e| refused(e, HelloKind::Tls12), &["tls-version-unsupported~TLS 1.3 only", "not asked"]),
                (
                    |e| {
                        sampled(e, 0, None, None);
                        let Observed::Seen(tls) = &mut at(e, 0).tls else { unreachable!() };
                        tls.cipher = "TLS_RSA_WITH_AES_256_GCM_SHA384".into();
                        refused(e, HelloKind::ForwardSecret);
                    },
                    &["tls-version-unsupported~without forward secrecy", "not asked"],
                ),
            ],
        );
        assert_eq!(diagnosed(|e| refused(e, HelloKind::Tls12)), ["tls-version-unsupported"]);
    }

    /// TLS 1.0, which goes with releases that speak nothing newer.
    #[test]
    fn a_server_as_old_as_the_release_is_a_warning() {
        fn old(evidence: &mut Evidence, version: &str, release: &str) {
            let Observed::Seen(tls) = &mut at(evidence, 0).tls else { unreachable!() };
            tls.version = version.into();
            settled(evidence).call_manager.version = Some(release.into());
        }
        let says: &[&str] =
            &["tls-version-unsupported~call manager 10.5.2 may speak nothing newer itself", "not asked"];
        expect(
            &CHECK,
            &[
                (|e| old(e, "TLSv1", "10.5.2"), says),
                (|e| old(e, "TLSv1.1", "10.5.2"), &["not asked", "not asked"]),
                (|e| old(e, "TLSv1", "12.5.1"), &["not asked", "not asked"]),
            ],
        );
        let of = |version: &str, release: &str| {
            let mut evidence = healthy();
            old(&mut evidence, version, release);
            let report = Report::judge(evidence, &Judging::default());
            let told: Vec<_> = report.diagnoses.iter().filter(|it| it.code == "tls-version-unsupported").collect();
            (told.len(), told[0].severity == Severity::Warning)
        };
        assert_eq!(of("TLSv1", "10.5.2"), (1, true));
        assert_eq!(of("TLSv1", "12.5.1"), (1, false));
        assert_eq!(of("TLSv1.1", "10.5.2"), (1, false), "no release has it as its newest");
    }

    #[test]
    fn a_server_that_hangs_up_on_a_version_does_not_speak_it() {
        expect(
            &CHECK,
            &[
                (|e| hung_up(e, HelloKind::Tls12, [3, 3]), &["tls-version-unsupported~TLS 1.3 only", "not asked"]),
                (|e| hung_up(e, HelloKind::Tls12, [1, 3]), &["not asked", "not asked"]),
                (|e| hung_up(e, HelloKind::Tls12, [3, 1]), &["not asked", "not asked"]),
                (
                    |e| {
                        hung_up(e, HelloKind::Tls12, [3, 3]);
                        ended(e, HelloKind::Usual);
                    },
                    &["not asked", "not asked"],
                ),
                (
                    |e| {
                        hung_up(e, HelloKind::Tls12, [3, 3]);
                        sampled(e, 0, None, None);
                    },
                    &["pass", "not asked"],
                ),
            ],
        );
    }

    /// So many hellos of a kind end the connection, and so many usual ones are answered.
    fn hung_up(evidence: &mut Evidence, hello: HelloKind, [less, usual]: [usize; 2]) {
        (0..less).for_each(|_| ended(evidence, hello));
        for _ in 0..usual {
            sampled(evidence, 0, None, None);
            at(evidence, 0).samples.last_mut().unwrap().hello = Some(HelloKind::Usual);
        }
    }

    fn ended(evidence: &mut Evidence, hello: HelloKind) {
        failed(evidence, hello, TlsFailureKind::Closed, 0);
    }

    fn refused(evidence: &mut Evidence, hello: HelloKind) {
        failed(evidence, hello, TlsFailureKind::NoCommonVersion, 7);
    }

    fn failed(evidence: &mut Evidence, hello: HelloKind, kind: TlsFailureKind, received: u64) {
        let wire = Wire { received, ..Wire::default() };
        let tls = TlsFailure { kind, chain: Vec::new(), wire, ms: Millis(1.0), raw: "ended".into() };
        at(evidence, 0).samples.push(Sample {
            hello: Some(hello),
            hello_bytes: 300,
            request_bytes: None,
            tls: Observed::Failed(tls),
            ldap: Observed::Blocked(Slot::Tls),
        });
    }
}
