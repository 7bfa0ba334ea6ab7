#!/usr/bin/env bash
# who-is-renamed-is-not-told.sh : a copy of a domain's people, kept by what has changed since (DirSync), of two attributes or of all.
#
# Samba 4.17.12 as an Active Directory domain controller (Debian 12); PyPI ldap3 2.9.1 (dir_sync). Seen on 2026-11-30.
#
# DirSync is Active Directory's way to ask for what has changed since the last time; a cookie keeps the place. One would guess that a
# copy which is kept by it has the right people under their right names, whatever attributes it has, and that the first list is of who
# is there. What happens: who asks for surname and number is not told of a person who gets another name or is moved to another unit,
# and so has her under a name of nobody; with all attributes asked for both are told. With all of them the first list has those who
# were deleted as well. A filter for people with a number takes the number that is removed for no news, and deletions too, as what is
# left of a deleted person has no number: everybody who ever had one stays in the copy.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from directories import STAFF, SUFFIX, staffed
from ldap3 import MODIFY_REPLACE

directory = staffed("Samba")
ELSEWHERE = f"OU=Elsewhere,{SUFFIX}"
assert directory.add(ELSEWHERE, "organizationalUnit"), directory.result
CHANGES = {
    "number": lambda anna: directory.modify(anna, {"telephoneNumber": [(MODIFY_REPLACE, ["1204"])]}),
    "title, not asked for": lambda anna: directory.modify(anna, {"title": [(MODIFY_REPLACE, ["Head"])]}),
    "renamed": lambda anna: directory.modify_dn(anna, "CN=Anna Baker"),
    "moved": lambda anna: directory.modify_dn(anna, "CN=Anna Archer", new_superior=ELSEWHERE),
    "put into a group": lambda anna: directory.add(f"CN=Voice,{STAFF}", "group", {"member": anna}),
    "no number any more": lambda anna: directory.modify(anna, {"telephoneNumber": [(MODIFY_REPLACE, [])]}),
    "deleted": directory.delete}


def changed(attributes, fit, cookie=None):
    """Who is told of, and the cookie for the next time."""
    asks = directory.extend.microsoft.dir_sync(SUFFIX, fit, attributes, cookie=cookie, object_security=False)
    told, more = [], True
    while more:
        told += [one for one in asks.loop() if one["type"] == "searchResEntry"]
        more = asks.more_results
    return told, asks.cookie


for attributes in (["sn", "telephoneNumber"], ["*"]):
    for fit in ("(objectClass=user)", "(&(objectClass=user)(telephoneNumber=*))"):
        asked = f"{' and '.join(attributes)} of {fit}"
        for what, change in CHANGES.items():
            anna = f"CN=Anna Archer,{STAFF}"
            assert directory.add(anna, "user", {"sAMAccountName": "anna", "sn": "Archer", "telephoneNumber": "1203"}), directory.result
            told, cookie = changed(attributes, fit)
            assert change(anna), directory.result
            told, cookie = changed(attributes, fit, cookie)
            print(f"{asked}, {what}:", "told" if any("Anna" in one["dn"] for one in told) else "not told")
            directory.search(SUFFIX, "(|(sAMAccountName=anna)(cn=Voice))")
            for one in directory.response:
                if one["type"] == "searchResEntry":
                    directory.delete(one["dn"])
        told, cookie = changed(attributes, fit)
        gone = any("\\0ADEL:" in one["dn"] for one in told)
        print(f"{asked}, a first list afterwards:", "with those who are gone" if gone else "of those who are there")
P
ask_directories Samba >seen
expect "$(cat seen)" 'sn and telephoneNumber of (objectClass=user), number: told
sn and telephoneNumber of (objectClass=user), title, not asked for: not told
sn and telephoneNumber of (objectClass=user), renamed: not told
sn and telephoneNumber of (objectClass=user), moved: not told
sn and telephoneNumber of (objectClass=user), put into a group: not told
sn and telephoneNumber of (objectClass=user), no number any more: told
sn and telephoneNumber of (objectClass=user), deleted: told
sn and telephoneNumber of (objectClass=user), a first list afterwards: of those who are there
sn and telephoneNumber of (&(objectClass=user)(telephoneNumber=*)), number: told
sn and telephoneNumber of (&(objectClass=user)(telephoneNumber=*)), title, not asked for: not told
sn and telephoneNumber of (&(objectClass=user)(telephoneNumber=*)), renamed: not told
sn and telephoneNumber of (&(objectClass=user)(telephoneNumber=*)), moved: not told
sn and telephoneNumber of (&(objectClass=user)(telephoneNumber=*)), put into a group: not told
sn and telephoneNumber of (&(objectClass=user)(telephoneNumber=*)), no number any more: not told
sn and telephoneNumber of (&(objectClass=user)(telephoneNumber=*)), deleted: not told
sn and telephoneNumber of (&(objectClass=user)(telephoneNumber=*)), a first list afterwards: of those who are there
* of (objectClass=user), number: told
* of (objectClass=user), title, not asked for: told
* of (objectClass=user), renamed: told
* of (objectClass=user), moved: told
* of (objectClass=user), put into a group: not told
* of (objectClass=user), no number any more: told
* of (objectClass=user), deleted: told
* of (objectClass=user), a first list afterwards: with those who are gone
* of (&(objectClass=user)(telephoneNumber=*)), number: told
* of (&(objectClass=user)(telephoneNumber=*)), title, not asked for: told
* of (&(objectClass=user)(telephoneNumber=*)), renamed: told
* of (&(objectClass=user)(telephoneNumber=*)), moved: told
* of (&(objectClass=user)(telephoneNumber=*)), put into a group: not told
* of (&(objectClass=user)(telephoneNumber=*)), no number any more: not told
* of (&(objectClass=user)(telephoneNumber=*)), deleted: not told
* of (&(objectClass=user)(telephoneNumber=*)), a first list afterwards: of those who are there'
