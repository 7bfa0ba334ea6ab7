//! NET-007: one address may be several machines. The run's own connections are compared.

use super::at::{At, Behind, per_endpoint};
use super::lacking::uploads;
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Net007,
    stage: Stage::Network,
    title: "every connection to one address is answered alike",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/NET-007.md"),
    run: |case| per_endpoint(case, answered_alike),
};

fn answered_alike(at: At<'_>) -> Judged {
    at.tcp()?;
    match at.behind() {
        Behind::Unknown => Err(Skip::NotAsked("no two connections that can be compared".to_owned())),
        Behind::Alike { connections, leaves, machines } => Ok(alike(connections, &leaves, machines.len()).into()),
        Behind::SomeDead { answered, connections, limited } => {
            let finding = if limited { limited_to_one(at) } else { some_dead(at) };
            Ok(finding.fact("answered", answered).fact("connections", connections).into())
        }
        Behind::Differ { leaves } => Ok(differ(at, &leaves).into()),
        Behind::TwoKeys { each, alike: true } => Ok(pass("one server with two certificates, alike in what matters")
            .fact("certificates", each.join("; "))
            .into()),
        Behind::TwoKeys { each, alike: false } => Ok(two_keys(at, &each).into()),
        Behind::Another { leaf } => Ok(another(at, &leaf).into()),
    }
}

fn alike(connections: usize, leaves: &[String], machines: usize) -> crate::check::Proof {
    let machines = machines.max(leaves.len());
    let message = match machines {
        0 | 1 => "every connection is answered alike".to_owned(),
        _ => format!("a balancer in front of {machines} servers or more, alike in what matters"),
    };
    pass(message).fact("connections", connections).fact("certificates", leaves.join("; "))
}

/// One of several machines is dead, or one machine takes so many connections and no more: both look alike from outside.
fn some_dead(at: At<'_>) -> Finding {
    let message = "some connections to this address are answered, and some end without a byte: of several servers behind it \
                   one is dead, or connections from one host are limited";
    fail(CauseCode::NoLiveBackend, message)
        .fault(at.endpoint.address.to_string())
        .fix(dead_machine(at))
        .fix(limit(at))
        .fix("Until then logins fail by chance: configure a directory server that answers by its own name")
}

fn limited_to_one(at: At<'_>) -> Finding {
    let message = "the first connection to this address is answered, and every later one ends without a byte: connections \
                   from one host may be limited, or most servers behind this address are dead";
    fail(CauseCode::NoLiveBackend, message).fault(at.endpoint.address.to_string()).fix(limit(at)).fix(dead_machine(at))
}

fn dead_machine(at: At<'_>) -> String {
    let address = at.endpoint.address.ip();
    format!("Ask who runs the balancer at {address}: find its server that is down, and switch on its health checks")
}

fn limit(at: At<'_>) -> String {
    let address = at.endpoint.address.ip();
    format!(
        "If one server alone has {address}: look there and on the way for a limit of connections from one address (firewall, HAProxy, fail2ban), and let every node open as many as it needs: each login takes two"
    )
}

fn differ(at: At<'_>, leaves: &[String]) -> Finding {
    let mut finding = fail(
        CauseCode::IdentityDiffers,
        format!("the servers behind this address differ from connection to connection: {}", leaves.join(" and ")),
    )
    .fault(at.endpoint.address.to_string());
    finding.fix = uploads(at, &at.chains());
    let or = if finding.fix.is_empty() { "Give" } else { "Or give" };
    finding
        .fix(format!(
            "{or} every server behind {} a valid certificate of the same CA that names {}",
            at.endpoint.address.ip(),
            at.server.url.host
        ))
        .fix("Or configure the servers by their own names, past the balancer")
}

/// Which of its certificates is shown goes by the release of call manager, and not by chance.
fn two_keys(at: At<'_>, each: &[String]) -> Finding {
    let message = format!("this server has two certificates, one for each kind of key: {}", each.join(", "));
    let mut finding = fail(CauseCode::IdentityDiffers, message)
        .owner(Owner::Directory)
        .fault(at.endpoint.address.to_string())
        .refuted_if(&[
            "every node runs a release that is shown the one which is accepted: before 15SU2 they speak TLS 1.2",
        ]);
    finding.fix = uploads(at, &at.chains());
    finding.fix("Or take the certificate that is not accepted from the server, or issue it again like the other")
}

fn another(at: At<'_>, leaf: &str) -> Finding {
    let shown: String = leaf.chars().take(16).collect();
    fail(CauseCode::IdentityDiffers, format!("the bind's connection presented a certificate that none before it had ({shown}…); the password was withheld"))
        .fault(at.endpoint.address.to_string())
        .fact("fingerprint", leaf)
        .fix("Run it again: if a balancer is meant to stand there, its servers' certificates are then all seen")
        .fix("If none is: something on the way answers in the server's place; find it before a password is sent")
}

