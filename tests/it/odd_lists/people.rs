//! People who are renamed, or lack what a synchronisation needs.

use ucdoctor::report::Report;

use super::site::{Site, site};
use super::{one, told};

/// Everybody, then the one person.
fn both(site: &Site, id: &str) -> [Report; 2] {
    let texts = || [site.directory(), site.users(), site.presence()];
    [site.judge(texts(), None), site.judge(texts(), Some(id))]
}

fn steps(report: &Report) -> String {
    report.diagnoses.iter().flat_map(|found| found.fix.clone()).collect::<Vec<_>>().join(" ")
}

/// Call manager needs a last name, and takes one of several people with one mail address.
#[test]
fn whom_the_next_synchronisation_passes_over_is_told() {
    let (mut nameless, mut shared) = (site(), site());
    nameless.people[6].last_name.clear();
    shared.people[6].mail = Some("h2.mate@quay.test".into());
    for (mut site, says) in [(nameless, "Fill"), (shared, "mail address of their own")] {
        for report in both(&site, "hand6") {
            assert_eq!(told(&report), (0, one("attribute-missing", 1)), "{says}");
            assert!(steps(&report).contains(says), "{}", steps(&report));
        }
        assert_eq!(told(&both(&site, "hand7")[1]), (0, vec![]), "somebody else");
        // No synchronisation makes them active again before that is mended.
        site.people[6].user[2] = "2".into();
        let [all, asked] = both(&site, "hand6");
        assert_eq!((told(&all).1, told(&asked).1), (one("inactive-user", 1), one("inactive-user", 1)));
        for report in [all, asked] {
            assert!(!steps(&report).contains("Start a synchronisation"), "{}", steps(&report));
        }
    }
    // Call manager has taken both already.
    let mut taken = site();
    taken.people[6].user[1] = "h2.mate@quay.test".into();
    taken.people[6].presence[3] = "h2.mate@quay.test".into();
    assert_eq!(told(&taken.check()), (0, vec![]));
    // An export in two parts, of which one has no last names.
    let mut parts = site();
    parts.people[5..].iter_mut().for_each(|person| person.last_name.clear());
    assert_eq!(told(&parts.check()), (3, vec![]));
}
