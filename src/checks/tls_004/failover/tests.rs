//! Which servers help an appliance whose store lacks the CA of one of them.

use crate::checks::appliances::tests::{list, settled};
use crate::checks::sample::{self, ca, leaf, pki, present, trust};
use crate::evidence::deployment::Axl;
use crate::evidence::{Evidence, Observed};
use crate::trust::mint::Minted;
use crate::{causes, checks};

/// What others still ask helps nobody who has it not stored.
#[test]
fn a_server_that_an_appliance_does_not_ask_is_no_failover_for_it() {
    for (stored, breaks) in [
        (&[][..], false),
        (&[("presence", &["DC2.corp.example:636:t"][..])], true),
        (&[("presence", &["dc2.corp.example", "dc1.corp.example."][..])], false),
        (&[("call-manager", &["dc2.corp.example"][..])], false),
        (&[("presence", &["dc2", "dc1"][..])], false),
        (&[("presence", &["dc2", "10.0.0.1"][..])], false),
        (&[("presence", &["dc2", "ldap.corp.example"][..])], false),
        (&[("presence", &["10.0.0.2"][..])], true),
    ] {
        let set = |evidence: &mut Evidence| {
            if !stored.is_empty() {
                settled(evidence).ldap_hosts = stored.iter().map(|(node, hosts)| list(node, hosts)).collect();
            }
        };
        assert_eq!(second_lacks_a_ca("presence", set), breaks, "{stored:?}");
    }
}

/// Whether something breaks where this store lacks the CA of the second server.
fn second_lacks_a_ca(store: &str, set: impl Fn(&mut Evidence)) -> bool {
    let other = ca("Fjord Root").self_signed();
    let mut evidence = sample::healthy();
    present(&mut evidence, 1, &[&leaf("dc2.corp.example").signed_by(&other)]);
    for name in ["call-manager", "presence"] {
        let held: &[&Minted] = if name == store { &[&pki().root] } else { &[&pki().root, &other] };
        trust(&mut evidence, name, held);
    }
    set(&mut evidence);
    let outcomes = checks::run(&evidence);
    let found = causes::explain(&evidence, &outcomes);
    !found.iter().find(|found| found.cause.code.name() == "ca-missing").unwrap().breaks.is_empty()
}

/// What call manager says itself counts before its file.
#[test]
fn what_call_manager_says_it_has_stored_decides_its_failover() {
    for (live, breaks) in
        [(&["dc2.corp.example"][..], true), (&["dc1.corp.example", "dc2.corp.example"], false), (&[], false)]
    {
        let by_axl = |evidence: &mut Evidence| {
            let settings = settled(evidence);
            settings.ldap_hosts = vec![list("call-manager", &["dc1.corp.example", "dc2.corp.example"])];
            settings.axl = Observed::Seen(Axl { hosts: list("", live).hosts, ..Axl::default() });
        };
        assert_eq!(second_lacks_a_ca("call-manager", by_axl), breaks, "{live:?}");
    }
}
