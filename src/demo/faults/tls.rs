//! What can be wrong with TLS and the certificates.

use openssl::error::ErrorStack;

use super::super::pki::{Demand, Draft, Role, days};
use super::super::server::Quirk;
use super::super::setup::{Machines, Setup};
use super::{Fault, quirk};

pub(super) const FAULTS: &[Fault] = &[
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
        story: "two machines answer behind one address in turn, and the certificate of one lacks the name",
        expected: Some("identity-differs"),
        plant: |setup| {
            setup.machines = Machines::InTurn;
            Ok(())
        },
    },
];

fn valid(setup: &mut Setup, from: time::Duration, until: time::Duration) -> Result<(), ErrorStack> {
    setup.leaf = setup.leaf.clone().valid(from, until);
    Ok(())
}
