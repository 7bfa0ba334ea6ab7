#!/usr/bin/env bash
# a-branch-renamed.sh : the unit that holds the groups is renamed, then the unit that holds their members, at three servers.
#
# OpenLDAP slapd 2.5.13 (overlays memberof and refint), 389 Directory Server 2.3.1 (plug-ins MemberOf and referential
# integrity), Samba 4.17.12 as an Active Directory domain controller (Debian 12); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# Who has both add-ons wants that groups and people name each other rightly, whatever is renamed. One would guess that they do
# so when a whole branch gets another name; at least that both directions are alike. What happens: member and manager follow
# the people at all three. memberOf follows the groups at Samba only: at slapd and 389 it goes on to name groups below
# ou=Groups, which is no more. `(memberOf=cn=Voice,ou=Teams,...)`, by which a login is allowed, finds nobody, the old name finds
# both, result success. When then the people's unit is renamed, 389 puts memberOf right, and writes all names of members in
# small letters. slapd adds the right name beside the wrong one, which remains even when the group is removed.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >plugins.ldif <<'C'
dn: cn=MemberOf Plugin,cn=plugins,cn=config
changetype: modify
replace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: on
-
replace: memberofgroupattr
memberofgroupattr: member

dn: cn=referential integrity postoperation,cn=plugins,cn=config
changetype: modify
replace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: on
-
replace: referint-membership-attr
referint-membership-attr: member
referint-membership-attr: manager
C
cat >ask.py <<'P'
import time

from directories import SUFFIX, started


def values(connection, cn, attribute):
    connection.search(SUFFIX, f"(cn={cn})", attributes=[attribute])
    found = sorted(value[: -len(SUFFIX) - 1] for value in connection.entries[0][attribute].values)
    return " and ".join(found) or "nothing"


for name in ("slapd", "389", "Samba"):
    connection = started(name)
    for unit in ("Groups", "People"):
        assert connection.add(f"ou={unit},{SUFFIX}", "organizationalUnit"), connection.result
    person, group = ("contact", "group") if name == "Samba" else ("inetOrgPerson", "groupOfNames")
    anna, berta, voice = f"cn=Anna,ou=People,{SUFFIX}", f"cn=Berta,ou=People,{SUFFIX}", f"cn=Voice,ou=Groups,{SUFFIX}"
    assert connection.add(anna, person, {"sn": "Archer"}) and connection.add(berta, person, {"sn": "Baker", "manager": anna})
    assert connection.add(voice, group, {"member": [anna, berta]}), connection.result

    def show(when):
        """slapd puts references right some time after the answer."""
        time.sleep(3)
        print(f"{name}, {when}: Voice has {values(connection, 'Voice', 'member')}")
        print(f"{name}, {when}: Berta is in {values(connection, 'Berta', 'memberOf')}, under {values(connection, 'Berta', 'manager')}")
        for unit in ("Groups", "Teams"):
            connection.search(SUFFIX, f"(memberOf=cn=Voice,ou={unit},{SUFFIX})")
            print(f"{name}, {when}: in Voice of {unit} are {len(connection.entries)}")

    assert connection.modify_dn(f"ou=Groups,{SUFFIX}", "ou=Teams"), connection.result
    show("groups renamed")
    assert connection.modify_dn(f"ou=People,{SUFFIX}", "ou=Staff"), connection.result
    show("people renamed")
    assert connection.delete(f"cn=Voice,ou=Teams,{SUFFIX}"), connection.result
    time.sleep(1)
    print(f"{name}, group removed: Berta is in {values(connection, 'Berta', 'memberOf')}")
P
ask_directories 'slapd Samba 389' 'overlay memberof' 'overlay refint' 'refint_attributes member manager' >seen
expect "$(cat seen)" 'slapd, groups renamed: Voice has cn=Anna,ou=People and cn=Berta,ou=People
slapd, groups renamed: Berta is in cn=Voice,ou=Groups, under cn=Anna,ou=People
slapd, groups renamed: in Voice of Groups are 2
slapd, groups renamed: in Voice of Teams are 0
slapd, people renamed: Voice has cn=Anna,ou=Staff and cn=Berta,ou=Staff
slapd, people renamed: Berta is in cn=Voice,ou=Groups and cn=Voice,ou=Teams, under cn=Anna,ou=Staff
slapd, people renamed: in Voice of Groups are 2
slapd, people renamed: in Voice of Teams are 2
slapd, group removed: Berta is in cn=Voice,ou=Groups
389, groups renamed: Voice has cn=Anna,ou=People and cn=Berta,ou=People
389, groups renamed: Berta is in cn=Voice,ou=Groups, under cn=Anna,ou=People
389, groups renamed: in Voice of Groups are 2
389, groups renamed: in Voice of Teams are 0
389, people renamed: Voice has cn=anna,ou=staff and cn=berta,ou=staff
389, people renamed: Berta is in cn=Voice,ou=Teams, under cn=anna,ou=staff
389, people renamed: in Voice of Groups are 0
389, people renamed: in Voice of Teams are 2
389, group removed: Berta is in nothing
Samba, groups renamed: Voice has CN=Anna,OU=People and CN=Berta,OU=People
Samba, groups renamed: Berta is in CN=Voice,OU=Teams, under CN=Anna,OU=People
Samba, groups renamed: in Voice of Groups are 0
Samba, groups renamed: in Voice of Teams are 2
Samba, people renamed: Voice has CN=Anna,OU=Staff and CN=Berta,OU=Staff
Samba, people renamed: Berta is in CN=Voice,OU=Teams, under CN=Anna,OU=Staff
Samba, people renamed: in Voice of Groups are 0
Samba, people renamed: in Voice of Teams are 2
Samba, group removed: Berta is in nothing'
