//! What can be wrong with the search base, the filter and the answer.

use openssl::error::ErrorStack;

use super::super::company;
use super::super::directory::Searching;
use super::super::setup::{Machines, Setup};
use super::Fault;

pub(super) const FAULTS: &[Fault] = &[
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
];

fn base(setup: &mut Setup, base: &str) -> Result<(), ErrorStack> {
    setup.search.base = base.to_owned();
    Ok(())
}

fn filter(setup: &mut Setup, filter: &str) -> Result<(), ErrorStack> {
    setup.search.filter = filter.to_owned();
    Ok(())
}
