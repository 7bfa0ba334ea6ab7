#!/usr/bin/env bash
# a-view-of-everybody.sh : people of two towns shown below a branch of views (389 Directory Server), searched at three bases.
#
# 389 Directory Server 2.3.1 (Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# A view (nsView) is a unit below which those appear who fit its filter, though they are stored elsewhere; so an application gets
# a base for what it is to see. One would guess that the unit above the views, which has no filter, shows what its views show, and
# that whoever appears below a base can be read there. What happens: the unit above shows the whole suffix: the suffix itself, the
# staff's branch, Dora, who fits no view, and the account of a service. A view is found by one level and by a subtree, but it says
# that nothing is below it (numSubordinates 0), and a name of a person in it, asked for as a base, is no such object; those found
# have names that do not end in the base.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import time

from directories import STAFF, SUFFIX, staffed

connection = staffed("389")
for name, town in (("Anna", "Ulm"), ("Berta", "Bonn"), ("Carla", "Ulm"), ("Dora", "Wien")):
    assert connection.add(f"cn={name},{STAFF}", "inetOrgPerson", {"sn": "Archer", "l": town})
assert connection.add(f"cn=backup,{SUFFIX}", "person", {"sn": "account of a service"})
VIEWS = f"ou=Views,{SUFFIX}"
assert connection.add(VIEWS, ["organizationalUnit", "nsView"])
for town in ("Ulm", "Bonn"):
    assert connection.add(f"ou={town},{VIEWS}", ["organizationalUnit", "nsView"], {"nsViewFilter": f"(l={town})"})


def found(base, scope, asked):
    connection.search(base, asked, scope)
    names = ", ".join(sorted(entry["dn"].removesuffix(f",{SUFFIX}") for entry in connection.response)) or "nothing"
    return names if connection.result["description"] == "success" else connection.result["description"]


for _ in range(100):  # a view is noticed a little later
    if found(f"ou=Ulm,{VIEWS}", "SUBTREE", "(sn=*)") != "nothing":
        break
    time.sleep(0.2)
for base in (f"ou=Ulm,{VIEWS}", VIEWS):
    for scope in ("SUBTREE", "LEVEL"):
        for asked in ("(sn=*)", "(objectClass=*)"):
            print(f"{base.removesuffix(f',{SUFFIX}')}, {scope.lower()}, {asked}: {found(base, scope, asked)}")
print(f"cn=Anna,ou=Ulm,ou=Views, base: {found(f'cn=Anna,ou=Ulm,{VIEWS}', 'BASE', '(objectClass=*)')}")
connection.search(f"ou=Ulm,{VIEWS}", "(objectClass=*)", "BASE", attributes=["numSubordinates"])
print(f"ou=Ulm,ou=Views, numSubordinates: {connection.response[0]['attributes']['numSubordinates'][0]}")
P
ask_directories 389 >seen
expect "$(cat seen)" 'ou=Ulm,ou=Views, subtree, (sn=*): cn=Anna,ou=Staff, cn=Carla,ou=Staff
ou=Ulm,ou=Views, subtree, (objectClass=*): cn=Anna,ou=Staff, cn=Carla,ou=Staff, ou=Ulm,ou=Views
ou=Ulm,ou=Views, level, (sn=*): cn=Anna,ou=Staff, cn=Carla,ou=Staff
ou=Ulm,ou=Views, level, (objectClass=*): cn=Anna,ou=Staff, cn=Carla,ou=Staff
ou=Views, subtree, (sn=*): cn=Anna,ou=Staff, cn=Berta,ou=Staff, cn=Carla,ou=Staff, cn=Dora,ou=Staff, cn=backup
ou=Views, subtree, (objectClass=*): cn=Anna,ou=Staff, cn=Berta,ou=Staff, cn=Carla,ou=Staff, cn=Dora,ou=Staff, cn=backup, dc=example,dc=com, ou=Bonn,ou=Views, ou=Staff, ou=Ulm,ou=Views, ou=Views
ou=Views, level, (sn=*): nothing
ou=Views, level, (objectClass=*): ou=Bonn,ou=Views, ou=Ulm,ou=Views
cn=Anna,ou=Ulm,ou=Views, base: noSuchObject
ou=Ulm,ou=Views, numSubordinates: 0'