/// A connection that is ended without a question has met somebody with nobody behind.
pub(super) fn no_live_backend(at: At<'_>) -> Finding {
    let message = "every connection is ended before anything is asked on it: what accepts it has no live server behind it, \
                   or does not admit this host";
    let source = at.endpoint.tcp.seen().map_or_else(|| "this host".to_owned(), |tcp| tcp.source.to_string());
    fail(CauseCode::NoLiveBackend, message)
        .fault(at.endpoint.address.to_string())
        .fix(format!("Ask who runs the balancer or proxy at {}: which servers stand behind it, and why it takes none of them for alive, or whether it sends them a PROXY line (send-proxy) that they do not take", at.endpoint.address.ip()))
        .fix(format!("If they are alive, or there is no balancer: look there and on the server for a list of permitted addresses, which must admit {source} and every node, and for a limit of connections"))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::case::Case;
    use crate::check::Verdict;
    use crate::checks::sample::{at, broken, ca, diagnosed, expect, fail_ldap, leaf, pki, sampled, shown_to, withhold};
    use crate::evidence::*;
    use crate::ldap::fault::Fault;
    use crate::trust::mint::Minted;

    /// A proxy shakes hands, and nobody is behind it: a connection that was only for its handshake proves no life.
    fn hollow(e: &mut Evidence) {
        let closed = || Fault::Closed { pending: 0 };
        sampled(e, 0, None, Some(closed()));
        sampled(e, 0, None, None);
        at(e, 0).samples[1].ldap = Observed::NotAsked("for its handshake".into());
        at(e, 0).samples[1].hello = Some(HelloKind::Large);
        fail_ldap(e, 0, broken(closed()));
    }

    #[test]
    fn connections_are_compared_in_what_matters() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked~no two", "not asked"]),
                (|e| sampled(e, 0, None, None), &["pass~answered alike", "not asked"]),
                (|e| sampled(e, 0, Some("dc1.corp.example"), None), &["pass~in front of 2", "not asked"]),
                (
                    |e| sampled(e, 0, Some("dc9.corp.example"), None),
                    &["identity-differs~dc9.corp.example", "not asked"],
                ),
                (|e| sampled(e, 0, None, Some(Fault::Closed { pending: 0 })), &["no-live-backend", "not asked"]),
                (hollow, &["not asked~no two", "not asked"]),
                (
                    |e| {
                        withhold(e, 0);
                        at(e, 0).session = Observed::Failed(SessionFailure::OtherLeaf { leaf: "AB".repeat(32) });
                    },
                    &["identity-differs~withheld", "not asked"],
                ),
            ],
        );
        assert_eq!(diagnosed(|e| sampled(e, 0, Some("dc9.corp.example"), None)), ["identity-differs"]);
        assert_eq!(diagnosed(|e| sampled(e, 0, None, Some(Fault::Closed { pending: 0 }))), ["no-live-backend"]);
    }

    /// Machines that take turns answer again; who has had enough of one host does not.
    #[test]
    fn whoever_answers_the_first_connection_alone_may_have_a_limit() {
        for (dead, last_lives, words) in [(3, false, "every later one"), (3, true, "some end"), (1, false, "some end")]
        {
            let mut evidence = crate::checks::sample::healthy();
            for _ in 0..dead {
                sampled(&mut evidence, 0, None, Some(Fault::Reset { pending: 0 }));
            }
            if last_lives {
                sampled(&mut evidence, 0, None, None);
            }
            let outcomes = (CHECK.run)(&Case::new(&evidence));
            let Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:#?}") };
            assert!(finding.message.contains(words), "{dead} {}", finding.message);
            assert!(finding.fix.iter().any(|step| step.contains("limit of connections")), "{:#?}", finding.fix);
        }
    }

    #[test]
    fn two_certificates_of_one_server_are_no_two_servers() {
        let rsa = |by: &Minted| leaf("dc1.corp.example").rsa(2048).signed_by(by);
        let judged = |e: &mut Evidence, by: &Minted, again: bool| {
            shown_to(e, HelloKind::Tls12, &rsa(by));
            if again {
                // TLS 1.2 meets the other one, too: by chance, so there are two servers.
                sampled(e, 0, None, None);
            }
        };
        let known = |e: &mut Evidence| judged(e, &pki().issuing, false);
        assert_eq!(diagnosed(known), Vec::<&str>::new());
        let unknown = ca("South CA").self_signed();
        for (again, words) in
            [(false, "TLS 1.2 is shown \"dc1.corp.example\" (call-manager"), (true, "differ from connection")]
        {
            let mut evidence = crate::checks::sample::healthy();
            judged(&mut evidence, &unknown, again);
            let outcomes = (CHECK.run)(&Case::new(&evidence));
            let Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:#?}") };
            assert!(finding.message.contains(words), "{}", finding.message);
            assert!(finding.fix[0].words.contains("\"South CA\""), "{:#?}", finding.fix);
        }
    }

    #[test]
    fn two_servers_that_are_wrong_alike_are_no_difference() {
        let found = diagnosed(|e| {
            let stranger = ca("Stranger CA").self_signed();
            for name in ["call-manager", "presence"] {
                crate::checks::sample::trust(e, name, &[&stranger]);
            }
            let other = leaf("dc1.corp.example").signed_by(&pki().issuing);
            e.certificates.insert(other.fingerprint(), other.pem());
            sampled(e, 0, Some("dc1.corp.example"), None);
            (0..2).for_each(|server| withhold(e, server));
        });
        assert_eq!(found, ["ca-missing"]);
    }
}
