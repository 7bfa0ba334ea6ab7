//! What may be asked of call manager: this list, and nothing else.

use quick_xml::escape::escape;

/// One request. All of them read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Verb<'a> {
    /// The version of each component.
    Version,
    /// Synchronisation on or off, kind of directory, user-ID attribute.
    LdapSystem,
    /// Authentication on or off, account, base, servers.
    LdapAuthentication,
    /// The names of all synchronisation agreements.
    LdapDirectories,
    /// One agreement.
    LdapDirectory(&'a str),
    /// All custom filters.
    LdapFilters,
    /// Rows of the database.
    Query(Statement),
}

/// A statement of our own; none comes from a file, a flag or an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Statement {
    /// What is asked for.
    pub(super) columns: &'static [&'static str],
    /// Tables, conditions and order.
    pub(super) from: &'static str,
    /// Rows to pass over.
    pub(super) skip: usize,
    /// Rows to give at most.
    pub(super) first: usize,
}

impl Statement {
    /// The trace level of each service on each node of the cluster.
    pub(super) const TRACE_LEVELS: Self = Self {
        columns: &["ts.nameforcontrol as service", "ttlg.name as trace_level", "pns.servername as servername"],
        from: "typeservice as ts, typetracelevelgrouping as ttlg, processnodeservice as pns \
               WHERE ts.enum=pns.tkservice AND ttlg.tktracelevelgroups=ts.tktracelevelgroups AND pns.tracelevel=ttlg.value",
        skip: 0,
        first: 5000,
    };

    /// The copy of the LDAP hosts that a node has.
    pub(super) const LDAP_HOSTS: Self = Self {
        columns: &["hostname", "priority", "sslenabled", "portnumber"],
        from: "ldapauthenticationhost",
        skip: 0,
        first: 50,
    };

    /// How a node searches at login. The table has the manager's password too, which is not asked for.
    pub(super) const LOGINS: Self = Self {
        columns: &["authenticateendusers", "distinguishedname", "usersearchbase"],
        from: "ldapauthentication",
        skip: 0,
        first: 10,
    };

    /// The state of the sync agent.
    pub(super) const SYNC_STATUS: Self =
        Self { columns: &["syncstatus"], from: "epassyncagentcfg", skip: 0, first: 10 };

    fn sql(self) -> String {
        let Self { columns, from, skip, first } = self;
        format!("SELECT SKIP {skip} FIRST {first} {} FROM {from}", columns.join(","))
    }
}

impl Verb<'_> {
    /// As AXL calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Version => "getCCMVersion",
            Self::LdapSystem => "getLdapSystem",
            Self::LdapAuthentication => "getLdapAuthentication",
            Self::LdapDirectories => "listLdapDirectory",
            Self::LdapDirectory(_) => "getLdapDirectory",
            Self::LdapFilters => "listLdapFilter",
            Self::Query(_) => "executeSQLQuery",
        }
    }

    /// What stands inside its element.
    fn inside(self) -> String {
        let named =
            |tags: &str| format!("<searchCriteria><name>%</name></searchCriteria><returnedTags>{tags}</returnedTags>");
        match self {
            Self::Version | Self::LdapSystem | Self::LdapAuthentication => String::new(),
            Self::LdapDirectories => named("<name/>"),
            Self::LdapDirectory(name) => format!("<name>{}</name>", escape(name)),
            Self::LdapFilters => named("<name/><filter/>"),
            Self::Query(statement) => format!("<sql>{}</sql>", escape(statement.sql())),
        }
    }

    /// The whole message, in the AXL of this version.
    pub(super) fn envelope(self, version: &str) -> String {
        let (name, inside) = (self.name(), self.inside());
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:ns=\"http://www.cisco.com/AXL/API/{version}\"><soapenv:Header/><soapenv:Body>\
             <ns:{name}>{inside}</ns:{name}></soapenv:Body></soapenv:Envelope>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_hold_one_verb_and_what_it_needs() {
        let statement =
            Statement { columns: &["userid", "status"], from: "enduser ORDER BY userid", skip: 20, first: 10 };
        for (verb, says) in [
            (Verb::Version, "<ns:getCCMVersion></ns:getCCMVersion>"),
            (Verb::LdapDirectory("a<b>&"), "<name>a&lt;b&gt;&amp;</name>"),
            (Verb::LdapFilters, "<returnedTags><name/><filter/></returnedTags>"),
            (Verb::Query(statement), "<sql>SELECT SKIP 20 FIRST 10 userid,status FROM enduser ORDER BY userid</sql>"),
        ] {
            let envelope = verb.envelope("14.0");
            assert!(envelope.contains(says), "{envelope}");
            assert!(envelope.contains("http://www.cisco.com/AXL/API/14.0"));
            crate::xml::walk(envelope.as_bytes(), &mut |_, _| {}).unwrap();
        }
    }

    #[test]
    fn every_verb_reads() {
        let statement = Statement { columns: &["userid"], from: "enduser", skip: 0, first: 1 };
        for verb in [
            Verb::Version,
            Verb::LdapSystem,
            Verb::LdapAuthentication,
            Verb::LdapDirectories,
            Verb::LdapDirectory("x"),
            Verb::LdapFilters,
            Verb::Query(statement),
        ] {
            let reads = ["get", "list", "executeSQLQuery"].iter().any(|start| verb.name().starts_with(start));
            assert!(reads, "{}", verb.name());
        }
        assert!(statement.sql().starts_with("SELECT "));
    }
}
