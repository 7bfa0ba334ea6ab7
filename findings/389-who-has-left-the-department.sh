#!/usr/bin/env bash
# 389-who-has-left-the-department.sh : a group that 389 Directory Server fills by a filter (automatic membership), while people come and go.
#
# 389 Directory Server 2.3.1 (Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# An automatic membership has a scope, a filter and a group: whoever is added and fits becomes a member, and by default
# (autoMemberProcessModifyOps) changes are looked at as well. One would guess that the group has whom the filter finds, but for those who
# were there before it was set up. What happens: changes only bring people in. Who leaves the department, moves out of the branch or is
# deleted stays a member; a renamed person is there under both names. And who is taken out by hand comes back with the next change of
# her entry, whatever it is, such as a new number. So a login that is allowed by such a group is for ever, unless it is taken away from
# one who has left the department, and never by hand from one who has not.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from directories import STAFF, SUFFIX, staffed
from ldap3 import MODIFY_DELETE, MODIFY_REPLACE

GROUP, ELSEWHERE = f"cn=Sales,{SUFFIX}", f"ou=Elsewhere,{SUFFIX}"
directory = staffed("389")


def add(name, department, branch=STAFF):
    return directory.add(f"cn={name},{branch}", "inetOrgPerson", {"sn": "Lab", "departmentNumber": department})


def change(name, **values):
    return directory.modify(f"cn={name},{STAFF}", {attribute: [(MODIFY_REPLACE, [value])] for attribute, value in values.items()})


def removed_by_hand(name):
    return directory.modify(GROUP, {"member": [(MODIFY_DELETE, [f"cn={name},{STAFF}"])]})


definition = {"autoMemberScope": STAFF, "autoMemberFilter": "(departmentNumber=Sales)", "autoMemberDefaultGroup": GROUP,
              "autoMemberGroupingAttr": "member:dn"}
assert directory.add(ELSEWHERE, "organizationalUnit") and directory.add(GROUP, "groupOfNames") and add("Anna", "Sales")
assert directory.add("cn=sales,cn=Auto Membership Plugin,cn=plugins,cn=config", "autoMemberDefinition", definition), directory.result
for what, done in {
        "Berta and Carla are added to Sales": lambda: add("Berta", "Sales") and add("Carla", "Sales"),
        "Dora changes to Sales": lambda: add("Dora", "Voice") and change("Dora", departmentNumber="Sales"),
        "Berta changes to Voice": lambda: change("Berta", departmentNumber="Voice"),
        "Carla moves out of the branch": lambda: directory.modify_dn(f"cn=Carla,{STAFF}", "cn=Carla", new_superior=ELSEWHERE),
        "Dora is renamed": lambda: directory.modify_dn(f"cn=Dora,{STAFF}", "cn=Dora Dunn"),
        "Dora is deleted": lambda: directory.delete(f"cn=Dora Dunn,{STAFF}"),
        "Emma is added to Sales": lambda: add("Emma", "Sales"),
        "Emma is taken out by hand": lambda: removed_by_hand("Emma"),
        "Emma gets a number": lambda: change("Emma", telephoneNumber="1203"),
        "Berta is taken out by hand": lambda: removed_by_hand("Berta"),
        "Berta gets a number": lambda: change("Berta", telephoneNumber="1204")}.items():
    assert done(), (what, directory.result)
    directory.search(GROUP, "(cn=Sales)", attributes="member")
    members = [dn.split(",")[0][3:] for dn in directory.response[0]["attributes"].get("member", [])]
    directory.search(STAFF, "(departmentNumber=Sales)", attributes="cn")
    fit = [one["attributes"]["cn"][0] for one in directory.response]
    print(f"{what}: {' '.join(sorted(fit))} fit, members {' '.join(sorted(members))}")
P
ask_directories 389 >seen
expect "$(cat seen)" 'Berta and Carla are added to Sales: Anna Berta Carla fit, members berta carla
Dora changes to Sales: Anna Berta Carla Dora fit, members berta carla dora
Berta changes to Voice: Anna Carla Dora fit, members berta carla dora
Carla moves out of the branch: Anna Dora fit, members berta carla dora
Dora is renamed: Anna Dora Dunn fit, members berta carla dora dora dunn
Dora is deleted: Anna fit, members berta carla dora dora dunn
Emma is added to Sales: Anna Emma fit, members berta carla dora dora dunn emma
Emma is taken out by hand: Anna Emma fit, members berta carla dora dora dunn
Emma gets a number: Anna Emma fit, members berta carla dora dora dunn emma
Berta is taken out by hand: Anna Emma fit, members carla dora dora dunn emma
Berta gets a number: Anna Emma fit, members carla dora dora dunn emma'
